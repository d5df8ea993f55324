"""What is installed: all that the code asks for is declared, and the constraints files pin it with hashes."""

import re
import sys
import tomllib
from functools import lru_cache
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house import PACKAGES, ROOT, modules

RUNNING = ROOT / "constraints.txt"
DEVELOPING = ROOT / "constraints-dev.txt"
PIN = re.compile(r"([a-z0-9.-]+)==([A-Za-z0-9.+!-]+)( ; [a-z_ '0-9.<>=!()A-Z]+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@lru_cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def needed(file: Path) -> list[Requirement]:
    told = [*project()["project"]["dependencies"], *project()["build-system"]["requires"]]
    if file == DEVELOPING:
        told += project()["project"]["optional-dependencies"]["dev"]
    return [Requirement(each) for each in told]


@lru_cache
def pins(file: Path) -> dict[Requirement, tuple[str, ...]]:
    """What is pinned, with its hashes; a line that is neither is a fault."""
    found: dict[Requirement, list[str]] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        told = line.removesuffix("\\").strip()
        if told.startswith("#"):
            continue
        if HASH.fullmatch(told):
            found[list(found)[-1]].append(told)
        else:
            assert PIN.fullmatch(told), told
            found[Requirement(told)] = []
    assert len(found) > 20
    return {pin: tuple(hashes) for pin, hashes in found.items()}


def version_here(file: Path, name: str) -> str:
    (version,) = {
        specifier.version
        for pin in pins(file)
        if canonicalize_name(pin.name) == name and (pin.marker is None or pin.marker.evaluate())
        for specifier in pin.specifier
    }
    return version


def is_wanted(requirement: Requirement, extras: set[str]) -> bool:
    if requirement.marker is None:
        return True
    here = {name: str(value) for name, value in default_environment().items()}
    return any(requirement.marker.evaluate(here | {"extra": extra}) for extra in extras or {""})


def asked_for(requirements: list[Requirement]) -> set[str]:
    """These and whatever they need in turn, by what the installed packages say of themselves."""
    found: set[tuple[str, str]] = set()
    waiting = list(requirements)
    while waiting:
        one = waiting.pop()
        for extra in {"", *one.extras}:
            key = (canonicalize_name(one.name), extra)
            if key not in found:
                found.add(key)
                further = [Requirement(told) for told in requires(one.name) or ()]
                waiting += [each for each in further if is_wanted(each, {extra})]
    return {name for name, _ in found}


def test_whatever_the_code_imports_is_declared() -> None:
    declared = {canonicalize_name(each.name) for each in needed(RUNNING)}
    imported = {name.partition(".")[0] for module in modules(*PACKAGES) for name in module.imported}
    foreign = imported - set(PACKAGES) - sys.stdlib_module_names
    assert len(foreign) > 10
    owners = packages_distributions()
    unknown = {name for name in foreign if not declared & {canonicalize_name(each) for each in owners[name]}}
    assert unknown == set()


def test_the_database_is_reached_with_what_is_declared() -> None:
    """SQLAlchemy hands its asyncio part over to greenlet, and only its extra asks for that."""
    assert "greenlet" in asked_for(needed(RUNNING))


@pytest.mark.parametrize("file", [RUNNING, DEVELOPING], ids=lambda file: file.stem)
def test_what_is_declared_is_pinned_within_its_bounds(file: Path) -> None:
    wrong = [
        str(each)
        for each in needed(file)
        if not each.specifier.contains(version_here(file, canonicalize_name(each.name)))
    ]
    assert wrong == []


@pytest.mark.parametrize("file", [RUNNING, DEVELOPING], ids=lambda file: file.stem)
def test_what_that_needs_in_turn_is_pinned_and_nothing_else(file: Path) -> None:
    pinned = {canonicalize_name(pin.name) for pin in pins(file) if is_wanted(pin, set())}
    assert pinned == asked_for(needed(file))


@pytest.mark.parametrize("file", [RUNNING, DEVELOPING], ids=lambda file: file.stem)
def test_every_pin_has_the_hashes_of_its_files(file: Path) -> None:
    assert [str(pin) for pin, hashes in pins(file).items() if not hashes] == []


def test_developing_is_done_on_what_runs() -> None:
    both = {str(pin): hashes for pin, hashes in pins(DEVELOPING).items()}
    assert {str(pin): hashes for pin, hashes in pins(RUNNING).items()}.items() <= both.items()


def test_what_a_new_major_version_could_break_has_an_upper_bound() -> None:
    """Of time zones only the newest are right."""
    dependencies = map(Requirement, project()["project"]["dependencies"])
    assert {each.name for each in dependencies if "<" not in str(each.specifier)} == {"tzdata"}


def test_every_file_beside_the_code_goes_into_the_wheel() -> None:
    patterns = project()["tool"]["setuptools"]["package-data"]["*"]
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*") if file.is_file()]
    beside = [file for file in files if "__pycache__" not in file.parts and file.suffix != ".py"]
    assert len(beside) > 10
    assert [file for file in beside if not any(map(file.match, patterns))] == []
