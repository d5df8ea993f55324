"""Everything that is kept of somebody, as they may see it, and who looked at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import local_day
from storage.dialect import one_of
from storage.organisation.tree import unit_paths_of
from storage.tables.organisation import ROLE_GRANTS, UNITS
from storage.tables.people import ACCOUNTS, CONSENTS, MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE, IMAGES, PICTURES
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

_person, _account = PEOPLE, ACCOUNTS
_membership, _unit = MEMBERSHIPS, UNITS
_evidence, _picture = EVIDENCE, PICTURES
_image, _audit = IMAGES, AUDIT_LOG
_grant, _consent = ROLE_GRANTS, CONSENTS
_LOOKS = ("%.seen", "%.sent", "%.exported")
"""Actions by which somebody saw names or pictures."""


class OwnStay(NamedTuple):
    unit_id: int
    unit: str
    position: str
    since: date
    until: date | None


class OwnAccount(NamedTuple):
    platform: str
    user_id: str
    name: str


class OwnRole(NamedTuple):
    role: str
    unit: str
    since: datetime
    until: datetime | None


class OwnConsent(NamedTuple):
    account: str
    purpose: str
    version: int
    answer: bool
    at: datetime


class Look(NamedTuple):
    """Somebody saw names or pictures: when, what, in which unit, and who it was ("" where nobody knows the name)."""

    at: datetime
    action: str
    unit: str
    by: str
    role: str


class OwnProof(NamedTuple):
    id: int
    sent_at: datetime
    day: date
    unit: str
    action: str
    source: str
    url: str
    state: str
    reason: str


class OwnPicture(NamedTuple):
    evidence_id: int
    day: date
    sha256: str


@dataclass(frozen=True, slots=True)
class OwnData:
    """`person_id` is None for an account that never handed anything in; `states` counts proof by what became of it."""

    person_id: int | None
    name: str
    provisional: bool
    code: str
    has_phone: bool
    accounts: tuple[OwnAccount, ...] = ()
    stays: tuple[OwnStay, ...] = ()
    states: Mapping[str, int] | None = None
    first_day: date | None = None
    pictures: int = 0
    oldest_picture: date | None = None
    roles: tuple[OwnRole, ...] = ()
    consents: tuple[OwnConsent, ...] = ()
    looks: tuple[Look, ...] = ()


class OwnDataOf:
    """Somebody's own data."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of(self, account: str, zone: ZoneInfo, *, looks: int = 5) -> OwnData:
        """What is kept of whoever writes with an account (`platform:user id`), with the latest looks at it."""
        await self._at.flush()
        return await own_data(self._at.connection, account, zone, looks=looks)

    async def pictures(self, person_id: int) -> list[OwnPicture]:
        return await own_pictures(self._at.connection, person_id)

    async def proof(self, person_id: int) -> list[OwnProof]:
        """All that somebody handed in, the oldest first."""
        before, after = ("id", "sent_at", "day"), ("action", "source", "url", "state", "reason")
        query = (
            select(
                *(_evidence.c[name] for name in before), _unit.c.name, *(_evidence.c[name] for name in after)
            )
            .join(_unit, _unit.c.id == _evidence.c.unit_id)
            .where(_evidence.c.person_id == person_id)
            .order_by(_evidence.c.id)
        )
        return [OwnProof._make(row) for row in await self._at.connection.execute(query)]


async def own_data(connection: AsyncConnection, account: str, zone: ZoneInfo, *, looks: int) -> OwnData:
    platform, _, user_id = account.partition(":")
    columns = tuple(_person.c[name] for name in ("id", "name", "provisional", "code", "phone"))
    query = select(*columns).join(_account, _account.c.person_id == _person.c.id)
    mine = and_(_account.c.platform == platform, _account.c.user_id == user_id)
    row = (await connection.execute(query.where(mine))).first()
    if row is None:
        words = [account]
        return OwnData(
            None, "", provisional=True, code="", has_phone=False,
            roles=await _roles(connection, words), consents=await _consents(connection, words),
        )  # fmt: skip
    accounts = await _accounts(connection, row.id)
    words = [f"{each.platform}:{each.user_id}" for each in accounts]
    stays = await _stays(connection, row.id)
    states, first = await _states(connection, row.id, [stay.unit_id for stay in stays])
    pictures = select(func.count(), func.min(_picture.c.day)).where(_picture.c.person_id == row.id)
    count, oldest = (await connection.execute(pictures)).one()
    return OwnData(
        row.id, row.name, row.provisional, row.code, bool(row.phone), accounts, stays, states, first, count, oldest,
        await _roles(connection, words), await _consents(connection, words),
        await _looks(connection, row.id, stays, zone, looks),
    )  # fmt: skip


async def _accounts(connection: AsyncConnection, person_id: int) -> tuple[OwnAccount, ...]:
    columns = (_account.c.platform, _account.c.user_id, _account.c.name)
    query = select(*columns).where(_account.c.person_id == person_id).order_by(_account.c.id)
    return tuple(OwnAccount(*row) for row in await connection.execute(query))


