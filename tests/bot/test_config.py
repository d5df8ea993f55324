import re
import tomllib
from pathlib import Path

import pytest

from bot.config import Config, Telegram
from bot.config_file import KEYS, ConfigError, example, load, variable
from rules.language import texts

TOKEN = "123456789:" + "A" * 35
SECRET_PASSWORD = "mật%40khẩu"

TIMES = ("monday_start", "monday_result", "thursday_nudge", "sunday_private", "report_due", "review_backlog")
GOOD = {
    "bot.timezone": ("UTC", "UTC"),
    "bot.language": ("en", "en"),
    "bot.operators": ("telegram:12, 34", ("telegram:12", "telegram:34")),
    "bot.enrolment": ("closed", "closed"),
    "telegram.token": ("1:a", "1:a"),
    "telegram.base_url": ("http://127.0.0.1:8081/", "http://127.0.0.1:8081"),
    "telegram.mode": ("polling", "polling"),
    "telegram.webhook_url": ("https://example.vn/hook/telegram", "https://example.vn/hook/telegram"),
    "telegram.webhook_secret": ("s-1_x", "s-1_x"),
    "http.host": ("0.0.0.0", "0.0.0.0"),
    "http.port": ("0", 0),
    "http.public_url": ("https://example.vn", "https://example.vn"),
    "storage.database": ("postgres://u@h/d", "postgresql://u@h/d"),
    "storage.files": ("/srv/files", Path("/srv/files")),
    "storage.phone_secret_file": ("/srv/secret", Path("/srv/secret")),
    "quota.person_week": ("2", 2),
    "quota.person_month": ("0", 0),
    "quota.every_week": ("false", False),
    "quota.counts": ("post, interaction", ("post", "interaction")),
    "quota.school_page_week": ("2", 2),
    "quota.district_page_week": ("5", 5),
    "quota.department_page_week": ("6", 6),
    "quota.year_posts": ("200", 200),
    "quota.year_shares": ("300", 300),
    "quota.year_followers": ("40000", 40_000),
    "calendar.year_starts": ("05/09", "05/09"),
    "calendar.second_semester": ("10/01", "10/01"),
    "calendar.second_semester_ends": ("25/05", "25/05"),
    "calendar.summer": ("10/06, 20/08", ("10/06", "20/08")),
    "calendar.breaks": ("16/02/2026-22/02/2026, 20/11/2026", ("16/02/2026-22/02/2026", "20/11/2026")),
    "calendar.working_days": ('["14/02/2026"]', ("14/02/2026",)),
    "calendar.public_holidays": ("false", False),
    "reminders.on": ("false", False),
    "links.resolve": ("false", False),
    "proof.screenshots": ("accept", "accept"),
    "proof.audit_percent": ("0.5", 0.5),
    "proof.look_back_days": ("30", 30),
    "proof.most_in_one_message": ("5", 5),
    "bot.most_waiting_answers": ("5", 5),
    "privacy.pictures_months": ("36", 36),
    "privacy.outbox_days": ("30", 30),
    **{f"reminders.{name}": ("6:30", "6:30") for name in TIMES},
    "reminders.threshold": ("75", 75),
    "reminders.quiet": ("22:00-05:30", "22:00-05:30"),
    "reminders.close_grace_hours": ("0", 0),
    "reminders.report_days_before": ("5", 5),
    "reminders.pin": ("true", True),
    "reminders.quarter_report_day": ("10", 10),
    "reminders.school_year_report": ("1/6", "1/6"),
    "log.level": ("debug", "debug"),
    "log.format": ("json", "json"),
}

