"""Evidence, the decisions on it, and the tallies that follow, always in one transaction."""

from collections import Counter as Count
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Update,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)

from rules import two_accounts
from rules.reviewing import is_turned_down
from rules.storable import shortened
from rules.verdicts import ACCEPTED, ACTIONS, COUNTED, DUPLICATE, PENDING, group_of
from storage import dialect
from storage.bulk import add_many, insert_many
from storage.counters import count_up
from storage.database import Database
from storage.records import EvidenceRecord, NewEvidence, PictureRef
from storage.tables.columns import Moment
from storage.tables.messages import CHATS
from storage.tables.proof import DECISIONS, EVIDENCE, PICTURES, REVIEWS, SHORT_LINKS, TALLIES
from storage.transaction import Transaction

EVIDENCE_COLUMNS = tuple(
    EVIDENCE.c[name]
    for name in (
        "id", "person_id", "unit_id", "chat_pk", "message_id", "submission", "action", "key", "day", "state", "reason",
        "page_id", "feature_id",
    )
)  # fmt: skip
_COUNTS_FOR = tuple(EVIDENCE.c[name] for name in ("person_id", "unit_id", "day", "action"))
LEADS_TO = "leads_to"
ON_PAGE = "page:"
MOVED = "moved:"
"""An evidence turned out to be another person's; after it, the units in which it counted before."""
TallyKey = tuple[int, int, date, str]


@dataclass(frozen=True, slots=True)
class UnsavedEvidence:
    person_id: int
    unit_id: int
    chat_pk: int
    message_id: str
    submission: str
    handed: NewEvidence
    account_id: int | None = None

    @property
    def has_more(self) -> bool:
        return bool(self.handed.pictures or self.handed.review or self.handed.leads_on)


def picture_row(evidence_id: int, person_id: int, day: date, picture: PictureRef) -> dict[str, Any]:
    """A picture that waits to be fetched."""
    return {
        "evidence_id": evidence_id,
        "person_id": person_id,
        "platform": picture.platform,
        "bot": picture.bot,
        "message_id": picture.message_id,
        "file_id": picture.file_id,
        "unique_id": picture.unique_id,
        "mime": picture.mime,
        "size": picture.size,
        "day": day,
    }


def submission_of(chat_pk: int, message_or_album: str) -> str:
    return shortened(f"{chat_pk}:{message_or_album}")


def counts_as(person_id: int, action: str, key: str) -> str:
    """The same word for a post and for a share of it, so that the database itself refuses to count both."""
    return f"{person_id}:{group_of(action)}:{key}"


@lru_cache
def _taken(database: Database) -> Select[Any]:
    columns = (EVIDENCE.c.counts_as, EVIDENCE.c.turned_down, EVIDENCE.c.account_id)
    return select(*columns).where(dialect.among(database, EVIDENCE.c.counts_as, "words"))


