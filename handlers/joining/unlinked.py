"""Accounts of which nobody knows whose they are: a unit's administrators say it, one account after the other."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.joining.naming import Fitting, buttons_of, fitting, names_of
from handlers.rights import units_within
from handlers.turn import AskAdmin, Rows, Turn
from rules.calendar import local_day
from rules.outgoing import Button
from rules.roles import Act
from storage import AccountRecord, NoSuchAccountError, OpenName, Standpoint

BUTTON = "tk"
ASKS = "tk"
PEOPLE = "ds"
"""The first word of buttons that lead back to lists and cards."""
LONGEST_NAME = 80
_PRESSED = re.compile(r"([a-z]):(\d{1,18})(?::(\d{1,18}))?(?::(\d{1,18}))?", re.ASCII)
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

    def button(self, key: str, act: str, *numbers: int, **values: object) -> Button:
        words = self.turn.words(f"accounts.button.{key}", **values)
        return Button(words, ":".join(map(str, (BUTTON, act, self.unit_id, *numbers))))


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
    back = Button(turn.words("roster.button.card"), f"{PEOPLE}:p:{person_id}:{unit_id}")
    rows = (*((desk.button("part", "r", each.id, name=each.name[:40]),) for each in accounts), (back,))
    words = turn.words("accounts.of_person" if accounts else "accounts.of_person_none", name=person.name)
    lines = "\n".join(turn.words("accounts.line", **_told(turn, each)) for each in accounts)
    _say(turn, f"{words}\n{lines}".strip(), rows)
    await turn.desk.audit(desk.by, "names.seen", person_id=person_id)
    return None


async def pressed(turn: Turn) -> AskAdmin | None:
    told = _PRESSED.fullmatch(":".join(turn.pressed))
    act = _ACTS.get(told[1]) if told else None
    if told is None or act is None:
        turn.answer_press()
        return None
    desk = await _sit_down(turn, int(told[2]))
    if not isinstance(desk, Desk):
        return desk
    await act(desk, *(int(each or 0) for each in told.groups()[2:4]))
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
    return (Button(desk.turn.words("accounts.button.list"), f"{PEOPLE}:l:{desk.unit_id}:0"),)


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
        desk.button(key, "s", other)
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
    return buttons_of(fits.shown, f"{BUTTON}:l:{desk.unit_id}:{account.id}:{{}}")


def _others(desk: Desk, account: AccountRecord, page: int) -> Rows:
    return (
        (desk.button("other", "o", account.id, page),),
        (desk.button("not_ours", "x", account.id, page),),
    )


def _say(turn: Turn, words: str, rows: Rows) -> None:
    """In the place of the message whose button was pressed."""
    if turn.message.button_id:
        turn.answer_press()
        turn.rewrite(words, rows)
    else:
        turn.put(turn.as_reply(words, rows))


# what is pressed


async def _turn_page(desk: Desk, page: int, _: int) -> None:
    await _show(desk, page)


async def _link(desk: Desk, account_id: int, person_id: int) -> None:
    turn = desk.turn
    account, person = await _unlinked(desk, account_id), await _person(desk, person_id)
    if account is None or person is None:
        await _gone(desk)
        return
    try:
        linked = await turn.desk.linking.assign(account.id, person.id, desk.by)
    except NoSuchAccountError:
        await _gone(desk)
        return
    told = {"account": account.name, "name": person.name, "count": linked.evidence}
    undo = ((desk.button("undo", "u", account.id, account=account.name[:40]),),)
    await _show(desk, 0, done=turn.words("accounts.linked", **told), rows=undo)


async def _part(desk: Desk, account_id: int, _: int) -> None:
    """Undo a link, of this unit's people only."""
    turn = desk.turn
    account = await turn.desk.linking.account(account_id)
    person = await _person(desk, account.person_id) if account and account.is_linked else None
    if account is None or person is None:
        await _gone(desk)
        return
    await turn.desk.linking.release(account.id, desk.by)
    await _show(desk, 0, done=turn.words("accounts.parted", account=account.name, name=person.name))


async def _other(desk: Desk, account_id: int, _: int) -> None:
    turn = desk.turn
    account = await _unlinked(desk, account_id)
    if account is None:
        await _gone(desk)
        return
    await turn.desk.questions.ask(await turn.chat(), ASKS, f"{desk.unit_id}:{account.id}")
    turn.answer_press()
    turn.rewrite(turn.words("accounts.type", account=account.name), ((desk.button("ask", "s", 0),),))


async def _not_ours(desk: Desk, account_id: int, page: int) -> None:
    turn = desk.turn
    today = local_day(turn.desk.now, turn.settings.zone)
    account = await _unlinked(desk, account_id)
    if account is None:
        await _gone(desk)
        return
    await turn.desk.linking.leave_unit(account.id, desk.unit_ids, desk.by, today)
    await _show(desk, page, done=turn.words("accounts.left", account=account.name))


async def _gone(desk: Desk) -> None:
    desk.turn.answer_press(desk.turn.words("accounts.gone"), alert=True)


async def _unlinked(desk: Desk, account_id: int) -> AccountRecord | None:
    """An account that is one of this unit's open questions."""
    return await desk.turn.desk.linking.unlinked_one(desk.unit_ids, account_id)


async def _person(desk: Desk, person_id: int) -> OpenName | None:
    """Somebody of this unit's list."""
    return await desk.turn.desk.linking.person_of(desk.unit_ids, person_id)


_ACTS: dict[str, Callable[[Desk, int, int], Awaitable[None]]] = {
    "s": _turn_page,
    "l": _link,
    "u": _part,
    "r": _part,
    "o": _other,
    "x": _not_ours,
}
