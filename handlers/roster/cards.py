"""A unit's list and one person's card, shown to who may see them; each showing is written into the audit."""

from handlers.context import Context
from handlers.joining.unlinked import unlinked_count
from handlers.rights import account_of, may_here
from handlers.roster.common import refuse, show, today_of, unit_for
from handlers.roster.picking import has_below
from handlers.roster.views import Tools, card_view, list_view
from rules.roles import Act
from storage import RosterCard, RosterLine, UnitPath


async def show_list(context: Context, unit_path: UnitPath, page: int) -> None:
    manages = await may_here(context, Act.MANAGE_PEOPLE, unit_path)
    exports = await may_here(context, Act.EXPORT_NAMES, unit_path)
    unlinked = await unlinked_count(context, unit_path) if manages else 0
    people = await context.ledger.roster.people(unit_path.unit.id, today_of(context))
    if people:
        await context.ledger.audit(account_of(context), "names.seen", "danhsach", unit_id=unit_path.unit.id)
    below = await has_below(context, unit_path)
    show(context, *list_view(context, unit_path, people, page, Tools(manages, exports, unlinked, below)))


async def person_in(
    context: Context, act: Act, person_id: int, unit_id: int
) -> tuple[UnitPath, RosterCard, RosterLine] | None:
    """Somebody in a unit in which the sender may do this; None after it has been said why not."""
    unit_path = await unit_for(context, act, unit_id)
    if not isinstance(unit_path, UnitPath):
        return unit_path
    card = await context.ledger.roster.card(person_id)
    stay = card.stay(unit_id, today_of(context)) if card else None
    if card is None or stay is None:
        refuse(context, context.words("roster.gone"))
        return None
    return unit_path, card, stay


async def show_card(context: Context, person_id: int, unit_id: int, head: str = "") -> None:
    """`head` says what has just been done."""
    found = await person_in(context, Act.SEE_NAMES, person_id, unit_id)
    if not isinstance(found, tuple):
        return found
    unit_path, card, stay = found
    manages = await may_here(context, Act.MANAGE_PEOPLE, unit_path)
    exempts = await may_here(context, Act.EXEMPT, unit_path)
    await context.ledger.audit(account_of(context), "names.seen", "card", person_id=person_id)
    today = today_of(context)
    leaves = [one for one in await context.ledger.exemptions.of_person(person_id) if one.period.after > today]
    show(context, *await card_view(context, card, stay, leaves, manages=manages, exempts=exempts, head=head))
    return None
