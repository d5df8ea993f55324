"""What was made for somebody is kept until it stands in the outbox as sent, and not longer."""

from pathlib import Path
from typing import Any

import pytest

from bot.house import House
from bot.passing import letting_go
from rules.outgoing import Outgoing, Say, SendFile
from storage import FileStore, OutboxRow
from tests.bot.town import Setting, Town, running, settled
from tests.storage.ledger import NOW
from tests.waiting import until


def row(content: str, fallback: dict[str, Any] | None = None) -> OutboxRow:
    payload = {"content": content, "name": "danh-sach.xlsx"}
    return OutboxRow(
        1, "77", "send_file", payload, bulk=False, tries=0, not_before=None, fallback=fallback, claimed=True
    )


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def left(folder: Path) -> int:
    return len([path for path in folder.rglob("*") if path.is_file()])


async def test_what_was_sent_is_let_go(files: FileStore, tmp_path: Path) -> None:
    names = [await files.put_passing(b"a list") for _ in range(2)]
    await letting_go(files)([row(name) for name in names])
    assert left(tmp_path) == 0


async def test_what_a_fallback_still_has_to_send_is_kept(files: FileStore) -> None:
    name = await files.put_passing(b"a list")
    await letting_go(files)([row(name, {"kind": "send_file", "chat_id": "5", "content": name})])
    assert await files.get(name) == b"a list"


async def test_what_is_here_to_stay_is_kept(files: FileStore) -> None:
    name = await files.put(b"a picture")
    await letting_go(files)([row(name)])
    assert await files.get(name) == b"a picture"


async def test_what_cannot_be_removed_is_told(
    files: FileStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    name = "a" * 64 + ".out"
    (tmp_path / "passing" / name / "x").mkdir(parents=True)
    await letting_go(files)([row(name)])
    assert "could not be removed" in caplog.text


# the whole bot

LISTS = "danh-sach-truong.xlsx"


async def says(service: House, town: Town, outgoing: Outgoing) -> None:
    async with service.store.write(NOW) as ledger:
        ledger.say("telegram", str(town.bot.id), outgoing, "a list")
    service.lines[0].outbox.wake()


def documents(town: Town) -> list[dict[str, Any]]:
    room = town.world.private_chat(town.bot, town.teacher)
    return [each.data["document"] for each in room.messages.values() if "document" in each.data]


async def test_a_file_arrives_and_is_kept_no_longer(town: Town, either: Setting) -> None:
    town.world.start(town.teacher.id)
    async with running(either) as service:
        content = await service.files.put_passing(b"PK: a list")
        await says(service, town, SendFile(str(town.teacher.id), content, LISTS, "Đây ạ"))
        await until(lambda: bool(documents(town)) and left(either.folder / "files") == 0)
    (document,) = documents(town)
    stored = town.world.files.get(document["file_id"])
    assert stored is not None
    assert (document["file_name"], stored.data) == (LISTS, b"PK: a list")


async def test_a_file_for_somebody_who_never_pressed_start_is_kept_no_longer(
    town: Town, setting: Setting
) -> None:
    async with running(setting) as service:
        content = await service.files.put_passing(b"PK: a list")
        await says(service, town, SendFile(str(town.teacher.id), content, LISTS))
        await until(lambda: left(setting.folder / "files") == 0)
        assert (await settled(service.store)).outbox_failed == 1
    assert documents(town) == []


async def test_a_file_waits_for_the_end_of_an_outage(town: Town, setting: Setting) -> None:
    town.world.start(town.teacher.id)
    town.trouble(error_500={"methods": ["sendDocument"], "count": 3})
    async with running(setting) as service:
        content = await service.files.put_passing(b"PK: a list")
        await says(service, town, SendFile(str(town.teacher.id), content, LISTS))
        await until(lambda: bool(documents(town)), 40)
    assert town.calls("sendDocument", 500)


async def test_files_and_texts_of_a_chat_keep_their_order(town: Town, setting: Setting) -> None:
    town.world.start(town.teacher.id)
    chat = str(town.teacher.id)
    async with running(setting) as service:
        content = await service.files.put_passing(b"PK: a list")
        async with service.store.write(NOW) as ledger:
            ledger.say("telegram", str(town.bot.id), SendFile(chat, content, LISTS), "1")
            ledger.say("telegram", str(town.bot.id), Say(chat, "Xong"), "2")
        service.lines[0].outbox.wake()
        await until(lambda: "Xong" in town.said(town.teacher))
    room = town.world.private_chat(town.bot, town.teacher)
    told = [each.data.get("text", LISTS) for each in room.messages.values() if each.sender_id == town.bot.id]
    assert [words for words in told if words in {LISTS, "Xong"}] == [LISTS, "Xong"]
