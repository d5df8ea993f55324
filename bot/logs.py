"""The log: one handler on stderr through which everything goes, third parties included, and which tells no secret."""

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any
from urllib.parse import quote

logger = logging.getLogger(__name__)

HIDDEN = "***"
_TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_PATH = re.compile(r"(?<!:/)(/bot)[^/\s]+(?=/)")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}

# At these levels a library tells whole addresses, message texts or people's names.
_QUIETER = {
    "httpx": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "httpcore": logging.WARNING,
    "telegram": logging.INFO,
    "aiosqlite": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "PIL": logging.INFO,
}


def set_up(level: str, format: str, secrets: Iterable[str]) -> None:  # noqa: A002  # the name of the key
    """Send everything that is logged, warned of or raised and not caught to stderr, as "text" or "json" lines."""
    redactor = Redactor(secrets)
    handler = _Handler(sys.stderr)
    handler.setFormatter(JsonLines(redactor) if format == "json" else Sentences(redactor))
    handler.setLevel(level.upper())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, quieter in _QUIETER.items():
        logging.getLogger(name).setLevel(max(quieter, handler.level))
    logging.captureWarnings(capture=True)
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _dead_thread


class Redactor:
    """Hides the given secrets, and whatever looks like a bot's token, in a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        spellings = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
        longest_first = sorted(spellings, key=len, reverse=True)
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if spellings else None

    def __call__(self, told: str) -> str:
        if self._secrets:
            told = self._secrets.sub(HIDDEN, told)
        return _PATH.sub(rf"\1{HIDDEN}", _TOKEN.sub(HIDDEN, told))

    def inside(self, value: object) -> Any:
        """The value with nothing secret in it, as JSON can hold it."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, dict):
            return {self(str(key)): self.inside(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self.inside(item) for item in value]
        return self(str(value))


class _Formatter(logging.Formatter):
    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self.redactor = redactor

    def message(self, record: logging.LogRecord) -> str:
        try:
            told = record.getMessage()
        except (TypeError, ValueError, KeyError):
            told = f"{record.msg} {record.args!r}"
        return self.redactor(told)

    def extras(self, record: logging.LogRecord) -> dict[str, Any]:
        fields = {name: value for name, value in vars(record).items() if name not in _USUAL}
        return dict(self.redactor.inside(fields))

    def trace(self, record: logging.LogRecord) -> str:
        """The traceback; one that another handler has already put into words is not trusted."""
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [record.exc_text] if record.exc_text and not parts else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return self.redactor("\n".join(parts))


class Sentences(_Formatter):
    """Lines for people. Only a traceback may spread over several."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        extras = "".join(f" {name}={value}" for name, value in self.extras(record).items())
        line = f"{at:%Y-%m-%d %H:%M:%S%z} {record.levelname} {record.name}: {self.message(record)}{extras}"
        trace = self.trace(record)
        return _CONTROL.sub(_escape, line) + (f"\n{trace}" if trace else "")


class JsonLines(_Formatter):
    """One object a line for programs."""

    def format(self, record: logging.LogRecord) -> str:
        line = self.extras(record) | {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
        }
        if trace := self.trace(record):
            line["exception"] = trace
        return json.dumps(line, ensure_ascii=False)


class _Handler(logging.StreamHandler[Any]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the library's name
        """Say where a record could not be written; the usual answer would print all that is in it."""
        kind = sys.exc_info()[0]
        if kind and not issubclass(kind, OSError):
            with suppress(ValueError):  # the stream itself is closed
                self.stream.write(
                    f"A log record of {record.name}, line {record.lineno}, failed: {kind.__name__}\n"
                )


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logger.critical("Stopped by an error nobody caught", exc_info=(kind, error, trace))


def _dead_thread(told: threading.ExceptHookArgs) -> None:
    error = told.exc_value or told.exc_type()
    logger.critical(
        "A thread died of an error nobody caught", exc_info=(told.exc_type, error, told.exc_traceback)
    )


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    error = told.exc_value or told.exc_type()
    logger.error(
        "An error was raised where nobody can catch it", exc_info=(told.exc_type, error, told.exc_traceback)
    )


def _spellings(secret: str) -> set[str]:
    """A secret as it is, inside an address, inside a repr; of a token also the part behind the colon."""
    token = re.fullmatch(r"\d+:(.+)", secret)
    alone = {token[1]} if token else set()
    return {secret, quote(secret, safe=""), quote(secret), repr(secret)[1:-1], ascii(secret)[1:-1]} | alone


def _escape(found: re.Match[str]) -> str:
    return repr(found[0])[1:-1]
