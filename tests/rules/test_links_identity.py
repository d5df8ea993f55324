"""What a key is worth: it is the same for one post, never the same for two, and nobody can borrow a platform's name."""

import string
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.links import Platform, find, leads_on, owner_key, page_key, recognise
from rules.links.recognition import PLATFORMS
from tests.rules.real_forms import blocks
from tests.rules.test_links_properties import MESSY, TRACKING

CODE = st.text(string.ascii_letters + string.digits, min_size=11, max_size=11).filter(
    lambda code: code not in {"videoseries", "live_stream"}
)
NUMBER = st.integers(10**14, 10**18).map(str)
SHORT_NUMBER = st.integers(1, 10**8 - 1).map(str)
SPELLINGS: dict[str, tuple[st.SearchStrategy[str], list[str]]] = {
    "facebook post": (
        NUMBER,
        [
            "https://www.facebook.com/hoasen/posts/{}",
            "https://m.facebook.com/story.php?story_fbid={}&id=1000",
            "https://www.facebook.com/permalink.php?id=1000&story_fbid={}",
            "https://www.facebook.com/1000/posts/{}/",
            "https://www.facebook.com/hoasen/posts/mot-bai-viet/{}",
            "https://www.facebook.com/groups/77777777/posts/{}",
            "https://www.facebook.com/groups/77777777?multi_permalinks={}",
            "https://www.facebook.com/watch/?v={}",
            "https://www.facebook.com/hoasen/videos/{}/",
            "https://www.facebook.com/reel/{}",
            "https://www.facebook.com/photo/?fbid={}&set=a.1",
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fhoasen%2Fposts%2F{}",
        ],
    ),
    "facebook share": (
        CODE,
        [
            "https://www.facebook.com/share/p/{}/",
            "https://www.facebook.com/share/v/{}",
            "https://m.facebook.com/share/{}?mibextid=x",
        ],
    ),
    "tiktok": (
        NUMBER,
        [
            "https://www.tiktok.com/@hoasen/video/{}",
            "https://www.tiktok.com/@/video/{}",
            "https://m.tiktok.com/v/{}.html",
            "https://www.tiktok.com/embed/v2/{}",
            "https://www.tiktok.com/@hoasen/photo/{}",
        ],
    ),
    "youtube": (
        CODE,
        [
            "https://www.youtube.com/watch?v={}",
            "https://youtu.be/{}?si=a",
            "https://www.youtube.com/shorts/{}",
            "https://www.youtube.com/live/{}?feature=share",
            "https://www.youtube-nocookie.com/embed/{}",
        ],
    ),
    "instagram": (
        CODE,
        [
            "https://www.instagram.com/p/{}/",
            "https://www.instagram.com/hoasen/reel/{}/",
            "https://www.instagram.com/tv/{}/?igsh=a",
        ],
    ),
    "threads": (CODE, ["https://www.threads.net/@hoasen/post/{}", "https://www.threads.com/t/{}"]),
    "website": (
        SHORT_NUMBER,
        [
            "https://thcs.edu.vn/index.php?view=article&id={}",
            "http://www.thcs.edu.vn/?id={}&view=article&utm_source=zalo",
        ],
    ),
}
FORMS = [pytest.param(ids, forms, id=name) for name, (ids, forms) in SPELLINGS.items()]
POSTS = [block for block in blocks("real_links.txt", "more_links.txt") if block.is_post]


@pytest.mark.parametrize(("ids", "forms"), FORMS)
@given(data=st.data())
def test_one_post_has_one_key_in_all_its_spellings(
    data: st.DataObject, ids: st.SearchStrategy[str], forms: list[str]
) -> None:
    name = data.draw(ids)
    keys = {recognise(form.format(name)).key for form in forms}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize(("ids", "forms"), FORMS)
@given(data=st.data())
def test_two_posts_never_share_a_key(
    data: st.DataObject, ids: st.SearchStrategy[str], forms: list[str]
) -> None:
    one, other = data.draw(ids), data.draw(ids)
    a = recognise(data.draw(st.sampled_from(forms)).format(one)).key
    b = recognise(data.draw(st.sampled_from(forms)).format(other)).key
    assert (a == b) == (one == other)


