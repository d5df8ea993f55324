"""`minhchung erase`: somebody's personal data goes, on their wish, by the operator's hand."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.common import configuration, print_json, reading, says_yes, unit_named, with_store
from bot.problems import ProblemError
from rules.calendar import local_day
from rules.language import text
from storage import Erased, FileStore, Somebody, Store

BY = "cli"


def erase(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    language = config.bot.language
    account = _account(arguments.account)
    found = reading(config, lambda store: _found(store, arguments, account))
    if not arguments.json:
        _show(found, language)
    if not _is_sure(arguments, found, language):
        if arguments.json:
            print_json({"outcome": "previewed", "people": [each._asdict() for each in found]})
        elif len(found) == 1:
            print(text("erasing.previewed", language))
        return 0 if len(found) == 1 else ProblemError.exit_code
    now = datetime.now(UTC)
    today, files = local_day(now, config.bot.zone), FileStore(config.storage.files)

    async def work(store: Store) -> Erased | None:
        if account:
            erased: Erased | None = await store.erasures.erase_account(*account, BY, now, today)
        else:
            erased = await store.erasures.erase(found[0].person_id, BY, now, today)
        await store.erasures.finish(files)
        return erased

    erased = with_store(config, work)
    if arguments.json:
        print_json({"outcome": "erased", **(erased._asdict() if erased else {})})
    elif erased:
        print(text("erasing.done", language, evidence=erased.evidence, pictures=erased.pictures))
    return 0


def _account(told: str | None) -> tuple[str, str] | None:
    if told is None:
        return None
    platform, _, user_id = told.partition(":")
    if not (platform and user_id):
        raise ProblemError("problem.account")
    return platform, user_id


async def _found(
    store: Store, arguments: argparse.Namespace, account: tuple[str, str] | None
) -> Sequence[Somebody]:
    one: Somebody | None
    if account:
        known = await store.erasures.with_account(*account)
        one = known or Somebody(
            0, "", (), (":".join(account),), 0, 0
        )  # who may have talked to the bot, and no more
    elif arguments.id is not None:
        one = await store.erasures.with_number(arguments.id)
    elif arguments.person:
        async with store.read() as ledger:
            unit_ids = [unit_named(await ledger.units.all(), arguments.unit).id] if arguments.unit else None
        return await store.erasures.named(arguments.person, unit_ids)
    else:
        raise ProblemError("problem.who")
    return [one] if one else []


def _show(found: Sequence[Somebody], language: str) -> None:
    for each in found:
        told = {"units": ", ".join(each.units) or "–", "accounts": ", ".join(each.accounts) or "–"}
        counts = {"evidence": each.evidence, "pictures": each.pictures}
        key = "erasing.line" if each.person_id else "erasing.account_only"
        print(text(key, language, number=each.person_id, name=each.name, **told, **counts))
    if not found:
        print(text("erasing.nobody_named", language), file=sys.stderr)
    elif len(found) > 1:
        print(text("erasing.several", language, count=len(found)), file=sys.stderr)
    else:
        print(text("erasing.what", language))


def _is_sure(arguments: argparse.Namespace, found: Sequence[Somebody], language: str) -> bool:
    if len(found) != 1:
        return False
    if arguments.yes:
        return True
    return sys.stdin.isatty() and not arguments.json and says_yes(text("erasing.ask", language))
