"""Reminders: their rounds, whom they reach."""

from storage.messages import chats, reach, rounds
from storage.messages.rounds import RoundKey, RoundRecord, RoundResult
from storage.records import BotRef, ChatRecord, UnitRecord
from storage.transaction import Transaction


class Reminders:
    def __init__(self, at: Transaction) -> None:
        self._at = at

    async def mute(self, chat: ChatRecord, *, muted: bool) -> None:
        """Whether a chat wants no reminders."""
        await chats.set_muted(self._at.connection, chat, muted=muted)

    async def is_muted(self, chat: ChatRecord) -> bool:
        return await chats.is_muted(self._at.connection, chat)

    async def newest_round(self, bot: BotRef, kind: str, period: str) -> RoundRecord | None:
        return await rounds.newest(self._at.connection, bot, kind, period)

    async def begin_round(
        self, key: RoundKey, lateness: str, *, planned: int = rounds.UNFINISHED
    ) -> RoundRecord:
        """The round of this key; as long as nothing is planned, whoever ticks next puts it on the outbox."""
        return await rounds.begin_here(
            self._at.connection, self._at.database, key, self._at.now, lateness=lateness, planned=planned
        )

    async def recent_rounds(self, how_many: int, bot: BotRef) -> list[RoundResult]:
        return await rounds.recent(self._at.connection, how_many, bot=bot)

    async def units_after(self, after_id: int, limit: int) -> list[UnitRecord]:
        return await reach.units_after(self._at.connection, after_id, limit)

    async def departments(self) -> list[int]:
        return await reach.departments(self._at.connection)

    async def count_groups(self, bot: BotRef) -> int:
        """How many groups are reminded at all."""
        return sum((await self.group_counts(bot)).values())

    async def group_counts(self, bot: BotRef) -> dict[int, int]:
        """By unit, how many groups are reminded."""
        return await reach.group_counts(self._at.connection, bot)
