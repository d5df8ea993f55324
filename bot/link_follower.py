"""Asks short links where they lead, and nothing else: no page is opened, nobody is told who asks.

Which addresses are asked for, `rules/links/shorteners.py` says. Here is how: by names that lead to public addresses
only, checked after the look-up and used as checked, slowly, with little patience and no memory.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Self

import aiohttp

from bot.public_hosts import CheckedResolver, IpAddress, Lookup, is_public, look_up
from rules.links import Door, Link, door_of, next_address, recognise
from rules.links.shorteners import addresses_in_head

log = logging.getLogger(__name__)

USER_AGENT = "minhchung-link-check/1.0"
MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024
AT_ONCE = 4
PAUSE = 1.0
"""Seconds between two requests to one host."""
_TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5, sock_connect=5, sock_read=5)
_LONGEST_WAIT = 6 * 3600.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({400, 404, 405, 406, 410, 414})


class NotNowError(Exception):
    """It may work another time: after `wait` seconds if that is known. `asked` when anybody was asked at all."""

    def __init__(self, *, wait: float = 0.0, asked: bool = True, offline: bool = False) -> None:
        super().__init__()
        self.wait = wait
        self.asked = asked
        self.offline = offline


class LinkFollower:
    """Use it as a context: `async with LinkFollower() as follower: await follower.follow(url)`."""

    def __init__(
        self,
        lookup: Lookup = look_up,
        public: Callable[[IpAddress], bool] = is_public,
        pause: float = PAUSE,
        timeout: aiohttp.ClientTimeout = _TIMEOUT,
    ) -> None:
        self._lookup = lookup
        self._public = public
        self._pause = pause
        self._timeout = timeout
        self._next: dict[str, float] = {}
        self._rests: dict[str, float] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                resolver=CheckedResolver(self._lookup, self._public),
                use_dns_cache=False,
                force_close=True,
                limit=AT_ONCE,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": USER_AGENT, "Accept": "text/html", "Accept-Encoding": "identity"},
            timeout=self._timeout,
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def follow(self, url: str) -> Link | None:
        """Where a link leads at last; None when nobody can tell. NotNowError when it is worth another try."""
        asked: set[str] = set()
        for _ in range(MOST_REDIRECTS + 1):
            door = door_of(url)
            if door is None:
                return recognise(url)
            if door.url in asked:
                return None
            asked.add(door.url)
            following = await self._ask(door)
            if following is None:
                return None
            url = following
        return None

    async def _ask(self, door: Door) -> str | None:
        async with self._slots:
            await self._wait_for(door.host)
            try:
                async with self._session.get(door.url, allow_redirects=False) as answer:
                    return await self._answer(door, answer)
            except (aiohttp.ClientConnectorError, aiohttp.ClientConnectorDNSError) as error:
                raise NotNowError(offline=True) from error
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                raise NotNowError from error
            except ValueError as error:  # an address or an answer that is none
                log.debug("%s is not understood: %s", door.host, type(error).__name__)
                return None

    async def _wait_for(self, host: str) -> None:
        """Each host is asked once in a while, and not at all while it wants its rest."""
        now = asyncio.get_running_loop().time()
        rest = self._rests.get(host, 0.0) - now
        if rest > 0:
            raise NotNowError(wait=rest, asked=False)
        context = max(now, self._next.get(host, 0.0))
        self._next[host] = context + self._pause
        if context > now:
            await _wait(context - now)

    async def _answer(self, door: Door, answer: aiohttp.ClientResponse) -> str | None:
        if answer.status in _REDIRECTS:
            return next_address(door.url, answer.headers.get("Location", ""))
        if answer.status in _GONE:
            return None
        if answer.status != 200:
            wait = _retry_after(answer.headers.get("Retry-After", ""))
            if wait:
                self._rests[door.host] = asyncio.get_running_loop().time() + wait
            raise NotNowError(wait=wait)
        return await _named_in_page(door, answer) if door.in_page else None


_wait = asyncio.sleep


async def _named_in_page(door: Door, answer: aiohttp.ClientResponse) -> str | None:
    if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
        return None  # not asked for: a small file may hold a large one
    if answer.content_type not in {"text/html", "application/xhtml+xml"}:
        return None
    page = bytearray()
    async for piece in answer.content.iter_chunked(MOST_BYTES):
        page += piece
        if len(page) >= MOST_BYTES:
            break
    for told in addresses_in_head(page[:MOST_BYTES].decode("utf-8", "replace")):
        address = next_address(door.url, told)
        if address and (recognise(address).key or door_of(address)):
            return address
    return None


def _retry_after(told: str) -> float:
    """How long somebody wants to be left alone: in seconds, or until a date."""
    told = told.strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), _LONGEST_WAIT)
    try:
        seconds = parsedate_to_datetime(told).timestamp() - time.time()
    except (ValueError, OverflowError, OSError):
        return 0.0
    return min(max(0.0, seconds), _LONGEST_WAIT)
