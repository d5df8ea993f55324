"""What several sub-commands share: the configuration, the store, an event loop."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from bot.config import Config, load
from bot.problems import ProblemError
from rules.calendar import plain
from storage import Store, UnitRecord

_YES = {"c", "co", "y", "yes"}
DEFAULT_CONFIG = Path("config.toml")
Result = TypeVar("Result")


def configuration(path: Path | None) -> Config:
    """The file that was named, or config.toml where there is one; the environment on top."""
    if path is None and DEFAULT_CONFIG.exists():
        path = DEFAULT_CONFIG
    return load(path, os.environ)


def store_of(config: Config) -> Store:
    return Store(config.storage.database.get_secret_value(), open_enrolment=config.bot.enrolment == "open")


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


def unit_named(units: Iterable[UnitRecord], code: str) -> UnitRecord:
    """By code, in any case, or by name."""
    for unit in units:
        if code in (unit.code, unit.name) or code.upper() == unit.code:
            return unit
    raise ProblemError("problem.unit")


def says_yes(question: str) -> bool:
    try:
        return plain(input(f"{question} ")) in _YES
    except EOFError:
        return False


def print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False))
