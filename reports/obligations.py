"""Every percentage opened down to its names: who has done it, who has not, of whom nothing is asked and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from reports.chat_text import MOST_LETTERS, period_name, weeks_named
from reports.names import unit_name
from reports.summary import ALL, Line, Summary
from rules.calendar import plain
from rules.language import text
from rules.names import sort_key
from storage import UnitRecord


class Asked(NamedTuple):
    """What was asked of somebody in a unit, and what they did."""

    unit: UnitRecord
    line: Line


@dataclass(frozen=True, slots=True)
class Obligations:
    """The people of one unit, without those of the units below it, in the order of Vietnamese lists."""

    unit: UnitRecord
    missing: tuple[Line, ...]
    met: tuple[Line, ...]
    exempt: tuple[Line, ...]

    @property
    def people(self) -> int:
        return len(self.missing) + len(self.met) + len(self.exempt)


def obligations(summary: Summary) -> Iterator[Obligations]:
    """Of a unit and then of each below it, as they are asked for: a province has thousands of names to sort."""
    lines = sorted(summary.own, key=lambda line: sort_key(line.name))
    if lines:
        yield Obligations(
            summary.unit,
            tuple(line for line in lines if line.owed and not line.is_met),
            tuple(line for line in lines if line.owed and line.is_met),
            tuple(line for line in lines if not line.owed),
        )
    for below in summary.units:
        yield from obligations(below)


def asked_of(summary: Summary, name: str = "") -> Iterator[Asked]:
    """Everybody whose name has these words in it, with or without accents: once for each unit they belong to."""
    wanted = plain(name)
    for each in obligations(summary):
        for line in (*each.missing, *each.met, *each.exempt):
            if wanted in plain(line.name):
                yield Asked(each.unit, line)


def as_json(asked: Asked) -> dict[str, Any]:
    unit, line = asked
    return {
        "unit": unit.code,
        "name": line.name,
        "owed": line.owed,
        "accepted": line.accepted,
        "met": line.is_met,
        "why": None if line.owed else line.why.value,
        "missed": [week.code for week in line.missed],
    }


def names(summary: Summary, language: str) -> str:
    """All names for one who may know them, as far as one message reaches."""
    told = [
        text(
            "names.title",
            language,
            unit=summary.unit.name if summary.unit is not ALL else text("summary.all_units", language),
            period=period_name(summary.period, language),
        )
    ]
    room = MOST_LETTERS - len(told[0])
    left = sum(1 for _ in _people(summary))
    if not left:
        return "\n".join([*told, text("summary.nobody", language)])
    for line, people in _lines(summary, language):
        room -= len(line) + 1
        if room < 0:
            return "\n".join([*told, text("missing.more", language, count=left)])
        told.append(line)
        left -= people
    return "\n".join(told)


def _people(summary: Summary) -> Iterator[Line]:
    yield from summary.own
    for below in summary.units:
        yield from _people(below)


def _lines(summary: Summary, language: str) -> Iterator[tuple[str, int]]:
    """The lines of a list, and how many people each of them names."""
    for each in obligations(summary):
        if summary.units:
            yield text("names.unit", language, unit=unit_name(each.unit, language), count=each.people), 0
        for key, lines in (("missing", each.missing), ("met", each.met), ("exempt", each.exempt)):
            if lines:
                yield text(f"names.{key}", language, count=len(lines)), 0
                yield from ((who(line, language), 1) for line in lines)


def who(line: Line, language: str) -> str:
    """One person: what is missing, how much was done, or why nothing is asked."""
    if not line.owed:
        why = text(f"why.{line.why.value}", language)
        return text("names.person_exempt", language, name=line.name, why=why)
    if line.is_met:
        return text("names.person_met", language, name=line.name, accepted=line.accepted, owed=line.owed)
    if line.missing:
        return text("missing.person", language, name=line.name, count=line.missing)
    return text("missing.weeks", language, name=line.name, weeks=weeks_named(line.missed))
