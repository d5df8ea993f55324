"""What is not kept for ever goes by itself, in small transactions, so that nobody waits for it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import dialect
from storage.counters import read_counters
from storage.database import Database
from storage.files import FileStore
from storage.organisation.tree import Tree, all_units
from storage.privacy.erased_rows import drop_pictures
from storage.proof.image_files import drop_unshown, remove, unused
from storage.tables.messages import CHAT_ADMINS, FILE_JOBS, INBOX, OUTBOX, QUESTIONS
from storage.tables.organisation import CODES, UNIT_SETTINGS
from storage.tables.proof import EVIDENCE, IMAGES, PICTURES
from storage.tables.upkeep import COUNTERS

_inbox, _outbox = INBOX, OUTBOX
_picture, _image = PICTURES, IMAGES
_evidence, _counter = EVIDENCE, COUNTERS
_code, _job, _setting = CODES, FILE_JOBS, UNIT_SETTINGS
_chat_admin, _question = CHAT_ADMINS, QUESTIONS
ARCHIVE = "archive_months"
"""The setting by which a unit keeps pictures longer (or shorter)."""
KEEP_SMALL_THINGS = timedelta(days=1)
KEEP_ADMINS = timedelta(days=400)
"""Longer than a summer: whoever is forgotten is not reminded, and must first be seen in their group again."""
_EMPTIED = "retention.outbox"
_AT_ONCE = 500
_ROWS_AT_ONCE = 5_000


class _Place(NamedTuple):
    """Where the last piece of pictures ended."""

    day: date
    id: int


class RetentionQueue:
    """Each verb may be called as often as one likes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def small_things(self, now: datetime) -> None:
        """Codes that are over, files that are done, questions nobody answered, administrators nobody sees any more."""
        before = now - KEEP_SMALL_THINGS
        async with self._database.write() as connection:
            parked = and_(_inbox.c.state == "parked", _inbox.c.done_at < before, _inbox.c.raw != "")
            await connection.execute(update(_inbox).where(parked).values(raw=""))
            await connection.execute(delete(_code).where(_code.c.expires_at < before))
            over = and_(_job.c.state != "waiting", _job.c.made_at < before)
            await connection.execute(delete(_job).where(over))
            await connection.execute(delete(_question).where(_question.c.asked_at < before))
            await connection.execute(delete(_chat_admin).where(_chat_admin.c.checked_at < now - KEEP_ADMINS))
            goodbye = and_(_outbox.c.dedupe_key >= "bye:", _outbox.c.dedupe_key < "bye;")
            said = _outbox.c.state.not_in(("pending", "sending"))
            await connection.execute(delete(_outbox).where(goodbye, said))
        await self._database.empty_journal()

    async def empty_outbox(self, before: datetime) -> int:
        """What was said, or could not be: the keys stay. Goes on where it ended, up to what still waits."""
        emptied = 0
        while True:
            async with self._database.write() as connection:
                after = (await read_counters(connection)).get(_EMPTIED, 0)
                columns = (_outbox.c.id, _outbox.c.state, _outbox.c.created_at)
                query = (
                    select(*columns).where(_outbox.c.id > after).order_by(_outbox.c.id).limit(_ROWS_AT_ONCE)
                )
                rows = (await connection.execute(query)).all()
                ids = []
                for row in rows:
                    if row.created_at >= before or row.state in ("pending", "sending"):
                        break
                    ids.append(row.id)
                if not ids:
                    return emptied
                full = or_(_outbox.c.payload != "{}", _outbox.c.fallback != "", _outbox.c.error != "")
                these = and_(dialect.one_of(connection, _outbox.c.id, ids), full)
                done = await connection.execute(
                    update(_outbox).where(these).values(payload="{}", fallback="", error="")
                )
                emptied += done.rowcount
                await self._remember(connection, ids[-1])

    async def _remember(self, connection: AsyncConnection, number: int) -> None:
        place = dialect.insert(self._database, _counter).values(name=_EMPTIED, value=number)
        newer = place.on_conflict_do_update(index_elements=["name"], set_={"value": number})
        await connection.execute(newer)

    async def old_pictures(self, months: int, cut: Callable[[int], date], files: FileStore) -> int:
        """Pictures older than their unit says, or else than `months`; `cut` is the day so many months ago."""
        async with self._database.read() as connection:
            told = await _archives(connection)
            tree = Tree(await all_units(connection))
        kept = {number: _months(tree, told, number, months) for number in tree.unit_ids} if told else {}
        before = cut(min(months, *told.values())) if told else cut(months)
        place: _Place | None = _Place(date.min, 0)
        gone = 0
        while place:
            rows = await self._handed_in_before(before, place)
            old = [row for row in rows if row.day < cut(kept.get(row.unit_id, months))]
            if old:
                async with self._database.write() as connection:
                    names = await drop_unshown(connection, await drop_pictures(connection, old))
                await remove(files, names)
            gone += len(old)
            place = _Place(rows[-1].day, rows[-1].id) if len(rows) == _AT_ONCE else None
        return gone

    async def _handed_in_before(self, before: date, place: _Place) -> Sequence[Any]:
        """A piece of the pictures of earlier days, beyond a place."""
        beyond = or_(_picture.c.day > place.day, and_(_picture.c.day == place.day, _picture.c.id > place.id))
        query = (
            select(_picture.c.id, _picture.c.image_id, _picture.c.day, _evidence.c.unit_id)
            .join(_evidence, _evidence.c.id == _picture.c.evidence_id)
            .where(_picture.c.day < before, _picture.c.day >= place.day, beyond)
            .order_by(_picture.c.day, _picture.c.id)
            .limit(_AT_ONCE)
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).all()

    async def unshown_images(self, now: datetime, files: FileStore) -> int:
        """Images that lost their picture while they were being fetched."""
        lost = ~exists().where(_picture.c.image_id == _image.c.id)
        query = (
            select(_image.c.id).where(_image.c.made_at < now - KEEP_SMALL_THINGS, lost).limit(_ROWS_AT_ONCE)
        )
        async with self._database.read() as connection:
            ids = list(await connection.scalars(query))
        if ids:
            async with self._database.write() as connection:
                names = await drop_unshown(connection, ids)
            await remove(files, names)
        return len(ids)

    async def lost_files(self, now: datetime, files: FileStore) -> int:
        """Files that nobody asks for: what a crash left behind, what was sent or confirmed long ago."""
        gone = 0
        async for names in files.older_than(now - KEEP_SMALL_THINGS):
            wanted = {name.partition(".")[0] for name in names}
            async with self._database.read() as connection:
                alone = set(await unused(connection, sorted(wanted)))
                spoken = await _spoken_of(connection) if alone else ""
            lost = [
                name
                for name in names
                if name.partition(".")[0] in alone and name.partition(".")[0] not in spoken
            ]
            for name in lost:
                await files.remove(name)
            gone += len(lost)
        return gone


async def _spoken_of(connection: AsyncConnection) -> str:
    """All that still waits to be sent or worked on, in one text in which names of files can be looked for."""
    unsent = select(_outbox.c.payload).where(
        _outbox.c.state.in_(("pending", "sending")), _outbox.c.kind.in_(("show", "send_file"))
    )
    told = [*(await connection.scalars(unsent)), *(await connection.scalars(select(_job.c.told)))]
    return "\n".join(told)


async def _archives(connection: AsyncConnection) -> dict[int, int]:
    query = select(_setting.c.unit_id, _setting.c.value).where(_setting.c.name == ARCHIVE)
    rows = await connection.execute(query)
    return {unit_id: int(value) for unit_id, value in rows if value.isdecimal() and int(value)}


def _months(tree: Tree, told: dict[int, int], unit_id: int, otherwise: int) -> int:
    """As the nearest unit above says."""
    above = tree.path_of(unit_id).unit_ids
    return next((told[number] for number in reversed(above) if number in told), otherwise)
