"""The choice of featured pages: fair, spread over the areas, and the same for everybody who works it out again.

Each week has its number of places for each kind of page. A place goes to, one criterion after the other:

1. a page that was open all week and has not been featured in this **round**; a round of a kind ends when all its open
   pages have been featured, so nobody comes twice before everyone came once;
2. where it can be had, a page of an area that has no featured page of this kind last week and none at all this week;
3. the page that was featured longest ago, those never featured first;
4. a page of the area that has the greatest part of its pages still waiting in this round;
5. the page with more activity lately;
6. the page with the smaller code.

What was decided by hand is kept, fills a place of its week and counts as featured, also weeks ahead.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from rules.calendar import Period


@dataclass(frozen=True, slots=True)
class Page:
    """`active` is any measure of its activity lately; `closed` is the first day on which it is no more."""

    code: str
    kind: str
    area: str
    active: int = 0
    opened: date | None = None
    closed: date | None = None

    def is_open_in(self, week: Period) -> bool:
        since = self.opened is None or self.opened <= week.first
        return since and (self.closed is None or self.closed >= week.after)


@dataclass(frozen=True, slots=True)
class Feature:
    """A page was, is or will be featured in a week; a choice made by hand says why."""

    week: Period
    code: str
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RotationRule:
    """How many pages of each kind a week has; kinds earlier in the list choose first."""

    places: tuple[tuple[str, int], ...] = (("district", 1), ("school", 2))


@dataclass(frozen=True, slots=True)
class Pick:
    """`kept` was decided before; `last` is the week the page was featured in before that, None for never."""

    feature: Feature
    kept: bool = False
    last: Period | None = None


STANDARD_ROTATION = RotationRule()


def propose(
    pages: Iterable[Page],
    history: Iterable[Feature],
    weeks: Iterable[Period],
    rule: RotationRule = STANDARD_ROTATION,
) -> list[Pick]:
    """The plan for these weeks, in order: what is decided already, and a proposal for every place left."""
    known = sorted(pages, key=lambda page: page.code)
    features = sorted(history, key=lambda feature: (feature.week.first, feature.code))
    turns = [_Turn(kind, places, known, features) for kind, places in rule.places]
    plan: list[Pick] = []
    for week in sorted(set(weeks), key=lambda week: week.first):
        this_week: list[Pick] = []
        for context in turns:
            this_week += context.fill(week, {context.area_of(pick.feature.code) for pick in this_week})
        plan += this_week
    return plan


def in_turn(pages: Iterable[Page], history: Iterable[Feature], week: Period, kind: str) -> frozenset[str]:
    """The codes of those of a kind that have not been featured in this round before a week."""
    known = sorted(pages, key=lambda page: page.code)
    features = sorted(history, key=lambda feature: (feature.week.first, feature.code))
    return _Turn(kind, 0, known, features).in_turn(week)


class _Turn:
    """The turns of one kind of page, week after week."""

    def __init__(self, kind: str, places: int, pages: Sequence[Page], features: Sequence[Feature]) -> None:
        self._kind = kind
        self._places = places
        self._pages = [page for page in pages if page.kind == kind]
        self._areas = {page.code: page.area for page in pages}
        self._features: dict[date, list[Feature]] = {}
        for feature in features:
            if feature.kind == kind:
                self._features.setdefault(feature.week.first, []).append(feature)
        self._told: set[date] = set()
        self._round: set[str] = set()
        self._last: dict[str, Period] = {}

    def area_of(self, code: str) -> str:
        return self._areas.get(code, "")

    def fill(self, week: Period, taken: set[str]) -> list[Pick]:
        """What stands for a week, with proposals for its empty places; `taken` are areas that have theirs already."""
        self._tell_until(week)
        standing = self._features.setdefault(week.first, [])
        picks = [Pick(feature, kept=True, last=self._last.get(feature.code)) for feature in standing]
        while len(standing) < self._places and (waiting := self._waiting(week)):
            page = min(waiting, key=self._order(week, waiting, taken))
            standing.append(Feature(week, page.code, self._kind))
            picks.append(Pick(standing[-1], last=self._last.get(page.code)))
        return picks

    def in_turn(self, week: Period) -> frozenset[str]:
        self._tell_until(week)
        open_pages = frozenset(page.code for page in self._pages if page.is_open_in(week))
        return open_pages - self._round or open_pages

    def _tell_until(self, week: Period) -> None:
        """Go through all weeks before this one that were not gone through yet."""
        for first in sorted(
            first for first in self._features if first < week.first and first not in self._told
        ):
            self._told.add(first)
            features = self._features[first]
            if features:
                self._round = self._round_with(features)
                self._last.update((feature.code, feature.week) for feature in features)

    def _round_with(self, features: Sequence[Feature]) -> set[str]:
        """Who has had a turn after those of one week; who comes again after all others begins a new round."""
        codes = {feature.code for feature in features}
        open_pages = {page.code for page in self._pages if page.is_open_in(features[0].week)}
        again = codes & self._round
        together = self._round | codes
        return again if again and open_pages <= together else together

    def _waiting(self, week: Period) -> list[Page]:
        """Whose turn it can be: not had in this round, not this week already, not fixed for a later week."""
        standing = self._features[week.first]
        taken = {feature.code for feature in standing}
        fixed = {one.code for first, ones in self._features.items() if first > week.first for one in ones}
        open_pages = [page for page in self._pages if page.is_open_in(week) and page.code not in taken]
        had = self._round_with(standing) if standing else self._round
        for barred in (had | fixed, fixed, set[str]()):
            waiting = [page for page in open_pages if page.code not in barred]
            if waiting:
                return waiting
        return []

    def _order(
        self, week: Period, waiting: Sequence[Page], taken: set[str]
    ) -> Callable[[Page], tuple[object, ...]]:
        areas_now = taken | {self.area_of(feature.code) for feature in self._features[week.first]}
        areas_before = {self.area_of(code) for code in self._codes_in(week.first - timedelta(days=7))}
        left = Counter(page.area for page in waiting)
        all_of = Counter(page.area for page in self._pages if page.is_open_in(week))

        def order(page: Page) -> tuple[object, ...]:
            last = self._last.get(page.code)
            return (
                2 * (page.area in areas_now) + (page.area in areas_before),
                last.first if last else date.min,
                -Fraction(left[page.area], all_of[page.area]),
                -page.active,
                page.code,
            )

        return order

    def _codes_in(self, monday: date) -> set[str]:
        return {feature.code for feature in self._features.get(monday, ())}
