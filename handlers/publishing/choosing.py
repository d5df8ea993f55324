"""The choice of featured pages by buttons: the weeks ahead, one week, other pages for a place, the reason for one."""

import re
import zlib
from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from handlers.rights import account_of, rights_of
from handlers.turn import AskAdmin, Rows, Turn
from reports.featured import Place, Rotation, lately, rotations
from reports.featured_text import alternative, overview, plan_of_week, question
from rules.calendar import Period, local_day, week_of
from rules.outgoing import Button
from rules.roles import Act
from storage import ChatRecord, Standpoint, UnitRecord

BUTTON = "featured"
WEEKS_AHEAD = 4
ALTERNATIVES = 6
REASONS = ("event", "achievement", "campaign", "order", "instead")
_LONGEST_LABEL = 40
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


async def rotations_of(turn: Turn, chat: ChatRecord) -> list[Rotation] | AskAdmin:
    """The trees whose featured pages the sender may choose here: in a group its own, in private all they may."""
    tops = await _tops(turn)
    if not (turn.in_private or chat.unit_id in tops):
        return []
    rights = await rights_of(turn, Act.CHOOSE_FEATURED, among=tops)
    if isinstance(rights, AskAdmin):
        return rights
    mine = {
        root.id
        for root in tops.values()
        if rights.may(Act.CHOOSE_FEATURED, Standpoint((root,)))
        and (turn.in_private or root.id == chat.unit_id)
    }
    if not mine:
        return []
    today = local_day(turn.desk.now, turn.settings.zone)
    active = lately(await _first_open_week(turn, today))
    candidates = await turn.desk.features.candidates(active.first, active.after)
    found = rotations(candidates, turn.settings.plan.rotation, today)
    return [rotation for rotation in found if rotation.root.id in mine]


async def _first_open_week(turn: Turn, today: date) -> Period:
    this = week_of(today)
    announced = any(feature.announced_at for feature in await turn.desk.features.of_week(this.first))
    return week_of(this.after) if announced else this


async def _tops(turn: Turn) -> dict[int, UnitRecord]:
    """The units at the top of a tree that have others below them."""
    units = await turn.desk.units()
    parents = {unit.parent_id for unit in units.values()}
    return {unit.id: unit for unit in units.values() if unit.parent_id is None and unit.id in parents}


