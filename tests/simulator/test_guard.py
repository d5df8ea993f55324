"""Who is let in: on this machine alone everybody here, elsewhere only who has the word of the printed address."""

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest
from playwright.async_api import Browser, Response, expect

from simulator import Simulator
from simulator.cli import DEMO_TOKEN
from simulator.guard import is_loopback
from tests.simulator.conftest import TOKEN, Client, Town, picture
from tests.simulator.test_page import WIDE, browser

__all__ = ["browser"]

EVERYWHERE = "0.0.0.0"
CLOSED = ["/", "/page/app.js", "/sim/state", f"/bot{TOKEN}/getMe", f"/file/bot{TOKEN}/x.jpg", "/nothing"]
LOCAL = [{"Host": "127.0.0.1"}, {"Host": "localhost:8081"}, {"Host": "[::1]"}]


def near(url: str) -> str:
    """The address as it is reached from here."""
    return url.replace(EVERYWHERE, "127.0.0.1")


def bare(url: str) -> str:
    """Without the word."""
    return f"http://{urlsplit(near(url)).netloc}"


@pytest.fixture
async def wide_open(town: Town) -> AsyncIterator[Simulator]:
    async with Simulator(world=town.world, host=EVERYWHERE) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.mark.parametrize("path", CLOSED)
@pytest.mark.parametrize("headers", LOCAL)
async def test_nothing_is_open_to_who_only_claims_to_be_here(
    wide_open: Simulator, session: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with session.get(bare(wide_open.url) + path, headers=headers) as response:
        assert (response.status, "word" in await response.text()) == (403, True)


@pytest.mark.parametrize("word", ["x", "x" * 22, "%00", "..", ""])
async def test_another_word_opens_nothing(
    wide_open: Simulator, session: aiohttp.ClientSession, word: str
) -> None:
    async with session.get(f"{bare(wide_open.url)}/{word}/sim/state") as response:
        assert response.status == 403


async def test_the_word_is_behind_the_address_and_new_each_time(town: Town, wide_open: Simulator) -> None:
    other = Simulator(world=town.world, host=EVERYWHERE)
    assert re.fullmatch(r"http://0\.0\.0\.0:\d+/[\w-]{22}", wide_open.url)
    assert wide_open.word not in other.url


@pytest.mark.parametrize("headers", [{}, {"Host": "192.168.1.7:8081"}, {"Host": "lab.example"}])
async def test_who_has_the_word_may_call_it_by_any_name(
    wide_open: Simulator, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with session.get(f"{near(wide_open.url)}/sim/state", headers=headers) as response:
        assert (response.status, "chats" in await response.json()) == (200, True)


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
async def test_a_foreign_page_is_refused_in_spite_of_the_word(
    wide_open: Simulator, session: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    async with session.get(f"{near(wide_open.url)}/sim/state", headers=headers) as response:
        assert response.status == 403


async def test_a_bot_finds_the_api_behind_the_word(
    wide_open: Simulator, session: aiohttp.ClientSession, town: Town
) -> None:
    client = Client(near(wide_open.url), session)
    form = aiohttp.FormData({"chat_id": str(town.group.id)})
    form.add_field("document", b"bytes", filename="a.txt")
    async with session.post(f"{client.url}/bot{TOKEN}/sendDocument", data=form) as response:
        file_id = (await response.json())["result"]["document"]["file_id"]
    path = (await client.result("getFile", file_id=file_id))["file_path"]
    async with session.get(f"{client.url}/file/bot{TOKEN}/{path}") as response:
        assert await response.read() == b"bytes"


async def test_no_other_site_learns_the_address(wide_open: Simulator, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{near(wide_open.url)}/") as response:
        assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="module")
async def test_the_page_works_behind_the_word(browser: Browser, town: Town) -> None:
    async with Simulator(world=town.world, host=EVERYWHERE) as simulator:
        page = await browser.new_page(viewport=WIDE, locale="vi-VN")
        problems: list[str] = []
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("requestfailed", lambda request: problems.append(request.url))

        def answered(answer: Response) -> None:
            problems.extend([answer.url] if answer.status >= 400 else [])

        page.on("response", answered)
        await page.goto(f"{near(simulator.url)}/")
        await expect(page.locator("body[data-connected=true]")).to_be_attached()
        await page.get_by_test_id("who").select_option(str(town.teacher.id))
        await page.locator(f'[data-testid="chat-item"][data-chat-id="{town.group.id}"]').click()
        await page.get_by_test_id("composer").fill("Chào cả nhà")
        await page.get_by_test_id("send").click()
        await expect(page.get_by_test_id("message").last).to_contain_text("Chào cả nhà")
        town.world.post(town.group.id, town.admin.id, photo=picture())
        photo = page.get_by_test_id("message").last.locator("img").first
        await expect(photo).to_have_js_property("naturalWidth", 400)
        await page.context.close()
    assert problems == []


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True), ("127.0.0.2", True), ("::1", True), ("localhost", True), ("LOCALHOST", True),
        ("0.0.0.0", False), ("::", False), ("", False), ("192.168.1.7", False), ("localhost.evil.example", False),
    ],
)  # fmt: skip
def test_what_this_machine_alone_is(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
    assert bool(Simulator(host=host).word) is not alone


@pytest.mark.parametrize("host", ["[", "[::1", "a]b", ""])
async def test_a_name_that_is_none_is_refused(http: Client, host: str) -> None:
    async with http.session.get(f"{http.url}/sim/state", headers={"Host": host}) as response:
        assert response.status in {400, 403}


@asynccontextmanager
async def program(*arguments: str) -> AsyncIterator[Sequence[str]]:
    """The lines of a program up to the first that is empty or the second, while it runs."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", *arguments), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    yield [(await process.stdout.readline()).decode().strip() for _ in range(2)]
    process.send_signal(signal.SIGTERM)
    await process.wait()


async def test_the_word_may_be_told_beforehand(session: aiohttp.ClientSession) -> None:
    told = ("--host", EVERYWHERE, "--port", "0", "--world", "empty", "--word", "a-word-of-our-own")
    async with program(*told) as lines:
        url = near(lines[0].removeprefix("Simulator: "))
        assert url.endswith("/a-word-of-our-own")
        assert EVERYWHERE in lines[1]
        async with session.get(f"{url}/bot{DEMO_TOKEN}/getMe") as response:
            assert (await response.json())["ok"] is True
        async with session.get(f"{bare(url)}/bot{DEMO_TOKEN}/getMe") as response:
            assert response.status == 403


async def test_a_word_that_can_be_guessed_is_refused() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "simulator", "--word", "short"), stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()
    assert (process.returncode, b"16 or more" in said) == (2, True)
