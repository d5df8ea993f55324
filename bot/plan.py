"""What the configuration asks of whom and when, as the rules understand it."""

from datetime import date

from bot.config import Calendar, Config
from bot.config import Quota as Asked
from bot.dates import day, days, month_day
from bot.schedule import schedule_of
from rules.calendar import SchoolCalendar
from rules.quota import Quota, QuotaRule, Subject, YearlyTargets
from rules.rule_set import Plan
from rules.scopes import EVERYBODY, Reach, Scope
from rules.verdicts import POST


def plan_of(config: Config) -> Plan:
    asked = config.quota
    return Plan(
        calendar=_calendar(config.calendar),
        quota_rules=_quota_rules(asked),
        schedule=schedule_of(config),
        targets=YearlyTargets(asked.year_posts, asked.year_shares, asked.year_followers),
    )


def _quota_rules(asked: Asked) -> tuple[QuotaRule, ...]:
    person = Quota(asked.person_week, asked.person_month, frozenset(asked.counts), asked.every_week)
    return (
        QuotaRule(date.min, EVERYBODY, person),
        _page_rule(EVERYBODY, asked.school_page_week),
        _page_rule(Scope(Reach.LEVEL, "district"), asked.district_page_week),
        _page_rule(Scope(Reach.LEVEL, "department"), asked.department_page_week),
    )


def _page_rule(scope: Scope, week: int) -> QuotaRule:
    return QuotaRule(date.min, scope, Quota(week, 0, counts=frozenset({POST})), Subject.PAGE)


def _calendar(told: Calendar) -> SchoolCalendar:
    return SchoolCalendar(
        year_starts=month_day(told.year_starts),
        second_semester=month_day(told.second_semester),
        second_semester_ends=month_day(told.second_semester_ends),
        summer=(month_day(told.summer[0]), month_day(told.summer[1])) if told.summer else None,
        breaks=tuple(map(days, told.breaks)),
        working_days=frozenset(map(day, told.working_days)),
        public_holidays=told.public_holidays,
    )
