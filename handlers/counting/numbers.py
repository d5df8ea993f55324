"""What those who answer for a unit ask about its numbers: /tonghop in counts, /chuanop by name."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from handlers.context import Context
from handlers.counting.asked import summary_of
from handlers.counting.group_names import units_named_in_groups
from handlers.counting.names import names_button, note_names_seen
from handlers.offices.buttons import Command
from handlers.offices.my_units import named, which
from handlers.rights import Rights, rights_of
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


async def summary(context: Context) -> None:
    """/tonghop: a unit's numbers for those who answer for them."""
    return await _about_a_unit(context, "summary", Act.SEE_UNIT, _tell_summary)


async def missing(context: Context) -> None:
    """/chuanop: who still misses something; names go to whoever asks, alone, unless the unit has chosen otherwise."""
    return await _about_a_unit(context, "missing", Act.SEE_NAMES, _tell_missing)


async def _about_a_unit(
    context: Context, topic: str, act: Act, tell: Callable[[Context, Summary], Awaitable[None]]
) -> None:
    chat = await context.chat()
    rights = await rights_of(context, act)
    asked = await (
        _in_private(context, topic, act, rights)
        if context.in_private
        else _here(context, topic, act, rights, chat)
    )
    if asked:
        await tell(context, await summary_of(context, asked.root, asked.period, below=asked.below))


async def _here(context: Context, topic: str, act: Act, rights: Rights, chat: ChatRecord) -> _Asked | None:
    """In a group, the group's unit; None after it has been said why not."""
    unit_path = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    period = _period(context, _phrase(context))
    if unit_path is None:
        context.reply(context.words("summary.nothing"))
    elif not rights.may(act, unit_path):
        context.reply_in_private(context.words(f"{topic}.not_allowed"))
    elif period is None:
        context.reply(context.words(f"{topic}.period"))
    else:
        return _Asked(unit_path.unit, period, rights.may_below(act, unit_path))
    return None


async def _in_private(context: Context, topic: str, act: Act, rights: Rights) -> _Asked | None:
    """The unit whose code stands before the period, else one of one's own; None after something else was said."""
    if not (rights.everywhere(act) or rights.units(act)):
        context.reply(context.words(f"{topic}.in_group"))
        return None
    period = _period(context, _phrase(context))
    if period is None:
        return await _named(context, topic, act, rights)
    if rights.everywhere(act) and not context.unit_id:
        return _Asked(ALL, period)
    unit_path = await which(context, rights, act, _COMMANDS[topic], _phrase(context))
    return _Asked(unit_path.unit, period, rights.may_below(act, unit_path)) if unit_path else None


async def _named(context: Context, topic: str, act: Act, rights: Rights) -> _Asked | None:
    unit_path, rest = await named(context, _phrase(context))
    period = _period(context, rest)
    if unit_path is None:
        context.reply(
            context.words("summary.no_unit", code=_phrase(context).partition(" ")[0][:_LONGEST_CODE])
        )
    elif not rights.may(act, unit_path):
        context.reply(context.words("rights.not_yours"))
    elif period is None:
        context.reply(context.words(f"{topic}.period"))
    else:
        return _Asked(unit_path.unit, period, rights.may_below(act, unit_path))
    return None


_COMMANDS: dict[str, Command] = {"summary": "tonghop", "missing": "chuanop"}


def _phrase(context: Context) -> str:
    return context.message.command.argument if context.message.command else ""


def _period(context: Context, phrase: str) -> Period | None:
    return parse_period(phrase, context.today, context.settings.plan.calendar)


async def _tell_summary(context: Context, summary: Summary) -> None:
    units = None if summary.unit is ALL else [summary.unit.id, *(each.unit.id for each in all_below(summary))]
    interactions = await context.ledger.tallies.interactions(summary.period, units)
    words = unit_summary(summary, context.settings.language, interactions=interactions)
    notes = [await _closed_note(context, summary), await _unlinked_note(context, units)]
    told = "\n".join([words, *filter(None, notes)])
    buttons = names_button(context, summary)
    sender = context.message.sender
    elsewhere = None if context.in_private or sender is None else Say(sender.id, told, buttons=buttons)
    context.put(context.as_reply(told, buttons), instead=elsewhere)


async def _unlinked_note(context: Context, units: Sequence[int] | None) -> str:
    """Beside a staff list, whoever is known by an account alone may be counted twice."""
    people = await context.ledger.roster.count(units, context.today) if units else None
    if people is None or not (people.listed and people.provisional):
        return ""
    return context.words("summary.unlinked", count=people.provisional)


async def _closed_note(context: Context, summary: Summary) -> str:
    if summary.period.kind is not PeriodKind.WEEK or summary.unit is ALL:
        return ""
    closed = await context.ledger.weeks.first_close(summary.unit.id, summary.period.first)
    return closed_note(closed, summary, context.settings.zone, context.settings.language) if closed else ""


async def _tell_missing(context: Context, summary: Summary) -> None:
    language = context.settings.language
    sender = context.message.sender
    if context.in_private:
        await note_names_seen(context, summary)
        context.reply(missing_names(summary, language))
        return
    count = missing_count(summary, language)
    named_in = await units_named_in_groups(context, summary)
    if not summary.missing:
        context.reply(count)
    elif named_in:
        await note_names_seen(context, summary)
        context.reply(missing_names(summary, language, named_in))
    elif context.sender_ref is None or sender is None:
        context.reply(f"{count}\n{context.words('missing.anonymous')}")
    else:
        context.reply(f"{count}\n{context.words('missing.sent')}")
        await note_names_seen(context, summary)
        instead = context.as_reply(context.words("missing.open_private"))
        context.put(Say(sender.id, missing_names(summary, language)), instead=instead)