class EvidenceBook:
    """Reads what the batch may need once, and writes what it decides in bulk."""

    def __init__(self, at: Transaction) -> None:
        self._at = at
        self._database = at.database
        self._connection = at.connection
        self.forget()

    def forget(self) -> None:
        self._submissions: dict[str, list[EvidenceRecord]] = {}
        self._counted: dict[str, bool] = {}
        self._holders: dict[str, int | None] = {}
        self._turned_down: dict[str, int] = {}

    async def load_submissions(self, submissions: Iterable[str], *, hold: bool = False) -> None:
        """With `hold` nobody else decides on what was handed in until this transaction ends."""
        wanted = [submission for submission in set(submissions) if submission not in self._submissions]
        if not wanted:
            return
        self._submissions.update((submission, []) for submission in wanted)
        query = select(*EVIDENCE_COLUMNS).where(EVIDENCE.c.submission.in_(wanted)).order_by(EVIDENCE.c.id)
        for row in await self._connection.execute(query.with_for_update() if hold else query):
            item = EvidenceRecord(*row)
            self._submissions[item.submission].append(item)

    async def load_counted(self, counts: Iterable[str]) -> None:
        wanted = [word for word in set(counts) if word not in self._counted]
        if not wanted:
            return
        self._counted.update((word, False) for word in wanted)
        taken = await self._connection.execute(_taken(self._database), {"words": wanted})
        for word, turned_down, account_id in taken:
            if turned_down:
                self._turned_down[word] = max(turned_down, self._turned_down.get(word, 0))
            else:
                self._counted[word] = True
                self._holders[word] = account_id

    async def submission(self, submission: str, *, hold: bool = False) -> list[EvidenceRecord]:
        await self.load_submissions([submission], hold=hold)
        return list(self._submissions[submission])

    async def is_taken(self, person_id: int, action: str, key: str) -> bool:
        """Whether somebody has handed in a post already: for the quota in whichever way, or as an interaction."""
        word = counts_as(person_id, action, key)
        if word not in self._counted:
            await self.load_counted([word])
        return self._counted[word]

    async def turned_down(self, person_id: int, action: str, key: str) -> int | None:
        """Which evidence of the same post a person has turned down last."""
        word = counts_as(person_id, action, key)
        if word not in self._counted:
            await self.load_counted([word])
        return self._turned_down.get(word)

    def beside_another_account(self, fresh: UnsavedEvidence) -> UnsavedEvidence:
        """What only another account of the same person stands in the way of remembers what it would be."""
        handed = fresh.handed
        holder = self._holders.get(counts_as(fresh.person_id, handed.action, handed.key), fresh.account_id)
        if handed.state != DUPLICATE or holder == fresh.account_id:
            return fresh
        state = ACCEPTED if handed.source == "link" else PENDING
        return replace(fresh, handed=replace(handed, reason=two_accounts.marked(state, handed.reason).reason))

    def note(self, fresh: UnsavedEvidence) -> None:
        """A later message of the same batch must know of this one."""
        if fresh.handed.state in COUNTED:
            word = counts_as(fresh.person_id, fresh.handed.action, fresh.handed.key)
            self._counted[word] = True
            self._holders[word] = fresh.account_id
        self._submissions.pop(fresh.submission, None)

    async def insert(self, fresh: Sequence[UnsavedEvidence]) -> None:
        ids = await dialect.new_ids(self._connection, EVIDENCE, len(fresh))
        rows = [_row(evidence_id, item) for evidence_id, item in zip(ids, fresh, strict=True)]
        await insert_many(self._connection, EVIDENCE, rows)
        decisions = [
            {
                "evidence_id": evidence_id,
                "state": item.handed.state,
                "reason": item.handed.reason,
                "at": self._at.now,
            }
            for evidence_id, item in zip(ids, fresh, strict=True)
        ]
        await insert_many(self._connection, DECISIONS, decisions)
        numbered = list(zip(ids, fresh, strict=True))
        await self._insert_what_hangs_on_it([each for each in numbered if each[1].has_more])
        changes: Count[TallyKey] = Count()
        for item in fresh:
            if item.handed.state == ACCEPTED:
                changes[item.person_id, item.unit_id, item.handed.day, item.handed.action] += 1
        await self.tally(changes)
        await count_up(self._connection, Count(f"evidence.{item.handed.state}" for item in fresh))

    async def _insert_what_hangs_on_it(self, numbered: Sequence[tuple[int, UnsavedEvidence]]) -> None:
        pictures = [
            picture_row(evidence_id, item.person_id, item.handed.day, picture)
            for evidence_id, item in numbered
            for picture in item.handed.pictures
        ]
        reviews = [
            {
                "evidence_id": evidence_id,
                "unit_id": item.unit_id,
                "person_id": item.person_id,
                "why": item.handed.review,
                "other_id": item.handed.other_id,
                "made_at": self._at.now,
            }
            for evidence_id, item in numbered
            if item.handed.review
        ]
        for table, rows in ((PICTURES, pictures), (REVIEWS, reviews)):
            if rows:
                await self._connection.execute(insert(table), rows)
        await self.follow(
            {evidence_id: item.handed.url for evidence_id, item in numbered if item.handed.leads_on}
        )

    async def follow(self, links: Mapping[int, str]) -> None:
        """By evidence, links of which nobody knows where they lead."""
        if not links:
            return
        names = ("evidence_id", "url", "tries", "not_before", "platform", "bot", "account_id")
        told = select(
            *(EVIDENCE.c.id, bindparam("link", type_=String), literal(0), literal(self._at.now, Moment)),
            *(CHATS.c.platform, CHATS.c.bot, func.coalesce(EVIDENCE.c.account_id, 0)),
        )
        told = told.join(CHATS, CHATS.c.id == EVIDENCE.c.chat_pk).where(EVIDENCE.c.id == bindparam("number"))
        statement = dialect.insert_found_or_ignore(self._database, SHORT_LINKS, names, told)
        await self._connection.execute(
            statement, [{"number": key, "link": url} for key, url in links.items()]
        )

    async def decide(
        self, item: EvidenceRecord, state: str, reason: str, by_person_id: int | None, by_account: str = ""
    ) -> bool:
        """False when it is so already, or when another process has decided first."""
        if state == item.state:
            return False
        changed = await self._connection.execute(
            update(EVIDENCE)
            .where(EVIDENCE.c.id == item.id, EVIDENCE.c.state == item.state)
            .values(state=state, reason=reason, **_word_in(item, state, reason))
            .returning(*_COUNTS_FOR)
        )
        row = changed.first()  # another process may have moved or described it meanwhile
        if row is None:
            return False
        person_id, unit_id, day, action = row
        word = counts_as(person_id, action, item.key)
        await self._connection.execute(
            insert(DECISIONS).values(
                evidence_id=item.id,
                state=state,
                reason=reason,
                by_person_id=by_person_id,
                by_account=by_account,
                at=self._at.now,
            )
        )
        if (state in COUNTED) != (item.state in COUNTED):
            await self._queue(item.id, back=state in COUNTED)
        change = (state == ACCEPTED) - (item.state == ACCEPTED)
        await self.tally(Count({(person_id, unit_id, day, action): change}))
        await count_up(self._connection, {f"evidence.{item.state}": -1, f"evidence.{state}": 1})
        self._submissions.pop(item.submission, None)
        self._read_again(word)
        return True

    def _read_again(self, word: str) -> None:
        """What is known of it is not so any more."""
        self._counted.pop(word, None)
        self._holders.pop(word, None)
        self._turned_down.pop(word, None)

    async def _queue(self, evidence_id: int, *, back: bool) -> None:
        """Withdrawn proof leaves the reviewers' queue, and is back there when it is back."""
        before, after = ("gone", "open") if back else ("open", "gone")
        await self._connection.execute(
            update(REVIEWS)
            .where(REVIEWS.c.evidence_id == evidence_id, REVIEWS.c.state == before)
            .values(state=after)
        )

    async def confirm(
        self, item: EvidenceRecord, reason: str, by_person_id: int | None, by_account: str
    ) -> None:
        """Somebody decided that it stays what it is."""
        said = {"state": item.state, "reason": reason, "by_person_id": by_person_id, "by_account": by_account}
        await self._connection.execute(insert(DECISIONS).values(evidence_id=item.id, **said, at=self._at.now))

    async def accept_all(
        self, items: Sequence[EvidenceRecord], reason: str, by_person_id: int | None, by_account: str
    ) -> None:
        """What is pending, and held by this transaction, counts from now on."""
        ids = [item.id for item in items]
        await self._connection.execute(
            update(EVIDENCE)
            .where(dialect.one_of(self._connection, EVIDENCE.c.id, ids))
            .values(state=ACCEPTED, reason=reason)
        )
        said = {"state": ACCEPTED, "reason": reason, "by_person_id": by_person_id, "by_account": by_account}
        decisions = [{"evidence_id": number, **said, "at": self._at.now} for number in ids]
        await insert_many(self._connection, DECISIONS, decisions)
        await self.tally(Count((item.person_id, item.unit_id, item.day, item.action) for item in items))
        await count_up(self._connection, {f"evidence.{PENDING}": -len(ids), f"evidence.{ACCEPTED}": len(ids)})
        for item in items:
            self._submissions.pop(item.submission, None)

    async def describe(
        self, item: EvidenceRecord, action: str, feature_id: int | None, by_person_id: int | None
    ) -> bool:
        """What was done and which featured page it spreads, whatever the state.

        False when it is so already, when the post is taken (or was turned down) as that by another message, or when
        another process has decided first.
        """
        change = _change(item, action, feature_id)
        word, before = (counts_as(item.person_id, each, item.key) for each in (action, item.action))
        counted = item.state in COUNTED
        moves = counted and word != before
        if not change or (moves and await self._is_barred(item, action)):
            return False
        values = {
            "feature_id": feature_id,
            "action": action,
            "counts_as": word if counted else _if_turned_down(word),
        }
        changed = await self._connection.execute(
            _as_it_was(item).values(**values).returning(EVIDENCE.c.unit_id)
        )
        unit_id = changed.scalar()  # another process may have moved it meanwhile
        if unit_id is None:
            return False
        await self._connection.execute(
            insert(DECISIONS).values(
                evidence_id=item.id,
                state=item.state,
                reason=change,
                by_person_id=by_person_id,
                at=self._at.now,
            )
        )
        await self._tally_as(item, unit_id, action)
        for each in {word, before}:
            self._read_again(each)
        self._submissions.pop(item.submission, None)
        return True

    async def _is_barred(self, item: EvidenceRecord, action: str) -> bool:
        """Whether it cannot become this by saying so."""
        taken = await self.is_taken(item.person_id, action, item.key)
        return taken or await self.turned_down(item.person_id, action, item.key) is not None

    async def _tally_as(self, item: EvidenceRecord, unit_id: int, action: str) -> None:
        if item.state == ACCEPTED and action != item.action:
            here = (item.person_id, unit_id, item.day)
            await self.tally(Count({(*here, item.action): -1, (*here, action): 1}))

    async def tally(self, changes: Count[TallyKey]) -> None:
        """Add to the tallies; where nothing is left, nothing stays."""
        rows: list[dict[str, Any]] = [
            {"person_id": person, "unit_id": unit, "day": day, "action": action, "count": change}
            for (person, unit, day, action), change in sorted(changes.items())
            if change
        ]
        await add_many(self._connection, TALLIES, rows, "count")
        if any(row["count"] < 0 for row in rows):
            await self._drop_empty([row for row in rows if row["count"] < 0])

    async def _drop_empty(self, rows: Sequence[dict[str, Any]]) -> None:
        keys = [(row["person_id"], row["unit_id"], row["day"], row["action"]) for row in rows]
        columns = tuple_(TALLIES.c.person_id, TALLIES.c.unit_id, TALLIES.c.day, TALLIES.c.action)
        await self._connection.execute(
            delete(TALLIES).where(columns.in_(bindparam("keys", expanding=True)), TALLIES.c.count == 0),
            {"keys": keys},
        )


