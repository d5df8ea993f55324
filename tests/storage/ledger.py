"""Small builders for what is written into a ledger, and a way to look at its rows."""

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import text

from rules.calendar import Period, week_of
from rules.outgoing import Outgoing, Say
from rules.verdicts import ACCEPTED, POST
from storage import (
    AccountRef,
    ChatRef,
    InboxRow,
    Ledger,
    NewEvidence,
    PersonRecord,
    Prefetch,
    Store,
    UnitTally,
)

NOW = datetime(2025, 11, 17, 5, 0, tzinfo=UTC)
TODAY = date(2025, 11, 17)
WEEK: Period = week_of(TODAY)
BOT = "42"
GROUP = ChatRef("telegram", BOT, "-1001", "group", "Tổ Toán")
OTHER_GROUP = ChatRef("telegram", BOT, "-1002", "group", "Tổ Văn")
PRIVATE = ChatRef("telegram", BOT, "77", "private")
LAN = AccountRef("telegram", "77", "Lan Nguyễn")
MAI = AccountRef("telegram", "78", "Mai Trần")
POST_1 = "facebook:post:1"
POST_2 = "facebook:post:2"


def link(key: str = POST_1, state: str = ACCEPTED, day: date = TODAY) -> NewEvidence:
    return NewEvidence(
        key=key,
        state=state,
        action=POST,
        source="link",
        platform="facebook",
        kind="post",
        url=f"https://example.com/{key}",
        sent_at=NOW,
        day=day,
    )


async def hand_in(
    ledger: Ledger,
    message_id: str,
    handed: NewEvidence | None = None,
    who: AccountRef = LAN,
    where: ChatRef = GROUP,
) -> PersonRecord:
    """What a handler does with a link of somebody in a chat."""
    handed = handed or link()
    await ledger.prepare([Prefetch(where, who, enrol_since=handed.day, keys=(handed.key,))])
    chat = await ledger.chat(where)
    person = await ledger.person(who, chat, handed.day)
    ledger.record(person, chat, message_id, message_id, handed)
    return person


async def handed_in(
    store: Store,
    message_id: str,
    handed: NewEvidence | None = None,
    who: AccountRef = LAN,
    where: ChatRef = GROUP,
) -> PersonRecord:
    async with store.write(NOW) as ledger:
        return await hand_in(ledger, message_id, handed, who, where)


async def decide(store: Store, message_id: str, state: str, reason: str = "by_sender") -> None:
    """Change everything that one message handed in."""
    async with store.write(NOW) as ledger:
        chat = await ledger.chat(replace(GROUP, title=""))
        for item in await ledger.submission(chat, message_id):
            await ledger.decide(item, state, reason)


@dataclass(frozen=True)
class Arrived:
    """An update on its way into the inbox."""

    key: str
    lane: str = "-1001"
    raw: str = "{}"

    @property
    def update(self) -> dict[str, Any]:
        return dict(json.loads(self.raw))


async def keep(store: Store, *keys: str, lane: str = "-1001", at: datetime = NOW, bot: str = BOT) -> None:
    arrivals = [Arrived(key, lane, f'{{"update_id": {key}}}') for key in keys]
    await writing(store, at).inbox.keep("telegram", bot, arrivals)


async def claimed(store: Store, limit: int = 10, at: datetime = NOW) -> list[InboxRow]:
    """What would be claimed next; nothing is changed by looking."""
    async with store.write(at) as ledger:
        return await ledger.inbox.claim(limit)


async def say(store: Store, key: str, message: Outgoing | None = None, *, bulk: bool = False) -> None:
    await writing(store, NOW).outbox.put("telegram", BOT, [(key, message or Say("-1001", "Chào"))], bulk=bulk)


async def tallies(store: Store, period: Period = WEEK) -> dict[str, UnitTally]:
    """The tallies of every unit by the unit's name."""
    units = {unit.id: unit for unit in await reading(store).units.all()}
    found = {}
    for unit in units.values():
        for tally in await reading(store).tallies.below(unit, period):
            if tally.unit.id == unit.id:
                found[unit.name] = tally
    return found


async def counted(store: Store, unit: str = GROUP.title) -> dict[str, int]:
    """Accepted proof of each person in a unit this week."""
    return {person.name: person.accepted for person in (await tallies(store))[unit].persons}


async def rows(store: Store, query: str, **values: Any) -> list[tuple[Any, ...]]:
    """A look behind the verbs."""
    async with store._database.read() as connection:
        return [tuple(row) for row in await connection.execute(text(query), values)]


async def change(store: Store, statement: str, **values: Any) -> None:
    """What no verb would do."""
    async with store._database.write() as connection:
        await connection.execute(text(statement), values)


def reading(store: Store, now: datetime = NOW) -> Any:
    """To ask the ledger one thing."""
    return _Once(lambda: store.snapshot(now))


def writing(store: Store, now: datetime = NOW) -> Any:
    """To change one thing in the ledger."""
    return _Once(lambda: store.write(now))


class _Once:
    def __init__(self, opened: Callable[[], AbstractAsyncContextManager[Ledger]], *path: str) -> None:
        self._opened = opened
        self._path = path

    def __getattr__(self, name: str) -> "_Once":
        return _Once(self._opened, *self._path, name)

    async def __call__(self, *args: Any, **options: Any) -> Any:
        async with self._opened() as ledger:
            return await attrgetter(".".join(self._path))(ledger)(*args, **options)


def later(**span: float) -> datetime:
    return NOW + timedelta(**span)


class PoisonError(Exception):
    """What a handler dies of."""
