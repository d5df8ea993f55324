"""How much of what was accepted turned out to be wrong when somebody looked, by unit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.chat_text import MOST_UNITS, period_name
from reports.names import unit_name
from reports.summary import ALL
from rules.calendar import Period
from rules.language import text
from rules.sampling import Share
from storage import Audited, UnitRecord

NOTHING = Audited()


@dataclass(frozen=True, slots=True)
class Audits:
    """A unit with everything below it; `units` are those directly below of which something was drawn."""

    unit: UnitRecord
    numbers: Audited
    units: tuple["Audits", ...] = ()

    @property
    def share(self) -> Share:
        return Share(self.numbers.wrong, self.numbers.looked_at)


def audits(root: UnitRecord, units: Iterable[UnitRecord], numbers: Mapping[int, Audited]) -> Audits:
    """Of a unit's tree, of everything for `ALL`."""
    known = {unit.id: unit for unit in units}
    below: dict[int, list[UnitRecord]] = {}
    for unit in known.values():
        above = unit.parent_id if unit.parent_id in known else ALL.id
        below.setdefault(above or ALL.id, []).append(unit)
    return _of(root, below, numbers, frozenset())


def _of(
    unit: UnitRecord,
    below: Mapping[int, list[UnitRecord]],
    numbers: Mapping[int, Audited],
    above: frozenset[int],
) -> Audits:
    path = above | {unit.id}
    children = [_of(child, below, numbers, path) for child in below.get(unit.id, ()) if child.id not in path]
    told = tuple(
        sorted((child for child in children if child.numbers != NOTHING), key=lambda one: one.unit.name)
    )
    own = numbers.get(unit.id, NOTHING) if unit is not ALL else NOTHING
    return Audits(unit, sum((child.numbers for child in told), own), told)


def told(audits: Audits, period: Period, language: str) -> str:
    """As a chat shows it."""
    name = text("summary.all_units", language) if audits.unit is ALL else audits.unit.name
    lines = [text("audits.title", language, unit=name, period=period_name(period, language))]
    lines.append(rate(audits.numbers, language))
    if audits.numbers.waiting:
        lines.append(text("audits.waiting", language, count=audits.numbers.waiting))
    units = [each for each in audits.units if each.numbers.looked_at]
    for each in units[:MOST_UNITS]:
        counts = {"wrong": each.numbers.wrong, "looked_at": each.numbers.looked_at}
        lines.append(text("audits.unit", language, unit=unit_name(each.unit, language), **counts))
    if len(units) > MOST_UNITS:
        lines.append(text("summary.more_units", language, count=len(units) - MOST_UNITS))
    return "\n".join(lines)


def rate(numbers: Audited, language: str) -> str:
    """The share in one sentence, with how sure one can be."""
    if not numbers.looked_at:
        return text("audits.none", language)
    share = Share(numbers.wrong, numbers.looked_at)
    low, high = share.interval
    percents = {
        "rate": _percent(share.rate, language),
        "low": _percent(low, language),
        "high": _percent(high, language),
    }
    return text("audits.rate", language, wrong=share.wrong, looked_at=share.looked_at, **percents)


def _percent(share: float, language: str) -> str:
    written = f"{100 * share:.1f}".removesuffix(".0")
    return written.replace(".", ",") if language == "vi" else written


def as_json(audits: Audits) -> dict[str, Any]:
    low, high = audits.share.interval
    return {
        "unit": audits.unit.code,
        "looked_at": audits.numbers.looked_at,
        "wrong": audits.numbers.wrong,
        "waiting": audits.numbers.waiting,
        "rate": round(audits.share.rate, 6) if audits.numbers.looked_at else None,
        "low": round(low, 6),
        "high": round(high, 6),
        "units": [as_json(each) for each in audits.units],
    }
