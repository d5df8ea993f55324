"""Whether whoever wrote may do something, and in which unit: the one place that asks the table of rights.

Roles are granted to accounts. The administrators of a group are those of its unit, where that allows it; who they are
only the platform knows, so it is asked when no granted role decides.
"""

from collections.abc import Collection
from dataclasses import dataclass

from handlers.turn import ADMIN_KNOWN_FOR, Turn
from rules.roles import Act, Relation, Role, may, may_grant
from rules.unit_settings import SettingName, is_on
from storage import BotRef, ChatRecord, Standpoint, UnitRecord

MOST_GROUPS = 20
"""Of so many groups, those last heard of, the platform is asked whether somebody administers them."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role, and the unit for which somebody has it; None for all units there are."""

    role: Role
    stands: Standpoint | None


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything somebody is. `account` is `platform:user id`; `cut` says that they may lead more groups than these."""

    account: str
    held: tuple[Held, ...] = ()
    cut: bool = False

    def may(self, act: Act, where: Standpoint) -> bool:
        return any(may(each.role, act, relation(each.stands, where)) for each in self.held)

    def may_below(self, act: Act, where: Standpoint) -> bool:
        """Whether also in every unit below one, be there any or none."""
        child = UnitRecord(0, "", "", "", where.unit.id)
        return self.may(act, Standpoint((*where.path, child)))

    def may_grant(self, role: Role, where: Standpoint) -> bool:
        return any(may_grant(each.role, role, relation(each.stands, where)) for each in self.held)

    def everywhere(self, act: Act) -> bool:
        """Whether in every unit there is."""
        return any(each.stands is None and may(each.role, act) for each in self.held)

    def units(self, act: Act) -> tuple[Standpoint, ...]:
        """The units for which somebody may do it by a role of their own, those below them not named."""
        stands = [each.stands for each in self.held if each.stands and may(each.role, act)]
        return tuple({each.unit.id: each for each in stands}.values())

    def tops(self, act: Act) -> tuple[Standpoint, ...]:
        """The same without those that stand below another of them, for which it holds anyway."""
        stands = self.units(act)
        ids = {each.unit.id for each in stands if self.may_below(act, each)}
        return tuple(each for each in stands if ids.isdisjoint(each.unit_ids[:-1]))


def relation(own: Standpoint | None, other: Standpoint) -> Relation:
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
    turn: Turn,
    act: Act | None = None,
    *,
    among: Collection[int] | None = None,
    anywhere: bool = False,
) -> Rights:
    """Everything the sender is, in this chat: in a group its administrator too, in private that of all their groups.

    With `act` only what decides that is found out, with `among` only for groups of these units. `anywhere` looks at all
    their groups from within a group, too.
    """
    account, held = await _granted(turn)
    groups, cut = await _groups(turn, anywhere=anywhere)
    for group in groups:
        if among is not None and group.unit_id not in among:
            continue
        stands = await _where_its_admins_may(turn, group)
        if stands is None or _adds_nothing(Rights(account, held), act, stands):
            continue
        leads = await _leads(turn, group)
        if leads:
            held = (*held, Held(Role.CHAT_ADMIN, stands))
    return Rights(account, held, cut)


async def may_here(turn: Turn, act: Act, where: Standpoint) -> bool:
    """Whether the sender may do something in a unit. The platform is asked only if no granted role decides it."""
    account, held = await _granted(turn)
    if Rights(account, held).may(act, where):
        return True
    rights = await rights_of(turn, act)
    return rights.may(act, where)


async def units_within(turn: Turn, act: Act, where: Standpoint) -> tuple[int, ...]:
    """A unit in which the sender may do something, with all below it if they may do it there too; none otherwise."""
    allowed = await may_here(turn, act, where)
    if not allowed:
        return ()
    rights = await rights_of(turn, act)
    below = rights.may_below(act, where)
    return tuple(await turn.ledger.units.below([where.unit.id])) if below else (where.unit.id,)


async def granted_rights(turn: Turn) -> Rights:
    """What the sender is without being an administrator of any group; nobody is asked."""
    return Rights(*await _granted(turn))


async def may_still_grant(turn: Turn, account: str, role: Role, where: Standpoint) -> bool:
    """Whether somebody else may give a role: a code is worth no more than whoever made it is today."""
    platform, _, user_id = account.partition(":")
    here = platform == turn.message.platform
    if not user_id or account in turn.settings.operators:
        return True
    if Rights(account, tuple(await _roles(turn, account))).may_grant(role, where):
        return True
    if not (here and may_grant(Role.CHAT_ADMIN, role, Relation.OWN)):
        return False
    if not is_on(await turn.ledger.settings.of(where.unit_ids), SettingName.CHAT_ADMINS):
        return False
    for group in (await turn.ledger.chats.of_unit(where.unit.id))[:MOST_GROUPS]:
        if (group.platform, group.bot) != (platform, turn.message.bot):
            continue
        leads = await turn.leads(group, user_id)
        if leads is not False:
            return leads
    return False


def account_of(turn: Turn) -> str:
    """`platform:user id`; an anonymous administrator is their chat."""
    sender = turn.message.sender
    return f"{turn.message.platform}:{sender.id if sender else turn.message.chat.id}"


def _adds_nothing(rights: Rights, act: Act | None, stands: Standpoint) -> bool:
    """Whether being an administrator of a unit's group gives somebody no right they do not have there."""
    acts = Act if act is None else (act,)
    return all(rights.may(each, stands) for each in acts if may(Role.CHAT_ADMIN, each))


async def _leads(turn: Turn, group: ChatRecord) -> bool:
    here = group.chat_id == turn.message.chat.id
    return (here and turn.message.anonymous_admin) or await turn.leads(group)


async def _granted(turn: Turn) -> tuple[str, tuple[Held, ...]]:
    sender, account = turn.message.sender, account_of(turn)
    if sender is None or sender.is_bot:
        return account, ()
    held = [Held(Role.OPERATOR, None)] if account in turn.settings.operators else []
    return account, (*held, *await _roles(turn, account))


async def _roles(turn: Turn, account: str) -> list[Held]:
    """What an account was granted."""
    grants = await turn.ledger.grants.of(account)
    held = [Held(grant.role, await turn.ledger.units.path_of(grant.unit_id)) for grant in grants]
    return [each for each in held if each.stands]


async def _groups(turn: Turn, *, anywhere: bool) -> tuple[list[ChatRecord], bool]:
    """The groups of which the sender may be an administrator, and whether there are more."""
    sender = turn.message.sender
    if (sender is None and not turn.message.anonymous_admin) or (sender and sender.is_bot):
        return [], False
    here = [] if turn.in_private else [await turn.chat()]
    if sender is None or not (turn.in_private or anywhere):
        return here, False
    bot = BotRef(turn.message.platform, turn.message.bot)
    led, cut = await turn.ledger.chats.led_by(bot, sender.id, MOST_GROUPS, ADMIN_KNOWN_FOR)
    known = {each.id for each in here}
    return [*here, *(group for group in led if group.id not in known)], cut


async def _where_its_admins_may(turn: Turn, group: ChatRecord) -> Standpoint | None:
    stands = await turn.ledger.units.path_of(group.unit_id) if group.unit_id else None
    if stands is None:
        return None
    allowed = is_on(await turn.ledger.settings.of(stands.unit_ids), SettingName.CHAT_ADMINS)
    return stands if allowed else None
