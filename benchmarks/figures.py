"""What a benchmark prints: figures, the bar each has to reach, and the machine they were taken on."""

import math
import os
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

LIBRARIES = ("python-telegram-bot", "sqlmodel", "sqlalchemy", "aiosqlite", "asyncpg", "aiohttp")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value; without a bar it is only told."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def reached(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        if self.at_most is not None:
            return self.value <= self.at_most
        return None

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"name": self.name, "value": _rounded(self.value), "unit": self.unit}
        if self.reached is not None:
            kind = "at_least" if self.at_least is not None else "at_most"
            bar = self.at_least if self.at_least is not None else self.at_most
            told |= {"bar": bar, "kind": kind, "reached": self.reached}
        return told


@dataclass(frozen=True, slots=True)
class Result:
    benchmark: str
    parameters: dict[str, Any]
    figures: Sequence[Figure]
    rounds: Mapping[str, Sequence[float]]

    def as_json(self, machine: dict[str, Any]) -> dict[str, Any]:
        bars = [figure.reached for figure in self.figures if figure.reached is not None]
        return {
            "benchmark": self.benchmark,
            "reached": all(bars) if bars else None,
            "figures": [figure.as_json() for figure in self.figures],
            "parameters": self.parameters,
            "rounds": {name: [_rounded(value) for value in values] for name, values in self.rounds.items()},
            "machine": machine,
        }


def machine(folder: Path) -> dict[str, Any]:
    """What the absolute figures depend on; `load` is what others are doing before the start."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "processor": _processor(),
        "load": round(os.getloadavg()[0], 2),
        "commit_ms": _rounded(_commit_milliseconds(folder)),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def middle(values: Sequence[float]) -> float:
    return float(median(values))


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _rounded(value: float) -> float:
    """Four significant digits say all that a benchmark knows."""
    return float(f"{value:.4g}")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


def _commit_milliseconds(folder: Path, times: int = 50) -> float:
    """What the disk takes to make a small write durable."""
    taken = []
    with (folder / "commit").open("wb", buffering=0) as file:
        for _ in range(times):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            taken.append(1000 * (time.perf_counter() - began))
    return middle(taken)
