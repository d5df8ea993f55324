"""Whose names may stand in a group: nobody's, unless the unit has chosen so."""

from collections.abc import Mapping

from handlers.context import Context
from reports.chat_text import all_below
from reports.summary import Summary
from rules.unit_settings import ON, SettingName, is_allowed, is_on

_NAMES = SettingName.NAMES_IN_GROUP


async def units_named_in_groups(context: Context, summary: Summary) -> frozenset[int]:
    """Of a unit and those below it, the ones that want their people named; none where the unit itself does not."""
    unit_path = await context.ledger.units.path_of(summary.unit.id)
    if unit_path is None or not is_on(await context.ledger.settings.of(unit_path.unit_ids), _NAMES):
        return frozenset()
    said = await context.ledger.settings.said(_NAMES, [each.unit.id for each in all_below(summary)])
    return frozenset(_wanting(summary, said, on=True))


def _wanting(summary: Summary, said: Mapping[int, str], *, on: bool) -> set[int]:
    """Whoever says nothing has it as the unit above."""
    told = said.get(summary.unit.id, "")
    on = told == ON if is_allowed(_NAMES, told) else on
    found = {summary.unit.id} if on else set()
    return found.union(*(_wanting(below, said, on=on) for below in summary.units))
