"""The buttons of lists, leave and settings. Others lead here by them, too."""

from datetime import date
from typing import Annotated, Literal, NamedTuple, TypeAlias

from rules.buttons import ButtonKind, Count, Date, DateOrNone, Day, Id, IdOrZero, Nothing, OneOf, Token
from rules.leave import OPEN_END, LeaveKind
from rules.unit_settings import SettingName


class OfUnit(NamedTuple):
    unit: Id


class Page(NamedTuple):
    """Of the units below none, those are meant that somebody has themselves."""

    unit: IdOrZero
    page: Count = 0


class OfPerson(NamedTuple):
    person: Id
    unit: Id


class Choosing:
    """How a unit is chosen, for one of several things: `open` it, `list` those below it, `find` it by its name."""

    def __init__(self, prefix: str) -> None:
        self.open = ButtonKind(f"{prefix}:u", OfUnit)
        self.list = ButtonKind(f"{prefix}:n", Page)
        self.find = ButtonKind(f"{prefix}:f", Nothing)


# lists of people

PEOPLE = Choosing("ds")


class Adding(NamedTuple):
    seen: Literal["seen", "new"]
    unit: Id


class Place(NamedTuple):
    """The position at a `place` of those that are offered."""

    person: Id
    unit: Id
    place: Count


class Target(NamedTuple):
    person: Id
    unit: Id
    target: Id


class MaybeTarget(NamedTuple):
    """Without a target they leave for good."""

    person: Id
    unit: Id
    target: IdOrZero = 0


Sure: TypeAlias = Literal["", "ok"]


class EndDay(NamedTuple):
    person: Id
    unit: Id
    day: Date
    sure: Sure = ""


class MoveDay(NamedTuple):
    person: Id
    unit: Id
    target: Id
    day: Date
    sure: Sure = ""


LIST = ButtonKind("ds:l", Page)
CARD = ButtonKind("ds:p", OfPerson)
SEARCH = ButtonKind("ds:s", OfUnit)
HOW_TO_IMPORT = ButtonKind("ds:h", OfUnit)
UNLINKED = ButtonKind("ds:q", Page)
INVITE = ButtonKind("ds:i", OfUnit)
EXPORT = ButtonKind("ds:x", OfUnit)

ADD = ButtonKind("ds:a", OfUnit)
ADD_SURE = ButtonKind("ds:add", Adding)
REJOIN = ButtonKind("ds:re", OfPerson)
RENAME = ButtonKind("ds:name", OfPerson)
POSITION = ButtonKind("ds:pos", OfPerson)
POSITION_IS = ButtonKind("ds:posb", Place)
ACCOUNTS = ButtonKind("ds:acc", OfPerson)

MOVE = ButtonKind("ds:mv", OfPerson)
MOVE_TO = ButtonKind("ds:mvu", Target)
MOVE_ON = ButtonKind("ds:mvd", MoveDay)
MOVE_BACK = ButtonKind("ds:mvb", MoveDay)
END = ButtonKind("ds:end", OfPerson)
END_ON = ButtonKind("ds:endd", EndDay)
END_BACK = ButtonKind("ds:back", EndDay)
OTHER_DAY = ButtonKind("ds:dayq", MaybeTarget)


# leave

LEAVES = Choosing("mn")
_KINDS = {
    "l": LeaveKind.LEAVE,
    "m": LeaveKind.MATERNITY,
    "s": LeaveKind.SICK,
    "h": LeaveKind.STUDY,
    "b": LeaveKind.SECONDED,
    "o": LeaveKind.OTHER,
    "c": LeaveKind.CLOSED,
}


class Drawn(NamedTuple):
    """A leave as far as it is known. `person_id` is 0 where the whole unit is closed."""

    kind: Annotated[LeaveKind, OneOf(_KINDS)]
    person_id: IdOrZero
    unit_id: Id
    first: DateOrNone = None
    after: Annotated[date | None, Day({"": None, "open": OPEN_END})] = None


class OfLeave(NamedTuple):
    leave: Id
    unit: Id


LEAVE_OF = ButtonKind("mn:p", OfPerson)
DRAW = ButtonKind("mn:w", Drawn)
SAVE = ButtonKind("mn:ok", Drawn)
LEAVE = ButtonKind("mn:x", OfLeave)
END_LEAVE = ButtonKind("mn:end", OfLeave)
DELETE_LEAVE = ButtonKind("mn:del", OfLeave)


# settings

SETTINGS = Choosing("cd")
_SETTINGS = {
    "n": SettingName.NAMES_IN_GROUP,
    "c": SettingName.CHAT_ADMINS,
    "a": SettingName.ASK_ACCOUNTS,
    "m": SettingName.ARCHIVE_MONTHS,
}
_Setting: TypeAlias = Annotated[SettingName, OneOf(_SETTINGS)]


class OfSetting(NamedTuple):
    unit: Id
    name: _Setting


class Chosen(NamedTuple):
    unit: Id
    name: _Setting
    value: Token


SETTING = ButtonKind("cd:s", OfSetting)
CHOOSE = ButtonKind("cd:v", Chosen)
ROLES = ButtonKind("cd:r", OfUnit)
