"""One round put on the outbox by a process of its own, so that its memory can be measured; one JSON object."""

import argparse
import asyncio
import gc
import json
import resource
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.country import BOT
from reports.reminder_words import Counts, Words
from rules.calendar import week_of
from rules.quota import Quota
from rules.rule_set import STANDARD_PLAN
from scheduler.reminders import Reminders
from storage import BotRef, Store
from storage.database import async_url
from storage.tables.messages import Chat, Outbox
from storage.tables.week import WeekClose

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MOMENTS = {
    "monday_start": datetime(2025, 11, 17, 7, tzinfo=ZONE),
    "thursday_nudge": datetime(2025, 11, 20, 16, tzinfo=ZONE),
}
_BEAT = 0.002


class LoopWatch:
    """The longest time in which nobody else had the event loop."""

    longest = 0.0

    async def run(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(_BEAT)
            self.longest = max(self.longest, time.monotonic() - before - _BEAT)


async def ours(url: str, kind: str) -> dict[str, float]:
    gc.set_threshold(50_000, 20, 20)  # as `minhchung run` does
    store, watch = Store(url), LoopWatch()
    reminders = Reminders(store, STANDARD_PLAN, BotRef("telegram", BOT))
    at = MOMENTS[kind]
    before = datetime.fromtimestamp(at.timestamp() - 60, UTC)
    async with store.write(before) as ledger:
        await ledger.reminders.schedule_until(reminders.bot, before)
    watching = asyncio.create_task(watch.run())
    rest, began = _peak_mb(), time.monotonic()
    outcomes = await reminders.tick(at)
    seconds = time.monotonic() - began
    watching.cancel()
    await store.close()
    put = sum(outcome.put for outcome in outcomes if outcome.kind.value == kind)
    return {
        "seconds": seconds,
        "put": put,
        "block_ms": 1000 * watch.longest,
        "rest_mb": rest,
        "peak_mb": _peak_mb(),
    }


async def plain(url: str, groups: int) -> dict[str, float]:
    """A query for each group's last week, and a commit for each message, as one would write it first."""
    engine = create_async_engine(async_url(url))
    chat, close, outbox = (table.__table__ for table in (Chat, WeekClose, Outbox))  # type: ignore[union-attr]
    words, week, now = Words("vi"), week_of(MOMENTS["monday_start"].date()), datetime.now(UTC)
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            await connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        rows = (await connection.execute(select(chat.c.chat_id, chat.c.unit_id).limit(groups))).all()
    began = time.monotonic()
    for chat_id, unit_id in rows:
        async with engine.begin() as connection:
            last = (await connection.execute(select(close).where(close.c.unit_id == unit_id))).first()
            counts = Counts(last.obliged, last.met, last.accepted) if last else None
            payload = json.dumps({"chat_id": chat_id, "text": words.week_start(week, Quota(), [], counts)})
            await connection.execute(
                insert(outbox).values(
                    platform="telegram", bot="2", chat_id=chat_id, kind="say", payload=payload, bulk=True,
                    dedupe_key=f"plain:{chat_id}", created_at=now,
                )
            )  # fmt: skip
    seconds = time.monotonic() - began
    await engine.dispose()
    return {"seconds": seconds, "put": len(rows)}


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("kind", choices=[*MOMENTS, "plain"])
    parser.add_argument("--groups", type=int, default=0)
    told = parser.parse_args()
    work = plain(told.url, told.groups) if told.kind == "plain" else ours(told.url, told.kind)
    print(json.dumps(asyncio.run(work)), flush=True)


if __name__ == "__main__":
    main()
