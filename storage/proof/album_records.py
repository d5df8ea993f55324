"""An evidence with its pictures, as the verdict on them needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.albums import Part
from storage.proof.evidence import EVIDENCE_COLUMNS
from storage.records import EvidenceRecord
from storage.tables.messages import CHATS
from storage.tables.people import ACCOUNTS
from storage.tables.proof import DECISIONS, EVIDENCE, PICTURES, REVIEWS


@dataclass(frozen=True, slots=True)
class Album:
    """`siblings` is everything the submission handed in, itself included; `changes` counts the decisions on it.

    `by_person` says that a person has decided, `first_reason` is what was noted when it was handed in, `review` why
    somebody is asked to look and with which evidence in mind. `chat_id` is None where the chat has moved away,
    `user_id` is the sender's on the platform.
    """

    item: EvidenceRecord
    parts: tuple[Part, ...]
    siblings: tuple[EvidenceRecord, ...]
    by_person: bool
    first_reason: str
    changes: int
    review: tuple[str, int | None] | None
    platform: str
    bot: str
    chat_id: str | None
    in_private: bool
    user_id: str


async def read_album(connection: AsyncConnection, evidence_id: int) -> Album:
    item = await _item(connection, evidence_id)
    submission = select(*EVIDENCE_COLUMNS).where(EVIDENCE.c.submission == item.submission)
    decisions = await _all(
        connection, DECISIONS, evidence_id, "state", "reason", "by_person_id", "by_account"
    )
    parts = await _all(connection, PICTURES, evidence_id, "finding", "other_id", "error")
    reviews = await _all(connection, REVIEWS, evidence_id, "state", "why", "other_id")
    chat = (await connection.execute(select(CHATS).where(CHATS.c.id == item.chat_pk))).one()
    user = select(ACCOUNTS.c.user_id).where(
        ACCOUNTS.c.person_id == item.person_id, ACCOUNTS.c.platform == chat.platform
    )
    return Album(
        item,
        tuple(Part(*row) for row in parts),
        tuple(EvidenceRecord(*row) for row in await connection.execute(submission.order_by(EVIDENCE.c.id))),
        by_person=_by_person(decisions) or any(row.state == "decided" for row in reviews),
        first_reason=decisions[0].reason if decisions else "",
        changes=len(decisions),
        review=next(((row.why, row.other_id) for row in reviews if row.state == "open"), None),
        platform=chat.platform,
        bot=chat.bot,
        chat_id=None if chat.moved_to_id else chat.chat_id,
        in_private=chat.kind == "private",
        user_id=await connection.scalar(user.order_by(ACCOUNTS.c.id).limit(1)) or "",
    )


async def _item(connection: AsyncConnection, evidence_id: int) -> EvidenceRecord:
    """As it is now; nobody else decides on it until this transaction ends."""
    query = select(*EVIDENCE_COLUMNS).where(EVIDENCE.c.id == evidence_id).with_for_update()
    return EvidenceRecord(*(await connection.execute(query)).one())


async def _all(connection: AsyncConnection, table: Any, evidence_id: int, *names: str) -> Sequence[Any]:
    columns = [table.c[name] for name in names]
    query = select(*columns).where(table.c.evidence_id == evidence_id).order_by(table.c.id)
    return (await connection.execute(query)).all()


def _by_person(decisions: Sequence[Any]) -> bool:
    """Whether a person has changed its state; saying what it spreads is no such thing."""
    before = [None, *(row.state for row in decisions)]
    return any(
        row.state != earlier and (row.by_person_id is not None or row.by_account)
        for row, earlier in zip(decisions, before, strict=False)
    )
