"""One message never stops the bot, whatever it makes the database say; and a lost database costs no message."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from bot.inbox_pump import InboxPump
from bot.intake import Intake
from handlers.context import Settings
from platforms.messages import Delivery, Incoming
from platforms.telegram import TelegramMessenger, delivery_of
from platforms.telegram.understand import Me, understand
from storage import StorageFullError, StorageUnavailableError, Store
from storage.messages.inbox import MAX_STEPS_ASIDE, Inbox
from tests.bot.test_property import BOT, NOW
from tests.bot.town import link
from tests.platforms import updates
from tests.storage.ledger import reading, rows, writing

POISON = "https://www.facebook.com/poison/posts/1"


class Listener(TelegramMessenger):
    """Hears what messages say, and chokes on one."""

    error: Exception | None = None

    def understand(self, raw: dict[str, Any]) -> Incoming | None:
        if self.error and POISON in str(raw):
            raise self.error
        return understand(raw, Me(BOT, "minhchung_bot", hears_groups=True))


class Bot:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW
        self.listener = Listener(f"{BOT}:nobody", "http://127.0.0.1:9")
        self.pump = InboxPump(store, [self.listener], Settings(), self._clock)
        self.pump._running = True
        self.intake = Intake(
            store,
            "telegram",
            BOT,
            self._clock,
            answer_at_once=self.pump.answer_at_once,
            queued=self.pump.wake,
        )
        self.sent = 0

    def _clock(self) -> datetime:
        return self.now

    def delivery(self, words: str, chat: int | None = None) -> Delivery:
        self.sent += 1
        where = {"id": chat or -1000 - self.sent, "title": "Tổ Toán", "type": "supergroup"}
        raw = updates.message(text=words, message_id=self.sent, chat=where)
        return delivery_of({**raw, "update_id": self.sent})

    async def queued(self, *words: str) -> None:
        """Into the inbox, where they are claimed later."""
        await writing(self.store, self.now).inbox.keep(
            "telegram", BOT, [self.delivery(each) for each in words]
        )

    async def work(self) -> None:
        for _ in range(10):
            if not await self.pump.work_once():
                return

    async def accepted(self) -> int:
        return (await reading(self.store).whole.totals()).evidence["accepted"]

    async def state(self) -> tuple[str, int]:
        """Of the poisoned row, which came first."""
        ((state, tries),) = await rows(self.store, "SELECT state, tries FROM inbox ORDER BY id LIMIT 1")
        return str(state), int(tries)


@pytest.fixture
def bot(store: Store) -> Bot:
    return Bot(store)


@pytest.fixture(params=["at once", "queued"])
def at_once(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "at once")


@asynccontextmanager
async def refused_by_the_database(store: Store, state: str) -> AsyncIterator[None]:
    """PostgreSQL refuses one proof with an error of a class of its own choice."""
    body = f"""
        BEGIN
            IF NEW.url LIKE '%poison%' THEN RAISE 'refused' USING ERRCODE = '{state}'; END IF;
            RETURN NEW;
        END
    """
    async with store._database.write() as connection:
        function = f"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        trigger = "CREATE TRIGGER refused BEFORE INSERT ON evidence FOR EACH ROW EXECUTE FUNCTION refuse()"
        for statement in (function, trigger):
            await connection.execute(text(statement))
    try:
        yield
    finally:
        async with store._database.write() as connection:
            await connection.execute(text("DROP FUNCTION refuse CASCADE"))


HOSTILE = [
    "https://m.facebook.com/story.php?story_fbid=390372&id=disk%D8",
    "https://m.facebook.com/story.php?story_fbid=390372&id=a%00b",
    "https://m.facebook.com/story.php?story_fbid=390372&id=connection+is+closed%ED%A0%80",
    "https://www.facebook.com/%D8timeout/posts/390372",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fbit.ly%2Fabc%D8",
    "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fshare%2Fp%2Fabc%25D8",
    "https://thcshoasen.edu.vn/tin/%D8%00?id=%D8%00",
    "https://m.facebook.com/story.php?story_fbid=390372&id=" + "%F0%9F%98%80" * 400,
]


@pytest.mark.parametrize("url", HOSTILE, ids=range(len(HOSTILE)))
async def test_a_link_in_no_letters_is_counted_like_any_other(bot: Bot, url: str, at_once: bool) -> None:
    if at_once:
        await bot.intake.keep([bot.delivery(url), bot.delivery(link(1))])
    else:
        await bot.queued(url, link(1))
        await bot.work()
    totals = await reading(bot.store).whole.totals()
    assert (totals.evidence["accepted"], totals.inbox_pending, totals.inbox_parked) == (2, 0, 0)


@pytest.mark.parametrize("size", [2**31, 2**33, 2**62])
async def test_a_picture_of_any_size_waits_to_be_looked_at(bot: Bot, size: int, at_once: bool) -> None:
    raw = {**updates.document(file_size=size), "update_id": 1}
    if at_once:
        await bot.intake.keep([delivery_of(raw)])
    else:
        await writing(bot.store, NOW).inbox.keep("telegram", BOT, [delivery_of(raw)])
        await bot.work()
    totals = await reading(bot.store).whole.totals()
    assert (totals.evidence["pending"], totals.inbox_parked) == (1, 0)


async def test_identifiers_longer_than_an_index_takes_are_kept(bot: Bot, at_once: bool) -> None:
    long = "".join(chr(0x10000 + number) for number in range(3_000))
    sizes = [{"file_id": long, "file_unique_id": long, "width": 9, "height": 9}]
    raws = [updates.photo(photo=sizes, media_group_id=long, message_id=number) for number in (1, 2)]
    deliveries = [delivery_of({**raw, "update_id": number}) for number, raw in enumerate(raws)]
    if at_once:
        await bot.intake.keep(deliveries)
    else:
        await writing(bot.store, NOW).inbox.keep("telegram", BOT, deliveries)
        await bot.work()
    totals = await reading(bot.store).whole.totals()
    assert (totals.evidence["pending"], totals.inbox_parked) == (1, 0)


# What fails as if the database was lost


OUTAGE = StorageUnavailableError("disk full, as it says")


async def test_who_looks_like_an_outage_holds_up_nobody(bot: Bot) -> None:
    bot.listener.error = OUTAGE
    await bot.queued(POISON, link(1), link(2))
    await bot.work()
    assert (await bot.accepted(), await bot.state()) == (2, ("pending", 1))


@pytest.mark.postgres
@pytest.mark.parametrize("state", ["40P01", "57014", "53200", "XX001"])
async def test_who_makes_the_database_say_so_holds_up_nobody(
    empty_postgres_url: str, state: str, at_once: bool
) -> None:
    store = Store(empty_postgres_url)
    bot = Bot(store)
    async with refused_by_the_database(store, state):
        if at_once:
            await bot.intake.keep([bot.delivery(POISON), bot.delivery(link(1))])
        else:
            await bot.queued(POISON, link(1))
        await bot.work()
        assert (await bot.accepted(), await bot.state()) == (1, ("pending", 1))
    bot.now += timedelta(minutes=1)
    await bot.work()
    assert await bot.accepted() == 2
    await store.close()


async def test_a_row_that_outlives_its_tries_while_others_are_answered_is_parked(bot: Bot) -> None:
    bot.listener.error = OUTAGE
    await bot.queued(POISON)
    states = []
    for number in range(1, MAX_STEPS_ASIDE + 2):
        await bot.queued(link(number))
        await bot.work()
        states.append((await bot.state())[0])
        bot.now += timedelta(minutes=3)
    assert states == ["pending"] * (MAX_STEPS_ASIDE - 1) + ["parked"] * 2
    assert await bot.accepted() == MAX_STEPS_ASIDE + 1
    (parked,) = await reading(bot.store).inbox.parked()
    assert "disk full" in parked.error


async def test_a_row_that_steps_aside_leaves_longer_and_longer_pauses(bot: Bot) -> None:
    bot.listener.error = OUTAGE
    await bot.queued(POISON)
    tried = []
    for second in range(10, 1200, 10):
        bot.now = NOW + timedelta(seconds=second)
        tried.append(await bot.pump.work_once() > 0)
        await bot.queued(link(second))
        await bot.work()
    assert await bot.state() == ("parked", MAX_STEPS_ASIDE)
    assert tried.count(True) < 2 * MAX_STEPS_ASIDE
    assert await bot.accepted() == len(tried)


async def test_alone_it_waits_and_is_not_parked(bot: Bot) -> None:
    bot.listener.error = OUTAGE
    await bot.queued(POISON)
    for _ in range(3 * MAX_STEPS_ASIDE):
        await bot.work()
        bot.now += timedelta(minutes=3)
    assert await bot.state() == ("pending", 0)
    bot.listener.error = None
    await bot.work()
    assert await bot.accepted() == 1


async def test_a_full_disk_is_no_rows_fault(bot: Bot) -> None:
    bot.listener.error = StorageFullError("full")
    await bot.queued(POISON)
    for number in range(1, 2 * MAX_STEPS_ASIDE):
        await bot.queued(link(number))
        await bot.work()
        bot.now += timedelta(minutes=3)
    assert await bot.state() == ("pending", 0)
    assert await bot.accepted() == 2 * MAX_STEPS_ASIDE - 1


async def test_many_that_fail_are_not_to_blame(bot: Bot) -> None:
    """As when one table is damaged: what does not touch it is answered, and nothing is lost."""
    bot.listener.error = OUTAGE
    await bot.queued(*[POISON] * 6)
    for number in range(1, 2 * MAX_STEPS_ASIDE):
        await bot.queued(link(number))
        await bot.work()
        bot.now += timedelta(minutes=3)
    assert await bot.state() == ("pending", 0)
    bot.listener.error = None
    await bot.work()
    totals = await reading(bot.store).whole.totals()
    assert (totals.inbox_pending, totals.inbox_parked) == (0, 0)


async def test_its_chat_keeps_its_order_while_it_is_tried(bot: Bot) -> None:
    bot.listener.error = OUTAGE
    same = -1001
    deliveries = [bot.delivery(POISON, same), bot.delivery(link(1), same), bot.delivery(link(2))]
    await writing(bot.store, NOW).inbox.keep("telegram", BOT, deliveries)
    assert await bot.pump.work_once() == 2  # all but what stepped aside
    assert await bot.accepted() == 1


# What is a lost database


@pytest.fixture
def lost(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Whatever is written is refused; reading goes on."""

    async def refuses(_now: datetime) -> None:
        raise StorageUnavailableError("lost")

    with monkeypatch.context() as patch:
        patch.setattr(bot.store, "probe", refuses)
        bot.listener.error = StorageUnavailableError("lost")
        yield patch


