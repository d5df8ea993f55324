"""How the configuration is read: from a TOML file and the environment, with errors that never tell a value."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, SecretStr, ValidationError

from bot.config import TELEGRAM, Config, Telegram
from rules.language import LANGUAGES, text

PREFIX = "MINHCHUNG_"
_BOT_NAME = re.compile(r"[a-z0-9]{1,32}")


class ConfigError(Exception):
    """One sentence for the operator: which key, where it stands, what is expected there."""

    def __init__(self, key: str, file: str, expected: str, language: str = "vi") -> None:
        template = "config.wrong" if key else "config.wrong_file"
        super().__init__(text(template, language, key=key, file=file, expected=expected))
        self.key = key
        self.file = file
        self.expected = expected


_FURTHER = "further_bots"
SECTIONS: Mapping[str, type[BaseModel]] = {
    name: next(kind for kind in (*get_args(field.annotation), field.annotation) if isinstance(kind, type))
    for name, field in Config.model_fields.items()
    if name != _FURTHER
}
KEYS = tuple(f"{section}.{key}" for section, model in SECTIONS.items() for key in model.model_fields)


_OF_FURTHER_BOT = re.compile(
    rf"{PREFIX}{TELEGRAM.upper()}__([A-Z0-9]{{1,32}})__({'|'.join(Telegram.model_fields).upper()})"
)


def example() -> str:
    """The configuration file that explains every key."""
    return files("bot").joinpath("config.example.toml").read_text(encoding="utf-8")


def variable(key: str) -> str:
    """The environment variable of a key."""
    return PREFIX + key.upper().replace(".", "__")


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration of a file (if any), with what the environment says on top; ConfigError if it is not right."""
    return _Loader(path, environ).load()


class _Loader:
    def __init__(self, path: Path | None, environ: Mapping[str, str]) -> None:
        self.path = path
        self.environ = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        self.language = self._known_language(self.environ.get(variable("bot.language")))

    def load(self) -> Config:
        raw = self._read() if self.path else {}
        self._choose_language(raw)
        self._refuse_unknown(raw)
        self._set_further_bots_apart(raw)
        self._overlay(raw)
        for section, field in Config.model_fields.items():
            if field.is_required():
                raw.setdefault(section, {})
        folder = self.path.parent if self.path else Path()
        config, wrong = _validated(raw, folder.absolute())
        if config is None:
            raise self._wrong(wrong)
        self._refuse_half_a_bot(config)
        self._refuse_twins(config)
        return config

    def _read(self) -> dict[str, Any]:
        content, problem = _content(self.path or Path())
        if problem:
            raise self._error("", text(problem, self.language))
        parsed, (line, column) = _parsed(content)
        if parsed is None:
            raise self._error("", text("config.broken", self.language, line=line, column=column))
        return parsed

    def _choose_language(self, raw: dict[str, Any]) -> None:
        section = raw.get("bot")
        told = section.get("language") if isinstance(section, dict) else None
        self.language = self._known_language(self.environ.get(variable("bot.language"), told))

    def _known_language(self, told: object) -> str:
        return told if isinstance(told, str) and told in LANGUAGES else "vi"

    def _refuse_unknown(self, raw: dict[str, Any]) -> None:
        for section, table in raw.items():
            if section not in SECTIONS:
                raise self._unknown(section, SECTIONS)
            if not isinstance(table, dict):
                raise self._error(section, text("config.section", self.language, section=section))
            for key, value in table.items():
                if f"{section}.{key}" in KEYS:
                    continue
                if section != TELEGRAM or not isinstance(value, dict):
                    raise self._unknown(f"{section}.{key}", KEYS)
                self._refuse_unknown_of_bot(key, value)

    def _refuse_unknown_of_bot(self, name: str, table: dict[str, Any]) -> None:
        if not _BOT_NAME.fullmatch(name):
            raise self._error(f"{TELEGRAM}.{name}", text("config.bot_name", self.language))
        for key in table:
            if key not in Telegram.model_fields:
                raise self._unknown(f"{TELEGRAM}.{name}.{key}", KEYS)

    def _set_further_bots_apart(self, raw: dict[str, Any]) -> None:
        """[telegram.NAME] stands inside [telegram]."""
        first = raw.get(TELEGRAM, {})
        names = [key for key in first if key not in Telegram.model_fields]
        raw[_FURTHER] = {name: first.pop(name) for name in names}

    def _refuse_half_a_bot(self, config: Config) -> None:
        """Of several bots each needs its token; one alone may still be without."""
        if config.further_bots and config.telegram and not config.telegram.token:
            raise self._wrong(f"{TELEGRAM}.token")
        for name, settings in config.further_bots.items():
            if not settings.token:
                raise self._wrong(f"{TELEGRAM}.{name}.token")

    def _refuse_twins(self, config: Config) -> None:
        """Two tokens of one bot would be two who read its updates."""
        seen: set[str] = set()
        for account in config.bot_accounts:
            if account.bot in seen:
                key = f"{TELEGRAM}.{account.name}.token"
                raise self._error(key, text("config.bot_twice", self.language))
            seen.add(account.bot)

    def _overlay(self, raw: dict[str, Any]) -> None:
        keys = {variable(key): key for key in KEYS}
        squeezed = {name.replace("__", "_") for name in keys}
        for name, value in self.environ.items():
            if name in keys:
                section, key = keys[name].split(".")
                raw.setdefault(section, {})[key] = self._value(keys[name], value.strip())
            elif found := _OF_FURTHER_BOT.fullmatch(name):
                bot, key = found[1].lower(), found[2].lower()
                raw[_FURTHER].setdefault(bot, {})[key] = self._value(f"{TELEGRAM}.{key}", value.strip())
                raw.setdefault(TELEGRAM, {})  # which is the first bot, and must be complete
            elif "__" in name or name in squeezed:
                raise self._unknown(name, keys, text("config.environment", self.language, name=name))

    def _value(self, key: str, told: str) -> object:
        section, name = key.split(".")
        kind = SECTIONS[section].model_fields[name].annotation
        if get_origin(kind) is not tuple:
            return _scalar(kind, told)
        if told.startswith("["):
            return _toml(told)
        item = get_args(kind)[0]
        item = get_args(item)[0] if get_origin(item) is Annotated else item
        return [_scalar(item, part.strip()) for part in told.split(",") if part.strip()]

    def _wrong(self, key: str) -> ConfigError:
        if key in SECTIONS:
            return self._error(key, text("config.section", self.language, section=key))
        section, *_, name = key.split(".")
        return self._error(key, text(f"config.expects.{section}.{name}", self.language))

    def _unknown(
        self, name: str, known: Mapping[str, object] | tuple[str, ...], place: str = ""
    ) -> ConfigError:
        inside = [key for key in KEYS if key.endswith(f".{name}")]
        closest = inside or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
        if closest:
            expected = text("config.closest", self.language, name=closest[0])
        else:
            expected = text("config.known", self.language, names=", ".join(known))
        return self._error(name, expected, place)

    def _error(self, key: str, expected: str, place: str = "") -> ConfigError:
        return ConfigError(_shown(key), place or self._place(key), expected, self.language)

    def _place(self, key: str) -> str:
        name = variable(key)
        if self.path and name not in self.environ:
            return str(self.path)
        return text("config.environment", self.language, name=name)


