"""The house as the meta tests see it: its modules, parsed, with the full names of what they import and call."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "scheduler", "reports", "platforms", "storage", "rules", "simulator")


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def known(self) -> dict[str, str]:
        """What each imported name stands for: {"text": "rules.language.text"}."""
        return dict(self._imports())

    @property
    def imported(self) -> set[str]:
        """The modules (or the names in them) that are imported anywhere in the file."""
        return {full for _, full in self._imports()}

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with the full name of what is called, such as "datetime.datetime.now"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and (name := self.full_name(node.func)):
                yield name, node

    def full_name(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return self.known.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (owner := self.full_name(node.value)):
            return f"{owner}.{node.attr}"
        return ""

    def _imports(self) -> Iterator[tuple[str, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    short = alias.name.split(".")[0]
                    yield (alias.asname, alias.name) if alias.asname else (short, short)
            elif isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    yield alias.asname or alias.name, f"{self._origin(node)}.{alias.name}"

    def _origin(self, node: ast.ImportFrom) -> str:
        here = self.path.relative_to(ROOT).with_suffix("").parts
        above = here[: -node.level] if node.level else ()
        return ".".join([*above, *([node.module] if node.module else [])])


@lru_cache
def modules(*packages: str) -> tuple[Module, ...]:
    """All modules of the packages; a test about none of them would prove nothing."""
    paths = [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]
    found = tuple(map(Module, paths))
    assert found, packages
    return found
