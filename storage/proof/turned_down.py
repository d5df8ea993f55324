"""What persons have turned down, when somebody hands it in again."""

from rules.verdicts import POST
from storage.proof.evidence import EvidenceBook
from storage.records import EvidenceRecord, PersonRecord
from storage.transaction import Transaction


class TurnedDown:
    """Turned-down proof; `flush` writes down what it buffers, so that what is read is true."""

    def __init__(self, at: Transaction, book: EvidenceBook) -> None:
        self._at = at
        self._book = book

    async def before(self, person: PersonRecord, key: str, action: str = POST) -> int | None:
        """Which evidence of the same person's same post was turned down last."""
        return await self._book.turned_down(person.id, action, key)

    async def like(self, item: EvidenceRecord) -> int | None:
        """The same for what was handed in."""
        await self._at.flush()
        return await self._book.turned_down(item.person_id, item.action, item.key)
