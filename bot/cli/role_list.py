"""`minhchung roles`: who has which role; one of them taken away."""

import argparse
from datetime import UTC, datetime

from bot.cli.common import configuration, print_json, reading, unit_named, with_store
from bot.config import Config
from bot.problems import ProblemError
from rules.language import text
from storage import Grant, Store, UnitRecord

BY = "cli"


def roles(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    if arguments.revoke is not None:
        with_store(config, lambda store: _revoke(store, arguments.revoke))
        print(text("cli.role_revoked", config.bot.language, number=arguments.revoke))
        return
    found = reading(config, lambda store: _grants(store, arguments.unit))
    if arguments.json:
        print_json([_as_json(grant, unit) for grant, unit in found])
    else:
        _print(found, config)


async def _revoke(store: Store, number: int) -> None:
    async with store.write(datetime.now(UTC)) as ledger:
        grant = await ledger.grants.one(number)
        if grant is None or not await ledger.grants.revoke(number, BY):
            raise ProblemError("problem.role")
        unit = (await ledger.units.by_id())[grant.unit_id]
        target = f"{grant.role.value} {unit.code}"
        await ledger.audit(BY, "role.end", target, grant.account, unit_id=unit.id)


async def _grants(store: Store, code: str | None) -> list[tuple[Grant, UnitRecord]]:
    async with store.write(datetime.now(UTC)) as ledger:
        units = await ledger.units.by_id()
        if code:
            below = await ledger.units.below([unit_named(units.values(), code).id])
            grants = await ledger.grants.of_unit(below)
        else:
            grants = await ledger.grants.all()
    return [(grant, units[grant.unit_id]) for grant in grants]


def _as_json(grant: Grant, unit: UnitRecord) -> dict[str, object]:
    return {
        "id": grant.id,
        "account": grant.account,
        "name": grant.name,
        "role": grant.role.value,
        "unit": unit.code,
        "since": grant.since.isoformat(),
        "until": grant.until.isoformat() if grant.until else None,
        "how": grant.how,
        "granted_by": grant.granted_by,
    }


def _print(found: list[tuple[Grant, UnitRecord]], config: Config) -> None:
    language = config.bot.language
    for grant, unit in found:
        role = text(f"role.name.{grant.role.value}", language)
        since = f"{grant.since.astimezone(config.bot.zone):%d/%m/%Y}"
        told = {"number": grant.id, "name": grant.name, "account": grant.account, "since": since}
        print(text("cli.role_line", language, role=role, unit=unit.name, **told))
    if not found:
        print(text("cli.no_roles", language))
