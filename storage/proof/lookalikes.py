"""Which of the pictures that are kept might be the same as another one; they are compared elsewhere."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.verdicts import COUNTED
from storage.organisation.tree import unit_paths_of
from storage.tables.proof import EVIDENCE, IMAGE_BANDS, IMAGES, PICTURES

COMMON = 200  # and one more is read, see below
"""A band that so many images share is a bar, a button or a post that everybody shares."""
MOST = 50
_LOOKED_AT = 400
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
    """A picture, the same person's earlier ones, and other people's that share something with it.

    Of the person's own, `own` count (or may yet), and `turned_down` are those that somebody did not accept.
    """

    mine: Lookalike
    own: tuple[Lookalike, ...]
    others: tuple[Lookalike, ...]
    turned_down: tuple[Lookalike, ...] = ()


_COLUMNS = (PICTURES.c.id, PICTURES.c.evidence_id, PICTURES.c.image_id, IMAGES.c.sha256, IMAGES.c.stripes)


def words_of(stripes: Sequence[int]) -> str:
    return "".join(f"{stripe:0{_LETTERS}x}" for stripe in stripes)


def stripes_of(words: str) -> tuple[int, ...]:
    return tuple(int(words[at : at + _LETTERS], 16) for at in range(0, len(words), _LETTERS))


async def lookalikes(connection: AsyncConnection, picture_id: int, since: date) -> Lookalikes:
    """`since` is the day before which nobody looks for other people's pictures."""
    row = (await connection.execute(_mine(), {"picture": picture_id})).one()
    about = {
        "picture": row.id,
        "evidence": row.evidence_id,
        "person": row.person_id,
        "image": row.image_id,
        "since": since,
    }
    own = (await connection.execute(_own(), about)).all()
    mine = _record(row)
    return Lookalikes(
        mine,
        tuple(_record(each) for each in own if each.state in COUNTED),
        await _others(connection, mine, about, row.unit_id),
        tuple(_record(each) for each in own if each.state not in COUNTED),
    )


def _record(row: Any) -> Lookalike:
    return Lookalike(row.id, row.evidence_id, row.image_id, row.sha256, stripes_of(row.stripes))


async def _others(
    connection: AsyncConnection, mine: Lookalike, about: dict[str, Any], unit_id: int
) -> tuple[Lookalike, ...]:
    """The very same file first, then who shares most; only people of the same department."""
    shared = await _sharing(connection, mine.image_id, about["since"])
    image_ids = [mine.image_id, *(image_id for image_id, _ in shared.most_common(_LOOKED_AT))]
    kind = connection.dialect.name
    found = (await connection.execute(_first_with(kind), about | {"ids": _list(kind, image_ids)})).all()
    if not found:
        return ()
    paths = await unit_paths_of(connection, [unit_id, *{row.unit_id for row in found}])
    near = [row for row in found if paths[row.unit_id].root == paths[unit_id].root]
    first: dict[int, int] = {}
    for row in near:
        first[row.image_id] = min(row.first, first.get(row.image_id, row.first))
    order = [first[image_id] for image_id in image_ids if image_id in first][:MOST]
    details = await connection.execute(_details(kind), {"ids": _list(kind, order)})
    records = {row.id: _record(row) for row in details}
    return tuple(records[picture_id] for picture_id in order)


# Built once: putting a question together takes longer than its answer.


@lru_cache
def _mine() -> Select[Any]:
    query = _with_image(*_COLUMNS, PICTURES.c.person_id, EVIDENCE.c.unit_id)
    return query.where(PICTURES.c.id == bindparam("picture"))


@lru_cache
def _own() -> Select[Any]:
    judged = or_(EVIDENCE.c.state.in_(COUNTED), EVIDENCE.c.turned_down != 0)
    mine = and_(PICTURES.c.person_id == bindparam("person"), judged)
    return _with_image(*_COLUMNS, EVIDENCE.c.state).where(mine, _comes_before()).order_by(PICTURES.c.id)


@lru_cache
def _first_with(kind: str) -> Select[Any]:
    """The first picture of each image in each unit; the very same file however old it is."""
    recent = or_(PICTURES.c.image_id == bindparam("image"), PICTURES.c.day >= bindparam("since"))
    return (
        select(PICTURES.c.image_id, EVIDENCE.c.unit_id, func.min(PICTURES.c.id).label("first"))
        .join(EVIDENCE, EVIDENCE.c.id == PICTURES.c.evidence_id)
        .where(_one_of(kind, PICTURES.c.image_id), PICTURES.c.person_id != bindparam("person"))
        .where(_comes_before(), recent)
        .group_by(PICTURES.c.image_id, EVIDENCE.c.unit_id)
    )


@lru_cache
def _details(kind: str) -> Select[Any]:
    return _with_image(*_COLUMNS).where(_one_of(kind, PICTURES.c.id))


def _with_image(*columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .join(IMAGES, IMAGES.c.id == PICTURES.c.image_id)
        .join(EVIDENCE, EVIDENCE.c.id == PICTURES.c.evidence_id)
    )


def _comes_before() -> ColumnElement[bool]:
    """Of two copies exactly one is called a copy: the one that is settled later, whatever crashes between."""
    kept_earlier = and_(PICTURES.c.state == "kept", PICTURES.c.id < bindparam("picture"))
    return and_(
        or_(PICTURES.c.state == "settled", kept_earlier),
        PICTURES.c.other_id.is_distinct_from(bindparam("evidence")),
        PICTURES.c.evidence_id != bindparam("evidence"),
    )


def _one_of(kind: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    if kind == "sqlite":
        return column.in_(select(func.json_each(bindparam("ids")).table_valued("value").c.value))
    return column.in_(select(func.unnest(bindparam("ids", type_=postgresql.ARRAY(column.type)))))


def _list(kind: str, numbers: Sequence[int]) -> object:
    return json.dumps(list(numbers)) if kind == "sqlite" else list(numbers)


@lru_cache
def _keys() -> Select[Any]:
    return select(IMAGE_BANDS.c.key).where(IMAGE_BANDS.c.image_id == bindparam("image"))


async def _sharing(connection: AsyncConnection, image_id: int, since: date) -> Counter[int]:
    """By image, how many bands it shares; each band is read only as far as it takes to see that it is common."""
    keys = sorted(set(await connection.scalars(_keys(), {"image": image_id})))
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
