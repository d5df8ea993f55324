"""Finds the links in a message: those its entities point at, and those only a person would see."""

import re
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, TypeAlias, TypeGuard

from rules.links.address import ODD, plain_letter
from rules.links.model import Link
from rules.links.recognition import PLATFORMS, recognise
from rules.links.short_hosts import SHORTENERS
from rules.links.tables import words

_Span: TypeAlias = tuple[int, int, str]

_START = re.compile(
    r"(?P<scheme>https?:/{1,3}(?=[^\s/]))"
    # Every repetition is possessive: a host is read once, whatever follows it.
    r"|(?<![\w@%])(?<!\w[.-])(?P<host>(?:\w[\w-]*+\.)++[^\W\d_][\w-]*+)(?!:/)(?=(?P<path>[/?]|:\d+/)|\W|$)",
    re.IGNORECASE,
)
# Letters that end a link, wherever they stand: quotes, angles, arrows, boxes and emoji. A hyphen, an
# apostrophe and a bracket may be inside one.
_STOP = re.compile(
    '[<>"|\\\\^`«»\u201c-\u201f\u2022-\u2026\u2039\u203a\u203b\u2190-\u2bff\u3000-\u303f\ufe0f\u20e3\U0001f000-\U0001faff]'
)
# Letters that end a sentence rather than a link. A closing bracket left at the end has its opening one.
_TRAILING = ".,;:!?'*([{}-–—‘’~"
_GLUE = ",;|)>]»”\"'’"
_ANOTHER = re.compile(f"https?:/|[{re.escape(_GLUE)}]", re.IGNORECASE)
_CLOSING = {")": "(", "]": "["}
_BRACKET = re.compile(r"[()\[\]]")

# Last labels that make two words with a dot between them a web address when a path follows.
_COMMON = words("vn com net org edu info gov")
_RARER = words("""
    biz name pro asia online site xyz top club shop store app dev page tv me io co us uk eu au jp kr sg
    blog news live link tech website space cloud school academy education ac int to cc ly gl
    """)
_RARER_NEEDS = 3
_PLATFORM_AT_THE_END = re.compile(
    r"[\u00c0-\u024f\u1ea0-\u1ef9][a-z]{0,3}?((?:(?:www|m|web|vt|vm|mbasic)\.)?(?:"
    + "|".join(re.escape(host) for host in PLATFORMS)
    + r"))$",
    re.IGNORECASE,
)
# "1.facebook.com/…" and "2-facebook.com/…" in a list; but 24.com.vn is a host.
_NUMBERED = re.compile(r"\d{1,3}[.-](?!(?:com|net|org|edu|gov|info|co)\.)", re.ASCII)
_MAX_OFFSET = 1 << 20


def find(text: str, entities: Sequence[Mapping[str, Any]] = ()) -> list[Link]:
    """The links of a message in the order they appear, each post once. Entities count in UTF-16 units."""
    if not entities and "/" not in text and "." not in text and (text.isascii() or not ODD.search(text)):
        return []
    shown, origins = _without_odd_letters(text)
    spans = list(_in_text(shown))
    if origins is not None:
        spans = [(origins[start], origins[end], url) for start, end, url in spans]
    if entities:
        spans = _with_entities(spans, text, entities)
    links = []
    seen = set()
    for url in dict.fromkeys(url for _, _, url in spans):
        link = recognise(url)
        name = link.key or url
        if name not in seen:
            seen.add(name)
            links.append(link)
    return links


def _without_odd_letters(text: str) -> tuple[str, list[int] | None]:
    """The text as a person reads it, and for each of its letters (and its end) the place it came from."""
    if text.isascii() or not ODD.search(text):
        return text, None
    shown: list[str] = []
    origins: list[int] = []
    for place, letter in enumerate(text):
        odd = ODD.match(letter)
        plain = plain_letter(odd) if odd else letter
        shown.append(plain)
        origins.extend([place] * len(plain))
    origins.append(len(text))
    return "".join(shown), origins


def _in_text(text: str) -> Iterator[_Span]:
    place = 0
    for token in text.split():
        if "." in token and ("/" in token or "ww" in token or "WW" in token):
            place = text.find(token, place)
            for start, end in _in_token(token):
                yield place + start, place + end, token[start:end]
            place += len(token)


