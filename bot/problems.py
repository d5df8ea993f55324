"""The one place where an error becomes a sentence for the person who typed the command."""

import errno
import os
import tomllib
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from rules.language import LANGUAGES, text

_REASONS = {
    errno.EACCES: "forbidden",
    errno.EPERM: "forbidden",
    errno.EROFS: "forbidden",
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.EISDIR: "folder",
    errno.ENOSPC: "full",
}


class ProblemError(Exception):
    """A mistake of the operator's, or of the machine's, that has a sentence in the language files."""

    exit_code = 2

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class PartDiedError(ProblemError):
    """A part of the running bot died of what nobody foresaw; another start may help, so nothing is configured wrong."""

    exit_code = 1

    def __init__(self, part: str) -> None:
        super().__init__("problem.part_died", part=part)


_configured = "vi"


def language() -> str:
    """The operator's language: the environment's word, else that of the configuration this command reads."""
    chosen = os.environ.get("MINHCHUNG_BOT__LANGUAGE", _configured)
    return chosen if chosen in LANGUAGES else "vi"


def speak_as_configured(argv: Sequence[str]) -> None:
    """Also about mistakes that are made before the configuration is read, or in it."""
    global _configured  # noqa: PLW0603  one process speaks one language
    named = [after for word, after in pairwise(argv) if word == "--config"]
    named += [word.removeprefix("--config=") for word in argv if word.startswith("--config=")]
    _configured = _language_in(Path(named[-1] if named else "config.toml"))


def _language_in(file: Path) -> str:
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8")).get("bot", {}).get("language", "vi")
    except (OSError, ValueError, AttributeError):
        return "vi"
    return told if isinstance(told, str) else "vi"


def explain(error: BaseException) -> str | None:
    """What went wrong and what to do; None for what nobody foresaw."""
    from bot.config_file import ConfigError
    from platforms.errors import BadTokenError, PlatformError
    from reports.sheets import SheetError
    from storage import StorageError

    match error:
        case BaseExceptionGroup():
            return next(filter(None, map(explain, error.exceptions)), None)
        case ConfigError():
            return str(error)
        case ProblemError():
            words = text(error.key, language(), **error.values)
        case SheetError():
            columns = ", ".join(f"«{text(f'column.{key}', language())}»" for key in error.columns)
            words = text(error.key, language(), columns=columns, **error.values)
        case BadTokenError():
            words = text("problem.token", language())
        case StorageError():
            words = _about_the_ledger(error)
        case PlatformError():
            words = text("problem.platform", language(), reason=error)
        case OSError():
            words = _about_files(error)
        case _:
            return None
    return words


def unforeseen(error: BaseException) -> str:
    """The kind of error and its place; what it says may hold somebody's words."""
    place = error.__traceback__
    while place and place.tb_next:
        place = place.tb_next
    where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
    return text("problem.unforeseen", language(), kind=type(error).__name__, where=where)


def code_of(error: BaseException) -> str:
    """A word for programs: it stays the same whatever the language."""
    if isinstance(error, ProblemError):
        return error.key
    return type(error).__name__.removesuffix("Error").lower()


def exit_code(error: BaseException) -> int:
    """2 for what whoever started the program can mend; 1 for what another start may mend."""
    if isinstance(error, BaseExceptionGroup):
        return min(map(exit_code, error.exceptions))
    return error.exit_code if isinstance(error, ProblemError) else ProblemError.exit_code


def _about_the_ledger(error: Exception) -> str:
    from storage import BrokenSecretError, NewerDatabaseError, OlderDatabaseError

    match error:
        case NewerDatabaseError():
            return text("problem.newer_database", language())
        case OlderDatabaseError():
            return text("problem.older_database", language())
        case BrokenSecretError():
            return text("check.phones_broken", language(), file=error)
        case _:
            return text("problem.database", language(), reason=error)


def _about_files(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return text("problem.port", language())
    if error.errno in (errno.EACCES, errno.EPERM) and not error.filename:
        return text("problem.port_forbidden", language())
    known = _REASONS.get(error.errno or 0)
    reason = text(f"problem.reason.{known}", language()) if known else error.strerror or type(error).__name__
    return text("problem.file", language(), name=error.filename or "?", reason=reason)
