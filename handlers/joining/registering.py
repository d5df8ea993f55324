"""/dangky: somebody says who they are, in private. What is certain is linked at once, the rest waits for the unit's
administrators.

Whose name may be pressed is kept with the open question and found out anew, never believed of a button.
"""

import re
from dataclasses import dataclass

from handlers.context import Context, Rows
from handlers.joining import buttons
from handlers.joining.buttons import OfPerson
from handlers.joining.consent import CONSENT, VERSION
from handlers.joining.naming import Fitting, buttons_of, names_of
from handlers.joining.telling import tell_admins, tell_of_link
from handlers.joining.trying import whom_it_fits
from handlers.press import on
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


async def register(context: Context) -> None:
    """In a group nobody is asked who they are: a button leads to the private chat."""
    if context.sender_ref is None:
        context.reply(context.words("register.nobody"))
    elif not context.in_private:
        row = (Button(context.words("register.button.private"), link=f"start:{START}"),)
        context.put(context.as_reply(context.words("register.in_private"), (row,)))
    else:
        await _ask_who(context, Asked())


async def invited(context: Context, word: str) -> None:
    """Somebody followed an invitation into a unit, or only the way here."""
    if not context.in_private or context.sender_ref is None or not word:
        await register(context)
        return
    account = _word_of(context)
    if not await context.ledger.codes.may_guess(account):
        context.reply(context.words("register.too_many"))
    elif await context.ledger.codes.look(JOIN, word) is None:
        await context.ledger.codes.guessed_wrong(account, JOIN)
        context.reply(context.words("register.bad_code"))
    else:
        await _ask_who(context, Asked(clean(word) or ""))


async def _ask_who(context: Context, asked: Asked) -> None:
    account = await _account(context)
    if account is None or await _is_known(context, account):
        return
    await context.chat()
    invitation = await _invitation(context, asked)
    names = await _names(context, account, invitation)
    fits = await whom_it_fits(context, account, invitation, names)
    if fits is None:
        return
    if fits.written:
        await _propose(context, asked, fits, account, display=True)
        return
    await context.ledger.questions.ask(await context.chat(), ASKS, asked.told)
    words = context.words("register.type" if names else "register.share")
    context.put(Say(context.message.chat.id, words, ask_contact=context.words("register.button.contact")))


async def _is_known(context: Context, account: AccountRecord) -> bool:
    if account.is_linked:
        context.reply(context.words("register.known", name=account.person_name))
    return account.is_linked


async def _invitation(context: Context, asked: Asked) -> CodeRecord | None:
    return await context.ledger.codes.look(JOIN, asked.word) if asked.word else None


async def _names(context: Context, account: AccountRecord, invitation: CodeRecord | None) -> list[OpenName]:
    """Of the invitation, and of the groups in which somebody was seen: nobody reads the names of others' schools."""
    units = await context.ledger.linking.units_seen(account.id)
    return await names_of(context, [*units, invitation.unit_id] if invitation else units)


async def _propose(
    context: Context, asked: Asked, fits: Fitting, account: AccountRecord, *, display: bool = False
) -> None:
    """Remember who it can only be, and let them choose."""
    sure = _sure(asked, fits, seen=bool(await context.ledger.linking.units_seen(account.id)))
    shown = tuple(name.id for name in fits.written)
    await context.ledger.questions.ask(await context.chat(), ASKS, Asked(asked.word, sure, shown=shown).told)
    rows: Rows = (
        *buttons_of(fits.written, buttons.IT_IS_ME),
        (Button(context.words("register.button.other"), buttons.OTHER()),),
    )
    key = "register.is_it_you" if display and len(fits.written) == 1 else "register.which"
    context.put(Say(context.message.chat.id, context.words(key), buttons=rows))


def _sure(asked: Asked, fits: Fitting, *, seen: bool) -> int:
    """Whom nobody else needs to look at: invited and the only one who fits, or seen there and the only full name."""
    if asked.word and fits.only and not fits.only.is_taken:
        return fits.only.id
    return fits.exact.id if seen and fits.exact and not fits.exact.is_taken else 0


async def named(context: Context, told: str) -> None:
    """Somebody typed their name."""
    account = await _account(context)
    if account is None or await _is_known(context, account):
        return
    asked = _read(told)
    invitation = await _invitation(context, asked)
    names = await _names(context, account, invitation)
    fits = await whom_it_fits(context, account, invitation, names, typed=context.message.text)
    if fits is None:
        return
    if fits.written:
        await _propose(context, asked, fits, account)
        return
    await context.ledger.questions.ask(await context.chat(), ASKS, Asked(asked.word).told)
    context.reply(context.words("register.not_found" if names else "register.no_list"))


