"""Entities that Telegram finds by itself in plain text, with offsets in UTF-16 units."""

import re

from simulator.wire import Json

# Bare domains count as links only under a top-level domain people use; a full list would be 1,500 entries.
_TLD = (
    "com|vn|net|org|edu|gov|info|biz|me|tv|io|co|be|gl|ly|gd|app|dev|page|site|online|store|xyz"
    "|link|news|asia|eu|us|uk|fr|de|jp|kr|cn"
)
_DOMAIN = rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_TLD})"
_PATH = r"(?:[/?#][^\s<>\"«»“”]*)?"

_FINDER = re.compile(
    rf"""
    (?P<email>(?<![\w.@/-])[\w.+-]+@{_DOMAIN}\b)
    |(?P<url>(?:https?|ftp|tg|ton)://[^\s<>"«»“”]+|(?<![\w@.-]){_DOMAIN}(?![\w-])(?::\d{{1,5}})?{_PATH})
    |(?P<bot_command>(?<![\w/<>]){"/"}[a-z0-9_]{{1,64}}(?:@[a-z0-9_]{{3,32}})?(?![\w/]))
    |(?P<mention>(?<![\w@])@[a-z][a-z0-9_]{{2,31}}\b)
    |(?P<hashtag>(?<![\w\#])\#\w*[^\W\d]\w*)
    |(?P<phone_number>(?<![\w+])\+\d{{1,3}}[ -]?\d{{2,4}}(?:[ -]?\d{{2,4}}){{1,3}}(?!\w))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING = ".,:;!?'\"…"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def utf16_length(text: str) -> int:
    """Length as Telegram counts offsets: letters beyond the basic plane count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def detect(text: str) -> list[Json]:
    """Commands, mentions, links, e-mail addresses, hashtags and phone numbers, in order."""
    found: list[Json] = []
    position = units = 0
    for match in _FINDER.finditer(text):
        kind = match.lastgroup or ""
        value = _trim(match.group()) if kind == "url" else match.group()
        units += utf16_length(text[position : match.start()])
        length = utf16_length(value)
        found.append({"offset": units, "length": length, "type": kind})
        position, units = match.start() + len(value), units + length
    return found


def _trim(url: str) -> str:
    """Punctuation that ends the sentence and not the link."""
    while url and (url[-1] in _TRAILING or _unbalanced(url)):
        url = url[:-1]
    return url


def _unbalanced(url: str) -> bool:
    opening = _PAIRS.get(url[-1])
    return opening is not None and url.count(url[-1]) > url.count(opening)
