"""How many names somebody without rights has said to find themselves on a list, so that nobody reads it by guessing."""

from datetime import timedelta

from sqlalchemy import ColumnElement, func, literal_column, select

from storage import audit
from storage.tables.upkeep import AUDIT_LOG
from storage.transaction import Transaction

TRIED = "name.tried"
MISSED, FOUND = "missed", "found"
MOST_OF_AN_ACCOUNT = 10
MOST_MISSES = 50
"""Of an invitation; more where more names are on its list."""
COUNT_FOR = timedelta(days=1)
_tried = AUDIT_LOG.c.action == literal_column(f"'{TRIED}'")


class NameTries:
    """Read and written in the ledger."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def count(self, account: str) -> int:
        """How many names somebody has said today."""
        query = select(func.count()).where(AUDIT_LOG.c.actor == account, _tried, self._lately)
        return int(await self._at.connection.scalar(query) or 0)

    async def misses(self, code_id: int, unit_id: int) -> int:
        """How many names that are on no list were said today with an invitation."""
        query = select(func.count()).where(
            AUDIT_LOG.c.unit_id == unit_id,
            _tried,
            self._lately,
            AUDIT_LOG.c.target == f"code {code_id}",
            AUDIT_LOG.c.detail == MISSED,
        )
        return int(await self._at.connection.scalar(query) or 0)

    async def note(self, account: str, code: tuple[int, int] | None, *, missed: bool) -> None:
        """`code` is the number of an invitation and its unit's."""
        await audit.write(
            self._at.connection,
            account,
            TRIED,
            target=f"code {code[0]}" if code else "",
            detail=MISSED if missed else FOUND,
            now=self._at.now,
            whose=audit.Whose(code[1] if code else None),
        )

    @property
    def _lately(self) -> ColumnElement[bool]:
        recent: ColumnElement[bool] = AUDIT_LOG.c.at > self._at.now - COUNT_FOR
        return recent
