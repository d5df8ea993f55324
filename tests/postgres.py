"""Databases on a PostgreSQL server that live as long as one test."""

import asyncio
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncpg

SERVER = os.environ.get("MINHCHUNG_TEST_POSTGRES") or "postgresql://postgres@127.0.0.1:5432"


def unreachable() -> str:
    """Why the server cannot be used, or nothing when it can."""
    try:
        run("SELECT 1")
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        return (
            f"no PostgreSQL server to test with (MINHCHUNG_TEST_POSTGRES names one): {type(error).__name__}"
        )
    return ""


@contextmanager
def database(template: str = "template0") -> Iterator[str]:
    """The address of a new database, dropped afterwards whoever is still connected."""
    name = f"minhchung_test_{os.getpid()}_{secrets.token_hex(4)}"
    run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(statement: str) -> None:
    """Run one statement on the server, in a thread of its own so that no event loop of the test is touched."""
    failed: list[BaseException] = []

    def work() -> None:
        try:
            asyncio.run(_execute(statement))
        except BaseException as error:  # noqa: BLE001  # raised again below
            failed.append(error)

    thread = threading.Thread(target=work, name="postgres")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]


async def _execute(statement: str) -> None:
    connection = await asyncpg.connect(SERVER, timeout=10)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
