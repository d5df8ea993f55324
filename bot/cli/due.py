"""`minhchung due`: what the schedule owes at a time, put on the outbox."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from textwrap import indent
from zoneinfo import ZoneInfo

from bot.cli.common import configuration, print_json, reading, says_yes, with_store
from bot.config import Config
from bot.problems import ProblemError
from bot.reminding import schedule_of_bots
from rules.language import text
from rules.reminders import Lateness, ReminderKind
from scheduler.reminders import Outcome
from storage import BotRef


def due(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    at, now = _moment(arguments.at, config.bot.zone), datetime.now(UTC)
    bots = [BotRef(account.platform, account.bot) for account in config.bot_accounts]
    if not bots:
        raise ProblemError("problem.no_platform")
    if at > now and not arguments.yes and not _wanted(config, arguments, bots, at):
        return
    outcomes = with_store(config, lambda store: schedule_of_bots(config, store, bots).due_at(at, now=now))
    totals = _by_kind(outcomes)
    if arguments.json:
        print_json({"outcome": "put", "at": at.isoformat(), "kinds": totals})
    else:
        _print(totals, config)


def _wanted(config: Config, arguments: argparse.Namespace, bots: Sequence[BotRef], at: datetime) -> bool:
    """Of a time to come it is shown what would go; it goes only if somebody says so."""
    language = config.bot.language
    coming = reading(config, lambda store: schedule_of_bots(config, store, bots).coming(at))
    if arguments.json:
        kinds = Counter[str]()
        for one in coming:
            kinds[one.kind.value] += one.messages
        print_json({"outcome": "previewed", "at": at.isoformat(), "kinds": kinds})
        return False
    for one in coming:
        kind = text(f"remind.kind.{one.kind}", language)
        print(text("cli.due_coming", language, kind=kind, count=one.messages))
        print(indent(one.example, "    "))
    if not coming:
        print(text("cli.due_nothing", language))
        return False
    if sys.stdin.isatty():
        return says_yes(text("cli.due_ask", language))
    print(text("cli.due_previewed", language))
    return False


def _moment(told: str, zone: ZoneInfo) -> datetime:
    """On the clocks of the configured zone where no other is told."""
    try:
        moment = datetime.fromisoformat(told.strip())
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        moment.astimezone(zone).isocalendar()
    except (ValueError, OverflowError):
        raise ProblemError("problem.moment") from None
    if not 2000 <= moment.year < 2200:
        raise ProblemError("problem.moment")
    return moment


def _by_kind(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Of weeks that are closed nothing is put on the outbox."""
    totals = {
        kind.value: {"put": 0, "there": 0, "dropped": 0}
        for kind in ReminderKind
        if kind is not ReminderKind.WEEK_CLOSE
    }
    for outcome in outcomes:
        if outcome.kind is not ReminderKind.WEEK_CLOSE:
            numbers = totals[outcome.kind.value]
            numbers["put"] += outcome.put
            numbers["there"] += outcome.there
            numbers["dropped"] += outcome.lateness is Lateness.TOO_LATE
    return totals


def _print(totals: dict[str, dict[str, int]], config: Config) -> None:
    told = {kind: numbers for kind, numbers in totals.items() if any(numbers.values())}
    for kind, numbers in told.items():
        print(
            text(
                "cli.due_line",
                config.bot.language,
                kind=text(f"remind.kind.{kind}", config.bot.language),
                **numbers,
            )
        )
    if not told:
        print(text("cli.due_nothing", config.bot.language))
