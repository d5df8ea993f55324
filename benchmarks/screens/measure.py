"""Which copies are noticed and who is accused wrongly, on pictures that nobody tuned on; beside ordinary hashes."""

import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from PIL import Image

from benchmarks.figures import Figure, Result, middle
from benchmarks.options import Options, tell
from benchmarks.screens.changes import CHANGES
from benchmarks.screens.lookup import lookups
from benchmarks.screens.pairs import HELD_BACK, Pair, View, pairs
from benchmarks.screens.peers import PEERS, Hash, distance, threshold
from benchmarks.screens.rendering import Pictures
from rules.images import Fingerprint, Small, compare, fingerprint, normalise, pack, unpack

_KEPT = Path("var/screens")
_STRANGERS = 700


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    small: Small
    kept: Small
    fingerprint: Fingerprint
    hashes: Mapping[str, Hash]


@dataclass(frozen=True, slots=True)
class Judged:
    """What each way said of a pair: ours whether it is a copy, the others how far apart they are."""

    kind: str
    copy: bool | None
    same: bool
    proposed: bool
    distances: Mapping[str, int]


@dataclass(slots=True)
class Clocks:
    """Processor milliseconds: other programs on the machine do not count."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def lap(self, name: str, began: float) -> float:
        now = time.process_time()
        self.taken[name].append(1000 * (now - began))
        return now


async def run(options: Options) -> Result:
    seeds = range(HELD_BACK, HELD_BACK + (4 if options.quick else 60))
    pictures, clocks = Pictures(_KEPT), Clocks()
    judged: list[Judged] = []
    firsts: list[Seen] = []
    seconds: list[Seen] = []
    for seed in seeds:
        asked = list(pairs(seed))
        await pictures.make([view.screen for pair in asked for view in (pair.one, pair.other)])
        views = dict.fromkeys(view for pair in asked for view in (pair.one, pair.other))
        seen = {view: _seen(view, pictures, clocks) for view in views}
        judged += [_judged(pair.kind, pair.copy, seen[pair.one], seen[pair.other], clocks) for pair in asked]
        firsts.append(seen[asked[0].one])
        seconds.append(seen[_second(asked).other])
        tell(f"screens: seed {seed - HELD_BACK + 1}/{len(seeds)}")
    judged += _strangers(firsts, seconds, clocks)
    stored = 50_000 if options.quick else 1_000_000
    found, right = lookups(options.folder, stored)
    parameters = {"seeds": len(seeds), "first_seed": HELD_BACK, "pairs": len(judged), "stored": stored}
    return Result(
        "screens",
        parameters,
        [*_figures(judged), *_times(clocks, found), Figure("lookup_right", right, "")],
        {},
    )


def _second(asked: Sequence[Pair]) -> Pair:
    return next(pair for pair in asked if pair.kind == "clock")


def _seen(view: View, pictures: Pictures, clocks: Clocks) -> Seen:
    with Image.open(pictures[view.screen]) as file:
        image = CHANGES[view.change](file.convert("RGB"), random.Random(view.seed))
    began = time.process_time()
    small = normalise(image)
    now = clocks.lap("normalise", began)
    found = fingerprint(small)
    clocks.lap("fingerprint", now)
    clocks.lap("normalise_and_fingerprint", began)
    now = time.process_time()
    kept = pack(small)
    now = clocks.lap("pack", now)
    again = unpack(kept)
    clocks.lap("unpack", now)
    clocks.taken["kept_kilobytes"].append(len(kept) / 1024)
    return Seen(small, again, found, {name: peer(image) for name, peer in PEERS.items()})


def _judged(kind: str, copy: bool | None, one: Seen, other: Seen, clocks: Clocks) -> Judged:
    """As in use: the first was kept, the second is new."""
    began = time.process_time()
    same = compare(one.kept, other.small).same
    clocks.lap("compare", began)
    proposed = bool({*one.fingerprint.bands()} & {*other.fingerprint.bands()})
    distances = {name: distance(one.hashes[name], other.hashes[name]) for name in PEERS}
    return Judged(kind, copy, same, proposed, distances)


def _strangers(firsts: Sequence[Seen], seconds: Sequence[Seen], clocks: Clocks) -> list[Judged]:
    """Pictures of different seeds have nothing to do with each other."""
    different = [(one, other) for one in range(len(firsts)) for other in range(len(seconds)) if one != other]
    chosen = random.Random(1).sample(different, min(_STRANGERS, len(different)))
    return [_judged("strangers", False, firsts[one], seconds[other], clocks) for one, other in chosen]


def _figures(judged: Sequence[Judged]) -> list[Figure]:
    kinds = {
        copy: dict.fromkeys(each.kind for each in judged if each.copy is copy) for copy in (True, False, None)
    }
    hard = [kind for kind in kinds[False] if kind != "strangers"]
    same = {
        kind: [each.same for each in judged if each.kind == kind] for copy in kinds for kind in kinds[copy]
    }
    found = [each for each in judged if each.copy]
    return [
        Figure("recall", fmean(fmean(same[kind]) for kind in kinds[True]), "", at_least=0.97),
        Figure("false_hard", fmean(fmean(same[kind]) for kind in hard), "", at_most=0.005),
        Figure("false_strangers", fmean(same["strangers"]), "", at_most=0.0),
        *(Figure(f"recall_{kind}", fmean(same[kind]), "") for kind in kinds[True]),
        *(Figure(f"false_{kind}", fmean(same[kind]), "") for kind in hard),
        *(Figure(f"same_{kind}", fmean(same[kind]), "") for kind in kinds[None]),
        *(
            Figure(f"proposed_{kind}", fmean(each.proposed for each in found if each.kind == kind), "")
            for kind in kinds[True]
        ),
        Figure("proposed", fmean(each.proposed for each in found), "", at_least=0.97),
        Figure("proposed_and_same", fmean(each.proposed and each.same for each in found), "", at_least=0.97),
        Figure("proposed_strangers", fmean(each.proposed for each in judged if each.kind == "strangers"), ""),
        *(figure for name in PEERS for figure in _peer(name, judged, hard)),
    ]


def _peer(name: str, judged: Sequence[Judged], hard: Sequence[str]) -> list[Figure]:
    """Judged as generously as calls no strangers copies."""
    most = threshold([each.distances[name] for each in judged if each.kind == "strangers"])
    wrong = [fmean(each.distances[name] <= most for each in judged if each.kind == kind) for kind in hard]
    right = fmean(each.distances[name] <= most for each in judged if each.copy)
    return [
        Figure(f"{name}_recall", right, ""),
        Figure(f"{name}_false_hard", fmean(wrong), ""),
        Figure(f"{name}_threshold", most, "bits"),
    ]


def _times(clocks: Clocks, found: Sequence[float]) -> list[Figure]:
    most = {"normalise_and_fingerprint": 40.0, "kept_kilobytes": 40.0, "compare": 40.0}
    return [
        *(
            Figure(name, middle(values), "kB" if name == "kept_kilobytes" else "ms", at_most=most.get(name))
            for name, values in clocks.taken.items()
        ),
        Figure("lookup", middle(found), "ms", at_most=10.0),
    ]
