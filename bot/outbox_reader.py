"""Reads the outbox for its pump: what is new, and of every chat the first that waits, however much waits there."""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from bot.lanes import EACH, Lanes, QueueKey, queue_of
from rules.outgoing import Rank
from storage import OUTBOX_PAGE, BotRef, OutboxRow, Place, Store

MOST_HELD = 20_000
"""Rows of each rank in memory."""
_MOST_CHATS = 500
START = Place()
_IN_ORDER = (Rank.ANSWER, Rank.QUICK, Rank.BULK)


@dataclass(slots=True)
class Look:
    """A look at all chats that have something waiting at a rank, page by page.

    As long as it was not `complete`, a chat of which nothing is held may have something waiting all the same.
    """

    rank: Rank
    place: Place = START
    due: bool = True
    complete: bool = False
    left_out: bool = False

    def begin_anew(self) -> None:
        self.place, self.due, self.complete = START, True, False


class OutboxReader:
    """`take_in` puts a row into the lanes, or deals with it otherwise."""

    def __init__(
        self, store: Store, bot: BotRef, lanes: Lanes, take_in: Callable[[OutboxRow], Awaitable[None]]
    ) -> None:
        self._store = store
        self._bot = bot
        self._lanes = lanes
        self._take_in = take_in
        self._looks = {rank: Look(rank) for rank in _IN_ORDER}
        self._last_id = self._last_text_id = -1
        self._more_news = False

    @property
    def is_behind(self) -> bool:
        """Whether there is more to be read at once."""
        may_refill = self._lanes.hungry and any(map(self._to_refill, Rank))
        return self._more_news or bool(may_refill) or any(map(self._may_look, self._looks.values()))

    def look_at_all(self) -> None:
        """What another process put in out of order is found chat by chat."""
        for look in self._looks.values():
            look.due = True

    def begin_anew(self) -> None:
        """Rows that were read before may stand in other chats by now."""
        for look in self._looks.values():
            look.begin_anew()

    async def read(self, *, texts_only: bool) -> None:
        """A page of each; of what is new only texts, while a backlog is read, because somebody waits for those."""
        if self._last_id < 0:
            async with self._store.read() as ledger:
                self._last_id = self._last_text_id = await ledger.outbox.newest()
        await self._read_news(texts_only=texts_only)
        await self._refill()
        for look in self._looks.values():
            if self._may_look(look):
                await self._look(look)

    def _may_look(self, look: Look) -> bool:
        return look.due and self._lanes.held[look.rank] + OUTBOX_PAGE <= MOST_HELD

    async def _read_news(self, *, texts_only: bool) -> None:
        after = self._last_text_id if texts_only else self._last_id
        self._lanes.begin_look()
        async with self._store.read() as ledger:
            rows = await ledger.outbox.waiting(
                self._bot.platform, self._bot.bot, after, limit=OUTBOX_PAGE, texts_only=texts_only
            )
        for row in rows:
            after = row.id
            if not self._lanes.knows(row.id) and self._is_next(row):
                await self._take_in(row)
        self._last_text_id = max(self._last_text_id, after)
        if not texts_only:
            self._last_id = after
        self._more_news = len(rows) >= OUTBOX_PAGE

    def _is_next(self, row: OutboxRow) -> bool:
        """Whether a new row may be held: nothing of its chat and rank waits between it and what is held."""
        key, look = queue_of(row), self._looks[Rank(row.rank)]
        queue = self._lanes.queues.get(key)
        no_room = self._lanes.held[look.rank] >= MOST_HELD
        if queue:
            if not queue.more and (no_room or queue.held >= EACH):
                self._lanes.open(key, more=True)
            return not queue.more
        if no_room:
            look.due, look.complete, look.left_out = True, False, True
            return False
        if not look.complete:
            self._lanes.open(key, more=True)
        return look.complete

    def _has_room(self, rank: Rank) -> bool:
        return self._lanes.held[rank] + _MOST_CHATS * EACH // 2 <= MOST_HELD

    def _to_refill(self, rank: Rank) -> list[QueueKey]:
        """Those that run short; where there is little room, those of which nothing is held."""
        short = (key for key in self._lanes.hungry if key[1] is rank)
        if not self._has_room(rank):
            short = (key for key in short if not self._lanes.queues[key].held)
        return list(islice(short, _MOST_CHATS))

    async def _refill(self) -> None:
        for rank in _IN_ORDER:
            hungry = self._to_refill(rank)
            if not hungry:
                continue
            each = EACH // 2 if self._has_room(rank) else 1
            after = {key[0]: self._lanes.queues[key].last for key in hungry}
            self._lanes.begin_look()
            async with self._store.read() as ledger:
                places = await ledger.outbox.next_waiting(self._bot, rank, after, each=each)
            for row in await self._unknown(places):
                await self._take_in(row)
            found = Counter(place.chat_id for place in places)
            for place in places:
                self._note_last((place.chat_id, rank), place.id)
            for key in hungry:
                if key in self._lanes.queues:
                    self._lanes.open(key, more=found[key[0]] >= each)

    def _note_last(self, key: QueueKey, row_id: int) -> None:
        if queue := self._lanes.queues.get(key):
            queue.last = max(queue.last, row_id)

    async def _look(self, look: Look) -> None:
        """A page of the first rows of each chat; what is held already is not read again."""
        if look.place == START:
            look.left_out = False
        self._lanes.begin_look()
        async with self._store.read() as ledger:
            places = await ledger.outbox.first_waiting(
                self._bot, look.rank, look.place, each=EACH, limit=OUTBOX_PAGE
            )
        rows = {row.id: row for row in await self._unknown(places)}
        for place in places:
            key, row = (place.chat_id, look.rank), rows.get(place.id)
            queue = self._lanes.queues.get(key)
            is_full = queue is not None and queue.held >= EACH and place.id > queue.last
            if row and not is_full:
                await self._take_in(row)
            if (row and is_full) or place.nth >= EACH:
                self._lanes.open(key, more=True)
        if len(places) < OUTBOX_PAGE:
            look.place, look.due, look.complete = START, look.left_out, not look.left_out
        else:
            look.place = places[-1]

    async def _unknown(self, places: Iterable[Place]) -> list[OutboxRow]:
        async with self._store.read() as ledger:
            return await ledger.outbox.with_numbers(
                [place.id for place in places if not self._lanes.knows(place.id)]
            )
