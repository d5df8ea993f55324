"""What those who answer for a unit ask about its numbers: /tonghop in counts, /chuanop by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.counting.asked import summary_of
from handlers.counting.group_names import units_named_in_groups
from handlers.counting.names import names_button, note_names_seen
from handlers.offices.buttons import Command
from handlers.offices.my_units import named, which
from handlers.rights import Rights, rights_of
from handlers.turn import Turn
from reports.chat_text import all_below, closed_note, missing_count, missing_names, unit_summary
from reports.summary import ALL, Summary
from rules.calendar import Period, PeriodKind, parse_period
from rules.outgoing import Say
from rules.roles import Act
from storage import ChatRecord, UnitRecord

_LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a command is about: a unit with all below it, or without."""

    root: UnitRecord
    period: Period
    below: bool = True


async def summary(turn: Turn) -> None:
    """/tonghop: a unit's numbers for those who answer for them."""
    return await _about_a_unit(turn, "summary", Act.SEE_UNIT, _tell_summary)


async def missing(turn: Turn) -> None:
    """/chuanop: who still misses something; names go to whoever asks, alone, unless the unit has chosen otherwise."""
    return await _about_a_unit(turn, "missing", Act.SEE_NAMES, _tell_missing)


async def _about_a_unit(
    turn: Turn, topic: str, act: Act, tell: Callable[[Turn, Summary], Awaitable[None]]
) -> None:
    chat = await turn.chat()
    rights = await rights_of(turn, act)
    asked = await (
        _in_private(turn, topic, act, rights) if turn.in_private else _here(turn, topic, act, rights, chat)
    )
    if asked:
        await tell(turn, await summary_of(turn, asked.root, asked.period, below=asked.below))


async def _here(turn: Turn, topic: str, act: Act, rights: Rights, chat: ChatRecord) -> _Asked | None:
    """In a group, the group's unit; None after it has been said why not."""
    stands = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    period = _period(turn, _phrase(turn))
    if stands is None:
        turn.reply(turn.words("summary.nothing"))
    elif not rights.may(act, stands):
        turn.reply_in_private(turn.words(f"{topic}.not_allowed"))
    elif period is None:
        turn.reply(turn.words(f"{topic}.period"))
    else:
        return _Asked(stands.unit, period, rights.may_below(act, stands))
    return None


async def _in_private(turn: Turn, topic: str, act: Act, rights: Rights) -> _Asked | None:
    """The unit whose code stands before the period, else one of one's own; None after something else was said."""
    if not (rights.everywhere(act) or rights.units(act)):
        turn.reply(turn.words(f"{topic}.in_group"))
        return None
    period = _period(turn, _phrase(turn))
    if period is None:
        return await _named(turn, topic, act, rights)
    if rights.everywhere(act) and not turn.unit_id:
        return _Asked(ALL, period)
    stands = await which(turn, rights, act, _COMMANDS[topic], _phrase(turn))
    return _Asked(stands.unit, period, rights.may_below(act, stands)) if stands else None


async def _named(turn: Turn, topic: str, act: Act, rights: Rights) -> _Asked | None:
    stands, rest = await named(turn, _phrase(turn))
    period = _period(turn, rest)
    if stands is None:
        turn.reply(turn.words("summary.no_unit", code=_phrase(turn).partition(" ")[0][:_LONGEST_CODE]))
    elif not rights.may(act, stands):
        turn.reply(turn.words("rights.not_yours"))
    elif period is None:
        turn.reply(turn.words(f"{topic}.period"))
    else:
        return _Asked(stands.unit, period, rights.may_below(act, stands))
    return None


_COMMANDS: dict[str, Command] = {"summary": "tonghop", "missing": "chuanop"}


def _phrase(turn: Turn) -> str:
    return turn.message.command.argument if turn.message.command else ""


def _period(turn: Turn, phrase: str) -> Period | None:
    return parse_period(phrase, turn.today, turn.settings.plan.calendar)


async def _tell_summary(turn: Turn, summary: Summary) -> None:
    units = None if summary.unit is ALL else [summary.unit.id, *(each.unit.id for each in all_below(summary))]
    interactions = await turn.ledger.counts.interactions(summary.period, units)
    words = unit_summary(summary, turn.settings.language, interactions=interactions)
    notes = [await _closed_note(turn, summary), await _unlinked_note(turn, units)]
    told = "\n".join([words, *filter(None, notes)])
    buttons = names_button(turn, summary)
    sender = turn.message.sender
    elsewhere = None if turn.in_private or sender is None else Say(sender.id, told, buttons=buttons)
    turn.put(turn.as_reply(told, buttons), instead=elsewhere)


async def _unlinked_note(turn: Turn, units: Sequence[int] | None) -> str:
    """Beside a staff list, whoever is known by an account alone may be counted twice."""
    people = await turn.ledger.roster.count(units, turn.today) if units else None
    if people is None or not (people.listed and people.provisional):
        return ""
    return turn.words("summary.unlinked", count=people.provisional)


async def _closed_note(turn: Turn, summary: Summary) -> str:
    if summary.period.kind is not PeriodKind.WEEK or summary.unit is ALL:
        return ""
    closed = await turn.ledger.weeks.first_close(summary.unit.id, summary.period.first)
    return closed_note(closed, summary, turn.settings.zone, turn.settings.language) if closed else ""


async def _tell_missing(turn: Turn, summary: Summary) -> None:
    language = turn.settings.language
    sender = turn.message.sender
    if turn.in_private:
        await note_names_seen(turn, summary)
        turn.reply(missing_names(summary, language))
        return
    count = missing_count(summary, language)
    named_in = await units_named_in_groups(turn, summary)
    if not summary.missing:
        turn.reply(count)
    elif named_in:
        await note_names_seen(turn, summary)
        turn.reply(missing_names(summary, language, named_in))
    elif turn.sender_ref is None or sender is None:
        turn.reply(f"{count}\n{turn.words('missing.anonymous')}")
    else:
        turn.reply(f"{count}\n{turn.words('missing.sent')}")
        await note_names_seen(turn, summary)
        instead = turn.as_reply(turn.words("missing.open_private"))
        turn.put(Say(sender.id, missing_names(summary, language)), instead=instead)
