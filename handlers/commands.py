"""What people ask the bot by a command, each under its Vietnamese and its English name."""

from handlers.context import Context
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
from reports.chat_text import my_counts
from rules.calendar import local_day
from rules.outgoing import Reaction
from rules.verdicts import WITHDRAWN

BY_SENDER = "by_sender"


async def help_(context: Context) -> None:
    """Whoever opens a private chat can be reminded there."""
    if context.in_private and context.sender_ref:
        await context.chat()
        await first_contact(context)
    context.reply(context.words("help.private" if context.in_private else "help.group"))


async def start(context: Context) -> None:
    """/start, in private or with the word of a link that somebody followed."""
    led = starter_of(context)
    if led is None:
        await help_(context)
        return None
    if context.in_private and context.sender_ref:
        await context.chat()
        await first_contact(context)
    answer, word = led
    return await answer(context, word)


async def point_the_way(context: Context) -> None:
    """Somebody talks to the bot in private: once a day it says what it is good for."""
    context.put(
        context.as_reply(context.words("help.way")), once=f"way:{context.message.chat.id}:{context.day}"
    )


async def me(context: Context) -> None:
    """Have I done my week, and my month?"""
    if context.sender_ref is None:
        context.reply(context.words("me.nobody"))
        return
    person = await context.ledger.known_person(context.sender_ref, await context.chat())
    if person is None:
        context.reply(context.words("me.nothing"))
        return
    today = local_day(context.message.sent_at, context.settings.zone)
    context.reply(my_counts(await my_periods(context, person, today), today, context.settings.language))


async def withdraw(context: Context) -> None:
    """/rut as a reply takes back what that message handed in."""
    if context.message.reply_to is None:
        context.reply(context.words("withdraw.how"))
        return
    chat = await context.chat()
    person = await context.ledger.known_person(context.sender_ref, chat) if context.sender_ref else None
    items = await context.ledger.submission(chat, context.message.reply_album or context.message.reply_to)
    mine = [item for item in items if person and item.person_id == person.id]
    standing = [item for item in mine if item.state != WITHDRAWN]
    if not mine:
        context.reply(context.words("withdraw.not_yours" if items else "withdraw.nothing"))
    elif not standing:
        context.reply(context.words("withdraw.already"))
    else:
        for item in standing:
            await context.ledger.decide(item, WITHDRAWN, BY_SENDER, person)
        context.react(items[0].message_id, Reaction.NONE)
        context.reply(context.words("withdraw.done"))


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
