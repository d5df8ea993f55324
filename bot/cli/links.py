"""`minhchung link`: what the recogniser sees in addresses and in messages."""

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any

from rules.links import Link, find, recognise


def link(arguments: argparse.Namespace) -> None:
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    # Half a letter, which JSON can escape and nothing can encode, goes out as it came in.
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    lines = (line.rstrip("\r\n") for line in sys.stdin)
    results = _found(lines) if arguments.find else (_told(recognise(line.strip())) for line in lines)
    for result in results:
        print(json.dumps(result, ensure_ascii=False) if arguments.json else _shown(result))


def _found(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        message = _message(line)
        text, entities = message.get("text"), message.get("entities")
        links = find(text if isinstance(text, str) else "", entities if isinstance(entities, list) else ())
        yield {"links": [_told(link) for link in links]}


def _message(line: str) -> dict[str, Any]:
    """A line that is no JSON object holds no message and so no links."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _told(link: Link) -> dict[str, str | None]:
    return {"url": link.url, "platform": link.platform.value, "kind": link.kind.value, "key": link.key}


def _shown(result: dict[str, Any]) -> str:
    links = result.get("links", [result])
    return "\n".join(
        f"{link['platform']}\t{link['kind']}\t{link['key'] or '-'}\t{link['url']}" for link in links
    )
