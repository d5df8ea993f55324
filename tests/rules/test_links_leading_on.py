"""Which links lead on, where they may be asked for, and what an answer tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.links import door_of, leads_on, next_address, recognise
from rules.links.short_hosts import SHORTENERS
from rules.links.shorteners import addresses_in_head
from tests.rules.test_links_properties import MESSY

HERE = "https://bit.ly/3abc"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/share/p/1AbCd/",
        "https://www.facebook.com/share/v/1AbCd?mibextid=x",
        "https://www.facebook.com/share/r/1AbCd",
        "https://www.facebook.com/share/1AbCd/",
        "https://m.facebook.com/share/p/1AbCd",
        "https://fb.watch/1AbCd/",
        "https://fb.me/p/1AbCd",
        "https://vt.tiktok.com/ZSabc/",
        "https://vm.tiktok.com/ZSabc",
        "https://www.tiktok.com/t/ZSabc/",
        "https://www.instagram.com/share/p/BAabc",
        "https://zalo.video/s/abcdEF",
        "https://video.zalo.me/s/abcdEF",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fbit.ly%2F3abc&h=AT",
        *(f"https://{host}/3abcDEF" for host in sorted(SHORTENERS)),
    ],
)
def test_short_and_share_links_lead_on(url: str) -> None:
    assert leads_on(recognise(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/hoasen/posts/1234567890",
        "https://www.facebook.com/hoasen",
        "https://www.facebook.com/share/g/1AbCd",
        "https://fb.me/truonghoasen",
        "https://m.me/truonghoasen",
        "https://youtu.be/YE7VzlLtp-4",
        "https://ig.me/m/truonghoasen",
        "https://thcs.edu.vn/tin-tuc/khai-giang.html",
        "https://docs.google.com/document/d/1",
        "https://maps.app.goo.gl/abc",
        "https://bit.ly/",
        "https://bit.ly:8443/3abc",
        "https://api.facebook.com/share/p/1AbCd",
        "http://127.0.0.1/share/p/1AbCd",
        "bit.ly",
        "",
    ],
)
def test_other_links_do_not(url: str) -> None:
    assert not leads_on(recognise(url))
    assert door_of(url) is None


def test_what_tells_of_the_visitor_is_not_asked_along() -> None:
    door = door_of("https://www.facebook.com/share/p/1AbCd/?mibextid=x&rdid=y&share_url=z#top")
    assert door
    assert door.url == "https://www.facebook.com/share/p/1AbCd"


@given(MESSY)
def test_a_door_is_always_a_known_host(text: str) -> None:
    for url in (
        text,
        f"https://bit.ly/{text}",
        f"https://www.facebook.com/share/{text}",
        f"//vt.tiktok.com/{text}",
    ):
        door = door_of(url)
        assert door is None or (
            door.url.startswith((f"https://{door.host}/", f"http://{door.host}/"))
            and door.url.isascii()
            and door.url.isprintable()
            and " " not in door.url
        )


@given(MESSY)
def test_where_a_redirect_leads_can_be_kept(there: str) -> None:
    address = next_address(HERE, there) or ""
    address.encode()
    assert "\x00" not in address


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ("/4abc", "https://bit.ly/4abc"),
        ("//tinyurl.com/x", "https://tinyurl.com/x"),
        ("https://a.edu.vn/tin tức", "https://a.edu.vn/tin%20tức"),
        (" https://a.edu.vn/x ", "https://a.edu.vn/x"),
        ("https://a.edu.vn/\udcc3", "https://a.edu.vn/%C3"),
        ("ftp://a.edu.vn/x", None),
        ("https://who@bit.ly/x", None),
        ("https://a.edu.vn/@name", "https://a.edu.vn/@name"),
        ("x" * 5_000, None),
    ],
)
def test_where_a_redirect_leads(there: str, expected: str | None) -> None:
    assert next_address(HERE, there) == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<meta http-equiv=refresh content='0;url=https://a.vn/x'>", ["https://a.vn/x"]),
        ("<meta http-equiv='refresh' content='0;url=https://a.vn/x'>", ["https://a.vn/x"]),
        (
            '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=https://a.vn/x?a=1&amp;b=2">',
            ["https://a.vn/x?a=1&b=2"],
        ),
        ("<meta http-equiv='refresh' content='300'>", []),
        ('<link href="https://a.vn/x" rel="canonical">', ["https://a.vn/x"]),
        ('<link href="https://a.vn/x.css" rel="stylesheet">', []),
        (
            (
                '<meta property="og:url" content="https://a.vn/3"><link rel="canonical" href="https://a.vn/2">'
                '<meta http-equiv="refresh" content="1;url=https://a.vn/1">'
            ),
            ["https://a.vn/1", "https://a.vn/2", "https://a.vn/3"],
        ),
        ('<link rel="canonical" href="">', []),
        ("", []),
    ],
)
def test_a_pages_head_tells_where_it_leads(page: str, expected: list[str]) -> None:
    assert addresses_in_head(page) == expected


@given(st.text(alphabet="<>metalink =\"'/;:urlcontrfsh-\n", max_size=300))
def test_any_page_is_read(page: str) -> None:
    assert len(addresses_in_head(page)) <= 3
