"""What accounts were told or asked about their data, and what they answered. Rows are only added."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from storage.organisation_tables import Consent as ConsentRow
from storage.transaction import Transaction

_consent = ConsentRow.__table__  # type: ignore[attr-defined]


class Consent(NamedTuple):
    """`version` is that of the words that were read; who has read older ones is asked again."""

    purpose: str
    version: int
    answer: bool
    at: datetime


class Consents:
    """The desk's verbs about consent; an account is `platform:user id`."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def record(self, account: str, purpose: str, version: int, answer: bool) -> None:
        await self._at.connection.execute(
            insert(_consent).values(
                account=account, purpose=purpose, version=version, answer=answer, at=self._at.now
            )
        )

    async def given(self, account: str, purpose: str, version: int) -> bool | None:
        """The latest answer to these words; None when they were never answered."""
        query = (
            select(_consent.c.answer)
            .where(_consent.c.account == account, _consent.c.purpose == purpose)
            .where(_consent.c.version == version)
            .order_by(_consent.c.id.desc())
            .limit(1)
        )
        answer = await self._at.connection.scalar(query)
        return None if answer is None else bool(answer)

    async def history(self, account: str) -> list[Consent]:
        """Everything that was told and answered, the oldest first."""
        columns = (_consent.c.purpose, _consent.c.version, _consent.c.answer, _consent.c.at)
        query = select(*columns).where(_consent.c.account == account).order_by(_consent.c.id)
        return [Consent(*row) for row in await self._at.connection.execute(query)]
