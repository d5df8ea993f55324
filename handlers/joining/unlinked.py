"""Accounts of which nobody knows whose they are: a unit's administrators say it, one account after the other."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from handlers.joining import buttons
from handlers.joining.buttons import OfAccount, Page, Pair
from handlers.joining.naming import Fitting, buttons_of, fitting, names_of
from handlers.press import Press, on
from handlers.rights import units_within
from handlers.roster.buttons import CARD, LIST
from handlers.turn import AskAdmin, Rows, Turn
from rules.buttons import ButtonKind
from rules.calendar import local_day
from rules.outgoing import Button
from rules.roles import Act
from storage import AccountRecord, NoSuchAccountError, OpenName, Standpoint

ASKS = "tk"
LONGEST_NAME = 80
_ON_A_BUTTON = 40
_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])
_TOLD = re.compile(r"(\d{1,18}):(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Desk:
    """A unit in which somebody may say whose accounts are whose, with those below it where they may do that too."""

    turn: Turn
    stands: Standpoint
    unit_ids: tuple[int, ...]
    by: str

    @property
    def unit_id(self) -> int:
        return self.stands.unit.id

    def button(self, key: str, data: str, **values: object) -> Button:
        return Button(self.turn.words(f"accounts.button.{key}", **values), data)


async def show_unlinked(turn: Turn, unit_id: int, page: int = 0) -> AskAdmin | None:
    """The accounts of a unit nobody knows, one a page, for those who may see its people; in private only."""
    desk = await _sit_down(turn, unit_id)
    if isinstance(desk, Desk):
        await _show(desk, page)
        return None
    return desk


async def unlinked_count(turn: Turn, stands: Standpoint) -> int | AskAdmin:
    """How many there are in a unit, and below it where the sender may settle them."""
    units = await units_within(turn, Act.MANAGE_PEOPLE, stands)
    return units if isinstance(units, AskAdmin) else await turn.desk.linking.unlinked_count(units)


async def show_accounts(turn: Turn, person_id: int, unit_id: int) -> AskAdmin | None:
    """The accounts of somebody on the list, each of which can be taken away from them again."""
    desk = await _sit_down(turn, unit_id)
    if not isinstance(desk, Desk):
        return desk
    person = await _person(desk, person_id)
    if person is None:
        turn.answer_press(turn.words("accounts.gone"), alert=True)
        return None
    accounts = await turn.desk.linking.accounts_of(person_id)
    back = Button(turn.words("roster.button.card"), CARD(person_id, unit_id))
    parts = [
        desk.button("part", buttons.PART(unit_id, each.id), name=each.name[:_ON_A_BUTTON])
        for each in accounts
    ]
    rows = (*((part,) for part in parts), (back,))
    words = turn.words("accounts.of_person" if accounts else "accounts.of_person_none", name=person.name)
    lines = "\n".join(turn.words("accounts.line", **_told(turn, each)) for each in accounts)
    _say(turn, f"{words}\n{lines}".strip(), rows)
    await turn.desk.audit(desk.by, "names.seen", person_id=person_id)
    return None


async def named(turn: Turn, told: str) -> AskAdmin | None:
    """An administrator typed the name of whoever an account belongs to."""
    read = _TOLD.fullmatch(told)
    if read is None:
        return None
    desk = await _sit_down(turn, int(read[1]))
    if not isinstance(desk, Desk):
        return desk
    account = await _unlinked(desk, int(read[2]))
    if account is None:
        turn.reply(turn.words("accounts.gone"))
        return None
    names = await names_of(turn, desk.unit_ids, below=False)
    fits = fitting(names, turn.message.text[:LONGEST_NAME])
    if not fits.names:
        await turn.desk.questions.ask(await turn.chat(), ASKS, told)
    words = turn.words("accounts.which" if fits.names else "accounts.not_found", account=account.name)
    turn.put(turn.as_reply(words, (*_names(desk, account, fits), *_others(desk, account, 0))))
    return None


async def _sit_down(turn: Turn, unit_id: int) -> Desk | AskAdmin | None:
    """Rights are looked at anew each time: what a button holds may be forged, and roles end."""
    stands = await turn.desk.standpoint(unit_id)
    if not turn.in_private or turn.sender_ref is None or stands is None:
        turn.answer_press(turn.words("accounts.only_private"), alert=True)
        return None
    units = await units_within(turn, Act.MANAGE_PEOPLE, stands)
    if isinstance(units, AskAdmin):
        return units
    if not units:
        _refuse(turn)
        return None
    return Desk(turn, stands, units, f"{turn.sender_ref.platform}:{turn.sender_ref.user_id}")


def _refuse(turn: Turn) -> None:
    if turn.message.button_id:
        turn.answer_press(turn.words("accounts.not_allowed"), alert=True)
    else:
        turn.reply(turn.words("accounts.not_allowed"))


# what is shown


async def _show(desk: Desk, page: int, *, done: str = "", rows: Rows = ()) -> None:
    turn = desk.turn
    claims = await turn.desk.linking.claims(desk.unit_ids)
    total = await turn.desk.linking.unlinked_count(desk.unit_ids)
    page = max(0, min(page, total - 1))
    found = await turn.desk.linking.unlinked(desk.unit_ids, 1, page)
    if not found:
        words = turn.words("accounts.none", unit=desk.stands.unit.name)
        _say(turn, f"{done}\n\n{words}".strip(), (*rows, _to_list(desk)))
        return
    (account,) = found
    await turn.desk.audit(desk.by, "names.seen", unit_id=desk.unit_id)
    words, buttons = await _question(desk, account, claims.get(account.id, 0), page, total)
    _say(turn, f"{done}\n\n{words}".strip(), (*buttons, *rows, _to_list(desk)))


def _to_list(desk: Desk) -> tuple[Button, ...]:
    return (desk.button("list", LIST(desk.unit_id)),)


async def _question(
    desk: Desk, account: AccountRecord, claimed: int, page: int, total: int
) -> tuple[str, Rows]:
    turn = desk.turn
    names = await names_of(turn, desk.unit_ids, below=False)
    fits = fitting([name for name in names if not name.is_taken], account.name)
    words = turn.words("accounts.whose", number=page + 1, total=total, **_told(turn, account))
    who = next((name for name in names if name.id == claimed), None)
    if who:
        words += "\n" + turn.words("accounts.claims", name=who.name)
        fits = Fitting((who, *(each for each in fits.names if each.id != who.id)))
    turning = [
        desk.button(key, buttons.UNLINKED(desk.unit_id, other))
        for key, other in (("back", page - 1), ("next", page + 1))
        if 0 <= other < total
    ]
    rows = (*_names(desk, account, fits), *_others(desk, account, page))
    return words, (*rows, tuple(turning)) if turning else rows


def _told(turn: Turn, account: AccountRecord) -> dict[str, object]:
    since = local_day(account.created_at, turn.settings.zone)
    platform = turn.words(f"accounts.platform.{'telegram' if account.platform == 'telegram' else 'zalo'}")
    return {
        "account": account.name,
        "platform": platform,
        "since": f"{since:%d/%m/%Y}",
        "count": account.proofs,
    }


def _names(desk: Desk, account: AccountRecord, fits: Fitting) -> Rows:
    return buttons_of(fits.shown, lambda person: buttons.LINK(desk.unit_id, account.id, person))


def _others(desk: Desk, account: AccountRecord, page: int) -> Rows:
    about = (desk.unit_id, account.id, page)
    return (
        (desk.button("other", buttons.TYPE(*about)),),
        (desk.button("not_ours", buttons.NOT_OURS(*about)),),
    )


def _say(turn: Turn, words: str, rows: Rows) -> None:
    """In the place of the message whose button was pressed."""
    if turn.message.button_id:
        turn.answer_press()
        turn.rewrite(words, rows)
    else:
        turn.put(turn.as_reply(words, rows))


# what is pressed


async def _turn_page(desk: Desk, told: Page) -> None:
    await _show(desk, told.page)


async def _link(desk: Desk, told: Pair) -> None:
    turn = desk.turn
    account, person = await _unlinked(desk, told.account), await _person(desk, told.person)
    if account is None or person is None:
        await _gone(desk)
        return
    try:
        linked = await turn.desk.linking.assign(account.id, person.id, desk.by)
    except NoSuchAccountError:
        await _gone(desk)
        return
    values = {"account": account.name, "name": person.name, "count": linked.evidence}
    back = buttons.UNDO(desk.unit_id, account.id)
    undo = ((desk.button("undo", back, account=account.name[:_ON_A_BUTTON]),),)
    await _show(desk, 0, done=turn.words("accounts.linked", **values), rows=undo)


async def _part(desk: Desk, told: OfAccount) -> None:
    """Undo a link, of this unit's people only."""
    turn = desk.turn
    account = await turn.desk.linking.account(told.account)
    person = await _person(desk, account.person_id) if account and account.is_linked else None
    if account is None or person is None:
        await _gone(desk)
        return
    await turn.desk.linking.release(account.id, desk.by)
    await _show(desk, 0, done=turn.words("accounts.parted", account=account.name, name=person.name))