BAD = {
    "bot.timezone": ['""', '"Hà Nội"', '"../etc/passwd"', '"Asia"', "7"],
    "bot.language": ['"fr"', "1"],
    "bot.operators": [
        '["@thu"]',
        '["zalo:12"]',
        '["telegram:"]',
        '["12:telegram"]',
        "[0]",
        "[-5]",
        "[true]",
        "[1.5]",
        "12",
        '"12"',
        "[99999999999999999999]",
    ],
    "bot.enrolment": ['"sometimes"', "true"],
    "telegram.token": ['"123456789"', '"123:a b"', '"bot123:abc"', "12"],
    "telegram.base_url": [
        '""',
        '"api.telegram.org"',
        '"ftp://a"',
        '"https://u:p@a"',
        '"https://a?b"',
        '"http://[::1"',
    ],
    "telegram.mode": ['"push"', "[]"],
    "telegram.webhook_url": [
        '"http://example.vn/hook"',
        '"example.vn"',
        '"https://"',
        '"http://localhost.evil.vn/"',
    ],
    "telegram.webhook_secret": ['"a b"', '"mật"', f'"{"a" * 257}"'],
    "http.host": ['""', "1"],
    "http.port": ["-1", "65536", '"80"', "true", "1.5"],
    "http.public_url": ['"example.vn"', '"https://a:port"'],
    "storage.database": [
        '""',
        '"mysql://h/d"',
        '"sqlite://"',
        '"sqlite:///:memory:"',
        '"postgresql://"',
        '"var/x.db"',
    ],
    "storage.files": ['""', "1"],
    "storage.phone_secret_file": ["1", "true"],
    "quota.person_week": ["-1", '"1"', "0.5"],
    "quota.person_month": ["-1", "true"],
    "quota.every_week": ["1", '"yes"'],
    "quota.counts": ["[]", '["like"]', '"post"', "1"],
    "quota.school_page_week": ["-1", '"1"'],
    "quota.district_page_week": ["-1", "2.5"],
    "quota.department_page_week": ["-1", "false"],
    "quota.year_posts": ["-1", '"many"'],
    "quota.year_shares": ["-1", "[]"],
    "quota.year_followers": ["-1", "99999999999999999999"],
    "calendar.year_starts": ['"2026-09-01"', '"30/02"', '"01/06"', '"1.9"', "901", '"29/02"'],
    "calendar.second_semester": ['"01/07"', '"32/01"', '""'],
    "calendar.second_semester_ends": ['"15/01"', '"01/09"', '"31/12"', '"May"'],
    "calendar.summer": ['["01/06"]', '["31/08", "01/06"]', '["01/06", "31/06"]', '"01/06"', "true"],
    "calendar.breaks": ['["22/02/2026-16/02/2026"]', '["Tết"]', '["16/02-22/02"]', '"16/02/2026"', "[1]"],
    "calendar.working_days": ['["14/02"]', '["30/02/2026"]', '["14/02/2026-15/02/2026"]', "[20260214]"],
    "calendar.public_holidays": ['"true"', "0"],
    "reminders.on": ['"yes"', "1"],
    "links.resolve": ['"yes"', "1"],
    "proof.screenshots": ['"maybe"', "true"],
    "proof.audit_percent": ["-1", "101", '"viel"', "nan"],
    "proof.look_back_days": ["-1", "1.5", '"90"'],
    "proof.most_in_one_message": ["0", "101", '"10"'],
    "bot.most_waiting_answers": ["0", "1001", '"30"'],
    "privacy.pictures_months": ["0", "601", '"12"'],
    "privacy.outbox_days": ["0", "366", '"7"'],
    **{f"reminders.{name}": ['""', '"7"', '"24:00"', '"07:60"', "7", "07:00:00"] for name in TIMES},
    "reminders.threshold": ["0", "101", '"80"'],
    "reminders.quiet": ['"21:00"', '"21:00-25:00"', '"-"', "21"],
    "reminders.close_grace_hours": ["-1", "73"],
    "reminders.report_days_before": ["-1", "31"],
    "reminders.pin": ['"no"'],
    "reminders.quarter_report_day": ["0", "29"],
    "reminders.school_year_report": ['"29/02"', '"15-06"', '""', '"15/13"'],
    "log.level": ['"loud"', '"INFO "'],
    "log.format": ['"xml"', "1"],
}


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_samples_cover_every_key() -> None:
    assert set(GOOD) == set(BAD) == set(KEYS)


