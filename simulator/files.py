"""Uploaded files: kept byte for byte, photos with a re-scaled variant as Telegram offers."""

import hashlib
import io
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from simulator.wire import Json, without_none

LONG_SIDE = 1280
THUMBNAIL_SIDE = 320
JPEG_QUALITY = 87
MAX_SIDES_SUM = 10_000
MAX_RATIO = 20
DOWNLOAD_LIMIT = 20 * 1024 * 1024


class BadImageError(ValueError):
    """Bytes that are no photo, or one of impossible proportions."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    file_id: str
    file_unique_id: str
    path: str
    data: bytes
    mime_type: str

    def as_json(self) -> Json:
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": len(self.data)}


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that lies ready for some people to send; it is made when it is asked for."""

    name: str
    people: frozenset[int]
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    width: int
    height: int


class Files:
    """Everything uploaded; one upload gets its own file_id, the same bytes the same file_unique_id."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._pictures: dict[bytes, list[Picture]] = {}
        self._photos: dict[str, list[Json]] = {}
        self._documents: dict[str, Json] = {}

    def get(self, file_id: str) -> StoredFile | None:
        return self._by_id.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def photo_of(self, file_id: str) -> list[Json] | None:
        """The sizes of a photo sent before, for sending it again by its id."""
        return self._photos.get(file_id)

    def document_of(self, file_id: str) -> Json | None:
        return self._documents.get(file_id)

    def add_photo(self, data: bytes) -> list[Json]:
        sizes = [self._photo_size(picture) for picture in self.prepare(data)]
        for size in sizes:
            self._photos[size["file_id"]] = sizes
        return sizes

    def add_document(self, data: bytes, name: str | None, mime_type: str | None = None) -> Json:
        suffix = f".{name.rpartition('.')[2]}" if name and "." in name else ""
        stored = self._store("documents", "BQAC", data, suffix, mime_type or "application/octet-stream")
        document = without_none({"file_name": name, "mime_type": mime_type}) | stored.as_json()
        self._documents[stored.file_id] = document
        return document

    def prepare(self, data: bytes) -> list[Picture]:
        """Sizes of a photo from small to large; the same bytes are scaled only once."""
        key = hashlib.sha256(data).digest()
        if key not in self._pictures:
            self._pictures[key] = _scaled(data)
        return self._pictures[key]

    def _photo_size(self, picture: Picture) -> Json:
        stored = self._store("photos", "AgAC", picture.data, ".jpg", "image/jpeg")
        return stored.as_json() | {"width": picture.width, "height": picture.height}

    def _store(self, folder: str, prefix: str, data: bytes, suffix: str, mime_type: str) -> StoredFile:
        number = len(self._by_id)
        digest = hashlib.sha256(prefix.encode() + data).digest()
        unique = "AQAD" + urlsafe_b64encode(digest[:9]).decode()
        file_id = prefix + urlsafe_b64encode(digest[:24] + number.to_bytes(6, "big")).decode()
        stored = StoredFile(file_id, unique, f"{folder}/file_{number}{suffix}", data, mime_type)
        self._by_id[file_id] = self._by_path[stored.path] = stored
        return stored


def _scaled(data: bytes) -> list[Picture]:
    try:
        with Image.open(io.BytesIO(data)) as image:
            width, height = image.size
            if width + height > MAX_SIDES_SUM or max(width, height) > MAX_RATIO * min(width, height):
                raise BadImageError("PHOTO_INVALID_DIMENSIONS")
            original = Picture(data, width, height)
            side = LONG_SIDE if max(width, height) > LONG_SIDE else THUMBNAIL_SIDE
            return [original] if max(width, height) <= side else [_variant(image, side), original]
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadImageError("IMAGE_PROCESS_FAILED") from error


def _variant(image: Image.Image, side: int) -> Picture:
    small = image.convert("RGB")
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=JPEG_QUALITY)
    return Picture(out.getvalue(), small.width, small.height)
