"""What came by an account goes to another person: evidence, what hangs on it, and the tallies, in one transaction."""

from collections import Counter as Count
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.belonging import Belonging, Seen, unit_on, whereabouts
from rules.two_accounts import MARK, Handling, Standing, settled
from rules.verdicts import ACCEPTED, COUNTED, DUPLICATE, PENDING, PICTURE, group_of
from storage import dialect
from storage.bulk import insert_many, update_many
from storage.counters import count_up
from storage.database import Database
from storage.organisation import units
from storage.proof.evidence import MOVED, EvidenceBook, TallyKey, counts_as
from storage.tables.messages import CHATS
from storage.tables.people import MEMBERSHIPS
from storage.tables.proof import DECISIONS, EVIDENCE, PICTURES, REVIEWS

_now_at = CHATS.alias("now_at")
_COLUMNS = tuple(
    EVIDENCE.c[name]
    for name in (
        "id", "person_id", "unit_id", "action", "key", "day", "sent_at", "state", "reason", "counts_as", "turned_down",
    )
)  # fmt: skip


class Owner(NamedTuple):
    """Somebody as far as it matters for what is theirs; the units they belong or belonged to, the first first."""

    id: int
    provisional: bool
    belongings: tuple[Belonging, ...] = ()


class _Proof(NamedTuple):
    id: int
    person_id: int
    unit_id: int
    action: str
    key: str
    day: date
    sent_at: datetime
    state: str
    reason: str
    counts_as: str | None
    turned_down: int
    here: int | None = None

    @property
    def post(self) -> tuple[str, str]:
        return group_of(self.action), self.key

    @property
    def standing(self) -> Standing:
        return Standing(self.state, self.reason)

    @property
    def word(self) -> str | None:
        taken = self.state in COUNTED or self.turned_down
        return counts_as(self.person_id, self.action, self.key) if taken else None

    @property
    def tally(self) -> TallyKey:
        return self.person_id, self.unit_id, self.day, self.action


@dataclass(frozen=True, slots=True)
class Move:
    """An account on its way from one person to another."""

    account_id: int
    old: Owner
    new: Owner
    by: str


class Moved(NamedTuple):
    """How many proofs went along, and how many count once or again only because of that."""

    evidence: int
    made_duplicates: int
    restored: int


