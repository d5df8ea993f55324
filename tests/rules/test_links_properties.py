"""What holds for every link and every message."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.links import Kind, door_of, find, next_address, owner_key, page_key, recognise
from rules.storable import storable

POSTS = [
    "https://www.facebook.com/thcs/posts/122134567890123456",
    "https://www.facebook.com/permalink.php?story_fbid=pfbid02AbCdEf&id=100064123456789",
    "https://www.facebook.com/groups/123456789/posts/122134567890123456",
    "https://www.facebook.com/share/p/1AbCdEfGhI",
    "https://www.facebook.com/watch?v=122134567890123456",
    "https://www.facebook.com/photo?fbid=122134567890123456",
    "https://www.tiktok.com/@a/video/7234567890123456789",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.instagram.com/p/CabcDEF_-12",
    "https://www.threads.net/@a/post/CabcDEF_-12",
    "https://www.thcsnguyendu.edu.vn/tin-tuc/hoi-khoe",
    "https://www.thcsnguyendu.edu.vn/?id=12&view=article",
]
TRACKING = [
    "fbclid=IwAR0",
    "mibextid=wwXIfr",
    "rdid=AbC",
    "share_url=https%3A%2F%2Fwww.facebook.com%2Fshare%2Fp%2Fx%2F",
    "igsh=MTIz",
    "si=AbC",
    "utm_source=zalo",
    "utm_medium=a",
    "_rdr",
    "__tn__=%2CO",
    "__cft__[0]=AZX",
    "comment_id=99",
    "reply_comment_id=98",
    "notif_id=1",
    "notif_t=x",
    "ref=share",
    "locale=vi_VN",
    "gidzl=x",
]
SPECIAL = st.sampled_from(
    [
        "https://",
        "http://",
        "www.",
        "facebook.com",
        "/posts/",
        "fb.watch/",
        "?u=",
        "&",
        "%",
        "%25",
        "%C3",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        "@",
        ":",
        "//",
        "\\",
        "#",
        " ",
        "\u200b",
        "１",
        "𝐟",
        "ạ",
        "ạ",
        "�",
        "🌸",
        "123456789012",
        "vn",
        "a",
        "l.php",
    ]
)
MESSY = st.lists(st.one_of(SPECIAL, st.text(max_size=3)), max_size=30).map("".join)


@given(MESSY)
def test_any_string_gets_the_same_answer_twice(text: str) -> None:
    assert recognise(text) == recognise(text)


@given(MESSY)
def test_the_key_is_missing_exactly_when_there_is_no_post(text: str) -> None:
    link = recognise(text)
    assert (link.key is None) == (link.kind in {Kind.PROFILE, Kind.NOT_A_POST})


@given(MESSY)
def test_a_key_is_short_and_can_be_stored(text: str) -> None:
    key = recognise(f"https://a.edu.vn/x/{text}").key or ""
    assert len(key) <= 200
    assert key == "".join(key.split())
    key.encode()


ADDRESSES = st.sampled_from(
    [
        "https://m.facebook.com/story.php?story_fbid=390372&id={}",
        "https://www.facebook.com/{}/posts/390372",
        "https://www.facebook.com/groups/{}/posts/390372",
        "https://www.facebook.com/#!/{}/posts/390372",
        "https://rd.zapps.vn/article?id={}",
        "https://zalo.me/s/{}/detail/12345",
        "https://www.tiktok.com/@a/video/{}",
        "https://www.tiktok.com/@{}",
        "https://youtu.be/{}",
        "https://www.youtube.com/@{}",
        "https://www.instagram.com/p/{}",
        "https://www.threads.net/@a/post/{}",
        "https://bit.ly/{}",
        "https://www.facebook.com/share/p/{}",
        "https://a.edu.vn/tin/{}?id={}",
        "https://sites.google.com/view/{}",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fbit.ly%2F{}",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.edu.vn%2Fx%2F{}",
        "https://l.facebook.com/l.php?u=https://m.facebook.com/story.php?story_fbid=1%26id={}",
        "https://www.google.com/url?q=https%2525{}",
        "https://{}.vn/a/b",
    ]
)
BYTES = st.binary(min_size=1, max_size=3).map(lambda some: "".join(f"%{byte:02x}" for byte in some))
PIECES = st.lists(BYTES | BYTES.map(quote) | st.text(st.characters(), max_size=2), max_size=6).map("".join)


@given(ADDRESSES, PIECES)
def test_whatever_is_made_of_an_address_can_be_stored(address: str, piece: str) -> None:
    url = address.replace("{}", piece)
    link = recognise(url)
    door = door_of(url)
    made = [link.key, page_key(url), owner_key(link), door.url if door else "", next_address(url, piece)]
    for each in filter(None, made):
        assert storable(each) == each
        assert len(each) <= 200 or each in {door and door.url, made[-1]}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://m.facebook.com/story.php?story_fbid=390372&id=disk%D8",
            "https://fb.com/disk%d8/posts/390372",
        ),
        ("https://m.facebook.com/story.php?id=a%00b&story_fbid=390372", "https://fb.com/a%00b/posts/390372"),
        ("https://a.edu.vn/x/%D8", "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.edu.vn%2Fx%2F%D8"),
        ("https://a.edu.vn/x/%D8", "https://l.facebook.com/l.php?u=https%3A%2F%2Fa.edu.vn%2Fx%2F%25D8"),
    ],
)
def test_bytes_that_are_no_letters_have_one_spelling(one: str, other: str) -> None:
    assert recognise(one).key == recognise(other).key is not None


def test_bytes_that_are_no_letters_tell_posts_apart() -> None:
    keys = {recognise(f"https://fb.com/disk{byte}/posts/390372").key for byte in ("%D8", "%D9", "%00", "")}
    assert len(keys) == 4


@given(MESSY)
def test_an_address_keeps_its_key_when_it_is_wrapped(text: str) -> None:
    url = f"https://a.edu.vn/x/{text}"
    wrapped = "https://l.facebook.com/l.php?h=AT&u=" + quote(url, safe="", errors="surrogatepass")
    assert (
        recognise(wrapped).key == recognise(url.encode("utf-8", "replace").decode()).key or "\ud800" in text
    )


@given(
    MESSY,
    st.lists(
        st.dictionaries(
            st.sampled_from(["type", "offset", "length", "url"]),
            st.one_of(
                st.none(),
                st.integers(-5, 80),
                st.sampled_from(["url", "text_link", "https://fb.watch/abcd1"]),
                st.text(max_size=5),
            ),
        ),
        max_size=4,
    ),
)
def test_any_message_is_survived(text: str, entities: list[dict[str, Any]]) -> None:
    found = find(text, entities)
    posts = [link.key for link in found if link.key]
    assert len(posts) == len(set(posts))


@given(MESSY)
def test_what_is_found_is_what_the_link_alone_is(text: str) -> None:
    assert all(recognise(link.url) == link for link in find(text))


@given(
    st.sampled_from(POSTS),
    st.lists(st.sampled_from(TRACKING), max_size=6),
    st.sampled_from(["", "#", "#top"]),
)
def test_tracking_never_changes_a_key(url: str, tracking: list[str], fragment: str) -> None:
    tracked = url + "".join(("&" if "?" in url else "?") + "&".join(tracking) if tracking else "") + fragment
    assert recognise(tracked).key == recognise(url).key


@given(
    st.sampled_from(POSTS),
    st.sampled_from(["www.", "m.", ""]),
    st.sampled_from(["http://", "https://", "HTTPS://", "//", ""]),
)
def test_the_form_of_the_host_never_changes_a_key(url: str, prefix: str, scheme: str) -> None:
    assert recognise(url.replace("https://www.", scheme + prefix)).key == recognise(url).key


@given(st.sampled_from(POSTS), st.integers(1, 3))
def test_a_wrapped_link_keeps_its_key(url: str, times: int) -> None:
    wrapped = url
    for _ in range(times):
        wrapped = "https://l.facebook.com/l.php?u=" + quote(wrapped, safe="") + "&h=AT0"
    assert recognise(wrapped).key == recognise(url).key


@given(
    st.sampled_from(POSTS),
    st.sampled_from(["", "Em nộp: ", "(", "“", "🌸"]),
    st.sampled_from(["", ".", ")", "”", ", ạ", "!🌸"]),
)
def test_a_post_is_found_whatever_stands_around_it(url: str, before: str, after: str) -> None:
    assert [link.key for link in find(before + url + after)] == [recognise(url).key]


@pytest.mark.parametrize("url", POSTS)
def test_all_the_samples_are_posts(url: str) -> None:
    assert recognise(url).key
