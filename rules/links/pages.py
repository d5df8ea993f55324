"""Whose page an address is, or stands on: a fanpage, a profile, a channel, an official account, a website.

A page has one key in all its spellings, and a post's address that names its owner gives the owner's key.
An owner known by a name here and by a number there has two keys: which number a name has, only the platform
knows. A group has no key: anybody posts in it, so it says nothing about whose a post is.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence

from rules.links import media, zalo
from rules.links.address import Address, decoded_segments
from rules.links.facebook_pages import facebook_page
from rules.links.model import Link, Platform
from rules.links.recognition import PLATFORMS, base_and_sub, key_of, unwrapped
from rules.links.sites import website_page


def page_key(url: str) -> str | None:
    """The key of the page an address names, as "facebook:truonghoasen"; None when it names nobody's."""
    address = unwrapped(url)
    if address is None:
        return None
    base, sub = base_and_sub(address.host)
    platform = PLATFORMS.get(base, Platform.WEBSITE)
    name = _PAGES[platform](address, base, sub)
    return key_of(platform, name) if name else None


def owner_key(link: Link) -> str | None:
    """The key of the page a post stands on; None for what is no post, and when the address does not tell."""
    return page_key(link.leads_to or link.url) if link.key else None


_MARK = re.compile(r"[a-z0-9]+", re.ASCII)


def mark_of(key: str) -> str:
    """Letters that stand in the plain address of every post on the page of this key, dots aside; "" for no such."""
    name = key.partition(":")[2].lower().replace(".", "").removeprefix("0")  # of telephones 84 stands there
    return max(_MARK.findall(name), key=len, default="")


def may_show(url: str, marks: Sequence[str]) -> bool:
    """Whether a post's address is worth a closer look for the pages of these marks; rarely a yes too many."""
    plain = url.lower().replace(".", "")
    return "%" in url or not url.isascii() or any(mark in plain for mark in marks)


# Names on TikTok, Instagram and Threads do not differ by case; unlike Facebook, they do by dots.
_NAME = re.compile(r"@?([a-z0-9_.]{1,80})", re.ASCII)


def _name(segment: str) -> str | None:
    match = _NAME.fullmatch(segment.lower())
    return match[1] if match else None


def _at_name(address: Address, _base: str, _sub: str) -> str | None:
    """TikTok and Threads: /@name, and whatever follows it. Everything else is a room or a bare post."""
    segments = decoded_segments(address.segments)
    return _name(segments[0]) if segments and segments[0].startswith("@") else None


# First segments that are no name; what they announce is one post, or a room.
_INSTAGRAM_NOBODY = media.INSTAGRAM_ROOMS | media.INSTAGRAM_WORDS.keys() | {"s", "channel", "ar", "a", "j"}
# What stands before the name.
_INSTAGRAM_BEFORE = frozenset({"stories", "_u", "_n"})  # /stories/name/123; the app's own /_u/name


def _instagram(address: Address, base: str, sub: str) -> str | None:
    segments = decoded_segments(address.segments)
    if base == "ig.me" or sub in media.INSTAGRAM_OFFICES:
        return None
    if segments and segments[0].lower() in _INSTAGRAM_BEFORE:
        segments = segments[1:]
        if segments[:1] == ["highlights"]:  # numbered, not named
            return None
    return _name(segments[0]) if segments and segments[0].lower() not in _INSTAGRAM_NOBODY else None


_YOUTUBE_HANDLE = re.compile(r"@[\w.·-]{1,60}")  # letters of any language, and whatever their case
_YOUTUBE_CHANNEL = re.compile(r"UC[A-Za-z0-9_-]{1,40}", re.ASCII)
_YOUTUBE_NAME = re.compile(r"[\w.-]{1,100}")
_YOUTUBE_NOBODY = media.YOUTUBE_ROOMS | media.YOUTUBE_PATHS | {"clip", "post", "s", "shows", "playables"}


def _youtube(address: Address, base: str, _sub: str) -> str | None:
    """Four kinds of names, each with its own key: what is @a need not be /c/a or /user/a."""
    segments = decoded_segments(address.segments)
    if base == "youtu.be" or not segments:
        return None
    first = _folded(segments[0])
    second = segments[1] if segments[1:] else ""
    if first == "channel":
        return second if _YOUTUBE_CHANNEL.fullmatch(second) else None
    if first in {"c", "user"}:
        second = _folded(second)
        return f"{first}/{second}" if _YOUTUBE_NAME.fullmatch(second) else None
    if first in _YOUTUBE_NOBODY:
        return None
    known = _YOUTUBE_HANDLE.fullmatch(first) or _YOUTUBE_NAME.fullmatch(first)
    return first if known else None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.lower())


_ZALO_ACCOUNT = re.compile(r"[a-z0-9_.]{4,60}", re.ASCII)
# A person's address is a telephone number, which has three spellings.
_ZALO_TELEPHONE = re.compile(r"\+?84(\d{9})", re.ASCII)
_ZALO_HOSTS = frozenset({"zalo.me", "zaloapp.com"})
_ZALO_SUBS = frozenset({"", "www", "oa", "page"})


def _zalo(address: Address, base: str, sub: str) -> str | None:
    """zalo.me/<account>; around an article detail/<account>?id= and ?pageId=<account>."""
    segments = decoded_segments(address.segments)
    if sub in zalo.OFFICES or not segments:
        return None
    first = segments[0].lower()
    if base == "zapps.vn" or first in zalo.WORDS or first == "articles":
        query = address.query()
        beside = segments[1] if segments[1:] and query.get("id") else ""  # alone it may be the article's id
        return _zalo_account(query.get("pageId") or beside)
    if base in _ZALO_HOSTS and sub in _ZALO_SUBS and first not in zalo.ROOMS:
        return _zalo_account(first)
    return None


def _zalo_account(account: str) -> str | None:
    telephone = _ZALO_TELEPHONE.fullmatch(account)
    account = f"0{telephone[1]}" if telephone else account.lower()
    return account if _ZALO_ACCOUNT.fullmatch(account) else None


_PAGES: dict[Platform, Callable[[Address, str, str], str | None]] = {
    Platform.FACEBOOK: facebook_page,
    Platform.ZALO: _zalo,
    Platform.TIKTOK: _at_name,
    Platform.YOUTUBE: _youtube,
    Platform.INSTAGRAM: _instagram,
    Platform.THREADS: _at_name,
    Platform.WEBSITE: website_page,
}
