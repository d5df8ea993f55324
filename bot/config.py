"""The configuration: one frozen object made from a TOML file and the environment, whose errors never tell a value."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    Strict,
    ValidationError,
    ValidationInfo,
)

from bot import addresses, dates
from bot.clock_times import clock_time, span_of_hours
from rules.language import LANGUAGES, text
from rules.phones import PHONE_KEY_FILE

PREFIX = "MINHCHUNG_"
TELEGRAM = "telegram"
_BOT_NAME = re.compile(r"[a-z0-9]{1,32}")
_OPERATOR = re.compile(rf"(?:({TELEGRAM}):)?([0-9]{{1,19}})")


class ConfigError(Exception):
    """One sentence for the operator: which key, where it stands, what is expected there."""

    def __init__(self, key: str, file: str, expected: str, language: str = "vi") -> None:
        template = "config.wrong" if key else "config.wrong_file"
        super().__init__(text(template, language, key=key, file=file, expected=expected))
        self.key = key
        self.file = file
        self.expected = expected


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError from error
    return name


def _webhook_url(url: str, info: ValidationInfo) -> str:
    if not url and info.data.get("mode") != "webhook":
        return url
    return addresses.webhook(url)


def _webhook_secret(secret: SecretStr, info: ValidationInfo) -> SecretStr:
    needed = info.data.get("mode") == "webhook"
    if (needed or secret) and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError
    return secret


def _token(token: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
        raise ValueError
    return token


def _operator(told: object) -> str:
    """`platform:id`, whatever spelling was given; a bare number is Telegram's."""
    found = _OPERATOR.fullmatch(str(told)) if type(told) in (int, str) else None
    if found is None or not 0 < int(found[2]) < 2**63:
        raise ValueError
    return f"{found[1] or TELEGRAM}:{int(found[2])}"


def _public_url(url: str) -> str:
    return url and addresses.root(url)


def _folder(info: ValidationInfo) -> Path:
    folder: Path = (info.context or {}).get("folder", Path())
    return folder


def _database(url: SecretStr, info: ValidationInfo) -> SecretStr:
    return SecretStr(addresses.database(url.get_secret_value(), _folder(info)))


def _files(path: Path, info: ValidationInfo) -> Path:
    if path == Path():
        raise ValueError
    return _folder(info) / path


def _phone_secret(path: Path, info: ValidationInfo) -> Path:
    """Beside the ledger; with the files, which all processes share, where that is on PostgreSQL."""
    if path != Path():
        return _folder(info) / path
    database, files = info.data.get("database"), info.data.get("files", Path())
    ledger = addresses.sqlite_file(database.get_secret_value()) if database else None
    return ledger.with_name(PHONE_KEY_FILE) if ledger else files / PHONE_KEY_FILE


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_default=True, hide_input_in_errors=True
    )


class Bot(_Section):
    timezone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Ho_Chi_Minh"
    language: Literal["vi", "en"] = "vi"
    operators: Annotated[tuple[Annotated[str, BeforeValidator(_operator)], ...], Strict(strict=False)] = ()
    enrolment: Literal["open", "closed"] = "open"
    most_waiting_answers: Annotated[int, Field(ge=1, le=1000)] = 30

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Telegram(_Section):
    token: Annotated[SecretStr, AfterValidator(_token)]
    base_url: Annotated[str, AfterValidator(addresses.root)] = "https://api.telegram.org"
    mode: Literal["polling", "webhook"] = "polling"
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] = ""
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = SecretStr("")

    @property
    def bot(self) -> str:
        """The bot's number, which its token begins with."""
        return self.token.get_secret_value().partition(":")[0]


class BotAccount(NamedTuple):
    """One bot on one platform; the first has no `name`."""

    platform: str
    bot: str
    name: str
    settings: Telegram

    @property
    def lock(self) -> str:
        """What one process holds as long as it speaks for the bot."""
        return f"{self.platform}-{self.bot}"


class Http(_Section):
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: Annotated[str, AfterValidator(_public_url)] = ""


class Storage(_Section):
    """`database` begins with sqlite:/// and an absolute path, or with postgresql://, whatever spelling was given."""

    database: Annotated[SecretStr, AfterValidator(_database)] = SecretStr("sqlite:///var/minhchung.db")
    files: Annotated[Path, Strict(strict=False), AfterValidator(_files)] = Path("var/files")
    phone_secret_file: Annotated[Path, Strict(strict=False), AfterValidator(_phone_secret)] = Path()

    @property
    def ledger(self) -> Path | None:
        """The file of SQLite."""
        return addresses.sqlite_file(self.database.get_secret_value())


