"""Which Zalo addresses are posts. A person's timeline is private and has no addresses; official accounts
publish articles and videos, and Zalo Video hands out short links.
"""

import re

from rules.links.address import Address, decoded_segments
from rules.links.model import NOT_A_POST, PROFILE, Found, Kind
from rules.links.tables import words

_ID = re.compile(r"[A-Za-z0-9_-]{4,}", re.ASCII)
_ACCOUNT = re.compile(r"\+?[A-Za-z0-9_.]{4,}", re.ASCII)

# The word in the path that announces a post; its id stands in ?id= or in the next segment.
WORDS = {
    "detail": Kind.POST,  # rd.zapps.vn/detail/<account>?id=<article>
    "article": Kind.POST,
    "post": Kind.POST,
    "posts": Kind.POST,
    "video": Kind.VIDEO,  # rd.zapps.vn/video?id=<article>&pageId=<account>
    "v": Kind.VIDEO,
}
ROOMS = words("s g pc app apps join home login manage download share qr cai-dat d chat details documents")
OFFICES = words("chat id oauth developers mini miniapp openapi business ads shop stc cloud help")


def recognise(address: Address, base: str, sub: str) -> Found:
    segments = decoded_segments(address.segments)
    if sub in OFFICES or not segments:
        return NOT_A_POST
    first = segments[0].lower()
    if first == "s" and (base == "zalo.video" or sub == "video"):
        match = _ID.match(segments[1]) if segments[1:] else None
        return Found(Kind.SHARE_SHORTLINK, f"video:{match[0]}") if match else NOT_A_POST
    query = address.query()
    for place, word in enumerate(segments[:3]):
        kind = WORDS.get(word.lower())
        match = (
            _ID.match(query.get("id") or (segments[place + 1] if segments[place + 1 :] else ""))
            if kind
            else None
        )
        if kind and match:
            return Found(kind, f"{_numbered_by(segments)}:{match[0]}")
    if first == "articles":
        return PROFILE  # the list of an account's articles
    if base in {"zalo.me", "zaloapp.com"} and first not in ROOMS and _ACCOUNT.fullmatch(segments[0]):
        return PROFILE if sub in {"", "www", "oa", "page"} else NOT_A_POST
    return NOT_A_POST


def _numbered_by(segments: list[str]) -> str:
    """Articles are numbered by Zalo. A mini app, zalo.me/s/<app>/…, numbers its own, each from 1."""
    app = _ID.match(segments[1]) if segments[0].lower() == "s" else None
    return f"app:{app[0]}" if app else "article"