class Board:
    """What there is to choose under one root, as words and buttons."""

    def __init__(self, turn: Turn, rotation: Rotation) -> None:
        self._turn = turn
        self._rotation = rotation
        self._language = turn.settings.language
        self.today = local_day(turn.desk.now, turn.settings.zone)
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
        rows = tuple((self._button("featured.open", "week", _day(week), week=week.number),) for week in weeks)
        return overview(self._rotation.root.name, places, self._language), rows

    def week(self, week: Period) -> tuple[str, Rows]:
        places = self._rotation.plan_of(week)
        rows: list[tuple[Button, ...]] = []
        if any(place.feature is None for place in places):
            rows.append((self._button("featured.agree", "ok", _day(week), _seal(places)),))
        for place in places:
            row = [self._about(place, "featured.swap", "swap")]
            if place.feature:
                row.append(self._about(place, "featured.drop", "drop"))
            rows.append(tuple(row))
        rows.append((self._button("featured.back", _EVERYTHING),))
        return plan_of_week(week, places, self._language), tuple(rows)

    def alternatives(self, place: Place) -> tuple[str, Rows]:
        others = self._rotation.alternatives(place.week, place.level, ALTERNATIVES)
        rows = [
            (
                self._labelled(
                    alternative(other, self._language), "put", _day(place.week), *_pair(place, other)
                ),
            )
            for other in others
        ]
        rows.append((self._button("featured.back", "week", _day(place.week)),))
        return question(place, bool(others), self._language), tuple(rows)

    def reasons(self, place: Place, other: Place) -> tuple[str, Rows]:
        told = (_day(place.week), *_pair(place, other))
        rows = [
            (self._labelled(self._turn.words(f"featured.reason.{reason}"), "why", *told, str(number)),)
            for number, reason in enumerate(REASONS)
        ]
        rows.append((self._button("featured.back", "swap", _day(place.week), str(place.unit.id)),))
        told_so = self._turn.words(
            "featured.why", unit=other.unit.name, week=place.week.number, code=other.unit.code
        )
        return told_so, tuple(rows)

    def _about(self, place: Place, key: str, verb: str) -> Button:
        label = self._turn.words(key, unit=place.unit.name)
        return self._labelled(label, verb, _day(place.week), str(place.unit.id))

    def _button(self, key: str, *told: str, **values: object) -> Button:
        return self._labelled(self._turn.words(key, **values), *told)

    def _labelled(self, label: str, verb: str, *told: str) -> Button:
        data = ":".join((BUTTON, verb, str(self._rotation.root.id), *told))
        return Button(label[:_LONGEST_LABEL], data)

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
        done = await self._turn.desk.features.choose(self._rotation.root.id, week.first, choices, self._by)
        await self._written(week, "choose", places if done and choices else [])
        return done

    async def put(self, week: Period, place: Place, *, instead_of: Place | None, reason: str = "") -> bool:
        """One page in the place of another, all the others as they are; False once the week is announced."""
        plan = self._rotation.plan_of(week)
        if self.place_of(week, place.unit.id):
            return await self.agree(week, plan)
        desk, root_id = self._turn.desk, self._rotation.root.id
        if not await self.agree(week, [other for other in plan if other != instead_of]):
            return False
        old = instead_of.unit.id if instead_of else place.unit.id
        await desk.features.replace(root_id, week.first, old, place.because(reason), self._by)
        await self._written(week, "choose", [place], reason)
        return True

    async def drop(self, week: Period, place: Place) -> None:
        done = await self._turn.desk.features.withdraw(self._rotation.root.id, week.first, place.unit.id)
        await self._written(week, "withdraw", [place] if done else [])

    async def _written(self, week: Period, what: str, places: list[Place], reason: str = "") -> None:
        codes = " ".join(place.unit.code for place in places)
        if places:
            detail = f"{codes}: {reason}" if reason else codes
            target = f"{self._rotation.root.code} {week.code}"
            await self._turn.desk.audit(self._by, f"feature.{what}", target, detail)

    @property
    def _by(self) -> str:
        return account_of(self._turn)


def _day(week: Period) -> str:
    return f"{week.first:%Y%m%d}"


def _pair(place: Place, other: Place) -> tuple[str, str]:
    return str(place.unit.id), str(other.unit.id)


def _seal(places: list[Place]) -> str:
    """What was agreed to, in a few letters: a week that has changed since is to be looked at again."""
    numbers = sorted(place.unit.id for place in places)
    return f"{zlib.crc32(repr(numbers).encode()):08x}"


# what is pressed


async def pressed(turn: Turn) -> AskAdmin | None:
    verb, root_id = (*turn.pressed, "", "")[:2]
    if (
        verb not in {_EVERYTHING, *_ACTS}
        or not _NUMBER.fullmatch(root_id)
        or not await turn.desk.knows_chat(turn.chat_ref)
    ):
        turn.answer_press()
        return None
    mine = await rotations_of(turn, await turn.chat())
    if isinstance(mine, AskAdmin):
        return mine
    rotation = next((one for one in mine if one.root.id == int(root_id)), None)
    if rotation is None:
        turn.answer_press(turn.words("featured.not_allowed"), alert=True)
    else:
        await _act(turn, rotation, verb, turn.pressed[2:])
    return None


async def _act(turn: Turn, rotation: Rotation, verb: str, told: list[str]) -> None:
    """All but the first view is about one week."""
    if verb == _EVERYTHING:
        turn.answer_press()
        turn.rewrite(*Board(turn, rotation).overview())
        return
    week = _open_week(turn, rotation, told)
    if week:
        await _ACTS[verb](turn, rotation, week, told)


async def _week(turn: Turn, rotation: Rotation, week: Period, _told: list[str]) -> None:
    turn.answer_press()
    turn.rewrite(*Board(turn, rotation).week(week))


