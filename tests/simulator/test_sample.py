"""The sample province is believable, complete and always the same."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from time import perf_counter

import pytest

from simulator import sample
from simulator.model import Chat, Message
from simulator.sample_people import SCHOOLS
from simulator.world import World

SATURDAY = datetime(2025, 11, 22, 3, tzinfo=UTC)
VIETNAM = timezone(timedelta(hours=7))


def built(now: datetime = SATURDAY, *, told: bool = False) -> World:
    world = World()
    world.clock.set_to(now)
    sample.build(world, told=told)
    return world


@pytest.fixture(scope="module")
def world() -> World:
    return built()


def messages_of(world: World) -> Iterator[Message]:
    return (message for chat in world.chats.values() for message in chat.messages.values())


def chat_named(world: World, part: str) -> Chat:
    return next(chat for chat in world.chats.values() if part in (chat.title or ""))


def transcript(world: World) -> list[tuple[object, ...]]:
    return [
        (message.chat.title, message.sender_id, message.data.get("text"), message.data.get("caption"))
        for message in messages_of(world)
    ]


def test_two_builds_say_the_same() -> None:
    assert transcript(built()) == transcript(built())


def test_a_build_takes_well_under_a_second() -> None:
    start = perf_counter()
    built()
    assert perf_counter() - start < 1


def test_there_are_some_hundred_messages(world: World) -> None:
    assert 500 <= sum(1 for _ in messages_of(world)) <= 700


@pytest.mark.parametrize("weekday", range(7))
def test_nothing_lies_in_the_future(weekday: int) -> None:
    now = datetime(2025, 11, 17, 1, tzinfo=UTC) + timedelta(days=weekday)
    assert max(message.data["date"] for message in messages_of(built(now))) <= now.timestamp()


def test_every_chat_runs_in_order_of_time(world: World) -> None:
    for chat in world.chats.values():
        dates = [message.data["date"] for message in chat.messages.values()]
        assert dates == sorted(dates)


def test_eight_weeks_are_covered(world: World) -> None:
    dates = [datetime.fromtimestamp(message.data["date"], VIETNAM) for message in messages_of(world)]
    assert len({date.isocalendar()[:2] for date in dates}) == 8


def test_many_write_on_sunday_night_and_nobody_in_the_small_hours(world: World) -> None:
    dates = [datetime.fromtimestamp(message.data["date"], VIETNAM) for message in messages_of(world)]
    assert sum(date.weekday() == 6 and date.hour >= 19 for date in dates) > 80
    assert Counter(date.hour for date in dates).keys().isdisjoint(range(1, 6))


def test_every_role_can_be_played(world: World) -> None:
    assert {user.role for user in world.users.values()} >= {"teacher", "admin", "office", "stranger"}


def test_the_bot_is_in_every_group_and_in_charge_of_some(world: World) -> None:
    bot = world.bot()
    assert (bot.token, bot.username) == (sample.BOT_TOKEN, sample.BOT_USERNAME)
    statuses = Counter(chat.members[bot.id].status for chat in world.chats.values())
    assert statuses.keys() == {"member", "administrator"}


def test_schools_have_six_to_twelve_people_and_one_in_charge(world: World) -> None:
    schools = [chat for chat in world.chats.values() if chat.title in {u.title for u in SCHOOLS}]
    assert len(schools) == 6
    for chat in schools:
        people = [member for member in chat.members.values() if member.user_id not in world.bots]
        assert 6 <= len(people) <= 12
        assert [member.status for member in people].count("creator") == 1


@pytest.mark.parametrize(
    "part",
    [
        "facebook.com/share/p/",
        "facebook.com/share/v/",
        "m.facebook.com/",
        "/posts/pfbid",
        "vt.tiktok.com/",
        "youtu",
        ".lamgiang.edu.vn/tin-tuc/",
        "Các thầy cô nhớ họp 14h nhé",
    ],
)
def test_people_write(world: World, part: str) -> None:
    assert any(part in message.data.get("text", "") for message in messages_of(world))


@pytest.mark.parametrize(
    "name",
    [
        "photo",
        "document",
        "media_group_id",
        "reply_to_message",
        "edit_date",
        "forward_origin",
        "sender_chat",
        "message_thread_id",
    ],
)
def test_some_message_has(world: World, name: str) -> None:
    assert any(name in message.data for message in messages_of(world))


def test_the_hidden_link_lies_under_its_words(world: World) -> None:
    message = next(m for m in messages_of(world) if m.data.get("text") == "Bài Đoàn trường tuần này ở đây ạ")
    [entity] = message.data["entities"]
    start = entity["offset"]
    assert message.data["text"][start : start + entity["length"]] == "ở đây ạ"


def test_the_featured_post_is_shared_in_several_schools(world: World) -> None:
    sharing = {m.chat.id for m in messages_of(world) if "/sgddtlamgiang/posts/" in m.data.get("text", "")}
    assert len(sharing) >= 5


def test_the_newest_featured_post_is_pinned(world: World) -> None:
    chat = chat_named(world, "Truyền thông ngành")
    assert chat.pinned_message_id is not None
    assert chat.messages[chat.pinned_message_id].pinned
    assert sum(message.pinned for message in chat.messages.values()) == 1


def test_one_group_can_still_become_a_supergroup(world: World) -> None:
    assert chat_named(world, "Suối Mơ").type == "group"


def test_the_past_is_not_told_to_the_bot(world: World) -> None:
    assert len(world.bot().queue) == 0


def test_the_past_is_told_on_demand() -> None:
    assert len(built(told=True).bot().queue) >= 500
