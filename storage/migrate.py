"""Bring a database to this program's schema, under a lock, so that several processes may start at once."""

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.errors import NewerDatabaseError, OlderDatabaseError

FIRST = HEAD = "0007"
"""The oldest schema that can be brought along, and that of this program."""
_LOCK = 5_430_001


async def migrate(database: Database) -> bool:
    """True when something had to be changed. Alembic is loaded only then: starting is quick otherwise."""
    async with database.read() as connection:
        if await _current(connection) == HEAD:
            return False
    async with database.write() as connection:
        if not database.is_sqlite:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        current = await _current(connection)
        if current == HEAD:
            return False
        if current is not None and current > HEAD:
            raise NewerDatabaseError(current)
        if current is not None and current < FIRST:
            raise OlderDatabaseError(current)
        await connection.run_sync(upgrade)
        return True


async def _current(connection: AsyncConnection) -> str | None:
    if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
        return None
    version: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def upgrade(connection: Connection, target: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, target)