class Mover:
    def __init__(
        self, database: Database, connection: AsyncConnection, now: datetime, book: EvidenceBook
    ) -> None:
        self._database = database
        self._connection = connection
        self._now = now
        self._book = book

    async def move(self, move: Move) -> Moved:
        """Nobody else decides on any of it until this transaction ends."""
        mine = await self._of_account(move)
        places = await self._places(move, mine)
        moved = [
            proof._replace(person_id=move.new.id, unit_id=unit_id)
            for proof, unit_id in zip(mine, places, strict=True)
        ]
        left = await self._others(move.old.id, move.account_id, mine)
        met = await self._others(move.new.id, move.account_id, mine)
        after = {proof.id: proof for proof in (*_side_by_side(left), *_side_by_side([*moved, *met]))}
        before = {proof.id: proof for proof in (*mine, *left, *met)}
        await self._write(before, after)
        await self._decisions(move, before, after, {proof.id for proof in mine})
        await self._follow(move, moved)
        await self._queue(before, after)
        await self._memberships(move, moved)
        changed = [(before[number], proof) for number, proof in after.items()]
        return Moved(
            len(mine),
            sum(was.state != DUPLICATE and now.state == DUPLICATE for was, now in changed),
            sum(was.state == DUPLICATE and now.state != DUPLICATE for was, now in changed),
        )

    # what there is

    async def _of_account(self, move: Move) -> list[_Proof]:
        """In the order in which it came, with the units that the chats have today."""
        here = case((CHATS.c.moved_to_id.is_(None), CHATS.c.unit_id), else_=_now_at.c.unit_id)
        query = (
            select(*_COLUMNS, here)
            .join(CHATS, CHATS.c.id == EVIDENCE.c.chat_pk)
            .outerjoin(_now_at, _now_at.c.id == CHATS.c.moved_to_id)
            .where(EVIDENCE.c.person_id == move.old.id, EVIDENCE.c.account_id == move.account_id)
            .order_by(EVIDENCE.c.id)
            .with_for_update(of=EVIDENCE)
        )
        return [_Proof(*row) for row in await self._connection.execute(query)]

    async def _others(self, person_id: int, account_id: int, mine: Sequence[_Proof]) -> list[_Proof]:
        """The same posts by a person's other accounts, as far as they count or would count alone."""
        keys = {proof.key for proof in mine}
        if not keys:
            return []
        would_count = or_(
            EVIDENCE.c.state.in_(COUNTED),
            and_(EVIDENCE.c.state == DUPLICATE, EVIDENCE.c.reason.startswith(MARK)),
        )
        query = (
            select(*_COLUMNS)
            .where(EVIDENCE.c.person_id == person_id, EVIDENCE.c.account_id.is_distinct_from(account_id))
            .where(would_count)
            .order_by(EVIDENCE.c.id)
            .with_for_update()
        )
        return [proof for row in await self._connection.execute(query) if (proof := _Proof(*row)).key in keys]

    async def _places(self, move: Move, mine: Sequence[_Proof]) -> list[int]:
        """In which unit each proof counts from now on."""
        if move.new.provisional:
            seen = [Seen(proof.day, proof.here) for proof in mine]
            found: Sequence[int | None] = whereabouts(seen).units
        else:
            found = [unit_on(proof.day, move.new.belongings, proof.here) for proof in mine]
        if None not in found:
            return [unit_id for unit_id in found if unit_id]
        nowhere = await units.unknown_unit(self._connection, self._now)
        return [unit_id or proof.here or nowhere for unit_id, proof in zip(found, mine, strict=True)]

    # what becomes of it

    async def _write(self, before: Mapping[int, _Proof], after: Mapping[int, _Proof]) -> None:
        """The words go first, so that no two evidences have one on the way."""
        words = [
            number for number, proof in after.items() if before[number].counts_as not in (None, proof.word)
        ]
        if words:
            mine = dialect.one_of(self._connection, EVIDENCE.c.id, words)
            await self._connection.execute(update(EVIDENCE).where(mine).values(counts_as=None))
        rows = [
            {
                "id": proof.id, "person_id": proof.person_id, "unit_id": proof.unit_id, "state": proof.state,
                "reason": proof.reason, "counts_as": proof.word,
            }
            for number, proof in after.items()
            if proof != before[number]
        ]  # fmt: skip
        await update_many(self._connection, EVIDENCE, rows)
        changes: Count[TallyKey] = Count()
        states: Count[str] = Count()
        for number, proof in after.items():
            was = before[number]
            changes[was.tally] -= was.state == ACCEPTED
            changes[proof.tally] += proof.state == ACCEPTED
            states[f"evidence.{was.state}"] -= 1
            states[f"evidence.{proof.state}"] += 1
        await self._book.tally(changes)
        await count_up(self._connection, states)

    async def _decisions(
        self, move: Move, before: Mapping[int, _Proof], after: Mapping[int, _Proof], mine: set[int]
    ) -> None:
        """That it moved, and what that changed. They also tell the weeks' close that its numbers may have changed."""
        counted_in = {each.unit_id for each in move.old.belongings}
        rows = []
        for number, proof in after.items():
            was = before[number]
            said = {"evidence_id": number, "at": self._now}
            if number in mine:
                those = ",".join(map(str, sorted(counted_in | {was.unit_id})))
                rows.append(said | {"state": was.state, "reason": f"{MOVED}{those}", "by_account": move.by})
            if was.standing != proof.standing:
                mark = proof.reason if proof.state == DUPLICATE else f"{MARK}{proof.state}"
                rows.append(said | {"state": proof.state, "reason": mark, "by_account": ""})
        await insert_many(self._connection, DECISIONS, rows)

    async def _follow(self, move: Move, moved: Sequence[_Proof]) -> None:
        """Pictures, reviews, and what its sender decided on it."""
        if not moved:
            return
        ids = [proof.id for proof in moved]
        theirs = dialect.one_of(self._connection, PICTURES.c.evidence_id, ids)
        await self._connection.execute(update(PICTURES).where(theirs).values(person_id=move.new.id))
        reviews = dialect.one_of(self._connection, REVIEWS.c.evidence_id, ids)
        asked = set(await self._connection.scalars(select(REVIEWS.c.evidence_id).where(reviews)))
        rows = [
            {"evidence_id": proof.id, "person_id": proof.person_id, "unit_id": proof.unit_id}
            for proof in moved
            if proof.id in asked
        ]
        await update_many(self._connection, REVIEWS, rows, ("evidence_id",))
        decided = dialect.one_of(self._connection, DECISIONS.c.evidence_id, ids)
        await self._connection.execute(
            update(DECISIONS)
            .where(decided, DECISIONS.c.by_person_id == move.old.id)
            .values(by_person_id=move.new.id)
        )

    async def _queue(self, before: Mapping[int, _Proof], after: Mapping[int, _Proof]) -> None:
        """Duplicates leave the reviewers' queue; what counts again is back there, or waits there for the first time."""
        for back, (was, now) in ((False, ("open", "gone")), (True, ("gone", "open"))):
            ids = [
                number
                for number, proof in after.items()
                if (proof.state in COUNTED) == back and (before[number].state in COUNTED) != back
            ]
            if ids:
                theirs = dialect.one_of(self._connection, REVIEWS.c.evidence_id, ids)
                await self._connection.execute(
                    update(REVIEWS).where(theirs, REVIEWS.c.state == was).values(state=now)
                )
        rows = [
            {
                "evidence_id": number, "unit_id": proof.unit_id, "person_id": proof.person_id, "why": PICTURE,
                "state": "open", "version": 0, "put_off": 0, "outcome": "", "by_account": "", "by_name": "",
                "made_at": self._now,
            }
            for number, proof in after.items()
            if proof.state == PENDING and before[number].state == DUPLICATE
        ]  # fmt: skip
        await insert_many(self._connection, REVIEWS, rows, ignore=True)

    # since when people belong

    async def _memberships(self, move: Move, moved: Sequence[_Proof]) -> None:
        if move.new.provisional:
            since: dict[int, date] = {}
            for proof in moved:
                since[proof.unit_id] = min(proof.day, since.get(proof.unit_id, proof.day))
            rows = [
                {"person_id": move.new.id, "unit_id": unit_id, "since": day, "seen": True}
                for unit_id, day in since.items()
            ]
            await insert_many(self._connection, MEMBERSHIPS, rows)
        else:
            await self._back_date(move.new, moved)
        if not move.old.provisional:
            await self._date_again(move.old.id)

    async def _back_date(self, owner: Owner, moved: Iterable[_Proof]) -> None:
        """Whoever handed something in before they were first seen was there before."""
        first = min((each.since for each in owner.belongings), default=None)
        if first is None:
            return
        earlier: dict[int, date] = {}
        for proof in moved:
            if proof.day < first:
                earlier[proof.unit_id] = min(proof.day, earlier.get(proof.unit_id, proof.day))
        for unit_id, day in earlier.items():
            await self._connection.execute(
                update(MEMBERSHIPS)
                .where(MEMBERSHIPS.c.person_id == owner.id, MEMBERSHIPS.c.unit_id == unit_id)
                .where(MEMBERSHIPS.c.since == first, MEMBERSHIPS.c.seen)
                .values(since=day, listed_since=func.coalesce(MEMBERSHIPS.c.listed_since, first))
            )

    async def _date_again(self, person_id: int) -> None:
        """What only a lost account had shown is not known any more."""
        columns = (MEMBERSHIPS.c.id, MEMBERSHIPS.c.unit_id, MEMBERSHIPS.c.listed_since)
        query = select(*columns).where(
            MEMBERSHIPS.c.person_id == person_id, MEMBERSHIPS.c.listed_since.is_not(None)
        )
        for number, unit_id, listed in (await self._connection.execute(query)).all():
            first = await self._connection.scalar(
                select(func.min(EVIDENCE.c.day)).where(
                    EVIDENCE.c.person_id == person_id, EVIDENCE.c.unit_id == unit_id
                )
            )
            is_earlier = first is not None and first < listed
            await self._connection.execute(
                update(MEMBERSHIPS)
                .where(MEMBERSHIPS.c.id == number)
                .values(since=first if is_earlier else listed, listed_since=listed if is_earlier else None)
            )


def _side_by_side(proofs: Sequence[_Proof]) -> list[_Proof]:
    """One person's proofs, of which each post counts once."""
    posts: dict[tuple[str, str], list[Handling]] = {}
    for proof in proofs:
        posts.setdefault(proof.post, []).append(Handling(proof.id, proof.sent_at, *proof.standing))
    paths = {number: how for those in posts.values() for number, how in settled(those).items()}
    return [
        proof._replace(state=paths[proof.id].state, reason=paths[proof.id].reason)
        if proof.id in paths
        else proof
        for proof in proofs
    ]
