"""The rules that are made while the bot runs: kept in their order, read again when there are more."""

from datetime import date, time

import pytest

from rules.calendar import Period, day_range
from rules.quota import Quota, QuotaRule, Subject
from rules.reasons import Leave, Why
from rules.reminders import Change, Quiet, ReminderKind
from rules.scopes import EVERYBODY, Reach, Scope
from rules.verdicts import INTERACTION, POST
from storage import Store
from tests.storage import roster
from tests.storage.ledger import NOW, PoisonError, reading, rows, writing

RULES = [
    QuotaRule(date(2025, 12, 1), EVERYBODY, Quota(2, 8)),
    QuotaRule(date(2025, 1, 1), Scope(Reach.LEVEL, "district"), Quota(3, 0), Subject.PAGE),
    QuotaRule(
        date(2025, 9, 1),
        Scope(Reach.BELOW, "PGD"),
        Quota(1, 4, frozenset({POST, INTERACTION}), every_week=False),
        until=date(2026, 1, 1),
    ),
    QuotaRule(date(2025, 9, 1), Scope(Reach.GROUP, "TH-A/Toán"), Quota(0, 0)),
]
CHRISTMAS: Period = day_range(date(2025, 12, 24), date(2025, 12, 26))


async def test_a_new_ledger_keeps_no_rules(store: Store) -> None:
    kept = await reading(store).rules.stored()
    assert (kept.quota_rules, kept.changes, dict(kept.closures), dict(kept.leaves)) == ((), (), {}, {})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.scope.reach.name)
async def test_a_rule_is_kept_as_it_was_made(store: Store, rule: QuotaRule) -> None:
    await writing(store).rules.add_quota_rule(rule, "cli")
    assert (await reading(store).rules.stored()).quota_rules == (rule,)


async def test_rules_stay_in_the_order_in_which_they_were_made(store: Store) -> None:
    for rule in RULES:
        await writing(store).rules.add_quota_rule(rule, "cli")
    assert list((await reading(store).rules.stored()).quota_rules) == RULES


async def test_a_closed_unit_is_kept_with_its_days(store: Store) -> None:
    await roster.unit(store, 7, "HOASEN")
    await writing(store).rules.close_unit(7, CHRISTMAS, "cli")
    assert dict((await reading(store).rules.stored()).closures) == {7: (CHRISTMAS,)}


async def test_leave_is_kept_by_person(store: Store) -> None:
    await roster.unit(store, 7, "HOASEN")
    await roster.person(store, 1, "Lan", 7)
    await roster.on_leave(store, 1, CHRISTMAS.first, CHRISTMAS.after)
    assert dict((await reading(store).rules.stored()).leaves) == {1: (Leave(CHRISTMAS, Why.LEAVE),)}


@pytest.mark.parametrize(
    "change",
    [
        Change(EVERYBODY, at=time(8, 30), on=False),
        Change(
            Scope(Reach.UNIT, "HOASEN"), ReminderKind.MONDAY_START, text="Chào {unit}", weekday=0, pin=True
        ),
        Change(Scope(Reach.LEVEL, "school"), quiet=Quiet(time(20), time(7)), threshold=0, days_before=5),
    ],
    ids=["at", "words", "quiet"],
)
async def test_a_change_of_reminders_is_kept_as_it_was_made(store: Store, change: Change) -> None:
    async with store.write(NOW) as ledger:
        await ledger.rules.change_reminders(change, "79")
    assert (await reading(store).rules.stored()).changes == (change,)


async def test_nothing_new_is_the_same_object(store: Store) -> None:
    await writing(store).rules.add_quota_rule(RULES[0], "cli")
    assert await reading(store).rules.stored() is await reading(store).rules.stored()


async def test_another_process_sees_what_is_new(store: Store, ledger_url: str) -> None:
    other = Store(ledger_url)
    await reading(other).rules.stored()
    await writing(store).rules.add_quota_rule(RULES[0], "cli")
    assert (await reading(other).rules.stored()).quota_rules == (RULES[0],)
    await other.close()


async def test_a_transaction_sees_what_it_has_changed_itself(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.rules.stored()
        await ledger.rules.change_reminders(Change(EVERYBODY, on=False), "79")
        assert len((await ledger.rules.stored()).changes) == 1


async def change_in_vain(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.rules.change_reminders(Change(EVERYBODY, on=False), "79")
        await ledger.rules.stored()
        raise PoisonError


async def test_what_was_taken_back_is_nobodys_rule(store: Store) -> None:
    await reading(store).rules.stored()
    with pytest.raises(PoisonError):
        await change_in_vain(store)
    assert (await reading(store).rules.stored()).changes == ()


async def test_a_rule_leaves_a_trace_of_who_made_it(store: Store) -> None:
    await writing(store).rules.add_quota_rule(RULES[0], "cli")
    found = await rows(store, "SELECT actor, action, target FROM audit")
    assert found == [("cli", "quota", "everybody")]


async def test_a_closing_leaves_a_trace_too(store: Store) -> None:
    await roster.unit(store, 7, "HOASEN")
    await writing(store).rules.close_unit(7, CHRISTMAS, "cli")
    assert await rows(store, "SELECT action, target FROM audit") == [("close-unit", "unit 7")]
