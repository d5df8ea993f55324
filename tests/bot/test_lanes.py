"""Whose turn it is to speak, and what is held of what waits."""

from bot.lanes import EACH, Lanes
from bot.pace import Limits
from rules.outgoing import Rank, rank_of
from storage import OutboxRow

UNLIMITED = Limits(overall=10_000, per_chat=10_000, per_group_minute=100_000)


def row(number: int, chat: str = "-1", kind: str = "react", *, bulk: bool = False) -> OutboxRow:
    rank = rank_of(kind, bulk=bulk)
    return OutboxRow(number, chat, kind, {}, bulk, 0, None, None, claimed=False, rank=rank)


def lanes_with(*rows: OutboxRow, limits: Limits = UNLIMITED) -> Lanes:
    lanes = Lanes(limits)
    for each in rows:
        lanes.add(each, 0.0)
    return lanes


def spoken(lanes: Lanes, times: int, *, texts: bool = False) -> list[int]:
    """What is said one after the other, each at once when it is its turn."""
    said = []
    for now in range(1, times + 1):
        lane = lanes.take(float(now), texts=texts)
        if lane is None:
            break
        said.append(lane.head.id)
        lanes.done(lane, lane.head)
    return said


def test_chats_speak_in_turns() -> None:
    lanes = lanes_with(*(row(number) for number in range(1, 5)), row(5, "-2"), row(6, "-2"), row(7, "-3"))
    assert spoken(lanes, 7) == [1, 5, 7, 2, 6, 3, 4]


def test_answers_go_before_what_nobody_waits_for() -> None:
    bulk = [row(number, f"-{number}", "say", bulk=True) for number in range(1, 4)]
    assert spoken(lanes_with(*bulk, row(9, "-9", "say")), 4, texts=True) == [9, 1, 2, 3]


def test_an_answer_goes_before_the_bulk_of_its_own_chat() -> None:
    lanes = lanes_with(row(1, kind="say", bulk=True), row(2, kind="say"))
    assert spoken(lanes, 2, texts=True) == [2, 1]


def test_a_chat_that_waits_for_its_pace_lets_the_others_go_first() -> None:
    rows = [row(1, "1", "say"), row(2, "1", "say"), row(3, "2", "say")]
    lanes = lanes_with(*rows, limits=Limits(per_chat=1.0))
    first = lanes.take(1.0, texts=True)
    assert first is not None
    first.pace.spoke(1.0, lanes.limits)
    lanes.done(first, first.head)
    second = lanes.take(1.1, texts=True)
    assert (first.head.id, second and second.head.id, lanes.take(1.2, texts=True)) == (2, 3, None)


def test_more_is_fetched_when_half_of_what_was_held_is_said() -> None:
    lanes = lanes_with(*(row(number) for number in range(1, EACH + 1)))
    lanes.open(("-1", Rank.QUICK), more=True)
    spoken(lanes, EACH // 2 - 1)
    assert not lanes.hungry
    spoken(lanes, 1)
    assert list(lanes.hungry) == [("-1", Rank.QUICK)]


def test_nobody_is_kept_who_has_nothing_waiting() -> None:
    lanes = lanes_with(row(1), row(2, "-2", "say"))
    spoken(lanes, 2)
    spoken(lanes, 2, texts=True)
    lanes.forget_idle(10_000.0)
    assert (lanes.queues, lanes._lanes, sum(lanes.held.values())) == ({}, {}, 0)


def test_a_chat_that_spoke_a_moment_ago_keeps_its_pace() -> None:
    lanes = lanes_with(row(1, "1", "say"), limits=Limits(per_chat=1.0))
    lane = lanes.take(1000.0, texts=True)
    assert lane is not None
    lane.pace.spoke(1000.0, lanes.limits)
    lanes.done(lane, lane.head)
    lanes.forget_idle(1000.5)
    lanes.add(row(2, "1", "say"), 0.0)
    assert lanes.take(1000.6, texts=True) is None


def test_of_a_chat_that_moved_nothing_is_held() -> None:
    lanes = lanes_with(row(1), row(2), row(3, kind="say"))
    lanes.take(1.0, texts=False)
    lanes.forget("-1")
    assert (sum(lanes.held.values()), lanes.queues, lanes.knows(2)) == (0, {}, False)
    assert lanes.take(2.0, texts=True) is None


def test_what_is_done_in_a_chat_that_moved_changes_nothing() -> None:
    lanes = lanes_with(row(1), row(2))
    lane = lanes.take(1.0, texts=False)
    assert lane is not None
    lanes.forget("-1")
    lanes.add(row(5), 0.0)
    lanes.done(lane, row(1))
    assert lanes.held[Rank.QUICK] == 1
    assert spoken(lanes, 2) == [5]
