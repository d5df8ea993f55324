"""The units that somebody may mean by a code or a name, among those where they may do something."""

import asyncio
from collections.abc import Sequence

from handlers.context import Context
from handlers.rights import Rights
from rules.roles import Act
from rules.unit_list import KnownUnit, code_of
from rules.unit_names import UnitNames
from storage import UnitPath, UnitRecord, unit_paths


async def search(context: Context, rights: Rights, act: Act, words: str) -> list[UnitPath]:
    """One where it is certain, several to choose from, none where there is nothing like it.

    What a group calls itself is nobody's name: such a unit is found by its code alone.
    """
    if not (rights.everywhere(act) or rights.units(act)):
        return []
    units = await context.ledger.units.by_id()
    unit_path = unit_paths(units.values())
    found = await asyncio.to_thread(_found, list(units.values()), words)
    return [unit_path[number] for number in found if rights.may(act, unit_path[number])]


def _found(units: Sequence[UnitRecord], words: str) -> list[int]:
    by_code = {unit.code: unit.id for unit in units}
    code = code_of(words)
    named = (unit for unit in units if not unit.provisional or unit.code == code)
    match = UnitNames(KnownUnit(unit.code, unit.name, None) for unit in named).find(words)
    wanted = [match.exact] if match.exact else match.units
    return [by_code[unit.code] for unit in wanted]
