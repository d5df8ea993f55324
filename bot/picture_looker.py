"""Compares the pictures that are kept, one after the other, with those that they may be copies of."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence

from bot.intake import Clock
from bot.picture_room import PictureRoom, RoomError
from bot.rest import rest
from handlers.context import Settings
from handlers.handing_in import picture_verdicts
from handlers.handing_in.picture_verdicts import Found
from rules.albums import NEW, OWN
from rules.images import PictureError
from rules.verdicts import COPY, SAME_FILE
from storage import (
    SMALL,
    BotRef,
    FileStore,
    Lookalike,
    Lookalikes,
    MissingFileError,
    PictureRecord,
    StorageUnavailableError,
    Store,
)

log = logging.getLogger(__name__)

COMPARED = 3
_LOOK_AGAIN = 2.0
_PAUSE = 5.0
_MOST_TRIES = 3


class PictureLooker:
    """One after the other, the lowest number first: so of two copies exactly one is called the copy."""

    def __init__(
        self,
        store: Store,
        files: FileStore,
        settings: Settings,
        clock: Clock,
        *,
        room: PictureRoom,
        bot: BotRef,
        one_at_a_time: asyncio.Lock,
    ) -> None:
        self._store = store
        self._files = files
        self._settings = settings
        self._clock = clock
        self._room = room
        self._bot = bot
        self._one_at_a_time = one_at_a_time
        self._wanted = asyncio.Event()
        self._stopping = False
        self._tries: Counter[int] = Counter()

    def wake(self) -> None:
        """A picture was kept."""
        self._wanted.set()

    def stop(self) -> None:
        self._stopping = True
        self._wanted.set()

    async def run(self, decided: Callable[[], None]) -> None:
        while not self._stopping:
            self._wanted.clear()
            try:
                picture = await self._store.pictures.first_kept(self._bot)
                if picture:
                    async with self._one_at_a_time:
                        await self._settle(picture)
                    decided()
                else:
                    await rest(_LOOK_AGAIN, self._wanted)
            except StorageUnavailableError as error:
                log.error("pictures have to wait for the database (%s)", error)  # noqa: TRY400
                await rest(_PAUSE, self._wanted)

    async def _settle(self, picture: PictureRecord) -> None:
        """What fails again and again is left to a person, so that it does not hold up the others."""
        try:
            found = await self._found(picture)
            async with self._store.write(self._clock()) as ledger:
                await picture_verdicts.settle(ledger, self._settings, picture, found)
        except StorageUnavailableError:
            raise
        except Exception:
            log.exception("picture %d could not be looked at", picture.id)
            self._tries[picture.id] += 1
            if self._tries[picture.id] < _MOST_TRIES:
                return
            async with self._store.write(self._clock()) as ledger:
                await ledger.pictures.settle(picture, NEW)
        self._tries.pop(picture.id, None)

    async def _found(self, picture: PictureRecord) -> Found:
        """A person's own earlier picture first: who repeats it has taken it from nobody."""
        since = picture.day - self._settings.look_back
        alike = await self._store.pictures.lookalikes(picture, since)
        for mine in (alike.own, alike.turned_down):
            own = _same_file(alike, mine) or await self._same(alike.mine, mine)
            if own:
                return _found(OWN, own)
        file = _same_file(alike, alike.others)
        if file:
            return _found(SAME_FILE, file)
        copy = await self._same(alike.mine, alike.others)
        return _found(COPY, copy) if copy else Found(NEW)

    async def _same(self, mine: Lookalike, others: Sequence[Lookalike]) -> Lookalike | None:
        """The first of the most alike that shows the same; nobody is accused when it cannot be told."""
        for _ in range(2):
            try:
                return await self._first_same(mine, others) if others else None
            except RoomError as error:
                log.warning(
                    "picture %d was too much for the process that looks at pictures (%s)",
                    mine.picture_id,
                    error,
                )
            except (MissingFileError, PictureError):
                log.warning("picture %d is missing in the folder of files", mine.picture_id)
                return None
        return None

    async def _first_same(self, mine: Lookalike, others: Sequence[Lookalike]) -> Lookalike | None:
        small = await self._files.get(mine.sha256 + SMALL)
        places = await self._room.most_like(mine.stripes, [other.stripes for other in others], COMPARED)
        for other in (others[place] for place in places):
            try:
                theirs = await self._files.get(other.sha256 + SMALL)
            except MissingFileError:
                continue
            (same,) = await self._room.alike(small, [theirs])
            if same:
                return other
        return None


def _found(finding: str, other: Lookalike) -> Found:
    return Found(finding, other.evidence_id, other.picture_id)


def _same_file(alike: Lookalikes, others: Sequence[Lookalike]) -> Lookalike | None:
    return next((other for other in others if other.image_id == alike.mine.image_id), None)
