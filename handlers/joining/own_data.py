"""/dulieu: everybody sees, takes along, corrects and erases what is kept of them, in private."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from handlers.context import Context, Rows
from handlers.press import Press, on
from reports.own_data_text import OwnText
from rules.buttons import ButtonKind, Nothing
from rules.outgoing import Button, Say
from storage import BotRef, OwnData

START = "dulieu"
"""The word with which a link to the private chat opens this."""
ASKS = "own.correct"
OWN_DATA, ERASE = "own_data", "erase"
"""The kinds of work on files that are asked for here."""
LINK = "link"
_LONGEST = 300


async def own_data(context: Context) -> None:
    """In a group only the way to the private chat."""
    if context.sender_ref is None:
        context.reply(context.words("own.anonymous"))
    elif not context.in_private:
        there = Button(context.words("own.button.open"), link=f"start:{START}")
        context.put(context.as_reply(context.words("own.only_private"), ((there,),)))
    else:
        await context.chat()
        own = await _own(context)
        context.put(context.as_reply(_view(context, own, await _months(context, own)), _rows(context, own)))


async def followed(context: Context, _word: str) -> None:
    """By the button under what was asked in a group."""
    await own_data(context)


async def correction_told(context: Context, _told: str) -> None:
    """What somebody says is wrong goes to those who keep their unit's list."""
    own = await _own(context)
    here = [stay.unit_id for stay in own.stays if stay.until is None]
    paths = [found for unit in here if (found := await context.ledger.units.path_of(unit))]
    bot = (context.message.platform, context.message.bot)
    answering = [chat for unit in here for chat in await context.ledger.linking.admin_chats(*bot, unit)]
    admins = sorted({*answering} - {context.message.chat.id}) or context.settings.operators_on(bot[0])
    asked = " ".join(context.message.text.split())[:_LONGEST]
    units = ", ".join(each.unit.name for each in paths)
    words = context.words("own.correction", name=own.name, unit=units, words=asked)
    for admin in admins:
        context.put(Say(admin, words))
    await context.ledger.audit(_account(context), "own.correction", person_id=own.person_id)
    context.reply(context.words("own.correction_sent" if admins else "own.correction_nobody"))


# what is pressed


async def _take_along(context: Context) -> None:
    own = await _own(context)
    bot = BotRef(context.message.platform, context.message.bot)
    await context.ledger.file_jobs.ask(bot, context.message.chat.id, _account(context), OWN_DATA)
    await context.ledger.audit(_account(context), "own.taken_along", person_id=own.person_id)
    context.answer_press()
    context.reply(context.words("own.on_its_way"))


async def _correct(context: Context) -> None:
    own = await _own(context)
    context.answer_press()
    if own.provisional:
        context.reply(context.words("own.correct_account"))
        return
    await context.ledger.questions.ask(await context.chat(), ASKS)
    context.reply(context.words("own.correct"))


async def _object(context: Context) -> None:
    """Whose account it is was said with their consent, and they take it back: it counts by its own name again."""
    assert context.sender_ref is not None
    for purpose, version in {
        (one.purpose, one.version) for one in (await _own(context)).consents if one.answer
    }:
        if purpose == LINK:
            await context.ledger.consents.record(_account(context), LINK, version, answer=False)
            account = await context.ledger.linking.account_of(
                context.sender_ref.platform, context.sender_ref.user_id
            )
            if account:
                await context.ledger.linking.release(account.id, _account(context))
    context.answer_press()
    context.reply(context.words("own.objection"))


async def _ask_whether(context: Context) -> None:
    context.answer_press()
    yes = Button(context.words("own.button.erase_now"), _ERASE_NOW())
    no = Button(context.words("own.button.back"), _BACK())
    context.rewrite(context.words("own.sure"), ((yes,), (no,)))


async def _erase(context: Context) -> None:
    """The work is done beside the messages, because years of proof may have to be found."""
    bot = BotRef(context.message.platform, context.message.bot)
    await context.ledger.file_jobs.ask(bot, context.message.chat.id, _account(context), ERASE)
    context.answer_press()
    context.rewrite(context.words("own.erasing"))


async def _back(context: Context) -> None:
    own = await _own(context)
    context.answer_press()
    context.rewrite(_view(context, own, await _months(context, own)), _rows(context, own))


def _of_ones_own(kind: ButtonKind[[], Nothing], act: Callable[[Context], Awaitable[None]]) -> Press:
    """Under what somebody reads of themselves, in private only."""

    async def pressed(context: Context, _told: Nothing) -> None:
        if context.sender_ref is None:
            context.refuse_press()
        elif not context.in_private:
            context.answer_press(context.words("own.only_private"), alert=True)
        else:
            await context.ledger.questions.drop(await context.chat())
            await act(context)

    return on(kind, pressed)


_OFFERED = {word: ButtonKind(f"dl:{word}", Nothing) for word in ("get", "fix", "no", "del")}
_ERASE_NOW, _BACK = ButtonKind("dl:yes", Nothing), ButtonKind("dl:back", Nothing)
BUTTONS = (
    _of_ones_own(_OFFERED["get"], _take_along),
    _of_ones_own(_OFFERED["fix"], _correct),
    _of_ones_own(_OFFERED["no"], _object),
    _of_ones_own(_OFFERED["del"], _ask_whether),
    _of_ones_own(_ERASE_NOW, _erase),
    _of_ones_own(_BACK, _back),
)


def _account(context: Context) -> str:
    assert context.sender_ref is not None
    return f"{context.sender_ref.platform}:{context.sender_ref.user_id}"


async def _own(context: Context) -> OwnData:
    return await context.ledger.own.of(_account(context), context.settings.zone)


async def _months(context: Context, own: OwnData) -> int:
    """For how long pictures are kept: as their units say, the longest of them."""
    months = [context.settings.pictures_months]
    for stay in own.stays:
        unit_path = await context.ledger.units.path_of(stay.unit_id)
        told = (
            (await context.ledger.settings.of(unit_path.unit_ids)).get("archive_months", "")
            if unit_path
            else ""
        )
        months += [int(told)] if told.isdecimal() else []
    return max(months)


def _view(context: Context, own: OwnData, months: int) -> str:
    now: datetime = context.ledger.now
    return OwnText(context.settings.language, context.settings.zone).view(own, months, now)


def _rows(context: Context, own: OwnData) -> Rows:
    agreed = {one.purpose: one.answer for one in own.consents}.get(LINK, False)
    acts = ["get", "fix", *(["no"] if agreed else []), "del"]
    return tuple((Button(context.words(f"own.button.{act}"), _OFFERED[act]()),) for act in acts)
