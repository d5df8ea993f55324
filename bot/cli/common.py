"""What several sub-commands share: the configuration, the store, an event loop."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.config import Config
from bot.config_file import load
from bot.dates import day
from bot.problems import ProblemError
from reports.summary import ALL
from rules.calendar import plain
from storage import Ledger, Store, UnitRecord

DEFAULT_CONFIG = Path("config.toml")
Result = TypeVar("Result")
_YES = {"c", "co", "y", "yes"}


def config_path(named: Path | None) -> Path | None:
    """The file that was named, or config.toml where there is one."""
    return DEFAULT_CONFIG if named is None and DEFAULT_CONFIG.exists() else named


def configuration(named: Path | None) -> Config:
    """What stands in the file, the environment on top."""
    return load(config_path(named), os.environ)


def store_of(config: Config) -> Store:
    return Store(
        config.storage.database.get_secret_value(),
        open_enrolment=config.bot.enrolment == "open",
        phone_secret=config.storage.phone_secret_file,
    )


def reading(config: Config, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """The same for whoever only looks: a ledger that is not there yet is not made."""
    if (path := config.storage.ledger) and not path.exists():
        raise ProblemError("problem.no_ledger", file=path)
    return with_store(config, work)


def with_store(config: Config, work: Callable[[Store], Awaitable[Result]]) -> Result:
    """Open the ledger, bring it to this version, work, and close it."""

    async def run() -> Result:
        store = store_of(config)
        try:
            await store.migrate()
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def asked(store: Store, question: Callable[[Ledger], Awaitable[Result]]) -> Result:
    """What one look at the ledger tells."""
    async with store.snapshot() as ledger:
        return await question(ledger)


async def changed(store: Store, now: datetime, change: Callable[[Ledger], Awaitable[Result]]) -> Result:
    """What came of one change of the ledger."""
    async with store.write(now) as ledger:
        return await change(ledger)


def unit_named(units: Iterable[UnitRecord], code: str) -> UnitRecord:
    """By code, in any case, or by a name that only one has; what a group calls itself is nobody's name."""
    known = list(units)
    for unit in known:
        if code.upper() == unit.code.upper():
            return unit
    found = [unit for unit in known if unit.name == code and not unit.provisional]
    if len(found) > 1:
        raise ProblemError(
            "problem.unit_several", name=code, codes=", ".join(unit.code for unit in found[:10])
        )
    if not found:
        raise ProblemError("problem.unit")
    return found[0]


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))


def day_of(told: str) -> date:
    """As people here write it, or as programs do."""
    for read in (day, date.fromisoformat):
        try:
            return read(told)
        except ValueError:
            continue
    raise ProblemError("problem.day")


def says_yes(question: str) -> bool:
    try:
        return plain(input(f"{question} ")) in _YES
    except EOFError:
        return False


def only_root(units: list[UnitRecord]) -> UnitRecord:
    roots = [unit for unit in units if unit.parent_id is None]
    return roots[0] if len(roots) == 1 else ALL