def _in_token(token: str) -> Iterator[tuple[int, int]]:
    """Links in a run of text without blanks. A link goes on until something ends it or another begins."""
    begun, stop = -1, 0
    for match in _START.finditer(token):
        start = _beginning(match, inside=begun >= 0 and match.start() < stop)
        if start is None:
            continue
        if begun >= 0:
            yield from _trimmed(token, begun, min(stop, start))
        begun = start
        if start >= stop:
            ended = _STOP.search(token, start)
            stop = ended.start() if ended else len(token)
        if stop == len(token) and not _ANOTHER.search(token, match.end()):
            break
    if begun >= 0:
        yield from _trimmed(token, begun, stop)


def _beginning(match: re.Match[str], *, inside: bool) -> int | None:
    """Where a new link begins, or None. Inside another link most beginnings only belong to that one."""
    start = match.start()
    before = match.string[start - 1 : start]
    if match["scheme"]:
        return None if inside and before == "=" else start
    if inside and before not in _GLUE:
        return None
    skipped = _bare_start(match["host"], has_path=bool(match["path"]))
    return None if skipped is None else start + skipped


def _bare_start(host: str, *, has_path: bool) -> int | None:
    """Where the link begins in something like a host without http://, or None when it is no link."""
    lower = host.lower()
    at_www = lower.find("www.")
    if at_www >= 0 and lower.count(".", at_www) > 1 and (at_www == 0 or lower[at_www - 1] != "."):
        return at_www
    if not has_path:
        return None
    glued = None if lower.isascii() else _PLATFORM_AT_THE_END.search(lower)
    if glued:
        return glued.start(1)
    numbered = _NUMBERED.match(lower)
    if numbered and _plausible(lower[numbered.end() :]):
        return numbered.end()
    return 0 if _plausible(lower) else None


def _plausible(host: str) -> bool:
    rest, _, last = host.rpartition(".")
    name = rest.rpartition(".")[2]
    if f"{name}.{last}" in PLATFORMS or host in SHORTENERS:
        return True
    return last in _COMMON or (last in _RARER and len(name) >= _RARER_NEEDS)


def _trimmed(token: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    end = _before_unopened_bracket(token, start, end)
    trailing = (
        _TRAILING + "_" if token[start - 1 : start] == "_" else _TRAILING
    )  # __link__ is bold in many apps
    while end > start and token[end - 1] in trailing:
        end -= 1
    if "." in token[start:end]:
        yield start, end


def _before_unopened_bracket(token: str, start: int, end: int) -> int:
    depth = {"(": 0, "[": 0}
    for bracket in _BRACKET.finditer(token, start, end):
        opening = _CLOSING.get(bracket[0])
        if opening is None:
            depth[bracket[0]] += 1
        elif depth[opening] == 0:
            return bracket.start()
        else:
            depth[opening] -= 1
    return end


def _with_entities(spans: list[_Span], text: str, entities: Sequence[Mapping[str, Any]]) -> list[_Span]:
    """Add what only the entities know: hidden links, and addresses the text scan passed over."""
    units = text.encode("utf-16-le", "surrogatepass")
    wide = len(units) > 2 * len(text)
    pointed: list[_Span] = []
    for entity in entities:
        place = _place(entity)
        if place is None:
            continue
        start, end = (_letters_before(units, unit) for unit in place) if wide else place
        if entity["type"] == "text_link":
            pointed.extend(_as_hidden(entity.get("url"), start, end))
        elif not any(begin < end and start < stop for begin, stop, _ in spans):
            pointed.extend(_as_typed(text[start:end], start, end))
    return sorted([*spans, *pointed], key=itemgetter(0)) if pointed else spans


def _place(entity: object) -> tuple[int, int] | None:
    """Where a link's entity begins and ends; None for other entities and for malformed ones."""
    if not isinstance(entity, Mapping) or not (
        entity.get("type") == "url" or entity.get("type") == "text_link"
    ):
        return None
    offset, length = entity.get("offset"), entity.get("length")
    return (offset, offset + length) if _is_count(offset) and _is_count(length) else None


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MAX_OFFSET


def _letters_before(units: bytes, offset: int) -> int:
    return len(units[: 2 * offset].decode("utf-16-le", "ignore"))


def _as_hidden(target: object, start: int, end: int) -> Iterator[_Span]:
    if isinstance(target, str):
        address = target.strip()
        head = address[:8].lower()
        if head.startswith(("http://", "https://")) or (
            ":" not in address.partition("/")[0] and "." in address
        ):
            yield start, end, address


def _as_typed(typed: str, start: int, end: int) -> Iterator[_Span]:
    """A url entity the text scan passed over: a bare host, and often only two words around a full stop."""
    shown = typed.strip()
    host = shown.partition("/")[0].lower()
    if "@" not in host and (shown.lower().startswith("http") or _plausible(host)):
        yield start, end, shown
