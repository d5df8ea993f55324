"""Files that somebody sent or asked for: worked on beside the messages, because that takes a while."""

import json
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, or_, select, update

from storage.records import BotRef
from storage.tables.messages import FILE_JOBS
from storage.transaction import Transaction

_COLUMNS = tuple(
    FILE_JOBS.c[name]
    for name in (
        "id", "platform", "bot", "chat_id", "account", "kind", "unit_id", "told", "file_id", "name", "state", "tries",
        "made_at",
    )
)  # fmt: skip


class FileJob(NamedTuple):
    """`told` is whatever those who work on its kind need; `account` is who asked (`platform:user id`)."""

    id: int
    platform: str
    bot: str
    chat_id: str
    account: str
    kind: str
    unit_id: int | None
    told: dict[str, Any]
    file_id: str
    name: str
    state: str
    tries: int
    made_at: datetime


class FileJobs:
    """Asked for in one transaction, worked on between others."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def ask(
        self,
        bot: BotRef,
        chat_id: str,
        account: str,
        kind: str,
        *,
        unit_id: int | None = None,
        told: dict[str, Any] | None = None,
        file_id: str = "",
        name: str = "",
    ) -> int:
        """Something is to be done as soon as there is time for it."""
        row = await self._at.connection.execute(
            insert(FILE_JOBS)
            .values(
                platform=bot.platform, bot=bot.bot, chat_id=chat_id, account=account, kind=kind, unit_id=unit_id,
                told=json.dumps(told or {}), file_id=file_id, name=name, made_at=self._at.now,
            )
            .returning(FILE_JOBS.c.id)
        )  # fmt: skip
        return int(row.scalar_one())

    async def get(self, job_id: int) -> FileJob | None:
        """Held until the transaction ends, so that nobody else finishes it meanwhile."""
        query = select(*_COLUMNS).where(FILE_JOBS.c.id == job_id).with_for_update()
        row = (await self._at.connection.execute(query)).first()
        return _record(row) if row else None

    async def put(
        self, job_id: int, state: str, told: dict[str, Any] | None = None, *, unit_id: int | None = None
    ) -> None:
        """What has become of it, and of which unit it turned out to be.

        What was told is dropped unless it is told anew, and so is the platform's word.
        """
        about = {} if unit_id is None else {"unit_id": unit_id}
        await self._at.connection.execute(
            update(FILE_JOBS)
            .where(FILE_JOBS.c.id == job_id)
            .values(state=state, told=json.dumps(told or {}), file_id="", not_before=None, **about)
        )

    async def later(self, job_id: int, until: datetime, *, failed: bool) -> None:
        """Not now. A failure counts, an outage does not."""
        await self._at.connection.execute(
            update(FILE_JOBS)
            .where(FILE_JOBS.c.id == job_id)
            .values(not_before=until, tries=FILE_JOBS.c.tries + int(failed))
        )

    async def waiting(self, bot: BotRef) -> list[FileJob]:
        """What is to be worked on, the oldest first."""
        query = (
            select(*_COLUMNS)
            .where(
                FILE_JOBS.c.state == "waiting",
                FILE_JOBS.c.platform == bot.platform,
                FILE_JOBS.c.bot == bot.bot,
            )
            .where(or_(FILE_JOBS.c.not_before.is_(None), FILE_JOBS.c.not_before <= self._at.now))
            .order_by(FILE_JOBS.c.id)
            .limit(20)
        )
        return [_record(row) for row in await self._at.connection.execute(query)]

    async def drop_unanswered(self, before: datetime) -> int:
        """Nobody said what is to become of these, and nothing of them is kept any longer; how many they were."""
        done = await self._at.connection.execute(
            update(FILE_JOBS)
            .where(FILE_JOBS.c.state == "ready", FILE_JOBS.c.made_at < before)
            .values(state="done", told="{}", file_id="", name="")
        )
        return done.rowcount


def _record(row: Any) -> FileJob:
    job = FileJob(*row)
    return job._replace(told=json.loads(row.told))
