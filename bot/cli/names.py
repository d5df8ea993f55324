"""`minhchung names`: what is made of names that people bear in a chat, beside a staff list."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rules.names import Listed, NameIndex


def names(arguments: argparse.Namespace) -> None:
    """`certain` is whom the question to a newcomer is about, `shown` are those whom /dangky shows."""
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    index = _index(arguments.roster)
    for line in sys.stdin:
        told = _told(index, line.rstrip("\r\n"))
        print(json.dumps(told, ensure_ascii=False) if arguments.json else _shown(told), flush=True)


def _index(roster: Path) -> NameIndex:
    lines = roster.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return NameIndex(Listed(number, name) for number, line in enumerate(lines) if (name := line.strip()))


def _told(index: NameIndex, display: str) -> dict[str, Any]:
    answer = index.propose(display)
    certain = answer.exact or answer.likely
    shown = list(dict.fromkeys(each.name for each in index.written(display)))
    return {"display": display, "certain": certain.name if certain else None, "shown": shown}


def _shown(told: dict[str, Any]) -> str:
    return "\t".join((told["display"], told["certain"] or "-", "; ".join(told["shown"]) or "-"))
