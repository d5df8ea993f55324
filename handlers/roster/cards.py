"""A unit's list and one person's card, shown to who may see them; each showing is written into the audit."""

from handlers.joining.unlinked import unlinked_count
from handlers.rights import account_of, may_here
from handlers.roster.common import refuse, show, today_of, unit_for
from handlers.roster.picking import has_below
from handlers.roster.views import Tools, card_view, list_view
from handlers.turn import Turn
from rules.roles import Act
from storage import RosterCard, RosterLine, Standpoint


async def show_list(turn: Turn, stands: Standpoint, page: int) -> None:
    manages = await may_here(turn, Act.MANAGE_PEOPLE, stands)
    exports = await may_here(turn, Act.EXPORT_NAMES, stands)
    unlinked = await unlinked_count(turn, stands) if manages else 0
    people = await turn.ledger.roster.people(stands.unit.id, today_of(turn))
    if people:
        await turn.ledger.audit(account_of(turn), "names.seen", "danhsach", unit_id=stands.unit.id)
    below = await has_below(turn, stands)
    show(turn, *list_view(turn, stands, people, page, Tools(manages, exports, unlinked, below)))


async def person_in(
    turn: Turn, act: Act, person_id: int, unit_id: int
) -> tuple[Standpoint, RosterCard, RosterLine] | None:
    """Somebody in a unit in which the sender may do this; None after it has been said why not."""
    stands = await unit_for(turn, act, unit_id)
    if not isinstance(stands, Standpoint):
        return stands
    card = await turn.ledger.roster.card(person_id)
    stay = card.stay(unit_id, today_of(turn)) if card else None
    if card is None or stay is None:
        refuse(turn, turn.words("roster.gone"))
        return None
    return stands, card, stay


async def show_card(turn: Turn, person_id: int, unit_id: int, head: str = "") -> None:
    """`head` says what has just been done."""
    found = await person_in(turn, Act.SEE_NAMES, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    stands, card, stay = found
    manages = await may_here(turn, Act.MANAGE_PEOPLE, stands)
    exempts = await may_here(turn, Act.EXEMPT, stands)
    await turn.ledger.audit(account_of(turn), "names.seen", "card", person_id=person_id)
    today = today_of(turn)
    leaves = [one for one in await turn.ledger.exemptions.of_person(person_id) if one.period.after > today]
    show(turn, *await card_view(turn, card, stay, leaves, manages=manages, exempts=exempts, head=head))
    return None
