"""Whether whoever wrote may do something, and in which unit: the one place that asks the table of rights.

Roles are granted to accounts. The administrators of a group are those of its unit, where that allows it; who they are
only the platform knows, so it is asked when no granted role decides.
"""

from collections.abc import Collection
from dataclasses import dataclass

from handlers.context import ADMIN_KNOWN_FOR, Context
from rules.roles import Act, Relation, Role, may, may_grant
from rules.unit_settings import SettingName, is_on
from storage import BotRef, ChatRecord, UnitPath, UnitRecord

MOST_GROUPS = 20
"""Of so many groups, those last heard of, the platform is asked whether somebody administers them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role, and the unit for which somebody has it; None for all units there are."""

    role: Role
    unit_path: UnitPath | None


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything somebody is. `account` is `platform:user id`; `cut` says that they may lead more groups than these."""

    account: str
    held: tuple[Held, ...] = ()
    cut: bool = False

    def may(self, act: Act, where: UnitPath) -> bool:
        return any(may(each.role, act, relation(each.unit_path, where)) for each in self.held)

    def may_below(self, act: Act, where: UnitPath) -> bool:
        """Whether also in every unit below one, be there any or none."""
        child = UnitRecord(0, "", "", "", where.unit.id)
        return self.may(act, UnitPath((*where.path, child)))

    def may_grant(self, role: Role, where: UnitPath) -> bool:
        return any(may_grant(each.role, role, relation(each.unit_path, where)) for each in self.held)

    def everywhere(self, act: Act) -> bool:
        """Whether in every unit there is."""
        return any(each.unit_path is None and may(each.role, act) for each in self.held)

    def units(self, act: Act) -> tuple[UnitPath, ...]:
        """The units for which somebody may do it by a role of their own, those below them not named."""
        paths = [each.unit_path for each in self.held if each.unit_path and may(each.role, act)]
        return tuple({each.unit.id: each for each in paths}.values())

    def tops(self, act: Act) -> tuple[UnitPath, ...]:
        """The same without those that stand below another of them, for which it holds anyway."""
        paths = self.units(act)
        ids = {each.unit.id for each in paths if self.may_below(act, each)}
        return tuple(each for each in paths if ids.isdisjoint(each.unit_ids[:-1]))


def relation(own: UnitPath | None, other: UnitPath) -> Relation:
    """How a unit stands to the one for which somebody has a role."""
    if own is None or own.unit.id == other.unit.id:
        return Relation.OWN
    if own.unit.id in other.unit_ids:
        return Relation.BELOW
    if other.unit.id in own.unit_ids:
        return Relation.ABOVE
    same_parent = own.unit.parent_id is not None and own.unit.parent_id == other.unit.parent_id
    return Relation.SIBLING if same_parent else Relation.ELSEWHERE


async def rights_of(
    context: Context,
    act: Act | None = None,
    *,
    among: Collection[int] | None = None,
    anywhere: bool = False,
) -> Rights:
    """Everything the sender is, in this chat: in a group its administrator too, in private that of all their groups.

    With `act` only what decides that is found out, with `among` only for groups of these units. `anywhere` looks at all
    their groups from within a group, too.
    """
    account, held = await _granted(context)
    groups, cut = await _groups(context, anywhere=anywhere)
    for group in groups:
        if among is not None and group.unit_id not in among:
            continue
        unit_path = await _where_its_admins_may(context, group)
        if unit_path is None or _adds_nothing(Rights(account, held), act, unit_path):
            continue
        leads = await _leads(context, group)
        if leads:
            held = (*held, Held(Role.CHAT_ADMIN, unit_path))
    return Rights(account, held, cut)


async def may_here(context: Context, act: Act, where: UnitPath) -> bool:
    """Whether the sender may do something in a unit. The platform is asked only if no granted role decides it."""
    account, held = await _granted(context)
    if Rights(account, held).may(act, where):
        return True
    rights = await rights_of(context, act)
    return rights.may(act, where)


async def units_within(context: Context, act: Act, where: UnitPath) -> tuple[int, ...]:
    """A unit in which the sender may do something, with all below it if they may do it there too; none otherwise."""
    allowed = await may_here(context, act, where)
    if not allowed:
        return ()
    rights = await rights_of(context, act)
    below = rights.may_below(act, where)
    return tuple(await context.ledger.units.below([where.unit.id])) if below else (where.unit.id,)


async def granted_rights(context: Context) -> Rights:
    """What the sender is without being an administrator of any group; nobody is asked."""
    return Rights(*await _granted(context))


async def may_still_grant(context: Context, account: str, role: Role, where: UnitPath) -> bool:
    """Whether somebody else may give a role: a code is worth no more than whoever made it is today."""
    platform, _, user_id = account.partition(":")
    here = platform == context.message.platform
    if not user_id or account in context.settings.operators:
        return True
    if Rights(account, tuple(await _roles(context, account))).may_grant(role, where):
        return True
    if not (here and may_grant(Role.CHAT_ADMIN, role, Relation.OWN)):
        return False
    if not is_on(await context.ledger.settings.of(where.unit_ids), SettingName.CHAT_ADMINS):
        return False
    for group in (await context.ledger.chats.of_unit(where.unit.id))[:MOST_GROUPS]:
        if (group.platform, group.bot) != (platform, context.message.bot):
            continue
        leads = await context.leads(group, user_id)
        if leads is not False:
            return leads
    return False


def account_of(context: Context) -> str:
    """`platform:user id`; an anonymous administrator is their chat."""
    sender = context.message.sender
    return f"{context.message.platform}:{sender.id if sender else context.message.chat.id}"


def _adds_nothing(rights: Rights, act: Act | None, unit_path: UnitPath) -> bool:
    """Whether being an administrator of a unit's group gives somebody no right they do not have there."""
    acts = Act if act is None else (act,)
    return all(rights.may(each, unit_path) for each in acts if may(Role.CHAT_ADMIN, each))


