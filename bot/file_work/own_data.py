"""Somebody's own data as files: one that a person reads, one for programs, and their pictures."""

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.file_work.tools import Tools
from reports.own_data_text import OwnText
from rules.language import text
from rules.outgoing import Say, SendFile
from storage import FileJob, FileStore, MissingFileError, OwnData, OwnPicture, OwnProof

LARGEST = 40_000_000
"""Bytes of pictures in one file: bots may send 50 MB."""
_LOOKS = 500
_LEDGER_ONLY = {"person_id"}


async def take_along(job: FileJob, tools: Tools) -> None:
    """Sent to whoever asked, in as many files as their pictures need."""
    language, zone = tools.settings.language, tools.settings.zone
    async with tools.store.snapshot() as ledger:
        own = await ledger.own.of(job.account, zone, looks=_LOOKS)
        proof = await ledger.own.proof(own.person_id) if own.person_id else []
        pictures = await ledger.own.pictures(own.person_id) if own.person_id else []
    papers = await asyncio.to_thread(_papers, own, proof, OwnText(language, zone), tools)
    names = [
        await tools.files.put_passing(await asyncio.to_thread(_zipped, part))
        async for part in _parts(papers, pictures, tools.files)
    ]
    async with tools.store.write(tools.clock()) as ledger:
        still = await ledger.file_jobs.get(job.id)
        if still is None or still.state != "waiting":
            return
        for number, name in enumerate(names, 1):
            called = text("own.file_name", language) + (f"-{number}" if number > 1 else "")
            words = (
                text("own.file", language) if number == 1 else text("own.file_part", language, part=number)
            )
            sent = SendFile(job.chat_id, name, f"{called}.zip", words)
            ledger.say(job.platform, job.bot, sent, f"file:{job.id}:{number}")
        await ledger.file_jobs.put(job.id, "done")


async def erase(job: FileJob, tools: Tools) -> None:
    """Somebody asked for everything about them to go; the word that it is done is forgotten within the hour."""
    platform, _, user_id = job.account.partition(":")
    now = tools.clock()
    today = now.astimezone(tools.settings.zone).date()
    erased = await tools.store.erasures.erase_account(platform, user_id, job.account, now, today)
    await tools.store.erasures.finish(tools.files)
    said = Say(job.chat_id, text("own.erased", tools.settings.language))
    async with tools.store.write(now) as ledger:
        await ledger.outbox.put(job.platform, job.bot, [(f"bye:{erased.person_id}", said)], bulk=False)


Entry = tuple[str, bytes]


async def _parts(
    papers: Sequence[Entry], pictures: Sequence[OwnPicture], files: FileStore
) -> AsyncIterator[list[Entry]]:
    """What goes into each file; a picture that is lost is left out."""
    part, size = list(papers), 0
    for name, sha256 in _named(pictures):
        try:
            content = await files.get(sha256)
        except MissingFileError:
            continue
        if size and size + len(content) > LARGEST:
            yield part
            part, size = [], 0
        part.append((name, content))
        size += len(content)
    yield part


def _named(pictures: Sequence[OwnPicture]) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(pictures, 1):
        yield f"{one.day:%Y-%m-%d}-{one.evidence_id}-{number}.jpg", one.sha256


def _zipped(part: Sequence[Entry]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in part:
            file.writestr(name, content)
    return packed.getvalue()


def _papers(own: OwnData, proof: Sequence[OwnProof], words: OwnText, tools: Tools) -> list[Entry]:
    return [("minh-chung.xlsx", _sheets(own, proof, words, tools)), ("du-lieu.json", _json(own, proof))]


def _json(own: OwnData, proof: Sequence[OwnProof]) -> bytes:
    told = {name: value for name, value in asdict(own).items() if name not in _LEDGER_ONLY}
    for name in ("accounts", "stays", "roles", "consents", "looks"):
        told[name] = [each._asdict() for each in getattr(own, name)]
    told["proof"] = [each._asdict() for each in proof]
    return json.dumps(told, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _sheets(own: OwnData, proof: Sequence[OwnProof], words: OwnText, tools: Tools) -> bytes:
    """Whatever stands in a cell is text and is never run."""
    import xlsxwriter

    packed = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    zone = tools.settings.zone
    with xlsxwriter.Workbook(packed, options) as book:
        about = words.about(own, tools.settings.pictures_months, tools.clock())
        _fill(book, words.words("own.sheet.about"), [[line] for line in about], [90])
        columns = [name for name in OwnProof._fields if name != "id"]
        head = [words.words(f"own.column.{name}") for name in columns]
        rows = [[words.of_proof(name, _cell(getattr(one, name), zone)) for name in columns] for one in proof]
        _fill(book, words.words("own.sheet.proof"), [head, *rows], [17, 12, 30, 12, 12, 60, 12, 20])
        head = [words.words(f"own.column.{name}") for name in ("at", "what", "unit", "who")]
        looks = [[_cell(look.at, zone), words.what(look), look.unit, words.who(look)] for look in own.looks]
        _fill(book, words.words("own.sheet.looks"), [head, *looks], [17, 40, 30, 40])
    return packed.getvalue()


def _fill(book: Any, name: str, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    sheet = book.add_worksheet(name)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)


def _cell(value: object, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%H:%M %d/%m/%Y}"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