async def _stays(connection: AsyncConnection, person_id: int) -> tuple[OwnStay, ...]:
    columns = (_unit.c.id, _unit.c.name, _membership.c.position, _membership.c.since, _membership.c.until)
    query = select(*columns).join(_membership, _membership.c.unit_id == _unit.c.id)
    query = query.where(_membership.c.person_id == person_id).order_by(_membership.c.since)
    return tuple(OwnStay(*row) for row in await connection.execute(query))


async def _states(
    connection: AsyncConnection, person_id: int, unit_ids: Sequence[int]
) -> tuple[dict[str, int], date | None]:
    """Through the units' index: nobody's proof stands in a unit they never belonged to."""
    query = (
        select(_evidence.c.state, func.count(), func.min(_evidence.c.day))
        .where(one_of(connection, _evidence.c.unit_id, unit_ids), _evidence.c.person_id == person_id)
        .group_by(_evidence.c.state)
    )
    rows = (await connection.execute(query)).all()
    return {state: count for state, count, _ in rows}, min((day for _, _, day in rows), default=None)


async def _roles(connection: AsyncConnection, words: Sequence[str]) -> tuple[OwnRole, ...]:
    columns = (_grant.c.role, _unit.c.name, _grant.c.since, _grant.c.until)
    query = select(*columns).join(_unit, _unit.c.id == _grant.c.unit_id)
    rows = await connection.execute(query.where(_grant.c.account.in_(words)).order_by(_grant.c.id))
    return tuple(OwnRole(*row) for row in rows)


async def _consents(connection: AsyncConnection, words: Sequence[str]) -> tuple[OwnConsent, ...]:
    columns = tuple(_consent.c[name] for name in OwnConsent._fields)
    query = select(*columns).where(_consent.c.account.in_(words)).order_by(_consent.c.id)
    return tuple(OwnConsent(*row) for row in await connection.execute(query))


async def _looks(
    connection: AsyncConnection, person_id: int, stays: Sequence[OwnStay], zone: ZoneInfo, most: int
) -> tuple[Look, ...]:
    """Looks at themselves, and at a unit they belonged to then, or one above it; the latest first."""
    paths = await unit_paths_of(connection, [stay.unit_id for stay in stays])
    above = {stay: set(paths[stay.unit_id].unit_ids) for stay in stays if stay.unit_id in paths}
    unit_ids = sorted(set().union(*above.values()))
    columns = (
        _audit.c.id,
        _audit.c.at,
        _audit.c.action,
        _audit.c.actor,
        _audit.c.unit_id,
        _audit.c.person_id,
    )
    seen = or_(*(_audit.c.action.like(pattern) for pattern in _LOOKS))
    named = select(*columns, _unit.c.name).outerjoin(_unit, _unit.c.id == _audit.c.unit_id).where(seen)
    latest = named.order_by(_audit.c.id.desc()).limit(4 * most)
    rows = [
        *(await connection.execute(latest.where(_audit.c.person_id == person_id))),
        *(await connection.execute(latest.where(one_of(connection, _audit.c.unit_id, unit_ids)))),
    ]
    mine = {
        row.id: row
        for row in rows
        if row.person_id == person_id or _was_there(row, above, local_day(row.at, zone))
    }
    chosen = [mine[number] for number in sorted(mine, reverse=True)[:most]]
    return await _told(connection, chosen)


def _was_there(row: Any, above: Mapping[OwnStay, set[int]], day: date) -> bool:
    return any(
        row.unit_id in units and stay.since <= day and (stay.until is None or day < stay.until)
        for stay, units in above.items()
    )


async def _told(connection: AsyncConnection, rows: Sequence[Any]) -> tuple[Look, ...]:
    """With display names and roles of those who looked."""
    actors = {row.actor for row in rows}
    users = {actor.partition(":")[2] for actor in actors}
    columns = (_account.c.platform, _account.c.user_id, _account.c.name)
    known = await connection.execute(select(*columns).where(_account.c.user_id.in_(users)))
    names = {f"{platform}:{user_id}": name for platform, user_id, name in known}
    roles: dict[str, str] = {}
    granted = select(_grant.c.account, _grant.c.role, _grant.c.name).where(_grant.c.account.in_(actors))
    for account, role, name in await connection.execute(granted.order_by(_grant.c.id)):
        roles[account] = role
        names.setdefault(account, name)
    return tuple(
        Look(row.at, row.action, row.name or "", names.get(row.actor, ""), roles.get(row.actor, ""))
        for row in rows
    )


async def own_pictures(connection: AsyncConnection, person_id: int) -> list[OwnPicture]:
    """Their pictures that are in the file store, the newest first."""
    query = (
        select(_picture.c.evidence_id, _picture.c.day, _image.c.sha256)
        .join(_image, _image.c.id == _picture.c.image_id)
        .where(_picture.c.person_id == person_id)
        .order_by(_picture.c.id.desc())
    )
    return [OwnPicture(*row) for row in await connection.execute(query)]