def _change(item: EvidenceRecord, action: str, feature_id: int | None) -> str:
    """What a description says that was not said before, in the words of a decision; "" for nothing."""
    said = []
    if feature_id != item.feature_id:
        said.append(f"feature:{feature_id or 'none'}")
    if action != item.action:
        said.append(f"action:{action}")
    return " ".join(said)


def is_description() -> ColumnElement[bool]:
    """Whether a decision says what was done, or by whom, and no more: it judges nothing."""
    said = ("feature:", "action:", ON_PAGE, LEADS_TO, MOVED, two_accounts.MARK)
    return or_(*(DECISIONS.c.reason.startswith(word) for word in said))


def _word_in(item: EvidenceRecord, state: str, reason: str) -> dict[str, Any]:
    """What an evidence counts as in a new state. Who takes back what was turned down makes nobody forget it."""
    if state in COUNTED:
        return {"counts_as": _word_now(item), "turned_down": 0}
    if is_turned_down(state, reason):
        return {"counts_as": _word_now(item), "turned_down": item.id}
    return {"counts_as": _if_turned_down(EVIDENCE.c.counts_as)}


def _if_turned_down(word: str | ColumnElement[str]) -> ColumnElement[str | None]:
    return case((EVIDENCE.c.turned_down != 0, word), else_=null())


