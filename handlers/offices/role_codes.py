"""Roles are given by codes that are good once, seen, and taken away again; all of it in private."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from handlers.context import Context, Rows
from handlers.offices import buttons
from handlers.offices.buttons import Offered, OfGrant, OfUnit
from handlers.offices.code_words import read_code, tell
from handlers.press import on, only_private
from handlers.rights import Rights, account_of, granted_rights, may_still_grant, rights_of
from handlers.roster.buttons import SETTINGS
from rules.codewords import shown
from rules.outgoing import Button, Say
from rules.roles import Act, Role, admin_role
from storage import CodeRecord, Grant, UnitPath

START, PURPOSE = "vt", "role"
GOOD_FOR = timedelta(days=7)
ADMIN = "admin"
BY_CODE = "code"
_LONGEST_LABEL = 40


async def offer_role(context: Context, unit_id: int, role: Role) -> None:
    """A code by which whoever uses it first gets a role for a unit."""
    unit_path = await context.ledger.units.path_of(unit_id)
    rights = await _granting(context, role, unit_path)
    if not context.in_private:
        tell(context, "role.only_private")
    elif unit_path is None or not _fits(role, unit_path) or not rights.may_grant(role, unit_path):
        tell(context, "rights.not_yours")
    else:
        await _offer(context, unit_path, role)


def _fits(role: Role, unit_path: UnitPath) -> bool:
    """Those who answer for a unit are called by its level."""
    return role in {Role.REVIEWER, admin_role(unit_path.unit.level)}


async def _granting(context: Context, role: Role, unit_path: UnitPath | None) -> Rights:
    """What somebody may give; the platform is asked only if their granted roles do not decide."""
    granted = await granted_rights(context)
    if unit_path is None or granted.may_grant(role, unit_path):
        return granted
    return await rights_of(context, Act.GRANT, among={unit_path.unit.id})


async def _offer(context: Context, unit_path: UnitPath, role: Role) -> None:
    until, account = context.ledger.now + GOOD_FOR, account_of(context)
    word = await context.ledger.codes.make(PURPOSE, unit_path.unit.id, account, until, role=role.value)
    await context.ledger.audit(
        account, "code.make", f"{PURPOSE} {role.value}", unit_path.unit.code, unit_id=unit_path.unit.id
    )
    words = context.words(
        "role.offer",
        role=context.words(f"role.name.{role.value}"),
        unit=unit_path.unit.name,
        code=shown(word),
        until=f"{until.astimezone(context.settings.zone):%d/%m/%Y}",
    )
    context.answer_press()
    context.put(
        context.as_reply(words, ((Button(context.words("role.take"), link=f"start:{START}_{word}"),),))
    )


async def take_role(context: Context, word: str) -> None:
    """Somebody brings a code; whoever made it hears who that was."""
    sender = context.message.sender
    if not context.in_private or sender is None or sender.is_bot:
        tell(context, "role.only_private")
        return
    code = await read_code(context, PURPOSE, word)
    unit_path = await context.ledger.units.path_of(code.unit_id) if code else None
    if code is None or unit_path is None:
        return
    role, account = Role(code.role), account_of(context)
    told = {"role": context.words(f"role.name.{role.value}"), "unit": unit_path.unit.name}
    held = [(each.role, each.unit_id) for each in await context.ledger.grants.of(account)]
    if (role, unit_path.unit.id) in held:
        context.reply(context.words("role.already", **told))
        return
    still_good = await may_still_grant(context, code.made_by, role, unit_path)
    if not still_good or not await context.ledger.codes.use(PURPOSE, word):
        context.reply(context.words("code.wrong"))
    else:
        await context.ledger.grants.grant(
            account, sender.name, role, unit_path.unit.id, how=BY_CODE, by=code.made_by
        )
        await context.ledger.audit(
            code.made_by,
            "role.grant",
            f"{role.value} {unit_path.unit.code}",
            account,
            unit_id=unit_path.unit.id,
        )
        context.reply(context.words("role.taken", **told))
        _tell_granter(context, code, context.words("role.used", name=sender.name, **told))
    return


def _tell_granter(context: Context, code: CodeRecord, words: str) -> None:
    platform, _, user_id = code.made_by.partition(":")
    if platform == context.message.platform and user_id not in {"", context.message.chat.id}:
        context.put(Say(user_id, words))


# who has which role


async def show_roles(context: Context, unit_id: int) -> None:
    """Who looks after a unit, with buttons to invite somebody and to take a role away."""
    unit_path = await context.ledger.units.path_of(unit_id)
    rights = await _granting(context, Role.REVIEWER, unit_path)
    if not context.in_private:
        tell(context, "role.only_private")
    elif unit_path is None or not rights.may(Act.GRANT, unit_path):
        tell(context, "rights.not_yours")
    else:
        words, rows = await _view(context, rights, unit_path)
        context.answer_press()
        if context.message.button_id:
            context.rewrite(words, rows)
        else:
            context.put(context.as_reply(words, rows))


async def _view(context: Context, rights: Rights, unit_path: UnitPath) -> tuple[str, Rows]:
    grants = await context.ledger.grants.of_unit([unit_path.unit.id])
    lines = [context.words("role.title" if grants else "role.nobody", unit=unit_path.unit.name)]
    lines += [_line(context, each) for each in grants]
    rows = [
        (Button(_label(context, "role.end", name=each.name), buttons.END_ROLE(each.id)),)
        for each in grants
        if _may_end(rights, each, unit_path)
    ]
    unit_id = unit_path.unit.id
    for role, data in (
        (admin_role(unit_path.unit.level), buttons.NEW_ROLE(unit_id, "admin")),
        (Role.REVIEWER, buttons.NEW_ROLE(unit_id, "reviewer")),
    ):
        if rights.may_grant(role, unit_path):
            label = _label(context, "role.new", role=context.words(f"role.name.{role.value}"))
            rows.append((Button(label, data),))
    rows.append((Button(context.words("setting.button.back"), SETTINGS.open(unit_id)),))
    return "\n".join(lines), tuple(rows)


def _line(context: Context, grant: Grant) -> str:
    since = f"{grant.since.astimezone(context.settings.zone):%d/%m/%Y}"
    role = context.words(f"role.name.{grant.role.value}")
    return context.words("role.line", name=grant.name, role=role, since=since)


def _label(context: Context, key: str, **values: object) -> str:
    return context.words(key, **values)[:_LONGEST_LABEL]


def _may_end(rights: Rights, grant: Grant, unit_path: UnitPath) -> bool:
    """Everybody may step down."""
    return grant.account == rights.account or rights.may_grant(grant.role, unit_path)


# what is pressed


async def _new(context: Context, told: Offered) -> None:
    unit_path = await context.ledger.units.path_of(told.unit)
    if unit_path is None:
        tell(context, "rights.not_yours")
        return None
    role = admin_role(unit_path.unit.level) if told.role == ADMIN else Role.REVIEWER
    return await offer_role(context, told.unit, role)


async def _ask_end(context: Context, told: OfGrant) -> None:
    return await _about(context, told.grant, _ask)


async def _end(context: Context, told: OfGrant) -> None:
    return await _about(context, told.grant, _ended)


async def _about(
    context: Context, grant_id: int, act: Callable[[Context, Rights, Grant, UnitPath], Awaitable[None]]
) -> None:
    """Something with a role that somebody has, for who may take it away."""
    grant = await context.ledger.grants.one(grant_id)
    unit_path = await context.ledger.units.path_of(grant.unit_id) if grant else None
    if grant is None or unit_path is None:
        tell(context, "role.gone")
        return
    rights = await _granting(context, grant.role, unit_path)
    if _may_end(rights, grant, unit_path):
        await act(context, rights, grant, unit_path)
    else:
        tell(context, "rights.not_yours")
    return


async def _ask(context: Context, _rights: Rights, grant: Grant, unit_path: UnitPath) -> None:
    context.answer_press()
    role = context.words(f"role.name.{grant.role.value}")
    rows = (
        (
            Button(context.words("role.yes"), buttons.END_SURE(grant.id)),
            Button(context.words("role.back"), buttons.ROLES(unit_path.unit.id)),
        ),
    )
    context.rewrite(context.words("role.sure", name=grant.name, role=role, unit=unit_path.unit.name), rows)


async def _ended(context: Context, rights: Rights, grant: Grant, unit_path: UnitPath) -> None:
    await context.ledger.grants.revoke(grant.id, rights.account)
    target = f"{grant.role.value} {unit_path.unit.code}"
    await context.ledger.audit(rights.account, "role.end", target, grant.account, unit_id=unit_path.unit.id)
    context.answer_press(context.words("role.ended"))
    if rights.may(Act.GRANT, unit_path) and grant.account != rights.account:
        context.rewrite(*await _view(context, rights, unit_path))
    else:
        context.rewrite(context.words("role.ended"))


async def _list(context: Context, told: OfUnit) -> None:
    return await show_roles(context, told.unit)


BUTTONS = only_private(
    "role.only_private",
    on(buttons.NEW_ROLE, _new),
    on(buttons.END_ROLE, _ask_end),
    on(buttons.END_SURE, _end),
    on(buttons.ROLES, _list),
)