@given(
    SHORT_NUMBER, st.sampled_from(["hoasen", "hoacuc", "1000", "2000"]), st.sampled_from(["hoasen", "hoacuc"])
)
def test_short_numbers_belong_to_their_owner(number: str, one: str, other: str) -> None:
    a = recognise(f"https://www.facebook.com/{one}/posts/{number}").key
    b = recognise(f"https://www.facebook.com/{other}/posts/{number}").key
    assert (a == b) == (one == other)


@given(MESSY)
def test_a_websites_key_is_an_address_with_the_same_key(text: str) -> None:
    key = recognise(f"https://a.edu.vn/x/{text}").key
    if key and key.startswith("website:a.edu.vn/") and "~" not in key:
        assert recognise("https://" + key.removeprefix("website:")).key == key


@given(st.sampled_from([url for block in POSTS for url in block.urls if "?" in url]), st.randoms())
def test_the_order_of_parameters_never_changes_a_key(url: str, random: Any) -> None:
    head, _, tail = url.partition("?")
    query, hash_sign, fragment = tail.partition("#")
    pairs = query.replace("&amp;", "&").split("&")
    names = [pair.partition("=")[0] for pair in pairs]
    random.shuffle(pairs)
    if len(set(names)) == len(names) and "amp;" not in query:  # of two with one name, the first one counts
        assert recognise(f"{head}?{'&'.join(pairs)}{hash_sign}{fragment}").key == recognise(url).key


@given(
    st.sampled_from([url for block in POSTS for url in block.urls]),
    st.lists(st.sampled_from(TRACKING), max_size=5),
)
def test_tracking_never_changes_the_key_of_a_form_as_it_is_met(url: str, tracking: list[str]) -> None:
    url = url.partition("#")[0]
    tracked = url + "".join(
        ("&" if "?" in url or place else "?") + each for place, each in enumerate(tracking)
    )
    assert "#" in url or recognise(tracked).key == recognise(url).key


LOOK_ALIKES = [
    "facebook.com.vn",
    "facebook.com.evil.vn",
    "facebook-com.vn",
    "faceb00k.com",
    "xfacebook.com",
    "www-facebook.com",
    "facebook.co",
    "fаcebook.com",  # a Cyrillic a
    "facebooĸ.com",
    "tiktok.com.vn",
    "vt-tiktok.com",
    "youtu.be.evil.vn",
    "youtube.com.vn",
    "zalo.me.evil.vn",
    "xn--facebook-x.com",
    "bit.ly.evil.vn",
    "instagram.com-login.vn",
]


@pytest.mark.parametrize("host", LOOK_ALIKES)
@pytest.mark.parametrize(
    "path", ["/hoasen/posts/1234567890", "/share/p/1AbCdEf", "/@a/video/1234567890", "/3abcDEF"]
)
def test_a_look_alike_is_a_website_and_is_not_followed(host: str, path: str) -> None:
    link = recognise(f"https://{host}{path}")
    assert link.platform is Platform.WEBSITE
    assert not leads_on(link)


@pytest.mark.parametrize("host", sorted(PLATFORMS))
@pytest.mark.parametrize(
    "disguise",
    [
        "https://{}@evil.vn/a/posts/1",
        "https://evil.vn/{}/posts/1",
        "https://{}.evil.vn/a/posts/1",
        "https://evil.vn\\@{}/a",
    ],
)
def test_a_platforms_name_elsewhere_in_an_address_is_a_disguise(host: str, disguise: str) -> None:
    assert recognise(disguise.format(host)).platform is Platform.WEBSITE


ENTITY = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["url", "text_link", "bold", "", None, 7]),
        "offset": st.one_of(st.integers(-9, 400), st.none(), st.booleans(), st.just(2**70), st.floats()),
        "length": st.one_of(st.integers(-9, 400), st.none(), st.just(2**70)),
        "url": st.one_of(MESSY, st.none(), st.integers()),
    },
)


@given(MESSY, st.lists(st.one_of(ENTITY, st.none(), st.integers(), st.text(max_size=3)), max_size=5))
def test_no_message_is_too_odd(text: str, entities: list[Any]) -> None:
    for link in find(text, entities):
        assert (owner_key(link) is None) or link.key


