"""Imports go down the house, and a few things are done nowhere in it."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house import PACKAGES, ROOT, Module, modules

# Who may import what, beside itself; the same table stands in docs/architecture.md.
MAY_IMPORT = {
    "bot": {"handlers", "scheduler", "reports", "platforms", "storage", "rules", "simulator"},
    "handlers": {"platforms.messages", "reports", "storage", "rules"},
    "scheduler": {"reports", "storage", "rules"},
    "reports": {"storage", "rules"},
    "platforms": {"rules"},
    "storage": {"rules"},
    "rules": set[str](),
    "simulator": set[str](),
}
OUTSIDE_WORLD = {
    "aiohttp", "aiosqlite", "asyncio", "asyncpg", "httpx", "os", "pathlib", "requests", "shutil", "socket",
    "sqlalchemy", "sqlite3", "sqlmodel", "subprocess", "telegram", "tempfile", "threading", "urllib.request",
}  # fmt: skip
CLOCKS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "time.time", "time.time_ns", "time.monotonic", "time.perf_counter", "time.localtime", "time.gmtime",
}  # fmt: skip
NAIVE = {
    "datetime.datetime.utcnow", "datetime.datetime.utcfromtimestamp", "datetime.datetime.today", "datetime.date.today",
}  # fmt: skip
SLEEPS = {"time.sleep", "asyncio.sleep", "anyio.sleep"}
EVERYTHING = (*PACKAGES, "tests", "benchmarks")


def forbidden_imports(module: Module, package: str) -> set[str]:
    ours = {name for name in module.imported if name.split(".")[0] in {*PACKAGES, "tests", "benchmarks"}}
    allowed = {package, *MAY_IMPORT[package]}
    return {name for name in ours if not any(f"{name}.".startswith(f"{ok}.") for ok in allowed)}


def places(module: Module, names: set[str]) -> list[str]:
    return [f"{module.name}:{call.lineno} {name}" for name, call in module.calls() if name in names]


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module of an invented house, to see that the checks see."""
    monkeypatch.setattr("tests.house.ROOT", tmp_path)
    (tmp_path / "rules").mkdir()
    return tmp_path / "rules" / "sample.py"


def test_the_house_has_the_rooms_that_are_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = project["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in packaged} == set(PACKAGES) == set(MAY_IMPORT)


def test_the_document_shows_the_same_table() -> None:
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [\d–] \| `(\w+)` \| .* \| (.*) \|$", document, re.MULTILINE)
    assert {package: set(re.findall(r"`([\w.]+)`", below)) for package, below in rows} == MAY_IMPORT


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_go_down(package: str) -> None:
    wrong = {
        module.name: found for module in modules(package) if (found := forbidden_imports(module, package))
    }
    assert wrong == {}


def test_the_house_imports_itself_at_all() -> None:
    inside = {name.split(".")[0] for module in modules(*PACKAGES) for name in module.imported}
    assert len(inside & set(PACKAGES)) > 1


@pytest.mark.parametrize(
    "line",
    [
        "import bot.config",
        "from storage import x",
        "import handlers as h",
        "def f():\n    from platforms.messages import Chat",
    ],
)
def test_an_import_going_up_is_seen(line: str, sample: Path) -> None:
    sample.write_text(line)
    assert forbidden_imports(Module(sample), "rules")


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("from platforms.messages import Incoming", False),
        ("from platforms import messages", False),
        ("import platforms", True),
        ("from platforms import telegram", True),
        ("from platforms.messages_of_others import x", True),
        ("from bot import config", True),
    ],
)
def test_handlers_see_messages_and_nothing_else_of_the_platforms(line: str, seen: bool, sample: Path) -> None:
    sample.write_text(line)
    assert bool(forbidden_imports(Module(sample), "handlers")) is seen


def test_an_import_within_the_package_is_fine(sample: Path) -> None:
    sample.write_text("from . import links\nfrom .links import find\nfrom rules import links")
    assert forbidden_imports(Module(sample), "rules") == set()


def test_rules_do_not_touch_the_outside_world() -> None:
    wrong = {
        f"{module.name} {name}"
        for module in modules("rules")
        for name in module.imported
        if any(f"{name}.".startswith(f"{outside}.") for outside in OUTSIDE_WORLD)
    }
    assert wrong == set()


def test_rules_have_no_clock() -> None:
    assert [place for module in modules("rules") for place in places(module, CLOCKS)] == []


