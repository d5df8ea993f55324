"""What Telegram finds in plain text, and what it makes of HTML."""

from typing import Any

import pytest

from simulator.entities import detect
from simulator.errors import ApiError
from simulator.markup import parse_html


def found(text: str) -> list[tuple[str, str]]:
    """Kind and text of each entity, cut out by UTF-16 offsets."""
    units = text.encode("utf-16-le")
    return [
        (item["type"], units[2 * item["offset"] : 2 * (item["offset"] + item["length"])].decode("utf-16-le"))
        for item in detect(text)
    ]


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("không có gì", []),
        ("https://www.facebook.com/a?x=y&z=1#k", [("url", "https://www.facebook.com/a?x=y&z=1#k")]),
        ("bài: facebook.com/hoasen nhé", [("url", "facebook.com/hoasen")]),
        ("😀😀 fb.watch/x youtu.be/abc", [("url", "fb.watch/x"), ("url", "youtu.be/abc")]),
        ("thhoasen.edu.vn.", [("url", "thhoasen.edu.vn")]),
        ("(https://vi.wikipedia.org/wiki/A_(B))", [("url", "https://vi.wikipedia.org/wiki/A_(B)")]),
        ("/toi@town_bot x", [("bot_command", "/toi@town_bot")]),
        ("a/b và 1/2", []),
        ("hỏi @hieu_pho nhé", [("mention", "@hieu_pho")]),
        ("#tuần47 #1", [("hashtag", "#tuần47")]),
        ("gửi an.nguyen@edu.vn", [("email", "an.nguyen@edu.vn")]),
        ("gọi +84 912 345 678", [("phone_number", "+84 912 345 678")]),
        ("ngày 17.11 lúc 7.30", []),
    ],
)
def test_entities_are_found(text: str, entities: list[tuple[str, str]]) -> None:
    assert found(text) == entities


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("<b>a</b>", "a", ["bold"]),
        ("<i>a</i><u>b</u><s>c</s><code>d</code>", "abcd", ["italic", "underline", "strikethrough", "code"]),
        ("<b><i>a</i></b>", "a", ["italic", "bold"]),
        ('<pre><code class="language-py">a</code></pre>', "a", ["pre"]),
        ("<blockquote>a</blockquote>", "a", ["blockquote"]),
        ("1 &lt; 2 &amp; 3 &euro;", "1 < 2 & 3 &euro;", []),
        ("<b></b>x", "x", []),
        (" <b>a </b>", "a", ["bold"]),
    ],
)
def test_html_becomes_entities(source: str, text: str, kinds: list[str]) -> None:
    plain, entities = parse_html(source)
    assert plain == text
    assert sorted(item["type"] for item in entities) == sorted(kinds)


def test_a_link_keeps_its_address() -> None:
    expected: list[dict[str, Any]] = [
        {"offset": 3, "length": 4, "type": "text_link", "url": "https://a.vn/?x=1&y=2"}
    ]
    assert parse_html('😀 <a href="https://a.vn/?x=1&amp;y=2">xem </a>đi')[1] == expected


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<table>", 'Unsupported start tag "table" at byte offset 0'),
        ("đ < 5", 'Unsupported start tag "" at byte offset 3'),
    ],
)
def test_broken_html_is_refused(source: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"
