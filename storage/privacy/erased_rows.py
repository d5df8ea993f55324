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
from storage.organisation_tables import Code, Consent, FileJob, RoleGrant, UnitSetting
from storage.proof_tables import KnownLink, Picture, Question, Review, ShortLink
from storage.tables import (
    Account,
    Audit,
    Chat,
    ChatAdmin,
    Decision,
    Evidence,
    Exemption,
    Feature,
    Inbox,
    Outbox,
    PageFollowers,
    QuotaRuleRow,
    ReminderChange,
)

ERASED = "erased"
_NOBODYS_WORDS = own_rejection("…")
_NOON = time(12, tzinfo=timezone(timedelta(hours=7)))


def _of(model: Any) -> Table:
    table: Table = model.__table__
    return table


_evidence, _decision, _picture, _review = _of(Evidence), _of(Decision), _of(Picture), _of(Review)
_outbox, _inbox, _audit, _chat, _chat_admin = _of(Outbox), _of(Inbox), _of(Audit), _of(Chat), _of(ChatAdmin)
_account, _consent, _question, _job = _of(Account), _of(Consent), _of(Question), _of(FileJob)
_grant, _short_link, _known_link = _of(RoleGrant), _of(ShortLink), _of(KnownLink)
_MADE_BY = (
    _of(Code).c.made_by,
    _of(UnitSetting).c.made_by,
    _of(Exemption).c.made_by,
    _of(Feature).c.chosen_by,
    _of(PageFollowers).c.told_by,
    _of(QuotaRuleRow).c.made_by,
    _of(ReminderChange).c.made_by,
    _grant.c.granted_by,
    _grant.c.ended_by,
    _account.c.linked_by,
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
    found: dict[Table, ColumnElement[bool]] = {_evidence: _evidence.c.person_id == who.person_id}
    if not who.accounts:
        return found
    own_chats = or_(
        *(and_(_outbox.c.platform == platform, _outbox.c.chat_id == user) for platform, user in who.accounts),
        *(_outbox.c.dedupe_key.like(f"once:{platform}:%:file:{user}:%") for platform, user in who.accounts),
    )
    return found | {
        _decision: _decision.c.by_account.in_(who.words),
        _review: _review.c.by_account.in_(who.words),
        _audit: or_(
            *(_has(column, word) for column in (_audit.c.actor, _audit.c.target, _audit.c.detail) for word in who.words)
        ),
        _outbox: own_chats,
        _inbox: or_(
            *(
                and_(_inbox.c.platform == platform, or_(_inbox.c.lane == user, _has(_inbox.c.raw, user)))
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
    tables = (_evidence, _decision, _review, _audit, _outbox, _inbox)
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
        query = select(*(_evidence.c[name] for name in columns)).where(self._in(_evidence))
        rows = (await self._connection.execute(query.order_by(_evidence.c.id).with_for_update())).all()
        public = await self._posts_of_others(rows)
        first: dict[str, int] = {}
        for row in rows:
            first.setdefault(row.key, row.id)
        await update_many(
            self._connection,
            _evidence,
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
            update(_decision)
            .where(one_of(self._connection, _decision.c.evidence_id, [row.id for row in rows]))
            .where(_decision.c.reason.startswith(own_rejection("")))
            .values(reason=_NOBODYS_WORDS)
        )
        return len(rows)

    async def _posts_of_others(self, rows: Sequence[Any]) -> set[tuple[int, str]]:
        """(page, key) of posts on units' pages that others handed in too: a page's posts are counted by their keys."""
        pages = sorted({row.page_id for row in rows if row.page_id})
        if not pages:
            return set()
        query = select(_evidence.c.page_id, _evidence.c.key).where(
            one_of(self._connection, _evidence.c.page_id, pages),
            _evidence.c.key.in_(sorted({row.key for row in rows if row.page_id})),
            _evidence.c.person_id != self._who.person_id,
        )
        return {(page_id, key) for page_id, key in await self._connection.execute(query)}

    async def _withdrawn(self, ids: Sequence[int]) -> None:
        if not ids:
            return
        rows = [
            {"evidence_id": number, "state": WITHDRAWN, "reason": ERASED, "by_account": "", "at": self._now}
            for number in ids
        ]
        await self._connection.execute(insert(_decision), rows)
        await count_up(
            self._connection, {f"evidence.{PENDING}": -len(ids), f"evidence.{WITHDRAWN}": len(ids)}
        )

    async def _links(self, rows: Sequence[Any]) -> None:
        """Where their short links lead is forgotten; if somebody else's is the same one, it is asked again."""
        here = one_of(self._connection, _short_link.c.evidence_id, [row.id for row in rows])
        await self._do(delete(_short_link).where(here))
        keys = {row.key for row in rows} | {recognise(row.url).key for row in rows if row.url}
        await self._do(delete(_known_link).where(_known_link.c.key.in_(sorted(filter(None, keys)))))

    async def reviews(self) -> None:
        """Nobody looks at it any more."""
        theirs = one_of(self._connection, _review.c.evidence_id, self._found.get(_evidence.name, []))
        await self._do(delete(_review).where(theirs, _review.c.state == "open"))

    async def pictures(self) -> list[int]:
        """The images that were theirs."""
        query = select(_picture.c.id, _picture.c.image_id).where(_picture.c.person_id == self._who.person_id)
        rows = (await self._connection.execute(query)).all()
        return await drop_pictures(self._connection, rows)

    # what they did, and what was said to them

    async def deeds(self) -> None:
        """As a reviewer, as an administrator, as somebody who told a number."""
        nobody, words = self._who.nobody, self._who.words
        await self._do(update(_decision).where(self._in(_decision)).values(by_account=nobody))
        await self._do(update(_review).where(self._in(_review)).values(by_account=nobody, by_name=""))
        for column in _MADE_BY:
            await self._do(update(column.table).where(column.in_(words)).values({column.name: nobody}))
        ended = func.coalesce(_grant.c.until, self._now)
        await self._do(
            update(_grant).where(_grant.c.account.in_(words)).values(account=nobody, name="", until=ended)
        )
        await self._do(delete(_consent).where(_consent.c.account.in_(words)))
        await self._audit()

    async def _audit(self) -> None:
        columns = (_audit.c.id, _audit.c.actor, _audit.c.target, _audit.c.detail)
        rows = (await self._connection.execute(select(*columns).where(self._in(_audit)))).all()
        changed = [
            {"id": row.id, **{name: self._unnamed(getattr(row, name)) for name in ("actor", "target", "detail")}}
            for row in rows
        ]  # fmt: skip
        await update_many(self._connection, _audit, changed)

    def _unnamed(self, told: str) -> str:
        for word in self._who.words:
            told = re.sub(rf"{re.escape(word)}(?!\d)", self._who.nobody, told)
        return told

    async def said(self) -> list[str]:
        """The outbox keeps its rows, so that nothing is said twice, but not to whom; the inbox forgets the lane.

        The names of files that were on their way to them.
        """
        rows = self._found.get(_outbox.name, [])
        sending = select(_outbox.c.payload).where(self._in(_outbox), _outbox.c.kind == "send_file")
        files = [json.loads(each).get("content", "") for each in await self._connection.scalars(sending)]
        await update_many(
            self._connection,
            _outbox,
            [
                {
                    "id": number, "chat_id": self._who.nobody, "payload": "{}", "fallback": "", "error": "",
                    "message_id": "", "dedupe_key": f"{ERASED}:{number}",
                }
                for number in rows
            ],
        )  # fmt: skip
        unsent = _outbox.c.state.in_(("pending", "sending"))
        await self._do(update(_outbox).where(self._in(_outbox), unsent).values(state="dropped"))
        await self._told_to_others()
        await self._told_by_others()
        looked_at = and_(self._in(_inbox), _inbox.c.state != "pending")
        await self._do(update(_inbox).where(looked_at).values(raw="", lane="", error=""))
        return [name for name in files if name]

    async def _told_by_others(self) -> None:
        """Lists that wait for somebody's yes, and what somebody was just writing about them: it is told anew."""
        names = [_plain(name) for name in self._who.names]
        ready = select(_job.c.id, _job.c.told).where(_job.c.state == "ready")
        asked = select(_question.c.chat_pk, _question.c.told).where(_question.c.told != "")
        jobs = [row.id for row in await self._connection.execute(ready) if _names_one(row.told, names)]
        chats = [row.chat_pk for row in await self._connection.execute(asked) if _names_one(row.told, names)]
        dropped = update(_job).where(one_of(self._connection, _job.c.id, jobs))
        await self._do(dropped.values(state="done", told="{}", file_id="", name=""))
        await self._do(delete(_question).where(one_of(self._connection, _question.c.chat_pk, chats)))

    async def _told_to_others(self) -> None:
        """What still waits to be said elsewhere and names them."""
        names = [json.dumps(name, ensure_ascii=False)[1:-1] for name in self._who.names if name]
        wanted = [*names, *(f'"{user_id}"' for _, user_id in self._who.accounts)]
        unsent = _outbox.c.state.in_(("pending", "sending"))
        naming = or_(
            *(_has(column, word) for column in (_outbox.c.payload, _outbox.c.fallback) for word in wanted)
        )
        query = select(_outbox.c.id, _outbox.c.payload, _outbox.c.fallback).where(unsent, naming)
        rows = (await self._connection.execute(query)).all() if wanted else []
        own = [f'"{user_id}"' for _, user_id in self._who.accounts]
        for row in rows:
            fallback = "" if any(word in row.fallback for word in own) else _without(row.fallback, names)
            values = {"payload": _without(row.payload, names), "fallback": fallback}
            await self._do(update(_outbox).where(_outbox.c.id == row.id).values(**values))

    # who they were

    async def accounts(self) -> None:
        for platform, user_id in self._who.accounts:
            chats = select(_chat.c.id).where(_chat.c.platform == platform)
            admin = and_(_chat_admin.c.user_id == user_id, _chat_admin.c.chat_pk.in_(chats))
            await self._do(delete(_chat_admin).where(admin))
            private = select(_chat.c.id).where(_chat.c.platform == platform, _chat.c.chat_id == user_id)
            await self._do(delete(_question).where(_question.c.chat_pk.in_(private)))
            mine = and_(
                _job.c.platform == platform,
                or_(_job.c.chat_id == user_id, _job.c.account.in_(self._who.words)),
            )
            await self._do(delete(_job).where(mine))
            await self._do(
                update(_chat)
                .where(_chat.c.platform == platform, _chat.c.chat_id == user_id)
                .values(
                    chat_id=literal(f"{ERASED}:") + cast(_chat.c.id, String),
                    title="",
                    present=False,
                    trouble="",
                )
            )
        theirs = select(_account.c.id).where(_account.c.person_id == self._who.person_id)
        await self._do(update(_evidence).where(_evidence.c.account_id.in_(theirs)).values(account_id=None))
        await self._do(delete(_account).where(_account.c.person_id == self._who.person_id))


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
    like = one_of(connection, _picture.c.other_picture_id, ids)
    await connection.execute(update(_picture).where(like).values(other_picture_id=None))
    await connection.execute(delete(_picture).where(one_of(connection, _picture.c.id, ids)))
    return sorted({row.image_id for row in rows if row.image_id})
