"""Short links are followed to where they lead, and nowhere else."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address

import aiohttp
import pytest
from aiohttp import web

from bot import link_follower
from bot.link_follower import MOST_BYTES, LinkFollower, NotNowError
from bot.public_hosts import is_public, look_up
from rules.links import Kind, Link
from tests.bot.signposts import Signposts, is_this_machine, page, signposts

POST = "https://www.facebook.com/truong/posts/pfbid02abc"
KEY = "facebook:pfbid02abc"
START = "http://bit.ly/3abc"
SHARE = "http://www.facebook.com/share/p/1AbCd"


@pytest.fixture
async def posts() -> AsyncIterator[Signposts]:
    async with signposts() as posts:
        yield posts


async def follow(posts: Signposts, url: str = START) -> Link | None:
    async with posts.follower() as follower:
        return await follower.follow(url)


async def not_now(posts: Signposts, url: str = START) -> NotNowError:
    with pytest.raises(NotNowError) as caught:
        await follow(posts, url)
    return caught.value


async def test_a_short_link_leads_to_its_post(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = POST
    led_to = await follow(posts)
    assert led_to
    assert led_to.key == KEY


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_every_kind_of_redirect_is_followed(posts: Signposts, status: int) -> None:
    posts.signs["bit.ly/3abc"] = web.Response(status=status, headers={"Location": POST})
    led_to = await follow(posts)
    assert led_to
    assert led_to.key == KEY


async def test_the_post_itself_is_never_asked_for(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = POST
    await follow(posts)
    assert posts.asked == ["bit.ly/3abc"]


async def test_an_ordinary_website_is_never_asked_for(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = "http://truong.edu.vn/tin-tuc/khai-giang.html"
    led_to = await follow(posts)
    assert led_to
    assert led_to.key == "website:truong.edu.vn/tin-tuc/khai-giang.html"
    assert posts.asked == ["bit.ly/3abc"]


async def test_a_short_link_behind_a_short_link_is_followed(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = "http://tinyurl.com/xyz"
    posts.signs["tinyurl.com/xyz"] = SHARE
    posts.signs["www.facebook.com/share/p/1AbCd"] = POST
    led_to = await follow(posts)
    assert led_to
    assert led_to.key == KEY


async def test_the_login_page_tells_whose_post_it_keeps(posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = (
        "https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Ftruong%2Fposts%2Fpfbid02abc"
    )
    led_to = await follow(posts, SHARE)
    assert led_to
    assert led_to.key == KEY


@pytest.mark.parametrize(
    "head",
    [
        f'<meta http-equiv="refresh" content="0; url={POST}">',
        f'<link rel="canonical" href="{POST}"/>',
        f"<meta property='og:url' content='{POST}'>",
        f'<link rel="canonical" href="https://www.facebook.com/login/"><meta property="og:url" content="{POST}">',
    ],
)
async def test_a_share_page_may_name_the_post_in_its_head(posts: Signposts, head: str) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = page(head)
    led_to = await follow(posts, SHARE)
    assert led_to
    assert led_to.key == KEY


async def test_other_hosts_pages_are_not_read(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = page(f'<link rel="canonical" href="{POST}">')
    assert await follow(posts) is None


async def test_nobody_is_told_who_asks(posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = POST
    await follow(posts, SHARE + "?mibextid=wwXIfr&rdid=secret")
    (headers,) = posts.headers
    assert sorted(headers) == ["Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"]
    assert headers["User-Agent"] == "minhchung-link-check/1.0"


async def test_cookies_are_not_kept(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = web.Response(
        status=302, headers={"Location": "http://bit.ly/4abc", "Set-Cookie": "who=1; Path=/"}
    )
    posts.signs["bit.ly/4abc"] = POST
    await follow(posts)
    assert not any("Cookie" in headers for headers in posts.headers)


async def test_a_proxy_of_the_environment_is_not_used(
    posts: Signposts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    posts.signs["bit.ly/3abc"] = POST
    assert await follow(posts)


@pytest.mark.parametrize(
    "url",
    [
        "http://bit.ly/3abc",
        "http://bit.ly/3abc?again=1",
        "http://www.bit.ly/3abc",
    ],
)
async def test_a_circle_ends(posts: Signposts, url: str) -> None:
    posts.signs |= {"bit.ly/3abc": url, "www.bit.ly/3abc": "http://bit.ly/3abc"}
    assert await follow(posts) is None
    assert len(posts.asked) <= 2


async def test_an_endless_way_ends(posts: Signposts) -> None:
    for number in range(20):
        posts.signs[f"bit.ly/{number}abc"] = f"http://bit.ly/{number + 1}abc"
    assert await follow(posts, "http://bit.ly/0abc") is None
    assert len(posts.asked) == 6


@pytest.mark.parametrize(
    "there",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:9/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://017700000001/",
        "http://localhost/share/p/x",
        "http://metadata.google.internal/computeMetadata/v1/",
        "file:///etc/passwd",
        "gopher://bit.ly/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "//127.0.0.1/",
        "http://bit.ly:22/4abc",
        "http://bit.ly:8080/4abc",
        "http://who:secret@bit.ly/4abc",
        "http://bit.ly\\@127.0.0.1/4abc",
        "http://127.0.0.1\\@bit.ly/4abc",
        "http://bit.ly@127.0.0.1/4abc",
        "http://bit.ly.evil.vn/4abc",
        "http://evil-bit.ly/4abc",
        "http://[",
        "http://bit.ly/" + "x" * 5_000,
        "",
    ],
)
async def test_a_redirect_leads_to_no_other_place(posts: Signposts, there: str) -> None:
    posts.signs["bit.ly/3abc"] = there
    led_to = await follow(posts)
    assert led_to is None or led_to.kind in {Kind.NOT_A_POST, Kind.POST, Kind.SHARE_SHORTLINK}
    assert posts.asked == ["bit.ly/3abc"]
    assert posts.lookups == ["bit.ly:80"]


@pytest.mark.parametrize(
    "there", ["http://bit.ly/a%0d%0aX-Evil:1", "http://bit.ly/a%00b", "http://bit.ly/%zz%"]
)
async def test_odd_letters_do_no_harm(posts: Signposts, there: str) -> None:
    posts.signs["bit.ly/3abc"] = there
    await follow(posts)
    assert not any("X-Evil" in headers for headers in posts.headers)


PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.1", "169.254.169.254", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "::",
    "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::808:808",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::",
    "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_this_house_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "157.240.1.35", "103.1.236.1", "2a03:2880:f12f:83:face:b00c:0:25de", "2404:6800::1"],
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "64:ff9b::7f00:1", "fe80::1%eth0"]
)
async def test_a_host_with_a_private_address_is_not_asked(posts: Signposts, address: str) -> None:
    async def house(_host: str, _port: int) -> list[tuple[str, int]]:
        return [(address, posts.port)]

    async with LinkFollower(house, pause=0.0) as follower:
        with pytest.raises(NotNowError):
            await follower.follow(START)
    assert posts.asked == []


async def test_one_private_address_among_public_ones_is_enough(posts: Signposts) -> None:
    async def mixed(_host: str, _port: int) -> list[tuple[str, int]]:
        return [("8.8.8.8", posts.port), ("127.0.0.1", posts.port)]

    async with LinkFollower(mixed, pause=0.0) as follower:
        with pytest.raises(NotNowError):
            await follower.follow(START)
    assert posts.asked == []


async def test_a_name_that_changes_its_address_between_two_requests_is_checked_each_time(
    posts: Signposts,
) -> None:
    answers = [("127.0.0.1", posts.port), ("127.0.0.2", posts.port)]

    async def rebinding(host: str, port: int) -> list[tuple[str, int]]:
        await posts.look_up(host, port)
        return [answers.pop(0)]

    posts.signs["bit.ly/3abc"] = "http://bit.ly/4abc"
    posts.signs["bit.ly/4abc"] = POST
    async with LinkFollower(rebinding, is_this_machine, pause=0.0) as follower:
        with pytest.raises(NotNowError):
            await follower.follow(START)
    assert posts.asked == ["bit.ly/3abc"]


async def test_the_connection_goes_to_what_was_looked_up_once(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = POST
    await follow(posts)
    assert posts.lookups == ["bit.ly:80"]


async def test_an_unknown_name_is_tried_another_time(posts: Signposts) -> None:
    async def unknown(_host: str, _port: int) -> list[tuple[str, int]]:
        raise OSError("no such name")

    async with LinkFollower(unknown) as follower:
        with pytest.raises(NotNowError) as caught:
            await follower.follow(START)
    assert caught.value.offline


async def test_without_a_network_it_says_so(posts: Signposts) -> None:
    async def nobody_there(_host: str, _port: int) -> list[tuple[str, int]]:
        return [("127.0.0.1", 1)]

    async with LinkFollower(nobody_there, is_this_machine) as follower:
        with pytest.raises(NotNowError) as caught:
            await follower.follow(START)
    assert caught.value.offline


async def test_a_huge_page_is_not_read_to_its_end(posts: Signposts) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        while sent < 200 * MOST_BYTES:
            await answer.write(b" " * MOST_BYTES)
            sent += MOST_BYTES
        return answer

    posts.signs["www.facebook.com/share/p/1AbCd"] = endless
    assert await follow(posts, SHARE) is None
    assert sent < 200 * MOST_BYTES


async def test_what_stands_far_down_in_a_page_is_not_seen(posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = page(
        " " * MOST_BYTES, f'<link rel="canonical" href="{POST}">'
    )
    assert await follow(posts, SHARE) is None


async def test_a_packed_bomb_is_not_unpacked(posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = web.Response(
        body=gzip.compress(b" " * 50_000_000),
        headers={"Content-Encoding": "gzip", "Content-Type": "text/html"},
    )
    assert await follow(posts, SHARE) is None


async def test_what_is_no_page_is_not_read(posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = page(
        f'<link rel="canonical" href="{POST}">', kind="application/octet-stream"
    )
    assert await follow(posts, SHARE) is None


async def test_whoever_drips_is_left(posts: Signposts) -> None:
    left = asyncio.Event()

    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        await left.wait()
        return answer

    posts.signs["www.facebook.com/share/p/1AbCd"] = drip
    hurried = aiohttp.ClientTimeout(total=0.05)
    async with LinkFollower(posts.look_up, is_this_machine, pause=0.0, timeout=hurried) as follower:
        with pytest.raises(NotNowError) as caught:
            await follower.follow(SHARE)
    left.set()
    assert not caught.value.offline


async def test_a_page_of_hostile_tags_is_read_quickly(posts: Signposts) -> None:
    posts.signs["www.facebook.com/share/p/1AbCd"] = page("<meta " * 10_000, "<link rel='" * 500)
    assert await follow(posts, SHARE) is None


@pytest.mark.parametrize("status", [404, 410])
async def test_a_link_that_is_gone_leads_nowhere(posts: Signposts, status: int) -> None:
    posts.signs["bit.ly/3abc"] = web.Response(status=status)
    assert await follow(posts) is None


@pytest.mark.parametrize("status", [429, 500, 502, 503, 403])
async def test_a_host_in_trouble_is_asked_another_time(posts: Signposts, status: int) -> None:
    posts.signs["bit.ly/3abc"] = web.Response(status=status)
    assert not (await not_now(posts)).offline


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("120", 120.0),
        ("999999999999", 21_600.0),
        ("-5", 0.0),
        ("soon", 0.0),
        ("Mon, 99 Nov 2025 00:00:00 GMT", 0.0),
    ],
)
async def test_it_is_told_how_long_to_wait(posts: Signposts, told: str, wait: float) -> None:
    posts.signs["bit.ly/3abc"] = web.Response(status=429, headers={"Retry-After": told})
    assert (await not_now(posts)).wait == wait


async def test_it_may_be_told_until_when_to_wait(posts: Signposts) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    posts.signs["bit.ly/3abc"] = web.Response(status=503, headers={"Retry-After": until})
    assert 3_000 < (await not_now(posts)).wait <= 3_600


async def test_a_host_that_wants_its_rest_is_not_asked(posts: Signposts) -> None:
    posts.signs["bit.ly/3abc"] = web.Response(status=429, headers={"Retry-After": "120"})
    async with posts.follower() as follower:
        with pytest.raises(NotNowError):
            await follower.follow(START)
        with pytest.raises(NotNowError) as caught:
            await follower.follow("http://bit.ly/4abc")
    assert (caught.value.asked, posts.asked) == (False, ["bit.ly/3abc"])


async def test_one_host_is_asked_once_a_second(posts: Signposts, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = []

    async def wait(seconds: float) -> None:
        waited.append(round(seconds))

    monkeypatch.setattr(link_follower, "_wait", wait)
    posts.signs |= {f"bit.ly/{number}abc": POST for number in range(3)}
    async with LinkFollower(posts.look_up, is_this_machine) as follower:
        for number in range(3):
            await follower.follow(f"http://bit.ly/{number}abc")
    assert waited == [1, 2]


async def test_names_are_looked_up_beside_the_loop() -> None:
    found = await look_up("localhost", 80)
    assert {at for _, at in found} == {80}


async def test_a_name_that_nobody_knows_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="gaierror"):
        await look_up("bit.ly", 80)
