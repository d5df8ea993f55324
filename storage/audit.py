"""Who did what with rights; rows are only added. No person's name stands in them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import insert_many
from storage.tables.upkeep import AUDIT_LOG


class Whose(NamedTuple):
    """Of whom something was seen or changed: everybody of a unit and below it, or one person."""

    unit_id: int | None = None
    person_id: int | None = None


NOBODY = Whose()


async def note_looks(
    connection: AsyncConnection, looks: Sequence[tuple[str, int]], action: str, now: datetime
) -> None:
    """(who, unit) for everybody who saw names of a unit's people."""
    rows = [
        {"at": now, "actor": actor, "action": action, "target": "", "detail": "", "unit_id": unit_id}
        for actor, unit_id in looks
    ]
    await insert_many(connection, AUDIT_LOG, rows)


async def write(
    connection: AsyncConnection,
    actor: str,
    action: str,
    *,
    target: str,
    detail: str,
    now: datetime,
    whose: Whose = NOBODY,
) -> None:
    told = {"actor": actor, "action": action, "target": target, "detail": detail}
    await connection.execute(
        insert(AUDIT_LOG).values(at=now, **told, unit_id=whose.unit_id, person_id=whose.person_id)
    )
