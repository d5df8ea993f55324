"""Hosts on the internet, and none of this house: names are looked up, checked, and used as they were checked."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

IpAddress: TypeAlias = IPv4Address | IPv6Address
Lookup: TypeAlias = Callable[[str, int], Awaitable[list[tuple[str, int]]]]
"""The addresses (and ports) behind a host's name."""

_PUBLIC_V6 = IPv6Network("2000::/3")
# Inside it: Teredo and other tunnels, examples, 6to4. NAT64 and mapped addresses are outside of it.
_NOT_PUBLIC_V6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
# Protocols' own addresses and the old relays to IPv6, of which not all versions of Python know.
_NOT_PUBLIC_V4 = tuple(map(IPv4Network, ("192.0.0.0/24", "192.88.99.0/24")))


def is_public(address: IpAddress) -> bool:
    """Whether this is somebody on the internet, and not a machine of this house."""
    if isinstance(address, IPv6Address):
        inside = address in _PUBLIC_V6 and address.is_global
        return inside and not any(address in network for network in _NOT_PUBLIC_V6)
    alone = (
        address.is_multicast or address.is_reserved or any(address in network for network in _NOT_PUBLIC_V4)
    )
    return address.is_global and not alone


async def look_up(host: str, port: int) -> list[tuple[str, int]]:
    """In a thread of its own that nobody waits for: a dead name server may keep it for half a minute."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[Any]] = loop.create_future()

    def tell(result: list[Any], error: OSError | None) -> None:
        if error and not found.done():
            found.set_exception(error)
        elif not found.done():
            found.set_result(result)

    def ask() -> None:
        result, trouble = [], None
        try:
            result = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            trouble = OSError(f"the name is not known ({type(error).__name__})")
        with suppress(RuntimeError):  # nobody is there any more
            loop.call_soon_threadsafe(tell, result, trouble)

    threading.Thread(target=ask, name="looks a host up", daemon=True).start()
    return [(info[4][0], info[4][1]) for info in await found]


class CheckedResolver(AbstractResolver):
    """Every request looks its host up once, and the connection goes to what was checked."""

    def __init__(self, lookup: Lookup, public: Callable[[IpAddress], bool]) -> None:
        self._lookup = lookup
        self._public = public

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._lookup(host, port)
        addresses = [(ip_address(address.partition("%")[0]), at) for address, at in found]
        if not addresses or not all(self._public(address) for address, _ in addresses):
            raise OSError("the host has no public address")
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=at,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address, at in addresses
            if family in {socket.AF_UNSPEC, socket.AF_INET if address.version == 4 else socket.AF_INET6}
        ]

    async def close(self) -> None: ...
