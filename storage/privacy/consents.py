"""What accounts were told or asked about their data, and what they answered. Rows are only added."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from storage.tables.people import CONSENTS
from storage.transaction import Transaction


class Consent(NamedTuple):
    """`version` is that of the words that were read; who has read older ones is asked again."""

    purpose: str
    version: int
    answer: bool
    at: datetime


class Consents:
    """Consent; an account is `platform:user id`."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def record(self, account: str, purpose: str, version: int, answer: bool) -> None:
        await self._at.connection.execute(
            insert(CONSENTS).values(
                account=account, purpose=purpose, version=version, answer=answer, at=self._at.now
            )
        )

    async def given(self, account: str, purpose: str, version: int) -> bool | None:
        """The latest answer to these words; None when they were never answered."""
        query = (
            select(CONSENTS.c.answer)
            .where(CONSENTS.c.account == account, CONSENTS.c.purpose == purpose)
            .where(CONSENTS.c.version == version)
            .order_by(CONSENTS.c.id.desc())
            .limit(1)
        )
        answer = await self._at.connection.scalar(query)
        return None if answer is None else bool(answer)

    async def history(self, account: str) -> list[Consent]:
        """Everything that was told and answered, the oldest first."""
        columns = (CONSENTS.c.purpose, CONSENTS.c.version, CONSENTS.c.answer, CONSENTS.c.at)
        query = select(*columns).where(CONSENTS.c.account == account).order_by(CONSENTS.c.id)
        return [Consent(*row) for row in await self._at.connection.execute(query)]
