"""The coming week of the sample province: the same for the same seed, and as busy as a week is."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from simulator import posting, sample
from simulator.clock import VIETNAM
from simulator.fast_motion import Line, week_from
from simulator.model import Chat, Message
from simulator.sample_people import SCHOOLS, SECTOR
from simulator.sample_week import coming_weeks
from simulator.world import World

SATURDAY = datetime(2025, 11, 22, 10, tzinfo=VIETNAM)
SEVEN = datetime(2025, 11, 24, 7, tzinfo=VIETNAM)
BUTTONS = {
    "inline_keyboard": [
        [{"text": "Đã làm", "callback_data": "done"}, {"text": "Trang", "url": "https://a.vn"}]
    ]
}


def planned(seed: int = 1) -> tuple[World, list[Line]]:
    world = World()
    world.clock.set_to(SATURDAY)
    sample.build(world)
    return world, coming_weeks(world, *week_from(SATURDAY), seed)


def played(lines: list[Line], until: datetime | None = None) -> None:
    for line in lines:
        if until is None or line.at < until.timestamp():
            line.act(line.at)


def new(world: World) -> list[Message]:
    return [
        m
        for c in world.chats.values()
        for m in c.messages.values()
        if m.data["date"] > SEVEN.timestamp() - 600
    ]


def transcript(seed: int) -> list[tuple[object, ...]]:
    world, lines = planned(seed)
    played(lines)
    return [(m.chat.title, m.sender_id, m.data.get("text"), m.data.get("caption")) for m in new(world)]


def school(world: World) -> Chat:
    return next(chat for chat in world.chats.values() if chat.title == SCHOOLS[2].title)


def said_by_the_bot(world: World, **content: object) -> Message:
    head = {"from": world.bot().user.as_json()}
    return posting.store(
        world, school(world), head, {"text": "Tuần mới rồi ạ", **content}, int(SEVEN.timestamp())
    )


def test_the_same_seed_gives_the_same_week() -> None:
    assert transcript(1) == transcript(1)


def test_another_seed_gives_another_week() -> None:
    assert transcript(1) != transcript(2)


def test_the_script_is_in_order_and_lies_within_the_week() -> None:
    _, lines = planned()
    begin, end = (moment.timestamp() for moment in week_from(SATURDAY))
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert begin < lines[0].at < lines[-1].at < end


def test_most_hand_in_on_sunday_night() -> None:
    world, lines = planned()
    played(lines)
    moments = [datetime.fromtimestamp(message.data["date"], VIETNAM) for message in new(world)]
    hours = Counter((each.weekday(), each.hour >= 19) for each in moments)
    assert len(moments) > 90
    assert hours.most_common(1)[0][0] == (6, True) or hours[6, True] > len(moments) / 5


@pytest.mark.parametrize("part", ["photo", "text", "reply_to_message"])
def test_the_week_has_a_message_with(part: str) -> None:
    world, lines = planned()
    said_by_the_bot(world)
    played(lines)
    assert any(part in message.data for message in new(world))


def test_the_new_featured_post_is_pinned_over_the_old_one() -> None:
    world, lines = planned()
    sector = next(chat for chat in world.chats.values() if chat.title == SECTOR.title)
    old = sector.pinned_message_id
    played(lines, SEVEN + timedelta(hours=1))
    assert sector.pinned_message_id is not None
    assert sector.pinned_message_id > (old or 0)
    assert sector.messages[sector.pinned_message_id].data["date"] == SEVEN.timestamp() + 1800


def test_some_answer_what_the_bot_said_on_monday() -> None:
    world, lines = planned()
    call = said_by_the_bot(world)
    played(lines, SEVEN + timedelta(hours=1))
    answers = [m for m in school(world).messages.values() if m.data.get("reply_to_message", {}).get("text")]
    assert call.id in {message.data["reply_to_message"]["message_id"] for message in answers[-3:]}


def test_where_the_bot_says_nothing_nobody_answers_it() -> None:
    world, lines = planned()
    played(lines, SEVEN + timedelta(hours=1))
    assert not any("reply_to_message" in m.data for m in new(world) if m.chat is school(world))


def test_somebody_presses_a_button_of_the_bot() -> None:
    world, lines = planned()
    said_by_the_bot(world, reply_markup=BUTTONS)
    played(lines, SEVEN + timedelta(days=1))
    pressed = [update for update in world.bot().queue if update.kind == "callback_query"]
    assert pressed
    assert all(b'"data":"done"' in update.raw for update in pressed)


def test_a_group_that_was_made_since_takes_part() -> None:
    world, _ = planned()
    people = [world.add_user(f"Cô {number}") for number in range(6)]
    group = world.add_group("Trường mới", [*(person.id for person in people), world.bot().id])
    played(coming_weeks(world, *week_from(SATURDAY), 1))
    assert len(group.messages) > 3


def test_where_no_bot_is_nothing_is_planned() -> None:
    world = World()
    world.add_group("Lớp", [world.add_user("An").id, world.add_user("Bình").id])
    assert coming_weeks(world, *week_from(SATURDAY), 1) == []
