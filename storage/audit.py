"""The trail of what was done with rights."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Audit

_audit = Audit.__table__  # type: ignore[attr-defined]


async def note(connection: AsyncConnection, at: datetime, actor: str, action: str, **about: str) -> None:
    """`about`: the target, and some detail."""
    await connection.execute(insert(_audit).values({"at": at, "actor": actor, "action": action} | about))
