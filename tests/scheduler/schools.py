"""A few schools in a ledger, and a schedule whose clock a test turns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from rules.outgoing import Say, unpack
from rules.reminders import Change
from rules.rule_set import Plan
from scheduler.featured import once_a_look
from scheduler.reminders import Outcome, Reminders
from scheduler.schedule import Schedule
from storage import BotRef, Store
from tests.storage.ledger import change, handed_in, link, reading, rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BOT = BotRef("telegram", "42")
OPERATOR = "99"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def local(text: str) -> datetime:
    """2025-11-17T07:00 on the clocks of the schools."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@dataclass
class Schools:
    store: Store
    plan: Plan = field(default_factory=Plan)
    numbers: Iterator[int] = field(default_factory=lambda: count(100_000))

    def __post_init__(self) -> None:
        self.reminders = self.process()

    def process(
        self, store: Store | None = None, *, on: bool = True, bots: Sequence[BotRef] = (BOT,)
    ) -> Schedule:
        """The schedule of a process that was started anew."""
        store, settle = store or self.store, once_a_look()
        reminders = [
            Reminders(store, self.plan, bot, operators=[OPERATOR], on=on, settle=settle) for bot in bots
        ]
        return Schedule(store, self.plan, lambda: reminders)

    async def _insert(self, table: str, **values: Any) -> int:
        number = next(self.numbers)
        values = {"id": number, **values}
        names = ", ".join(f'"{name}"' for name in values)
        places = ", ".join(f":{name}" for name in values)
        await change(self.store, f"INSERT INTO {table} ({names}) VALUES ({places})", **values)
        return number

    async def unit(self, code: str, level: str = "school", parent: int | None = None) -> int:
        return await self._insert(
            "unit", code=code, name=f"Trường {code}", level=level, parent_id=parent, provisional=False,
            created_at=LONG_AGO,
        )  # fmt: skip

    async def _chat(self, chat_id: str, kind: str, unit_id: int | None, **flags: Any) -> int:
        usual = {
            "bot": BOT.bot,
            "present": True,
            "admin": True,
            "can_write": True,
            "muted": False,
            "trouble": "",
        }
        return await self._insert(
            "chat", platform="telegram", chat_id=chat_id, kind=kind, title=chat_id, unit_id=unit_id,
            created_at=LONG_AGO, **(usual | flags),
        )  # fmt: skip

    async def group(self, chat_id: str, unit_id: int, **flags: Any) -> int:
        return await self._chat(chat_id, "group", unit_id, **flags)

    async def private(self, user_id: str, **flags: Any) -> int:
        return await self._chat(user_id, "private", None, **flags)

    async def person(self, name: str, *unit_ids: int, accounts: tuple[str, ...] = ()) -> int:
        number = await self._insert("person", name=name, provisional=False, created_at=LONG_AGO)
        for unit_id in unit_ids:
            await self._insert("membership", person_id=number, unit_id=unit_id, since=date(2020, 1, 1))
        for user_id in accounts:
            await self._insert(
                "account", platform="telegram", user_id=user_id, person_id=number, name=name, last_mistake="",
                created_at=LONG_AGO,
            )  # fmt: skip
        return number

    async def admin(self, chat_pk: int, user_id: str, *, is_admin: bool = True) -> None:
        await self._insert(
            "chat_admin", chat_pk=chat_pk, user_id=user_id, is_admin=is_admin, checked_at=LONG_AGO
        )

    async def school(self, code: str, chat_id: str, parent: int | None = None, **flags: Any) -> int:
        """A unit with a group."""
        unit_id = await self.unit(code, parent=parent)
        await self.group(chat_id, unit_id, **flags)
        return unit_id

    async def page(self, unit_id: int, url: str) -> int:
        return await self._insert(
            "page", unit_id=unit_id, platform="facebook", key=url, url=url, since=date(2020, 1, 1), created_at=LONG_AGO
        )  # fmt: skip

    async def feature(self, root_id: int, unit_id: int, page_id: int, week: date) -> int:
        return await self._insert(
            "feature", root_id=root_id, week=week, unit_id=unit_id, page_id=page_id, level="school", reason="",
            chosen_by="test", chosen_at=LONG_AGO, announced_at=LONG_AGO,
        )  # fmt: skip

    async def changed(self, change: Change) -> None:
        async with self.store.write(LONG_AGO) as ledger:
            await ledger.rules.change_reminders(change, "test")

    async def at(self, text: str, *, process: Schedule | None = None) -> list[Outcome]:
        return await (process or self.reminders).tick(local(text))

    async def from_to(self, first: str, *moments: str) -> None:
        """The bot is up at these moments and not in between."""
        for moment in (first, *moments):
            await self.at(moment)

    async def said(self, kind: str = "") -> list[tuple[str, Say]]:
        """(key without its beginning, message) of everything on the outbox."""
        found = []
        for row in await reading(self.store).outbox.waiting("telegram", "42", 0):
            ((key,),) = await rows(self.store, "SELECT dedupe_key FROM outbox WHERE id = :id", id=row.id)
            message = unpack(row.kind, {**row.payload, "chat_id": row.chat_id})
            assert isinstance(message, Say)
            found.append((str(key).removeprefix("telegram:42:"), message))
        return [(key, message) for key, message in found if key.startswith(kind)]

    async def keys(self, kind: str = "") -> list[str]:
        return [key for key, _ in await self.said(kind)]

    async def texts(self, kind: str = "") -> list[str]:
        return [message.text for _, message in await self.said(kind)]

    async def chats(self, kind: str) -> list[str]:
        return sorted(message.chat_id for _, message in await self.said(kind))

    async def rounds(self) -> list[tuple[str, str, str, int, int]]:
        found = await rows(
            self.store,
            "SELECT kind, period, lateness, planned, unreached FROM reminder_round ORDER BY id",
        )
        return [(str(row[0]), str(row[1]), str(row[2]), int(row[3]), int(row[4])) for row in found]

    async def hand_in(self, who: int, unit_id: int, day: date) -> None:
        """A tally as accepted proof leaves it."""
        await change(
            self.store,
            "INSERT INTO tally (person_id, day, unit_id, action, count) VALUES (:who, :day, :unit, 'post', 1)",
            who=who,
            day=day,
            unit=unit_id,
        )


def days(first: str, last: str) -> list[date]:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


__all__ = ["BOT", "OPERATOR", "Schools", "days", "handed_in", "link", "local"]
