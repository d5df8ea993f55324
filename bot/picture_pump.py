"""Fetches the pictures that people handed in and keeps what they show; a looker then compares them."""

import asyncio
import hashlib
import logging
import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Protocol

from bot.intake import Clock
from bot.picture_looker import PictureLooker
from bot.picture_room import PictureRoom, RoomError
from bot.rest import rest
from handlers.context import Settings
from handlers.handing_in import picture_verdicts
from platforms.errors import NeverError, PlatformError, SlowDownError
from platforms.messages import Picture
from rules.albums import GONE
from rules.images import PictureError
from rules.images.keeping import MAX_BYTES, TOO_LARGE, UNREADABLE, StoredRules
from storage import (
    SMALL,
    BotRef,
    FileStore,
    ImageFile,
    MissingFileError,
    PictureRecord,
    StorageUnavailableError,
    Store,
)

log = logging.getLogger(__name__)

PARALLEL = 4
_LOOK_AGAIN = 2.0
_BREATH = 0.1  # links by the hundred wake us too, and every look costs a question
_LONGEST_PAUSE = 60.0
_MOST_TRIES = 3
_STOP_WITHIN = 5.0


class Downloads(Protocol):
    """What the pump needs of a messenger."""

    @property
    def platform(self) -> str: ...

    @property
    def bot(self) -> str: ...

    async def download(self, picture: Picture) -> bytes:
        """The picture itself; NeverError when it is gone or larger than a bot may fetch."""


