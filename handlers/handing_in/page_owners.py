"""Whose page a post stands on, seen by the person who hands it in."""

from collections.abc import Collection, Mapping
from datetime import date

from handlers.context import Context
from reports.featured import DEPARTMENT, OFFICES, applying
from rules.actions import Owner
from rules.calendar import week_of
from rules.links import Link, owner_key
from storage import FeatureRecord, PageRecord, UnitRecord


async def page_of(context: Context, link: Link) -> PageRecord | None:
    """The registered page that a post stands on."""
    pages = (await context.ledger.pages.registered()).pages
    key = owner_key(link) if pages and link.key else None
    return pages.get(key) if key else None


async def page_with_id(context: Context, page_id: int | None) -> PageRecord | None:
    if page_id is None:
        return None
    pages = (await context.ledger.pages.registered()).pages
    return next((page for page in pages.values() if page.id == page_id), None)


async def featured(context: Context, unit_id: int | None, day: date) -> tuple[FeatureRecord, ...]:
    """The pages that a unit is asked to share in the week of a day."""
    features = (await context.ledger.pages.registered()).featured_in(week_of(day).first)
    return tuple(applying(features, unit_id, await context.ledger.units.by_id())) if features else ()


async def owner_of(
    context: Context, page: PageRecord | None, person_id: int, unit_id: int | None, day: date
) -> tuple[Owner, FeatureRecord | None]:
    """Whose page it is, with the feature if it is featured in the week of a day for this unit.

    Of a unit without a place in any tree nobody knows whose it is, so its people are not told that a featured page is
    another's.
    """
    if page is None:
        return Owner.NOBODY, None
    mine = await context.ledger.units_of(person_id)
    if page.unit_id in mine:
        return Owner.OURS, None
    units = await context.ledger.units.by_id()
    if _belongs(page.unit_id, mine, units):
        return Owner.OURS, None
    if not _has_place(units.get(unit_id or 0)):
        return Owner.NOBODY, None
    here = await featured(context, unit_id, day)
    feature = next((each for each in here if each.page_id == page.id), None)
    return (Owner.FEATURED if feature else Owner.ANOTHER), feature


def _belongs(unit_id: int, mine: Collection[int], units: Mapping[int, UnitRecord]) -> bool:
    """A teachers' group below a school is the school; a school below a district is not the district."""
    for each in mine:
        unit, passed = units.get(each), set[int]()
        while unit and unit.id not in passed:
            if unit.id == unit_id:
                return True
            passed.add(unit.id)
            above = units.get(unit.parent_id or 0)
            unit = None if above is None or above.level in OFFICES else above
    return False


def _has_place(unit: UnitRecord | None) -> bool:
    return unit is not None and (unit.parent_id is not None or unit.level == DEPARTMENT)
