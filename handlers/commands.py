"""What people ask the bot by a command, each under its Vietnamese and its English name."""

from handlers.featured import featured
from handlers.pages import pages
from handlers.turn import AskAdmin, Turn
from reports.chat_text import my_counts, unit_summary
from reports.summary import ALL, summarise
from rules.calendar import Period, local_day, month_of, parse_period, week_of
from rules.outgoing import Reaction
from rules.roles import Act, Role, may
from rules.verdicts import WITHDRAWN
from storage import ChatRecord, UnitRecord

BY_SENDER = "by_sender"


async def help_(turn: Turn) -> None:
    turn.reply(turn.words("help.private" if turn.in_private else "help.group"))


async def point_the_way(turn: Turn) -> None:
    """Somebody talks to the bot in private: once a day it says what it is good for."""
    turn.put(turn.as_reply(turn.words("help.way")), once=f"way:{turn.message.chat.id}:{turn.day}")


async def me(turn: Turn) -> None:
    """Have I done my week, and my month?"""
    if turn.sender_ref is None:
        turn.reply(turn.words("me.nobody"))
        return
    chat = await turn.chat()
    today = local_day(turn.message.sent_at, turn.settings.zone)
    week, month = week_of(today), month_of(today)
    person = await turn.desk.known_person(turn.sender_ref, chat)
    counts = [await turn.desk.person_counts(person, period) for period in (week, month)] if person else []
    turn.reply(
        my_counts(list(zip((week, month), counts, strict=False)), turn.settings.quota, turn.settings.language)
    )


async def withdraw(turn: Turn) -> None:
    """/rut as a reply takes back what that message handed in."""
    if turn.message.reply_to is None:
        turn.reply(turn.words("withdraw.how"))
        return
    chat = await turn.chat()
    person = await turn.desk.known_person(turn.sender_ref, chat) if turn.sender_ref else None
    items = await turn.desk.submission(chat, turn.message.reply_album or turn.message.reply_to)
    mine = [item for item in items if person and item.person_id == person.id]
    standing = [item for item in mine if item.state != WITHDRAWN]
    if not mine:
        turn.reply(turn.words("withdraw.not_yours" if items else "withdraw.nothing"))
    elif not standing:
        turn.reply(turn.words("withdraw.already"))
    else:
        for item in standing:
            await turn.desk.decide(item, WITHDRAWN, BY_SENDER, person)
        turn.react(items[0].message_id, Reaction.NONE)
        turn.reply(turn.words("withdraw.done"))


async def summary(turn: Turn) -> AskAdmin | None:
    """/tonghop: a unit's numbers for those who answer for them."""
    chat = await turn.chat()
    role = await turn.role(chat)
    if isinstance(role, AskAdmin):
        return role
    if turn.in_private and not may(role, Act.SEE_EVERYTHING):
        turn.reply(turn.words("summary.in_group"))
    elif not may(role, Act.SEE_UNIT):
        turn.reply_in_private(turn.words("summary.not_allowed"))
    else:
        await _summarise(turn, chat, role)
    return None


async def _summarise(turn: Turn, chat: ChatRecord, role: Role) -> None:
    argument = turn.message.command.argument if turn.message.command else ""
    period = parse_period(argument, local_day(turn.message.sent_at, turn.settings.zone))
    if period is None:
        turn.reply(turn.words("summary.period"))
        return
    root = await _root(turn, chat, role)
    if root is None:
        turn.reply(turn.words("summary.nothing"))
        return
    turn.reply(await _summary_text(turn, root, period))


async def _root(turn: Turn, chat: ChatRecord, role: Role) -> UnitRecord | None:
    if turn.in_private:
        return ALL if may(role, Act.SEE_EVERYTHING) else None
    return await turn.desk.unit(chat.unit_id) if chat.unit_id else None


async def _summary_text(turn: Turn, root: UnitRecord, period: Period) -> str:
    tallies = await turn.desk.tallies_below(root, period.first, period.after)
    result = summarise(tallies, root, period, turn.settings.quota)
    return unit_summary(result, turn.settings.language)


COMMANDS = {
    "trogiup": help_,
    "help": help_,
    "start": help_,
    "toi": me,
    "me": me,
    "rut": withdraw,
    "withdraw": withdraw,
    "tonghop": summary,
    "summary": summary,
    "noibat": featured,
    "featured": featured,
    "trang": pages,
    "pages": pages,
}
