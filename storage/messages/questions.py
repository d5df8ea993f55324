"""What the bot asked somebody in private: the next words there are the answer."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select

from storage import dialect
from storage.records import ChatRecord
from storage.tables.messages import QUESTIONS
from storage.transaction import Transaction

WAITS_FOR = timedelta(minutes=10)


class Asked(NamedTuple):
    """`about` names who understands the answer, `told` is what they need to know of the question."""

    about: str
    told: str


class Questions:
    """Questions; a chat has one at a time."""

    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def ask(self, chat: ChatRecord, about: str, told: str = "") -> None:
        """From now on, for ten minutes, the next words in this chat answer this question."""
        asked = dialect.insert(self._at.database, QUESTIONS).values(
            chat_pk=chat.id, about=about, told=told, asked_at=self._at.now
        )
        newer = {name: asked.excluded[name] for name in ("about", "told", "asked_at")}
        await self._at.connection.execute(asked.on_conflict_do_update(index_elements=["chat_pk"], set_=newer))

    async def open(self, chat: ChatRecord) -> Asked | None:
        """What is to be answered here."""
        query = select(QUESTIONS.c.about, QUESTIONS.c.told).where(
            QUESTIONS.c.chat_pk == chat.id, QUESTIONS.c.asked_at >= self._at.now - WAITS_FOR
        )
        row = (await self._at.connection.execute(query)).first()
        return Asked(*row) if row else None

    async def drop(self, chat: ChatRecord) -> None:
        """It is answered, or nobody waits for an answer any more."""
        await self._at.connection.execute(delete(QUESTIONS).where(QUESTIONS.c.chat_pk == chat.id))
