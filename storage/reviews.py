"""What a person should look at, and what came of it."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.database import Database
from storage.tables import Review

OPEN = "open"
DECIDED = "decided"

_review = Review.__table__  # type: ignore[attr-defined]


class Reviews:
    """The desk's verbs about reviews; `flush` writes down what it buffers, so that what is read is true."""

    def __init__(
        self,
        database: Database,
        connection: AsyncConnection,
        now: datetime,
        flush: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._connection = connection
        self._now = now
        self._flush = flush

    async def ask(self, evidence_id: int, why: str, other_id: int | None = None) -> None:
        """Somebody should look at this evidence; asked again, the newer reason stands and old buttons are void."""
        await self._flush()
        row = {"evidence_id": evidence_id, "why": why, "other_id": other_id, "made_at": self._now}
        wanted = dialect.insert_or_ignore(self._database, _review).values(**row)
        if (await self._connection.execute(wanted)).rowcount:
            return
        await self._connection.execute(
            update(_review)
            .where(_review.c.evidence_id == evidence_id)
            .values(
                why=why,
                other_id=other_id,
                state=OPEN,
                outcome="",
                decided_at=None,
                version=_review.c.version + 1,
            )
        )

    async def drop(self, evidence_id: int) -> None:
        """Nobody needs to look any more, because the evidence is settled without them."""
        await self._flush()
        await self._connection.execute(
            delete(_review).where(_review.c.evidence_id == evidence_id, _review.c.state == OPEN)
        )
