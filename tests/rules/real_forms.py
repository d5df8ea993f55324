"""Reads the lists of addresses and messages as they are met."""

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Block:
    """Spellings of one post, or addresses that are none."""

    is_post: bool
    platform: str
    kind: str
    urls: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A message and the keys of the posts in it."""

    text: str
    keys: tuple[str, ...]


def blocks(*names: str) -> list[Block]:
    found: list[Block] = []
    for line in _lines(names):
        if line.startswith(("= ", "- ")):
            sign, platform, kind = line.split()
            found.append(Block(sign == "=", platform, kind, ()))
        else:
            last = found.pop()
            found.append(Block(last.is_post, last.platform, last.kind, (*last.urls, line)))
    return found


def messages(*names: str) -> list[Written]:
    found: list[Written] = []
    for line in _lines(names):
        if line.startswith("> "):
            found.append(Written(line[2:].replace("\\n", "\n"), ()))
        else:
            last = found.pop()
            found.append(Written(last.text, (*last.keys, line)))
    return found


def _lines(names: tuple[str, ...]) -> list[str]:
    told = "\n".join((_HERE / name).read_text(encoding="utf-8") for name in names)
    return [line for line in told.split("\n") if line and not line.startswith("# ")]
