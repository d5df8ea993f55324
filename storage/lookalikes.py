"""Which of the pictures that are kept might be the same as another one; they are compared elsewhere."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.verdicts import COUNTED
from storage.dialect import one_of
from storage.tables import Evidence, Image, ImageBand, Picture
from storage.tree import standpoints_of

COMMON = 200  # and one more is read, see below
"""A band that so many images share is a bar, a button or a post that everybody shares."""
MOST = 50
_LOOKED_AT = 400
_picture = Picture.__table__  # type: ignore[attr-defined]
_image = Image.__table__  # type: ignore[attr-defined]
_band = ImageBand.__table__  # type: ignore[attr-defined]
_evidence = Evidence.__table__  # type: ignore[attr-defined]
_LETTERS = 16


class Lookalike(NamedTuple):
    """A picture with what it is recognised by; `sha256` is its name in the file store."""

    picture_id: int
    evidence_id: int
    image_id: int
    sha256: str
    stripes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """A picture, the same person's earlier ones that count, and other people's that share something with it."""

    mine: Lookalike
    own: tuple[Lookalike, ...]
    others: tuple[Lookalike, ...]


_COLUMNS = (_picture.c.id, _picture.c.evidence_id, _picture.c.image_id, _image.c.sha256, _image.c.stripes)


def words_of(stripes: Sequence[int]) -> str:
    return "".join(f"{stripe:0{_LETTERS}x}" for stripe in stripes)


def stripes_of(words: str) -> tuple[int, ...]:
    return tuple(int(words[at : at + _LETTERS], 16) for at in range(0, len(words), _LETTERS))


async def lookalikes(connection: AsyncConnection, picture_id: int, since: date) -> Lookalikes:
    """`since` is the day before which nobody looks for other people's pictures."""
    columns = (*_COLUMNS, _picture.c.person_id, _evidence.c.unit_id)
    query = _with_image(*columns).where(_picture.c.id == picture_id)
    row = (await connection.execute(query)).one()
    mine, person_id, unit_id = _record(row), row.person_id, row.unit_id
    earlier = and_(_comes_before(mine), _picture.c.evidence_id != mine.evidence_id)
    own = _with_image(*_COLUMNS).where(
        _picture.c.person_id == person_id, earlier, _evidence.c.state.in_(COUNTED)
    )
    others = and_(_picture.c.person_id != person_id, earlier)
    return Lookalikes(
        mine,
        tuple(_record(row) for row in await connection.execute(own.order_by(_picture.c.id))),
        await _others(connection, mine, others, unit_id=unit_id, since=since),
    )


def _with_image(*columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .join(_image, _image.c.id == _picture.c.image_id)
        .join(_evidence, _evidence.c.id == _picture.c.evidence_id)
    )


def _record(row: Any) -> Lookalike:
    return Lookalike(row.id, row.evidence_id, row.image_id, row.sha256, stripes_of(row.stripes))


def _comes_before(mine: Lookalike) -> ColumnElement[bool]:
    """Of two copies exactly one is called a copy: the one that is settled later, whatever crashes between."""
    settled = or_(
        _picture.c.state == "settled", and_(_picture.c.state == "kept", _picture.c.id < mine.picture_id)
    )
    return and_(settled, _picture.c.other_id.is_distinct_from(mine.evidence_id))


async def _others(
    connection: AsyncConnection,
    mine: Lookalike,
    others: ColumnElement[bool],
    *,
    unit_id: int,
    since: date,
) -> tuple[Lookalike, ...]:
    """The very same file first, then who shares most; only people of the same department."""
    shared = await _sharing(connection, mine.image_id, since)
    image_ids = [mine.image_id, *(image_id for image_id, _ in shared.most_common(_LOOKED_AT))]
    recent = or_(_picture.c.image_id == mine.image_id, _picture.c.day >= since)
    query = (
        select(_picture.c.image_id, _evidence.c.unit_id, func.min(_picture.c.id).label("first"))
        .join(_evidence, _evidence.c.id == _picture.c.evidence_id)
        .where(one_of(connection, _picture.c.image_id, image_ids), others, recent)
        .group_by(_picture.c.image_id, _evidence.c.unit_id)
    )
    found = (await connection.execute(query)).all()
    if not found:
        return ()
    stands = await standpoints_of(connection, [unit_id, *{row.unit_id for row in found}])
    near = [row for row in found if stands[row.unit_id].root == stands[unit_id].root]
    first: dict[int, int] = {}
    for row in near:
        first[row.image_id] = min(row.first, first.get(row.image_id, row.first))
    order = [first[image_id] for image_id in image_ids if image_id in first][:MOST]
    details = _with_image(*_COLUMNS).where(one_of(connection, _picture.c.id, order))
    records = {row.id: _record(row) for row in await connection.execute(details)}
    return tuple(records[picture_id] for picture_id in order)


async def _sharing(connection: AsyncConnection, image_id: int, since: date) -> Counter[int]:
    """By image, how many bands it shares; each band is read only as far as it takes to see that it is common."""
    keys = sorted(set(await connection.scalars(select(_band.c.key).where(_band.c.image_id == image_id))))
    if not keys:
        return Counter()
    rows = await _first_of_each(connection, keys, since)
    size = Counter(key for key, _ in rows)
    pairs = {(key, other) for key, other in rows if size[key] <= COMMON and other != image_id}
    return Counter(other for _, other in pairs)


async def _first_of_each(
    connection: AsyncConnection, keys: Sequence[int], since: date
) -> Sequence[tuple[int, int]]:
    """(key, image), in one question. As a driver takes it: SQLAlchemy would spend longer on building thirty selects."""
    if connection.dialect.name == "sqlite":
        values = [value for key in keys for value in (key, since.isoformat())]
        result = await connection.exec_driver_sql(_one_by_one(len(keys)), tuple(values))
    else:
        result = await connection.exec_driver_sql(_LATERAL, (list(keys), since))
    found: Sequence[Any] = result.all()
    return [(key, image_id) for key, image_id in found]


@lru_cache
def _one_by_one(how_many: int) -> str:
    some = "SELECT * FROM (SELECT key, image_id FROM image_band WHERE key = ? AND day >= ? LIMIT 201)"
    return " UNION ALL ".join([some] * how_many)


_LATERAL = """
SELECT each.key, found.image_id FROM unnest($1::bigint[]) AS each(key) CROSS JOIN LATERAL
    (SELECT image_id FROM image_band WHERE key = each.key AND day >= $2 LIMIT 201) AS found
"""
