"""`minhchung units`: which units there are, or those whose name somebody half remembers."""

import argparse
from typing import NamedTuple

from bot.cli.common import configuration, print_json, reading, unit_named
from rules.language import text
from rules.unit_codes import plain_name
from storage import Store, UnitRecord


class Found(NamedTuple):
    unit: UnitRecord
    level: str
    above: str
    groups: int


def units(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    found = reading(config, lambda store: _find(store, " ".join(arguments.name), arguments.below))
    if arguments.json:
        print_json([_as_json(each) for each in found])
        return
    for each in found:
        groups = text("units_list.groups", config.bot.language, count=each.groups)
        print("\t".join((each.unit.code, each.unit.name, each.level, each.above or "-", groups)))
    print(text("units_list.count", config.bot.language, count=len(found)))


async def _find(store: Store, words: str, below: str | None) -> list[Found]:
    async with store.snapshot() as ledger:
        known = await ledger.units.all()
        groups = await ledger.chats.by_unit()
        levels = {level.code: level.name for level in await ledger.unit_import.levels()}
        chosen = set(await ledger.units.below([unit_named(known, below).id])) if below else None
    by_id = {unit.id: unit for unit in known}
    wanted = plain_name(words)
    return [
        Found(
            unit,
            levels.get(unit.level, unit.level),
            by_id[unit.parent_id].code if unit.parent_id in by_id else "",
            groups.get(unit.id, 0),
        )
        for unit in known
        if chosen is None or unit.id in chosen
        if wanted in plain_name(unit.name) or wanted in plain_name(unit.code)
    ]


def _as_json(found: Found) -> dict[str, object]:
    unit = found.unit
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "parent": found.above or None,
        "groups": found.groups,
    }
