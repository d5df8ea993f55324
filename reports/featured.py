"""Which pages are featured: for whom those of a week are meant, and who is proposed for the weeks to come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import Period, week_of
from rules.rotation import Feature, Page, Pick, RotationRule, in_turn, propose
from storage import Candidates, Choice, FeatureRecord, PageRecord, UnitPath, UnitRecord, unit_paths

DEPARTMENT = "department"
SCHOOL = "school"
OFFICES = frozenset({DEPARTMENT, "district", "commune"})
_TAKES_TURNS_AS = {"commune": "district"}
"""Communes took over from the districts that were dissolved in July 2025."""
MAIN_PLATFORM = "facebook"
_FOUR_WEEKS = timedelta(weeks=4)
_ONE_WEEK = timedelta(weeks=1)


def applying(
    features: Iterable[FeatureRecord], unit_id: int | None, units: Mapping[int, UnitRecord]
) -> list[FeatureRecord]:
    """Those of the root of the unit's tree; a unit outside any tree gets those of the only department."""
    top = _top(unit_id, units)
    mine = [feature for feature in features if top and feature.root_id == top.id]
    if mine or (top and (top.level == DEPARTMENT or top.id != unit_id)):
        return mine
    departments = [
        unit.id for unit in units.values() if unit.level == DEPARTMENT and unit.parent_id not in units
    ]
    return [feature for feature in features if departments == [feature.root_id]]


def _top(unit_id: int | None, units: Mapping[int, UnitRecord]) -> UnitRecord | None:
    unit = units.get(unit_id) if unit_id else None
    passed = set()
    while unit and unit.id not in passed and (above := units.get(unit.parent_id or 0)):
        passed.add(unit.id)
        unit = above
    return unit


def lately(first_week: Period) -> Period:
    """When a page's posts count as activity lately: four weeks, up to a week before the first week to be filled.

    That last week is left out so that what was proposed for a week in the week before is what will stand.
    """
    after = first_week.first - _ONE_WEEK
    return Period(first_week.kind, after - _FOUR_WEEKS, after)


