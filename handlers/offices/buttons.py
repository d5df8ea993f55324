"""The buttons about roles, groups and lists that were sent. Others lead here by them, too."""

from typing import Annotated, Literal, NamedTuple, TypeAlias

from handlers.roster.buttons import Choosing
from rules.buttons import ButtonKind, Id, Rest, Token, Word


class OfUnit(NamedTuple):
    unit: Id


# a group is connected

CONNECTING = Choosing("kn")


class Asker(NamedTuple):
    """Only they may press: by their id on the platform."""

    who: Token


class Sure(NamedTuple):
    who: Token
    code: Token


class OfGroup(NamedTuple):
    chat: Id
    unit: Id


CONNECT = ButtonKind("kn:go", Sure)
LEAVE_IT = ButtonKind("kn:no", Asker)
CODE_FOR = ButtonKind("kn:code", OfUnit)
NOT_OURS = ButtonKind("kn:out", OfGroup)
"""Under what is told of a group that became the unit's because of a list."""


# roles


class Offered(NamedTuple):
    unit: Id
    role: Literal["admin", "reviewer"]


class OfGrant(NamedTuple):
    grant: Id


NEW_ROLE = ButtonKind("vt:new", Offered)
END_ROLE = ButtonKind("vt:end", OfGrant)
END_SURE = ButtonKind("vt:yes", OfGrant)
ROLES = ButtonKind("vt:list", OfUnit)


# a staff list that was sent


class OfList(NamedTuple):
    """What becomes of it: it is taken over ("y") or not ("n"), or is the list of the unit with this number."""

    job: Id
    choice: Annotated[str, Word(r"[yn]|[1-9]\d{0,14}")]


STAFF_LIST = ButtonKind("nl", OfList)
YES, NO = "y", "n"


# a command is given again, for one of somebody's units


Command: TypeAlias = Literal["tonghop", "chuanop", "trang", "nhac"]


class ForUnit(NamedTuple):
    command: Command
    unit: Id
    argument: Rest = ""


FOR_UNIT = ButtonKind("unit", ForUnit)
