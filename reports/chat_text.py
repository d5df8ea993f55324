"""Tallies as the short texts that a chat shows."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from reports.names import shown, unit_name
from reports.summary import ALL, Line, Summary
from rules.calendar import Period, PeriodKind, parse_period
from rules.language import text
from rules.obligation import Standing
from rules.reasons import Why, in_public
from rules.verdicts import DUPLICATE, PENDING, REJECTED
from storage import ClosedWeek

MOST_UNITS = 40
MOST_LETTERS = 3_500
"""Of a message with names; platforms cut at 4,096."""


def period_name(period: Period, language: str) -> str:
    if period.length == 1:
        return f"{period.first:%d/%m/%Y}"
    return text(
        f"period.{period.kind.value}",
        language,
        number=period.number,
        year=period.year,
        next_year=period.year + 1,
        first=f"{period.first:%d/%m}"
        if period.first.year == period.last.year
        else f"{period.first:%d/%m/%Y}",
        last=f"{period.last:%d/%m/%Y}",
    )


def named_by_code(code: str, language: str) -> str:
    """The periods that a round of reminders is kept under; whatever else stands there stays as it is."""
    codes = code.partition("@")[0].split("+")
    periods = [parse_period(each, date.min) for each in codes]
    return ", ".join(
        period_name(period, language) if period else each for each, period in zip(codes, periods, strict=True)
    )


def unit_summary(summary: Summary, language: str, *, interactions: int = 0) -> str:
    """Counts only: no names of people stand in a group."""
    lines = [_title("summary.title", summary, language), *_counts(summary, language)]
    if interactions:
        lines.append(text("summary.interactions", language, count=interactions))
    lines += _pages(summary, language)
    shown = summary.units[:MOST_UNITS]
    lines += [
        text(
            "summary.unit",
            language,
            unit=unit_name(unit.unit, language),
            met=unit.met,
            obliged=unit.obliged,
            accepted=unit.accepted,
        )
        for unit in shown
    ]
    if len(summary.units) > len(shown):
        lines.append(text("summary.more_units", language, count=len(summary.units) - len(shown)))
    return "\n".join(lines)


def _title(key: str, summary: Summary, language: str) -> str:
    name = summary.unit.name if summary.unit is not ALL else text("summary.all_units", language)
    return text(key, language, unit=name, period=period_name(summary.period, language))


def _counts(summary: Summary, language: str) -> Iterator[str]:
    if not summary.people:
        yield text("summary.nobody", language)
        return
    yield _met(summary, language)
    if summary.on_track is not None and summary.obliged:
        yield text("summary.so_far", language, met=summary.on_track, obliged=summary.obliged)
    if summary.exempt and summary.obliged:
        count = sum(summary.exempt.values())
        yield text("summary.exempt", language, count=count, reasons=_reasons(summary, language))
    yield text("summary.accepted", language, count=summary.accepted)
    for state in (PENDING, DUPLICATE, REJECTED):
        if summary.states.get(state):
            yield text(f"summary.{state}", language, count=summary.states[state])


def _met(summary: Summary, language: str) -> str:
    """Of those who owe something; where nobody does, it is said why."""
    if not summary.obliged:
        return text("summary.free", language, reasons=_reasons(summary, language))
    percent = round(100 * summary.met / summary.obliged)
    return text("summary.met", language, met=summary.met, obliged=summary.obliged, percent=percent)


def _reasons(summary: Summary, language: str) -> str:
    """Others read along: of those on leave it is not said why."""
    counts: Counter[Why] = Counter()
    for why, count in summary.exempt.items():
        counts[in_public(why)] += count
    words = [text(f"why.{why.value}", language) for why in counts]
    if len(words) == 1:
        return words[0]
    return ", ".join(f"{count} {word}" for count, word in zip(counts.values(), words, strict=True))


def _pages(summary: Summary, language: str) -> Iterator[str]:
    """The unit's own page, and how many of those below have done enough."""
    page = summary.page
    if page and (page.owed or page.posts):
        yield text("summary.page", language, posts=page.posts, owed=page.owed)
    owing = [each.page for each in all_below(summary) if each.page and each.page.owed]
    if owing:
        met = sum(page.is_met for page in owing)
        yield text("summary.pages", language, met=met, obliged=len(owing))


def all_below(summary: Summary) -> Iterator[Summary]:
    for unit in summary.units:
        yield unit
        yield from all_below(unit)


