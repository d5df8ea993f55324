"""Which files of the bot's somebody else on this machine can read."""

import os
from collections.abc import Iterator
from pathlib import Path

from bot.config import Config
from storage import ErasedList

_OTHERS, _GROUP = (0o004, 0o001), (0o040, 0o011)
"""The bits that let them read a file, and enter a folder above it."""


def readable_by_others(config: Config, config_file: Path | None) -> list[Path]:
    """Of the folders and files with tokens or names in them; by its group only where they are our own."""
    found = {path.absolute(): None for path in _kept(config, config_file)}
    return [path for path in found if _is_open(path)]


def _kept(config: Config, config_file: Path | None) -> Iterator[Path]:
    kept = [config_file] if config_file else []
    kept += [config.storage.files, ErasedList(config.storage.files).path, config.storage.phone_secret_file]
    if ledger := config.storage.ledger:
        there = [*ledger.parent.iterdir()] if ledger.parent.is_dir() else []
        kept += [path for path in there if path.name.startswith(ledger.name)]  # journals and locks, too
        if {*there} <= {*kept}:  # a folder with other things in it, such as /srv, is not ours to close
            yield ledger.parent
    yield from sorted(kept)


def _is_open(path: Path) -> bool:
    try:
        about, above = path.stat(), [folder.stat().st_mode for folder in path.parents]
    except OSError:  # it is not there, or hidden even from us
        return False
    classes = (_OTHERS, _GROUP) if about.st_uid == os.geteuid() else (_OTHERS,)
    return any(about.st_mode & read and all(mode & enter for mode in above) for read, enter in classes)
