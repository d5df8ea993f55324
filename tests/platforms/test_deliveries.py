import json
from typing import Any

import pytest

from platforms.telegram import delivery_of, lane_of
from tests.platforms import updates
from tests.platforms.updates import GROUP, LAN, member, message, own_standing, presence, written


@pytest.mark.parametrize(
    "raw",
    [
        message(),
        {"update_id": 1, "edited_message": written()},
        {"update_id": 1, "channel_post": written()},
        updates.button(),
        updates.button(message={"chat": GROUP, "message_id": 8, "date": 0}),
        own_standing(member("left"), member("member")),
        presence(member("left"), member("member")),
    ],
)
def test_an_update_keeps_the_order_of_its_chat(raw: dict[str, Any]) -> None:
    assert lane_of(raw) == "-1001"


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 1, "poll": {"id": "5"}},
        {"message": None},
        {"message": {"chat": 5}},
        {"message": {"chat": {"id": "5"}}},
        updates.button(message=None),
    ],
)
def test_an_update_of_no_chat_keeps_no_order(raw: dict[str, Any]) -> None:
    assert lane_of(raw) == ""


def test_the_key_is_the_updates_number() -> None:
    assert delivery_of({"update_id": 17, "message": written()}).key == "17"


@pytest.mark.parametrize("update_id", [None, "17", True, -1, 2**70, 1.5, [], {}])
def test_an_update_without_a_usable_number_gets_a_key_from_its_content(update_id: Any) -> None:
    assert delivery_of({"update_id": update_id}).key.startswith("sha256:")


def test_the_same_content_gets_the_same_key() -> None:
    assert delivery_of({"message": {"text": "a"}}).key == delivery_of({"message": {"text": "a"}}).key


def test_other_content_gets_another_key() -> None:
    assert delivery_of({"message": {"text": "a"}}).key != delivery_of({"message": {"text": "b"}}).key


def test_the_raw_update_can_be_read_back() -> None:
    raw = message(text="Tổ \ud83d\x00", **{"from": LAN})
    assert json.loads(delivery_of(raw).raw) == raw


def test_the_raw_update_is_plain_ascii() -> None:
    assert delivery_of(message(text="Tổ \ud83d\x00")).raw.isascii()