def test_nothing_given_means_the_defaults() -> None:
    config = load(None, {})
    assert (config.bot.timezone, config.telegram, config.http.port) == ("Asia/Ho_Chi_Minh", None, 8080)


def test_the_configuration_is_frozen() -> None:
    config = load(None, {})
    with pytest.raises(ValueError, match="frozen"):
        config.http.port = 1  # type: ignore[misc]


@pytest.mark.parametrize("key", KEYS)
def test_every_key_is_an_environment_variable(key: str) -> None:
    told, meant = GOOD[key]
    assert value_of(load(None, with_token({variable(key): told})), key) == meant


@pytest.mark.parametrize("key", KEYS)
def test_the_environment_wins_over_the_file(key: str, config_file: Path) -> None:
    config_file.write_text(example())
    told, meant = GOOD[key]
    assert value_of(load(config_file, with_token({variable(key): told})), key) == meant


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("[1, 2]", ("1", "2")),
        ("1,2", ("1", "2")),
        (" 7 ", ("7",)),
        ('["telegram:7", 8]', ("7", "8")),
        ("", ()),
        ("[]", ()),
    ],
)
def test_a_list_in_the_environment_is_toml_or_has_commas(told: str, meant: tuple[str, ...]) -> None:
    found = load(None, {"MINHCHUNG_BOT__OPERATORS": told}).bot.operators
    assert found == tuple(f"telegram:{number}" for number in meant)


@pytest.mark.parametrize("told", ["eighty", "80\nfoo = 1", "", "[80]", "'80'"])
def test_a_number_in_the_environment_must_be_one_number(told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, {"MINHCHUNG_HTTP__PORT": told})
    assert "MINHCHUNG_HTTP__PORT" in str(caught.value)


BAD_VALUES = [(key, told) for key, many in BAD.items() for told in many]


@pytest.mark.parametrize(("key", "told"), BAD_VALUES)
def test_a_bad_value_is_told_by_key_file_and_need_only(key: str, told: str, config_file: Path) -> None:
    section, name = key.split(".")
    config_file.write_text(with_token_line(section, f"{name} = {told}"))
    with pytest.raises(ConfigError) as caught:
        load(config_file, {})
    need = texts("vi")[f"config.expects.{key}"]
    assert str(caught.value) == f"Cấu hình {key} trong {config_file} chưa đúng: cần {need}."


@pytest.mark.parametrize(("key", "told"), BAD_VALUES)
def test_a_bad_value_hides_in_no_corner_of_the_error(key: str, told: str, config_file: Path) -> None:
    section, name = key.split(".")
    config_file.write_text(with_token_line(section, f"{name} = {told}"))
    with pytest.raises(ConfigError) as caught:
        load(config_file, {})
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_webhook_mode_needs_an_address(config_file: Path) -> None:
    config_file.write_text(f'[telegram]\ntoken = "{TOKEN}"\nmode = "webhook"\nwebhook_secret = "s"')
    assert wrong_key(config_file) == "telegram.webhook_url"


def test_webhook_mode_needs_a_secret(config_file: Path) -> None:
    config_file.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nmode = "webhook"\nwebhook_url = "https://a.vn/hook"'
    )
    assert wrong_key(config_file) == "telegram.webhook_secret"


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ("year_starts = '01/08'\nsecond_semester_ends = '10/08'", "calendar.second_semester_ends"),
        ("second_semester = '01/06'", "calendar.second_semester_ends"),
        ("year_starts = 'x'\nsecond_semester_ends = '10/12'", "calendar.year_starts"),
    ],
)
def test_days_of_the_year_must_fit_each_other(lines: str, key: str, config_file: Path) -> None:
    config_file.write_text(f"[calendar]\n{lines}")
    assert wrong_key(config_file) == key


