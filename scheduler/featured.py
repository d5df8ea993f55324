"""Featured pages in time: what nobody objected to stands when a week is announced."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from typing import TypeAlias

from reports.featured import Place, Rotation, lately, rotations
from rules.calendar import Period
from rules.rule_set import Plan
from storage import FeatureRecord, Store

Settle: TypeAlias = Callable[[Store, Plan, Period, datetime], Awaitable[object]]


def once_a_look() -> Settle:
    """For a whole house: at one look at the clock a week is settled once, however many bots tell of it."""
    last: tuple[Period, datetime] | None = None

    async def settle(store: Store, plan: Plan, week: Period, now: datetime) -> None:
        nonlocal last
        if (week, now) != last:
            await settle_features(store, plan, week, now)
            last = (week, now)

    return settle


async def settle_features(store: Store, plan: Plan, week: Period, now: datetime) -> list[FeatureRecord]:
    """Fill the empty places of a week by rotation and announce it, under every root; a second time changes nothing."""
    while True:
        late = [
            rotation
            for rotation in await _rotations(store, plan, week, week.first)
            if not (rotation.is_announced(week) or await _settle(store, rotation, week, now))
        ]
        if not late:
            async with store.read() as ledger:
                return [
                    feature for feature in await ledger.features.of_week(week.first) if feature.announced_at
                ]


async def _settle(store: Store, rotation: Rotation, week: Period, now: datetime) -> bool:
    """False when somebody chose meanwhile."""
    choices = [place.choice for place in rotation.plan([week]) if place.feature is None]
    beside = [feature.id for feature in rotation.standing(week)]
    async with store.write(now) as ledger:
        return await ledger.features.settle(rotation.root.id, week.first, choices, beside=beside)


async def proposals(store: Store, plan: Plan, weeks: Iterable[Period], today: date) -> dict[int, list[Place]]:
    """By root: who has the places of these weeks, and who would get the empty ones if nobody chose."""
    ahead = sorted(weeks, key=lambda week: week.first)
    found = await _rotations(store, plan, ahead[0], today) if ahead else []
    return {rotation.root.id: rotation.plan(ahead) for rotation in found}


async def _rotations(store: Store, plan: Plan, first_week: Period, today: date) -> list[Rotation]:
    active = lately(first_week)
    async with store.snapshot() as ledger:
        return rotations(await ledger.features.candidates(active.first, active.after), plan.rotation, today)
