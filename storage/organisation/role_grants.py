"""The roles that accounts have for units."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, update

from rules.roles import Role
from storage import dialect
from storage.tables.organisation import ROLE_GRANTS, UNITS
from storage.transaction import Transaction

_COLUMNS = tuple(
    ROLE_GRANTS.c[name]
    for name in ("id", "account", "name", "role", "unit_id", "since", "until", "how", "granted_by")
)


class Grant(NamedTuple):
    """`account` is `platform:user id`, `name` what they called themselves; `how` and `granted_by` tell whence it is."""

    id: int
    account: str
    name: str
    role: Role
    unit_id: int
    since: datetime
    until: datetime | None
    how: str = ""
    granted_by: str = ""


class RoleGrants:
    """Roles. What ended, or is for a unit that is no more, gives nobody any right."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def of(self, account: str) -> list[Grant]:
        """What somebody is today."""
        return await self._read(self._of_today().where(ROLE_GRANTS.c.account == account))

    async def of_unit(self, unit_ids: Sequence[int]) -> list[Grant]:
        """Who is something today for some units, the oldest first."""
        here = dialect.one_of(self._at.connection, ROLE_GRANTS.c.unit_id, unit_ids)
        return await self._read(self._of_today().where(here))

    async def all(self) -> list[Grant]:
        """Everybody who is something today."""
        return await self._read(self._of_today())

    async def one(self, grant_id: int) -> Grant | None:
        """A role that somebody has today, by its number."""
        found = await self._read(self._of_today().where(ROLE_GRANTS.c.id == grant_id))
        return found[0] if found else None

    async def grant(
        self,
        account: str,
        name: str,
        role: Role,
        unit_id: int,
        *,
        how: str,
        by: str,
        until: datetime | None = None,
    ) -> Grant:
        """From now on; whoever has the very role there already keeps it as it is."""
        held = [each for each in await self.of(account) if (each.role, each.unit_id) == (role, unit_id)]
        if held:
            return held[0]
        row = await self._at.connection.execute(
            insert(ROLE_GRANTS)
            .values(
                account=account, name=name, role=role.value, unit_id=unit_id, since=self._at.now, until=until,
                how=how, granted_by=by,
            )
            .returning(*_COLUMNS)
        )  # fmt: skip
        return _record(row.one())

    async def revoke(self, grant_id: int, by: str) -> bool:
        """From now on somebody has a role no more; False when it had ended already."""
        done = await self._at.connection.execute(
            update(ROLE_GRANTS)
            .where(ROLE_GRANTS.c.id == grant_id, self._holds())
            .values(until=self._at.now, ended_by=by)
        )
        return bool(done.rowcount)

    def _of_today(self) -> Select[Any]:
        there = or_(UNITS.c.until.is_(None), UNITS.c.until > self._at.now.date())
        query = select(*_COLUMNS).join(UNITS, UNITS.c.id == ROLE_GRANTS.c.unit_id)
        return query.where(self._holds(), there).order_by(ROLE_GRANTS.c.id)

    def _holds(self) -> ColumnElement[bool]:
        not_over = or_(ROLE_GRANTS.c.until.is_(None), ROLE_GRANTS.c.until > self._at.now)
        return and_(ROLE_GRANTS.c.since <= self._at.now, not_over)

    async def _read(self, query: Select[Any]) -> list[Grant]:
        return [_record(row) for row in await self._at.connection.execute(query)]


def _record(row: Any) -> Grant:
    told = row._asdict()
    return Grant(**told | {"role": Role(told["role"])})