def test_a_department_may_have_no_summer(config_file: Path) -> None:
    config_file.write_text("[calendar]\nsummer = []")
    assert load(config_file, {}).calendar.summer == ()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "[::1]:8080"])
def test_a_webhook_may_be_plain_http_on_this_machine(host: str, config_file: Path) -> None:
    url = f"http://{host}/hook/telegram"
    config_file.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nmode = "webhook"\nwebhook_url = "{url}"\nwebhook_secret = "s"'
    )
    assert value_of(load(config_file, {}), "telegram.webhook_url") == url


def test_a_telegram_section_needs_a_token(config_file: Path) -> None:
    config_file.write_text("[telegram]")
    assert wrong_key(config_file) == "telegram.token"


@pytest.mark.parametrize(
    ("content", "name", "closest"),
    [
        ("[bto]", "bto", "bot"),
        ("[bot]\ntimezon = 'UTC'", "bot.timezon", "bot.timezone"),
        ("timezone = 'UTC'", "timezone", "bot.timezone"),
        ("[http]\ntimezone = 'UTC'", "http.timezone", "bot.timezone"),
        ("[telegram]\ntokn = '1:a'", "telegram.tokn", "telegram.token"),
    ],
)
def test_a_typing_mistake_is_answered_with_the_closest_name(
    content: str, name: str, closest: str, config_file: Path
) -> None:
    config_file.write_text(content)
    with pytest.raises(ConfigError) as caught:
        load(config_file, {})
    assert (caught.value.key, caught.value.expected) == (
        name,
        f"một tên có trong tài liệu, gần nhất là {closest}",
    )


def test_a_name_like_no_other_is_answered_with_all_names(config_file: Path) -> None:
    config_file.write_text("[xyzzy]")
    names = "bot, telegram, http, storage, quota, calendar, reminders, links, proof, privacy, log"
    with pytest.raises(ConfigError, match=names):
        load(config_file, {})


@pytest.mark.parametrize("name", ["MINHCHUNG_HTTP__PRT", "MINHCHUNG_HTTP_PORT", "MINHCHUNG_HTPP__PORT"])
def test_a_mistyped_variable_is_answered_with_the_closest(name: str) -> None:
    with pytest.raises(ConfigError, match=rf"{name} .* MINHCHUNG_HTTP__PORT\."):
        load(None, {name: "1"})


def test_variables_of_others_are_left_alone() -> None:
    assert load(None, {"PATH": "/bin", "MINHCHUNG_TEST_POSTGRES": "x", "HTTP__PORT": "x"}) == load(None, {})


def test_a_value_written_where_a_name_belongs_is_not_shown(config_file: Path) -> None:
    config_file.write_text(f'[telegram]\n"{TOKEN}" = 1')
    with pytest.raises(ConfigError) as caught:
        load(config_file, {})
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("content", ["bot = 3", "[[bot]]", "bot = []"])
def test_a_section_must_be_a_section(content: str, config_file: Path) -> None:
    config_file.write_text(content)
    with pytest.raises(ConfigError, match=r"cần một mục \[bot\]\.$"):
        load(config_file, {})


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (f"[telegram]\ntoken = {TOKEN}\n", "dòng 2, cột 18"),
        (f"[telegram]\ntoken = '{TOKEN}", "dòng 2, cột 55"),
        ("[bot]\n[bot]\n", "dòng 2, cột 5"),
        ("x = " + "[" * 5000, "dòng 1, cột 5005"),
        ("x = " + "9" * 5000, "dòng 1, cột 5005"),
    ],
    ids=["no quotes", "open quote", "section twice", "too deep", "too long a number"],
)
def test_broken_toml_is_told_by_line_and_column_only(content: str, place: str, config_file: Path) -> None:
    config_file.write_text(content)
    with pytest.raises(ConfigError) as caught:
        load(config_file, {})
    need = f"nội dung TOML viết đúng (sai ở {place})"
    assert str(caught.value) == f"Chưa dùng được tệp cấu hình {config_file}: cần {need}."


