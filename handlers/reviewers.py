"""Who may review, and for which units: the one place that knows."""

from dataclasses import dataclass

from handlers.turn import AskAdmin, Turn
from rules.roles import Act, Role, may
from storage import BotRef, PersonRecord, Queue, Reviewer, ReviewItem


@dataclass(frozen=True, slots=True)
class Rights:
    """`led` are the units of the groups somebody administers, None for all units there are."""

    queue: Queue
    by: Reviewer
    led: tuple[int, ...] | None

    def covers(self, item: ReviewItem) -> bool:
        units = self.queue.unit_ids
        return units is None or item.proof.evidence.unit_id in units


async def rights_of(turn: Turn) -> Rights | AskAdmin | None:
    """Of the sender, wherever they write; nobody is an administrator of a private chat, but of their groups."""
    sender = turn.message.sender
    if sender is None or sender.is_bot:
        return None
    person = await _person(turn)
    by = Reviewer(f"{turn.message.platform}:{sender.id}", sender.name, person.id if person else None)
    if sender.id in turn.settings.operators and may(Role.OPERATOR, Act.REVIEW):
        return Rights(Queue(None, by.person_id), by, None)
    led = await _led(turn, sender.id)
    if isinstance(led, AskAdmin):
        return led
    if not (led and may(Role.CHAT_ADMIN, Act.REVIEW)):
        return None
    units = tuple(await turn.desk.units_below(led))
    return Rights(Queue(units, by.person_id), by, led)


async def _person(turn: Turn) -> PersonRecord | None:
    return await turn.desk.known_person(turn.sender_ref, await turn.chat()) if turn.sender_ref else None


async def _led(turn: Turn, user_id: str) -> tuple[int, ...] | AskAdmin:
    """The units of the groups of which the platform says, not long ago, that the sender administers them."""
    bot = BotRef(turn.message.platform, turn.message.bot)
    units = []
    for group in await turn.desk.groups_led_by(bot, user_id):
        leads = await turn.leads(group)
        if isinstance(leads, AskAdmin):
            return leads
        if leads and group.unit_id:
            units.append(group.unit_id)
    return tuple(dict.fromkeys(units))
