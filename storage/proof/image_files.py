"""Images that no picture shows any more: their rows, the words that find them, the names of their files."""

from collections.abc import Sequence

from sqlalchemy import and_, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.dialect import one_of
from storage.files import FileStore
from storage.tables.proof import IMAGE_BANDS, IMAGES, PICTURES

SMALL = ".small"
"""What the file store calls the little picture that belongs to another one."""


async def drop_unshown(connection: AsyncConnection, image_ids: Sequence[int]) -> list[str]:
    """Of these images those nobody has handed in any more; the names of files that may go with them."""
    if not image_ids:
        return []
    these = one_of(connection, IMAGES.c.id, image_ids)
    shown = exists().where(PICTURES.c.image_id == IMAGES.c.id)
    query = select(IMAGES.c.id, IMAGES.c.sha256).where(these, ~shown).with_for_update()
    rows = (await connection.execute(query)).all()
    gone = [row.id for row in rows]
    on_its_day = exists().where(
        PICTURES.c.image_id == IMAGE_BANDS.c.image_id, PICTURES.c.day == IMAGE_BANDS.c.day
    )
    of_these = one_of(connection, IMAGE_BANDS.c.image_id, image_ids)
    await connection.execute(delete(IMAGE_BANDS).where(and_(of_these, ~on_its_day)))
    await connection.execute(delete(IMAGES).where(one_of(connection, IMAGES.c.id, gone)))
    return await unused(connection, sorted({row.sha256 for row in rows}))


async def unused(connection: AsyncConnection, names: Sequence[str]) -> list[str]:
    """Of the names of files (without an ending) those that no image has."""
    kept: set[str] = set()
    if names:
        kept = set(await connection.scalars(select(IMAGES.c.sha256).where(IMAGES.c.sha256.in_(names))))
    return [name for name in names if name not in kept]


async def remove(files: FileStore, names: Sequence[str]) -> None:
    """Images with the little pictures beside them, and what is no image by itself."""
    for name in names:
        await files.remove(name)
        if "." not in name:
            await files.remove(name + SMALL)