def _word_now(item: EvidenceRecord) -> ColumnElement[str]:
    """What the post counts as with the action it has in the ledger."""
    words = {action: counts_as(item.person_id, action, item.key) for action in ACTIONS}
    return case(words, value=EVIDENCE.c.action)


def _as_it_was(item: EvidenceRecord) -> Update:
    """Changes an evidence only if nobody else has meanwhile."""
    mine = update(EVIDENCE).where(EVIDENCE.c.id == item.id, EVIDENCE.c.state == item.state)
    mine = mine.where(EVIDENCE.c.action == item.action, EVIDENCE.c.key == item.key)
    return mine.where(EVIDENCE.c.feature_id.is_not_distinct_from(item.feature_id))


def _row(evidence_id: int, item: UnsavedEvidence) -> dict[str, object]:
    handed = item.handed
    return {
        "id": evidence_id,
        "person_id": item.person_id,
        "unit_id": item.unit_id,
        "chat_pk": item.chat_pk,
        "message_id": item.message_id,
        "submission": item.submission,
        "action": handed.action,
        "source": handed.source,
        "platform": handed.platform,
        "kind": handed.kind,
        "key": handed.key,
        "url": handed.url,
        "sent_at": handed.sent_at,
        "day": handed.day,
        "state": handed.state,
        "reason": handed.reason,
        "counts_as": (
            counts_as(item.person_id, handed.action, handed.key) if handed.state in COUNTED else None
        ),
        "page_id": handed.page_id,
        "feature_id": handed.feature_id,
        "account_id": item.account_id,
    }
