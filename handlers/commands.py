"""What people ask the bot by a command, each under its Vietnamese and its English name."""

from datetime import date

from handlers import numbers
from handlers.featured import featured
from handlers.notice import first_contact
from handlers.own_data import START as OWN_DATA
from handlers.own_data import own_data
from handlers.pages import pages
from handlers.reminders import remind
from handlers.review import review
from handlers.turn import Turn
from reports.chat_text import MyPeriod, my_counts
from rules.calendar import Period, local_day, month_of, week_of
from rules.obligation import PersonFacts, owed_so_far, standing
from rules.outgoing import Reaction
from rules.regime import Regime
from rules.scopes import ANYWHERE
from rules.verdicts import INTERACTION, WITHDRAWN
from storage import Deeds, PersonRecord

BY_SENDER = "by_sender"


async def help_(turn: Turn) -> None:
    """Whoever opens a private chat can be reminded there."""
    if turn.in_private and turn.sender_ref:
        await turn.chat()
        await first_contact(turn)
        if turn.message.command and turn.message.command.argument == OWN_DATA:
            await own_data(turn)
            return
    turn.reply(turn.words("help.private" if turn.in_private else "help.group"))


async def point_the_way(turn: Turn) -> None:
    """Somebody talks to the bot in private: once a day it says what it is good for."""
    turn.put(turn.as_reply(turn.words("help.way")), once=f"way:{turn.message.chat.id}:{turn.day}")


async def me(turn: Turn) -> None:
    """Have I done my week, and my month?"""
    if turn.sender_ref is None:
        turn.reply(turn.words("me.nobody"))
        return
    person = await turn.desk.known_person(turn.sender_ref, await turn.chat())
    if person is None:
        turn.reply(turn.words("me.nothing"))
        return
    today = local_day(turn.message.sent_at, turn.settings.zone)
    turn.reply(my_counts(await _my_periods(turn, person, today), today, turn.settings.language))


async def _my_periods(turn: Turn, person: PersonRecord, today: date) -> list[MyPeriod]:
    week, month = week_of(today), month_of(today)
    regime = await turn.regime()
    deeds = await turn.desk.counts.deeds(person, week_of(month.first).first, week_of(month.last).after)
    facts = await _facts(turn, regime, person, deeds)
    rules = (regime.book, regime.calendar)
    return [
        MyPeriod(
            period,
            standing(deeds.by_day, facts, period, *rules, today=today),
            owed_so_far(facts, period, *rules, today=today),
            await turn.desk.counts.waiting(person, period),
            _interactions(deeds, period),
        )
        for period in (week, month)
    ]


def _interactions(deeds: Deeds, period: Period) -> int:
    return sum(counts.get(INTERACTION, 0) for day, counts in deeds.by_day.items() if day in period)


async def _facts(turn: Turn, regime: Regime, person: PersonRecord, deeds: Deeds) -> PersonFacts:
    stands = await turn.desk.standpoint(person.unit_id)
    return regime.facts(
        stands.place if stands else ANYWHERE,
        stands.unit_ids if stands else (),
        person_id=person.id,
        joined=deeds.stay.since,
        left=deeds.stay.until,
        seen=deeds.stay.seen,
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


COMMANDS = {
    "trogiup": help_,
    "help": help_,
    "start": help_,
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
}
