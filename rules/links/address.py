"""Takes an address apart the way a browser would, forgiving what people and apps do to addresses."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, unquote_plus

from rules.storable import storable

# Invisible characters that apps and keyboards slip into pasted text; they never belong to an address.
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
# Letters that only differ in style (full-width, mathematical, circled, raised); they mean the plain letter.
# Circled digits and the information sign are left out: people put them in front of a link as a bullet.
_STYLED = (
    "\uff01-\uff5e\U0001d400-\U0001d7ff\u24b6-\u24e9\u1d2c-\u1d6a\u2024"
    "\u2102\u210a-\u2113\u2115\u2119-\u211d\u2124\u2128\u212a-\u212d\u212f-\u2131\u2133\u2134\u2145-\u2149"
)
ODD = re.compile(f"[{_INVISIBLE}{_STYLED}]")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")

_PARTS = re.compile(
    r"\s*(?:(https?):)?/*([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL
)
_OTHER_SCHEME = re.compile(r"\s*(?!https?:)[a-z][a-z0-9+.-]*:(?!\d{1,5}(?:[/?#]|\s*$))", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,62})\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.ASCII)
_WRITTEN_AND = re.compile(r"&(?:amp;)+")
_MAX_HOST = 253
_DEFAULT_PORTS = ("", "80", "443")
_AS_ESCAPED = "minhchung.as-escaped"


def _as_escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "".join(f"%{byte:02X}" for byte in error.object[error.start : error.end]), error.end


codecs.register_error(_AS_ESCAPED, _as_escaped)


@dataclass(slots=True)
class Address:
    """An http address in pieces: lower-case host without port, decoded path segments, raw query."""

    host: str
    port: str
    segments: list[str]
    raw_query: str
    fragment: str

    def pairs(self, errors: str = "surrogateescape") -> list[tuple[str, str]]:
        """The query in order, decoded."""
        query = self.raw_query
        if "&amp;" in query:  # copied out of a page's source, or out of a source's source
            query = _WRITTEN_AND.sub("&", query)
        found = []
        for pair in query.split("&"):
            if pair:
                name, _, value = pair.partition("=")
                found.append((_decoded(name, errors), _decoded(value, errors)))
        return found

    def query(self) -> dict[str, str]:
        """The query by name; the first value wins, as it does on the platforms. What is no letter stays escaped."""
        if not self.raw_query:
            return {}
        values: dict[str, str] = {}
        for name, value in self.pairs(_AS_ESCAPED):
            values.setdefault(name, value)
        return values


def plain(text: str) -> str:
    """The text with styled letters made plain and invisible characters dropped."""
    if text.isascii() or not ODD.search(text):
        return text
    return ODD.sub(plain_letter, text)


def plain_letter(odd: re.Match[str]) -> str:
    letter = odd[0]
    if unicodedata.category(letter) in {"Cf", "Mn"}:
        return ""
    return unicodedata.normalize("NFKC", letter)


def parse(url: str) -> Address | None:
    """The address in pieces, or None for anything that is no http address of a named host."""
    text = storable(plain(url))
    if "\\" in text:  # browsers read a backslash as a slash, so evil.vn\@facebook.com is evil.vn
        text = text.replace("\\", "/")
    parts = _PARTS.match(text)
    if not parts or (parts[1] is None and _OTHER_SCHEME.match(text)):
        return None
    place = _host_and_port(parts[2])
    if place is None:
        return None
    path = parts[3]
    segments = [segment for segment in path.strip().split("/") if segment] if path else []
    if "/." in path:
        segments = _without_dots(segments)
    return Address(place[0], place[1], segments, (parts[4] or "").strip(), (parts[5] or "").strip())


def decoded_segments(segments: list[str]) -> list[str]:
    return [decoded(segment) if "%" in segment else segment for segment in segments]


def decoded(piece: str) -> str:
    """With letters as letters; bytes that are none, as from an old site's own encoding, stay escaped."""
    return unquote(piece, errors=_AS_ESCAPED)


def _decoded(piece: str, errors: str) -> str:
    if "%" in piece or "+" in piece:
        return unquote_plus(piece, errors=errors)
    return piece


def _host_and_port(authority: str) -> tuple[str, str] | None:
    """The host that is really meant: what stands before an @ is only a user name."""
    host = authority.rpartition("@")[2] if "@" in authority else authority
    host, _, port = host.partition(":")
    host = host.strip().lower().rstrip(".")
    if len(host) > _MAX_HOST or (port and not port.strip().isdigit()):
        return None
    if "%" in host:
        host = unquote(host).lower()
    if not host.isascii():
        host = _punycode(host)
    if not _HOST.fullmatch(host):
        return None
    port = port.strip().lstrip("0")
    return host, "" if port in _DEFAULT_PORTS else port[:5]


def _punycode(host: str) -> str:
    """A host in letters of any language as the name servers know it. The full IDNA rules cost too much."""
    labels = unicodedata.normalize("NFKC", host).translate(_DOTS).lower().split(".")
    coded = (label if label.isascii() else "xn--" + label.encode("punycode").decode() for label in labels)
    return ".".join(coded)


def _without_dots(segments: list[str]) -> list[str]:
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return kept
