"""/dulieu: everybody sees, takes along, corrects and erases what is kept of them, in private."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from handlers.press import Press, on
from handlers.turn import Rows, Turn
from reports.own_text import OwnText
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


async def own_data(turn: Turn) -> None:
    """In a group only the way to the private chat."""
    if turn.sender_ref is None:
        turn.reply(turn.words("own.anonymous"))
    elif not turn.in_private:
        there = Button(turn.words("own.button.open"), link=f"start:{START}")
        turn.put(turn.as_reply(turn.words("own.only_private"), ((there,),)))
    else:
        await turn.chat()
        own = await _own(turn)
        turn.put(turn.as_reply(_view(turn, own, await _months(turn, own)), _rows(turn, own)))


async def followed(turn: Turn, _word: str) -> None:
    """By the button under what was asked in a group."""
    await own_data(turn)


async def correction_told(turn: Turn, _told: str) -> None:
    """What somebody says is wrong goes to those who keep their unit's list."""
    own = await _own(turn)
    here = [stay.unit_id for stay in own.stays if stay.until is None]
    stands = [found for unit in here if (found := await turn.ledger.units.path_of(unit))]
    bot = (turn.message.platform, turn.message.bot)
    answering = [chat for unit in here for chat in await turn.ledger.linking.admin_chats(*bot, unit)]
    admins = sorted({*answering} - {turn.message.chat.id}) or turn.settings.operators_on(bot[0])
    asked = " ".join(turn.message.text.split())[:_LONGEST]
    units = ", ".join(each.unit.name for each in stands)
    words = turn.words("own.correction", name=own.name, unit=units, words=asked)
    for admin in admins:
        turn.put(Say(admin, words))
    await turn.ledger.audit(_account(turn), "own.correction", person_id=own.person_id)
    turn.reply(turn.words("own.correction_sent" if admins else "own.correction_nobody"))


# what is pressed


async def _take_along(turn: Turn) -> None:
    own = await _own(turn)
    bot = BotRef(turn.message.platform, turn.message.bot)
    await turn.ledger.file_jobs.ask(bot, turn.message.chat.id, _account(turn), OWN_DATA)
    await turn.ledger.audit(_account(turn), "own.taken_along", person_id=own.person_id)
    turn.answer_press()
    turn.reply(turn.words("own.on_its_way"))


async def _correct(turn: Turn) -> None:
    own = await _own(turn)
    turn.answer_press()
    if own.provisional:
        turn.reply(turn.words("own.correct_account"))
        return
    await turn.ledger.questions.ask(await turn.chat(), ASKS)
    turn.reply(turn.words("own.correct"))


async def _object(turn: Turn) -> None:
    """Whose account it is was said with their consent, and they take it back: it counts by its own name again."""
    assert turn.sender_ref is not None
    for purpose, version in {(one.purpose, one.version) for one in (await _own(turn)).consents if one.answer}:
        if purpose == LINK:
            await turn.ledger.consents.record(_account(turn), LINK, version, answer=False)
            account = await turn.ledger.linking.account_of(turn.sender_ref.platform, turn.sender_ref.user_id)
            if account:
                await turn.ledger.linking.release(account.id, _account(turn))
    turn.answer_press()
    turn.reply(turn.words("own.objection"))


async def _ask_whether(turn: Turn) -> None:
    turn.answer_press()
    yes = Button(turn.words("own.button.erase_now"), _ERASE_NOW())
    no = Button(turn.words("own.button.back"), _BACK())
    turn.rewrite(turn.words("own.sure"), ((yes,), (no,)))


async def _erase(turn: Turn) -> None:
    """The work is done beside the messages, because years of proof may have to be found."""
    bot = BotRef(turn.message.platform, turn.message.bot)
    await turn.ledger.file_jobs.ask(bot, turn.message.chat.id, _account(turn), ERASE)
    turn.answer_press()
    turn.rewrite(turn.words("own.erasing"))


async def _back(turn: Turn) -> None:
    own = await _own(turn)
    turn.answer_press()
    turn.rewrite(_view(turn, own, await _months(turn, own)), _rows(turn, own))


def _of_ones_own(kind: ButtonKind[[], Nothing], act: Callable[[Turn], Awaitable[None]]) -> Press:
    """Under what somebody reads of themselves, in private only."""

    async def pressed(turn: Turn, _told: Nothing) -> None:
        if turn.sender_ref is None:
            turn.refuse_press()
        elif not turn.in_private:
            turn.answer_press(turn.words("own.only_private"), alert=True)
        else:
            await turn.ledger.questions.drop(await turn.chat())
            await act(turn)

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


def _account(turn: Turn) -> str:
    assert turn.sender_ref is not None
    return f"{turn.sender_ref.platform}:{turn.sender_ref.user_id}"


async def _own(turn: Turn) -> OwnData:
    return await turn.ledger.own.of(_account(turn), turn.settings.zone)


async def _months(turn: Turn, own: OwnData) -> int:
    """For how long pictures are kept: as their units say, the longest of them."""
    months = [turn.settings.pictures_months]
    for stay in own.stays:
        stands = await turn.ledger.units.path_of(stay.unit_id)
        told = (await turn.ledger.settings.of(stands.unit_ids)).get("archive_months", "") if stands else ""
        months += [int(told)] if told.isdecimal() else []
    return max(months)


def _view(turn: Turn, own: OwnData, months: int) -> str:
    now: datetime = turn.ledger.now
    return OwnText(turn.settings.language, turn.settings.zone).view(own, months, now)


def _rows(turn: Turn, own: OwnData) -> Rows:
    agreed = {one.purpose: one.answer for one in own.consents}.get(LINK, False)
    acts = ["get", "fix", *(["no"] if agreed else []), "del"]
    return tuple((Button(turn.words(f"own.button.{act}"), _OFFERED[act]()),) for act in acts)
