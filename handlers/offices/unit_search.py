"""The units that somebody may mean by a code or a name, among those where they may do something."""

import asyncio
from collections.abc import Sequence

from handlers.rights import Rights
from handlers.turn import Turn
from rules.roles import Act
from rules.unit_list import KnownUnit, code_of
from rules.unit_names import UnitNames
from storage import Standpoint, UnitRecord, standpoints


async def search(turn: Turn, rights: Rights, act: Act, words: str) -> list[Standpoint]:
    """One where it is certain, several to choose from, none where there is nothing like it.

    What a group calls itself is nobody's name: such a unit is found by its code alone.
    """
    if not (rights.everywhere(act) or rights.units(act)):
        return []
    units = await turn.ledger.units.by_id()
    stands = standpoints(units.values())
    found = await asyncio.to_thread(_found, list(units.values()), words)
    return [stands[number] for number in found if rights.may(act, stands[number])]


def _found(units: Sequence[UnitRecord], words: str) -> list[int]:
    by_code = {unit.code: unit.id for unit in units}
    code = code_of(words)
    named = (unit for unit in units if not unit.provisional or unit.code == code)
    match = UnitNames(KnownUnit(unit.code, unit.name, None) for unit in named).find(words)
    wanted = [match.exact] if match.exact else match.units
    return [by_code[unit.code] for unit in wanted]
