"""Takes updates from the inbox in batches and has them answered, each batch in one transaction."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from bot.intake import Clock
from bot.rest import rest
from handlers.context import Settings
from handlers.dispatch import Errand, answer
from platforms.base import Messenger
from platforms.errors import PlatformError
from platforms.messages import Delivery, Incoming
from storage import BotRef, InboxRow, StorageFullError, StorageUnavailableError, Store

log = logging.getLogger(__name__)

BATCH = 250
BUSY = 50
_STAYS_BUSY = 0.5
_LOOK_AGAIN = 1.0
_ASK_AGAIN = 30.0
_MOST_ERRANDS = 8
_LONGEST_PAUSE = 30.0
_MOST_TO_BLAME = 5


class InboxPump:
    """One for all bots of a house: they share its transactions. What came for those `not_yet` known waits."""

    def __init__(
        self,
        store: Store,
        messengers: Sequence[Messenger],
        settings: Settings,
        clock: Clock,
        *,
        not_yet: Callable[[], Collection[BotRef]] = tuple,
    ) -> None:
        self._store = store
        self._messengers: Mapping[str, Messenger] = {
            f"{each.platform}:{each.bot}": each for each in messengers
        }
        self._settings = settings
        self._clock = clock
        self._not_yet = not_yet
        self._something = asyncio.Event()
        self._stopping = False
        self._running = False
        self._errands: set[asyncio.Task[None]] = set()
        self._errand_slots: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(_MOST_ERRANDS)
        )
        self.answered = asyncio.Event()
        self._busy_until = 0.0
        self._answered_rows = 0
        self._stepped_aside: dict[int, int] = {}

    def _note(self, worked: int) -> None:
        if worked >= BUSY:
            self._busy_until = asyncio.get_running_loop().time() + _STAYS_BUSY

    @property
    def busy(self) -> bool:
        """Whether a backlog is being read; what can wait should leave it the machine."""
        return asyncio.get_running_loop().time() < self._busy_until

    def wake(self) -> None:
        self._something.set()

    def stop(self) -> None:
        """Finish the batch in hand and return."""
        self._stopping = True
        self._something.set()

    async def run(self) -> None:
        pause = _LOOK_AGAIN
        self._running = True
        while not self._stopping:
            self._something.clear()
            try:
                worked = await self.work_once()
                pause = _LOOK_AGAIN
            except StorageUnavailableError as error:
                log.error("the database cannot be used, messages wait (%s)", error)  # noqa: TRY400
                worked, pause = 0, min(2 * pause, _LONGEST_PAUSE)
            self._note(worked)
            if not worked and not self._stopping:
                await rest(pause, self._something)
        errands = set(self._errands)
        for errand in errands:
            errand.cancel()
        await asyncio.gather(*errands, return_exceptions=True)

    async def answer_at_once(self, platform: str, bot: str, deliveries: Sequence[Delivery]) -> bool:
        """Answer updates in the transaction that writes them down; False when they have to queue."""
        if self._stopping or not self._running or BotRef(platform, bot) in self._not_yet():
            return False
        try:
            async with self._store.write(self._clock()) as ledger:
                rows = await ledger.inbox.arrive(platform, bot, deliveries)
                if rows is None:
                    return False
                errands = await answer(rows, self._understand, self._settings, ledger)
                await ledger.inbox.settle(platform, bot, {errand.row_id: _ASK_AGAIN for errand in errands})
        except Exception as error:  # noqa: BLE001  in the inbox the bad one will be found
            log.warning(
                "%d updates could not be answered at once (%s)", len(deliveries), type(error).__name__
            )
            return False
        self._note(len(rows))
        self._answered(errands)
        return True

    async def work_once(self) -> int:
        """Answer one batch; the number of rows that were looked at."""
        rows: list[InboxRow] = []
        try:
            async with self._store.write(self._clock()) as ledger:
                rows = await ledger.inbox.claim(BATCH, self._not_yet())
                if not rows:
                    return 0
                errands = await answer(rows, self._understand, self._settings, ledger)
                for errand in errands:
                    await ledger.inbox.defer(errand.row_id, _ASK_AGAIN)
                waiting = {errand.row_id for errand in errands}
                await ledger.inbox.done([row.id for row in rows if row.id not in waiting])
        except Exception as error:
            if await self._is_lost(error):
                raise
            log.warning(
                "a batch of %d messages failed (%s), trying them singly", len(rows), type(error).__name__
            )
            return await self._one_by_one(rows)
        self._answered(errands)
        self._answered_rows += len(rows)
        return len(rows)

    async def _is_lost(self, error: Exception) -> bool:
        """Whether the database is to blame: it is not when it can be written all the same."""
        return isinstance(error, StorageUnavailableError) and not await self._store.can_write(self._clock())

    async def _one_by_one(self, rows: Sequence[InboxRow]) -> int:
        held_up: set[str] = set()
        aside: list[tuple[InboxRow, StorageUnavailableError]] = []
        before = self._answered_rows
        for row in rows:
            if row.lane in held_up:
                continue
            try:
                finished = await self._alone(row)
            except StorageUnavailableError as lost:
                if await self._is_lost(lost):
                    raise
                aside.append((row, lost))
                finished = False
            self._answered_rows += finished
            if not finished:
                held_up.add(row.lane)
        for row, error in aside:
            await self._step_aside(row, error, before, few=len(aside) <= _MOST_TO_BLAME)
        if aside:
            log.warning("%d inbox rows fail and step aside (%s)", len(aside), aside[0][1])
        return len(rows) - len(aside)

    async def _step_aside(
        self, row: InboxRow, error: StorageUnavailableError, before: int, *, few: bool
    ) -> None:
        """A row fails as if the database was lost. It is to blame when others were answered since it was last tried.

        Otherwise it only waits: when none was answered, when many fail, and on a full disk.
        """
        others = self._answered_rows > self._stepped_aside.get(row.id, before)
        self._stepped_aside[row.id] = self._answered_rows
        counts = others and few and not isinstance(error, StorageFullError)
        async with self._store.write(self._clock()) as ledger:
            parked = await ledger.inbox.step_aside(row.id, str(error), counts=counts)
        if parked:
            log.error("inbox row %d is parked", row.id)
            del self._stepped_aside[row.id]

    async def _alone(self, row: InboxRow) -> bool:
        """Answer one row in a transaction of its own; False when it has to be tried again."""
        try:
            async with self._store.write(self._clock()) as ledger:
                current = await ledger.inbox.claim_one(row.id)
                if current is None:
                    return True
                errands = await answer([current], self._understand, self._settings, ledger, careful=True)
                if errands:
                    await ledger.inbox.defer(row.id, _ASK_AGAIN)
                else:
                    await ledger.inbox.done([row.id])
        except StorageUnavailableError:
            raise
        except Exception as error:
            log.warning("inbox row %d failed (%s)", row.id, type(error).__name__, exc_info=True)
            async with self._store.write(self._clock()) as ledger:
                parked = await ledger.inbox.failed(row.id, _told(error))
            if parked:
                log.error("inbox row %d is parked", row.id)  # noqa: TRY400
            return parked
        self._answered(errands)
        return True

    def _answered(self, errands: Sequence[Errand]) -> None:
        self.answered.set()
        for errand in errands:
            task = asyncio.create_task(self._run_errand(errand), name=f"errand for inbox row {errand.row_id}")
            self._errands.add(task)
            task.add_done_callback(self._errands.discard)

    def _understand(self, source: str, raw: dict[str, object]) -> Incoming | None:
        messenger = self._messengers.get(source)
        return messenger.understand(raw) if messenger else None

    async def _run_errand(self, errand: Errand) -> None:
        chat, user_id = errand.question.chat, errand.question.user_id
        source = f"{chat.platform}:{chat.bot}"
        messenger = self._messengers[source]
        async with self._errand_slots[source]:
            try:
                admin = await messenger.is_admin(chat.chat_id, user_id)
                async with self._store.write(self._clock()) as ledger:
                    await ledger.chats.learn_admin(chat, user_id, is_admin=admin)
                    await ledger.inbox.wake(errand.row_id)
            except (PlatformError, StorageUnavailableError) as error:
                log.warning("rights in a chat could not be asked for inbox row %d: %s", errand.row_id, error)
                return
        self.wake()


def _told(error: Exception) -> str:
    """The kind of error and where it happened; what it says may hold somebody's words."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f" in {place.tb_frame.f_code.co_qualname}, line {place.tb_lineno}" if place else ""
    return f"{type(error).__name__}{where}"
