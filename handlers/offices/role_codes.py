"""Roles are given by codes that are good once, seen, and taken away again; all of it in private."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from handlers.offices import buttons
from handlers.offices.buttons import Offered, OfGrant, OfUnit
from handlers.offices.code_words import read_code, tell
from handlers.press import on, only_private
from handlers.rights import Rights, account_of, granted_rights, may_still_grant, rights_of
from handlers.roster.buttons import SETTINGS
from handlers.turn import Rows, Turn
from rules.codewords import shown
from rules.outgoing import Button, Say
from rules.roles import Act, Role, admin_role
from storage import CodeRecord, Grant, Standpoint

START, PURPOSE = "vt", "role"
GOOD_FOR = timedelta(days=7)
ADMIN = "admin"
BY_CODE = "code"
_LONGEST_LABEL = 40


async def offer_role(turn: Turn, unit_id: int, role: Role) -> None:
    """A code by which whoever uses it first gets a role for a unit."""
    stands = await turn.ledger.units.path_of(unit_id)
    rights = await _granting(turn, role, stands)
    if not turn.in_private:
        tell(turn, "role.only_private")
    elif stands is None or not _fits(role, stands) or not rights.may_grant(role, stands):
        tell(turn, "rights.not_yours")
    else:
        await _offer(turn, stands, role)


def _fits(role: Role, stands: Standpoint) -> bool:
    """Those who answer for a unit are called by its level."""
    return role in {Role.REVIEWER, admin_role(stands.unit.level)}


async def _granting(turn: Turn, role: Role, stands: Standpoint | None) -> Rights:
    """What somebody may give; the platform is asked only if their granted roles do not decide."""
    granted = await granted_rights(turn)
    if stands is None or granted.may_grant(role, stands):
        return granted
    return await rights_of(turn, Act.GRANT, among={stands.unit.id})


async def _offer(turn: Turn, stands: Standpoint, role: Role) -> None:
    until, account = turn.ledger.now + GOOD_FOR, account_of(turn)
    word = await turn.ledger.codes.make(PURPOSE, stands.unit.id, account, until, role=role.value)
    await turn.ledger.audit(
        account, "code.make", f"{PURPOSE} {role.value}", stands.unit.code, unit_id=stands.unit.id
    )
    words = turn.words(
        "role.offer",
        role=turn.words(f"role.name.{role.value}"),
        unit=stands.unit.name,
        code=shown(word),
        until=f"{until.astimezone(turn.settings.zone):%d/%m/%Y}",
    )
    turn.answer_press()
    turn.put(turn.as_reply(words, ((Button(turn.words("role.take"), link=f"start:{START}_{word}"),),)))


async def take_role(turn: Turn, word: str) -> None:
    """Somebody brings a code; whoever made it hears who that was."""
    sender = turn.message.sender
    if not turn.in_private or sender is None or sender.is_bot:
        tell(turn, "role.only_private")
        return
    code = await read_code(turn, PURPOSE, word)
    stands = await turn.ledger.units.path_of(code.unit_id) if code else None
    if code is None or stands is None:
        return
    role, account = Role(code.role), account_of(turn)
    told = {"role": turn.words(f"role.name.{role.value}"), "unit": stands.unit.name}
    held = [(each.role, each.unit_id) for each in await turn.ledger.grants.of(account)]
    if (role, stands.unit.id) in held:
        turn.reply(turn.words("role.already", **told))
        return
    still_good = await may_still_grant(turn, code.made_by, role, stands)
    if not still_good or not await turn.ledger.codes.use(PURPOSE, word):
        turn.reply(turn.words("code.wrong"))
    else:
        await turn.ledger.grants.grant(
            account, sender.name, role, stands.unit.id, how=BY_CODE, by=code.made_by
        )
        await turn.ledger.audit(
            code.made_by, "role.grant", f"{role.value} {stands.unit.code}", account, unit_id=stands.unit.id
        )
        turn.reply(turn.words("role.taken", **told))
        _tell_granter(turn, code, turn.words("role.used", name=sender.name, **told))
    return


def _tell_granter(turn: Turn, code: CodeRecord, words: str) -> None:
    platform, _, user_id = code.made_by.partition(":")
    if platform == turn.message.platform and user_id not in {"", turn.message.chat.id}:
        turn.put(Say(user_id, words))


# who has which role


async def show_roles(turn: Turn, unit_id: int) -> None:
    """Who looks after a unit, with buttons to invite somebody and to take a role away."""
    stands = await turn.ledger.units.path_of(unit_id)
    rights = await _granting(turn, Role.REVIEWER, stands)
    if not turn.in_private:
        tell(turn, "role.only_private")
    elif stands is None or not rights.may(Act.GRANT, stands):
        tell(turn, "rights.not_yours")
    else:
        words, rows = await _view(turn, rights, stands)
        turn.answer_press()
        if turn.message.button_id:
            turn.rewrite(words, rows)
        else:
            turn.put(turn.as_reply(words, rows))


async def _view(turn: Turn, rights: Rights, stands: Standpoint) -> tuple[str, Rows]:
    grants = await turn.ledger.grants.of_unit([stands.unit.id])
    lines = [turn.words("role.title" if grants else "role.nobody", unit=stands.unit.name)]
    lines += [_line(turn, each) for each in grants]
    rows = [
        (Button(_label(turn, "role.end", name=each.name), buttons.END_ROLE(each.id)),)
        for each in grants
        if _may_end(rights, each, stands)
    ]
    unit_id = stands.unit.id
    for role, data in (
        (admin_role(stands.unit.level), buttons.NEW_ROLE(unit_id, "admin")),
        (Role.REVIEWER, buttons.NEW_ROLE(unit_id, "reviewer")),
    ):
        if rights.may_grant(role, stands):
            label = _label(turn, "role.new", role=turn.words(f"role.name.{role.value}"))
            rows.append((Button(label, data),))
    rows.append((Button(turn.words("setting.button.back"), SETTINGS.open(unit_id)),))
    return "\n".join(lines), tuple(rows)


def _line(turn: Turn, grant: Grant) -> str:
    since = f"{grant.since.astimezone(turn.settings.zone):%d/%m/%Y}"
    role = turn.words(f"role.name.{grant.role.value}")
    return turn.words("role.line", name=grant.name, role=role, since=since)


def _label(turn: Turn, key: str, **values: object) -> str:
    return turn.words(key, **values)[:_LONGEST_LABEL]


def _may_end(rights: Rights, grant: Grant, stands: Standpoint) -> bool:
    """Everybody may step down."""
    return grant.account == rights.account or rights.may_grant(grant.role, stands)


# what is pressed


async def _new(turn: Turn, told: Offered) -> None:
    stands = await turn.ledger.units.path_of(told.unit)
    if stands is None:
        tell(turn, "rights.not_yours")
        return None
    role = admin_role(stands.unit.level) if told.role == ADMIN else Role.REVIEWER
    return await offer_role(turn, told.unit, role)


async def _ask_end(turn: Turn, told: OfGrant) -> None:
    return await _about(turn, told.grant, _ask)


async def _end(turn: Turn, told: OfGrant) -> None:
    return await _about(turn, told.grant, _ended)


async def _about(
    turn: Turn, grant_id: int, act: Callable[[Turn, Rights, Grant, Standpoint], Awaitable[None]]
) -> None:
    """Something with a role that somebody has, for who may take it away."""
    grant = await turn.ledger.grants.one(grant_id)
    stands = await turn.ledger.units.path_of(grant.unit_id) if grant else None
    if grant is None or stands is None:
        tell(turn, "role.gone")
        return
    rights = await _granting(turn, grant.role, stands)
    if _may_end(rights, grant, stands):
        await act(turn, rights, grant, stands)
    else:
        tell(turn, "rights.not_yours")
    return


async def _ask(turn: Turn, _rights: Rights, grant: Grant, stands: Standpoint) -> None:
    turn.answer_press()
    role = turn.words(f"role.name.{grant.role.value}")
    rows = (
        (
            Button(turn.words("role.yes"), buttons.END_SURE(grant.id)),
            Button(turn.words("role.back"), buttons.ROLES(stands.unit.id)),
        ),
    )
    turn.rewrite(turn.words("role.sure", name=grant.name, role=role, unit=stands.unit.name), rows)


async def _ended(turn: Turn, rights: Rights, grant: Grant, stands: Standpoint) -> None:
    await turn.ledger.grants.revoke(grant.id, rights.account)
    target = f"{grant.role.value} {stands.unit.code}"
    await turn.ledger.audit(rights.account, "role.end", target, grant.account, unit_id=stands.unit.id)
    turn.answer_press(turn.words("role.ended"))
    if rights.may(Act.GRANT, stands) and grant.account != rights.account:
        turn.rewrite(*await _view(turn, rights, stands))
    else:
        turn.rewrite(turn.words("role.ended"))


async def _list(turn: Turn, told: OfUnit) -> None:
    return await show_roles(turn, told.unit)


BUTTONS = only_private(
    "role.only_private",
    on(buttons.NEW_ROLE, _new),
    on(buttons.END_ROLE, _ask_end),
    on(buttons.END_SURE, _end),
    on(buttons.ROLES, _list),
)
