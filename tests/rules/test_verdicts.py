from itertools import permutations

import pytest

from rules.outgoing import Reaction
from rules.verdicts import (
    ACCEPTED,
    COUNTED,
    DUPLICATE,
    PENDING,
    REJECTED,
    STATES,
    WITHDRAWN,
    reaction_to,
    verdict_on_link,
    verdict_on_picture,
)


@pytest.mark.parametrize(
    ("is_post", "already_counted", "verdict"),
    [(True, False, ACCEPTED), (True, True, DUPLICATE), (False, False, REJECTED), (False, True, REJECTED)],
)
def test_a_link_is_judged_by_what_it_is_and_whether_it_counted(
    is_post: bool, already_counted: bool, verdict: str
) -> None:
    assert verdict_on_link(is_post=is_post, already_counted=already_counted) == verdict


@pytest.mark.parametrize(
    ("is_post", "already_counted", "verdict"),
    [(True, False, PENDING), (True, True, DUPLICATE), (False, False, REJECTED)],
)
def test_a_link_that_was_turned_down_is_for_a_person_to_judge(
    is_post: bool, already_counted: bool, verdict: str
) -> None:
    found = verdict_on_link(is_post=is_post, already_counted=already_counted, turned_down=True)
    assert found == verdict


@pytest.mark.parametrize(("already_counted", "verdict"), [(False, PENDING), (True, DUPLICATE)])
def test_a_picture_is_never_accepted_by_a_machine(already_counted: bool, verdict: str) -> None:
    assert verdict_on_picture(already_counted=already_counted) == verdict


@pytest.mark.parametrize(
    ("state", "reaction"),
    [
        (ACCEPTED, Reaction.ACCEPTED),
        (PENDING, Reaction.PENDING),
        (DUPLICATE, Reaction.DUPLICATE),
        (REJECTED, Reaction.NOT_A_POST),
        (WITHDRAWN, Reaction.NONE),
    ],
)
def test_each_state_has_its_reaction(state: str, reaction: Reaction) -> None:
    assert reaction_to([state]) is reaction


@pytest.mark.parametrize("states", list(permutations([ACCEPTED, PENDING, DUPLICATE, REJECTED, WITHDRAWN])))
def test_the_best_that_came_of_a_message_is_shown_whatever_the_order(states: tuple[str, ...]) -> None:
    assert reaction_to(states) is Reaction.ACCEPTED


@pytest.mark.parametrize(
    ("states", "reaction"),
    [
        ([REJECTED, PENDING], Reaction.PENDING),
        ([REJECTED, DUPLICATE], Reaction.DUPLICATE),
        ([DUPLICATE, PENDING], Reaction.PENDING),
        ([WITHDRAWN, REJECTED], Reaction.NOT_A_POST),
        ([], Reaction.NONE),
    ],
)
def test_of_two_states_the_better_one_is_shown(states: list[str], reaction: Reaction) -> None:
    assert reaction_to(states) is reaction


def test_a_state_nobody_knows_is_shown_by_nothing() -> None:
    assert reaction_to(["strange"]) is Reaction.NONE


def test_a_post_is_taken_while_it_counts_or_waits() -> None:
    assert set(COUNTED) == {ACCEPTED, PENDING}
    assert set(COUNTED) < set(STATES)