async def contact_shared(context: Context) -> None:
    """A number says who somebody is if it is their own and one person alone has it."""
    account = await _account(context)
    contact = context.message.contact
    if account is None or contact is None or await _is_known(context, account):
        return
    chat = context.message.chat.id
    if contact.user_id != account.user_id:
        context.put(Say(chat, context.words("register.not_your_number")))
        return
    phone = phone_of(contact.phone)
    found = await context.ledger.people_with_number(phone, account.id) if phone else []
    people = {name.id: name for name in reversed(found)}
    if len(people) != 1:
        context.put(Say(chat, context.words("register.unknown_number"), drop_keys=True))
        return
    (person,) = people.values()
    asked = Asked("", person.id, by_number=True, shown=(person.id,))
    await context.ledger.questions.ask(await context.chat(), ASKS, asked.told)
    context.put(Say(chat, context.words("register.number_found"), drop_keys=True))
    rows: Rows = (
        *buttons_of([person], buttons.IT_IS_ME),
        (Button(context.words("register.button.other"), buttons.OTHER()),),
    )
    context.put(Say(chat, context.words("register.is_it_you"), buttons=rows))


# what is pressed


@dataclass(frozen=True, slots=True)
class Choosing:
    """Somebody who was asked who they are, and presses an answer."""

    context: Context
    account: AccountRecord
    asked: Asked


async def _choosing(context: Context) -> Choosing | None:
    """None after it has been said why they are not asked (any more)."""
    account = await _known_account(context)
    if account is None or not context.in_private:
        context.refuse_press()
        return None
    open_ = await context.ledger.questions.open(await context.chat())
    if open_ is None or open_.about != ASKS:
        context.answer_press(context.words("register.begin_again"), alert=True)
    elif account.is_linked:
        context.answer_press(context.words("register.known", name=account.person_name), alert=True)
    else:
        return Choosing(context, account, _read(open_.told))
    return None


async def _other(context: Context, _told: Nothing) -> None:
    if await _choosing(context):
        context.answer_press()
        context.rewrite(context.words("register.type_plain"))


async def _stop(context: Context, _told: Nothing) -> None:
    if choosing := await _choosing(context):
        await context.ledger.questions.drop(await context.chat())
        await context.ledger.consents.record(choosing.account.word, CONSENT, VERSION, answer=False)
        context.answer_press()
        context.rewrite(context.words("register.stopped"))


async def _it_is_me(context: Context, told: OfPerson) -> None:
    if choosing := await _choosing(context):
        await _chosen(context, choosing.account, choosing.asked, told.person, agreed=False)


async def _agree(context: Context, told: OfPerson) -> None:
    if choosing := await _choosing(context):
        await _chosen(context, choosing.account, choosing.asked, told.person, agreed=True)


async def _chosen(
    context: Context, account: AccountRecord, asked: Asked, person_id: int, *, agreed: bool
) -> None:
    person = await _may_be(context, account, asked, person_id)
    if person is None:
        context.answer_press(context.words("register.begin_again"), alert=True)
    elif agreed or await context.ledger.consents.given(account.word, CONSENT, VERSION):
        if agreed:
            await context.ledger.consents.record(account.word, CONSENT, VERSION, answer=True)
        context.answer_press()
        await context.ledger.questions.drop(await context.chat())
        await _link_or_ask(context, account, asked, person)
    else:
        context.answer_press()
        context.rewrite(
            context.words("register.consent", name=person.name, unit=person.unit_name),
            _to_agree(context, person_id),
        )


def _to_agree(context: Context, person_id: int) -> Rows:
    return (
        (
            Button(context.words("register.button.agree"), buttons.AGREE(person_id)),
            Button(context.words("register.button.stop"), buttons.STOP()),
        ),
    )


async def _may_be(context: Context, account: AccountRecord, asked: Asked, person_id: int) -> OpenName | None:
    """Only whom they were shown: a forged button reads nobody's name."""
    if person_id not in asked.shown:
        return None
    if asked.sure == person_id:
        return await context.ledger.linking.person_named(person_id)
    names = await _names(context, account, await _invitation(context, asked))
    return next((name for name in names if name.id == person_id), None)


async def _link_or_ask(context: Context, account: AccountRecord, asked: Asked, person: OpenName) -> None:
    sure = asked.sure == person.id
    if sure and asked.word:
        sure = await context.ledger.codes.use(JOIN, asked.word) is not None
    linked = await context.ledger.linking.claim(account.id, person.id, account.word) if sure else None
    if linked:
        context.rewrite(
            context.words("register.done", name=person.name, unit=person.unit_name, count=linked.evidence)
        )
        if not asked.by_number:
            await tell_of_link(context, account, person)
        return
    await context.ledger.linking.ask_admin(account.id, person.id, person.unit_id, account.word)
    context.rewrite(context.words("register.waits", unit=person.unit_name))
    await tell_admins(context, account, person)


async def _account(context: Context) -> AccountRecord | None:
    return await context.ledger.linking.open_account(context.sender_ref) if context.sender_ref else None


async def _known_account(context: Context) -> AccountRecord | None:
    """Whoever presses a button was asked something before."""
    ref = context.sender_ref
    return await context.ledger.linking.account_of(ref.platform, ref.user_id) if ref else None


def _word_of(context: Context) -> str:
    sender = context.message.sender
    return f"{context.message.platform}:{sender.id if sender else ''}"


BUTTONS = (
    on(buttons.IT_IS_ME, _it_is_me),
    on(buttons.AGREE, _agree),
    on(buttons.OTHER, _other),
    on(buttons.STOP, _stop),
)
