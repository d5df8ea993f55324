"""What a person should look at, and what came of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, delete, exists, not_, or_, select, update

from rules.verdicts import ACCEPTED, COUNTED, PENDING, REJECTED
from storage import dialect
from storage.proof import review_queries
from storage.proof.evidence import EVIDENCE_COLUMNS, EvidenceBook, counts_as, is_description
from storage.proof.review_records import (
    DECIDED,
    OPEN,
    Answer,
    Audited,
    Plain,
    Queue,
    Reviewer,
    ReviewItem,
    Waiting,
)
from storage.records import ChatRecord, EvidenceRecord
from storage.tables.proof import DECISIONS, EVIDENCE, REVIEWS
from storage.transaction import Transaction

SEEN = "review"
UNDONE = "review:undone"

_mine = EVIDENCE.alias("mine")


class Reviews:
    """Reviews; `flush` writes down what it buffers, so that what is read is true."""

    def __init__(self, at: Transaction, book: EvidenceBook) -> None:
        self._at = at
        self._book = book

    async def ask(self, evidence_id: int, why: str, other_id: int | None = None) -> None:
        """Somebody should look at this evidence; asked again, the newer reason stands and old buttons are void."""
        await self._at.flush()
        of = (EVIDENCE.c.unit_id, EVIDENCE.c.person_id)
        unit_id, person_id = (
            await self._at.connection.execute(select(*of).where(EVIDENCE.c.id == evidence_id))
        ).one()
        row = {"evidence_id": evidence_id, "unit_id": unit_id, "person_id": person_id, "why": why}
        wanted = dialect.insert_or_ignore(self._at.database, REVIEWS).values(
            **row, other_id=other_id, made_at=self._at.now
        )
        if (await self._at.connection.execute(wanted)).rowcount:
            return
        await self._at.connection.execute(
            update(REVIEWS)
            .where(REVIEWS.c.evidence_id == evidence_id)
            .values(
                why=why,
                other_id=other_id,
                state=OPEN,
                outcome="",
                decided_at=None,
                version=REVIEWS.c.version + 1,
            )
        )

    async def drop(self, evidence_id: int, why: str = "") -> None:
        """Nobody needs to look any more (for this reason), because the evidence is settled without them."""
        await self._at.flush()
        gone = delete(REVIEWS).where(REVIEWS.c.evidence_id == evidence_id, REVIEWS.c.state == OPEN)
        await self._at.connection.execute(gone.where(REVIEWS.c.why == why) if why else gone)

    # what there is

    async def next(self, queue: Queue, *, but: int = 0) -> ReviewItem | None:
        """What somebody should look at first, other than the review `but`."""
        await self._at.flush()
        return await review_queries.first(self._at.connection, queue, but)

    async def item(self, review_id: int) -> ReviewItem | None:
        await self._at.flush()
        return await review_queries.item(self._at.connection, review_id)

    async def waiting(self, queue: Queue) -> Waiting:
        await self._at.flush()
        return await review_queries.waiting(self._at.connection, queue)

    async def plain(self, queue: Queue, up_to: int | None = None) -> Plain:
        """What can be accepted by one press."""
        await self._at.flush()
        return await review_queries.plain(self._at.connection, queue, up_to)

    async def beyond(self, queue: Queue, item: ReviewItem) -> int:
        """How many of the same message wait because they were too many; as many as one press decides."""
        await self._at.flush()
        return await review_queries.beyond(self._at.connection, queue, item.proof.evidence.submission)

    async def places(self, proofs: Sequence[EvidenceRecord]) -> dict[int, ChatRecord]:
        """By number, the chats in which things were handed in."""
        numbers = sorted({proof.chat_pk for proof in proofs})
        return await review_queries.places(self._at.connection, numbers)

    async def account_of(self, proof: EvidenceRecord, where: ChatRecord) -> str | None:
        """The id under which the platform of a chat knows who handed something in."""
        return await review_queries.account_of(self._at.connection, proof.person_id, where)

    async def beside(self, proofs: Sequence[EvidenceRecord]) -> dict[str, list[EvidenceRecord]]:
        """By submission, all that was handed in by the messages of these."""
        words = {proof.submission for proof in proofs}
        await self._book.load_submissions(words)
        return {word: await self._book.submission(word) for word in words}

    async def audited(self, first: date, after: date) -> dict[int, Audited]:
        """By unit, what came of the accepted evidence of some days that was drawn by lot."""
        await self._at.flush()
        return await review_queries.audited(self._at.connection, first, after)

    # what is decided

    async def accept(self, item: ReviewItem, by: Reviewer) -> Answer:
        return await self._decide(item, ACCEPTED, SEEN, by)

    async def reject(self, item: ReviewItem, reason: str, by: Reviewer) -> Answer:
        return await self._decide(item, REJECTED, reason, by)

    async def _decide(self, item: ReviewItem, outcome: str, reason: str, by: Reviewer) -> Answer:
        proof = await self._held(item.proof.evidence.id)
        if by.person_id == proof.person_id:
            return Answer.OWN
        if proof.state not in COUNTED:
            return Answer.TOO_LATE if await self._is_decided(item) else Answer.GONE
        if not await self._close(item, outcome, by):
            return Answer.TOO_LATE
        await self._write(proof, outcome, reason, by)
        return Answer.DONE

    async def _held(self, evidence_id: int) -> EvidenceRecord:
        """As it is now; nobody else decides on it until this transaction ends."""
        await self._at.flush()
        query = select(*EVIDENCE_COLUMNS).where(EVIDENCE.c.id == evidence_id).with_for_update()
        return EvidenceRecord(*(await self._at.connection.execute(query)).one())

    async def _is_decided(self, item: ReviewItem) -> bool:
        """By now, whatever it was when it was read."""
        query = select(REVIEWS.c.state).where(REVIEWS.c.id == item.id)
        return await self._at.connection.scalar(query) == DECIDED

    async def _counts_elsewhere(self, proof: EvidenceRecord) -> bool:
        """The same post, or the link that was put over a picture after it had been turned down."""
        word = counts_as(proof.person_id, proof.action, proof.key)
        beside = and_(
            EVIDENCE.c.submission == proof.submission,
            EVIDENCE.c.source == "link",
            EVIDENCE.c.state.in_(COUNTED),
            exists().where(_mine.c.id == proof.id, _mine.c.source == "screenshot"),
        )
        same = and_(EVIDENCE.c.counts_as == word, EVIDENCE.c.turned_down == 0)
        query = select(EVIDENCE.c.id).where(or_(same, beside))
        return await self._at.connection.scalar(query.limit(1)) is not None

    async def _close(self, item: ReviewItem, outcome: str, by: Reviewer) -> bool:
        changed = await self._at.connection.execute(
            update(REVIEWS)
            .where(_as_shown(item), REVIEWS.c.state == OPEN)
            .values(state=DECIDED, outcome=outcome, version=item.version + 1, **self._signed(by))
        )
        return bool(changed.rowcount)

    def _signed(self, by: Reviewer) -> dict[str, object]:
        return {"by_account": by.account, "by_name": by.name, "decided_at": self._at.now}

    async def accept_all(self, queue: Queue, up_to: int, by: Reviewer) -> Sequence[EvidenceRecord]:
        """Pictures without any doubt up to a review; those that count, as they were before."""
        await self._at.flush()
        found = await review_queries.plain_up_to(self._at.connection, queue, up_to)
        if found:
            await self._close_all(list(found), ACCEPTED, by)
            await self._book.accept_all(list(found.values()), SEEN, by.person_id, by.account)
        return tuple(found.values())

    async def decide_beyond(
        self, queue: Queue, item: ReviewItem, outcome: str, reason: str, by: Reviewer
    ) -> Sequence[EvidenceRecord]:
        """All of a message that wait because they were too many; what was decided on, as it was before."""
        await self._at.flush()
        word = item.proof.evidence.submission
        found = await review_queries.held_beyond(self._at.connection, queue, word)
        if found:
            await self._close_all(list(found), outcome, by)
        if found and outcome == ACCEPTED:
            await self._book.accept_all(list(found.values()), SEEN, by.person_id, by.account)
        else:
            for proof in found.values():
                await self._book.decide(proof, outcome, reason, by.person_id, by.account)
        return tuple(found.values())

    async def _close_all(self, review_ids: Sequence[int], outcome: str, by: Reviewer) -> None:
        these = dialect.one_of(self._at.connection, REVIEWS.c.id, review_ids)
        decided = {"state": DECIDED, "outcome": outcome, "version": REVIEWS.c.version + 1}
        await self._at.connection.execute(update(REVIEWS).where(these).values(**decided, **self._signed(by)))

    async def urls(self, proofs: Sequence[EvidenceRecord]) -> dict[int, str]:
        """By evidence, the addresses that were handed in."""
        these = dialect.one_of(self._at.connection, EVIDENCE.c.id, [proof.id for proof in proofs])
        query = select(EVIDENCE.c.id, EVIDENCE.c.url).where(these)
        return {row.id: row.url for row in await self._at.connection.execute(query)}

    async def put_off(self, item: ReviewItem) -> bool:
        """Later, behind everything else; False when it is decided already."""
        await self._at.flush()
        changed = await self._at.connection.execute(
            update(REVIEWS)
            .where(_as_shown(item), REVIEWS.c.state == OPEN)
            .values(put_off=REVIEWS.c.put_off + 1)
        )
        return bool(changed.rowcount)

    async def take_back(self, item: ReviewItem, by: Reviewer) -> Answer:
        """As if it had never been decided; the decisions stay on record."""
        proof = await self._held(item.proof.evidence.id)
        if by.person_id == proof.person_id:
            return Answer.OWN
        if proof.state != item.outcome:
            return Answer.GONE if item.outcome else Answer.TOO_LATE
        if proof.state not in COUNTED and await self._counts_elsewhere(proof):
            return Answer.TAKEN
        changed = await self._at.connection.execute(
            update(REVIEWS)
            .where(_as_shown(item), REVIEWS.c.state == DECIDED)
            .values(state=OPEN, outcome="", version=item.version + 1, **self._signed(by))
        )
        if not changed.rowcount:
            return Answer.TOO_LATE
        await self._write(proof, await self._before(proof), UNDONE, by)
        return Answer.DONE

    async def _before(self, proof: EvidenceRecord) -> str:
        """What it was without any reviewer."""
        query = (
            select(DECISIONS.c.state)
            .where(DECISIONS.c.evidence_id == proof.id, not_(DECISIONS.c.reason.startswith(SEEN)))
            .where(not_(is_description()), DECISIONS.c.state.in_(COUNTED))
            .order_by(DECISIONS.c.id.desc())
        )
        return await self._at.connection.scalar(query.limit(1)) or PENDING

    async def _write(self, proof: EvidenceRecord, state: str, reason: str, by: Reviewer) -> None:
        if state == proof.state:
            await self._book.confirm(proof, reason, by.person_id, by.account)
        else:
            await self._book.decide(proof, state, reason, by.person_id, by.account)


def _as_shown(item: ReviewItem) -> ColumnElement[bool]:
    return and_(REVIEWS.c.id == item.id, REVIEWS.c.version == item.version)
