"""Telegram's HTML to text and entities, as strict as Telegram about broken tags."""

import re
from html import unescape

from simulator.entities import detect, utf16_length
from simulator.errors import ApiError, bad_request
from simulator.wire import Json

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s[^<>]*)?)>|<")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
# Telegram knows only these names; any other "&…;" stays as it is written.
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Plain text and entities; ApiError with Telegram's words when a tag is broken."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text: list[str] = []
        self.units = 0
        self.open: list[tuple[str, Json]] = []
        self.entities: list[Json] = []

    def read(self) -> tuple[str, list[Json]]:
        position = 0
        for match in _TAG.finditer(self.source):
            self._write(self.source[position : match.start()])
            position = match.end()
            self._tag(match)
        self._write(self.source[position:])
        if self.open:
            name = self.open[-1][0]
            raise _broken(f'Can\'t find end tag corresponding to start tag "{name}"')
        return _trimmed("".join(self.text), self.entities)

    def _write(self, piece: str) -> None:
        plain = _REFERENCE.sub(lambda match: unescape(match.group()), piece)
        self.text.append(plain)
        self.units += utf16_length(plain)

    def _tag(self, match: re.Match[str]) -> None:
        closing, name, attributes = match.groups()
        offset = len(self.source[: match.start()].encode())
        if name is None:
            raise _broken(f'Unsupported start tag "" at byte offset {offset}')
        if name.lower() not in _KINDS:
            word = "end" if closing else "start"
            raise _broken(f'Unsupported {word} tag "{name.lower()}" at byte offset {offset}')
        if closing:
            self._close(name.lower(), offset)
        else:
            self._open(name.lower(), attributes)

    def _open(self, name: str, attributes: str) -> None:
        entity: Json = {"offset": self.units, "length": 0, "type": _KINDS[name]}
        given = {
            found[0].lower(): found[1] or found[2] or found[3] for found in _ATTRIBUTE.findall(attributes)
        }
        if name == "a" and given.get("href"):
            entity["url"] = unescape(given["href"])
        if name == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        if name == "code" and given.get("class", "").startswith("language-") and self._inside("pre"):
            self.open[-1][1]["language"] = given["class"].removeprefix("language-")
        self.open.append((name, entity))

    def _inside(self, name: str) -> bool:
        return bool(self.open) and self.open[-1][0] == name

    def _close(self, name: str, offset: int) -> None:
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {offset}")
        expected, entity = self.open.pop()
        if expected != name:
            raise _broken(
                f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{name}>"'
            )
        entity["length"] = self.units - entity["offset"]
        useless = entity["type"] == "text_link" and "url" not in entity
        nested_code = name == "code" and self._inside("pre")
        if entity["length"] and not useless and not nested_code:
            self.entities.append(entity)


def _broken(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Without blank space at the ends, entities moved along and joined by those found automatically."""
    start = utf16_length(text[: len(text) - len(text.lstrip())])
    clean = text.strip()
    end = utf16_length(clean)
    kept = []
    for entity in entities:
        left, right = max(entity["offset"] - start, 0), min(entity["offset"] + entity["length"] - start, end)
        if right > left:
            kept.append({**entity, "offset": left, "length": right - left})
    closed = [item for item in kept if item["type"] in {"code", "pre", "text_link"}]
    kept += [item for item in detect(clean) if not any(_overlap(item, other) for other in closed)]
    return clean, sorted(kept, key=lambda item: (item["offset"], -item["length"]))


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"]
    )
