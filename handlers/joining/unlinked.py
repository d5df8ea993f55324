"""Accounts of which nobody knows whose they are: a unit's administrators say it, one account after the other."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from handlers.context import Context, Rows
from handlers.joining import buttons
from handlers.joining.buttons import OfAccount, Page, Pair
from handlers.joining.naming import Fitting, buttons_of, fitting, names_of
from handlers.press import Press, on
from handlers.rights import units_within
from handlers.roster.buttons import CARD, LIST
from rules.buttons import ButtonKind
from rules.calendar import local_day
from rules.outgoing import Button
from rules.roles import Act
from storage import AccountRecord, NoSuchAccountError, OpenName, UnitPath

ASKS = "tk"
LONGEST_NAME = 80
_ON_A_BUTTON = 40
_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])
_TOLD = re.compile(r"(\d{1,18}):(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A unit in which somebody may say whose accounts are whose, with those below it where they may do that too."""

    context: Context
    unit_path: UnitPath
    unit_ids: tuple[int, ...]
    by: str

    @property
    def unit_id(self) -> int:
        return self.unit_path.unit.id

    def button(self, key: str, data: str, **values: object) -> Button:
        return Button(self.context.words(f"accounts.button.{key}", **values), data)


async def show_unlinked(context: Context, unit_id: int, page: int = 0) -> None:
    """The accounts of a unit nobody knows, one a page, for those who may see its people; in private only."""
    ledger = await _sit_down(context, unit_id)
    if isinstance(ledger, Ledger):
        await _show(ledger, page)
        return None
    return ledger


async def unlinked_count(context: Context, unit_path: UnitPath) -> int:
    """How many there are in a unit, and below it where the sender may settle them."""
    units = await units_within(context, Act.MANAGE_PEOPLE, unit_path)
    return await context.ledger.linking.unlinked_count(units)


async def show_accounts(context: Context, person_id: int, unit_id: int) -> None:
    """The accounts of somebody on the list, each of which can be taken away from them again."""
    ledger = await _sit_down(context, unit_id)
    if not isinstance(ledger, Ledger):
        return ledger
    person = await _person(ledger, person_id)
    if person is None:
        context.answer_press(context.words("accounts.gone"), alert=True)
        return None
    accounts = await context.ledger.linking.accounts_of(person_id)
    back = Button(context.words("roster.button.card"), CARD(person_id, unit_id))
    parts = [
        ledger.button("part", buttons.PART(unit_id, each.id), name=each.name[:_ON_A_BUTTON])
        for each in accounts
    ]
    rows = (*((part,) for part in parts), (back,))
    words = context.words("accounts.of_person" if accounts else "accounts.of_person_none", name=person.name)
    lines = "\n".join(context.words("accounts.line", **_told(context, each)) for each in accounts)
    _say(context, f"{words}\n{lines}".strip(), rows)
    await context.ledger.audit(ledger.by, "names.seen", person_id=person_id)
    return None


async def named(context: Context, told: str) -> None:
    """An administrator typed the name of whoever an account belongs to."""
    read = _TOLD.fullmatch(told)
    if read is None:
        return None
    ledger = await _sit_down(context, int(read[1]))
    if not isinstance(ledger, Ledger):
        return ledger
    account = await _unlinked(ledger, int(read[2]))
    if account is None:
        context.reply(context.words("accounts.gone"))
        return None
    names = await names_of(context, ledger.unit_ids, below=False)
    fits = fitting(names, context.message.text[:LONGEST_NAME])
    if not fits.names:
        await context.ledger.questions.ask(await context.chat(), ASKS, told)
    words = context.words("accounts.which" if fits.names else "accounts.not_found", account=account.name)
    context.put(context.as_reply(words, (*_names(ledger, account, fits), *_others(ledger, account, 0))))
    return None


async def _sit_down(context: Context, unit_id: int) -> Ledger | None:
    """Rights are looked at anew each time: what a button holds may be forged, and roles end."""
    unit_path = await context.ledger.units.path_of(unit_id)
    if not context.in_private or context.sender_ref is None or unit_path is None:
        context.answer_press(context.words("accounts.only_private"), alert=True)
        return None
    units = await units_within(context, Act.MANAGE_PEOPLE, unit_path)
    if not units:
        _refuse(context)
        return None
    return Ledger(context, unit_path, units, f"{context.sender_ref.platform}:{context.sender_ref.user_id}")


def _refuse(context: Context) -> None:
    if context.message.button_id:
        context.answer_press(context.words("accounts.not_allowed"), alert=True)
    else:
        context.reply(context.words("accounts.not_allowed"))


# what is shown


async def _show(ledger: Ledger, page: int, *, done: str = "", rows: Rows = ()) -> None:
    context = ledger.context
    claims = await context.ledger.linking.claims(ledger.unit_ids)
    total = await context.ledger.linking.unlinked_count(ledger.unit_ids)
    page = max(0, min(page, total - 1))
    found = await context.ledger.linking.unlinked(ledger.unit_ids, 1, page)
    if not found:
        words = context.words("accounts.none", unit=ledger.unit_path.unit.name)
        _say(context, f"{done}\n\n{words}".strip(), (*rows, _to_list(ledger)))
        return
    (account,) = found
    await context.ledger.audit(ledger.by, "names.seen", unit_id=ledger.unit_id)
    words, buttons = await _question(ledger, account, claims.get(account.id, 0), page, total)
    _say(context, f"{done}\n\n{words}".strip(), (*buttons, *rows, _to_list(ledger)))


def _to_list(ledger: Ledger) -> tuple[Button, ...]:
    return (ledger.button("list", LIST(ledger.unit_id)),)


