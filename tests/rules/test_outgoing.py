import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.outgoing import (
    AnswerButton,
    Button,
    Outgoing,
    React,
    Reaction,
    Rewrite,
    Say,
    SendFile,
    kind_of,
    pack,
    unpack,
)

words = st.text()
maybe = st.none() | st.text(min_size=1)
keyboards = st.lists(st.lists(st.builds(Button, words, words, words), min_size=1).map(tuple)).map(tuple)
messages = st.one_of(
    st.builds(Say, words, words, maybe, maybe, keyboards, st.booleans(), st.booleans(), words, st.booleans()),
    st.builds(SendFile, words, words, words, words, keyboards),
    st.builds(React, words, words, st.sampled_from(Reaction)),
    st.builds(Rewrite, words, words, words, keyboards),
    st.builds(AnswerButton, words, words, words, st.booleans()),
)


@given(messages)
def test_whatever_is_said_survives_its_way_through_the_outbox(message: Outgoing) -> None:
    packed = json.loads(json.dumps(pack(message)))
    needed = {
        name: ""
        for name in ("chat_id", "text", "message_id", "button_id", "content", "name")
        if hasattr(message, name)
    }
    assert unpack(kind_of(message), {**needed, **packed}) == message


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (Say("-1", "x"), "say"),
        (React("-1", "5", Reaction.ACCEPTED), "react"),
        (Rewrite("-1", "5", "x"), "rewrite"),
        (AnswerButton("-1", "9"), "answer_button"),
    ],
)
def test_each_kind_has_its_name(message: Outgoing, kind: str) -> None:
    assert kind_of(message) == kind


def test_what_stands_at_its_default_is_not_written_down() -> None:
    assert pack(Say("-1", "x")) == {"chat_id": "-1", "text": "x"}


def test_a_kind_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        unpack("sing", {"chat_id": "-1"})
