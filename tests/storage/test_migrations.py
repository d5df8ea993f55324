import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel import SQLModel

from storage import BotRef, NewerDatabaseError, Store
from storage.migrate import HEAD, upgrade
from tests.house import ROOT
from tests.storage.ledger import GROUP, change, counted, handed_in, reading, rows

FIRST_VERSION = """
INSERT INTO unit (id, code, name, level, provisional, created_at)
 VALUES (1, 'HOASEN', 'Hoa Sen', 'school', false, '2026-09-01 00:00:00');
INSERT INTO person (id, name, provisional, created_at) VALUES (1, 'Lan', true, '2026-09-01 00:00:00');
INSERT INTO membership (person_id, unit_id, since) VALUES (1, 1, '2026-09-01');
INSERT INTO chat (id, platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble,
 created_at)
 VALUES (1, 'telegram', '1', '-1', 'group', 'Hoa Sen', 1, true, false, true, '', '2026-09-01 00:00:00');
INSERT INTO evidence (id, person_id, unit_id, chat_pk, message_id, submission, action, source, platform, kind,
 key, url, sent_at, day, state, reason, counts_as)
 VALUES (1, 1, 1, 1, '5', '1:5', 'post', 'link', 'facebook', 'post', 'facebook:1', '', '2026-09-01 00:00:00',
 '2026-09-01', 'accepted', '', '1:post:facebook:1');
INSERT INTO tally (person_id, day, unit_id, action, count) VALUES (1, '2026-09-01', 1, 'post', 1);
INSERT INTO counter (name, value) VALUES ('evidence.accepted', 1);
INSERT INTO outbox (platform, bot, chat_id, kind, payload, fallback, bulk, dedupe_key, state, tries, error,
 message_id, created_at) VALUES ('telegram', '1', '-1', 'react', '{}', '', false, 'in_1_1', 'pending', 0, '',
 '', '2026-09-01 00:00:00')
"""


# One post as a post and as a share, twice; one share and one post alone, and what counts no more.
SECOND_VERSION = """
INSERT INTO evidence (id, person_id, unit_id, chat_pk, message_id, submission, action, source, platform, kind,
 key, url, sent_at, day, state, reason, counts_as)
 VALUES (2, 1, 1, 1, '6', '1:6', 'share', 'link', 'facebook', 'post', 'facebook:1', '', '2026-09-01 00:00:00',
 '2026-09-01', 'accepted', '', '1:share:facebook:1'),
 (3, 1, 1, 1, '7', '1:7', 'post', 'screenshot', '', 'picture', 'picture:2', '', '2026-09-01 00:00:00',
 '2026-09-01', 'pending', '', '1:post:picture:2'),
 (4, 1, 1, 1, '8', '1:8', 'share', 'screenshot', '', 'picture', 'picture:2', '', '2026-09-02 00:00:00',
 '2026-09-02', 'accepted', '', '1:share:picture:2'),
 (5, 1, 1, 1, '9', '1:9', 'share', 'link', 'facebook', 'post', 'facebook:3', '', '2026-09-02 00:00:00',
 '2026-09-02', 'accepted', '', '1:share:facebook:3'),
 (6, 1, 1, 1, '10', '1:10', 'post', 'link', 'facebook', 'post', 'facebook:4', '', '2026-09-02 00:00:00',
 '2026-09-02', 'withdrawn', '', NULL);
INSERT INTO tally (person_id, day, unit_id, action, count)
 VALUES (1, '2026-09-01', 1, 'share', 1), (1, '2026-09-02', 1, 'share', 2);
INSERT INTO counter (name, value) VALUES ('evidence.pending', 1), ('evidence.withdrawn', 1);
UPDATE counter SET value = 4 WHERE name = 'evidence.accepted'
"""


WAITING_IN_SIX = """
INSERT INTO account (id, platform, user_id, person_id, name, last_mistake, created_at)
 VALUES (7, 'telegram', '77', 1, 'Lan', '', '2026-09-01 00:00:00');
UPDATE evidence SET account_id = 7;
INSERT INTO short_link (evidence_id, url, tries, not_before)
 VALUES (1, 'https://bit.ly/1', 0, '2026-09-01 00:00:00');
INSERT INTO outbox (platform, bot, chat_id, kind, payload, fallback, bulk, dedupe_key, state, tries, error,
 message_id, created_at)
 VALUES ('telegram', '1', '-1', 'say', '{}', '', false, 'answer', 'pending', 0, '', '', '2026-09-01 00:00:00'),
 ('telegram', '1', '-1', 'say', '{}', '', true, 'bulk', 'pending', 0, '', '', '2026-09-01 00:00:00')
"""


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """A database of its own for each test, because its version is played with."""
    store = Store(database_url)
    await store.migrate()
    yield store
    await store.close()