# Whose page

SAME_PAGE = [
    [
        "https://www.facebook.com/truonghoasen",
        "facebook.com/Truong.HoaSen/",
        "https://m.facebook.com/truonghoasen?mibextid=x",
        "https://fb.com/truonghoasen",
        "https://fb.me/truonghoasen",
        "https://m.me/truonghoasen",
        "https://vi-vn.facebook.com/pg/truonghoasen/posts/",
        "https://www.facebook.com/truonghoasen/posts/pfbid02AbC",
        "https://www.facebook.com/truonghoasen/videos/1234567890123",
        "https://www.facebook.com/truonghoasen/photos/a.1/1234567890123",
        "https://www.facebook.com/truonghoasen/reels/",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Ftruonghoasen%2Fposts%2F1",
    ],
    [
        "https://www.facebook.com/profile.php?id=100064860875397",
        "https://www.facebook.com/100064860875397",
        "https://www.facebook.com/people/Truong-Hoa-Sen/100064860875397/",
        "https://www.facebook.com/p/Truong-Hoa-Sen-100064860875397/",
        "https://www.facebook.com/pages/Truong-Hoa-Sen/100064860875397",
        "https://www.facebook.com/permalink.php?story_fbid=pfbid02AbC&id=100064860875397",
        "https://m.facebook.com/story.php?id=100064860875397&story_fbid=1234567890",
        "https://www.facebook.com/100064860875397/posts/1234567890123",
        "https://www.facebook.com/100064860875397_1234567890123",
        "https://www.facebook.com/photo/?fbid=12345678901&set=pb.100064860875397.-2207520000",
    ],
    [
        "https://www.tiktok.com/@TruongHoaSen",
        "tiktok.com/@truonghoasen?lang=vi",
        "https://m.tiktok.com/@truonghoasen/video/7234567890123456789",
        "https://www.tiktok.com/@truonghoasen/photo/7234567890123456789",
    ],
    [
        "https://www.youtube.com/@TruongHoaSen",
        "https://m.youtube.com/@truonghoasen/videos",
        "https://www.youtube.com/@truonghoasen/community?lb=Ugkx0123456789",
    ],
    [
        "https://www.instagram.com/truonghoasen/",
        "instagram.com/TruongHoaSen?igsh=a",
        "https://www.instagram.com/truonghoasen/reel/CabcDEF_-12/",
        "https://www.instagram.com/stories/truonghoasen/3570766765028588805/",
    ],
    ["https://www.threads.net/@truonghoasen", "https://threads.com/@truonghoasen/post/CabcDEF_-12"],
    [
        "https://thcshoasen.edu.vn",
        "http://www.thcshoasen.edu.vn/",
        "https://thcshoasen.edu.vn/tin-tuc/khai-giang.html?fbclid=1",
        "https://www.google.com/url?q=http%3A%2F%2Fthcshoasen.edu.vn%2Ftin-tuc%2Fkhai-giang.html",
    ],
]


@pytest.mark.parametrize("spellings", SAME_PAGE, ids=lambda spellings: spellings[0])
def test_a_page_has_one_key_in_all_its_spellings(spellings: list[str]) -> None:
    assert len({page_key(url) for url in spellings}) == 1
    assert page_key(spellings[0])


def test_different_pages_have_different_keys() -> None:
    keys = [page_key(spellings[0]) for spellings in SAME_PAGE]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("spellings", SAME_PAGE, ids=lambda spellings: spellings[0])
def test_a_post_stands_on_the_page_that_its_address_names(spellings: list[str]) -> None:
    posts = [link for url in spellings if (link := recognise(url)).key]
    assert posts or "thcshoasen" in spellings[0]
    assert {owner_key(link) for link in posts} <= {page_key(spellings[0])}


@given(st.sampled_from([url for block in POSTS for url in block.urls]))
def test_wrapping_never_changes_whose_a_post_is(url: str) -> None:
    wrapped = "https://l.facebook.com/l.php?u=" + quote(url, safe="") + "&h=AT"
    if "://" in url:
        assert owner_key(recognise(wrapped)) == owner_key(recognise(url))
