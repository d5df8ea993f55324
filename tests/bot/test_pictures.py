"""Screenshots from the message to the verdict, with the whole bot at work."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from bot.house import House
from rules.albums import OWN
from rules.images.keeping import MAX_BYTES
from rules.language import text
from rules.reviewing import rejection
from rules.verdicts import ACCEPTED, COPY, DUPLICATE, PENDING, PICTURE, REJECTED, SAME_FILE, SENT_AGAIN
from storage import Reviewer
from tests.bot.pictures import PictureTown, jpeg_of, picture_town
from tests.bot.processes import minhchung
from tests.bot.town import EYES, OK, SHRUG, THINKING, Setting, Town, running
from tests.rules.screens import encoded, screen
from tests.storage.ledger import rows
from tests.waiting import pause, until

MINE = jpeg_of(screen())
AGAIN = jpeg_of(screen(clock="09:40"), quality=60)
OTHER = jpeg_of(screen("Trần Văn Mai", text=9, photo=9))


@pytest.fixture
async def either_database(town: Town, tmp_path: Path, ledger_url: str) -> Setting:
    return Setting(tmp_path, town.sim.url, ledger_url)


@asynccontextmanager
async def at_work(town: Town, setting: Setting) -> AsyncIterator[tuple[PictureTown, House]]:
    async with running(setting) as service, picture_town(town, setting) as pictures:
        yield pictures, service


async def test_a_new_screenshot_is_kept_and_waits_for_a_person(town: Town, either_database: Setting) -> None:
    async with at_work(town, either_database) as (pictures, _):
        message = pictures.photo(MINE)
        await town.reacted(message)
        await pictures.settled(1)
        assert town.reaction(message) == EYES
        assert await pictures.states() == {PENDING: 1}
        (name,) = await pictures.kept(1)
        assert Image.open(io.BytesIO(pictures.file(name))).size == (658, 1280)
        assert pictures.files() == {name, f"{name}.small"}
        assert await rows(pictures.store, "SELECT file_id FROM picture") == [("",)]


async def test_a_copy_of_ones_own_is_called_one(town: Town, either_database: Setting) -> None:
    async with at_work(town, either_database) as (pictures, _):
        first = pictures.photo(MINE)
        await town.reacted(first)
        again = pictures.photo(AGAIN)
        await pictures.settled(2)
        await pictures.has_reaction(again, THINKING)
        assert await pictures.evidence() == [(PENDING, ""), (DUPLICATE, "copy_of:1")]
        assert town.reaction(first) == EYES


@pytest.mark.parametrize(("data", "why"), [(AGAIN, COPY), (MINE, SAME_FILE)])
async def test_two_persons_copies_are_for_a_person_to_judge(
    town: Town, either_database: Setting, data: bytes, why: str
) -> None:
    async with at_work(town, either_database) as (pictures, _):
        await town.reacted(pictures.photo(MINE))
        await town.reacted(pictures.photo(data, who=town.admin))
        await pictures.settled(2)
        assert await pictures.reviews() == [(1, PICTURE, None), (2, why, 1)]
        assert await rows(pictures.store, "SELECT other_picture_id FROM picture WHERE id = 2") == [(1,)]
        assert await pictures.states() == {PENDING: 2}


async def test_it_is_told_why_a_picture_was_called_a_copy(
    town: Town, setting: Setting, tmp_path: Path
) -> None:
    async with at_work(town, setting) as (pictures, _):
        await town.reacted(pictures.photo(MINE))
        await pictures.has_reaction(pictures.photo(AGAIN), THINKING)
        asking = ("why", "--evidence", "2", "--config", setting.write())
        told = (await minhchung(*asking, "--json", folder=tmp_path)).json
        words = (await minhchung(*asking, folder=tmp_path)).out
        nobody = await minhchung("why", "--evidence", "9", "--config", setting.write(), folder=tmp_path)
    assert [step["state"] for step in told["steps"]] == [PENDING, DUPLICATE]
    (compared,) = told["pictures"]
    assert (compared["finding"], compared["other_evidence"], compared["score"] > 0.5) == (OWN, 1, True)
    assert "copy_of:1" in words
    assert f"{compared['score']:.2f}" in words
    assert (nobody.code, "9" in nobody.err) == (2, True)


async def test_another_screenshot_is_accepted_where_that_is_wanted(town: Town, setting: Setting) -> None:
    setting.extra = {"proof": {"screenshots": "accept", "audit_percent": 0}}
    async with at_work(town, setting) as (pictures, _):
        first, other = pictures.photo(MINE), pictures.photo(OTHER)
        await pictures.has_reaction(first, OK)
        await pictures.has_reaction(other, OK)
        assert await pictures.states() == {ACCEPTED: 2}


async def test_an_album_of_copies_is_one_duplicate(town: Town, setting: Setting) -> None:
    async with at_work(town, setting) as (pictures, _):
        await town.reacted(pictures.photo(MINE), pictures.photo(OTHER))
        parts = pictures.album([AGAIN, jpeg_of(screen("Trần Văn Mai", text=9, photo=9), quality=60)])
        await pictures.settled(4)
        await until(lambda: THINKING in {town.reaction(part) for part in parts})
        assert await pictures.states() == {PENDING: 2, DUPLICATE: 1}


async def test_what_was_taken_back_may_be_sent_again(town: Town, setting: Setting) -> None:
    async with at_work(town, setting) as (pictures, _):
        first = pictures.photo(MINE)
        await town.reacted(first)
        town.post("/rut", reply_to=first.id)
        await town.answered(town.group)
        again = pictures.photo(AGAIN)
        await pictures.settled(2)
        assert town.reaction(again) == EYES


async def test_a_copy_of_what_a_reviewer_turned_down_waits_for_a_person(town: Town, setting: Setting) -> None:
    setting.extra = {"proof": {"screenshots": "accept", "audit_percent": 100}}
    async with at_work(town, setting) as (pictures, _):
        await pictures.has_reaction(pictures.photo(MINE), OK)
        async with pictures.store.write(datetime.now(UTC)) as ledger:
            item = await ledger.reviews.item(1)
            assert item
            await ledger.reviews.reject(item, rejection("not_school"), Reviewer("telegram:79", "Bình"))
        again = pictures.photo(AGAIN)
        await pictures.settled(2)
        assert (2, SENT_AGAIN, 1) in await pictures.reviews()
        assert town.reaction(again) == EYES


HOSTILE = {
    "pdf": b"%PDF-1.7 and so on",
    "not_a_picture": b"<svg onload='x'/>",
    "unreadable": encoded(screen())[:3000],
}


@pytest.mark.parametrize("reason", HOSTILE)
async def test_a_file_that_only_calls_itself_a_picture_is_answered(
    town: Town, setting: Setting, reason: str
) -> None:
    async with at_work(town, setting) as (pictures, _):
        message = pictures.document(HOSTILE[reason], "anh.png", mime_type="image/png")
        await pictures.has_reaction(message, SHRUG)
        assert await town.answered(town.group) == text(f"picture.{reason}", "vi")
        assert await pictures.states() == {REJECTED: 1}


async def test_what_is_too_large_is_answered_without_being_fetched(town: Town, setting: Setting) -> None:
    async with at_work(town, setting) as (pictures, _):
        message = pictures.document(MINE + bytes(MAX_BYTES), "anh.jpg", mime_type="image/jpeg")
        await pictures.has_reaction(message, SHRUG)
        assert await town.answered(town.group) == text("picture.too_large", "vi")
        assert town.calls("getFile") == []


async def test_a_picture_from_a_phone_in_its_own_format_is_read(town: Town, setting: Setting) -> None:
    import pillow_heif

    out = io.BytesIO()
    pillow_heif.from_pillow(screen()).save(out, quality=80)
    async with at_work(town, setting) as (pictures, _):
        pictures.document(out.getvalue(), "IMG_0001.HEIC", mime_type="application/octet-stream")
        await pictures.settled(1)
        (name,) = await pictures.kept(1)
        assert Image.open(io.BytesIO(pictures.file(name))).format == "JPEG"


async def test_an_outage_delays_a_picture_and_loses_nothing(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.picture_pump._patience", lambda _failures: 0.0)
    async with at_work(town, setting) as (pictures, _):
        town.trouble(
            error_500={"count": 3, "methods": ["getFile"]},
            too_many_requests={"count": 1, "methods": ["getFile"]},
        )
        pictures.photo(MINE)
        await pictures.settled(1)
        assert await pictures.states() == {PENDING: 1}
        assert len(town.calls("getFile")) == 5


async def test_a_folder_that_cannot_be_written_keeps_pictures_waiting(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.picture_pump._LONGEST_PAUSE", 0.1)
    folder = setting.folder / "files"
    folder.write_text("no folder")
    async with at_work(town, setting) as (pictures, _):
        message = pictures.photo(MINE)
        await town.reacted(message)
        await until(lambda: len(town.calls("getFile")) > 1)
        folder.unlink()
        await pictures.settled(1)
        assert await pictures.states() == {PENDING: 1}


async def test_a_child_that_is_killed_costs_its_picture_another_try(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.picture_pump._patience", lambda _failures: 0.0)
    async with at_work(town, setting) as (pictures, service):
        pictures.photo(MINE)
        await until(lambda: service.lines[0].pictures.room.process_id)
        service.lines[0].pictures.room._kill()
        await pictures.settled(1)
        assert len(await pictures.kept(1)) == 1


async def test_what_loses_the_child_again_and_again_is_left_to_a_person(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.picture_pump._patience", lambda _failures: 0.0)
    async with at_work(town, setting) as (pictures, service):
        service.lines[0].pictures.room._within = 0.0
        message = pictures.photo(MINE)
        await pictures.settled(1)
        assert await rows(pictures.store, "SELECT finding, tries FROM picture") == [("unseen", 2)]
        assert (await pictures.states(), await pictures.reviews()) == ({PENDING: 1}, [(1, PICTURE, None)])
        await town.reacted(message)
        assert town.reaction(message) == EYES
        await pause()
