"""Who may review, and for which units."""

from dataclasses import dataclass

from handlers.context import Context
from handlers.rights import rights_of
from rules.roles import Act
from storage import PersonRecord, Queue, Reviewer, ReviewItem


@dataclass(frozen=True, slots=True)
class Reviewing:
    """`led` are the units somebody reviews for by a role of their own, None for all units there are; `cut` says that
    there may be more of them.
    """

    queue: Queue
    by: Reviewer
    led: tuple[int, ...] | None
    cut: bool = False

    def covers(self, item: ReviewItem) -> bool:
        units = self.queue.unit_ids
        return units is None or item.proof.evidence.unit_id in units


async def reviewing(context: Context) -> Reviewing | None:
    """What the sender may review, wherever they write."""
    sender = context.message.sender
    if sender is None or sender.is_bot:
        return None
    rights = await rights_of(context, Act.REVIEW, anywhere=True)
    person = await _person(context)
    by = Reviewer(rights.account, sender.name, person.id if person else None)
    if rights.everywhere(Act.REVIEW):
        return Reviewing(Queue(None, by.person_id), by, None)
    led = tuple(each.unit.id for each in rights.units(Act.REVIEW))
    if not led:
        return None
    units = tuple(await context.ledger.units.below(led))
    return Reviewing(Queue(units, by.person_id), by, led, rights.cut)


async def _person(context: Context) -> PersonRecord | None:
    """All accounts of a person are one reviewer, so that nobody decides on their own proof with a second one."""
    return (
        await context.ledger.known_person(context.sender_ref, await context.chat())
        if context.sender_ref
        else None
    )