async def test_a_lost_database_parks_nothing_however_long_it_lasts(
    bot: Bot, lost: pytest.MonkeyPatch
) -> None:
    await bot.queued(POISON, link(1))
    for _ in range(3 * MAX_STEPS_ASIDE):
        with pytest.raises(StorageUnavailableError):
            await bot.work()
        bot.now += timedelta(minutes=3)
    assert await bot.state() == ("pending", 0)
    lost.undo()
    bot.listener.error = None
    await bot.work()
    assert await bot.accepted() == 2


async def test_what_comes_in_meanwhile_is_not_acknowledged(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuses(*_: object, **__: object) -> None:
        raise StorageUnavailableError("lost")

    monkeypatch.setattr(bot.store, "probe", refuses)
    monkeypatch.setattr(Inbox, "keep", refuses)
    bot.listener.error = StorageUnavailableError("lost")
    with pytest.raises(StorageUnavailableError):
        await bot.intake.keep([bot.delivery(POISON), bot.delivery(link(1))])
    assert (await reading(bot.store).whole.totals()).inbox_parked == 0


# What cannot even be written down


async def test_an_update_that_cannot_be_kept_is_parked_and_holds_up_nobody(bot: Bot) -> None:
    bot.pump.stop()  # nothing is answered at once
    unkeepable = Delivery("77", "-1001", {"update_id": 77, "message": object()})
    await bot.intake.keep([bot.delivery(link(1)), unkeepable, bot.delivery(link(2))])
    await bot.work()
    totals = await reading(bot.store).whole.totals()
    assert (totals.evidence["accepted"], totals.inbox_parked) == (2, 1)
    await bot.intake.keep([unkeepable])
    assert (await reading(bot.store).whole.totals()).inbox_parked == 1
