"""A season of featured pages for a whole province: how fair it was, and what a week costs to settle."""

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import text

from benchmarks.databases import empty_database
from benchmarks.figures import Figure, Result, middle
from benchmarks.options import Options, tell
from rules.calendar import Period, week_of
from rules.rule_set import STANDARD_PLAN
from scheduler.featured import proposals, settle_features
from storage import Choice, FeatureRecord, Store, UnitRecord

AREAS = 10
UNITS = 530
WEEKS = 50
FIRST = week_of(date(2025, 9, 1))
BY_HAND_EVERY = 7
_LONG_AGO = "'2025-01-01 00:00:00'"


@dataclass(frozen=True, slots=True)
class Fairness:
    """Of the pages of one level over a season.

    `early`: how often one came again before all had come. `unfair`: by how many turns an area is at most away from its
    share, which goes by the number of its pages. `gap`: the fewest weeks between two turns of one page.
    """

    pages: int
    turns: int
    featured: int
    most: int
    early: int
    same_area_in_a_week: int
    unfair: float
    gap: int | None


async def run(options: Options) -> Result:
    weeks = WEEKS // 5 if options.quick else WEEKS
    figures: list[Figure] = []
    rounds: dict[str, Sequence[float]] = {}
    for kind in options.databases:
        async with empty_database(kind, options.folder) as url:
            store = Store(url)
            try:
                await store.migrate()
                await province(store)
                taken = await season(store, weeks)
                fair = {level: await fairness(store, level) for level in ("district", "school")}
            finally:
                await store.close()
        rounds[f"settle_{kind}_ms"] = taken
        figures += _figures(kind, taken, fair)
        tell(f"season: done on {kind}")
    parameters = {"areas": AREAS, "units": UNITS, "weeks": weeks, "by_hand_every": BY_HAND_EVERY}
    return Result("season", parameters, figures, rounds)


def _figures(kind: str, taken: Sequence[float], fair: Mapping[str, Fairness]) -> list[Figure]:
    figures = [
        Figure(f"settle_{kind}_median", middle(taken), "ms", at_most=500.0),
        Figure(f"settle_{kind}_longest", max(taken), "ms", at_most=1000.0),
    ]
    for level, facts in fair.items():
        figures += [
            Figure(f"{level}_{kind}_turns", facts.turns, "turns"),
            Figure(f"{level}_{kind}_featured", facts.featured, "pages"),
            Figure(f"{level}_{kind}_again_before_all", facts.early, "turns", at_most=0),
            Figure(f"{level}_{kind}_same_area_in_a_week", facts.same_area_in_a_week, "weeks", at_most=0),
            Figure(f"{level}_{kind}_away_from_its_share", facts.unfair, "turns", at_most=2),
        ]
    return figures


async def province(store: Store, areas: int = AREAS, units: int = UNITS) -> None:
    """A department, its districts and their schools, each with a page. Areas are not of one size."""
    async with store._database.write() as connection:  # noqa: SLF001  faster than any verb
        await connection.execute(text(_UNIT.format(id=1, code="SO", level="department", parent="NULL")))
        for number in range(units):
            area = number % areas if number % 3 else number % (areas // 2)
            level, parent = ("district", "1") if number < areas else ("school", str(2 + area))
            code = f"PHONG-{number:03}" if level == "district" else f"TRUONG-{number:03}"
            await connection.execute(text(_UNIT.format(id=2 + number, code=code, level=level, parent=parent)))
            await connection.execute(text(_PAGE.format(id=2 + number, key=f"facebook:trang{number}")))


_UNIT = (
    "INSERT INTO unit (id, code, name, level, parent_id, provisional, created_at)"
    f" VALUES ({{id}}, '{{code}}', '{{code}}', '{{level}}', {{parent}}, false, {_LONG_AGO})"
)
_PAGE = (
    "INSERT INTO page (id, unit_id, platform, key, url, since, created_at)"
    f" VALUES ({{id}}, {{id}}, 'facebook', '{{key}}', 'https://www.{{key}}', '2025-01-01', {_LONG_AGO})"
)


async def season(store: Store, weeks: int = WEEKS) -> list[float]:
    """Week after week: some are chosen by hand, most are silent; the milliseconds that each took to settle."""
    taken = []
    for number in range(weeks):
        week = week_of(FIRST.first + timedelta(weeks=number))
        if number % BY_HAND_EVERY == 3:
            await _choose_by_hand(store, week)
        began = time.perf_counter()
        settled = await settle_features(store, STANDARD_PLAN, week, _monday_morning(week))
        taken.append(1000 * (time.perf_counter() - began))
        if len(settled) != 3:
            raise ValueError(f"week {week.code} has {len(settled)} featured pages")
    return taken


async def _choose_by_hand(store: Store, week: Period) -> None:
    """Somebody takes the school whose turn would come in four weeks, and leaves the rest to the rotation."""
    ahead = [week_of(week.first + timedelta(weeks=number)) for number in range(5)]
    ((root_id, places),) = (await proposals(store, STANDARD_PLAN, ahead, week.first)).items()
    later = next(place for place in places if place.week == ahead[-1] and place.level == "school")
    choice = Choice(later.unit.id, later.page.id, later.level, "Ngày thành lập trường")
    async with store.write(_monday_morning(week) - timedelta(days=3)) as ledger:
        await ledger.features.choose(root_id, week.first, [choice], by="telegram:80")


def _monday_morning(week: Period) -> datetime:
    return datetime(week.first.year, week.first.month, week.first.day, tzinfo=UTC)


async def fairness(store: Store, level: str) -> Fairness:
    async with store.read() as ledger:
        units = {unit.id: unit for unit in await ledger.units.all()}
    async with store.read() as ledger:
        features = [feature for feature in await ledger.features.of_root(1) if feature.level == level]
    pages = sum(unit.level == level for unit in units.values())
    turns = Counter(feature.unit_code for feature in features)
    shares = Counter(_area(unit, units) for unit in units.values() if unit.level == level)
    by_area = Counter(_area(units[feature.unit_id], units) for feature in features)
    weeks: dict[date, list[str]] = defaultdict(list)
    for feature in features:
        weeks[feature.week].append(_area(units[feature.unit_id], units))
    return Fairness(
        pages=pages,
        turns=len(features),
        featured=len(turns),
        most=max(turns.values()),
        early=_again_before_all(features, pages),
        same_area_in_a_week=sum(len(set(areas)) < len(areas) for areas in weeks.values()),
        unfair=max(abs(by_area[area] - len(features) * share / pages) for area, share in shares.items()),
        gap=_smallest_gap(features),
    )


def _area(unit: UnitRecord, units: Mapping[int, UnitRecord]) -> str:
    return unit.code if unit.level == "district" else units[unit.parent_id or 0].code


def _again_before_all(features: Sequence[FeatureRecord], pages: int) -> int:
    """How often a page came again although others had not come in this round."""
    early, had = 0, set[str]()
    for feature in features:
        if len(had) == pages:
            had = set()
        early += feature.unit_code in had
        had.add(feature.unit_code)
    return early


def _smallest_gap(features: Sequence[FeatureRecord]) -> int | None:
    weeks: dict[str, list[date]] = defaultdict(list)
    for feature in features:
        weeks[feature.unit_code].append(feature.week)
    gaps = [(later - earlier).days // 7 for days in weeks.values() for earlier, later in pairwise(days)]
    return min(gaps, default=None)