async def _ok(turn: Turn, rotation: Rotation, week: Period, told: list[str]) -> None:
    board = Board(turn, rotation)
    places = rotation.plan_of(week)
    if told[1:] != [_seal(places)]:
        _show_again(turn, board, week)
    elif await board.agree(week, places):
        await _show_done(turn, week, "featured.agreed")
    else:
        turn.answer_press(turn.words("featured.announced"), alert=True)


async def _swap(turn: Turn, rotation: Rotation, week: Period, told: list[str]) -> None:
    board = Board(turn, rotation)
    place = board.place_of(week, _id(told, 1))
    if place is None:
        _show_again(turn, board, week)
    else:
        turn.answer_press()
        turn.rewrite(*board.alternatives(place))


async def _put(turn: Turn, rotation: Rotation, week: Period, told: list[str]) -> None:
    await _replace(turn, rotation, week, told, None)


async def _why(turn: Turn, rotation: Rotation, week: Period, told: list[str]) -> None:
    number = int(told[3]) if told[3:] and _NUMBER.fullmatch(told[3]) else len(REASONS)
    reason = turn.words(f"featured.reason.{REASONS[number]}") if number < len(REASONS) else None
    await _replace(turn, rotation, week, told, reason)


async def _replace(turn: Turn, rotation: Rotation, week: Period, told: list[str], reason: str | None) -> None:
    board = Board(turn, rotation)
    place, other = board.place_of(week, _id(told, 1)), rotation.candidate(week, unit_id=_id(told, 2))
    if other and board.has_chosen(other):  # pressed twice
        await _show_done(turn, week, "featured.saved")
    elif place is None or other is None:
        _show_again(turn, board, week)
    elif reason is None and board.needs_reason(other):
        turn.answer_press()
        turn.rewrite(*board.reasons(place, other))
    else:
        await _replaced(turn, board, place, other, reason or "")


async def _replaced(turn: Turn, board: Board, place: Place, other: Place, reason: str) -> None:
    if await board.put(place.week, other, instead_of=place, reason=reason):
        await _show_done(turn, place.week, "featured.saved")
    else:
        turn.answer_press(turn.words("featured.announced"), alert=True)


async def _drop(turn: Turn, rotation: Rotation, week: Period, told: list[str]) -> None:
    board = Board(turn, rotation)
    place = board.place_of(week, _id(told, 1))
    if place and place.feature:
        await board.drop(week, place)
    await _show_done(turn, week, "featured.dropped")


_EVERYTHING = "all"
_ACTS: dict[str, Callable[[Turn, Rotation, Period, list[str]], Awaitable[None]]] = {
    "week": _week,
    "ok": _ok,
    "swap": _swap,
    "put": _put,
    "why": _why,
    "drop": _drop,
}


def _open_week(turn: Turn, rotation: Rotation, told: list[str]) -> Period | None:
    """The week a button is about; whoever presses hears why nothing can be chosen for it."""
    day = _date(told[0]) if told else None
    week = week_of(day) if day else None
    if week is None or week in Board(turn, rotation).weeks:
        if week is None:
            turn.answer_press()
        return week
    key = "featured.announced" if rotation.is_announced(week) else "featured.past"
    turn.answer_press(turn.words(key), alert=True)
    return None


def _id(told: list[str], where: int) -> int:
    return int(told[where]) if told[where:] and _NUMBER.fullmatch(told[where]) else 0


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if len(written) == 8 else None
    except ValueError:
        return None


def _show_again(turn: Turn, board: Board, week: Period) -> None:
    """The list is not what it was when the button was drawn."""
    turn.answer_press(turn.words("featured.changed"), alert=True)
    turn.rewrite(*board.week(week))


async def _show_done(turn: Turn, week: Period, key: str) -> None:
    turn.answer_press(turn.words(key))
    turn.rewrite(*(await board_now(turn, _id(turn.pressed, 1))).week(week))


async def board_now(turn: Turn, root_id: int) -> Board:
    """As it is after a change."""
    found = await rotations_of(turn, await turn.chat())
    assert not isinstance(found, AskAdmin)
    return Board(turn, next(one for one in found if one.root.id == root_id))
