from datetime import UTC, datetime

from rules.two_accounts import Handling, by_itself, marked, settled
from rules.verdicts import ACCEPTED, DUPLICATE, LATE, PENDING, WITHDRAWN

MORNING, NOON = datetime(2025, 11, 17, 8, tzinfo=UTC), datetime(2025, 11, 17, 12, tzinfo=UTC)


def test_what_was_sent_first_counts() -> None:
    found = settled([Handling(1, NOON, ACCEPTED, ""), Handling(2, MORNING, PENDING, "")])
    assert found[2] == (PENDING, "")
    assert found[1] == (DUPLICATE, "two_accounts:accepted")


def test_a_duplicate_remembers_what_it_was_and_why() -> None:
    first, second = Handling(1, MORNING, ACCEPTED, ""), Handling(2, NOON, ACCEPTED, LATE)
    beside = settled([first, second])[2]
    assert beside == (DUPLICATE, "two_accounts:accepted:late")
    assert settled([Handling(2, NOON, *beside)])[2] == (ACCEPTED, LATE)


def test_standing_beside_each_other_twice_changes_nothing() -> None:
    once = settled([Handling(1, MORNING, ACCEPTED, ""), Handling(2, NOON, ACCEPTED, LATE)])
    again = settled([Handling(1, MORNING, *once[1]), Handling(2, NOON, *once[2])])
    assert again == once


def test_what_does_not_count_stays_as_it_is() -> None:
    those = [Handling(1, MORNING, WITHDRAWN, "by_sender"), Handling(2, NOON, DUPLICATE, "copy_of:1")]
    assert settled(those) == {}
    assert by_itself(DUPLICATE, "copy_of:1") == (DUPLICATE, "copy_of:1")
    assert by_itself(*marked(PENDING)) == (PENDING, "")
