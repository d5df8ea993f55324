"""Groups on their own that are called like units of a list: they belong to these only where somebody says so."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.unit_codes import plain_name
from rules.unit_list import UnitRow
from storage import audit
from storage.messages import chats
from storage.organisation.connecting import BY_COMMAND, connect
from storage.records import ChatRecord
from storage.tables.messages import CHATS
from storage.tables.organisation import UNITS
from storage.tables.people import MEMBERSHIPS, PEOPLE
from storage.tables.proof import EVIDENCE
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Join:
    """A group (by the code of the unit it is on its own) that is called like a unit of the list.

    Whoever is `listed` stands in a staff list that the group has brought itself.
    """

    group: str
    title: str
    code: str
    unit: str
    people: int
    listed: int
    proofs: int

    @property
    def is_possible(self) -> bool:
        """A list of names that a group has made up itself never becomes the unit's."""
        return not self.listed

    def is_same(self, other: "Join") -> bool:
        return (self.group, self.code) == (other.group, other.code)


async def joins_of(connection: AsyncConnection, rows: Sequence[UnitRow]) -> tuple[Join, ...]:
    """All there are; of a name that several units have, nobody can tell whose it is."""
    called: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in (row.name, row.code):
            called[plain_name(name)].add(row.code)
    names = {row.code: row.name for row in rows}
    counted = (_count(MEMBERSHIPS), _count(MEMBERSHIPS, listed=True), _count(EVIDENCE))
    groups = select(CHATS.c.id).where(CHATS.c.unit_id == UNITS.c.id, CHATS.c.kind == "group").exists()
    query = (
        select(UNITS.c.code, UNITS.c.name, *counted)
        .where(UNITS.c.provisional, UNITS.c.nowhere.is_(False), UNITS.c.until.is_(None), groups)
        .order_by(UNITS.c.id)
    )
    return tuple(
        Join(group, title, code := next(iter(codes)), names[code], people, listed, proofs)
        for group, title, people, listed, proofs in await connection.execute(query)
        if (name := plain_name(title)) and len(codes := called.get(name, set())) == 1
    )


def _count(of: Any, *, listed: bool = False) -> Any:
    query = select(func.count()).where(of.c.unit_id == UNITS.c.id)
    if listed:
        query = query.join(PEOPLE, PEOPLE.c.id == of.c.person_id).where(PEOPLE.c.provisional.is_(False))
    return query.correlate(UNITS).scalar_subquery()


class GroupJoins:
    """Read and written in the ledger."""

    def __init__(self, at: Transaction, forget: Callable[[], None]) -> None:
        self._at = at
        self._forget = forget

    async def groups_of(self, wanted: Join) -> list[ChatRecord]:
        """One, as a rule; several where they have been put together before."""
        group = select(UNITS.c.id).where(UNITS.c.code == wanted.group, UNITS.c.provisional)
        here = (CHATS.c.unit_id.in_(group), CHATS.c.kind == "group", CHATS.c.moved_to_id.is_(None))
        query = select(*chats.COLUMNS).where(*here).order_by(CHATS.c.id)
        return [ChatRecord(*row) for row in await self._at.connection.execute(query)]

    async def join(self, wanted: Join, unit_id: int) -> None:
        """The group with what it has gathered is the unit's now, without anything its administrators had decided."""
        for chat in await self.groups_of(wanted):
            await connect(self._at.connection, chat, unit_id, self._at.now, forget=True)
            await audit.write(
                self._at.connection, BY_COMMAND, "chat.connect", target=f"chat {chat.id}",
                detail=f"{wanted.group} > {wanted.code}", now=self._at.now, whose=audit.Whose(unit_id=unit_id),
            )  # fmt: skip
        self._forget()
