"""Which links lead on to a post that only the internet can name, and where it may be asked.

Nothing but such a link is ever asked for, at the places named here. Where it leads is understood from the
address alone: an ordinary website, a post, a profile is never fetched.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import quote_from_bytes, unquote_to_bytes, urljoin

from rules.links.model import Kind, Link
from rules.links.recognition import base_and_sub, innermost, recognise
from rules.links.short_hosts import SHORTENERS
from rules.links.websites import escaped


@dataclass(frozen=True, slots=True)
class Door:
    """Where a link may be asked for: the host, and the address without anything that tells of its visitor.

    `in_page` says that the answer may stand in the page itself, where there is no redirect.
    """

    host: str
    url: str
    in_page: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    why: str
    subs: frozenset[str] = frozenset({"", "www"})
    in_page: bool = False


# Platforms' own short links. Which of their addresses are short links, rules/links/<platform> knows.
_FACEBOOK_SUBS = frozenset({"", "www", "m", "web", "mbasic", "touch", "vi-vn", "en-gb", "l", "lm"})
_PLATFORM_PLACES: dict[str, _Place] = {
    "facebook.com": _Place(
        "/share/p/CODE, /share/v/, /share/r/, /share/CODE: what the app's share menu copies",
        _FACEBOOK_SUBS,
        in_page=True,
    ),
    "fb.com": _Place("the same under the short name", in_page=True),
    "fb.watch": _Place("videos, until 2023 and from older apps", in_page=True),
    "fb.me": _Place("codes of posts and events; a page's short name is no short link", in_page=True),
    "fb.gg": _Place("broadcasts of games", in_page=True),
    "tiktok.com": _Place(
        "vt. and vm. of the app, /t/ of the browser", frozenset({"", "www", "m", "vt", "vm"})
    ),
    "instagram.com": _Place("/share/CODE", in_page=True),
    "zalo.video": _Place("/s/CODE, what Zalo Video copies", in_page=True),
    "zalo.me": _Place("video.zalo.me/s/CODE, the same", frozenset({"video"}), in_page=True),
}
# Shorteners that answer with a page instead of a redirect, at least to some programs.
_SPEAKS_IN_PAGE = frozenset({"t.co", "lnkd.in", "me2.do"})
# m.me and ig.me open a chat, youtu.be names its video, goo.gl and page.link open maps and apps: none is here.

_MAX_ADDRESS = 4_096
_UNKEEPABLE = re.compile("[\x00-\x20\x7f\ud800-\udfff]")


def leads_on(link: Link) -> bool:
    return link.kind is Kind.SHARE_SHORTLINK and door_of(link.url) is not None


def door_of(url: str) -> Door | None:
    """Where to ask for a link; None for every address that is not to be asked for."""
    written, address = innermost(url)
    if address is None or address.port or recognise(written).kind is not Kind.SHARE_SHORTLINK:
        return None
    host = address.host
    base, sub = base_and_sub(host)
    place = _PLATFORM_PLACES.get(base)
    if place and sub not in place.subs:
        return None
    if place is None and host.removeprefix("www.") not in SHORTENERS:
        return None
    in_page = place.in_page if place else host in _SPEAKS_IN_PAGE
    scheme = "http" if written.strip().lower().startswith("http:") else "https"
    path = "/".join(quote_from_bytes(unquote_to_bytes(segment), safe="") for segment in address.segments)
    return Door(host, f"{scheme}://{host}/{path}", in_page)


def next_address(here: str, there: str) -> str | None:
    """Where a redirect leads, in letters that can be kept; None for what no browser of ours would follow."""
    if len(there) > _MAX_ADDRESS:
        return None
    try:
        address = _UNKEEPABLE.sub(escaped, urljoin(here, there.strip()))
    except ValueError:
        return None
    scheme, _, rest = address.partition("://")
    place = re.split(r"[/?#\\]", rest, maxsplit=1)[0]
    return address if scheme.lower() in {"http", "https"} and "@" not in place else None


_TAG = re.compile(r"<(meta|link)\b([^<>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z:-]{1,20})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", re.IGNORECASE
)
_REFRESH = re.compile(r"\s*\d{1,3}\s*[;,]\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_MOST_TAGS = 200


def addresses_in_head(page: str) -> list[str]:
    """Where a page says it leads or stands: meta refresh, canonical, og:url, in this order."""
    found: dict[str, str] = {}
    for number, tag in enumerate(_TAG.finditer(page)):
        if number >= _MOST_TAGS:
            break
        values = {
            each[1].lower(): unescape(each[2] or each[3] or each[4] or "")
            for each in _ATTRIBUTE.finditer(tag[2])
        }
        name, address = _told(tag[1].lower(), values)
        if address:
            found.setdefault(name, address)
    return [found[name] for name in ("refresh", "canonical", "og:url") if name in found]


def _told(tag: str, values: dict[str, str]) -> tuple[str, str]:
    if tag == "link":
        return "canonical", values.get("href", "") if values.get("rel", "").lower() == "canonical" else ""
    if values.get("http-equiv", "").lower() == "refresh":
        refresh = _REFRESH.match(values.get("content", ""))
        return "refresh", refresh[1] if refresh else ""
    return "og:url", values.get("content", "") if values.get("property", "").lower() == "og:url" else ""