def _content(path: Path) -> tuple[str, str]:
    """What stands in a file, or the key of the text that says what is the matter with it."""
    try:
        return path.read_text(encoding="utf-8-sig"), ""
    except FileNotFoundError:
        return "", "config.missing"
    except IsADirectoryError:
        return "", "config.directory"
    except UnicodeDecodeError:
        return "", "config.encoding"
    except OSError:
        return "", "config.unreadable"


def _parsed(content: str) -> tuple[dict[str, Any] | None, tuple[int, int]]:
    """The TOML, or the line and column where it breaks; the parser's own words may quote a value."""
    try:
        return tomllib.loads(content), (0, 0)
    except (ValueError, RecursionError) as error:
        if place := re.search(r"\(at line (\d+), column (\d+)\)$", str(error)):
            return None, (int(place[1]), int(place[2]))
        lines = content.split("\n")
        return None, (len(lines), len(lines[-1]) + 1)


def _validated(raw: dict[str, Any], folder: Path) -> tuple[Config | None, str]:
    """The configuration, or the first key that is wrong."""
    try:
        return Config.model_validate(raw, context={"folder": folder}), ""
    except ValidationError as error:
        place = error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        key = (TELEGRAM, *place[1:3]) if place[0] == _FURTHER else place[:2]
        return None, ".".join(map(str, key))


def _scalar(kind: object, told: str) -> object:
    return told if kind in {str, SecretStr, Path} or get_origin(kind) is Literal else _toml(told)


def _toml(told: str) -> object:
    """A TOML value, or None (which no key accepts) for what is none."""
    parsed, _ = _parsed(f"value = {told}")
    return parsed["value"] if parsed is not None and len(parsed) == 1 else None


def _shown(key: str) -> str:
    """A name as it was written, unless it is something else than a name."""
    return key if re.fullmatch(r"[A-Za-z0-9_.-]{0,60}", key) else "?"
