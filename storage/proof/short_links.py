"""Links that lead on to a post only the internet knows, and what becomes of their evidence when it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Integer,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    text,
    update,
)

from rules.verdicts import COUNTED
from storage import dialect
from storage.proof.evidence import EVIDENCE_COLUMNS, LEADS_TO, EvidenceBook, counts_as, is_description
from storage.records import BotRef, ChatRef, EvidenceRecord
from storage.tables.columns import Moment
from storage.tables.messages import CHATS
from storage.tables.proof import DECISIONS, EVIDENCE, KNOWN_LINKS, SHORT_LINKS
from storage.transaction import Transaction

SAME_AS = "same_as"


@dataclass(frozen=True, slots=True)
class UnresolvedLink:
    """A link to follow, how often that was tried, and whether its evidence is still there to gain by it.

    `known` is where the same short link of somebody else was found to lead, `account_id` whose hands it came from.
    """

    evidence_id: int
    url: str
    tries: int
    account_id: int
    wanted: bool
    known: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """What a link turned out to lead to."""

    key: str
    platform: str
    kind: str
    page_id: int | None = None


@dataclass(frozen=True, slots=True)
class Settling:
    """An evidence whose link is known by now, where its message stands, and whether a person has judged it.

    `chat` is None where the group has moved: its messages have new numbers that nobody knows.
    """

    item: EvidenceRecord
    chat: ChatRef | None
    judged: bool


_TYPES = {
    "after": BigInteger,
    "now": Moment,
    "each": Integer,
    "limit": Integer,
    "bot": String,
    "platform": String,
}
# From one account to the next beyond it, a few of each: what one person has waiting is never read past.
_IN_TURNS = text("""
WITH RECURSIVE line (account_id, not_before, evidence_id, nth) AS (
    SELECT :after, :now, CAST(0 AS BIGINT), :each
    UNION ALL
    SELECT link.account_id, link.not_before, link.evidence_id,
        CASE WHEN link.account_id = line.account_id THEN line.nth + 1 ELSE 1 END
    FROM line JOIN short_link AS link ON link.evidence_id = coalesce(
        CASE WHEN line.nth < :each THEN (
            SELECT own.evidence_id FROM short_link AS own
            WHERE own.bot = :bot AND own.platform = :platform AND own.account_id = line.account_id
                AND own.not_before <= :now
                AND (own.not_before, own.evidence_id) > (line.not_before, line.evidence_id)
            ORDER BY own.not_before, own.evidence_id LIMIT 1
        ) END,
        (
            SELECT other.evidence_id FROM short_link AS other
            WHERE other.bot = :bot AND other.platform = :platform AND other.account_id > line.account_id
                AND other.not_before <= :now
            ORDER BY other.account_id, other.not_before, other.evidence_id LIMIT 1
        )
    )
)
SELECT evidence_id FROM line WHERE evidence_id > 0 LIMIT :limit
""").bindparams(
    *(bindparam(name, type_=kind) for name, kind in _TYPES.items()),
)


_OF_EACH = 4
"""Links of one account that are followed before another\'s turn comes."""


