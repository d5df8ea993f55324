"""The verdict on pictures that belong together."""

from itertools import permutations

import pytest

from rules.albums import FAILED, NEW, OWN, UNSEEN, WAITING, Part, Verdict, is_copy, verdict_on_album
from rules.verdicts import ACCEPTED, COPY, DUPLICATE, PENDING, PICTURE, REJECTED, SAME_FILE, SENT_AGAIN

NEW_ONE, MINE, ALSO_MINE = Part(NEW), Part(OWN, 7), Part(OWN, 8)
THEIRS, FILE = Part(COPY, 9), Part(SAME_FILE, 10)
BROKEN, PDF, LOST, UNKNOWN = (
    Part(FAILED, error="unreadable"),
    Part(FAILED, error="pdf"),
    Part(UNSEEN),
    Part(WAITING),
)
LOOK = Verdict(PENDING, review=PICTURE)


def verdict(
    *parts: Part, counting: tuple[int, ...] = (7, 8), accept: bool = False, turned_down: tuple[int, ...] = ()
) -> Verdict | None:
    return verdict_on_album(parts, counting, accept=accept, turned_down=turned_down)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([NEW_ONE], LOOK),
        ([MINE], Verdict(DUPLICATE, "copy_of:7")),
        ([MINE, ALSO_MINE], Verdict(DUPLICATE, "copy_of:7")),
        ([THEIRS], Verdict(PENDING, review=COPY, other_id=9)),
        ([FILE], Verdict(PENDING, review=SAME_FILE, other_id=10)),
        ([BROKEN], Verdict(REJECTED, "unreadable")),
        ([PDF, BROKEN], Verdict(REJECTED, "pdf")),
        ([LOST], LOOK),
    ],
)
def test_of_one_kind(parts: list[Part], expected: Verdict) -> None:
    assert verdict(*parts) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([MINE, NEW_ONE], LOOK),
        ([NEW_ONE, BROKEN], LOOK),
        ([MINE, LOST], LOOK),
        ([NEW_ONE, THEIRS], Verdict(PENDING, review=COPY, other_id=9)),
        ([MINE, THEIRS, FILE], Verdict(PENDING, review=SAME_FILE, other_id=10)),
        ([BROKEN, THEIRS], Verdict(PENDING, review=COPY, other_id=9)),
        ([NEW_ONE, UNKNOWN], None),
        ([MINE, UNKNOWN, THEIRS], None),
    ],
)
def test_the_order_of_the_parts_means_nothing(parts: list[Part], expected: Verdict | None) -> None:
    assert {verdict(*order) for order in permutations(parts)} == {expected}


def test_a_copy_beside_something_unreadable_is_nobodys_fault() -> None:
    assert verdict(MINE, BROKEN) == LOOK


def test_what_was_taken_back_may_be_handed_in_again() -> None:
    assert verdict(MINE, counting=()) == LOOK


@pytest.mark.parametrize("beside", [[], [NEW_ONE], [ALSO_MINE], [BROKEN]])
def test_what_a_person_turned_down_is_for_a_person_to_judge(beside: list[Part]) -> None:
    found = verdict(MINE, *beside, counting=(8,), accept=True, turned_down=(7,))
    assert found == Verdict(PENDING, review=SENT_AGAIN, other_id=7)


def test_another_persons_picture_is_the_graver_doubt() -> None:
    assert verdict(MINE, THEIRS, counting=(), turned_down=(7,)) == verdict(THEIRS)


def test_a_department_may_accept_what_is_new() -> None:
    assert verdict(NEW_ONE, MINE, accept=True) == Verdict(ACCEPTED)


@pytest.mark.parametrize("part", [THEIRS, FILE, LOST])
def test_a_doubt_is_never_accepted(part: Part) -> None:
    found = verdict(part, accept=True)
    assert found is not None
    assert found.state == PENDING


def test_without_pictures_there_is_no_verdict() -> None:
    assert verdict() is None


def test_a_reason_that_names_what_is_repeated_is_known_again() -> None:
    assert (is_copy("copy_of:7"), is_copy("late")) == (True, False)
