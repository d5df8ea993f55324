"""What those who answer for a unit ask about its numbers: /tonghop in counts, /chuanop by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from handlers.turn import AskAdmin, Turn
from reports.chat_text import all_below, closed_note, missing_count, missing_names, unit_summary
from reports.summary import ALL, Summary, summarise
from rules.calendar import Period, PeriodKind, local_day, parse_period
from rules.outgoing import Say
from rules.roles import Act, Role, may
from storage import UnitRecord

_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a command is about; an operator may name a unit before the period."""

    root: UnitRecord
    period: Period


async def summary(turn: Turn) -> AskAdmin | None:
    """/tonghop: a unit's numbers for those who answer for them."""
    return await _about_a_unit(turn, "summary", Act.SEE_UNIT, _tell_summary)


async def missing(turn: Turn) -> AskAdmin | None:
    """/chuanop: who still misses something; names go to whoever asks, alone."""
    return await _about_a_unit(turn, "missing", Act.SEE_NAMES, _tell_missing)


async def _about_a_unit(
    turn: Turn, topic: str, act: Act, tell: Callable[[Turn, Summary], Awaitable[None]]
) -> AskAdmin | None:
    role = await turn.role(await turn.chat())
    if isinstance(role, AskAdmin):
        return role
    if turn.in_private and not may(role, Act.SEE_EVERYTHING):
        turn.reply(turn.words(f"{topic}.in_group"))
    elif not may(role, act):
        turn.reply_in_private(turn.words(f"{topic}.not_allowed"))
    else:
        asked = await _understood(turn, topic, role)
        if asked:
            await tell(turn, await _summary_of(turn, asked))
    return None


async def _understood(turn: Turn, topic: str, role: Role) -> _Asked | None:
    """None after it has been said what was not understood."""
    phrase = turn.message.command.argument if turn.message.command else ""
    root = await _root(turn, role)
    period = _period(turn, phrase)
    if period is None and turn.in_private:
        code, _, phrase = phrase.partition(" ")
        root = await turn.desk.unit_named(code)
        if root is None:
            turn.reply(turn.words("summary.no_unit", code=code[:_LONGEST_CODE]))
            return None
        period = _period(turn, phrase)
    if period is None:
        turn.reply(turn.words(f"{topic}.period"))
    elif root is None:
        turn.reply(turn.words("summary.nothing"))
    else:
        return _Asked(root, period)
    return None


def _period(turn: Turn, phrase: str) -> Period | None:
    return parse_period(phrase, _today(turn), turn.settings.plan.calendar)


def _today(turn: Turn) -> date:
    return local_day(turn.message.sent_at, turn.settings.zone)


async def _root(turn: Turn, role: Role) -> UnitRecord | None:
    if turn.in_private:
        return ALL if may(role, Act.SEE_EVERYTHING) else None
    chat = await turn.chat()
    return await turn.desk.unit(chat.unit_id) if chat.unit_id else None


async def _summary_of(turn: Turn, asked: _Asked) -> Summary:
    regime, today = await turn.regime(), _today(turn)
    tallies = await turn.desk.counts.below(asked.root, asked.period, regime.book, today)
    return summarise(tallies, asked.root, asked.period, regime, today)


async def _tell_summary(turn: Turn, summary: Summary) -> None:
    units = None if summary.unit is ALL else [summary.unit.id, *(each.unit.id for each in all_below(summary))]
    interactions = await turn.desk.counts.interactions(summary.period, units)
    words = unit_summary(summary, turn.settings.language, interactions=interactions)
    note = await _closed_note(turn, summary)
    turn.reply(f"{words}\n{note}" if note else words)


async def _closed_note(turn: Turn, summary: Summary) -> str:
    if summary.period.kind is not PeriodKind.WEEK or summary.unit is ALL:
        return ""
    closed = await turn.desk.counts.first_close(summary.unit.id, summary.period.first)
    return closed_note(closed, summary, turn.settings.zone, turn.settings.language) if closed else ""


async def _tell_missing(turn: Turn, summary: Summary) -> None:
    language = turn.settings.language
    sender = turn.message.sender
    if turn.in_private:
        await _seen(turn, summary)
        turn.reply(missing_names(summary, language))
        return
    count = missing_count(summary, language)
    if not summary.missing:
        turn.reply(count)
    elif turn.sender_ref is None or sender is None:
        turn.reply(f"{count}\n{turn.words('missing.anonymous')}")
    else:
        await _seen(turn, summary)
        turn.reply(f"{count}\n{turn.words('missing.sent')}")
        instead = turn.as_reply(turn.words("missing.open_private"))
        turn.put(Say(sender.id, missing_names(summary, language)), instead=instead)


async def _seen(turn: Turn, summary: Summary) -> None:
    """Everybody can find out who saw their name; of all units together, those at the top are written down."""
    sender = turn.sender_ref
    units = [each.unit.id for each in summary.units] if summary.unit is ALL else [summary.unit.id]
    if sender and summary.missing:
        for unit_id in units:
            account = f"{sender.platform}:{sender.user_id}"
            await turn.desk.audit(account, "names.seen", unit_id=unit_id)
