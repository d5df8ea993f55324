"""Units, staff and what they did, written straight into a ledger."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import insert
from sqlmodel import SQLModel

from rules.verdicts import ACCEPTED, POST
from storage import Store, UnitRecord
from storage.tables.messages import Chat
from storage.tables.organisation import Unit
from storage.tables.people import Exemption, Membership, Person
from storage.tables.proof import Evidence, Tally
from storage.tables.publishing import Page
from tests.storage.ledger import NOW

LONG_AGO = date(2020, 1, 1)
SCHOOL = 7


async def put(store: Store, table: type[SQLModel], *rows: dict[str, Any]) -> None:
    async with store._database.write() as connection:
        await connection.execute(insert(table.__table__), list(rows))  # type: ignore[attr-defined]


async def unit(
    store: Store, number: int, code: str, parent: int | None = None, level: str = "school"
) -> UnitRecord:
    made = UnitRecord(number, code, f"Đơn vị {code}", level, parent)
    await put(store, Unit, asdict(made) | {"provisional": False, "created_at": NOW})
    return made


async def person(
    store: Store,
    number: int,
    name: str,
    unit_id: int,
    since: date = LONG_AGO,
    *,
    until: date | None = None,
    provisional: bool = False,
) -> int:
    row = {"id": number, "name": name, "provisional": provisional, "created_at": NOW}
    await put(store, Person, row)
    await member(store, number, unit_id, since, until, seen=provisional)
    return number


async def member(
    store: Store,
    person_id: int,
    unit_id: int,
    since: date = LONG_AGO,
    until: date | None = None,
    *,
    seen: bool = False,
) -> None:
    row = {"person_id": person_id, "unit_id": unit_id, "since": since, "until": until, "seen": seen}
    await put(store, Membership, row)


async def did(store: Store, person_id: int, unit_id: int, *days: date, action: str = POST) -> None:
    counts = {day: days.count(day) for day in days}
    rows = [
        {"person_id": person_id, "unit_id": unit_id, "day": day, "action": action, "count": count}
        for day, count in counts.items()
    ]
    if rows:
        await put(store, Tally, *rows)


async def on_leave(store: Store, person_id: int, first: date, after: date) -> None:
    row = {"person_id": person_id, "unit_id": None, "first": first, "after": after, "kind": "leave"}
    await put(store, Exemption, row | {"made_by": "", "made_at": NOW})


async def page(
    store: Store, number: int, unit_id: int, since: date = LONG_AGO, until: date | None = None
) -> None:
    row = {"id": number, "unit_id": unit_id, "platform": "facebook", "key": f"page:{number}", "url": ""}
    await put(store, Page, row | {"since": since, "until": until, "created_at": NOW})


async def on_page(
    store: Store, page_id: int, person_id: int, keys: Iterable[str], *, day: date, state: str = ACCEPTED
) -> None:
    """Posts of a page, handed in by somebody of the school."""
    rows = [
        {
            "person_id": person_id, "unit_id": SCHOOL, "chat_pk": 1, "message_id": key,
            "submission": f"{person_id}:{key}", "action": POST, "source": "link", "platform": "facebook",
            "kind": "post", "key": key, "url": "", "sent_at": NOW, "day": day, "state": state, "reason": "",
            "counts_as": None, "page_id": page_id,
        }
        for key in keys
    ]  # fmt: skip
    await put(store, Evidence, *rows)


async def chat(store: Store) -> None:
    """The school's group."""
    row: dict[str, Any] = {"id": 1, "platform": "telegram", "bot": "42", "chat_id": "-1001", "kind": "group"}
    row |= {"title": "", "unit_id": SCHOOL, "present": True, "admin": True, "can_write": True}
    await put(store, Chat, row | {"trouble": "", "muted": False, "created_at": NOW})
