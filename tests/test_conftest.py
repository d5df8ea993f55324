"""The ground the other tests stand on."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from tests import postgres
from tests.house import ROOT
from tests.network import FarAwayError
from tests.waiting import until, until_sync


@pytest.mark.parametrize("host", ["192.0.2.1", "example.com", "10.0.0.1", "::ffff:192.0.2.1", "0.0.0.0"])
async def test_a_connection_to_far_away_fails_loudly(host: str) -> None:
    with pytest.raises(FarAwayError):
        await asyncio.open_connection(host, 80)


def test_looking_up_a_far_name_fails_loudly() -> None:
    with pytest.raises(FarAwayError):
        socket.getaddrinfo("example.com", 80)


def test_a_datagram_to_far_away_fails_loudly() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender, pytest.raises(FarAwayError):
        sender.sendto(b"", ("192.0.2.1", 53))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_connection_at_home_works(host: str) -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(host, server.sockets[0].getsockname()[1])
        writer.close()


def test_the_developers_own_settings_stay_outside() -> None:
    assert [name for name in os.environ if name.startswith("MINHCHUNG_") and "_TEST_" not in name] == []


def test_a_sqlite_database_is_a_file_of_the_test(tmp_path: Path, database_url: str) -> None:
    assert database_url.startswith((f"sqlite:///{tmp_path}", "postgresql://"))


@pytest.mark.postgres
async def test_a_postgresql_database_is_new_and_empty(postgres_url: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    assert await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await connection.close()


@pytest.mark.postgres
async def test_a_postgresql_database_is_dropped_even_when_in_use(postgres_server: str) -> None:
    with postgres.database() as url:
        connection = await asyncpg.connect(url)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(url)
    connection.terminate()


@pytest.mark.parametrize(("ci", "outcome"), [("", "1 skipped"), ("true", "1 error")])
def test_without_a_server_tests_skip_at_home_and_fail_in_ci(ci: str, outcome: str) -> None:
    environ = os.environ | {"CI": ci, "MINHCHUNG_TEST_POSTGRES": "postgresql://postgres@127.0.0.1:1"}
    test = "tests/test_conftest.py::test_a_postgresql_database_is_new_and_empty"
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0", test]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert outcome in done.stdout


async def test_waiting_ends_when_the_fact_is_there() -> None:
    ready = asyncio.Event()
    asyncio.get_running_loop().call_soon(ready.set)
    await until(ready.is_set)


async def test_waiting_ends_when_it_takes_too_long() -> None:
    with pytest.raises(TimeoutError):
        await until(lambda: False, seconds=0.02)


def test_waiting_for_a_process_ends_when_it_takes_too_long() -> None:
    with pytest.raises(TimeoutError):
        until_sync(lambda: False, seconds=0.02)
