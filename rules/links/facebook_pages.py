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
_NAME = re.compile(r"@?(?![a-z0-9.]*\.php)([a-z0-9.]{1,80})", re.ASCII)
# Pages without a name: a number, a title with the number behind it, or since 2022 an encrypted number.
_NUMBER = re.compile(r"@?(\d{1,30})|[^/]*-(\d{5,30})|(pfbid[A-Za-z0-9]{1,120})", re.ASCII)

# Programs whose query names the owner. Others also carry an id, but of something else.
_OWNER_IN_QUERY: dict[str, str] = {
    "profile.php": "id",  # a page or person without a name
    "permalink.php": "id",  # one of their posts
    "story.php": "id",  # the same on the mobile site
    "photo.php": "id",  # a photo on the mobile site
    "album.php": "id",  # an album in its oldest form
}
# /people/Title/123 and /p/Title-123: only the number counts, the title is shown and anybody's.
_TITLED = frozenset({"people", "p", "pages"})
_NOBODY = ROOMS | FIRST.keys() | BRANCHES.keys() | {"profile", "create", "user"}


def facebook_page(address: Address, base: str, sub: str) -> str | None:
    if base == "fb.me":
        is_page = recognise(address, base, sub).kind is Kind.PROFILE
        return _name_or_number(address.segments[0]) if is_page else None
    if base == "m.me":  # the page's letter box: m.me/name
        segments = decoded_segments(address.segments)
        return _name_or_number(segments[0]) if len(segments) == 1 else None
    if base in SHORT_HOSTS or base == "messenger.com" or sub in OFFICES:
        return None
    return _at_facebook_com(*path_and_query(address))


def _at_facebook_com(segments: list[str], query: dict[str, str]) -> str | None:
    first = segments[0].lower() if segments else ""
    parameter = _OWNER_IN_QUERY.get(first)
    if parameter:
        return _number(query.get(parameter, ""))
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
    lower = segment.lower()
    match = _NAME.fullmatch(lower)
    if not match or match[1] in _NOBODY:
        return None
    name = match[1].replace(".", "")
    return None if name.isdigit() else name or None