def main_page(pages: Iterable[PageRecord]) -> PageRecord | None:
    """The page that stands for a unit: its first open one on Facebook, else its first open one."""
    ours = [page for page in pages if page.until is None]
    return next((page for page in ours if page.platform == MAIN_PLATFORM), ours[0] if ours else None)


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a week: who has it, and why. `feature` is None for a mere proposal.

    `last` is the Monday of the week in which the unit was featured before, `active` its page's posts lately.
    """

    week: Period
    unit: UnitRecord
    page: PageRecord
    level: str
    active: int
    last: date | None
    feature: FeatureRecord | None = None

    @property
    def choice(self) -> Choice:
        return self.because("")

    def because(self, reason: str) -> Choice:
        return Choice(self.unit.id, self.page.id, self.level, reason)


class Rotation:
    """The turns of the pages below one root."""

    def __init__(
        self, paths: Sequence[UnitPath], candidates: Candidates, rule: RotationRule, today: date
    ) -> None:
        self.root = paths[0].root
        self._rule = rule
        self._this_week = week_of(today)
        self._posts = candidates.posts
        self._units = {stand.unit.code: stand.unit for stand in paths}
        self._pages = {page.id: page for page in candidates.pages}
        self._by_unit = _by_unit(page for page in candidates.pages if page.until is None)
        self._features = [feature for feature in candidates.features if feature.root_id == self.root.id]
        self._rotating = {page.code: page for stand in paths if (page := self._page(stand))}
        self._history = [
            Feature(week_of(feature.week), feature.unit_code, feature.level, feature.reason)
            for feature in self._features
            if feature.announced_at or feature.week >= self._this_week.first
        ]

    def _page(self, stand: UnitPath) -> Page | None:
        """A unit as the rules see it, with the first day of any of its pages."""
        unit, pages = stand.unit, self._by_unit.get(stand.unit.id)
        kind = self._kind(unit)
        if not pages or not kind or unit.id == self.root.id:
            return None
        area = unit if unit.level in OFFICES else stand.path[-2]
        return Page(unit.code, kind, area.code, self._active(unit), min(page.since for page in pages))

    def _kind(self, unit: UnitRecord) -> str:
        """Which kind of place a unit can have; "" for an office that the rule does not know."""
        level = _TAKES_TURNS_AS.get(unit.level, unit.level)
        if level in {kind for kind, _ in self._rule.places}:
            return level
        return "" if level in OFFICES else SCHOOL

    def _active(self, unit: UnitRecord) -> int:
        return sum(self._posts.get(page.id, 0) for page in self._by_unit.get(unit.id, ()))

    @property
    def rotates(self) -> bool:
        """Whether there is anybody to be featured."""
        return bool(self._rotating)

    def standing(self, week: Period) -> list[FeatureRecord]:
        return [feature for feature in self._features if feature.week == week.first]

    def is_announced(self, week: Period) -> bool:
        return any(feature.announced_at for feature in self.standing(week))

    def plan(self, weeks: Iterable[Period]) -> list[Place]:
        """Who has the places of these weeks, and a proposal for every place that nobody has."""
        return self._places(propose(self._rotating.values(), self._history, weeks, self._rule))

    def plan_of(self, week: Period) -> list[Place]:
        """The same for one week, which comes after what is proposed for the weeks before it."""
        return [place for place in self.plan(self._weeks_until(week)) if place.week == week]

    def _weeks_until(self, week: Period) -> list[Period]:
        """From this week on; a week that has passed stands alone."""
        ahead = max(0, (week.first - self._this_week.first).days // 7)
        return [week_of(week.first - number * _ONE_WEEK) for number in range(ahead, -1, -1)]

    def alternatives(self, week: Period, level: str, how_many: int) -> list[Place]:
        """Who could have a place of a week instead: the next ones by rotation."""
        picks = propose(self._rotating.values(), self._history, self._weeks_until(week), self._rule)
        here = {pick.feature.code for pick in picks if pick.feature.week == week}
        others = [page for page in self._rotating.values() if page.kind == level and page.code not in here]
        past = [feature for feature in self._history if feature.week != week]
        past += [pick.feature for pick in picks if not pick.kept and pick.feature.week != week]
        return self._places(propose(others, past, [week], RotationRule(((level, how_many),))))

    def _places(self, picks: Iterable[Pick]) -> list[Place]:
        return [place for pick in picks if (place := self._place(pick))]

    def _place(self, pick: Pick) -> Place | None:
        code, week = pick.feature.code, pick.feature.week
        feature = next((one for one in self.standing(week) if pick.kept and one.unit_code == code), None)
        unit = self._units.get(code)
        if unit is None:  # it was featured and has left the tree since
            return None
        page = self._pages[feature.page_id] if feature else main_page(self._by_unit.get(unit.id, ()))
        if page is None:
            return None
        last = pick.last.first if pick.last else None
        return Place(week, unit, page, pick.feature.kind, self._active(unit), last, feature)

    def candidate(self, week: Period, code: str = "", *, unit_id: int = 0) -> Place | None:
        """A unit for a place of a week, whoever's turn it is; None when it cannot be featured."""
        code = next((unit.code for unit in self._units.values() if unit.id == unit_id), code)
        page = self._rotating.get(code)
        if page is None or not page.is_open_in(week):
            return None
        before = [one.week for one in self._history if one.code == code and one.week.first < week.first]
        last = max(before, key=lambda one: one.first, default=None)
        return self._place(Pick(Feature(week, code, page.kind), last=last))

    def is_in_turn(self, place: Place) -> bool:
        """Whether it has not been featured in this round and will not be; who comes twice needs a reason."""
        code = place.unit.code
        if any(one.code == code and one.week.first > place.week.first for one in self._history):
            return False
        return code in in_turn(self._rotating.values(), self._history, place.week, place.level)


def _by_unit(pages: Iterable[PageRecord]) -> dict[int, list[PageRecord]]:
    found: dict[int, list[PageRecord]] = defaultdict(list)
    for page in pages:
        found[page.unit_id].append(page)
    return found


def rotations(candidates: Candidates, rule: RotationRule, today: date) -> list[Rotation]:
    """One for every top of a tree below which somebody can be featured."""
    trees: dict[int, list[UnitPath]] = defaultdict(list)
    for stand in unit_paths(candidates.units).values():
        trees[stand.root.id].append(stand)
    found = [
        Rotation(unit_path, candidates, rule, today) for unit_path in trees.values() if len(unit_path) > 1
    ]
    return [rotation for rotation in found if rotation.rotates]
