"""Tallies as the short texts that a chat shows."""

from collections.abc import Sequence

from reports.summary import ALL, Summary
from rules.calendar import Period, PeriodKind
from rules.language import text
from rules.quota import Quota
from rules.verdicts import DUPLICATE, PENDING, REJECTED

MOST_UNITS = 40


def period_name(period: Period, language: str) -> str:
    kind = period.kind
    return text(
        f"period.{kind.value}",
        language,
        number=_number(period),
        year=period.first.isocalendar().year if kind is PeriodKind.WEEK else period.first.year,
        first=f"{period.first:%d/%m}",
        last=f"{period.last:%d/%m/%Y}",
    )


def _number(period: Period) -> int:
    if period.kind is PeriodKind.WEEK:
        return period.first.isocalendar().week
    return period.first.month if period.kind is PeriodKind.MONTH else (period.first.month + 2) // 3


def unit_summary(summary: Summary, language: str) -> str:
    """Counts only: no names of people stand in a group."""
    name = summary.unit.name if summary.unit is not ALL else text("summary.all_units", language)
    lines = [text("summary.title", language, unit=name, period=period_name(summary.period, language))]
    lines += _counts(summary, language)
    shown = summary.units[:MOST_UNITS]
    lines += [
        text(
            "summary.unit",
            language,
            unit=unit.unit.name,
            met=unit.met,
            obliged=unit.obliged,
            accepted=unit.accepted,
        )
        for unit in shown
    ]
    if len(summary.units) > len(shown):
        lines.append(text("summary.more_units", language, count=len(summary.units) - len(shown)))
    return "\n".join(lines)


def _counts(summary: Summary, language: str) -> list[str]:
    if not summary.people:
        return [text("summary.nobody", language)]
    percent = round(100 * summary.met / summary.obliged)
    lines = [text("summary.met", language, met=summary.met, obliged=summary.obliged, percent=percent)]
    lines.append(text("summary.accepted", language, count=summary.accepted))
    lines += [
        text(f"summary.{state}", language, count=summary.states[state])
        for state in (PENDING, DUPLICATE, REJECTED)
        if summary.states.get(state)
    ]
    return lines


def my_counts(counts: Sequence[tuple[Period, tuple[int, int]]], quota: Quota, language: str) -> str:
    """What one person has done in each period, and what is still missing."""
    if not counts:
        return text("me.nothing", language)
    lines = []
    for period, (accepted, pending) in counts:
        owed = quota.owed_in(period)
        key = "me.done" if accepted >= owed else "me.missing"
        name = period_name(period, language)
        lines.append(text(key, language, period=name, accepted=accepted, owed=owed, missing=owed - accepted))
        if pending:
            lines.append(text("me.pending", language, count=pending))
    return "\n".join(lines)
