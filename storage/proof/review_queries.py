"""How reviews are found and read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.reviewing import is_rejection
from rules.verdicts import AUDIT, COPY, PENDING, PICTURE, REJECTED, SAME_FILE, SENT_AGAIN, TOO_MANY
from storage.dialect import one_of
from storage.messages import chats
from storage.proof import evidence
from storage.proof.review_records import (
    DECIDED,
    OPEN,
    Audited,
    Earlier,
    Plain,
    Proof,
    Queue,
    ReviewItem,
    Waiting,
)
from storage.records import ChatRecord, EvidenceRecord
from storage.tables.messages import CHATS
from storage.tables.organisation import UNITS
from storage.tables.people import ACCOUNTS, PEOPLE
from storage.tables.proof import DECISIONS, EVIDENCE, IMAGES, PICTURES, REVIEWS

_private = CHATS.alias("private")
_other_picture = PICTURES.alias("other_picture")
_other_image = IMAGES.alias("other_image")
_TOLD = ("id", "version", "why", "state", "outcome", "by_account", "by_name", "decided_at")
_columns = tuple(REVIEWS.c[name] for name in (*_TOLD, "evidence_id", "other_id"))
AT_ONCE = 200
"""As many can be accepted by one press."""


_is_open = REVIEWS.c.state == literal_column(f"'{OPEN}'")
"""In so many words: SQLite takes an index of some rows only when it sees that these are meant."""


def _open(connection: AsyncConnection, queue: Queue, query: Select[Any]) -> Select[Any]:
    query = query.where(_is_open)
    if queue.person_id is not None:
        query = query.where(REVIEWS.c.person_id != queue.person_id)
    if queue.unit_ids is not None:
        query = query.where(one_of(connection, _not_by_index(REVIEWS.c.unit_id), queue.unit_ids))
    return query


def _not_by_index(column: ColumnElement[int]) -> ColumnElement[int]:
    """One run through the open reviews is quicker than a look for each of hundreds of units and a sort."""
    return column + 0


async def first(connection: AsyncConnection, queue: Queue, but: int) -> ReviewItem | None:
    """What was put off stands behind what was not."""
    query = _open(connection, queue, select(*_columns)).where(REVIEWS.c.id != but)
    row = (await connection.execute(query.order_by(REVIEWS.c.put_off, REVIEWS.c.id).limit(1))).first()
    return await _item(connection, row) if row else None


async def item(connection: AsyncConnection, review_id: int) -> ReviewItem | None:
    row = (await connection.execute(select(*_columns).where(REVIEWS.c.id == review_id))).first()
    return await _item(connection, row) if row else None


async def _item(connection: AsyncConnection, row: Row[Any]) -> ReviewItem:
    proofs = await _proofs(connection, [row.evidence_id, row.other_id or row.evidence_id])
    told = {name: getattr(row, name) for name in _TOLD}
    return ReviewItem(
        **told,
        proof=proofs[row.evidence_id],
        other=proofs.get(row.other_id or 0),
        alike=await _alike(connection, row) if row.other_id else None,
        earlier=await _earlier(connection, row) if row.why == SENT_AGAIN and row.other_id else None,
    )


async def _alike(connection: AsyncConnection, row: Row[Any]) -> tuple[str, str] | None:
    """Of two albums the very parts that look alike."""
    query = (
        select(IMAGES.c.sha256, _other_image.c.sha256)
        .select_from(PICTURES)
        .join(IMAGES, IMAGES.c.id == PICTURES.c.image_id)
        .join(_other_picture, _other_picture.c.id == PICTURES.c.other_picture_id)
        .join(_other_image, _other_image.c.id == _other_picture.c.image_id)
        .where(PICTURES.c.evidence_id == row.evidence_id, PICTURES.c.other_id == row.other_id)
        .order_by(PICTURES.c.finding != row.why, PICTURES.c.id)
    )
    found = (await connection.execute(query.limit(1))).first()
    return (found[0], found[1]) if found else None


async def _earlier(connection: AsyncConnection, row: Row[Any]) -> Earlier | None:
    """How the other was turned down, whatever became of it since."""
    query = (
        select(REVIEWS.c.by_name, DECISIONS.c.at, DECISIONS.c.reason)
        .join(REVIEWS, REVIEWS.c.evidence_id == DECISIONS.c.evidence_id)
        .where(DECISIONS.c.evidence_id == row.other_id, DECISIONS.c.state == REJECTED)
        .order_by(DECISIONS.c.id.desc())
    )
    found = [Earlier(*each) for each in await connection.execute(query)]
    return next((each for each in found if is_rejection(each.reason)), None)


async def _proofs(connection: AsyncConnection, evidence_ids: Sequence[int]) -> dict[int, Proof]:
    shown = (PEOPLE.c.name, UNITS.c.name, EVIDENCE.c.source, EVIDENCE.c.url, EVIDENCE.c.sent_at)
    query = (
        select(*evidence.EVIDENCE_COLUMNS, *shown, IMAGES.c.sha256)
        .join(PEOPLE, PEOPLE.c.id == EVIDENCE.c.person_id)
        .join(UNITS, UNITS.c.id == EVIDENCE.c.unit_id)
        .outerjoin(PICTURES, PICTURES.c.evidence_id == EVIDENCE.c.id)
        .outerjoin(IMAGES, IMAGES.c.id == PICTURES.c.image_id)
        .where(EVIDENCE.c.id.in_(evidence_ids))
        .order_by(EVIDENCE.c.id, case((PICTURES.c.finding.in_((COPY, SAME_FILE)), 0), else_=1), PICTURES.c.id)
    )
    found: dict[int, list[Any]] = {}
    for row in await connection.execute(query):
        found.setdefault(row[0], []).append(row)
    return {number: _proof(rows) for number, rows in found.items()}


def _proof(rows: Sequence[Any]) -> Proof:
    size = len(evidence.EVIDENCE_COLUMNS)
    images = tuple(dict.fromkeys(row[-1] for row in rows if row[-1]))
    person, unit, source, url, sent_at = rows[0][size:-1]
    return Proof(EvidenceRecord(*rows[0][:size]), person, unit, source, url, sent_at, images)


async def waiting(connection: AsyncConnection, queue: Queue) -> Waiting:
    query = _open(connection, queue, select(REVIEWS.c.why, func.count())).group_by(REVIEWS.c.why)
    found = dict((await connection.execute(query)).all())
    plain, audit = found.pop(PICTURE, 0), found.pop(AUDIT, 0)
    return Waiting(plain, sum(found.values()), audit)


def _plain(connection: AsyncConnection, queue: Queue, query: Select[Any]) -> Select[Any]:
    """Pictures the machine has compared and found nothing in, and nobody hesitated about."""
    unsettled = exists().where(PICTURES.c.evidence_id == EVIDENCE.c.id, PICTURES.c.state != "settled")
    return (
        _open(connection, queue, query)
        .join(EVIDENCE, EVIDENCE.c.id == REVIEWS.c.evidence_id)
        .where(REVIEWS.c.why == PICTURE, REVIEWS.c.put_off == 0, EVIDENCE.c.state == PENDING, ~unsettled)
        .order_by(REVIEWS.c.id)
        .limit(AT_ONCE)
    )


async def plain(connection: AsyncConnection, queue: Queue, up_to: int | None) -> Plain:
    query = _plain(connection, queue, select(REVIEWS.c.id))
    if up_to is not None:
        query = query.where(REVIEWS.c.id <= up_to)
    ids = list(await connection.scalars(query))
    return Plain(len(ids), ids[-1] if ids else 0)


async def plain_up_to(connection: AsyncConnection, queue: Queue, up_to: int) -> dict[int, EvidenceRecord]:
    """By review; nobody else decides on these until this transaction ends.

    The evidence is held before its review, as whoever decides on a single one does, and in one order.
    """
    found = _plain(connection, queue, select(EVIDENCE.c.id)).where(REVIEWS.c.id <= up_to)
    these = one_of(connection, EVIDENCE.c.id, list(await connection.scalars(found)))
    return await _held(connection, _plain(connection, queue, _BOTH), these)


_BOTH: Select[Any] = select(REVIEWS.c.id, *evidence.EVIDENCE_COLUMNS)


async def _held(
    connection: AsyncConnection, query: Select[Any], these: ColumnElement[bool]
) -> dict[int, EvidenceRecord]:
    await connection.execute(select(EVIDENCE.c.id).where(these).order_by(EVIDENCE.c.id).with_for_update())
    rows = await connection.execute(query.where(these).with_for_update(of=REVIEWS))
    return {row[0]: EvidenceRecord(*row[1:]) for row in rows}


def _beyond(connection: AsyncConnection, queue: Queue, submission: str, query: Select[Any]) -> Select[Any]:
    return (
        _open(connection, queue, query)
        .join(EVIDENCE, EVIDENCE.c.id == REVIEWS.c.evidence_id)
        .where(REVIEWS.c.why == TOO_MANY, EVIDENCE.c.state == PENDING)
        .where(EVIDENCE.c.submission == submission)
        .order_by(REVIEWS.c.id)
        .limit(AT_ONCE)
    )


async def beyond(connection: AsyncConnection, queue: Queue, submission: str) -> int:
    query = _beyond(connection, queue, submission, select(REVIEWS.c.id))
    return len(list(await connection.scalars(query)))


async def held_beyond(
    connection: AsyncConnection, queue: Queue, submission: str
) -> dict[int, EvidenceRecord]:
    """By review; nobody else decides on these until this transaction ends."""
    found = _beyond(connection, queue, submission, select(EVIDENCE.c.id))
    these = one_of(connection, EVIDENCE.c.id, list(await connection.scalars(found)))
    return await _held(connection, _beyond(connection, queue, submission, _BOTH), these)


async def places(connection: AsyncConnection, chat_pks: Sequence[int]) -> dict[int, ChatRecord]:
    query = select(*chats.COLUMNS).where(one_of(connection, CHATS.c.id, chat_pks))
    return {row.id: ChatRecord(*row) for row in await connection.execute(query)}


async def account_of(connection: AsyncConnection, person_id: int, where: ChatRecord) -> str | None:
    """Of somebody's accounts the one with an open private chat, else the newest."""
    opened = (
        (_private.c.chat_id == ACCOUNTS.c.user_id)
        & (_private.c.platform == where.platform)
        & (_private.c.bot == where.bot)
    )
    query = (
        select(ACCOUNTS.c.user_id)
        .outerjoin(_private, opened)
        .where(ACCOUNTS.c.person_id == person_id, ACCOUNTS.c.platform == where.platform)
        .order_by(_private.c.id.is_(None), ACCOUNTS.c.id.desc())
    )
    found: str | None = await connection.scalar(query.limit(1))
    return found


async def audited(connection: AsyncConnection, first_day: date, after: date) -> dict[int, Audited]:
    """By unit, what was drawn by lot of the proof of some days; withdrawn proof tells nothing."""
    looked, wrong, open_ = (
        func.sum(case((condition, 1), else_=0))
        for condition in (
            REVIEWS.c.state == DECIDED,
            (REVIEWS.c.state == DECIDED) & (REVIEWS.c.outcome == REJECTED),
            REVIEWS.c.state == OPEN,
        )
    )
    query = (
        select(EVIDENCE.c.unit_id, looked, wrong, open_)
        .join(EVIDENCE, EVIDENCE.c.id == REVIEWS.c.evidence_id)
        .where(REVIEWS.c.why == AUDIT, EVIDENCE.c.day >= first_day, EVIDENCE.c.day < after)
        .group_by(EVIDENCE.c.unit_id)
    )
    return {unit_id: Audited(*map(int, numbers)) for unit_id, *numbers in await connection.execute(query)}