class ShortLinks:
    """Links that lead on; `flush` writes down what it buffers, so that what is read is true."""

    def __init__(self, at: Transaction, book: EvidenceBook) -> None:
        self._at = at
        self._book = book

    async def known(self, keys: Sequence[str]) -> dict[str, str]:
        """By the keys of short links, the addresses they were found to lead to."""
        query = select(KNOWN_LINKS.c.key, KNOWN_LINKS.c.url).where(KNOWN_LINKS.c.key.in_(set(keys)))
        return {row.key: row.url for row in await self._at.connection.execute(query)}

    async def remember(self, key: str, url: str) -> None:
        """Where a short link leads; it is not asked again for anybody."""
        row = {"key": key, "url": url, "learned_at": self._at.now}
        await self._at.connection.execute(
            dialect.insert_or_ignore(self._at.database, KNOWN_LINKS).values(**row)
        )

    async def follow(self, evidence_id: int, url: str) -> None:
        """An evidence that stands again has a link of which nobody knows where it leads."""
        await self._at.flush()
        await self._book.follow({evidence_id: url})

    async def later(self, evidence_id: int, at: datetime, *, tried: bool = True) -> None:
        await self._at.connection.execute(
            update(SHORT_LINKS)
            .where(SHORT_LINKS.c.evidence_id == evidence_id)
            .values(not_before=at, tries=SHORT_LINKS.c.tries + int(tried))
        )

    async def done(self, evidence_id: int) -> bool:
        """It need not be followed any more; False when that was so already."""
        await self._at.flush()
        gone = await self._at.connection.execute(
            delete(SHORT_LINKS).where(SHORT_LINKS.c.evidence_id == evidence_id)
        )
        return bool(gone.rowcount)

    async def settling(self, evidence_id: int) -> Settling | None:
        """The evidence as it is now; nobody else changes it until this transaction ends."""
        await self._at.flush()
        query = select(*EVIDENCE_COLUMNS).where(EVIDENCE.c.id == evidence_id).with_for_update()
        row = (await self._at.connection.execute(query)).first()
        if row is None:
            return None
        item = EvidenceRecord(*row)
        return Settling(item, await self._chat(item.chat_pk), await self.is_judged(item))

    async def _chat(self, chat_pk: int) -> ChatRef | None:
        query = select(CHATS.c.platform, CHATS.c.bot, CHATS.c.chat_id).where(
            CHATS.c.id == chat_pk, CHATS.c.moved_to_id.is_(None)
        )
        row = (await self._at.connection.execute(query)).first()
        return ChatRef(*row) if row else None

    async def is_judged(self, item: EvidenceRecord) -> bool:
        """Whether a person has decided on it. Which page it spreads is no judgement."""
        query = select(func.count()).where(
            DECISIONS.c.evidence_id == item.id,
            or_(DECISIONS.c.by_person_id.is_not(None), DECISIONS.c.by_account != ""),
            not_(is_description()),
        )
        return bool(await self._at.connection.scalar(query))

    async def chat_of(self, item: EvidenceRecord) -> ChatRef | None:
        return await self._chat(item.chat_pk)

    async def message_of(self, item: EvidenceRecord) -> list[EvidenceRecord]:
        """Everything that came with the same message or album."""
        return await self._book.submission(item.submission)

    async def others_with(self, item: EvidenceRecord, key: str) -> list[EvidenceRecord]:
        """What stands in the way of this key: the same person's same post, or the same message's."""
        word = counts_as(item.person_id, item.action, key)
        taken = or_(
            and_(EVIDENCE.c.counts_as == word, EVIDENCE.c.turned_down == 0),
            and_(EVIDENCE.c.submission == item.submission, EVIDENCE.c.key == key),
        )
        query = select(*EVIDENCE_COLUMNS).where(taken, EVIDENCE.c.id != item.id).order_by(EVIDENCE.c.id)
        return [EvidenceRecord(*row) for row in await self._at.connection.execute(query)]

    async def lead_to(self, item: EvidenceRecord, post: Post) -> bool:
        """Give an evidence the key of the post it leads to; False when it has changed meanwhile."""
        changed = await self._at.connection.execute(
            update(EVIDENCE)
            .where(EVIDENCE.c.id == item.id, EVIDENCE.c.state == item.state, EVIDENCE.c.key == item.key)
            .values(
                key=post.key,
                platform=post.platform,
                kind=post.kind,
                page_id=post.page_id,
                counts_as=(
                    counts_as(item.person_id, item.action, post.key) if item.state in COUNTED else None
                ),
            )
        )
        if not changed.rowcount:
            return False
        await self._at.connection.execute(
            insert(DECISIONS).values(
                evidence_id=item.id, state=item.state, reason=LEADS_TO, by_account="", at=self._at.now
            )
        )
        self._book.forget()
        return True

    async def due(
        self, bot: BotRef, limit: int, *, after: int = -1, each: int = _OF_EACH
    ) -> list[UnresolvedLink]:
        """Links of one bot whose time has come: of each account beyond `after` the `each` that have waited longest."""
        told = {
            "bot": bot.bot,
            "platform": bot.platform,
            "now": self._at.now,
            "each": each,
            "after": after,
            "limit": limit,
        }
        numbers = list(await self._at.connection.scalars(_IN_TURNS, told))
        if not numbers:
            return []
        query = (
            select(
                *(
                    SHORT_LINKS.c.evidence_id,
                    SHORT_LINKS.c.url,
                    SHORT_LINKS.c.tries,
                    SHORT_LINKS.c.account_id,
                ),
                EVIDENCE.c.state.in_(COUNTED),
                KNOWN_LINKS.c.url,
            )
            .join(EVIDENCE, EVIDENCE.c.id == SHORT_LINKS.c.evidence_id)
            .outerjoin(KNOWN_LINKS, KNOWN_LINKS.c.key == EVIDENCE.c.key)
            .where(SHORT_LINKS.c.evidence_id.in_(numbers))
        )
        found = {row.evidence_id: UnresolvedLink(*row) for row in await self._at.connection.execute(query)}
        return [found[number] for number in numbers if number in found]