async def _question(
    ledger: Ledger, account: AccountRecord, claimed: int, page: int, total: int
) -> tuple[str, Rows]:
    context = ledger.context
    names = await names_of(context, ledger.unit_ids, below=False)
    fits = fitting([name for name in names if not name.is_taken], account.name)
    words = context.words("accounts.whose", number=page + 1, total=total, **_told(context, account))
    who = next((name for name in names if name.id == claimed), None)
    if who:
        words += "\n" + context.words("accounts.claims", name=who.name)
        fits = Fitting((who, *(each for each in fits.names if each.id != who.id)))
    turning = [
        ledger.button(key, buttons.UNLINKED(ledger.unit_id, other))
        for key, other in (("back", page - 1), ("next", page + 1))
        if 0 <= other < total
    ]
    rows = (*_names(ledger, account, fits), *_others(ledger, account, page))
    return words, (*rows, tuple(turning)) if turning else rows


def _told(context: Context, account: AccountRecord) -> dict[str, object]:
    since = local_day(account.created_at, context.settings.zone)
    platform = context.words(f"accounts.platform.{account.platform}")
    return {
        "account": account.name,
        "platform": platform,
        "since": f"{since:%d/%m/%Y}",
        "count": account.proofs,
    }


def _names(ledger: Ledger, account: AccountRecord, fits: Fitting) -> Rows:
    return buttons_of(fits.shown, lambda person: buttons.LINK(ledger.unit_id, account.id, person))


def _others(ledger: Ledger, account: AccountRecord, page: int) -> Rows:
    about = (ledger.unit_id, account.id, page)
    return (
        (ledger.button("other", buttons.TYPE(*about)),),
        (ledger.button("not_ours", buttons.NOT_OURS(*about)),),
    )


def _say(context: Context, words: str, rows: Rows) -> None:
    """In the place of the message whose button was pressed."""
    if context.message.button_id:
        context.answer_press()
        context.rewrite(words, rows)
    else:
        context.put(context.as_reply(words, rows))


# what is pressed


async def _turn_page(ledger: Ledger, told: Page) -> None:
    await _show(ledger, told.page)


async def _link(ledger: Ledger, told: Pair) -> None:
    context = ledger.context
    account, person = await _unlinked(ledger, told.account), await _person(ledger, told.person)
    if account is None or person is None:
        await _gone(ledger)
        return
    try:
        linked = await context.ledger.linking.assign(account.id, person.id, ledger.by)
    except NoSuchAccountError:
        await _gone(ledger)
        return
    values = {"account": account.name, "name": person.name, "count": linked.evidence}
    back = buttons.UNDO(ledger.unit_id, account.id)
    undo = ((ledger.button("undo", back, account=account.name[:_ON_A_BUTTON]),),)
    await _show(ledger, 0, done=context.words("accounts.linked", **values), rows=undo)


async def _part(ledger: Ledger, told: OfAccount) -> None:
    """Undo a link, of this unit's people only."""
    context = ledger.context
    account = await context.ledger.linking.account(told.account)
    person = await _person(ledger, account.person_id) if account and account.is_linked else None
    if account is None or person is None:
        await _gone(ledger)
        return
    await context.ledger.linking.release(account.id, ledger.by)
    await _show(ledger, 0, done=context.words("accounts.parted", account=account.name, name=person.name))


async def _other(ledger: Ledger, told: OfAccount) -> None:
    context = ledger.context
    account = await _unlinked(ledger, told.account)
    if account is None:
        await _gone(ledger)
        return
    await context.ledger.questions.ask(await context.chat(), ASKS, f"{ledger.unit_id}:{account.id}")
    context.answer_press()
    first = buttons.UNLINKED(ledger.unit_id)
    context.rewrite(context.words("accounts.type", account=account.name), ((ledger.button("ask", first),),))


async def _not_ours(ledger: Ledger, told: OfAccount) -> None:
    context = ledger.context
    today = local_day(context.ledger.now, context.settings.zone)
    account = await _unlinked(ledger, told.account)
    if account is None:
        await _gone(ledger)
        return
    await context.ledger.linking.leave_unit(account.id, ledger.unit_ids, ledger.by, today)
    await _show(ledger, told.page, done=context.words("accounts.left", account=account.name))


async def _gone(ledger: Ledger) -> None:
    ledger.context.answer_press(ledger.context.words("accounts.gone"), alert=True)


async def _unlinked(ledger: Ledger, account_id: int) -> AccountRecord | None:
    """An account that is one of this unit's open questions."""
    return await ledger.context.ledger.linking.unlinked_one(ledger.unit_ids, account_id)


async def _person(ledger: Ledger, person_id: int) -> OpenName | None:
    """Somebody of this unit's list."""
    return await ledger.context.ledger.linking.person_of(ledger.unit_ids, person_id)


def _in_ledger(kind: ButtonKind[_P, _T], act: Callable[[Ledger, _T], Awaitable[None]]) -> Press:
    """The first field tells the unit."""

    async def pressed(context: Context, told: _T) -> None:
        ledger = await _sit_down(context, told[0])
        if not isinstance(ledger, Ledger):
            return ledger
        await act(ledger, told)
        return None

    return on(kind, pressed)


BUTTONS = (
    _in_ledger(buttons.UNLINKED, _turn_page),
    _in_ledger(buttons.LINK, _link),
    _in_ledger(buttons.UNDO, _part),
    _in_ledger(buttons.PART, _part),
    _in_ledger(buttons.TYPE, _other),
    _in_ledger(buttons.NOT_OURS, _not_ours),
)
