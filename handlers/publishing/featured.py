"""/noibat: the featured pages of the week for everybody, and the choice of the next ones for a department."""

from datetime import date

from handlers.context import Context
from handlers.publishing import choosing
from reports.chat_text import period_name
from reports.featured import Place, Rotation, applying
from reports.featured_text import own, this_week
from rules.calendar import Period, PeriodKind, local_day, parse_period, week_of
from storage import ChatRecord

_LONGEST_WEEK_NAME = 3
_REASON = ("lý do", "ly do", "reason")
_LONGEST_REASON = 200


async def featured(context: Context) -> None:
    chat = await context.chat()
    mine = await choosing.rotations_of(context, chat)
    argument = context.message.command.argument if context.message.command else ""
    if argument and mine:
        await _choose(context, mine[0], argument)
        return
    if argument:
        context.reply_in_private(context.words("featured.not_allowed"))
        return
    context.reply(await _this_week(context, chat))
    for rotation in mine:
        words, rows = choosing.Board(context, rotation).overview()
        context.put(context.as_reply(words, rows))
    return


async def _this_week(context: Context, chat: ChatRecord) -> str:
    week = week_of(local_day(context.message.sent_at, context.settings.zone))
    unit_id = await _unit_id(context, chat)
    announced = [
        feature for feature in await context.ledger.features.of_week(week.first) if feature.announced_at
    ]
    features = applying(announced, unit_id, await context.ledger.units.by_id())
    language = context.settings.language
    brought = await context.ledger.features.brought([feature.id for feature in features])
    told = [this_week(week, features, brought, language)]
    last = await context.ledger.features.last_of(unit_id) if unit_id else None
    if last:
        came = await context.ledger.features.brought([last.id])
        told.append(own(last, came[last.id], language))
    return "\n\n".join(told)


async def _unit_id(context: Context, chat: ChatRecord) -> int | None:
    """The group's unit, in private the person's own."""
    if chat.unit_id or not context.sender_ref:
        return chat.unit_id
    person = await context.ledger.known_person(context.sender_ref, chat)
    return person.unit_id if person else None


async def _choose(context: Context, rotation: Rotation, argument: str) -> None:
    """`/noibat CODE`, with the week before it and a reason behind it where these are needed."""
    board = choosing.Board(context, rotation)
    week, words = _week_and_rest(board.weeks_to_fill, argument, board.today)
    if week is None:
        context.reply(context.words("featured.no_week"))
        return
    if not words:
        view, rows = board.week(week)
        context.put(context.as_reply(view, rows))
        return
    code, _, reason = words.partition(" ")
    place = rotation.candidate(week, code.upper())
    if place is None:
        context.reply(context.words("featured.no_page", code=code[:40]))
    elif not (reason := _without_label(reason)) and board.needs_reason(place):
        period = period_name(week_of(place.last or week.first), context.settings.language)
        told = {"unit": place.unit.name, "period": period, "week": week.number, "code": code}
        context.reply(context.words("featured.needs_reason", **told))
    elif await board.put(week, place, instead_of=_place_to_give(rotation, place), reason=reason):
        view, rows = (await choosing.board_now(context, rotation.root.id)).week(week)
        context.put(context.as_reply(view, rows))
    else:
        context.reply(context.words("featured.announced"))


def _week_and_rest(weeks: list[Period], argument: str, today: date) -> tuple[Period | None, str]:
    """The week that is named among those ahead, else the first of them; None for any other week."""
    words = argument.split()
    for length in range(_LONGEST_WEEK_NAME, 0, -1):
        name = " ".join(words[:length])
        named = parse_period(name, today)
        if named and named.kind is PeriodKind.WEEK:
            week = next((week for week in weeks if week == named or _is_number_of(week, name, named)), None)
            rest = " ".join(words[length:])
            return (None, rest) if length == 1 and rest[:1].isdecimal() else (week, rest)
    return weeks[0], argument


def _is_number_of(week: Period, name: str, named: Period) -> bool:
    """In December, week 2 is one of the next year; a week whose year is told is of that year alone."""
    return week.number == named.number and parse_period(name, week.first) == week


def _without_label(reason: str) -> str:
    stripped = reason.strip()
    for label in _REASON:
        if stripped.lower().startswith(label):
            stripped = stripped[len(label) :].lstrip(" :")
    return stripped[:_LONGEST_REASON]


def _place_to_give(rotation: Rotation, place: Place) -> Place | None:
    """A mere proposal rather than what somebody chose, and the last of them."""
    same = [other for other in rotation.plan_of(place.week) if other.level == place.level]
    proposed = [other for other in same if other.feature is None]
    return next(reversed(proposed or same), None)
