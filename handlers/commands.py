"""What people ask the bot by a command, each under its Vietnamese and its English name."""

from handlers.counting import numbers
from handlers.counting.own_periods import my_periods
from handlers.joining.notice import first_contact
from handlers.joining.own_data import own_data
from handlers.joining.registering import register
from handlers.offices.connecting import connect
from handlers.publishing.featured import featured
from handlers.publishing.pages import pages
from handlers.reminding.reminders import remind
from handlers.reviewing.review import review
from handlers.roster import leaves, people, settings
from handlers.starting import starter_of
from handlers.turn import Turn
from reports.chat_text import my_counts
from rules.calendar import local_day
from rules.outgoing import Reaction
from rules.verdicts import WITHDRAWN

BY_SENDER = "by_sender"


async def help_(turn: Turn) -> None:
    """Whoever opens a private chat can be reminded there."""
    if turn.in_private and turn.sender_ref:
        await turn.chat()
        await first_contact(turn)
    turn.reply(turn.words("help.private" if turn.in_private else "help.group"))


async def start(turn: Turn) -> None:
    """/start, in private or with the word of a link that somebody followed."""
    led = starter_of(turn)
    if led is None:
        await help_(turn)
        return None
    if turn.in_private and turn.sender_ref:
        await turn.chat()
        await first_contact(turn)
    answer, word = led
    return await answer(turn, word)


async def point_the_way(turn: Turn) -> None:
    """Somebody talks to the bot in private: once a day it says what it is good for."""
    turn.put(turn.as_reply(turn.words("help.way")), once=f"way:{turn.message.chat.id}:{turn.day}")


async def me(turn: Turn) -> None:
    """Have I done my week, and my month?"""
    if turn.sender_ref is None:
        turn.reply(turn.words("me.nobody"))
        return
    person = await turn.ledger.known_person(turn.sender_ref, await turn.chat())
    if person is None:
        turn.reply(turn.words("me.nothing"))
        return
    today = local_day(turn.message.sent_at, turn.settings.zone)
    turn.reply(my_counts(await my_periods(turn, person, today), today, turn.settings.language))


async def withdraw(turn: Turn) -> None:
    """/rut as a reply takes back what that message handed in."""
    if turn.message.reply_to is None:
        turn.reply(turn.words("withdraw.how"))
        return
    chat = await turn.chat()
    person = await turn.ledger.known_person(turn.sender_ref, chat) if turn.sender_ref else None
    items = await turn.ledger.submission(chat, turn.message.reply_album or turn.message.reply_to)
    mine = [item for item in items if person and item.person_id == person.id]
    standing = [item for item in mine if item.state != WITHDRAWN]
    if not mine:
        turn.reply(turn.words("withdraw.not_yours" if items else "withdraw.nothing"))
    elif not standing:
        turn.reply(turn.words("withdraw.already"))
    else:
        for item in standing:
            await turn.ledger.decide(item, WITHDRAWN, BY_SENDER, person)
        turn.react(items[0].message_id, Reaction.NONE)
        turn.reply(turn.words("withdraw.done"))


COMMANDS = {
    "trogiup": help_,
    "help": help_,
    "start": start,
    "toi": me,
    "me": me,
    "rut": withdraw,
    "withdraw": withdraw,
    "tonghop": numbers.summary,
    "summary": numbers.summary,
    "chuanop": numbers.missing,
    "missing": numbers.missing,
    "nhac": remind,
    "remind": remind,
    "noibat": featured,
    "featured": featured,
    "trang": pages,
    "pages": pages,
    "dulieu": own_data,
    "mydata": own_data,
    "duyet": review,
    "review": review,
    "ketnoi": connect,
    "connect": connect,
    "dangky": register,
    "register": register,
    "danhsach": people.roster,
    "roster": people.roster,
    "mien": leaves.exempt,
    "exempt": leaves.exempt,
    "caidat": settings.settings,
    "settings": settings.settings,
}
