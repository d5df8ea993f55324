"""The settings of reminders as people read and change them."""

from datetime import time
from typing import Any

from handlers.context import Context
from reports.reminder_words import Words
from rules.reminders import Change, Quiet, ReminderKind, Setting, Target, Verb, Wish
from rules.rule_set import RuleSet
from rules.scopes import EVERYBODY, Reach, Scope
from rules.unit_list import level_of
from storage import UnitPath

SHOWN = tuple(kind for kind in ReminderKind if kind is not ReminderKind.WEEK_CLOSE)


async def scope_of(context: Context, wish: Wish, point: UnitPath | None) -> Scope | None:
    """Whom a change is for; None for a unit or a level that nobody knows."""
    if wish.target is Target.EVERYBODY:
        return EVERYBODY
    if wish.target is Target.LEVEL:
        level = level_of(wish.name)
        levels = {unit.level for unit in (await context.ledger.units.by_id()).values()}
        return Scope(Reach.LEVEL, level) if level in levels else None
    if wish.target is Target.UNIT:
        unit = await context.ledger.units.named(wish.name)
        return Scope(Reach.BELOW, unit.code) if unit else None
    return Scope(Reach.UNIT, point.unit.code) if point else None


def change_of(wish: Wish, scope: Scope) -> Change | None:
    """None for what changes nothing."""
    told: dict[Verb, dict[str, Any]] = {
        Verb.ON: {"on": True},
        Verb.OFF: {"on": False},
        Verb.PIN: {"pin": True},
        Verb.UNPIN: {"pin": False},
        Verb.AT: {"at": wish.at},
        Verb.THRESHOLD: {"threshold": wish.threshold},
        Verb.QUIET: {"quiet": wish.quiet},
        Verb.TEXT: {"text": wish.text},
    }
    return Change(scope, wish.kind, **told[wish.verb]) if wish.verb in told else None


def settings_text(context: Context, rule_set: RuleSet, point: UnitPath, *, muted: bool | None) -> str:
    settings = {kind: rule_set.schedule.setting(kind, point.place) for kind in SHOWN}
    words = Words(context.settings.language)
    lines = [context.words("nhac.title", unit=point.unit.name)]
    if muted:
        lines.append(context.words("nhac.is_muted"))
    lines += [_line(context, words.kind(kind), kind, setting) for kind, setting in settings.items()]
    nudge = settings[ReminderKind.THURSDAY_NUDGE]
    lines.append(context.words("nhac.threshold", percent=nudge.threshold))
    lines.append(_quiet(context, nudge.quiet))
    if settings[ReminderKind.MONDAY_START].pin:
        lines.append(context.words("nhac.pinned"))
    return "\n".join([*lines, "", context.words("nhac.more")])


def _line(context: Context, name: str, kind: ReminderKind, setting: Setting) -> str:
    if not setting.on:
        return context.words("nhac.line_off", kind=name)
    at, days = _clock(setting.at), setting.days_before
    when = context.words(f"nhac.when.{kind.value}", at=at, days=days)
    if setting.quiet.covers(setting.at):
        when = context.words("nhac.in_quiet", when=when)
    return context.words("nhac.line_own" if setting.text else "nhac.line", kind=name, when=when)


def _quiet(context: Context, quiet: Quiet) -> str:
    if quiet.starts == quiet.ends:
        return context.words("nhac.no_quiet")
    return context.words("nhac.quiet", starts=_clock(quiet.starts), ends=_clock(quiet.ends))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
