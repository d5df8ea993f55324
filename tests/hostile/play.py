"""Plays hostile updates between good messages, and tells which of them stopped anything."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.inbox_pump import InboxPump
from bot.intake import Intake
from handlers.context import Settings
from platforms.messages import Delivery
from platforms.telegram import TelegramMessenger, delivery_of
from storage import Store
from tests.hostile import asking, mutator, senders, texts, unseen
from tests.hostile.stage import Stage, Update, as_json
from tests.storage.ledger import reading, rows, writing

BOT = "42"
AT = 1763366400
NOW = datetime.fromtimestamp(AT, UTC)
SEEN = texts.FAMILIES | senders.FAMILIES | asking.FAMILIES
FAMILIES = SEEN | unseen.FAMILIES
Case = tuple[str, Update]


def stage() -> Stage:
    return Stage(
        group={"id": -1001, "type": "supergroup", "title": "Tổ Toán"},
        other={"id": -1002, "type": "supergroup", "title": "Tổ Văn"},
        sender={"id": 77, "is_bot": False, "first_name": "Lan", "language_code": "vi"},
        at=AT,
    )


def cases(families: Iterable[str], seeds: Iterable[int] = (), mutants: int = 0) -> Iterator[Case]:
    told = stage()
    for family in families:
        for name, update in FAMILIES[family](told):
            yield f"{family}: {name}", update
    for seed in seeds:
        yield from mutator.mutants(told, seed, mutants)


class Unasked(TelegramMessenger):
    """No network: everybody administers every group, or nobody any."""

    rules = False

    async def is_admin(self, _chat_id: str, _user_id: str) -> bool:
        return self.rules


@dataclass
class Outcome:
    played: int = 0
    parked: list[str] = field(default_factory=list)
    waiting: int = 0
    good: int = 0
    counted: list[tuple[str, int]] = field(default_factory=list)
    unanswered: int = 0
    differences: int = 0

    @property
    def clean(self) -> bool:
        once = len(self.counted) == self.good and all(times == 1 for _, times in self.counted)
        return once and not (self.parked or self.waiting or self.unanswered or self.differences)


class Player:
    """Intake, pump and a ledger, as the service puts them together, without a network."""

    def __init__(self, url: str, folder: Path, *, at_once: bool, powerful: bool) -> None:
        """Who is powerful comes past the doors where others are turned away, into the depth of the commands."""
        self.store = Store(url, phone_secret=folder / "phones.key")
        self.at_once = at_once
        self.now = NOW
        messenger = Unasked(f"{BOT}:nobody", "http://127.0.0.1:9")
        messenger.rules = powerful
        settings = Settings(operators=frozenset({"telegram:77"} if powerful else ()), resolve_links=powerful)
        self.pump = InboxPump(self.store, [messenger], settings, lambda: self.now)
        self.pump._running = True  # else nothing is answered at once
        self._intake = Intake(
            self.store,
            "telegram",
            BOT,
            lambda: self.now,
            answer_at_once=self.pump.answer_at_once,
            queued=self.pump.wake,
        )
        self._numbers = count(1)
        self._names: dict[str, str] = {}
        self._played = 0

    async def play(self, hostile: Sequence[Case], *, between: int = 7) -> None:
        """So many hostile ones, then a good message in the same group, and on; ten deliveries arrive together."""
        waiting: list[Delivery] = []
        for number, (name, update) in enumerate(hostile):
            delivery = delivery_of(json.loads(as_json(update)))
            self._names[delivery.key] = name
            waiting.append(delivery)
            if number % between == 0:
                waiting.append(self._good())
            if len(waiting) >= 10:
                await self._arrive(waiting)
                waiting = []
        await self._arrive([*waiting, self._good()])
        self._played += len(hostile)

    def _good(self) -> Delivery:
        number = next(self._numbers)
        message = {
            "message_id": 2_000_000 + number,
            "from": {"id": 88, "is_bot": False, "first_name": "Hoa"},
            "chat": stage().group,
            "date": AT,
            "text": f"https://www.facebook.com/hoa/posts/{number}",
        }
        return delivery_of({"update_id": 2**40 + number, "message": message})

    async def _arrive(self, deliveries: Sequence[Delivery]) -> None:
        if self.at_once:
            await self._intake.keep(deliveries)
        else:
            await writing(self.store, self.now).inbox.keep("telegram", BOT, deliveries)
        await self._drain()

    async def _drain(self) -> None:
        while await self.pump.work_once():
            await asyncio.gather(*self.pump._errands)
        await asyncio.gather(*self.pump._errands)

    async def outcome(self) -> Outcome:
        for _ in range(20):  # whatever was put off is tried again, until it is answered or parked
            self.now += timedelta(minutes=10)
            await self._drain()
        parked = await rows(self.store, "SELECT key, error FROM inbox WHERE state = 'parked'")
        counted = await rows(self.store, _COUNTED)
        reactions = {json.loads(row[0]).get("message_id") for row in await rows(self.store, _REACTIONS)}
        found = await reading(self.store).whole.totals()
        good = next(self._numbers) - 1
        return Outcome(
            played=self._played,
            parked=[f"{self._names.get(str(key), str(key))} ({error})" for key, error in parked],
            waiting=found.inbox_pending,
            good=good,
            counted=[(str(message), int(times)) for message, times in counted],
            unanswered=sum(str(2_000_000 + each) not in reactions for each in range(1, good + 1)),
            differences=len(list(await reading(self.store).whole.verify())),
        )

    async def close(self) -> None:
        tasks = list(self.pump._errands)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.store.close()


_COUNTED = """
    SELECT evidence.message_id, count(*) FROM evidence JOIN account ON account.id = evidence.account_id
    WHERE account.user_id = '88' AND evidence.state = 'accepted' GROUP BY evidence.message_id
"""
_REACTIONS = "SELECT payload FROM outbox WHERE kind = 'react'"
