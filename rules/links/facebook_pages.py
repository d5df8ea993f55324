"""Which page or person a Facebook address names, by name or by number."""

import re

from rules.links.address import Address, decoded_segments
from rules.links.facebook import (
    BRANCHES,
    FIRST,
    OFFICES,
    PAGE_AND_POST,
    ROOMS,
    SHORT_HOSTS,
    from_the_owner,
    path_and_query,
    recognise,
)
from rules.links.model import Kind

# The only letters of a user name; an extension like .php is never one.
_NAME = re.compile(r"@?(?!.*\.php$)([a-z0-9.]{1,80})", re.ASCII)
# Pages without a name: a number, a title with the number behind it, or since 2022 an encrypted number.
_NUMBER = re.compile(r"@?(\d{1,30})|[^/]*-(\d{5,30})|(pfbid[A-Za-z0-9]{1,120})", re.ASCII)
# The same in a query, where people let things run on: profile.php?id=100012345?mibextid=x
_NUMBER_IN_QUERY = re.compile(r"(?:\d{1,30}|pfbid[A-Za-z0-9]{1,120})(?![A-Za-z0-9_.-])", re.ASCII)

# Programs whose query names the owner. Others also carry an id, but of something else.
_OWNER_IN_QUERY: dict[str, str] = {
    "profile.php": "id",  # a page or person without a name
    "permalink.php": "id",  # one of their posts
    "story.php": "id",  # the same on the mobile site
    "photo.php": "id",  # a photo on the mobile site; elsewhere it has no id
    "album.php": "id",  # an album in its oldest form
}
# What set= says about the owner. Other sets are of people tagged, of groups, or of nobody's telling.
_OWNER_IN_SET = re.compile(
    r"(?:pb|vb)\.(\d{5,30})(?:\.[-.\d]*)?"  # everything somebody has published: pb.100012345.-2207520000
    r"|a\.\d+\.-?\d+\.(\d{5,30})",  # an album, as written until 2018: a.1.2.100012345
    re.ASCII,
)
_SHOWS_A_SET = frozenset({"photo.php", "photo", "photos", "media"})
# /people/Title/123 and /p/Title-123: only the number counts, the title is shown and anybody's.
_TITLED = frozenset({"people", "p", "pages"})
_NOBODY = ROOMS | FIRST.keys() | BRANCHES.keys() | _TITLED | {"pg", "profile", "create", "user"}


def facebook_page(address: Address, base: str, sub: str) -> str | None:
    if base in {"fb.me", "m.me"}:  # fb.me/name, or a short link; m.me/name, the page's letter box
        segments = decoded_segments(address.segments)
        is_code = base == "fb.me" and recognise(address, base, sub).kind is not Kind.PROFILE
        return _name_or_number(segments[0]) if len(segments) == 1 and not is_code else None
    if base in SHORT_HOSTS or base == "messenger.com" or sub in OFFICES:
        return None
    return _at_facebook_com(*path_and_query(address))


def _at_facebook_com(segments: list[str], query: dict[str, str]) -> str | None:
    first = segments[0].lower() if segments else ""
    parameter = _OWNER_IN_QUERY.get(first)
    if parameter and parameter in query:
        number = _NUMBER_IN_QUERY.match(query[parameter])
        return number[0] if number else None
    if first in _SHOWS_A_SET:
        match = _OWNER_IN_SET.fullmatch(query.get("set", ""))
        return match[match.lastindex or 0] if match else None
    owner = from_the_owner(segments)[:1]
    if not owner:
        return None
    if first in _TITLED and [segment.lower() for segment in segments[:2]] != ["pages", "category"]:
        return _number(owner[0])
    return _name_or_number(owner[0])


def _name_or_number(segment: str) -> str | None:
    joined = PAGE_AND_POST.fullmatch(segment)
    return joined[1] if joined else _number(segment) or _name(segment)


def _number(segment: str) -> str | None:
    match = _NUMBER.fullmatch(segment)
    return match[match.lastindex or 0] if match else None


def _name(segment: str) -> str | None:
    """Facebook ignores case and dots in user names: Truong.HoaSen is truonghoasen."""
    match = _NAME.fullmatch(segment.lower())
    if not match:
        return None
    name = match[1].replace(".", "")
    nobody = not name or name.isdigit() or not _NOBODY.isdisjoint({name, match[1]})
    return None if nobody else name
