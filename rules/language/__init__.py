"""Every text a person reads, by key and language; the words stand in the TOML files beside this one."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

LANGUAGES = ("vi", "en")


def text(key: str, language: str, /, **values: object) -> str:
    """The text of a key such as "proof.hint" with its {placeholders} filled; KeyError for a key nobody wrote."""
    return texts(language)[key].format(**values)


@lru_cache
def texts(language: str) -> Mapping[str, str]:
    """All texts of one language under their dotted keys."""
    if language not in LANGUAGES:
        raise KeyError(language)
    source = files(__name__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return MappingProxyType(dict(_flat(tomllib.loads(source))))


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