def test_a_missing_file_is_told(config_file: Path) -> None:
    with pytest.raises(ConfigError, match="một tệp có thật"):
        load(config_file, {})


def test_a_directory_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="không phải thư mục"):
        load(tmp_path, {})


def test_a_file_in_another_encoding_is_told(config_file: Path) -> None:
    config_file.write_bytes("# tiếng Việt".encode("utf-16"))
    with pytest.raises(ConfigError, match="UTF-8"):
        load(config_file, {})


def test_a_file_nobody_may_read_is_told(config_file: Path) -> None:
    config_file.symlink_to(config_file)
    with pytest.raises(ConfigError, match="quyền đọc"):
        load(config_file, {})


def test_a_file_from_notepad_is_read(config_file: Path) -> None:
    config_file.write_bytes(b"\xef\xbb\xbf[http]\r\nport = 81\r\n")
    assert load(config_file, {}).http.port == 81


def test_errors_speak_the_language_of_the_file(config_file: Path) -> None:
    config_file.write_text("[bot]\nlanguage = 'en'\n[http]\nport = -1")
    with pytest.raises(ConfigError, match=r"^The setting http\.port in .* needs a port number"):
        load(config_file, {})


def test_errors_about_a_missing_file_speak_the_language_of_the_environment(config_file: Path) -> None:
    with pytest.raises(ConfigError, match=r"^The configuration file .* cannot be used"):
        load(config_file, {"MINHCHUNG_BOT__LANGUAGE": "en"})


@pytest.mark.parametrize("scheme", ["sqlite", "sqlite+aiosqlite"])
def test_a_relative_database_lies_beside_the_config_file(scheme: str, config_file: Path) -> None:
    config_file.write_text(f"[storage]\ndatabase = '{scheme}:///data/a.db?timeout=5'")
    expected = f"sqlite:///{config_file.parent}/data/a.db?timeout=5"
    assert value_of(load(config_file, {}), "storage.database") == expected


def test_an_absolute_database_stays_where_it_is(config_file: Path) -> None:
    config_file.write_text("[storage]\ndatabase = 'sqlite:////srv/a.db'")
    assert value_of(load(config_file, {}), "storage.database") == "sqlite:////srv/a.db"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
def test_postgresql_has_one_spelling(scheme: str) -> None:
    config = load(None, {"MINHCHUNG_STORAGE__DATABASE": f"{scheme}://u:p@h:5432/d?ssl=require"})
    assert value_of(config, "storage.database") == "postgresql://u:p@h:5432/d?ssl=require"


def test_without_a_file_paths_start_where_the_bot_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}).storage.files == tmp_path / "var" / "files"
    assert load(None, {}).storage.phone_secret_file == tmp_path / "var" / "phone-secret"


@pytest.mark.parametrize(
    ("database", "file"),
    [
        ("sqlite:////srv/ledger/bot.db", "/srv/ledger/phone-secret"),
        ("postgresql://h/d", "/srv/files/phone-secret"),
    ],
)
def test_the_secret_of_numbers_stands_where_all_processes_find_it(database: str, file: str) -> None:
    environ = {"MINHCHUNG_STORAGE__DATABASE": database, "MINHCHUNG_STORAGE__FILES": "/srv/files"}
    assert load(None, environ).storage.phone_secret_file == Path(file)


def secret_config() -> Config:
    database = f"postgresql://u:{SECRET_PASSWORD}@h/d?password=query-secret"
    environ = {
        "MINHCHUNG_TELEGRAM__WEBHOOK_SECRET": "hook-secret",
        "MINHCHUNG_STORAGE__DATABASE": database,
    }
    return load(None, with_token(environ))


@pytest.mark.parametrize("secret", [TOKEN, "hook-secret", SECRET_PASSWORD, "mật@khẩu", "query-secret"])
def test_a_secret_is_in_no_picture_of_the_configuration(secret: str) -> None:
    config = secret_config()
    assert (
        secret not in f"{config!r} {config} {config.storage!r} {config.telegram} {config.model_dump_json()}"
    )


