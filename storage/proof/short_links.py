"""Links that lead on to a post only the internet knows, and what becomes of their evidence when it is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, insert, not_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.verdicts import COUNTED
from storage import dialect
from storage.proof.evidence import EVIDENCE_COLUMNS, LEADS_TO, EvidenceBook, counts_as, is_description
from storage.records import BotRef, ChatRef, EvidenceRecord
from storage.tables.messages import CHATS
from storage.tables.proof import DECISIONS, EVIDENCE, KNOWN_LINKS, SHORT_LINKS
from storage.transaction import Transaction

SAME_AS = "same_as"


@dataclass(frozen=True, slots=True)
class LeadingOn:
    """A link to follow, how often that was tried, and whether its evidence is still there to gain by it.

    `known` is where the same short link of somebody else was found to lead.
    """

    evidence_id: int
    url: str
    tries: int
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


async def due(connection: AsyncConnection, bot: BotRef, now: datetime, limit: int) -> list[LeadingOn]:
    """Those of one bot whose time has come, the longest waiting first."""
    query = (
        select(
            *(SHORT_LINKS.c.evidence_id, SHORT_LINKS.c.url, SHORT_LINKS.c.tries),
            EVIDENCE.c.state.in_(COUNTED),
            KNOWN_LINKS.c.url,
        )
        .join(EVIDENCE, EVIDENCE.c.id == SHORT_LINKS.c.evidence_id)
        .outerjoin(KNOWN_LINKS, KNOWN_LINKS.c.key == EVIDENCE.c.key)
        .join(CHATS, CHATS.c.id == EVIDENCE.c.chat_pk)
        .where(CHATS.c.platform == bot.platform, CHATS.c.bot == bot.bot, SHORT_LINKS.c.not_before <= now)
        .order_by(SHORT_LINKS.c.not_before, SHORT_LINKS.c.evidence_id)
        .limit(limit)
    )
    return [LeadingOn(*row) for row in await connection.execute(query)]


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
        row = {"evidence_id": evidence_id, "url": url, "tries": 0, "not_before": self._at.now}
        await self._at.connection.execute(
            dialect.insert_or_ignore(self._at.database, SHORT_LINKS).values(**row)
        )

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
