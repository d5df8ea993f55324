"""The plan with what was decided on top of it."""

from dataclasses import replace
from datetime import date, time

from rules.calendar import day_range
from rules.obligation import PersonFacts
from rules.quota import Quota, QuotaRule
from rules.reasons import Leave
from rules.reminders import Change, ReminderKind
from rules.rule_set import NOTHING_KEPT, STANDARD_PLAN, Plan, RuleSet, StoredRules
from rules.scopes import EVERYBODY, Place, Reach, Scope

DAY = date(2025, 11, 17)
HERE = Place("school", ("PGD", "TH-A"))
DAYS = day_range(DAY, DAY)


def test_the_same_plan_and_rules_are_one_regime() -> None:
    assert STANDARD_PLAN.with_stored(NOTHING_KEPT) is STANDARD_PLAN.with_stored(NOTHING_KEPT)


def test_other_rules_are_another_regime() -> None:
    assert STANDARD_PLAN.with_stored(StoredRules()) is not STANDARD_PLAN.with_stored(NOTHING_KEPT)


def test_a_kept_rule_goes_over_a_configured_one() -> None:
    plan = Plan(quota_rules=(QuotaRule(date.min, EVERYBODY, Quota(2)),))
    kept = StoredRules(quota_rules=(QuotaRule(date.min, EVERYBODY, Quota(3)),))
    assert plan.with_stored(kept).book.quota_for(HERE, DAY).week == 3


def test_a_configured_rule_goes_over_the_standard() -> None:
    plan = Plan(quota_rules=(QuotaRule(date.min, EVERYBODY, Quota(2)),))
    assert plan.with_stored(NOTHING_KEPT).book.quota_for(HERE, DAY).week == 2


def test_a_kept_change_goes_over_a_configured_one() -> None:
    plan = Plan(schedule=replace(STANDARD_PLAN.schedule, changes=(Change(EVERYBODY, at=time(8)),)))
    rule_set = plan.with_stored(StoredRules(changes=(Change(EVERYBODY, at=time(9)),)))
    assert rule_set.schedule.setting(ReminderKind.MONDAY_START, HERE).at == time(9)


def test_a_closed_unit_closes_all_below_it() -> None:
    rule_set = RuleSet(closures={1: (DAYS,)})
    assert rule_set.facts(HERE, (1, 2)).closures == (DAYS,)


def test_a_closed_unit_closes_no_other() -> None:
    assert RuleSet(closures={3: (DAYS,)}).facts(HERE, (1, 2)).closures == ()


def test_leave_is_a_persons_own() -> None:
    rule_set = RuleSet(leaves={5: (Leave(DAYS),)})
    assert [rule_set.facts(HERE, person_id=number).exemptions for number in (5, 6)] == [(Leave(DAYS),), ()]


def test_a_page_has_no_leave() -> None:
    assert RuleSet(leaves={0: (Leave(DAYS),)}).facts(HERE).exemptions == ()


def test_what_is_known_of_somebody_is_handed_on() -> None:
    days = (date(2025, 11, 3), date(2025, 12, 1), date(2025, 11, 10))
    joined, left, seen = days
    facts = RuleSet().facts(HERE, joined=joined, left=left, seen=seen)
    assert facts == PersonFacts(HERE, joined, left, seen=seen)


def test_only_scopes_with_a_rule_are_relevant() -> None:
    rule = QuotaRule(date.min, Scope(Reach.BELOW, "PGD"), Quota(2))
    book = STANDARD_PLAN.with_stored(StoredRules(quota_rules=(rule,))).book
    assert book.relevant(HERE) == (EVERYBODY, Scope(Reach.BELOW, "PGD"))
    assert book.relevant(Place("district", ("X",))) == (EVERYBODY, Scope(Reach.LEVEL, "district"))