@pytest.mark.parametrize("secret", [TOKEN, "hook-secret", SECRET_PASSWORD, "mật@khẩu", "query-secret"])
def test_secrets_are_known_to_those_who_hide_them(secret: str) -> None:
    assert secret in secret_config().secrets()


def test_without_secrets_there_is_nothing_to_hide() -> None:
    assert load(None, {}).secrets() == ()


def test_the_example_says_the_defaults(config_file: Path) -> None:
    config_file.write_text(example())
    expected = load(
        None, with_token({"MINHCHUNG_STORAGE__DATABASE": f"sqlite:///{config_file.parent}/var/minhchung.db"})
    )
    storage = expected.storage.model_copy(update={"files": config_file.parent / "var" / "files"})
    assert load(config_file, with_token({})) == expected.model_copy(update={"storage": storage})


def test_the_example_holds_every_key() -> None:
    tables = tomllib.loads(example())
    assert [f"{section}.{key}" for section, table in tables.items() for key in table] == list(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_the_example_explains_every_key_in_two_languages(key: str) -> None:
    section, name = key.split(".")
    lines = example().split(f"[{section}]")[1].splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith(f"{name} ="))
    vietnamese, english = lines[at - 2 : at]
    assert vietnamese.startswith("# ")
    assert not vietnamese.isascii()
    assert english.startswith("# ")
    assert english.isascii()