async def _leads(context: Context, group: ChatRecord) -> bool:
    here = group.chat_id == context.message.chat.id
    return (here and context.message.anonymous_admin) or await context.leads(group)


async def _granted(context: Context) -> tuple[str, tuple[Held, ...]]:
    sender, account = context.message.sender, account_of(context)
    if sender is None or sender.is_bot:
        return account, ()
    held = [Held(Role.OPERATOR, None)] if account in context.settings.operators else []
    return account, (*held, *await _roles(context, account))


async def _roles(context: Context, account: str) -> list[Held]:
    """What an account was granted."""
    grants = await context.ledger.grants.of(account)
    held = [Held(grant.role, await context.ledger.units.path_of(grant.unit_id)) for grant in grants]
    return [each for each in held if each.unit_path]


async def _groups(context: Context, *, anywhere: bool) -> tuple[list[ChatRecord], bool]:
    """The groups of which the sender may be an administrator, and whether there are more."""
    sender = context.message.sender
    if (sender is None and not context.message.anonymous_admin) or (sender and sender.is_bot):
        return [], False
    here = [] if context.in_private else [await context.chat()]
    if sender is None or not (context.in_private or anywhere):
        return here, False
    bot = BotRef(context.message.platform, context.message.bot)
    led, cut = await context.ledger.chats.led_by(bot, sender.id, MOST_GROUPS, ADMIN_KNOWN_FOR)
    known = {each.id for each in here}
    return [*here, *(group for group in led if group.id not in known)], cut


async def _where_its_admins_may(context: Context, group: ChatRecord) -> UnitPath | None:
    unit_path = await context.ledger.units.path_of(group.unit_id) if group.unit_id else None
    if unit_path is None:
        return None
    allowed = is_on(await context.ledger.settings.of(unit_path.unit_ids), SettingName.CHAT_ADMINS)
    return unit_path if allowed else None
