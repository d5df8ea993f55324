"""Whatever comes in: nothing is parked, nobody is held up, and hostile words stay words."""

import asyncio
import copy
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.inbox_pump import InboxPump
from bot.intake import Intake
from handlers.context import Settings
from platforms.telegram import TelegramMessenger, delivery_of
from reports.summary import ALL
from rules.calendar import week_of
from rules.language import text
from storage import Store
from tests.bot.processes import minhchung
from tests.bot.test_property import BOT, NOW
from tests.bot.town import Setting, Town, link, running, settled
from tests.platforms import updates
from tests.storage.ledger import reading, rows, writing
from tests.waiting import until

RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+84|x",
    "@SUM(A1)",
    "<b>đậm</b><script>alert(1)</script>",
    "*đậm* _nghiêng_ `mã` [x](tg://user?id=1)",
    "{unit} {0} {period.first.__class__}",
    "%s %(name)s %n",
    "'; DROP TABLE evidence; --",
    "Trường \u202eLoa 📣",
]


class Bot:
    """Intake, pump and a ledger of its own, for as many examples as there are."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.store = Store(url)
        messenger = TelegramMessenger(f"{BOT}:nobody", "http://127.0.0.1:9")
        self.pump = InboxPump(self.store, [messenger], Settings(), lambda: NOW)
        self.pump._running = True  # else nothing is answered at once
        self.intake = Intake(
            self.store,
            "telegram",
            BOT,
            lambda: NOW,
            answer_at_once=self.pump.answer_at_once,
            queued=self.pump.wake,
        )
        self.good = count(1)
        self.examples = 0

    def hears(self, raws: list[dict[str, Any]], *, at_once: bool) -> None:
        """The updates, and a good one among them, which has to be counted."""
        number = next(self.good)
        chat = {"id": -100_000_777, "title": "Tổ Toán", "type": "supergroup"}
        proof = updates.message(text=link(number), message_id=number, chat=chat)
        self.examples += 1
        self.runner.run(self._hear([*raws, {**proof, "update_id": 2**40 + number}], at_once=at_once))

    async def _hear(self, raws: list[dict[str, Any]], *, at_once: bool) -> None:
        deliveries = [delivery_of(raw) for raw in raws]
        if at_once:
            await self.intake.keep(deliveries)
        else:
            await writing(self.store).inbox.keep("telegram", BOT, deliveries)
        for _ in range(20):
            if not await self.pump.work_once():
                break

    def counted(self) -> int:
        query = "SELECT count(*) FROM evidence JOIN chat ON chat.id = chat_pk WHERE chat_id = '-100000777'"
        return int(self.runner.run(rows(self.store, query))[0][0])

    def parked(self) -> int:
        return self.runner.run(reading(self.store).whole.totals()).inbox_parked

    def close(self) -> None:
        self.runner.run(self.store.close())
        self.runner.close()


@pytest.fixture
def bot(sqlite_url: str) -> Iterator[Bot]:
    bot = Bot(sqlite_url)
    yield bot
    bot.close()


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.sampled_from(
        [0, -1, 2**31, 2**63, "", "-1001", "\x00", "\ud800", "/toi", "/rut", link(1), "supergroup"]
    )
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
kinds = st.sampled_from(
    ["message", "edited_message", "callback_query", "my_chat_member", "chat_member", "poll"]
)
rubbish = st.dictionaries(kinds | st.text(max_size=8) | st.just("update_id"), anything, max_size=4)

MEMBER = updates.member("member", {"id": int(BOT), "is_bot": True, "first_name": "Bot"})
LEFT = updates.member("left", {"id": int(BOT), "is_bot": True, "first_name": "Bot"})
REAL: list[dict[str, Any]] = [
    updates.message(),
    updates.message(text="/toi", reply_to_message={"message_id": 5}),
    updates.message(text="/rut", reply_to_message={"message_id": 5, "media_group_id": "a"}),
    updates.message(entities=[{"type": "text_link", "offset": 0, "length": 5, "url": link(3)}]),
    updates.message(is_topic_message=True, message_thread_id=3),
    updates.message(link_preview_options={"url": link(4)}),
    updates.photo(caption=link(2), media_group_id="a"),
    updates.document(),
    updates.update(edited_message=updates.written(edit_date=updates.NOON + 1)),
    updates.message(text=None, migrate_to_chat_id=-1005),
    updates.message(text=None, migrate_from_chat_id=-1005),
    updates.own_standing(LEFT, MEMBER),
    updates.presence(MEMBER, LEFT),
    updates.button(),
    updates.message(chat=updates.PRIVATE, text="Xin chào"),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a piece of JSON that could hold something else."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def changed(update: dict[str, Any], where: int, value: Any, *, gone: bool) -> dict[str, Any]:
    """The update with one place replaced, or taken away."""
    result = copy.deepcopy(update)
    *path, last = sorted(places(result), key=str)[where % len(list(places(result)))]
    inner: Any = result
    for key in path:
        inner = inner[key]
    if gone:
        del inner[last]
    else:
        inner[last] = value
    return result


changes = st.tuples(st.integers(0, 10**6), anything, st.booleans())


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    update = draw(st.sampled_from(REAL))
    for where, value, gone in draw(st.lists(changes, min_size=1, max_size=3)):
        if update:
            update = changed(update, where, value, gone=gone)
    return {**update, "update_id": draw(st.integers(0, 2**39))}


def test_arbitrary_objects_hold_up_nobody(bot: Bot) -> None:
    @RELAXED
    @given(st.lists(rubbish, max_size=4), st.booleans())
    def hears(raws: list[dict[str, Any]], at_once: bool) -> None:
        bot.hears(raws, at_once=at_once)
        assert bot.counted() == bot.examples

    hears()
    assert bot.parked() == 0


def test_damaged_updates_hold_up_nobody(bot: Bot) -> None:
    @RELAXED
    @given(st.lists(damaged(), min_size=1, max_size=5), st.booleans())
    def hears(raws: list[dict[str, Any]], at_once: bool) -> None:
        bot.hears(raws, at_once=at_once)
        assert bot.counted() == bot.examples
        assert bot.parked() == 0

    hears()
    assert bot.runner.run(reading(bot.store).whole.verify()) == []


@pytest.mark.postgres
def test_damaged_updates_hold_up_nobody_on_postgresql(empty_postgres_url: str) -> None:
    bot = Bot(empty_postgres_url)

    @settings(RELAXED, max_examples=60)
    @given(st.lists(damaged() | rubbish, min_size=1, max_size=5), st.booleans())
    def hears(raws: list[dict[str, Any]], at_once: bool) -> None:
        bot.hears(raws, at_once=at_once)
        assert bot.counted() == bot.examples
        assert bot.parked() == 0

    try:
        hears()
        assert bot.runner.run(reading(bot.store).whole.verify()) == []
    finally:
        bot.close()


@pytest.mark.parametrize(
    "words",
    [
        "https://" * 512,
        "http://a.b/" * 372,
        "facebook.com/" * 315,
        "https://l.facebook.com/l.php?u=" * 132,
        "%25" * 1365,
        "/" * 4096,
        "😀" * 2048,
        "\u202e" * 4096,
        "a." * 2048,
        "(((((" * 819,
        "﷽" * 4096,
        "\u0300" * 4096,
        "@" * 4096,
        "/tonghop" + " 1/1-" * 800,
    ],
)
def test_the_longest_hostile_texts_hold_up_nobody(bot: Bot, words: str) -> None:
    entities = [{"type": "url", "offset": number, "length": 4096 - number} for number in range(100)]
    hostile = updates.message(text=words[:4096], entities=entities)
    bot.hears([hostile, updates.message(text=words[:4096])], at_once=False)
    assert (bot.counted(), bot.parked()) == (1, 0)


def test_a_deeply_nested_update_holds_up_nobody(bot: Bot) -> None:
    nested: Any = "x"
    for _ in range(400):
        nested = [nested]
    bot.hears([{"update_id": 1, "message": {**updates.written(), "entities": nested}}], at_once=False)
    assert (bot.counted(), bot.parked()) == (1, 0)


# Words stay words


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_group_title_comes_back_as_plain_words(
    town: Town, setting: Setting, name: str
) -> None:
    group = town.another_group(name)
    async with running(setting):
        await town.reacted(town.post(link(1), group))
        town.post("/tonghop", group, town.admin)
        told = await town.answered(group)
    sent = town.calls("sendMessage", 200)[-1]["params"]
    assert name.replace("\u202e", "") in told
    assert "parse_mode" not in sent


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_title_in_a_hint_to_a_person_is_plain_words(
    town: Town, setting: Setting, name: str
) -> None:
    town.bot.can_read_all_group_messages = False
    group = town.world.add_group(name, [{"user_id": town.admin.id, "status": "creator"}])
    async with running(setting):
        town.world.set_member(group.id, town.bot.id, "member", by=town.admin.id)
        told = await town.answered(group)
    assert told == text("chats.deaf", "vi", title=name.replace("\u202e", ""))


async def test_hostile_names_and_titles_stay_themselves_in_the_summary(
    town: Town, setting: Setting, tmp_path: Path
) -> None:
    groups = [town.another_group(name) for name in HOSTILE]
    async with running(setting) as service:
        for number, group in enumerate(groups):
            who = town.world.add_user(HOSTILE[number])
            town.world.set_member(group.id, who.id, "member")
            await town.reacted(town.post(link(number), group, who))
        await settled(service.store)
    done = await minhchung("summary", "--json", "--config", setting.file, folder=tmp_path)
    expected = sorted(name.replace("\u202e", "") for name in HOSTILE)
    assert sorted(unit["name"] for unit in done.json["units"]) == expected
    assert sorted(person["name"] for person in done.json["persons"]) == expected


async def test_a_summary_that_is_too_long_for_a_message_is_cut(town: Town, setting: Setting) -> None:
    setting.extra = {"bot": {"operators": [town.admin.id]}}
    groups = [town.another_group(f"{'Trường ' * 16}{number}") for number in range(60)]
    async with running(setting):
        await town.reacted(*[town.post(link(number), group) for number, group in enumerate(groups)])
        town.world.start(town.admin.id)
        town.post("/tonghop", who=town.admin, chat=town.world.private_chat(town.bot, town.admin))
        await until(lambda: len(town.said(town.admin)) == 3)  # the notice, the help, the numbers
    assert 3000 < len(town.said(town.admin)[-1]) <= 4096


async def test_a_message_of_the_far_past_or_future_is_counted_in_its_time(
    town: Town, setting: Setting
) -> None:
    async with running(setting) as service:
        messages = [town.post(link(number), date=date) for number, date in enumerate([1, 2**31, 2**32 - 1])]
        await town.reacted(*messages)
        week = week_of(NOW.date())
        found = await reading(service.store).tallies.below(ALL, week)
    assert sum(sum(tally.states.values()) for tally in found) == 0
