"""The buttons by which it is settled whose account is whose. Others lead here by them, too."""

from typing import NamedTuple

from rules.buttons import ButtonKind, Count, Id, Nothing


class OfPerson(NamedTuple):
    person: Id


class Page(NamedTuple):
    unit: Id
    page: Count = 0


class OfAccount(NamedTuple):
    unit: Id
    account: Id
    page: Count = 0


class Pair(NamedTuple):
    unit: Id
    account: Id
    person: Id


# somebody says who they are

IT_IS_ME = ButtonKind("dk:p", OfPerson)
AGREE = ButtonKind("dk:y", OfPerson)
OTHER = ButtonKind("dk:o", Nothing)
STOP = ButtonKind("dk:n", Nothing)


# a unit's administrators say it

UNLINKED = ButtonKind("tk:s", Page)
LINK = ButtonKind("tk:l", Pair)
UNDO = ButtonKind("tk:u", OfAccount)
PART = ButtonKind("tk:r", OfAccount)
TYPE = ButtonKind("tk:o", OfAccount)
NOT_OURS = ButtonKind("tk:x", OfAccount)
