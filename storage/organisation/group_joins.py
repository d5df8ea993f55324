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
from storage.tables import Chat, Evidence, Membership, Person, Unit
from storage.transaction import Transaction

_unit = Unit.__table__  # type: ignore[attr-defined]
_chat = Chat.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_membership = Membership.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]


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
    counted = (_count(_membership), _count(_membership, listed=True), _count(_evidence))
    groups = select(_chat.c.id).where(_chat.c.unit_id == _unit.c.id, _chat.c.kind == "group").exists()
    query = (
        select(_unit.c.code, _unit.c.name, *counted)
        .where(_unit.c.provisional, _unit.c.nowhere.is_(False), _unit.c.until.is_(None), groups)
        .order_by(_unit.c.id)
    )
    return tuple(
        Join(group, title, code := next(iter(codes)), names[code], people, listed, proofs)
        for group, title, people, listed, proofs in await connection.execute(query)
        if (name := plain_name(title)) and len(codes := called.get(name, set())) == 1
    )


def _count(of: Any, *, listed: bool = False) -> Any:
    query = select(func.count()).where(of.c.unit_id == _unit.c.id)
    if listed:
        query = query.join(_person, _person.c.id == of.c.person_id).where(_person.c.provisional.is_(False))
    return query.correlate(_unit).scalar_subquery()


class GroupJoins:
    """The desk's verbs about them."""

    def __init__(self, at: Transaction, forget: Callable[[], None]) -> None:
        self._at = at
        self._forget = forget

    async def groups_of(self, wanted: Join) -> list[ChatRecord]:
        """One, as a rule; several where they have been put together before."""
        group = select(_unit.c.id).where(_unit.c.code == wanted.group, _unit.c.provisional)
        here = (_chat.c.unit_id.in_(group), _chat.c.kind == "group", _chat.c.moved_to_id.is_(None))
        query = select(*chats.COLUMNS).where(*here).order_by(_chat.c.id)
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
