"""The choice of featured pages by buttons: the weeks ahead, one week, other pages for a place, the reason for one."""

import zlib
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from handlers.context import Context, Rows
from handlers.rights import account_of, rights_of
from reports.featured import Place, Rotation, lately, rotations
from reports.featured_text import alternative, overview, plan_of_week, question
from rules.buttons import ButtonKind, Date, Id, Whole, Word
from rules.calendar import Period, local_day, week_of
from rules.outgoing import Button
from rules.roles import Act
from storage import ChatRecord, UnitPath, UnitRecord

WEEKS_AHEAD = 4
ALTERNATIVES = 6
REASONS = ("event", "achievement", "campaign", "order", "instead")
_LONGEST_LABEL = 40


class OfRoot(NamedTuple):
    """A tree whose featured pages are chosen."""

    root: Id


class OfWeek(NamedTuple):
    root: Id
    week: Date


class Sealed(NamedTuple):
    """The week as it was when it was shown."""

    root: Id
    week: Date
    seal: Annotated[str, Word(r"[0-9a-f]{8}")]


class OfPlace(NamedTuple):
    root: Id
    week: Date
    unit: Id


class Swapped(NamedTuple):
    """Another unit in the place of one."""

    root: Id
    week: Date
    unit: Id
    other: Id


class Because(NamedTuple):
    root: Id
    week: Date
    unit: Id
    other: Id
    reason: Annotated[int, Whole(0, len(REASONS) - 1)]


EVERYTHING = ButtonKind("featured:all", OfRoot)
WEEK = ButtonKind("featured:week", OfWeek)
AGREE = ButtonKind("featured:ok", Sealed)
SWAP = ButtonKind("featured:swap", OfPlace)
PUT = ButtonKind("featured:put", Swapped)
PUT_BECAUSE = ButtonKind("featured:why", Because)
DROP = ButtonKind("featured:drop", OfPlace)


async def rotations_of(context: Context, chat: ChatRecord) -> list[Rotation]:
    """The trees whose featured pages the sender may choose here: in a group its own, in private all they may."""
    tops = await _tops(context)
    if not (context.in_private or chat.unit_id in tops):
        return []
    rights = await rights_of(context, Act.CHOOSE_FEATURED, among=tops)
    mine = {
        root.id
        for root in tops.values()
        if rights.may(Act.CHOOSE_FEATURED, UnitPath((root,)))
        and (context.in_private or root.id == chat.unit_id)
    }
    if not mine:
        return []
    today = local_day(context.ledger.now, context.settings.zone)
    active = lately(await _first_open_week(context, today))
    candidates = await context.ledger.features.candidates(active.first, active.after)
    found = rotations(candidates, context.settings.plan.rotation, today)
    return [rotation for rotation in found if rotation.root.id in mine]


async def _first_open_week(context: Context, today: date) -> Period:
    this = week_of(today)
    announced = any(feature.announced_at for feature in await context.ledger.features.of_week(this.first))
    return week_of(this.after) if announced else this


async def _tops(context: Context) -> dict[int, UnitRecord]:
    """The units at the top of a tree that have others below them."""
    units = await context.ledger.units.by_id()
    parents = {unit.parent_id for unit in units.values()}
    return {unit.id: unit for unit in units.values() if unit.parent_id is None and unit.id in parents}


