"""Accounts at which nobody has looked yet, and the open names of the units in which they were seen."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.names import Listed
from storage.dialect import one_of
from storage.organisation.unit_settings import switched_on
from storage.records import BotRef
from storage.tables import Account, Chat, Evidence, Membership, Person, Unit

MOST_NAMES = 3_000
ASK_ACCOUNTS = "ask_accounts"
"""The setting by which a unit wants nobody to be asked who they are ("off")."""
_account = Account.__table__  # type: ignore[attr-defined]
_chat = Chat.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]
_unit = Unit.__table__  # type: ignore[attr-defined]
_private = _chat.alias("private")


class Newcomer(NamedTuple):
    """An account, the last unit it was seen in (0 for none), and where to ask it: in private if that is open."""

    account_id: int
    name: str
    unit_id: int
    chat_id: str
    in_private: bool


async def found(connection: AsyncConnection, bot: BotRef, limit: int) -> list[Newcomer]:
    """The oldest of one platform that were seen in a group; who is on a list by now is not asked."""
    last = (
        select(func.max(_evidence.c.id))
        .join(_chat, _chat.c.id == _evidence.c.chat_pk)
        .where(_evidence.c.person_id == _account.c.person_id, _evidence.c.account_id == _account.c.id)
        .where(
            _chat.c.platform == bot.platform, _chat.c.bot == bot.bot, _chat.c.kind == "group", _chat.c.present
        )
        .scalar_subquery()
    )
    private = and_(
        _private.c.chat_id == _account.c.user_id,
        _private.c.platform == bot.platform,
        _private.c.bot == bot.bot,
        _private.c.kind == "private",
        _private.c.present,
    )
    query = (
        select(
            _account.c.id, _account.c.name, _chat.c.unit_id, _chat.c.chat_id, _private.c.chat_id.label("private"),
            _person.c.provisional,
        )
        .join(_person, _person.c.id == _account.c.person_id)
        .join(_evidence, _evidence.c.id == last)
        .join(_chat, _chat.c.id == _evidence.c.chat_pk)
        .outerjoin(_private, private)
        .where(_account.c.looked_at.is_(None), _account.c.platform == bot.platform)
        .order_by(_account.c.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Newcomer(
            row.id,
            row.name,
            (row.unit_id or 0) if row.provisional else 0,
            row.private or row.chat_id or "",
            in_private=bool(row.private),
        )
        for row in await connection.execute(query)
    ]


class Names(NamedTuple):
    """A list, and the numbers of those on it who have an account already."""

    listed: list[Listed]
    taken: frozenset[int]


async def names_of(connection: AsyncConnection, unit_ids: Collection[int]) -> dict[int, Names]:
    """By unit, the names of its list (with the units below it, unless there are too many).

    A name that is taken is no answer, but it makes a namesake's doubtful.
    """
    asking = await switched_on(connection, ASK_ACCOUNTS, sorted(unit_ids))
    below = await _below(connection, asking)
    names: dict[int, list[Listed]] = defaultdict(list)
    taken = exists().where(_account.c.person_id == _person.c.id)
    query = (
        select(_membership.c.unit_id, _person.c.id, _person.c.name, taken)
        .join(_person, _person.c.id == _membership.c.person_id)
        .where(
            one_of(
                connection,
                _membership.c.unit_id,
                sorted({each for those in below.values() for each in those}),
            )
        )
        .where(_membership.c.until.is_(None), _person.c.provisional.is_(False))
        .where(_person.c.erased_at.is_(None))
    )
    has_account = set()
    for unit_id, person_id, name, is_taken in await connection.execute(query):
        names[unit_id].append(Listed(person_id, name))
        if is_taken:
            has_account.add(person_id)
    found_: dict[int, Names] = {}
    for unit_id, those in below.items():
        all_of_them = {listed.id: listed for each in those for listed in names.get(each, ())}
        few = len(all_of_them) < MOST_NAMES
        listed = list(all_of_them.values()) if few else names.get(unit_id, [])
        found_[unit_id] = Names(listed, frozenset(each.id for each in listed if each.id in has_account))
    return found_


async def _below(connection: AsyncConnection, unit_ids: Sequence[int]) -> dict[int, set[int]]:
    """Each of some units with all below it, in one question."""
    start = select(_unit.c.id.label("top"), _unit.c.id.label("id"))
    tree = start.where(one_of(connection, _unit.c.id, unit_ids)).cte(recursive=True)
    tree = tree.union(select(tree.c.top, _unit.c.id).join(tree, _unit.c.parent_id == tree.c.id))
    below: dict[int, set[int]] = {unit_id: set() for unit_id in unit_ids}
    for top, unit_id in await connection.execute(select(tree.c.top, tree.c.id)):
        below[top].add(unit_id)
    return below


async def look_again(connection: AsyncConnection, unit_ids: Sequence[int]) -> None:
    """A list came in: whoever is unknown in these units may be on it."""
    there = select(_membership.c.person_id).where(one_of(connection, _membership.c.unit_id, unit_ids))
    unknown = select(_person.c.id).where(_person.c.id.in_(there), _person.c.provisional)
    await connection.execute(update(_account).where(_account.c.person_id.in_(unknown)).values(looked_at=None))
