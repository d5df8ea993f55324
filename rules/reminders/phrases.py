"""What people write after /nhac, with or without accents, in Vietnamese or in English."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from rules.calendar import plain
from rules.reminders.settings import Quiet, ReminderKind

LONGEST_OWN_TEXT = 500


class Verb(StrEnum):
    SHOW = "show"
    PREVIEW = "preview"
    NOW = "now"
    ON = "on"
    OFF = "off"
    AT = "at"
    THRESHOLD = "threshold"
    QUIET = "quiet"
    PIN = "pin"
    UNPIN = "unpin"
    TEXT = "text"


class Target(StrEnum):
    """Whose settings an operator means; without one, those of the group in which it is written."""

    HERE = "here"
    EVERYBODY = "everybody"
    LEVEL = "level"
    UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing somebody wants of the reminders. An empty `text` is the standard one."""

    verb: Verb
    kind: ReminderKind | None = None
    at: time | None = None
    threshold: int | None = None
    quiet: Quiet | None = None
    text: str | None = None
    target: Target = Target.HERE
    name: str = ""


_KINDS = {
    ReminderKind.MONDAY_START: ("thu hai", "thu 2", "t2", "dau tuan", "monday"),
    ReminderKind.MONDAY_RESULT: ("ket qua", "result", "results"),
    ReminderKind.THURSDAY_NUDGE: ("thu nam", "thu 5", "t5", "giua tuan", "thursday"),
    ReminderKind.SUNDAY_PRIVATE: ("chu nhat", "cn", "cuoi tuan", "sunday"),
    ReminderKind.REPORT_DUE: ("bao cao", "report", "reports"),
    ReminderKind.REVIEW_BACKLOG: ("cho duyet", "duyet", "review"),
}
_KIND = "|".join(sorted((word for words in _KINDS.values() for word in words), key=len, reverse=True))
_CLOCK = r"([01]?\d|2[0-3])\s*(?:[:hg.]|gio)\s*([0-5]\d)?"
_RULES: tuple[tuple[Verb, str], ...] = (
    (Verb.SHOW, r""),
    (Verb.PREVIEW, r"xem(?: truoc)?|preview"),
    (Verb.NOW, r"(?:gui )?ngay(?: bay gio)?|now"),
    (Verb.OFF, rf"(?:tat|off)(?: (?P<kind>{_KIND}))?"),
    (Verb.ON, rf"(?:bat|mo|on)(?: (?P<kind>{_KIND}))?"),
    (Verb.AT, rf"(?:gio|luc|time) (?P<kind>{_KIND})(?: luc| la)? (?P<clock>{_CLOCK})"),
    (Verb.THRESHOLD, r"(?:nguong|threshold) (?P<percent>\d{1,3})\s*%?"),
    (
        Verb.QUIET,
        rf"(?:yen(?: lang| tinh)?|quiet) (?:tu )?(?P<from>{_CLOCK})\s*(?:-|–|den|to)\s*(?P<to>{_CLOCK})",
    ),
    (Verb.UNPIN, r"bo ghim|unpin"),
    (Verb.PIN, r"ghim|pin"),
)
_TEXT = re.compile(rf"(?:loi|noi dung|text) (?P<kind>{_KIND})")
_LONGEST_HEAD = 5
"""In words: "nội dung kết quả" with one to spare. What stands behind may be long."""
_STANDARD = frozenset({"mac dinh", "default", "standard"})


def parse_wish(argument: str) -> Wish | None:
    """None for what nobody can make out."""
    target, name, rest = _target(argument.split())
    wish = _own_text(rest) or _other(plain(" ".join(rest)))
    if wish is None or (target is not Target.HERE and wish.verb in {Verb.PREVIEW, Verb.NOW}):
        return None
    return Wish(
        wish.verb, wish.kind, wish.at, wish.threshold, wish.quiet, wish.text, target=target, name=name
    )


def _target(words: list[str]) -> tuple[Target, str, list[str]]:
    """Whom it is for comes first: "cấp trường …", "đơn vị MÃ …", "tất cả …"."""
    bare = [plain(word) for word in words]
    if bare[:2] == ["tat", "ca"] or bare[:1] == ["everybody"]:
        return Target.EVERYBODY, "", words[2 if bare[0] == "tat" else 1 :]
    if bare[:1] in (["cap"], ["level"]) and len(words) > 1:
        return Target.LEVEL, words[1], words[2:]
    if bare[:2] == ["don", "vi"] and len(words) > 2:
        return Target.UNIT, words[2], words[3:]
    if bare[:1] == ["unit"] and len(words) > 1:
        return Target.UNIT, words[1], words[2:]
    return Target.HERE, "", words


def _own_text(words: list[str]) -> Wish | None:
    """The words after the kind stay as they were written."""
    for count in range(min(len(words), _LONGEST_HEAD), 1, -1):
        found = _TEXT.fullmatch(plain(" ".join(words[:count])))
        if found:
            own = readable(" ".join(words[count:]))
            if not own or len(own) > LONGEST_OWN_TEXT:
                return None
            return Wish(Verb.TEXT, _kind(found["kind"]), text="" if plain(own) in _STANDARD else own)
    return None


def _other(told: str) -> Wish | None:
    for verb, pattern in _RULES:
        found = re.fullmatch(pattern, told)
        if found:
            return _wish(verb, found)
    return None


def _wish(verb: Verb, found: "re.Match[str]") -> Wish | None:
    named = found.groupdict()
    kind = _kind(named["kind"]) if named.get("kind") else None
    if verb is Verb.AT:
        return Wish(verb, kind, at=_time(named["clock"]))
    if verb is Verb.QUIET:
        return Wish(verb, quiet=Quiet(_time(named["from"]), _time(named["to"])))
    if verb is Verb.THRESHOLD:
        percent = int(named["percent"])
        return Wish(verb, ReminderKind.THURSDAY_NUDGE, threshold=percent) if 1 <= percent <= 100 else None
    if verb in {Verb.PIN, Verb.UNPIN}:
        return Wish(verb, ReminderKind.MONDAY_START)
    return Wish(verb, kind)


def _kind(word: str) -> ReminderKind:
    return next(kind for kind, words in _KINDS.items() if word in words)


def _time(told: str) -> time:
    found = re.fullmatch(_CLOCK, told)
    assert found
    return time(int(found[1]), int(found[2] or 0))


def readable(words: str) -> str:
    """Without what cannot be seen: control characters could hide or turn round what follows."""
    return "".join(char for char in words if char.isprintable()).strip()