def test_no_time_is_naive() -> None:
    wrong = [place for module in modules(*EVERYTHING) for place in places(module, NAIVE)]
    wrong += [
        f"{module.name}:{call.lineno} {name}"
        for module in modules(*EVERYTHING)
        for name, call in module.calls()
        if is_naive(name, call)
    ]
    assert wrong == []


def is_naive(name: str, call: ast.Call) -> bool:
    zone_at = {"datetime.datetime.now": 0, "datetime.datetime.fromtimestamp": 1, "datetime.datetime": 7}.get(
        name
    )
    if zone_at is None or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    named = {keyword.arg for keyword in call.keywords}
    return len(call.args) <= zone_at and not named & {"tz", "tzinfo", None}


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("datetime.now()", True),
        ("datetime.now(UTC)", False),
        ("datetime.fromtimestamp(0)", True),
        ("datetime.fromtimestamp(0, tz=UTC)", False),
        ("datetime(2025, 11, 17)", True),
        ("datetime(2025, 11, 17, tzinfo=UTC)", False),
    ],
)
def test_a_naive_time_is_seen(line: str, seen: bool, sample: Path) -> None:
    sample.write_text(f"from datetime import UTC, datetime\n{line}")
    assert any(is_naive(name, call) for name, call in Module(sample).calls()) is seen


STARTS = {
    "subprocess.run", "subprocess.Popen", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
    "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell", "os.system", "os.popen",
    "multiprocessing.Process", "concurrent.futures.ProcessPoolExecutor",
}  # fmt: skip


def heirs(module: Module) -> list[str]:
    """Where a process is started that inherits whatever we were told, tokens too."""
    bare = "child_environ" in {name.rpartition(".")[2] for name in module.imported}
    return [
        f"{module.name}:{call.lineno} {name}"
        for name, call in module.calls()
        if name in STARTS
        and not (
            bare and (name.endswith("ProcessPoolExecutor") or "env" in {key.arg for key in call.keywords})
        )
    ]


def test_no_process_inherits_what_we_were_told() -> None:
    house = modules(*PACKAGES)
    assert [place for module in house for place in heirs(module)] == []
    assert sum(name in STARTS for module in house for name, _ in module.calls()) > 3


@pytest.mark.parametrize(
    "line", ["import subprocess\nsubprocess.run([])", "from os import system\nsystem('x')"]
)
def test_an_heir_is_seen(line: str, sample: Path) -> None:
    sample.write_text(line)
    assert heirs(Module(sample))


def written_openly(module: Module) -> list[str]:
    """Where a file or folder is made with whatever rights the umask leaves."""
    wrong = []
    for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        modes = {word for node in call.args if isinstance(word := getattr(node, "value", None), str)}
        writes = name == "open" and any(re.fullmatch("[wax][bt+]*|r[bt]*[+][bt]*", mode) for mode in modes)
        named = {keyword.arg for keyword in call.keywords}
        if name in {"write_text", "write_bytes", "mkdir", "makedirs"} or (writes and "opener" not in named):
            wrong.append(f"{module.name}:{call.lineno}")
    return wrong


def test_whatever_is_written_is_private() -> None:
    maker = ROOT / "storage" / "private_files.py"
    archive = ROOT / "storage" / "privacy" / "backup.py"  # opens parts of its zip archive
    places = [
        place
        for module in modules(*PACKAGES)
        if module.path not in {maker, archive}
        for place in written_openly(module)
    ]
    assert written_openly(Module(maker))
    assert places == []


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("path.open('w')", True),
        ("open(path, 'ab')", True),
        ("path.write_text('x')", True),
        ("folder.mkdir(parents=True)", True),
        ("path.open('rb')", False),
        ("open(path, 'x', opener=private)", False),
    ],
)
def test_an_open_file_is_seen(line: str, seen: bool, sample: Path) -> None:
    sample.write_text(line)
    assert bool(written_openly(Module(sample))) is seen


@pytest.mark.parametrize("line", ["import time\ntime.time()", "from time import time as now\nnow()"])
def test_a_clock_is_seen_under_any_name(line: str, sample: Path) -> None:
    sample.write_text(line)
    assert places(Module(sample), CLOCKS)


def test_tests_wait_for_facts_and_never_for_time() -> None:
    waiting = ROOT / "tests" / "waiting.py"
    wrong = [
        place for module in modules("tests") if module.path != waiting for place in places(module, SLEEPS)
    ]
    assert wrong == []


def test_only_command_lines_print() -> None:
    rooms = modules(*(package for package in PACKAGES if package != "bot"))
    silent = [module for module in rooms if module.path.name not in {"cli.py", "__main__.py"}]
    assert [place for module in silent for place in places(module, {"print", "pprint.pprint"})] == []
