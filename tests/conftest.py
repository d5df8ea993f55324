import logging
import os
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import network, postgres


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many seconds the tests of each folder took, those of all processes together."""
    seconds: dict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds["/".join(report.nodeid.partition("::")[0].split("/")[:-1])] += report.duration
    told = ", ".join(
        f"{folder} {spent:.0f} s"
        for folder, spent in sorted(seconds.items(), key=lambda each: -each[1])
        if spent >= 1
    )
    if told:
        terminalreporter.write_line(told)


@pytest.fixture(scope="session", autouse=True)
def _at_home() -> Iterator[None]:
    """No network beyond this machine, and none of the developer's own settings."""
    with pytest.MonkeyPatch.context() as patch:
        network.forbid(patch)
        for name in os.environ:
            ours = name.startswith("MINHCHUNG_") and not name.startswith("MINHCHUNG_TEST_")
            if ours or name.lower() in {"http_proxy", "https_proxy", "all_proxy"}:
                patch.delenv(name)
        patch.setenv("NO_PROXY", "*")
        yield


@pytest.fixture(autouse=True)
def _own_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test that runs a command here sets up for the process ends with it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    for where, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(where, hook, getattr(where, hook))
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of the server; its absence skips a test at home and fails it where CI is set."""
    if reason := postgres.unreachable():
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return postgres.SERVER


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database for one test."""
    with postgres.database() as url:
        yield url


@pytest.fixture(
    params=[
        pytest.param("sqlite", id="sqlite"),
        pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgres),
    ]
)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database for one test, on each kind of database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'minhchung.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
