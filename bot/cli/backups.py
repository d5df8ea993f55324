"""`minhchung backup` and `minhchung restore`: the ledger and its pictures in one file."""

import argparse
import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

from bot.cli.common import configuration, print_json, reading, says_yes, store_of, with_store
from bot.cli.progress import Progress
from bot.config import Config
from bot.problems import ProblemError
from rules.calendar import local_day
from rules.language import text
from storage import (
    BrokenBackupError,
    Copied,
    FileStore,
    NewerBackupError,
    NotABackupError,
    OlderBackupError,
    PhoneState,
    Restore,
    Store,
    whole_file,
)


def backup(arguments: argparse.Namespace) -> None:
    config = configuration(arguments.config)
    language, files = config.bot.language, FileStore(config.storage.files)
    if arguments.file.exists() and not arguments.overwrite:
        raise ProblemError("problem.backup_exists", file=arguments.file)
    progress = Progress("backup", language)
    with whole_file(arguments.file) as target:

        async def work(store: Store) -> tuple[Copied, PhoneState]:
            copied = await store.backup(target, files, datetime.now(UTC), progress.tell)
            return copied, await store.phone_state()

        copied, phones = reading(config, work)
    progress.end()
    apart = str(phones.file) if phones.kept else ""
    if arguments.json:
        print_json({"file": str(arguments.file), **copied._asdict(), "phone_secret": apart})
        return
    print(text("backup.done", language, rows=copied.rows, files=copied.files, name=arguments.file))
    if copied.missing:
        print(text("backup.missing", language, count=copied.missing), file=sys.stderr)
    if apart:
        print(text("backup.phones", language, file=apart))


def restore(arguments: argparse.Namespace) -> int:
    config = configuration(arguments.config)
    language, files = config.bot.language, FileStore(config.storage.files)
    progress = Progress("backup", language)
    with arguments.file.open("rb") as archive, _explained():
        found = Restore(archive, progress.tell)
        at = f"{found.manifest.at.astimezone(config.bot.zone):%H:%M %d/%m/%Y}"
        if not _wanted(arguments, config, at):
            if arguments.json:
                print_json({"outcome": "declined", "at": found.manifest.at.isoformat()})
            else:
                print(text("backup.declined", language))
            return 0
        found.check()
        told = asyncio.run(_restore(config, found, files))
    progress.end()
    rows, pictures, again, phones = told
    if arguments.json:
        print_json(
            {
                "rows": rows,
                "files": pictures,
                "erased_again": again,
                "at": found.manifest.at.isoformat(),
                "unknown_phones": phones.unknown,
            }
        )
        return 0
    print(text("backup.restored", language, rows=rows, files=pictures, at=at))
    if again:
        print(text("backup.erased_again", language, count=again))
    if phones.unknown:
        print(text("backup.unknown_phones", language, count=phones.unknown, file=phones.file))
    return 0


def _wanted(arguments: argparse.Namespace, config: Config, at: str) -> bool:
    if with_store(config, lambda store: store.is_empty()):
        return True
    if not arguments.replace:
        raise ProblemError("problem.not_empty")
    if arguments.yes:
        return True
    return sys.stdin.isatty() and says_yes(text("backup.ask", config.bot.language, at=at))


async def _restore(config: Config, found: Restore, files: FileStore) -> tuple[int, int, int, PhoneState]:
    """While nobody else writes. Whoever was erased since then is erased again before the bot can start."""
    store = store_of(config)
    now = datetime.now(UTC)
    try:
        async with _alone(config, store):
            copied = await store.restore(found, files)
            await store.migrate()
            entries = await files.erased.read()
            again = await store.erasures.erase_again(entries, now, local_day(now, config.bot.zone))
            await store.erasures.finish(files)
            phones = await store.phone_state()
    finally:
        await store.close()
    return copied.rows, copied.files, again, phones


@contextlib.asynccontextmanager
async def _alone(config: Config, store: Store) -> AsyncIterator[None]:
    """The locks under which the bots speak."""
    async with contextlib.AsyncExitStack() as stack:
        for account in config.bot_accounts:
            if await stack.enter_async_context(store.lock(account.lock)) is None:
                raise ProblemError("problem.bot_running")
        yield


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except NotABackupError as error:
        raise ProblemError("problem.not_a_backup") from error
    except NewerBackupError as error:
        raise ProblemError("problem.backup_newer") from error
    except OlderBackupError as error:
        raise ProblemError("problem.backup_older") from error
    except BrokenBackupError as error:
        raise ProblemError("problem.backup_broken", name=str(error)) from error
