"""The configuration: one frozen object, whose values are checked as they come in."""

import re
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    Strict,
    ValidationInfo,
)

from bot import addresses, dates
from bot.clock_times import clock_time, span_of_hours
from rules.phones import PHONE_KEY_FILE

TELEGRAM = "telegram"
_OPERATOR = re.compile(rf"(?:({TELEGRAM}):)?([0-9]{{1,19}})")


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
    """Empty as long as nobody has filled it in: what needs no bot works all the same."""
    if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token.get_secret_value()):
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
        sections = {"": self.telegram, **self.further_bots}
        return tuple(
            BotAccount(TELEGRAM, each.bot, name, each)
            for name, each in sections.items()
            if each and each.token
        )
