"""Sub-commands for whoever installs the bot."""

import argparse
import asyncio
import errno
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import logs
from bot.cli.common import config_path, configuration, print_json, store_of
from bot.cli.file_rights import readable_by_others
from bot.config import BotAccount, Config, Telegram
from bot.config_file import example
from bot.health import Health, Look, Trouble, folders_of
from bot.messengers import messenger_of
from bot.problems import ProblemError, explain
from platforms.errors import PlatformError
from platforms.telegram import Examination, examine
from rules.language import text
from storage import PhoneState, StorageError, private


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `ok`, worth a `warning`, or `wrong`."""

    what: str
    state: str
    words: str


MARKS = {"ok": "✓", "warning": "!", "wrong": "✗"}


def init_config(arguments: argparse.Namespace) -> None:
    try:
        with open(arguments.file, "x", encoding="utf-8", opener=private) as file:
            file.write(example())
    except FileExistsError:
        raise ProblemError("problem.config_exists", file=arguments.file) from None
    print(text("cli.config_written", "vi", file=arguments.file))


def check(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    logs.set_up("error", config.log.format, config.secrets())
    findings = asyncio.run(_check(config, config_path(arguments.config)))
    if arguments.json:
        print_json([{"what": each.what, "state": each.state, "words": each.words} for each in findings])
    else:
        for each in findings:
            print(f"{MARKS[each.state]} {each.words}")
    return ProblemError.exit_code if any(each.state == "wrong" for each in findings) else 0


async def _check(config: Config, config_file: Path | None) -> list[Finding]:
    def words(key: str, **values: object) -> str:
        return text(f"check.{key}", config.bot.language, **values)

    findings = [Finding("config", "ok", words("config"))]
    findings += await _check_database(config, words)
    findings.append(_check_rights(config, config_file, words))
    findings.append(await _check_port(config, words))
    if not config.bot_accounts:
        findings.append(Finding("telegram", "wrong", words("no_telegram")))
    for account in config.bot_accounts:
        findings += [_named(account.name, found) for found in await _check_bot(account, words)]
    return findings


def _named(bot: str, found: Finding) -> Finding:
    """The first bot has no name."""
    return Finding(f"{found.what}.{bot}", found.state, f"[{bot}] {found.words}") if bot else found


Words = Callable[..., str]


async def _check_database(config: Config, words: Words) -> list[Finding]:
    if (ledger := config.storage.ledger) and not ledger.exists():
        return [Finding("database", "ok", words("no_ledger", file=ledger))]
    try:
        store = store_of(config)
        try:
            await store.migrate()
            phones = await store.phone_state()
            look = await Health(store, lambda: datetime.now(UTC), folders_of(config, store)).look()
        finally:
            await store.close()
    except (StorageError, OSError) as error:
        return [Finding("database", "wrong", explain(error) or words("database"))]
    return [
        Finding("database", "ok", words("database")),
        _check_phones(phones, words),
        _check_health(look, words),
    ]


def _check_phones(found: PhoneState, words: Words) -> Finding:
    if found.bare:
        state, key = "wrong", "phones_bare"
    elif found.trouble in {"broken", "forbidden"}:
        state, key = "wrong", f"phones_{found.trouble}"
    elif found.strange:
        state, key = "warning", "phones_missing" if found.trouble else "phones_strange"
    else:
        state, key = "ok", "phones" if found.kept else "phones_none"
    told = words(key, file=found.file, count=found.kept, unknown=found.unknown)
    return Finding("phones", state, told)


def _check_health(look: Look, words: Words) -> Finding:
    """Whether something can be written, and whether what waits is being dealt with."""
    if not look.writable:
        full = look.trouble is Trouble.FULL
        return Finding("health", "wrong", words("disk_full" if full else "cannot_write"))
    if look.trouble and look.totals and look.delays:
        minutes = int(max(look.delays.inbox, look.delays.failing).total_seconds() / 60)
        return Finding(
            "health", "warning", words("stalled", count=look.totals.inbox_pending, minutes=minutes)
        )
    return Finding("health", "ok", words("health"))


def _check_rights(config: Config, config_file: Path | None, words: Words) -> Finding:
    found = readable_by_others(config, config_file)
    if not found:
        return Finding("rights", "ok", words("private"))
    command = shlex.join(["chmod", "go=", *map(str, found)])
    return Finding("rights", "warning", words("readable", count=len(found), command=command))


async def _check_port(config: Config, words: Words) -> Finding:
    try:
        server = await asyncio.start_server(
            lambda _reader, writer: writer.close(), config.http.host, config.http.port
        )
    except OSError as error:
        busy = error.errno == errno.EADDRINUSE
        return Finding("port", "warning" if busy else "wrong", words("port_busy", port=config.http.port))
    server.close()
    await server.wait_closed()
    return Finding("port", "ok", words("port", port=config.http.port))


async def _check_bot(account: BotAccount, words: Words) -> list[Finding]:
    messenger = messenger_of(account)
    try:
        found = await examine(messenger)
    except PlatformError as error:
        return [Finding("token", "wrong", explain(error) or words("token"))]
    finally:
        await messenger.close()
    return [
        Finding("token", "ok", words("token", username=found.identity.username)),
        Finding("privacy", "warning", words("privacy_on"))
        if found.privacy
        else Finding("privacy", "ok", words("privacy_off")),
        _check_webhook(account.settings, found, words),
    ]


def _check_webhook(told: Telegram, found: Examination, words: Words) -> Finding:
    wanted = told.webhook_url if told.mode == "webhook" else ""
    if found.webhook_url != wanted:
        key = "webhook_not_set" if wanted else "webhook_in_the_way"
        return Finding("webhook", "warning", words(key))
    if found.last_error:
        return Finding("webhook", "warning", words("webhook_error", error=found.last_error))
    return Finding("webhook", "ok", words("webhook" if wanted else "polling"))
