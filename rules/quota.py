"""How much is asked: of whom, since when, and what counts for it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from rules.calendar import Period
from rules.scopes import EVERYBODY, Place, Reach, Scope
from rules.verdicts import POST, SHARE

POSTS_AND_SHARES = frozenset({POST, SHARE})


@dataclass(frozen=True, slots=True)
class Quota:
    """What is owed in a week and in a month, both at once; without a month's number only weeks are counted.

    A week with fewer than `full_week` working days is free. `every_week`: a month is done when its own number is
    reached AND no week of it was missed; without it the number alone is enough.
    """

    week: int = 1
    month: int = 4
    counts: frozenset[str] = POSTS_AND_SHARES
    every_week: bool = True
    full_week: int = 3


def is_whole_months(period: Period) -> bool:
    return period.first.day == 1 == period.after.day


class Subject(StrEnum):
    """Who owes: each person, or the page of a unit."""

    PERSON = "person"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class QuotaRule:
    """A quota for a scope from a day on, up to `until` (the first day without it) or until a newer rule takes over."""

    valid_from: date
    scope: Scope
    quota: Quota
    subject: Subject = Subject.PERSON
    until: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.until is None or day < self.until)


def _page_rule(scope: Scope, week: int) -> QuotaRule:
    quota = Quota(week, 0, counts=frozenset({POST}))
    return QuotaRule(date.min, scope, quota, Subject.PAGE)


STANDARD_RULES = (
    QuotaRule(date.min, EVERYBODY, Quota()),
    _page_rule(EVERYBODY, 1),
    _page_rule(Scope(Reach.LEVEL, "district"), 3),
    _page_rule(Scope(Reach.LEVEL, "department"), 4),
)


@dataclass(frozen=True, slots=True, eq=False)
class QuotaBook:
    """All rules that were ever made, over the standard ones: rules are added, never changed, so the past stays.

    At a place and on a day the most specific valid rule wins; of two for one scope the one that became valid later,
    and of two that became valid together the one written later.
    """

    rules: tuple[QuotaRule, ...] = ()
    by_scope: dict[tuple[Subject, Scope], list[QuotaRule]] = field(init=False, repr=False)
    _touched: frozenset[Scope] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        by_scope: dict[tuple[Subject, Scope], list[QuotaRule]] = {}
        for rule in sorted((*STANDARD_RULES, *self.rules), key=lambda rule: rule.valid_from):
            by_scope.setdefault((rule.subject, rule.scope), []).append(rule)
        object.__setattr__(self, "by_scope", by_scope)
        object.__setattr__(self, "_touched", frozenset(scope for _, scope in by_scope))

    def relevant(self, place: Place) -> tuple[Scope, ...]:
        """The scopes for which there is a rule; places with the same have the same rules."""
        return tuple(scope for scope in place.scopes if scope in self._touched)

    def rule_for(self, place: Place, day: date, subject: Subject = Subject.PERSON) -> QuotaRule:
        return _rule_for(self, place, day, subject)

    def quota_for(self, place: Place, day: date, subject: Subject = Subject.PERSON) -> Quota:
        return self.rule_for(place, day, subject).quota


@lru_cache(maxsize=65536)
def _rule_for(book: QuotaBook, place: Place, day: date, subject: Subject) -> QuotaRule:
    for scope in reversed(place.scopes):
        rule = _newest(book.by_scope.get((subject, scope), ()), day)
        if rule:
            return rule
    raise LookupError("the standard rules reach every place")


def _newest(rules: Iterable[QuotaRule], day: date) -> QuotaRule | None:
    valid = [rule for rule in rules if rule.is_valid_on(day)]
    return valid[-1] if valid else None


STANDARD_BOOK = QuotaBook()


@dataclass(frozen=True, slots=True)
class YearlyTargets:
    """What a department sets itself for a year."""

    posts: int = 192
    shares: int = 250
    followers: int = 32_000


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    target: int
    expected: int

    @property
    def is_on_track(self) -> bool:
        return self.done >= self.expected

    @property
    def percent(self) -> int:
        """Of the target, rounded down; more than 100 when it is passed."""
        return 100 * self.done // self.target if self.target else 100


def progress(done: int, target: int, year: Period, today: date, start: int = 0) -> Progress:
    """How far a target is, and where it would be with an equal share for every day that is over.

    `start` is what there was when the year began, for what grows on, such as followers. Shares are rounded down.
    """
    over = min(max((today - year.first).days, 0), year.length)
    return Progress(done, target, start + (target - start) * over // year.length)