class Board:
    """What there is to choose under one root, as words and buttons."""

    def __init__(self, context: Context, rotation: Rotation) -> None:
        self._turn = context
        self._rotation = rotation
        self._root = rotation.root.id
        self._language = context.settings.language
        self.today = local_day(context.ledger.now, context.settings.zone)
        this = week_of(self.today)
        ahead = [week_of(this.first + timedelta(weeks=number)) for number in range(1, WEEKS_AHEAD + 1)]
        self.weeks = ahead if rotation.is_announced(this) else [this, *ahead]

    @property
    def weeks_to_fill(self) -> list[Period]:
        """Those that have places; all when none has any."""
        filled = {place.week for place in self._rotation.plan(self.weeks)}
        return [week for week in self.weeks if week in filled] or self.weeks

    # what is shown

    def overview(self) -> tuple[str, Rows]:
        places = self._rotation.plan(self.weeks)
        weeks = dict.fromkeys(place.week for place in places)
        rows = tuple(
            (self._button("featured.open", WEEK(self._root, week.first), week=week.number),) for week in weeks
        )
        return overview(self._rotation.root.name, places, self._language), rows

    def week(self, week: Period) -> tuple[str, Rows]:
        places = self._rotation.plan_of(week)
        rows: list[tuple[Button, ...]] = []
        if any(place.feature is None for place in places):
            rows.append((self._button("featured.agree", AGREE(self._root, week.first, seal_of(places))),))
        for place in places:
            told = (self._root, week.first, place.unit.id)
            row = [self._button("featured.swap", SWAP(*told), unit=place.unit.name)]
            if place.feature:
                row.append(self._button("featured.drop", DROP(*told), unit=place.unit.name))
            rows.append(tuple(row))
        rows.append((self._button("featured.back", EVERYTHING(self._root)),))
        return plan_of_week(week, places, self._language), tuple(rows)

    def alternatives(self, place: Place) -> tuple[str, Rows]:
        others = self._rotation.alternatives(place.week, place.level, ALTERNATIVES)
        rows = [
            (_labelled(alternative(other, self._language), PUT(*self._told(place, other))),)
            for other in others
        ]
        rows.append((self._button("featured.back", WEEK(self._root, place.week.first)),))
        return question(place, bool(others), self._language), tuple(rows)

    def reasons(self, place: Place, other: Place) -> tuple[str, Rows]:
        told = self._told(place, other)
        rows = [
            (self._button(f"featured.reason.{reason}", PUT_BECAUSE(*told, number)),)
            for number, reason in enumerate(REASONS)
        ]
        rows.append((self._button("featured.back", SWAP(*told[:3])),))
        told_so = self._turn.words(
            "featured.why", unit=other.unit.name, week=place.week.number, code=other.unit.code
        )
        return told_so, tuple(rows)

    def _told(self, place: Place, other: Place) -> Swapped:
        return Swapped(self._root, place.week.first, place.unit.id, other.unit.id)

    def _button(self, key: str, data: str, **values: object) -> Button:
        return _labelled(self._turn.words(key, **values), data)

    # what is done

    def needs_reason(self, place: Place) -> bool:
        """Who comes again before the others have come."""
        return self.place_of(place.week, place.unit.id) is None and not self._rotation.is_in_turn(place)

    def place_of(self, week: Period, unit_id: int) -> Place | None:
        plan = self._rotation.plan_of(week)
        return next((place for place in plan if place.unit.id == unit_id), None)

    def has_chosen(self, place: Place) -> bool:
        there = self.place_of(place.week, place.unit.id)
        return there is not None and there.feature is not None

    async def agree(self, week: Period, places: list[Place]) -> bool:
        """All places of a week as they are; False once it is announced."""
        choices = [place.choice for place in places if place.feature is None]
        done = await self._turn.ledger.features.choose(self._root, week.first, choices, self._by)
        await self._written(week, "choose", places if done and choices else [])
        return done

    async def put(self, week: Period, place: Place, *, instead_of: Place | None, reason: str = "") -> bool:
        """One page in the place of another, all the others as they are; False once the week is announced."""
        plan = self._rotation.plan_of(week)
        if self.place_of(week, place.unit.id):
            return await self.agree(week, plan)
        ledger = self._turn.ledger
        if not await self.agree(week, [other for other in plan if other != instead_of]):
            return False
        old = instead_of.unit.id if instead_of else place.unit.id
        await ledger.features.replace(self._root, week.first, old, place.because(reason), self._by)
        await self._written(week, "choose", [place], reason)
        return True

    async def drop(self, week: Period, place: Place) -> None:
        done = await self._turn.ledger.features.withdraw(self._root, week.first, place.unit.id)
        await self._written(week, "withdraw", [place] if done else [])

    async def _written(self, week: Period, what: str, places: list[Place], reason: str = "") -> None:
        codes = " ".join(place.unit.code for place in places)
        if places:
            detail = f"{codes}: {reason}" if reason else codes
            target = f"{self._rotation.root.code} {week.code}"
            await self._turn.ledger.audit(self._by, f"feature.{what}", target, detail)

    @property
    def _by(self) -> str:
        return account_of(self._turn)


def _labelled(label: str, data: str) -> Button:
    return Button(label[:_LONGEST_LABEL], data)


def seal_of(places: list[Place]) -> str:
    """What was agreed to, in a few letters: a week that has changed since is to be looked at again."""
    numbers = sorted(place.unit.id for place in places)
    return f"{zlib.crc32(repr(numbers).encode()):08x}"


async def board_now(context: Context, root_id: int) -> Board:
    """As it is after a change."""
    found = await rotations_of(context, await context.chat())
    return Board(context, next(one for one in found if one.root.id == root_id))
