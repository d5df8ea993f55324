"""What a summary costs when the past is short and when it is long: tallies, arithmetic and the text for the chat."""

import time
from collections.abc import Sequence
from contextlib import AsyncExitStack

from benchmarks.figures import Figure, Result, middle, percentile
from benchmarks.options import Options, tell
from benchmarks.years import LAST_WEEK, PEOPLE, SCHOOLS, years
from reports.chat_text import unit_summary
from reports.summary import ALL, summarise
from rules.calendar import Period, month_of
from rules.rule_set import STANDARD_PLAN
from storage import Store

SMALL = 100_000
_MONTH = month_of(LAST_WEEK.first)
_TODAY = LAST_WEEK.after


async def run(options: Options) -> Result:
    large = 1_000_000 if options.quick else 10_000_000
    schools, provinces = (53, 5) if options.quick else (265, 15)
    told: dict[str, list[float]] = {}
    for kind in options.databases:
        async with AsyncExitStack() as stack:
            stores = {}
            for name, rows in (("small", SMALL), ("large", large)):
                stores[name] = Store(await stack.enter_async_context(years(kind, rows, options.folder)))
                stack.push_async_callback(stores[name].close)
            codes = [f"T{1 + 7 * number % SCHOOLS}" for number in range(schools)]
            await _measure(stores, codes, f"school_{kind}", told)
            await _measure(stores, [ALL.code] * provinces, f"province_{kind}", told)
        tell(f"summary: done on {kind}")
    parameters = {
        "rows": {"small": SMALL, "large": large},
        "schools": SCHOOLS,
        "people": PEOPLE,
        "measured": {"schools": schools, "provinces": provinces},
    }
    return Result("summary", parameters, _figures(options.databases, told), {})


async def _measure(
    stores: dict[str, Store], codes: Sequence[str], label: str, told: dict[str, list[float]]
) -> None:
    """Each summary from both pasts in turn, after one that nobody counts."""
    for period, words in ((LAST_WEEK, "week"), (_MONTH, "month")):
        for store in stores.values():
            await _milliseconds(store, codes[-1], period)
        for code in codes:
            for name, store in stores.items():
                taken = told.setdefault(f"{label}_{words}_{name}", [])
                taken.append(await _milliseconds(store, code, period))


async def _milliseconds(store: Store, code: str, period: Period) -> float:
    """As the command does it: find the unit, read its tallies, add them up, put them into words."""
    began = time.perf_counter()
    async with store.read() as ledger:
        root = (
            ALL if code == ALL.code else next(unit for unit in await ledger.units.all() if unit.code == code)
        )
    async with store.read() as ledger:
        rule_set = STANDARD_PLAN.with_stored(await ledger.rules.stored())
    async with store.read() as ledger:
        tallies = await ledger.tallies.below(root, period, rule_set.book, _TODAY)
    summary = summarise(tallies, root, period, rule_set, _TODAY)
    words = unit_summary(summary, "vi")
    taken = 1000 * (time.perf_counter() - began)
    if not summary.accepted or not words:
        raise ValueError(f"the summary of {code} is empty")
    return taken


def _figures(kinds: Sequence[str], told: dict[str, list[float]]) -> list[Figure]:
    figures = []
    for name, values in told.items():
        weekly_and_large = name.endswith("_week_large")
        limit = 20.0 if name.startswith("school") else 200.0
        bar = limit if weekly_and_large else None
        figures.append(Figure(f"{name}_median", middle(values), "ms", at_most=bar))
        figures.append(Figure(f"{name}_p95", percentile(values, 95), "ms", at_most=bar))
    for kind in kinds:
        large, small = (middle(told[f"school_{kind}_week_{name}"]) for name in ("large", "small"))
        figures.append(Figure(f"school_{kind}_large_to_small", large / small, "times", at_most=1.5))
    return figures