_Number = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Quota(_Section):
    person_week: _Number = 1
    person_month: _Number = 4
    every_week: bool = True
    counts: Annotated[
        tuple[Literal["post", "share", "interaction"], ...], Strict(strict=False), Field(min_length=1)
    ] = ("post", "share")
    school_page_week: _Number = 1
    district_page_week: _Number = 3
    department_page_week: _Number = 4
    year_posts: _Number = 192
    year_shares: _Number = 250
    year_followers: _Number = 32_000


class Calendar(_Section):
    """Days of every year are told as "01/09"; each is checked beside those above it."""

    year_starts: Annotated[str, AfterValidator(dates.year_starts)] = "01/09"
    second_semester: Annotated[str, AfterValidator(dates.second_semester)] = "16/01"
    second_semester_ends: Annotated[str, AfterValidator(dates.second_semester_ends)] = "31/05"
    summer: Annotated[tuple[str, ...], Strict(strict=False), AfterValidator(dates.summer)] = (
        "01/06",
        "31/08",
    )
    breaks: Annotated[tuple[str, ...], Strict(strict=False), AfterValidator(dates.breaks)] = ()
    working_days: Annotated[tuple[str, ...], Strict(strict=False), AfterValidator(dates.working_days)] = ()
    public_holidays: bool = True


_Clock = Annotated[str, AfterValidator(clock_time)]


class Reminders(_Section):
    """Times are hours and minutes on the clocks of `bot.timezone`."""

    on: bool = True
    monday_start: _Clock = "07:00"
    monday_result: _Clock = "08:00"
    thursday_nudge: _Clock = "16:00"
    sunday_private: _Clock = "19:00"
    report_due: _Clock = "08:00"
    review_backlog: _Clock = "17:00"
    threshold: Annotated[int, Field(ge=1, le=100)] = 80
    quiet: Annotated[str, AfterValidator(span_of_hours)] = "21:00-06:00"
    close_grace_hours: Annotated[int, Field(ge=0, le=72)] = 6
    report_days_before: Annotated[int, Field(ge=0, le=30)] = 3
    pin: bool = False
    quarter_report_day: Annotated[int, Field(ge=1, le=28)] = 15
    school_year_report: Annotated[str, AfterValidator(dates.day_of_every_year)] = "15/06"


class Links(_Section):
    resolve: bool = True


class Proof(_Section):
    """`screenshots` are looked at by a person before they count, or count at once."""

    screenshots: Literal["review", "accept"] = "review"
    audit_percent: Annotated[float, Strict(strict=False), Field(ge=0, le=100, allow_inf_nan=False)] = 2.0
    look_back_days: Annotated[int, Field(ge=0, le=3650)] = 90
    most_in_one_message: Annotated[int, Field(ge=1, le=100)] = 10


class Privacy(_Section):
    """For how long what says something of persons is kept."""

    pictures_months: Annotated[int, Field(ge=1, le=600)] = 12
    outbox_days: Annotated[int, Field(ge=1, le=365)] = 7


class Log(_Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Config(_Section):
    """`further_bots` are the sections [telegram.NAME], by name."""

    bot: Bot
    telegram: Telegram | None = None
    further_bots: dict[str, Telegram] = {}
    http: Http
    storage: Storage
    quota: Quota
    calendar: Calendar
    reminders: Reminders
    links: Links
    proof: Proof
    privacy: Privacy
    log: Log

    def secrets(self) -> tuple[str, ...]:
        """Whatever must never be seen in a log."""
        told = list(addresses.passwords(self.storage.database.get_secret_value()))
        for account in self.bot_accounts:
            secrets = (account.settings.token, account.settings.webhook_secret)
            told += [each.get_secret_value() for each in secrets]
        return tuple(filter(None, told))

    @property
    def bot_accounts(self) -> tuple[BotAccount, ...]:
        """Every bot the process is to be, the first one first."""
        told = {"": self.telegram, **self.further_bots}
        return tuple(BotAccount(TELEGRAM, each.bot, name, each) for name, each in told.items() if each)


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
