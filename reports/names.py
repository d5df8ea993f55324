"""How people and units are called in what others read."""

from rules.language import text
from storage import UnitRecord


def shown(name: str, language: str) -> str:
    """Whoever was erased is counted and has no name any more."""
    return name or text("own.nobody", language)


def unit_name(unit: UnitRecord, language: str) -> str:
    """Beside others, a group that calls itself like a school is no school."""
    return text("summary.group", language, title=unit.name) if unit.provisional else unit.name
