"""Where somebody stands in the ledger, and what is left there when they are erased: numbers that count, and no more."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta, timezone
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    and_,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.links import recognise
from rules.reviewing import own_rejection, own_words
from rules.verdicts import PENDING, WITHDRAWN
from storage.bulk import update_many
from storage.counters import count_up
from storage.dialect import one_of
from storage.messages.outbox import WAITING
from storage.tables.messages import CHAT_ADMINS, CHATS, FILE_JOBS, INBOX, OUTBOX, QUESTIONS
from storage.tables.organisation import CODES, ROLE_GRANTS, UNIT_SETTINGS
from storage.tables.people import ACCOUNTS, CONSENTS, EXEMPTIONS
from storage.tables.proof import DECISIONS, EVIDENCE, KNOWN_LINKS, PICTURES, REVIEWS, SHORT_LINKS
from storage.tables.publishing import FEATURES, PAGE_FOLLOWERS
from storage.tables.upkeep import AUDIT_LOG
from storage.tables.week import QUOTA_RULES, REMINDER_CHANGES

ERASED = "erased"
_NOBODYS_WORDS = own_rejection("…")
_NOON = time(12, tzinfo=timezone(timedelta(hours=7)))


_MADE_BY = (
    CODES.c.made_by,
    UNIT_SETTINGS.c.made_by,
    EXEMPTIONS.c.made_by,
    FEATURES.c.chosen_by,
    PAGE_FOLLOWERS.c.told_by,
    QUOTA_RULES.c.made_by,
    REMINDER_CHANGES.c.made_by,
    ROLE_GRANTS.c.granted_by,
    ROLE_GRANTS.c.ended_by,
    ACCOUNTS.c.linked_by,
)


class Who(NamedTuple):
    """Somebody to be erased: their number, accounts as (platform, id), and names under which they are known."""

    person_id: int
    accounts: tuple[tuple[str, str], ...]
    names: tuple[str, ...]

    @property
    def words(self) -> list[str]:
        """Their accounts as the ledger calls those who did something."""
        return [f"{platform}:{user_id}" for platform, user_id in self.accounts]

    @property
    def nobody(self) -> str:
        """What stands in the place of these from now on."""
        return f"{ERASED}:{self.person_id}"


Found = Mapping[str, list[int]]
"""By table, the numbers of the rows in which somebody stands."""


def _has(column: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return column.contains(word, autoescape=True)


def _conditions(who: Who) -> dict[Table, ColumnElement[bool]]:
    """Of the tables that grow for ever and have no index for this question."""
    found: dict[Table, ColumnElement[bool]] = {EVIDENCE: EVIDENCE.c.person_id == who.person_id}
    if not who.accounts:
        return found
    own_chats = or_(
        *(and_(OUTBOX.c.platform == platform, OUTBOX.c.chat_id == user) for platform, user in who.accounts),
        *(OUTBOX.c.dedupe_key.like(f"once:{platform}:%:file:{user}:%") for platform, user in who.accounts),
    )
    return found | {
        DECISIONS: DECISIONS.c.by_account.in_(who.words),
        REVIEWS: REVIEWS.c.by_account.in_(who.words),
        AUDIT_LOG: or_(
            *(_has(AUDIT_LOG.c[name], word) for name in ("actor", "target", "detail") for word in who.words)
        ),
        OUTBOX: own_chats,
        INBOX: or_(
            *(
                and_(INBOX.c.platform == platform, or_(INBOX.c.lane == user, _has(INBOX.c.raw, user)))
                for platform, user in who.accounts
            )
        ),
    }  # fmt: skip


async def find(connection: AsyncConnection, who: Who, after: Mapping[str, int]) -> Found:
    """The rows beyond some numbers in which somebody stands."""
    found = {}
    for table, condition in _conditions(who).items():
        query = select(table.c.id).where(condition, table.c.id > after.get(table.name, 0))
        found[table.name] = list(await connection.scalars(query))
    return found


async def last_numbers(connection: AsyncConnection) -> dict[str, int]:
    """The highest number of each table that is searched."""
    tables = (EVIDENCE, DECISIONS, REVIEWS, AUDIT_LOG, OUTBOX, INBOX)
    return {table.name: int(await connection.scalar(select(func.max(table.c.id))) or 0) for table in tables}


def together(one: Found, other: Found) -> Found:
    return {name: sorted({*one.get(name, ()), *other.get(name, ())}) for name in {*one, *other}}


class Eraser:
    """The steps of one erasure, all in one transaction."""

    def __init__(self, connection: AsyncConnection, who: Who, found: Found, now: datetime) -> None:
        self._connection = connection
        self._who = who
        self._found = found
        self._now = now

    async def _do(self, statement: Any) -> None:
        await self._connection.execute(statement)

    def _in(self, table: Table) -> ColumnElement[bool]:
        return one_of(self._connection, table.c.id, self._found.get(table.name, []))

    # what was handed in

    async def evidence(self) -> int:
        """What counted still counts; what still waited for somebody to look is withdrawn."""
        columns = ("id", "key", "url", "page_id", "state", "reason", "counts_as", "day")
        query = select(*(EVIDENCE.c[name] for name in columns)).where(self._in(EVIDENCE))
        rows = (await self._connection.execute(query.order_by(EVIDENCE.c.id).with_for_update())).all()
        public = await self._posts_of_others(rows)
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(row.key, row.id)
        await update_many(
            self._connection,
            EVIDENCE,
            [
                {
                    "id": row.id,
                    "message_id": "",
                    "submission": f"{ERASED}:{row.id}",
                    "key": row.key if (row.page_id, row.key) in public else f"{ERASED}:{first[row.key]}",
                    "url": "",
                    "sent_at": datetime.combine(row.day, _NOON),
                    "state": WITHDRAWN if row.state == PENDING else row.state,
                    "reason": _NOBODYS_WORDS if own_words(row.reason) else row.reason,
                    "counts_as": _word(row),
                }
                for row in rows
            ],
        )
        await self._withdrawn([row.id for row in rows if row.state == PENDING])
        await self._links(rows)
        await self._do(
            update(DECISIONS)
            .where(one_of(self._connection, DECISIONS.c.evidence_id, [row.id for row in rows]))
            .where(DECISIONS.c.reason.startswith(own_rejection("")))
            .values(reason=_NOBODYS_WORDS)
        )
        return len(rows)

    async def _posts_of_others(self, rows: Sequence[Any]) -> set[tuple[int, str]]:
        """(page, key) of posts on units' pages that others handed in too: a page's posts are counted by their keys."""
        pages = sorted({row.page_id for row in rows if row.page_id})
        if not pages:
            return set()
        query = select(EVIDENCE.c.page_id, EVIDENCE.c.key).where(
            one_of(self._connection, EVIDENCE.c.page_id, pages),
            EVIDENCE.c.key.in_(sorted({row.key for row in rows if row.page_id})),
            EVIDENCE.c.person_id != self._who.person_id,
        )
        return {(page_id, key) for page_id, key in await self._connection.execute(query)}

    async def _withdrawn(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        rows = [
            {"evidence_id": number, "state": WITHDRAWN, "reason": ERASED, "by_account": "", "at": self._now}
            for number in ids
        ]
        await self._connection.execute(insert(DECISIONS), rows)
        await count_up(
            self._connection, {f"evidence.{PENDING}": -len(ids), f"evidence.{WITHDRAWN}": len(ids)}
        )

    async def _links(self, rows: Sequence[Any]) -> None:
        """Where their short links lead is forgotten; if somebody else's is the same one, it is asked again."""
        here = one_of(self._connection, SHORT_LINKS.c.evidence_id, [row.id for row in rows])
        await self._do(delete(SHORT_LINKS).where(here))
        keys = {row.key for row in rows} | {recognise(row.url).key for row in rows if row.url}
        await self._do(delete(KNOWN_LINKS).where(KNOWN_LINKS.c.key.in_(sorted(filter(None, keys)))))

    async def reviews(self) -> None:
        """Nobody looks at it any more."""
        theirs = one_of(self._connection, REVIEWS.c.evidence_id, self._found.get(EVIDENCE.name, []))
        await self._do(delete(REVIEWS).where(theirs, REVIEWS.c.state == "open"))

    async def pictures(self) -> list[int]:
        """The images that were theirs."""
        query = select(PICTURES.c.id, PICTURES.c.image_id).where(PICTURES.c.person_id == self._who.person_id)
        rows = (await self._connection.execute(query)).all()
        return await drop_pictures(self._connection, rows)

    # what they did, and what was said to them

    async def deeds(self) -> None:
        """As a reviewer, as an administrator, as somebody who told a number."""
        nobody, words = self._who.nobody, self._who.words
        await self._do(update(DECISIONS).where(self._in(DECISIONS)).values(by_account=nobody))
        await self._do(update(REVIEWS).where(self._in(REVIEWS)).values(by_account=nobody, by_name=""))
        for column in _MADE_BY:
            await self._do(update(column.table).where(column.in_(words)).values({column.name: nobody}))
        ended = func.coalesce(ROLE_GRANTS.c.until, self._now)
        await self._do(
            update(ROLE_GRANTS)
            .where(ROLE_GRANTS.c.account.in_(words))
            .values(account=nobody, name="", until=ended)
        )
        await self._do(delete(CONSENTS).where(CONSENTS.c.account.in_(words)))
        await self._audit_rows()

    async def _audit_rows(self) -> None:
        columns = (AUDIT_LOG.c.id, AUDIT_LOG.c.actor, AUDIT_LOG.c.target, AUDIT_LOG.c.detail)
        rows = (await self._connection.execute(select(*columns).where(self._in(AUDIT_LOG)))).all()
        changed = [
            {"id": row.id, **{name: self._unnamed(getattr(row, name)) for name in ("actor", "target", "detail")}}
            for row in rows
        ]  # fmt: skip
        await update_many(self._connection, AUDIT_LOG, changed)

    def _unnamed(self, told: str) -> str:
        for word in self._who.words:
            told = re.sub(rf"{re.escape(word)}(?!\d)", self._who.nobody, told)
        return told

    async def said(self) -> list[str]:
        """The outbox keeps its rows, so that nothing is said twice, but not to whom; the inbox forgets the lane.

        The names of files that were on their way to them.
        """
        rows = self._found.get(OUTBOX.name, [])
        sending = select(OUTBOX.c.payload).where(self._in(OUTBOX), OUTBOX.c.kind == "send_file")
        files = [json.loads(each).get("content", "") for each in await self._connection.scalars(sending)]
        await update_many(
            self._connection,
            OUTBOX,
            [
                {
                    "id": number, "chat_id": self._who.nobody, "payload": "{}", "fallback": "", "error": "",
                    "message_id": "", "dedupe_key": f"{ERASED}:{number}",
                }
                for number in rows
            ],
        )  # fmt: skip
        unsent = OUTBOX.c.state.in_(("pending", "sending"))
        await self._do(update(OUTBOX).where(self._in(OUTBOX), unsent).values(state="dropped"))
        asked = and_(OUTBOX.c.asked_by.in_(self._who.words), WAITING)
        await self._do(update(OUTBOX).where(asked).values(asked_by=""))
        await self._told_to_others()
        await self._told_by_others()
        looked_at = and_(self._in(INBOX), INBOX.c.state != "pending")
        await self._do(update(INBOX).where(looked_at).values(raw="", lane="", error=""))
        return [name for name in files if name]

    async def _told_by_others(self) -> None:
        """Lists that wait for somebody's yes, and what somebody was just writing about them: it is told anew."""
        names = [_plain(name) for name in self._who.names]
        ready = select(FILE_JOBS.c.id, FILE_JOBS.c.told).where(FILE_JOBS.c.state == "ready")
        asked = select(QUESTIONS.c.chat_pk, QUESTIONS.c.told).where(QUESTIONS.c.told != "")
        jobs = [row.id for row in await self._connection.execute(ready) if _names_one(row.told, names)]
        chats = [row.chat_pk for row in await self._connection.execute(asked) if _names_one(row.told, names)]
        dropped = update(FILE_JOBS).where(one_of(self._connection, FILE_JOBS.c.id, jobs))
        await self._do(dropped.values(state="done", told="{}", file_id="", name=""))
        await self._do(delete(QUESTIONS).where(one_of(self._connection, QUESTIONS.c.chat_pk, chats)))

    async def _told_to_others(self) -> None:
        """What still waits to be said elsewhere and names them."""
        names = [json.dumps(name, ensure_ascii=False)[1:-1] for name in self._who.names if name]
        wanted = [*names, *(f'"{user_id}"' for _, user_id in self._who.accounts)]
        unsent = OUTBOX.c.state.in_(("pending", "sending"))
        naming = or_(
            *(_has(column, word) for column in (OUTBOX.c.payload, OUTBOX.c.fallback) for word in wanted)
        )
        query = select(OUTBOX.c.id, OUTBOX.c.payload, OUTBOX.c.fallback).where(unsent, naming)
        rows = (await self._connection.execute(query)).all() if wanted else []
        own = [f'"{user_id}"' for _, user_id in self._who.accounts]
        for row in rows:
            fallback = "" if any(word in row.fallback for word in own) else _without(row.fallback, names)
            values = {"payload": _without(row.payload, names), "fallback": fallback}
            await self._do(update(OUTBOX).where(OUTBOX.c.id == row.id).values(**values))

    # who they were

    async def accounts(self) -> None:
        for platform, user_id in self._who.accounts:
            chats = select(CHATS.c.id).where(CHATS.c.platform == platform)
            admin = and_(CHAT_ADMINS.c.user_id == user_id, CHAT_ADMINS.c.chat_pk.in_(chats))
            await self._do(delete(CHAT_ADMINS).where(admin))
            private = select(CHATS.c.id).where(CHATS.c.platform == platform, CHATS.c.chat_id == user_id)
            await self._do(delete(QUESTIONS).where(QUESTIONS.c.chat_pk.in_(private)))
            mine = and_(
                FILE_JOBS.c.platform == platform,
                or_(FILE_JOBS.c.chat_id == user_id, FILE_JOBS.c.account.in_(self._who.words)),
            )
            await self._do(delete(FILE_JOBS).where(mine))
            await self._do(
                update(CHATS)
                .where(CHATS.c.platform == platform, CHATS.c.chat_id == user_id)
                .values(
                    chat_id=literal(f"{ERASED}:") + cast(CHATS.c.id, String),
                    title="",
                    present=False,
                    trouble="",
                )
            )
        theirs = select(ACCOUNTS.c.id).where(ACCOUNTS.c.person_id == self._who.person_id)
        await self._do(update(EVIDENCE).where(EVIDENCE.c.account_id.in_(theirs)).values(account_id=None))
        await self._do(delete(ACCOUNTS).where(ACCOUNTS.c.person_id == self._who.person_id))


def _word(row: Any) -> str | None:
    """Whatever is taken stays taken, by nobody's word."""
    still = row.counts_as is not None and row.state != PENDING
    return f"{ERASED}:{row.id}" if still else None


def _without(packed: str, names: Iterable[str]) -> str:
    for name in names:
        packed = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", packed)
    return packed


def _names_one(told: str, names: Iterable[str]) -> bool:
    """Whether one of these names, and not only a part of a longer one, is among the words of some JSON."""
    try:
        words = _plain(json.dumps(json.loads(told), ensure_ascii=False))
    except ValueError:
        words = f'"{_plain(told)}"'
    return any(_plain(json.dumps(name, ensure_ascii=False)) in words for name in names)


def _plain(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).casefold().split())


async def drop_pictures(connection: AsyncConnection, rows: Sequence[Any]) -> list[int]:
    """Forget pictures, given as (id, image); the images they showed, of which some may be another one's too."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    like = one_of(connection, PICTURES.c.other_picture_id, ids)
    await connection.execute(update(PICTURES).where(like).values(other_picture_id=None))
    await connection.execute(delete(PICTURES).where(one_of(connection, PICTURES.c.id, ids)))
    return sorted({row.image_id for row in rows if row.image_id})