def test_the_example_stands_at_the_top_of_the_repository_too() -> None:
    assert (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8") == example()


# further bots

MORE = f"""
[telegram]
token = "{TOKEN}"

[telegram.mamnon]
token = "2:b"
mode = "webhook"
webhook_url = "https://a.vn/hook/telegram/mamnon"
webhook_secret = "hook-secret"
"""


def test_a_named_section_is_a_further_bot(config_file: Path) -> None:
    config_file.write_text(MORE)
    first, further = load(config_file, {}).bot_accounts
    assert (first.platform, first.bot, first.name) == ("telegram", "123456789", "")
    assert (further.platform, further.bot, further.name) == ("telegram", "2", "mamnon")
    assert further.settings.webhook_url == "https://a.vn/hook/telegram/mamnon"


def test_without_a_token_there_is_no_bot(config_file: Path) -> None:
    assert load(None, {}).bot_accounts == ()
    config_file.write_text('[telegram]\ntoken = ""')
    assert load(config_file, {}).bot_accounts == ()


@pytest.mark.parametrize("key", Telegram.model_fields)
def test_every_key_of_a_further_bot_is_an_environment_variable(key: str) -> None:
    told, meant = GOOD[f"telegram.{key}"]
    environ = {"MINHCHUNG_TELEGRAM__MAMNON__TOKEN": "2:b", variable(f"telegram.mamnon.{key}"): told}
    _, further = load(None, with_token(environ | {"MINHCHUNG_TELEGRAM__TOKEN": TOKEN})).bot_accounts
    found = getattr(further.settings, key)
    assert (found.get_secret_value() if hasattr(found, "get_secret_value") else found) == meant


def test_the_environment_wins_over_the_section_of_a_further_bot(config_file: Path) -> None:
    config_file.write_text(MORE)
    environ = {"MINHCHUNG_TELEGRAM__MAMNON__TOKEN": "3:c"}
    assert [account.bot for account in load(config_file, environ).bot_accounts] == ["123456789", "3"]


@pytest.mark.parametrize(
    ("lines", "key", "need"),
    [
        ("[telegram.mamnon]", "telegram.mamnon.token", "config.expects.telegram.token"),
        ("[telegram.mamnon]\ntoken = ''", "telegram.mamnon.token", "config.expects.telegram.token"),
        ("[telegram.mamnon]\ntoken = '2'", "telegram.mamnon.token", "config.expects.telegram.token"),
        (f"[telegram.mamnon]\ntoken = '{TOKEN}'", "telegram.mamnon.token", "config.bot_twice"),
        ("[telegram.MamNon]\ntoken = '2:b'", "telegram.MamNon", "config.bot_name"),
        ("[telegram.'mầm non']\ntoken = '2:b'", "?", "config.bot_name"),
        ("[telegram.a-b]\ntoken = '2:b'", "telegram.a-b", "config.bot_name"),
    ],
)
def test_a_wrong_further_bot_is_told_by_key_and_need(
    lines: str, key: str, need: str, config_file: Path
) -> None:
    config_file.write_text(f"[telegram]\ntoken = '{TOKEN}'\n{lines}")
    with pytest.raises(ConfigError) as caught:
        load(config_file, {})
    assert (caught.value.key, caught.value.expected) == (key, texts("vi")[need])


@pytest.mark.parametrize("lines", ["tokn = '2:b'", "[telegram.mamnon.deeper]"])
def test_a_typing_mistake_in_a_further_bot_is_told(lines: str, config_file: Path) -> None:
    config_file.write_text(f"{MORE.partition('mode')[0]}{lines}")
    with pytest.raises(ConfigError, match="một tên có trong tài liệu"):
        load(config_file, {})


@pytest.mark.parametrize(
    "content",
    [
        "[further_bots.a]\ntoken = '2:b'",
        "[telegram.mamnon]\ntoken = '2:b'",
        "[telegram]\ntoken = ''\n[telegram.mamnon]\ntoken = '2:b'",
    ],
)
def test_a_further_bot_needs_a_first_one(content: str, config_file: Path) -> None:
    config_file.write_text(content)
    with pytest.raises(ConfigError):
        load(config_file, {})


def test_a_further_bot_of_the_environment_needs_a_first_one_too() -> None:
    with pytest.raises(ConfigError) as caught:
        load(None, {"MINHCHUNG_TELEGRAM__MAMNON__TOKEN": "2:b"})
    assert caught.value.key == "telegram.token"


@pytest.mark.parametrize("secret", ["2:b", "hook-secret"])
def test_the_secrets_of_a_further_bot_are_hidden(secret: str, config_file: Path) -> None:
    config_file.write_text(MORE)
    config = load(config_file, {})
    assert secret in config.secrets()
    assert f"'{secret}'" not in f"{config!r} {config.model_dump_json()}"


def further_bot(words: str) -> dict[str, object]:
    """The section that shows how a further bot is told."""
    section = re.search(r"^(?:# )?\[telegram\.mamnon\]\n(?:(?:# )?\w+ = .*\n)+", words, re.MULTILINE)
    assert section
    found: dict[str, object] = tomllib.loads(section[0].replace("# ", ""))["telegram"]["mamnon"]
    return found


def test_the_example_shows_a_further_bot(config_file: Path) -> None:
    told = further_bot(example())
    assert set(told) == set(Telegram.model_fields)
    shown = "\n".join(f"{key} = '{value}'" for key, value in told.items() if key != "token")
    config_file.write_text(f"[telegram]\ntoken = '{TOKEN}'\n[telegram.mamnon]\ntoken = '2:b'\n{shown}")
    assert [account.name for account in load(config_file, {}).bot_accounts] == ["", "mamnon"]


def test_the_guide_and_the_example_show_the_same_further_bot() -> None:
    guide = Path(__file__).parents[2] / "docs" / "van-hanh.md"
    assert further_bot(guide.read_text(encoding="utf-8")) == further_bot(example())


def value_of(config: Config, key: str) -> object:
    section, name = key.split(".")
    value = getattr(getattr(config, section), name)
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value


def with_token(environ: dict[str, str]) -> dict[str, str]:
    return {"MINHCHUNG_TELEGRAM__TOKEN": TOKEN} | environ


def with_token_line(section: str, line: str) -> str:
    token = "" if section != "telegram" or line.startswith("token") else f'token = "{TOKEN}"\n'
    return f"[{section}]\n{token}{line}\n"


def wrong_key(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    return caught.value.key
