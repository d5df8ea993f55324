from typing import Any

import pytest

from platforms.messages import ChatKind, Event, Incoming, Sender, Standing
from platforms.telegram.standings import ABSENT, standing_of
from platforms.telegram.understand import Me, understand
from tests.platforms.updates import ANONYMOUS, GROUP, LAN, PRIVATE, member, own_standing, presence

LEFT = member("left")
ADMIN = Standing(present=True, admin=True, can_write=True, hears_all=True)
DEAF = Standing(present=True, admin=False, can_write=True, hears_all=False)
MUTED = Standing(present=True, admin=False, can_write=False, hears_all=False)


def read(raw: dict[str, Any], hears_groups: bool = False) -> Incoming:
    incoming = understand(raw, Me("42", "MinhChungBot", hears_groups))
    assert incoming is not None
    return incoming


@pytest.mark.parametrize(
    ("seen", "standing"),
    [
        (member("creator"), ADMIN),
        (member("administrator"), ADMIN),
        (member("member"), DEAF),
        (member("restricted", is_member=True, can_send_messages=False), MUTED),
        (member("restricted", is_member=True, can_send_messages=True), DEAF),
        (member("restricted", is_member=False, can_send_messages=True), ABSENT),
        (member("left"), ABSENT),
        (member("kicked"), ABSENT),
        (member("something new"), ABSENT),
        ({"status": ["member"]}, ABSENT),
        ({}, ABSENT),
    ],
)
def test_a_status_in_a_group_is_a_standing(seen: dict[str, Any], standing: Standing) -> None:
    assert standing_of(seen, ChatKind.GROUP, hears_groups=False) == standing


def test_without_privacy_mode_a_member_hears_all() -> None:
    assert standing_of(member("member"), ChatKind.GROUP, hears_groups=True).hears_all


def test_in_private_everything_is_heard() -> None:
    assert standing_of(member("member"), ChatKind.PRIVATE, hears_groups=False).hears_all


def test_an_admin_of_a_channel_may_be_without_the_right_to_post() -> None:
    seen = member("administrator", can_post_messages=False)
    assert not standing_of(seen, ChatKind.CHANNEL, hears_groups=False).can_write


def test_being_added_to_a_group_is_a_standing() -> None:
    assert read(own_standing(LEFT, member("member"))).event is Event.STANDING


def test_a_change_says_what_was_before() -> None:
    assert read(own_standing(member("administrator"), member("member"))).was == ADMIN


def test_a_change_says_what_is_now() -> None:
    assert read(own_standing(LEFT, member("member"))).standing == DEAF


def test_a_change_says_who_made_it() -> None:
    assert read(own_standing(LEFT, member("member"))).sender == Sender("77", "Lan Nguyễn")


def test_a_change_by_an_anonymous_admin_names_nobody() -> None:
    assert read(own_standing(LEFT, member("member"), **{"from": ANONYMOUS})).sender is None


def test_a_change_by_an_anonymous_admin_is_an_admins() -> None:
    assert read(own_standing(LEFT, member("member"), **{"from": ANONYMOUS})).anonymous_admin


def test_being_blocked_in_private_is_absence() -> None:
    assert read(own_standing(member("member"), member("kicked"), chat=PRIVATE)).standing == ABSENT


def test_a_change_in_no_chat_is_nothing() -> None:
    assert understand(own_standing(LEFT, LEFT, chat=None), Me("42")) is None


def test_somebody_coming_is_their_presence() -> None:
    assert read(presence(LEFT, member("member"))).event is Event.PRESENCE


def test_presence_is_told_of_who_came_not_of_who_let_them_in() -> None:
    assert read(presence(LEFT, member("member"))).sender == Sender("77", "Lan Nguyễn")


def test_somebody_going_is_absent() -> None:
    assert read(presence(member("member"), member("left"))).standing == ABSENT


def test_becoming_an_admin_is_presence() -> None:
    assert read(presence(member("member"), member("administrator"))).standing == ADMIN


@pytest.mark.parametrize(
    "raw",
    [
        presence(member("member"), member("restricted", is_member=True)),
        presence(LEFT, member("kicked")),
        presence(LEFT, {"status": "member"}),
        presence(LEFT, {"status": "member", "user": LAN | {"id": None}}),
        {"update_id": 1, "chat_member": {"chat": GROUP}},
    ],
)
def test_changes_that_matter_to_nobody_are_nothing(raw: dict[str, Any]) -> None:
    assert understand(raw, Me("42")) is None
