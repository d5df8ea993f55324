"""The settings of reminders as people read and change them."""

from datetime import time
from typing import Any

from handlers.turn import Turn
from reports.reminder_words import Words
from rules.regime import Regime
from rules.reminders import Change, Quiet, ReminderKind, Setting, Target, Verb, Wish
from rules.scopes import EVERYBODY, Reach, Scope
from rules.unit_list import level_of
from storage import Standpoint

SHOWN = tuple(kind for kind in ReminderKind if kind is not ReminderKind.WEEK_CLOSE)


async def scope_of(turn: Turn, wish: Wish, point: Standpoint | None) -> Scope | None:
    """Whom a change is for; None for a unit or a level that nobody knows."""
    if wish.target is Target.EVERYBODY:
        return EVERYBODY
    if wish.target is Target.LEVEL:
        level = level_of(wish.name)
        levels = {unit.level for unit in (await turn.ledger.units.by_id()).values()}
        return Scope(Reach.LEVEL, level) if level in levels else None
    if wish.target is Target.UNIT:
        unit = await turn.ledger.units.named(wish.name)
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


def settings_text(turn: Turn, regime: Regime, point: Standpoint, *, muted: bool | None) -> str:
    settings = {kind: regime.schedule.setting(kind, point.place) for kind in SHOWN}
    words = Words(turn.settings.language)
    lines = [turn.words("nhac.title", unit=point.unit.name)]
    if muted:
        lines.append(turn.words("nhac.is_muted"))
    lines += [_line(turn, words.kind(kind), kind, setting) for kind, setting in settings.items()]
    nudge = settings[ReminderKind.THURSDAY_NUDGE]
    lines.append(turn.words("nhac.threshold", percent=nudge.threshold))
    lines.append(_quiet(turn, nudge.quiet))
    if settings[ReminderKind.MONDAY_START].pin:
        lines.append(turn.words("nhac.pinned"))
    return "\n".join([*lines, "", turn.words("nhac.more")])


def _line(turn: Turn, name: str, kind: ReminderKind, setting: Setting) -> str:
    if not setting.on:
        return turn.words("nhac.line_off", kind=name)
    at, days = _clock(setting.at), setting.days_before
    when = turn.words(f"nhac.when.{kind.value}", at=at, days=days)
    if setting.quiet.covers(setting.at):
        when = turn.words("nhac.in_quiet", when=when)
    return turn.words("nhac.line_own" if setting.text else "nhac.line", kind=name, when=when)


def _quiet(turn: Turn, quiet: Quiet) -> str:
    if quiet.starts == quiet.ends:
        return turn.words("nhac.no_quiet")
    return turn.words("nhac.quiet", starts=_clock(quiet.starts), ends=_clock(quiet.ends))


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
