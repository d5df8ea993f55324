"""Who did what with rights; rows are only added."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import Audit

_audit = Audit.__table__  # type: ignore[attr-defined]


async def write(
    connection: AsyncConnection, actor: str, action: str, *, target: str, detail: str, now: datetime
) -> None:
    await connection.execute(
        insert(_audit).values(at=now, actor=actor, action=action, target=target, detail=detail)
    )
