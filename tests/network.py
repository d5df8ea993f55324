"""Keeps the tests on this machine: whoever reaches further fails at once, loudly."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest


class FarAwayError(RuntimeError):
    """Not an OSError on purpose: nobody may take it for an outage and try again."""


def forbid(patch: pytest.MonkeyPatch) -> None:
    for name in ("connect", "connect_ex", "sendto"):
        patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def _guarded(original: Any) -> Any:
    def call(self: socket.socket, *args: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _refuse_far(args[-1][0])
        return original(self, *args)

    return call


def _guarded_lookup(original: Any) -> Any:
    def call(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_address(host):
            _refuse_far(host)
        return original(host, *args, **kwargs)

    return call


def _refuse_far(host: Any) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return
    if not _is_address(name) or not ip_address(name).is_loopback:
        raise FarAwayError(f"a test reached for {name}")


def _is_address(host: Any) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