async def _other(desk: Desk, told: OfAccount) -> None:
    turn = desk.turn
    account = await _unlinked(desk, told.account)
    if account is None:
        await _gone(desk)
        return
    await turn.desk.questions.ask(await turn.chat(), ASKS, f"{desk.unit_id}:{account.id}")
    turn.answer_press()
    first = buttons.UNLINKED(desk.unit_id)
    turn.rewrite(turn.words("accounts.type", account=account.name), ((desk.button("ask", first),),))


async def _not_ours(desk: Desk, told: OfAccount) -> None:
    turn = desk.turn
    today = local_day(turn.desk.now, turn.settings.zone)
    account = await _unlinked(desk, told.account)
    if account is None:
        await _gone(desk)
        return
    await turn.desk.linking.leave_unit(account.id, desk.unit_ids, desk.by, today)
    await _show(desk, told.page, done=turn.words("accounts.left", account=account.name))


async def _gone(desk: Desk) -> None:
    desk.turn.answer_press(desk.turn.words("accounts.gone"), alert=True)


async def _unlinked(desk: Desk, account_id: int) -> AccountRecord | None:
    """An account that is one of this unit's open questions."""
    return await desk.turn.desk.linking.unlinked_one(desk.unit_ids, account_id)


async def _person(desk: Desk, person_id: int) -> OpenName | None:
    """Somebody of this unit's list."""
    return await desk.turn.desk.linking.person_of(desk.unit_ids, person_id)


def _at_a_desk(kind: ButtonKind[_P, _T], act: Callable[[Desk, _T], Awaitable[None]]) -> Press:
    """The first field tells the unit."""

    async def pressed(turn: Turn, told: _T) -> AskAdmin | None:
        desk = await _sit_down(turn, told[0])
        if not isinstance(desk, Desk):
            return desk
        await act(desk, told)
        return None

    return on(kind, pressed)


BUTTONS = (
    _at_a_desk(buttons.UNLINKED, _turn_page),
    _at_a_desk(buttons.LINK, _link),
    _at_a_desk(buttons.UNDO, _part),
    _at_a_desk(buttons.PART, _part),
    _at_a_desk(buttons.TYPE, _other),
    _at_a_desk(buttons.NOT_OURS, _not_ours),
)
