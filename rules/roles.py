"""Who may do what: one table, asked in one place."""

from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    CHAT_ADMIN = "chat_admin"
    MEMBER = "member"


class Act(StrEnum):
    HAND_IN = "hand_in"
    WITHDRAW_OWN = "withdraw_own"
    SEE_OWN = "see_own"
    SEE_UNIT = "see_unit"
    SEE_EVERYTHING = "see_everything"


_EVERYBODY = frozenset({Act.HAND_IN, Act.WITHDRAW_OWN, Act.SEE_OWN})
_RIGHTS: dict[Role, frozenset[Act]] = {
    Role.MEMBER: _EVERYBODY,
    Role.CHAT_ADMIN: _EVERYBODY | {Act.SEE_UNIT},
    Role.OPERATOR: _EVERYBODY | {Act.SEE_UNIT, Act.SEE_EVERYTHING},
}


def may(role: Role, act: Act) -> bool:
    return act in _RIGHTS[role]
