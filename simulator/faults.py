"""Troubles to order: what may go wrong, how often, and for which methods."""

import random
from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.errors import WorldError
from simulator.wire import Json

KINDS = (
    "delay",
    "error_500",
    "bad_gateway",
    "reset_before",
    "reset_after",
    "outage",
    "too_many_requests",
    "duplicate",
    "reorder",
)


@dataclass(slots=True)
class Rule:
    """One trouble: with a probability, at most `count` times, only for these methods."""

    probability: float = 1.0
    count: int | None = None
    methods: list[str] | None = None
    seconds: float = 1.0
    retry_after: int = 1

    def concerns(self, method: str) -> bool:
        return self.methods is None or method.lower() in {name.lower() for name in self.methods}


@dataclass(slots=True)
class Faults:
    """The troubles in force; the same seed and the same calls give the same troubles."""

    seed: int = 0
    rules: dict[str, Rule] = field(default_factory=dict)
    struck: dict[str, int] = field(default_factory=dict)
    _random: random.Random = field(default_factory=lambda: random.Random(0))

    def strike(self, kind: str, method: str) -> Rule | None:
        """The rule, when this trouble hits this call."""
        rule = self.rules.get(kind)
        if rule is None or rule.count == 0 or not rule.concerns(method):
            return None
        if rule.probability < 1 and self._random.random() >= rule.probability:
            return None
        if rule.count is not None:
            rule.count -= 1
        self.struck[kind] = self.struck.get(kind, 0) + 1
        return rule

    def shuffle(self, items: list[Any]) -> None:
        self._random.shuffle(items)

    def replace(self, wanted: Json) -> None:
        """Set all troubles at once: what is not named, or null, is over."""
        rules = {kind: _rule(kind, value) for kind, value in wanted.items() if kind != "seed" and value}
        self.seed = int(wanted.get("seed", self.seed))
        self.rules = rules
        self._random = random.Random(self.seed)

    def as_json(self) -> Json:
        rules = {kind: asdict(self.rules[kind]) if kind in self.rules else None for kind in KINDS}
        return {"seed": self.seed, **rules, "struck": dict(self.struck)}


def _rule(kind: str, value: Any) -> Rule:
    if kind not in KINDS:
        raise WorldError(f"unknown fault {kind}; known are {', '.join(KINDS)}")
    try:
        rule = Rule() if value is True else Rule(**value)
        rule.probability, rule.seconds = float(rule.probability), float(rule.seconds)
        rule.retry_after = int(rule.retry_after)
        rule.count = None if rule.count is None else int(rule.count)
    except (TypeError, ValueError) as error:
        raise WorldError(f"fault {kind}: {error}") from error
    return rule
