"""What users and operators can type or set is told in README.md and docs/, and what these point at exists."""

import argparse
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from bot.cli.parser import _parser
from bot.config_file import KEYS, example
from docs.pictures import SCENES
from handlers.commands import COMMANDS
from rules.language import text
from tests.house import ROOT

FOR_TEACHERS = ROOT / "docs" / "huong-dan-giao-vien.md"
FOR_ADMINS = ROOT / "docs" / "huong-dan-quan-tri.md"
FOR_OPERATORS = ROOT / "docs" / "van-hanh.md"
README = ROOT / "README.md"
LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")


def pages() -> list[Path]:
    found = [
        README,
        ROOT / "README.en.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ]
    assert len(found) > 6
    return found


def read(*paths: Path) -> str:
    told = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    assert told
    return told


def sub_commands() -> list[str]:
    choices = [
        action.choices for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)
    ]
    assert len(choices) == 1
    assert choices[0]
    return sorted(choices[0])


def internal_links(page: Path) -> Iterator[str]:
    for found in LINK.finditer(re.sub(r"```.*?```", "", read(page), flags=re.DOTALL)):
        target = found[1] or found[2]
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page: Path) -> set[str]:
    """The names by which headings can be linked to, as code hosts make them."""
    headings = re.findall(r"^#+ (.*)$", read(page), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", unicodedata.normalize("NFC", line.lower())).replace(" ", "-")
        for line in headings
    }


@pytest.mark.parametrize("command", sub_commands())
def test_every_sub_command_is_documented(command: str) -> None:
    assert re.search(rf"minhchung {command}\b", read(FOR_OPERATORS))
    assert re.search(rf"`(minhchung )?{command}`|minhchung {command}\b", read(README))


@pytest.mark.parametrize("key", KEYS)
def test_every_setting_is_documented_with_its_default(key: str) -> None:
    row = re.search(rf"^\| `{re.escape(key)}` \| (?:`([^`]*)` )?\|", read(FOR_OPERATORS), re.MULTILINE)
    assert row
    section, _, name = key.partition(".")
    default = tomllib.loads(example())[section][name]
    shown = default if isinstance(default, str) else json.dumps(default)
    assert (row[1] or "").strip('"') == shown if isinstance(default, str) else row[1] == shown


def test_no_setting_is_documented_that_is_none() -> None:
    sections = {key.partition(".")[0] for key in KEYS}
    told = re.findall(r"^\| `(\w+)\.(\w+)` \|", read(FOR_OPERATORS), re.MULTILINE)
    assert told
    assert {f"{section}.{key}" for section, key in told if section in sections} <= set(KEYS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
@pytest.mark.parametrize("page", [FOR_TEACHERS, FOR_ADMINS], ids=lambda page: page.stem)
def test_every_chat_command_is_documented(command: str, page: Path) -> None:
    assert f"`/{command}`" in read(page)


@pytest.mark.parametrize("page", [FOR_TEACHERS, FOR_ADMINS], ids=lambda page: page.stem)
def test_no_chat_command_is_promised_that_is_none(page: Path) -> None:
    told = set(re.findall(r"`/([a-z]+)", read(page)))
    assert told
    assert told <= set(COMMANDS)


def told_together() -> list[tuple[str, str]]:
    """`/toi` (`/me`): a command and what the guides call it in English. /start without a word is help."""
    found = []
    for own, others in re.findall(r"`/([a-z]+)` \(((?:`/[a-z]+`(?:, )?)+)\)", read(FOR_TEACHERS, FOR_ADMINS)):
        found += [(own, other) for other in re.findall(r"`/([a-z]+)`", others) if other != "start"]
    assert len(found) > 20
    return sorted(set(found))


@pytest.mark.parametrize(("own", "other"), told_together())
def test_the_guides_give_a_command_its_own_english_name(own: str, other: str) -> None:
    assert COMMANDS[own] is COMMANDS[other]


def named(told: str) -> set[str]:
    found = set(re.findall(r"(?<![\w/])/([a-z]+)\b", told))
    assert len(found) > 5
    return found


@pytest.mark.parametrize("key", ["help.private", "help.group"])
def test_help_names_the_same_commands_in_both_languages(key: str) -> None:
    ours, theirs = named(text(key, "vi")), named(text(key, "en"))
    assert ours.isdisjoint(theirs)
    assert {COMMANDS[name] for name in ours} == {COMMANDS[name] for name in theirs}


def test_both_readmes_name_the_same_commands() -> None:
    ours, theirs = (
        {COMMANDS[name] for name in re.findall(r"`/([a-z]+)`", read(page)) if name in COMMANDS}
        for page in (README, ROOT / "README.en.md")
    )
    assert len(ours) > 10
    assert ours == theirs


def sources() -> dict[str, str]:
    found = {path.relative_to(ROOT).as_posix(): path for path in ROOT.glob("[a-z]*/**/*.py")}
    assert found
    return {name: path.read_text(encoding="utf-8") for name, path in found.items()}


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_every_file_of_code_that_is_told_of_is_there(page: Path) -> None:
    told = set(re.findall(r"`((?:\w+/)*\w+\.py)`", read(page)))
    there = [f"/{name}" for name in sources()]
    assert [name for name in told if not any(path.endswith(f"/{name}") for path in there)] == []


def test_some_files_of_code_are_told_of() -> None:
    assert len(re.findall(r"`(?:\w+/)+\w+\.py`", read(*pages()))) > 50


def members_told_of() -> list[tuple[str, str]]:
    """`Context.put`: a class and what it has."""
    found = re.findall(r"`([A-Z]\w+)\.(\w+)`", read(*pages()))
    assert found
    return sorted(set(found))


@pytest.mark.parametrize(("owner", "name"), members_told_of())
def test_every_member_of_a_class_that_is_told_of_is_there(owner: str, name: str) -> None:
    homes = [source for source in sources().values() if re.search(rf"^class {owner}\b", source, re.MULTILINE)]
    member = rf"^    (?:(?:async )?def )?{name}\b|self\.{name}\b"
    assert any(re.search(member, home, re.MULTILINE) for home in homes)


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_readme_names_the_two_commands(target: str) -> None:
    assert f"make {target}\n" in read(README)
    assert re.search(rf"^{target}:", read(ROOT / "Makefile"), re.MULTILINE)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    wrong = []
    for link in internal_links(page):
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            wrong.append(link)
    assert wrong == []


def test_pictures_are_those_that_are_made_from_the_demo() -> None:
    shown = {Path(link).name for page in pages() for link in internal_links(page) if link.endswith(".png")}
    made = {f"{name}.png" for name in SCENES}
    assert shown == made == {path.name for path in (ROOT / "docs" / "images").iterdir()}


def test_there_are_links_to_follow() -> None:
    assert len([link for page in pages() for link in internal_links(page)]) > 10


def complaints() -> list[str]:
    """The openings of what is logged at warning and above, with … where a value stands."""
    folders = (ROOT / "bot", ROOT / "scheduler", ROOT / "platforms" / "telegram")
    sources = [source for folder in folders for source in folder.glob("*.py")]
    called = r"log\.(?:warning|error|critical|exception)\(\s*\"([^\"]+)\""
    sentences = re.findall(called, read(*sorted(sources)))
    assert len(sentences) > 15
    openings = {re.split(r" \(|: |, ", sentence)[0] for sentence in sentences}
    return sorted(re.sub(r"%\w", "…", opening) for opening in openings)


@pytest.mark.parametrize("opening", complaints())
def test_every_complaint_in_the_log_is_explained(opening: str) -> None:
    assert f"`{opening}" in read(FOR_OPERATORS)
