"""Recognises one address: follows what only leads on, picks the platform by the host, asks its tables."""

import re
from collections.abc import Callable

from rules.links import facebook, media, websites, zalo
from rules.links.address import Address, parse
from rules.links.model import Found, Kind, Link, Platform
from rules.links.wrappers import target_of
from rules.storable import shortened

# The last two labels of the host decide; a platform's name anywhere else in a host is a disguise.
PLATFORMS: dict[str, Platform] = {
    "facebook.com": Platform.FACEBOOK,
    "fb.com": Platform.FACEBOOK,
    "fb.watch": Platform.FACEBOOK,
    "fb.me": Platform.FACEBOOK,
    "fb.gg": Platform.FACEBOOK,
    "m.me": Platform.FACEBOOK,
    "messenger.com": Platform.FACEBOOK,
    "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion": Platform.FACEBOOK,
    "zalo.me": Platform.ZALO,
    "zaloapp.com": Platform.ZALO,
    "zalo.vn": Platform.ZALO,
    "zalo.video": Platform.ZALO,
    "zapps.vn": Platform.ZALO,
    "zapps.me": Platform.ZALO,
    "tiktok.com": Platform.TIKTOK,
    "tiktokv.com": Platform.TIKTOK,
    "youtube.com": Platform.YOUTUBE,
    "youtu.be": Platform.YOUTUBE,
    "youtube-nocookie.com": Platform.YOUTUBE,
    "youtubekids.com": Platform.YOUTUBE,
    "instagram.com": Platform.INSTAGRAM,
    "instagr.am": Platform.INSTAGRAM,
    "ig.me": Platform.INSTAGRAM,
    "threads.net": Platform.THREADS,
    "threads.com": Platform.THREADS,
}

_TABLES: dict[Platform, Callable[[Address, str, str], Found]] = {
    Platform.FACEBOOK: facebook.recognise,
    Platform.ZALO: zalo.recognise,
    Platform.TIKTOK: media.tiktok,
    Platform.YOUTUBE: media.youtube,
    Platform.INSTAGRAM: media.instagram,
    Platform.THREADS: media.threads,
    Platform.WEBSITE: websites.recognise,
}

_MAX_WRAPPINGS = 5
_UNSEEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")


def recognise(url: str) -> Link:
    """What a link is. Any string will do; one that is no address is no post."""
    address = unwrapped(url)
    if address is None:
        return Link(url, Platform.WEBSITE, Kind.NOT_A_POST, None)
    base, sub = base_and_sub(address.host)
    platform = PLATFORMS.get(base, Platform.WEBSITE)
    found = _TABLES[platform](address, base, sub)
    return Link(url, platform, found.kind, None if found.post is None else key_of(platform, found.post))


def unwrapped(url: str) -> Address | None:
    return innermost(url)[1]


def innermost(url: str) -> tuple[str, Address | None]:
    """What an address leads to as far as it tells by itself, as it is written there and in pieces."""
    address = parse(url)
    for _ in range(_MAX_WRAPPINGS):
        target = target_of(address) if address else None
        inner = parse(target) if target else None
        if target is None or inner is None:
            break
        url, address = target, inner
    return url, address


def base_and_sub(host: str) -> tuple[str, str]:
    if host in PLATFORMS:
        return host, ""
    rest, _, last = host.rpartition(".")
    sub, _, name = rest.rpartition(".")
    return f"{name}.{last}", sub


def key_of(platform: Platform, post: str) -> str:
    return shortened(f"{platform.value}:{_UNSEEN.sub(websites.escaped, post)}")
