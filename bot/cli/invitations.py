"""`minhchung invite`: codes that give a role or connect a group, for one unit or for all of them as a table."""

import argparse
import asyncio
import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.cli.common import configuration, print_json, unit_named, with_store
from bot.config import Config
from bot.messengers import messenger_of
from bot.problems import ProblemError
from handlers.offices import group_codes, role_codes
from platforms.errors import PlatformError
from rules.codewords import shown
from rules.language import text
from rules.roles import Role, admin_role
from storage import Store, UnitRecord, private

BY = "cli"
MOST_DAYS = 90
_ASK_FOR = 5.0
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Invitation:
    """`link` is empty where the platform could not be asked how the bot is called."""

    unit: UnitRecord
    code: str
    link: str


def invite(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    if arguments.all and not (arguments.connect and arguments.out):
        raise ProblemError("problem.invite_all")
    if arguments.out and arguments.out.exists():
        raise ProblemError("problem.file_exists", file=arguments.out)
    if not 1 <= arguments.days <= MOST_DAYS:
        raise ProblemError("problem.invite_days", most=MOST_DAYS)
    until = datetime.now(UTC) + timedelta(days=arguments.days)
    made = with_store(config, lambda store: _made(store, config, arguments, until))
    if arguments.out:
        _write(arguments.out, made, config)
        print(text("cli.invited_all", config.bot.language, count=len(made), file=arguments.out))
    elif arguments.json:
        print_json([_as_json(each, until) for each in made])
    else:
        _print(made, until, config)


async def _made(
    store: Store, config: Config, arguments: argparse.Namespace, until: datetime
) -> list[Invitation]:
    name = await _username(config)
    async with store.write(datetime.now(UTC)) as ledger:
        units = await ledger.units.by_id()
        if arguments.all:
            real = await ledger.units.real()
            chosen = [unit for unit in units.values() if unit.id in real]
        else:
            chosen = [unit_named(units.values(), arguments.unit)]
        purpose = group_codes.PURPOSE if arguments.connect else role_codes.PURPOSE
        role = "" if arguments.connect else _role(arguments.role, chosen[0]).value
        words = await ledger.codes.make_many(purpose, [unit.id for unit in chosen], BY, until, role=role)
        what = f"{purpose} {role}".strip()
        if arguments.all:
            await ledger.audit(BY, "code.make", what, f"{len(chosen)}")
        else:
            await ledger.audit(BY, "code.make", what, chosen[0].code, unit_id=chosen[0].id)
    chosen.sort(key=lambda unit: unit.code)
    return [Invitation(unit, shown(words[unit.id]), _link(name, purpose, words[unit.id])) for unit in chosen]


def _role(wanted: str, unit: UnitRecord) -> Role:
    return admin_role(unit.level) if wanted == role_codes.ADMIN else Role.REVIEWER


def _link(name: str, purpose: str, word: str) -> str:
    if not name:
        return ""
    if purpose == group_codes.PURPOSE:
        return f"https://t.me/{name}?startgroup={group_codes.START}_{word}"
    return f"https://t.me/{name}?start={role_codes.START}_{word}"


async def _username(config: Config) -> str:
    """How the first bot is called; "" when its platform does not answer."""
    if not config.bot_accounts:
        return ""
    messenger = messenger_of(config.bot_accounts[0])
    try:
        async with asyncio.timeout(_ASK_FOR):
            return (await messenger.introduce()).username
    except (PlatformError, TimeoutError):
        return ""
    finally:
        await messenger.close()


def _as_json(made: Invitation, until: datetime) -> Mapping[str, object]:
    return {"unit": made.unit.code, "code": made.code, "link": made.link, "until": until.isoformat()}


def _print(made: list[Invitation], until: datetime, config: Config) -> None:
    for each in made:
        day = f"{until.astimezone(config.bot.zone):%d/%m/%Y}"
        print(text("cli.invited", config.bot.language, unit=each.unit.name, code=each.code, until=day))
        print(each.link or text("cli.invited_no_link", config.bot.language))


def _write(path: Path, made: list[Invitation], config: Config) -> None:
    """For whoever may hand them out, and for nobody else on this machine; Excel reads it as it is."""
    with open(path, "x", encoding="utf-8-sig", newline="", opener=private) as file:
        table = csv.writer(file)
        table.writerow(
            [text(f"cli.column_{name}", config.bot.language) for name in ("unit", "name", "code", "link")]
        )
        table.writerows(
            [_harmless(each.unit.code), _harmless(each.unit.name), each.code, each.link] for each in made
        )


def _harmless(cell: str) -> str:
    """A name is never a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
