"""The pictures of evidence, from the message in which they came to the verdict on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, insert, or_, select, update

from rules.albums import FAILED, UNSEEN, Part
from rules.verdicts import COUNTED
from storage import dialect
from storage.database import Database
from storage.proof.album_records import Album, read_album
from storage.proof.evidence import picture_row
from storage.proof.lookalikes import Lookalikes, lookalikes, words_of
from storage.records import BotRef, PictureRef
from storage.tables.proof import EVIDENCE, IMAGE_BANDS, IMAGES, PICTURES
from storage.transaction import Transaction

WAITING, KEPT, SETTLED, LOST = "waiting", "kept", "settled", "failed"


@dataclass(frozen=True, slots=True)
class PictureRecord:
    """A picture that is not settled; `tries` counts what went wrong with itself, not outages."""

    id: int
    evidence_id: int
    person_id: int
    file_id: str
    unique_id: str
    mime: str
    size: int
    day: date
    state: str
    tries: int


_COLUMNS = tuple(PICTURES.c[name] for name in PictureRecord.__slots__)


class ImageFile(NamedTuple):
    """What the ledger knows of a picture's file: `original` is the hash of what came, `sha256` of what is kept."""

    original: str
    sha256: str
    width: int
    height: int
    size: int
    stripes: tuple[int, ...]
    bands: tuple[int, ...]


class Pictures:
    """Pictures; `flush` writes down what it buffers, so that what is read is true."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def attach(
        self, evidence_id: int, person_id: int, day: date, pictures: Iterable[PictureRef]
    ) -> None:
        """Further parts of an album that is one evidence; a picture that is there already is not put there twice."""
        await self._at.flush()
        there = select(PICTURES.c.unique_id).where(PICTURES.c.evidence_id == evidence_id)
        known = set(await self._at.connection.scalars(there))
        rows = [
            picture_row(evidence_id, person_id, day, picture)
            for picture in pictures
            if picture.unique_id not in known
        ]
        if rows:
            await self._at.connection.execute(insert(PICTURES), rows)

    async def keep(self, picture: PictureRecord, image: ImageFile) -> bool:
        """The picture is in the file store; False when it is no longer waited for."""
        image_id = await self._image(image)
        if not await self._move(picture.id, WAITING, KEPT, image_id=image_id, file_id="", error=""):
            return False
        rows = [{"key": key, "day": picture.day, "image_id": image_id} for key in image.bands]
        if rows:
            await self._at.connection.execute(dialect.insert_or_ignore(self._at.database, IMAGE_BANDS), rows)
        return True

    async def _image(self, image: ImageFile) -> int:
        """The same bytes are one image; where its file was lost, the new one takes its place."""
        row = {
            "original": image.original,
            "sha256": image.sha256,
            "width": image.width,
            "height": image.height,
            "size": image.size,
            "stripes": words_of(image.stripes),
            "made_at": self._at.now,
        }
        wanted = dialect.insert(self._at.database, IMAGES).values(**row)
        wanted = wanted.on_conflict_do_update(
            index_elements=["original"], set_={"sha256": image.sha256, "size": image.size}
        )
        found = await self._at.connection.scalar(wanted.returning(IMAGES.c.id))
        return int(found or 0)

    async def try_later(self, picture: PictureRecord, error: str, at: datetime, *, tries: int) -> None:
        await self._at.connection.execute(
            update(PICTURES)
            .where(PICTURES.c.id == picture.id, PICTURES.c.state == WAITING)
            .values(not_before=at, error=error, tries=tries)
        )

    async def fail(self, picture: PictureRecord, reason: str, *, unseen: bool = False) -> bool:
        """Nothing can be kept of it; `unseen` says that this is not the sender's fault."""
        finding = UNSEEN if unseen else FAILED
        return await self._move(picture.id, WAITING, LOST, file_id="", error=reason, finding=finding)

    async def settle(
        self,
        picture: PictureRecord,
        finding: str,
        other_id: int | None = None,
        other_picture_id: int | None = None,
    ) -> bool:
        """What a kept picture turned out to be, and which one of another evidence it resembles.

        False when somebody has said so already.
        """
        found = {"finding": finding, "other_id": other_id, "other_picture_id": other_picture_id}
        return await self._move(picture.id, KEPT, SETTLED, **found)

    async def _move(self, picture_id: int, before: str, after: str, **values: object) -> bool:
        changed = await self._at.connection.execute(
            update(PICTURES)
            .where(PICTURES.c.id == picture_id, PICTURES.c.state == before)
            .values(state=after, not_before=None, **values)
        )
        return bool(changed.rowcount)

    async def look_again(self, evidence_id: int) -> None:
        """An evidence stands again: its pictures are compared once more with what came meanwhile."""
        await self._at.flush()
        await self._at.connection.execute(
            update(PICTURES)
            .where(PICTURES.c.evidence_id == evidence_id, PICTURES.c.state == SETTLED)
            .values(state=KEPT, finding="", other_id=None, other_picture_id=None)
        )

    async def album(self, evidence_id: int) -> Album:
        """An evidence with all of its pictures, and what was decided about it."""
        await self._at.flush()
        return await read_album(self._at.connection, evidence_id)

    async def counting(self, parts: Iterable[Part]) -> set[int]:
        """Which of the evidence that parts repeat is accepted or may yet be."""
        return await self._repeated(parts, EVIDENCE.c.state.in_(COUNTED))

    async def turned_down(self, parts: Iterable[Part]) -> set[int]:
        """Which of the evidence that parts repeat a person has turned down."""
        return await self._repeated(parts, EVIDENCE.c.turned_down != 0)

    async def _repeated(self, parts: Iterable[Part], condition: ColumnElement[bool]) -> set[int]:
        others = sorted({part.other_id for part in parts if part.other_id})
        these = dialect.one_of(self._at.connection, EVIDENCE.c.id, others)
        query = select(EVIDENCE.c.id).where(these, condition)
        return set(await self._at.connection.scalars(query)) if others else set()


