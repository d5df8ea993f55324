"""`minhchung units`: which units there are, or those whose name somebody half remembers."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from bot.cli.common import configuration, print_json, reading, unit_named
from rules.language import text
from rules.unit_codes import plain_name
from storage import Store, UnitRecord


class Found(NamedTuple):
    unit: UnitRecord
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
        print("\t".join((each.unit.code, each.unit.name, each.unit.level, each.above or "-", groups)))
    print(text("units_list.count", config.bot.language, count=len(found)))


async def _find(store: Store, words: str, below: str | None) -> list[Found]:
    async with store.read() as ledger:
        known = await ledger.units.all()
    by_id = {unit.id: unit for unit in known}
    async with store.read() as ledger:
        groups = await ledger.chats.by_unit()
    chosen: Sequence[UnitRecord] = known
    if below:
        chosen = await _below(store, unit_named(known, below), by_id)
    wanted = plain_name(words)
    return [
        Found(unit, by_id[unit.parent_id].code if unit.parent_id in by_id else "", groups.get(unit.id, 0))
        for unit in chosen
        if wanted in plain_name(unit.name) or wanted in plain_name(unit.code)
    ]


async def _below(store: Store, root: UnitRecord, by_id: Mapping[int, UnitRecord]) -> list[UnitRecord]:
    async with store.write(datetime.now(UTC)) as ledger:
        return [by_id[unit_id] for unit_id in await ledger.units.below([root.id]) if unit_id in by_id]


def _as_json(found: Found) -> dict[str, object]:
    unit = found.unit
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "parent": found.above or None,
        "groups": found.groups,
    }
