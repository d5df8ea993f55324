"""Whatever a server sends, reading it never raises, and what is read can be stored."""

import copy
import dataclasses
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.telegram import delivery_of, lane_of
from platforms.telegram.understand import ALLOWED_UPDATES, Me, understand
from tests.platforms import updates

ME = Me("42", "MinhChungBot")
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=40)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**31, 2**63, -(2**63), 10**400, -1, 0, 1087968824, 777000])
    | st.floats()
    | ANY_TEXT
    | st.sampled_from(["private", "supergroup", "/toi@", "restricted", "\ud800", "\x00", "x" * 5000])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4)
)
REAL = [
    updates.message(
        entities=[{"type": "url", "offset": 0, "length": 36}], link_preview_options={"url": "https://x"}
    ),
    updates.message(
        text="/toi@MinhChungBot tuần này", reply_to_message=updates.written(), is_topic_message=True
    ),
    updates.message(
        **{"from": updates.ANONYMOUS, "sender_chat": updates.GROUP, "forward_origin": {"type": "user"}}
    ),
    updates.message(reply_markup={"inline_keyboard": [[{"text": "x", "url": "https://x"}]]}),
    updates.message(text=None, migrate_to_chat_id=-1005),
    updates.photo(
        caption="x", caption_entities=[{"type": "text_link", "url": "https://x"}], media_group_id="1"
    ),
    updates.document(),
    updates.document(file_name="danh-sach.xlsx", mime_type="application/zip", chat=updates.PRIVATE),
    updates.contact(),
    updates.button(),
    updates.own_standing(updates.member("left"), updates.member("restricted", is_member=True)),
    updates.presence(updates.member("left"), updates.member("member")),
]


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a piece of JSON, with each of its keys."""
    if not isinstance(value, (dict, list)):
        return []
    pairs = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
    return [(value, key) for key, _ in pairs] + [place for _, inner in pairs for place in places(inner)]


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    raw: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(REAL)))
    for _ in range(draw(st.integers(1, 4))):
        container, key = draw(st.sampled_from(places(raw)))
        container[key] = draw(JSON)
        if not places(raw):
            break
    return raw


@given(spoilt())
@settings(max_examples=250, deadline=None)
def test_a_spoilt_update_is_survived(raw: dict[str, Any]) -> None:
    understand(raw, ME)


@given(st.dictionaries(st.sampled_from(ALLOWED_UPDATES) | ANY_TEXT, JSON, max_size=4))
@settings(max_examples=250, deadline=None)
def test_any_json_is_survived(raw: dict[str, Any]) -> None:
    understand(raw, ME)


@given(spoilt())
@settings(max_examples=250, deadline=None)
def test_the_order_of_a_spoilt_update_is_always_told(raw: dict[str, Any]) -> None:
    assert isinstance(lane_of(raw), str)


@given(spoilt())
@settings(max_examples=250, deadline=None)
def test_a_spoilt_update_can_be_kept(raw: dict[str, Any]) -> None:
    assert isinstance(json.loads(delivery_of(raw).raw), dict)


def words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [word for item in inner for word in words(item)]


@given(spoilt())
@settings(max_examples=250, deadline=None)
def test_what_is_understood_is_storable(raw: dict[str, Any]) -> None:
    incoming = understand(raw, ME)
    fields = dataclasses.asdict(incoming) if incoming else {}
    # Of an entity only the address is ever kept.
    fields["entities"] = [entity.get("url") for entity in fields.get("entities", ())]
    assert b"\x00" not in "".join(words(fields)).encode()
