"""Whether whoever wrote may do something, and in which unit: the one place that asks the table of rights.

Roles are granted to accounts. The administrators of a group are those of its unit, where that allows it; who they are
only the platform knows.
"""

from dataclasses import dataclass

from handlers.turn import AskAdmin, Turn
from rules.roles import Act, Relation, Role, may
from rules.unit_settings import SettingName, is_on
from storage import BotRef, ChatRecord, Standpoint


@dataclass(frozen=True, slots=True)
class Held:
    """A role, and the unit for which somebody has it; None for all units there are."""

    role: Role
    stands: Standpoint | None


@dataclass(frozen=True, slots=True)
class Rights:
    """Everything somebody is. `account` is `platform:user id`."""

    account: str
    held: tuple[Held, ...] = ()

    def may(self, act: Act, where: Standpoint) -> bool:
        return any(may(each.role, act, relation(each.stands, where)) for each in self.held)

    def everywhere(self, act: Act) -> bool:
        """Whether in every unit there is."""
        return any(each.stands is None and may(each.role, act) for each in self.held)

    def units(self, act: Act) -> tuple[Standpoint, ...]:
        """The units for which somebody may do it by a role of their own, those below them not named."""
        stands = [each.stands for each in self.held if each.stands and may(each.role, act)]
        return tuple({each.unit.id: each for each in stands}.values())


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


async def rights_of(turn: Turn) -> Rights | AskAdmin:
    """Everything the sender is, in this chat: in a group its administrator too, in private that of all their groups."""
    account, held = await _granted(turn)
    groups = await _groups(turn)
    for group in groups:
        stands = await _where_its_admins_may(turn, group)
        if stands is None or any(each.stands and each.stands.unit.id == stands.unit.id for each in held):
            continue
        leads = turn.message.anonymous_admin or await turn.leads(group)
        if isinstance(leads, AskAdmin):
            return leads
        if leads:
            held = (*held, Held(Role.CHAT_ADMIN, stands))
    return Rights(account, held)


async def may_here(turn: Turn, act: Act, where: Standpoint) -> bool | AskAdmin:
    """Whether the sender may do something in a unit. The platform is asked only if no granted role decides it."""
    account, held = await _granted(turn)
    if Rights(account, held).may(act, where):
        return True
    rights = await rights_of(turn)
    return rights if isinstance(rights, AskAdmin) else rights.may(act, where)


async def _granted(turn: Turn) -> tuple[str, tuple[Held, ...]]:
    sender = turn.message.sender
    if sender is None or sender.is_bot:
        return f"{turn.message.platform}:{turn.message.chat.id}", ()
    account = f"{turn.message.platform}:{sender.id}"
    held = [Held(Role.OPERATOR, None)] if sender.id in turn.settings.operators else []
    for grant in await turn.desk.grants.of(account):
        stands = await turn.desk.standpoint(grant.unit_id)
        if stands:
            held.append(Held(grant.role, stands))
    return account, tuple(held)


async def _groups(turn: Turn) -> list[ChatRecord]:
    """The groups of which the sender may be an administrator."""
    sender = turn.message.sender
    if not turn.in_private:
        return [await turn.chat()] if sender or turn.message.anonymous_admin else []
    bot = BotRef(turn.message.platform, turn.message.bot)
    return await turn.desk.groups_led_by(bot, sender.id) if sender else []


async def _where_its_admins_may(turn: Turn, group: ChatRecord) -> Standpoint | None:
    stands = await turn.desk.standpoint(group.unit_id) if group.unit_id else None
    if stands is None:
        return None
    allowed = is_on(await turn.desk.settings.of(stands.unit_ids), SettingName.CHAT_ADMINS)
    return stands if allowed else None
