"""/dangky: somebody says who they are, in private. What is certain is linked at once, the rest waits for the unit's
administrators.

Whose name may be pressed is kept with the open question and found out anew, never believed of a button.
"""

import re
from dataclasses import dataclass

from handlers.joining import buttons
from handlers.joining.buttons import OfPerson
from handlers.joining.consent import CONSENT, VERSION
from handlers.joining.naming import Fitting, buttons_of, names_of
from handlers.joining.telling import tell_admins, tell_of_link
from handlers.joining.trying import whom_it_fits
from handlers.press import on
from handlers.turn import Rows, Turn
from rules.buttons import Nothing
from rules.codewords import clean
from rules.outgoing import Button, Say
from rules.phones import phone_of
from storage import AccountRecord, CodeRecord, OpenName

START = "dk"
ASKS = "dk"
JOIN = "join"
"""The purpose of codes that invite into a unit."""
_TOLD = re.compile(r"([0-9A-Z]{0,16}):(\d{1,18}):([01]):([\d,]{0,120})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known while somebody is asked: the word of an invitation, and the person it can only be (0 for none).

    `by_number` says that this is certain by more than a name, which anybody may bear or type; `shown` whose names they
    were shown, and so may press.
    """

    word: str = ""
    sure: int = 0
    by_number: bool = False
    shown: tuple[int, ...] = ()

    @property
    def told(self) -> str:
        return f"{self.word}:{self.sure}:{int(self.by_number)}:{','.join(map(str, self.shown))}"


def _read(told: str) -> Asked:
    found = _TOLD.fullmatch(told)
    if found is None:
        return Asked()
    shown = tuple(int(number) for number in found[4].split(",") if number)
    return Asked(found[1], int(found[2]), found[3] == "1", shown)


async def register(turn: Turn) -> None:
    """In a group nobody is asked who they are: a button leads to the private chat."""
    if turn.sender_ref is None:
        turn.reply(turn.words("register.nobody"))
    elif not turn.in_private:
        row = (Button(turn.words("register.button.private"), link=f"start:{START}"),)
        turn.put(turn.as_reply(turn.words("register.in_private"), (row,)))
    else:
        await _ask_who(turn, Asked())


async def invited(turn: Turn, word: str) -> None:
    """Somebody followed an invitation into a unit, or only the way here."""
    if not turn.in_private or turn.sender_ref is None or not word:
        await register(turn)
        return
    account = _word_of(turn)
    if not await turn.ledger.codes.may_guess(account):
        turn.reply(turn.words("register.too_many"))
    elif await turn.ledger.codes.look(JOIN, word) is None:
        await turn.ledger.codes.guessed_wrong(account, JOIN)
        turn.reply(turn.words("register.bad_code"))
    else:
        await _ask_who(turn, Asked(clean(word) or ""))


async def _ask_who(turn: Turn, asked: Asked) -> None:
    account = await _account(turn)
    if account is None or await _is_known(turn, account):
        return
    await turn.chat()
    invitation = await _invitation(turn, asked)
    names = await _names(turn, account, invitation)
    fits = await whom_it_fits(turn, account, invitation, names)
    if fits is None:
        return
    if fits.written:
        await _propose(turn, asked, fits, account, display=True)
        return
    await turn.ledger.questions.ask(await turn.chat(), ASKS, asked.told)
    words = turn.words("register.type" if names else "register.share")
    turn.put(Say(turn.message.chat.id, words, ask_contact=turn.words("register.button.contact")))


async def _is_known(turn: Turn, account: AccountRecord) -> bool:
    if account.is_linked:
        turn.reply(turn.words("register.known", name=account.person_name))
    return account.is_linked


async def _invitation(turn: Turn, asked: Asked) -> CodeRecord | None:
    return await turn.ledger.codes.look(JOIN, asked.word) if asked.word else None


async def _names(turn: Turn, account: AccountRecord, invitation: CodeRecord | None) -> list[OpenName]:
    """Of the invitation, and of the groups in which somebody was seen: nobody reads the names of others' schools."""
    units = await turn.ledger.linking.units_seen(account.id)
    return await names_of(turn, [*units, invitation.unit_id] if invitation else units)


async def _propose(
    turn: Turn, asked: Asked, fits: Fitting, account: AccountRecord, *, display: bool = False
) -> None:
    """Remember who it can only be, and let them choose."""
    sure = _sure(asked, fits, seen=bool(await turn.ledger.linking.units_seen(account.id)))
    shown = tuple(name.id for name in fits.written)
    await turn.ledger.questions.ask(await turn.chat(), ASKS, Asked(asked.word, sure, shown=shown).told)
    rows: Rows = (
        *buttons_of(fits.written, buttons.IT_IS_ME),
        (Button(turn.words("register.button.other"), buttons.OTHER()),),
    )
    key = "register.is_it_you" if display and len(fits.written) == 1 else "register.which"
    turn.put(Say(turn.message.chat.id, turn.words(key), buttons=rows))


def _sure(asked: Asked, fits: Fitting, *, seen: bool) -> int:
    """Whom nobody else needs to look at: invited and the only one who fits, or seen there and the only full name."""
    if asked.word and fits.only and not fits.only.is_taken:
        return fits.only.id
    return fits.exact.id if seen and fits.exact and not fits.exact.is_taken else 0


async def named(turn: Turn, told: str) -> None:
    """Somebody typed their name."""
    account = await _account(turn)
    if account is None or await _is_known(turn, account):
        return
    asked = _read(told)
    invitation = await _invitation(turn, asked)
    names = await _names(turn, account, invitation)
    fits = await whom_it_fits(turn, account, invitation, names, typed=turn.message.text)
    if fits is None:
        return
    if fits.written:
        await _propose(turn, asked, fits, account)
        return
    await turn.ledger.questions.ask(await turn.chat(), ASKS, Asked(asked.word).told)
    turn.reply(turn.words("register.not_found" if names else "register.no_list"))


async def contact_shared(turn: Turn) -> None:
    """A number says who somebody is if it is their own and one person alone has it."""
    account = await _account(turn)
    contact = turn.message.contact
    if account is None or contact is None or await _is_known(turn, account):
        return
    chat = turn.message.chat.id
    if contact.user_id != account.user_id:
        turn.put(Say(chat, turn.words("register.not_your_number")))
        return
    phone = phone_of(contact.phone)
    found = await turn.ledger.people_with_number(phone, account.id) if phone else []
    people = {name.id: name for name in reversed(found)}
    if len(people) != 1:
        turn.put(Say(chat, turn.words("register.unknown_number"), drop_keys=True))
        return
    (person,) = people.values()
    asked = Asked("", person.id, by_number=True, shown=(person.id,))
    await turn.ledger.questions.ask(await turn.chat(), ASKS, asked.told)
    turn.put(Say(chat, turn.words("register.number_found"), drop_keys=True))
    rows: Rows = (
        *buttons_of([person], buttons.IT_IS_ME),
        (Button(turn.words("register.button.other"), buttons.OTHER()),),
    )
    turn.put(Say(chat, turn.words("register.is_it_you"), buttons=rows))


# what is pressed


@dataclass(frozen=True, slots=True)
class Choosing:
    """Somebody who was asked who they are, and presses an answer."""

    turn: Turn
    account: AccountRecord
    asked: Asked


async def _choosing(turn: Turn) -> Choosing | None:
    """None after it has been said why they are not asked (any more)."""
    account = await _known_account(turn)
    if account is None or not turn.in_private:
        turn.refuse_press()
        return None
    open_ = await turn.ledger.questions.open(await turn.chat())
    if open_ is None or open_.about != ASKS:
        turn.answer_press(turn.words("register.begin_again"), alert=True)
    elif account.is_linked:
        turn.answer_press(turn.words("register.known", name=account.person_name), alert=True)
    else:
        return Choosing(turn, account, _read(open_.told))
    return None


async def _other(turn: Turn, _told: Nothing) -> None:
    if await _choosing(turn):
        turn.answer_press()
        turn.rewrite(turn.words("register.type_plain"))


async def _stop(turn: Turn, _told: Nothing) -> None:
    if choosing := await _choosing(turn):
        await turn.ledger.questions.drop(await turn.chat())
        await turn.ledger.consents.record(choosing.account.word, CONSENT, VERSION, answer=False)
        turn.answer_press()
        turn.rewrite(turn.words("register.stopped"))


async def _it_is_me(turn: Turn, told: OfPerson) -> None:
    if choosing := await _choosing(turn):
        await _chosen(turn, choosing.account, choosing.asked, told.person, agreed=False)


async def _agree(turn: Turn, told: OfPerson) -> None:
    if choosing := await _choosing(turn):
        await _chosen(turn, choosing.account, choosing.asked, told.person, agreed=True)


async def _chosen(turn: Turn, account: AccountRecord, asked: Asked, person_id: int, *, agreed: bool) -> None:
    person = await _may_be(turn, account, asked, person_id)
    if person is None:
        turn.answer_press(turn.words("register.begin_again"), alert=True)
    elif agreed or await turn.ledger.consents.given(account.word, CONSENT, VERSION):
        if agreed:
            await turn.ledger.consents.record(account.word, CONSENT, VERSION, answer=True)
        turn.answer_press()
        await turn.ledger.questions.drop(await turn.chat())
        await _link_or_ask(turn, account, asked, person)
    else:
        turn.answer_press()
        turn.rewrite(
            turn.words("register.consent", name=person.name, unit=person.unit_name),
            _to_agree(turn, person_id),
        )


def _to_agree(turn: Turn, person_id: int) -> Rows:
    return (
        (
            Button(turn.words("register.button.agree"), buttons.AGREE(person_id)),
            Button(turn.words("register.button.stop"), buttons.STOP()),
        ),
    )


async def _may_be(turn: Turn, account: AccountRecord, asked: Asked, person_id: int) -> OpenName | None:
    """Only whom they were shown: a forged button reads nobody's name."""
    if person_id not in asked.shown:
        return None
    if asked.sure == person_id:
        return await turn.ledger.linking.person_named(person_id)
    names = await _names(turn, account, await _invitation(turn, asked))
    return next((name for name in names if name.id == person_id), None)


async def _link_or_ask(turn: Turn, account: AccountRecord, asked: Asked, person: OpenName) -> None:
    sure = asked.sure == person.id
    if sure and asked.word:
        sure = await turn.ledger.codes.use(JOIN, asked.word) is not None
    linked = await turn.ledger.linking.claim(account.id, person.id, account.word) if sure else None
    if linked:
        turn.rewrite(
            turn.words("register.done", name=person.name, unit=person.unit_name, count=linked.evidence)
        )
        if not asked.by_number:
            await tell_of_link(turn, account, person)
        return
    await turn.ledger.linking.ask_admin(account.id, person.id, person.unit_id, account.word)
    turn.rewrite(turn.words("register.waits", unit=person.unit_name))
    await tell_admins(turn, account, person)


async def _account(turn: Turn) -> AccountRecord | None:
    return await turn.ledger.linking.open_account(turn.sender_ref) if turn.sender_ref else None


async def _known_account(turn: Turn) -> AccountRecord | None:
    """Whoever presses a button was asked something before."""
    ref = turn.sender_ref
    return await turn.ledger.linking.account_of(ref.platform, ref.user_id) if ref else None


def _word_of(turn: Turn) -> str:
    sender = turn.message.sender
    return f"{turn.message.platform}:{sender.id if sender else ''}"


BUTTONS = (
    on(buttons.IT_IS_ME, _it_is_me),
    on(buttons.AGREE, _agree),
    on(buttons.OTHER, _other),
    on(buttons.STOP, _stop),
)
