"""Images that no picture shows any more: their rows, the words that find them, the names of their files."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import one_of
from storage.files import FileStore
from storage.proof_tables import Image, ImageBand, Picture

SMALL = ".small"
"""What the file store calls the little picture that belongs to another one."""
_image = Image.__table__  # type: ignore[attr-defined]
_band = ImageBand.__table__  # type: ignore[attr-defined]
_picture = Picture.__table__  # type: ignore[attr-defined]


async def drop_unshown(connection: AsyncConnection, image_ids: Sequence[int]) -> list[str]:
    """Of these images those nobody has handed in any more; the names of files that may go with them."""
    if not image_ids:
        return []
    these = one_of(connection, _image.c.id, image_ids)
    shown = exists().where(_picture.c.image_id == _image.c.id)
    query = select(_image.c.id, _image.c.sha256).where(these, ~shown).with_for_update()
    rows = (await connection.execute(query)).all()
    gone = [row.id for row in rows]
    on_its_day = exists().where(_picture.c.image_id == _band.c.image_id, _picture.c.day == _band.c.day)
    of_these = one_of(connection, _band.c.image_id, image_ids)
    await connection.execute(delete(_band).where(and_(of_these, ~on_its_day)))
    await connection.execute(delete(_image).where(one_of(connection, _image.c.id, gone)))
    return await unused(connection, sorted({row.sha256 for row in rows}))


async def unused(connection: AsyncConnection, names: Sequence[str]) -> list[str]:
    """Of the names of files (without an ending) those that no image has."""
    kept: set[str] = set()
    if names:
        kept = set(await connection.scalars(select(_image.c.sha256).where(_image.c.sha256.in_(names))))
    return [name for name in names if name not in kept]


async def remove(files: FileStore, names: Sequence[str]) -> None:
    """Images with the little pictures beside them, and what is no image by itself."""
    for name in names:
        await files.remove(name)
        if "." not in name:
            await files.remove(name + SMALL)
