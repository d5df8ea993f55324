"""People in a town who hand in pictures, and what the ledger and the folder of files then hold."""

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from simulator.model import Chat, Message, User
from storage import Store
from tests.bot.town import Setting, Town
from tests.storage.ledger import reading, rows
from tests.waiting import pause, until


def jpeg_of(image: Image.Image, longest: int = 1280, quality: int = 80) -> bytes:
    """As a platform sends it on."""
    image = image.copy()
    image.thumbnail((longest, longest))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@dataclass
class PictureTown:
    town: Town
    store: Store
    folder: Path

    def photo(self, data: bytes, who: User | None = None, chat: Chat | None = None, **fields: Any) -> Message:
        return self.album([data], who, chat, **fields)[0]

    def album(
        self, parts: Sequence[bytes], who: User | None = None, chat: Chat | None = None, **fields: Any
    ) -> list[Message]:
        room, sender = chat or self.town.group, who or self.town.teacher
        return self.town.world.post(room.id, sender.id, photo=list(parts), **fields)

    def document(
        self, data: bytes, name: str, who: User | None = None, chat: Chat | None = None, **fields: Any
    ) -> Message:
        room, sender = chat or self.town.group, who or self.town.teacher
        (message,) = self.town.world.post(room.id, sender.id, document=data, file_name=name, **fields)
        return message

    async def settled(self, how_many: int, seconds: float = 60) -> None:
        """Until so many pictures are settled or failed, and none waits."""
        async with asyncio.timeout(seconds):
            while not await self._are_settled(how_many):
                await pause()

    async def _are_settled(self, how_many: int) -> bool:
        found = dict(await rows(self.store, "SELECT state, count(*) FROM picture GROUP BY state"))
        done = int(found.get("settled", 0)) + int(found.get("failed", 0))
        return done >= how_many and done == int(sum(found.values()))

    async def has_reaction(self, message: Message, wanted: str) -> None:
        await until(lambda: self.town.reaction(message) == wanted, 20)

    async def evidence(self) -> list[tuple[Any, ...]]:
        return await rows(self.store, "SELECT state, reason FROM evidence ORDER BY id")

    async def reviews(self) -> list[tuple[Any, ...]]:
        return await rows(self.store, "SELECT evidence_id, why, other_id FROM review ORDER BY evidence_id")

    async def states(self) -> dict[str, int]:
        found = (await reading(self.store).whole.totals()).evidence
        return {state: count for state, count in found.items() if count}

    async def kept(self, evidence_id: int) -> list[str]:
        """The names of an evidence's pictures in the folder of files."""
        kept = (
            "SELECT DISTINCT image.sha256 FROM picture JOIN image ON image.id = picture.image_id"
            f" WHERE evidence_id = {evidence_id:d}"
        )
        return [name for (name,) in await rows(self.store, kept)]

    def file(self, name: str) -> bytes:
        return (self.folder / name[:2] / name[2:4] / name).read_bytes()

    def files(self) -> set[str]:
        return {path.name for path in self.folder.rglob("*") if path.is_file()}


@asynccontextmanager
async def picture_town(town: Town, setting: Setting) -> AsyncIterator[PictureTown]:
    store = Store(setting.database)
    try:
        yield PictureTown(town, store, setting.folder / "files")
    finally:
        await store.close()