async def migrated_to(store: Store, revision: str) -> None:
    """An older schema, to be filled with data before a newer program opens it."""
    async with store._database.write() as connection:
        await connection.run_sync(upgrade, revision)


async def test_an_empty_database_gets_this_version(database_url: str) -> None:
    store = Store(database_url)
    assert await store.migrate() is True
    assert await rows(store, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    await store.close()


async def test_a_second_migration_has_nothing_to_do(store: Store) -> None:
    assert await store.migrate() is False


async def test_a_migration_leaves_what_is_there(store: Store) -> None:
    await handed_in(store, "5")
    await store.migrate()
    assert await counted(store) == {"Lan Nguyễn": 1}


async def test_the_migrations_make_what_the_tables_say(store: Store) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))

    async with store._database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_there_is_something_to_compare(database_url: str) -> None:
    store = Store(database_url)

    def differences(connection: Connection) -> list[Any]:
        return list(compare_metadata(MigrationContext.configure(connection), SQLModel.metadata))

    async with store._database.read() as connection:
        assert len(await connection.run_sync(differences)) > 10
    await store.close()


async def test_the_first_revision_alone_can_be_made_and_then_brought_up(database_url: str) -> None:
    store = Store(database_url)
    await migrated_to(store, "0001")
    await store.migrate()
    await handed_in(store, "5")
    assert await counted(store, GROUP.title) == {"Lan Nguyễn": 1}
    await store.close()


async def test_a_ledger_of_the_first_version_comes_along_whole(database_url: str) -> None:
    store = Store(database_url)
    await migrated_to(store, "0001")
    for statement in FIRST_VERSION.split(";"):
        await change(store, statement)
    await store.migrate()
    assert await rows(store, "SELECT id, page_id, feature_id FROM evidence") == [(1, None, None)]
    assert await rows(store, "SELECT dedupe_key, round_id FROM outbox") == [("in_1_1", None)]
    assert [bool(muted) for (muted,) in await rows(store, "SELECT muted FROM chat")] == [False]
    assert await reading(store).whole.verify() == []
    await store.close()


async def test_what_waits_knows_its_rank_and_whose_link_it_is(database_url: str) -> None:
    store = Store(database_url)
    await migrated_to(store, "0006")
    first = FIRST_VERSION.replace("trouble,\n created_at", "trouble, muted,\n created_at")
    for statement in f"{first};{WAITING_IN_SIX}".split(";"):
        await change(store, statement.replace("true, '', '2026", "true, '', false, '2026"))
    await store.migrate()
    assert await rows(store, "SELECT dedupe_key, rank FROM outbox ORDER BY id") == [
        ("in_1_1", 0),
        ("answer", 1),
        ("bulk", 2),
    ]
    (due,) = await reading(store, datetime(2026, 9, 2, tzinfo=UTC)).short_links.due(
        BotRef("telegram", "1"), 9
    )
    assert (due.evidence_id, due.url, due.account_id) == (1, "https://bit.ly/1", 7)
    await store.close()


@pytest.fixture
async def counted_twice(database_url: str) -> AsyncIterator[Store]:
    store = Store(database_url)
    await migrated_to(store, "0002")
    first = FIRST_VERSION.replace("trouble,\n created_at", "trouble, muted,\n created_at")
    for statement in f"{first};{SECOND_VERSION}".split(";"):
        await change(store, statement.replace("true, '', '2026", "true, '', false, '2026"))
    await store.migrate()
    yield store
    await store.close()


async def test_what_was_counted_as_post_and_as_share_is_counted_once(counted_twice: Store) -> None:
    found = await rows(counted_twice, "SELECT id, state, counts_as FROM evidence ORDER BY id")
    assert found == [
        (1, "accepted", "1:quota:facebook:1"),
        (2, "duplicate", None),
        (3, "duplicate", None),
        (4, "accepted", "1:quota:picture:2"),
        (5, "accepted", "1:quota:facebook:3"),
        (6, "withdrawn", None),
    ]


async def test_the_sums_follow_what_is_counted_once(counted_twice: Store) -> None:
    assert await reading(counted_twice).whole.verify() == []
    assert (await reading(counted_twice).whole.totals()).evidence["duplicate"] == 2


async def test_a_decision_tells_that_it_was_counted_twice(counted_twice: Store) -> None:
    query = "SELECT evidence_id, state, reason FROM decision ORDER BY evidence_id"
    found = await rows(counted_twice, query)
    assert found == [(2, "duplicate", "as_post_and_share"), (3, "duplicate", "as_post_and_share")]


async def test_what_is_a_copy_now_waits_for_nobody(counted_twice: Store) -> None:
    assert await rows(counted_twice, "SELECT count(*) FROM review") == [(0,)]


