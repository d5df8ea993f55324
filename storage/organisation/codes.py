"""Codes that are used a few times and expire. Whoever reads the ledger learns none: only their hashes are kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from rules.codewords import ALPHABET, LENGTH, clean
from storage import audit
from storage.bulk import insert_many
from storage.tables.organisation import CODES, UNITS
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

MOST_GUESSES = 10
GUESSES_COUNT_FOR = timedelta(hours=1)
GUESS = "code.wrong"


class CodeRecord(NamedTuple):
    """`made_by` is the account (`platform:user id`), or "cli"; `uses_left` as it is after the use."""

    id: int
    purpose: str
    unit_id: int
    role: str
    uses_left: int
    made_by: str
    made_at: datetime
    expires_at: datetime


_COLUMNS = tuple(CODES.c[name] for name in CodeRecord._fields)


class Codes:
    """Codes, made and used."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def make(
        self, purpose: str, unit_id: int, by: str, expires_at: datetime, *, uses: int = 1, role: str = ""
    ) -> str:
        """A new code's word, which nobody can find out again (`rules.codewords.shown` puts it as it is read)."""
        made = await self.make_many(purpose, [unit_id], by, expires_at, uses=uses, role=role)
        return made[unit_id]

    async def make_many(
        self,
        purpose: str,
        unit_ids: Sequence[int],
        by: str,
        expires_at: datetime,
        *,
        uses: int = 1,
        role: str = "",
    ) -> dict[int, str]:
        """By unit, the word of a new code for each."""
        words = {unit_id: _new_word() for unit_id in unit_ids}
        common = {
            "purpose": purpose, "role": role, "uses_left": uses, "made_by": by, "made_at": self._at.now,
            "expires_at": expires_at,
        }  # fmt: skip
        rows = [{"digest": _digest(word), "unit_id": unit_id, **common} for unit_id, word in words.items()]
        await insert_many(self._at.connection, CODES, rows)
        return words

    async def look(self, purpose: str, word: str) -> CodeRecord | None:
        """What a code is for, if it could be used now and its unit is still there; looking does not use it up."""
        found = await self._at.connection.execute(select(*_COLUMNS).where(self._valid(purpose, word)))
        row = found.first()
        return CodeRecord(*row) if row else None

    async def use(self, purpose: str, word: str) -> CodeRecord | None:
        """One use less; of two who use the last one at the same instant, one gets None."""
        fewer = update(CODES).where(self._valid(purpose, word)).values(uses_left=CODES.c.uses_left - 1)
        row = (await self._at.connection.execute(fewer.returning(*_COLUMNS))).first()
        return CodeRecord(*row) if row else None

    async def revoke(self, unit_id: int, purpose: str) -> int:
        """From now on a unit's codes of a purpose are worth nothing; how many were still good."""
        good = and_(CODES.c.unit_id == unit_id, CODES.c.purpose == purpose, self._good)
        done = await self._at.connection.execute(update(CODES).where(good).values(uses_left=0))
        return done.rowcount

    async def may_guess(self, account: str) -> bool:
        """False for an hour after somebody has tried ten codes that do not exist."""
        wrong = select(func.count()).where(
            AUDIT_LOG.c.actor == account,
            AUDIT_LOG.c.action == GUESS,
            AUDIT_LOG.c.at > self._at.now - GUESSES_COUNT_FOR,
        )
        return int(await self._at.connection.scalar(wrong) or 0) < MOST_GUESSES

    async def guessed_wrong(self, account: str, purpose: str) -> None:
        await audit.write(self._at.connection, account, GUESS, target=purpose, detail="", now=self._at.now)

    def _valid(self, purpose: str, word: str) -> ColumnElement[bool]:
        read, today = clean(word), self._at.now.date()
        there = select(UNITS.c.id).where(
            UNITS.c.id == CODES.c.unit_id, or_(UNITS.c.until.is_(None), UNITS.c.until > today)
        )
        return and_(
            CODES.c.digest == _digest(read or ""), CODES.c.purpose == purpose, self._good, there.exists()
        )

    @property
    def _good(self) -> Any:
        return and_(CODES.c.uses_left > 0, CODES.c.expires_at > self._at.now)


def _new_word() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