class PicturePump:
    """One for each bot, at one time. `decided` is called when there may be something to say."""

    def __init__(
        self,
        store: Store,
        messenger: Downloads,
        files: FileStore,
        settings: Settings,
        clock: Clock,
        *,
        decided: Callable[[], None] = lambda: None,
        room: PictureRoom | None = None,
        one_at_a_time: asyncio.Lock | None = None,
    ) -> None:
        self._store = store
        self._messenger = messenger
        self._files = files
        self._settings = settings
        self._clock = clock
        self._decided = decided
        self.room = room or PictureRoom()
        self._bot = BotRef(messenger.platform, messenger.bot)
        self._looker = PictureLooker(
            store,
            files,
            settings,
            clock,
            room=self.room,
            bot=self._bot,
            one_at_a_time=one_at_a_time or asyncio.Lock(),
        )
        self._wanted = asyncio.Event()
        self._stopping = False
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._paused_until = 0.0
        self._failures = 0

    def wake(self) -> None:
        """Somebody may have handed in a picture."""
        self._wanted.set()

    def stop(self) -> None:
        """Finish what is in hand and return."""
        self._stopping = True
        self._looker.stop()
        self._wanted.set()

    async def run(self) -> None:
        looker = asyncio.create_task(self._looker.run(self._decided), name="looks at pictures")
        looker.add_done_callback(lambda _: self._wanted.set())
        try:
            while not self._stopping:
                self._wanted.clear()
                if looker.done():
                    looker.result()
                await rest(await self._begin_those_due(), self._wanted)
                if not self._under_way:
                    await asyncio.sleep(_BREATH)
        finally:
            await self._wind_down([looker, *self._under_way.values()])

    async def _wind_down(self, tasks: list[asyncio.Task[None]]) -> None:
        """What is in hand may end when the bot stops; what is cut short is done again after the next start."""
        if self._stopping:
            await asyncio.wait(tasks, timeout=_STOP_WITHIN)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.room.close()

    async def _begin_those_due(self) -> float:
        """Seconds until there is reason to look again, unless somebody wakes us."""
        if (left := self._paused_until - _monotonic()) > 0:
            return left
        try:
            due = await self._store.pictures.waiting(
                self._bot, self._clock(), PARALLEL + len(self._under_way)
            )
        except StorageUnavailableError as error:
            log.error("pictures have to wait for the database (%s)", error)  # noqa: TRY400
            return _patience(2)
        for picture in due:
            if picture.id not in self._under_way and len(self._under_way) < PARALLEL:
                task = asyncio.create_task(self._take_care_of(picture), name=f"fetches picture {picture.id}")
                self._under_way[picture.id] = task
                task.add_done_callback(partial(self._ended, picture.id))
        return _LOOK_AGAIN

    def _ended(self, number: int, _task: asyncio.Task[None]) -> None:
        del self._under_way[number]
        self._wanted.set()

    async def _take_care_of(self, picture: PictureRecord) -> None:
        try:
            try:
                await self._fetch(picture)
            except Exception as error:  # noqa: BLE001  one place that decides what it means
                await self._went_wrong(picture, error)
        except StorageUnavailableError as error:
            log.error("pictures have to wait for the database (%s)", error)  # noqa: TRY400
            self._pause(_patience(3))

    async def _fetch(self, picture: PictureRecord) -> None:
        if picture.size > MAX_BYTES:
            raise PictureError(TOO_LARGE)
        data = await self._messenger.download(
            Picture(picture.file_id, picture.unique_id, mime=picture.mime, size=picture.size)
        )
        self._failures = 0
        image = await self._known(data) or await self._put(await self.room.keep(data))
        async with self._store.write(self._clock()) as ledger:
            await ledger.pictures.keep(picture, image)
        self._looker.wake()

    async def _known(self, data: bytes) -> ImageFile | None:
        """The very same bytes need no work, as long as their files are there."""
        original = await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
        image = await self._store.pictures.image_of(original)
        try:
            if image:
                await self._files.get(image.sha256 + SMALL)
                await self._files.get(image.sha256)
        except MissingFileError:
            return None
        return image

    async def _put(self, kept: StoredRules) -> ImageFile:
        """Files first: a crash leaves at most files that nobody asks for."""
        name = await self._files.put(kept.jpeg)
        await self._files.put(kept.small, beside=name + SMALL)
        return ImageFile(
            kept.original, name, kept.width, kept.height, len(kept.jpeg), kept.stripes, kept.bands
        )

    async def _went_wrong(self, picture: PictureRecord, error: Exception) -> None:
        match error:
            case StorageUnavailableError():
                raise error
            case PictureError():
                await self._give_up(picture, error.reason)
            case NeverError():
                await self._give_up(picture, GONE)
            case SlowDownError():
                self._pause(error.seconds)
                await self._later(picture, error, error.seconds)
            case PlatformError():
                self._failures += 1
                log.warning("a picture cannot be fetched, trying again: %s", type(error).__name__)
                await self._later(picture, error, _patience(self._failures))
            case RoomError():
                log.warning(
                    "picture %d was too much for the process that looks at pictures (%s)", picture.id, error
                )
                await self._once_more(picture, error)
            case OSError():
                log.error("the folder of files cannot be written, pictures wait (%s)", error.strerror)
                self._pause(_LONGEST_PAUSE / 6)
            case _:
                log.error("picture %d could not be kept", picture.id, exc_info=error)
                await self._once_more(picture, error)

    async def _give_up(self, picture: PictureRecord, reason: str, *, unseen: bool = False) -> None:
        async with self._store.write(self._clock()) as ledger:
            await picture_verdicts.give_up(ledger, self._settings, picture, reason, unseen=unseen)
        self._looker.wake()
        self._decided()

    async def _later(self, picture: PictureRecord, error: Exception, seconds: float, more: int = 0) -> None:
        at = self._clock() + timedelta(seconds=seconds)
        async with self._store.write(self._clock()) as ledger:
            await ledger.pictures.try_later(picture, type(error).__name__, at, tries=picture.tries + more)
        self._looker.wake()

    async def _once_more(self, picture: PictureRecord, error: Exception) -> None:
        """What loses our own process again and again may still be a good picture: a person decides."""
        if picture.tries + 1 >= _MOST_TRIES:
            await self._give_up(picture, UNREADABLE, unseen=True)
        else:
            await self._later(picture, error, _patience(picture.tries), 1)

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, _monotonic() + seconds)


def _patience(failures: int) -> float:
    """Doubles from one second up to a minute, a little spread."""
    ceiling = min(_LONGEST_PAUSE, 2.0 ** min(failures, 10))
    return random.uniform(ceiling * 0.75, ceiling)  # noqa: S311


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