def closed_note(closed: ClosedWeek, summary: Summary, zone: ZoneInfo, language: str) -> str:
    """When a week was closed, and what has changed in it since."""
    assert closed.closed_at is not None
    at = f"{closed.closed_at.astimezone(zone):%H:%M %d/%m}"
    changes = [
        text(f"summary.more_{what}", language, change=f"{now - then:+}")
        for what, then, now in (
            ("met", closed.met, summary.met),
            ("obliged", closed.obliged, summary.obliged),
            ("accepted", closed.accepted, summary.accepted),
        )
        if now != then
    ]
    if not changes:
        return text("summary.closed", language, at=at)
    return text("summary.corrected", language, at=at, changes=", ".join(changes))


def missing_count(summary: Summary, language: str) -> str:
    """For a group: how many, and no names."""
    lines = [_title("missing.title", summary, language)]
    if not summary.obliged:
        lines.append(_met(summary, language) if summary.people else text("summary.nobody", language))
    elif not summary.missing:
        lines.append(text("missing.none", language))
    else:
        lines.append(text("missing.count", language, count=len(summary.missing), obliged=summary.obliged))
    return "\n".join(lines)


def missing_names(summary: Summary, language: str, named_in: Collection[int] | None = None) -> str:
    """Who has not done it yet and what is missing, unit by unit, as far as one message reaches.

    Units that are not `named_in` are told by their number of people alone.
    """
    lines = [missing_count(summary, language)]
    room = MOST_LETTERS - len(lines[0])
    names = list(_names(summary, language, named_in))
    for number, (line, _) in enumerate(names):
        room -= len(line) + 1
        if room < 0:
            unnamed = sum(people for _, people in names[number:])
            return "\n".join([*lines, text("missing.more", language, count=unnamed)])
        lines.append(line)
    return "\n".join(lines)


def _names(summary: Summary, language: str, named_in: Collection[int] | None) -> Iterator[tuple[str, int]]:
    """The lines of a list, and how many people each of them names."""
    if not summary.units:
        for line in summary.missing:
            yield _who(line, summary.period, language), 1
        return
    for unit in (summary, *all_below(summary)):
        if unit.own_missing:
            count = len(unit.own_missing)
            yield text("missing.unit", language, unit=unit_name(unit.unit, language), count=count), 0
            if named_in is not None and unit.unit.id not in named_in:
                continue
            yield from ((_who(line, unit.period, language), 1) for line in unit.own_missing)


def _who(line: Line, period: Period, language: str) -> str:
    if line.missing:
        return text("missing.person", language, name=shown(line.name, language), count=line.missing)
    assert period.kind is PeriodKind.MONTH
    return text("missing.weeks", language, name=shown(line.name, language), weeks=weeks_named(line.missed))


def weeks_named(weeks: Sequence[Period]) -> str:
    return ", ".join(str(week.number) for week in weeks)


@dataclass(frozen=True, slots=True)
class MyPeriod:
    """Where one person stands in a period; `so_far` is what the weeks that are over ask for."""

    period: Period
    standing: Standing
    so_far: int
    pending: int = 0
    interactions: int = 0


def my_counts(mine: Sequence[MyPeriod], today: date, language: str) -> str:
    """What one person has done in each period, and what is still missing."""
    return "\n".join(line for each in mine for line in _my_period(each, today, language))


def _my_period(mine: MyPeriod, today: date, language: str) -> Iterator[str]:
    unit_path, name = mine.standing, period_name(mine.period, language)
    if unit_path.owed.count:
        yield _my_number(unit_path, name, language)
        yield from _my_pace(mine, today, language)
    else:
        why = text(f"why.{in_public(unit_path.owed.why).value}", language)
        yield text("me.free", language, period=name, why=why, accepted=unit_path.done)
    if mine.interactions:
        yield text("me.interactions", language, count=mine.interactions)
    if mine.pending:
        yield text("me.pending", language, count=mine.pending)


def _my_number(unit_path: Standing, name: str, language: str) -> str:
    done, owed = unit_path.done, unit_path.owed.count
    if unit_path.missing:
        return text("me.missing", language, period=name, accepted=done, owed=owed, missing=unit_path.missing)
    key = "me.done" if unit_path.is_met else "me.uneven"
    return text(key, language, period=name, accepted=done, owed=owed)


def _my_pace(mine: MyPeriod, today: date, language: str) -> Iterator[str]:
    unit_path = mine.standing
    runs = mine.period.kind is not PeriodKind.WEEK and today in mine.period
    if runs and unit_path.missing and mine.so_far:
        short = mine.so_far - unit_path.done
        key = "me.behind" if short > 0 else "me.on_track"
        yield text(key, language, count=mine.so_far, missing=max(short, 0))
    if unit_path.missed and unit_path.every_week:
        yield text("me.missed", language, weeks=weeks_named(unit_path.missed))