class PictureQueue:
    """What the pump asks before anything is changed; it reads beside the writers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def waiting(self, bot: BotRef, now: datetime, limit: int) -> list[PictureRecord]:
        """Those to be fetched now, the oldest first."""
        due = or_(PICTURES.c.not_before.is_(None), PICTURES.c.not_before <= now)
        return await self._read(_unsettled(bot).where(PICTURES.c.state == WAITING, due).limit(limit))

    async def first_kept(self, bot: BotRef) -> PictureRecord | None:
        """The next one to be settled: the lowest number, as long as none before it is on its way.

        Who handed a picture in first is then looked at first; one that is hard to fetch keeps nobody waiting.
        """
        on_its_way = or_(PICTURES.c.state == KEPT, PICTURES.c.not_before.is_(None))
        found = await self._read(_unsettled(bot).where(on_its_way).limit(1))
        return found[0] if found and found[0].state == KEPT else None

    async def image_of(self, original: str) -> ImageFile | None:
        """What is known of these very bytes already."""
        columns = [IMAGES.c[name] for name in ("original", "sha256", "width", "height", "size")]
        bands = select(IMAGE_BANDS.c.key).join(IMAGES, IMAGES.c.id == IMAGE_BANDS.c.image_id)
        async with self._database.read() as connection:
            row = (await connection.execute(select(*columns).where(IMAGES.c.original == original))).first()
            keys = await connection.scalars(bands.where(IMAGES.c.original == original).distinct())
            if row is None:
                return None
            original, sha256, width, height, size = row
            return ImageFile(original, sha256, width, height, size, (), tuple(keys))

    async def lookalikes(self, picture: PictureRecord, since: date) -> Lookalikes:
        async with self._database.read() as connection:
            return await lookalikes(connection, picture.id, since)

    async def _read(self, query: Any) -> list[PictureRecord]:
        async with self._database.read() as connection:
            return [PictureRecord(*row) for row in await connection.execute(query)]


def _unsettled(bot: BotRef) -> Any:
    """In words that the index of unsettled pictures understands."""
    return (
        select(*_COLUMNS)
        .where(
            PICTURES.c.bot == bot.bot,
            PICTURES.c.state.in_((WAITING, KEPT)),
            PICTURES.c.platform == bot.platform,
        )
        .order_by(PICTURES.c.id)
    )