UNITS_BEFORE_THE_MARK = """
INSERT INTO unit (id, code, name, level, provisional, created_at)
 VALUES (101, 'TH01', 'Hoa Sen', 'school', false, '2026-09-01 00:00:00'),
 (102, '~TO-TOAN', 'Tổ Toán', 'school', false, '2026-09-01 00:00:00'),
 (103, 'TO-TOAN', 'Tổ Toán', 'school', true, '2026-09-01 00:00:00'),
 (104, 'TH02', 'TH02', 'school', true, '2026-09-01 00:00:00'),
 (105, 'CHUA-RO', 'Chưa rõ', 'school', true, '2026-09-01 00:00:00');
INSERT INTO reminder_change (reach, code, kind, told, made_by, made_at)
 VALUES ('unit', 'TH01', '', '{}', '', '2026-09-01 00:00:00'), ('unit', 'TH02', '', '{}', '', '2026-09-01 00:00:00');
INSERT INTO person (id, name, provisional, created_at) VALUES (1, 'Lan', true, '2026-09-01 00:00:00');
INSERT INTO membership (person_id, unit_id, since) VALUES (1, 105, '2026-09-01')
"""
GROUP_CALLED_UNKNOWN = """
INSERT INTO chat (id, platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble, muted,
 created_at) VALUES (1, 'telegram', '42', '-1', 'group', 'Chưa rõ', 105, true, false, true, '', false,
 '2026-09-01 00:00:00');
INSERT INTO role_grant (account, name, role, unit_id, since, how, granted_by,
 ended_by) VALUES ('telegram:1', 'Lạ', 'reviewer', 105, '2026-09-01 00:00:00', 'code', 'telegram:1', '')
"""


async def marked(store: Store, *statements: str) -> dict[str, tuple[int, str, bool]]:
    """Number, name and mark of each unit by its code, after a ledger of before the mark was opened."""
    await migrated_to(store, "0004")
    for statement in ";".join(statements).split(";"):
        await change(store, statement)
    await store.migrate()
    query = "SELECT code, id, name, nowhere FROM unit ORDER BY id"
    return {code: (number, name, bool(nowhere)) for code, number, name, nowhere in await rows(store, query)}


async def test_codes_of_titles_are_marked_and_every_unit_stays(database_url: str) -> None:
    store = Store(database_url)
    found = await marked(store, UNITS_BEFORE_THE_MARK)
    assert {code: number for code, (number, *_) in found.items()} == {
        "TH01": 101,
        "~TO-TOAN": 102,
        "~TO-TOAN-2": 103,
        "~TH02": 104,
        "~CHUA-RO": 105,
    }
    assert [code for code, (_, _, nowhere) in found.items() if nowhere] == ["~CHUA-RO"]
    assert await rows(store, "SELECT code FROM reminder_change ORDER BY id") == [("TH01",), ("~TH02",)]
    await store.close()


async def test_a_group_called_unknown_is_let_out_of_the_place_of_the_unknown(database_url: str) -> None:
    store = Store(database_url)
    found = await marked(store, UNITS_BEFORE_THE_MARK, GROUP_CALLED_UNKNOWN)
    (nowhere,) = [(code, number, name) for code, (number, name, marked) in found.items() if marked]
    assert nowhere == ("~CHUA-RO-2", 105, "Chưa rõ đơn vị")
    group, name, _ = found["~CHUA-RO"]
    assert name == "Chưa rõ"
    for table in ("chat", "role_grant"):
        assert await rows(store, f"SELECT unit_id FROM {table}") == [(group,)], table
    assert await rows(store, "SELECT unit_id FROM membership") == [(105,)]
    await store.close()


async def test_a_newer_database_is_refused(store: Store) -> None:
    await change(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabaseError):
        await store.migrate()


async def test_a_newer_database_is_left_as_it_is(store: Store) -> None:
    await change(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabaseError):
        await store.migrate()
    assert await rows(store, "SELECT version_num FROM alembic_version") == [("9999",)]


async def test_a_failed_migration_leaves_no_half(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: Connection) -> None:
        upgrade(connection)
        raise RuntimeError("the power went")

    store = Store(database_url)
    monkeypatch.setattr("storage.migrate.upgrade", half)
    with pytest.raises(RuntimeError):
        await store.migrate()
    monkeypatch.undo()
    assert await store.migrate() is True
    await store.close()


async def test_two_stores_may_migrate_at_once(database_url: str) -> None:
    first, second = Store(database_url), Store(database_url)
    assert sorted(await asyncio.gather(first.migrate(), second.migrate())) == [False, True]
    await first.close()
    await second.close()


def test_two_processes_may_migrate_at_once(database_url: str) -> None:
    environ = os.environ | {"MINHCHUNG_STORAGE__DATABASE": database_url}
    command = [sys.executable, "-m", "bot", "migrate"]
    started = [subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]
