"""Who may do what, and where: one table, asked in one place (handlers/rights.py).

A role is held for a unit. What somebody may do in another unit depends on how it stands to theirs in the tree of today.
An administrator of a chat is that for the chat's unit, as far as the unit allows it.
"""

from enum import StrEnum


class Role(StrEnum):
    OPERATOR = "operator"
    DEPARTMENT_ADMIN = "department_admin"
    AREA_ADMIN = "area_admin"
    UNIT_ADMIN = "unit_admin"
    CHAT_ADMIN = "chat_admin"
    REVIEWER = "reviewer"
    MEMBER = "member"


class Relation(StrEnum):
    """How another unit stands to one's own."""

    OWN = "own"
    BELOW = "below"
    ABOVE = "above"
    SIBLING = "sibling"
    ELSEWHERE = "elsewhere"


class Act(StrEnum):
    HAND_IN = "hand_in"
    WITHDRAW_OWN = "withdraw_own"
    SEE_OWN = "see_own"
    SEE_UNIT = "see_unit"
    SEE_NAMES = "see_names"
    MANAGE_PAGES = "manage_pages"
    CHOOSE_FEATURED = "choose_featured"
    CHANGE_REMINDERS = "change_reminders"
    REMIND_NOW = "remind_now"
    REVIEW = "review"
    CONNECT_CHAT = "connect_chat"
    MANAGE_PEOPLE = "manage_people"
    EXEMPT = "exempt"
    CHANGE_SETTINGS = "change_settings"
    GRANT = "grant"
    CHANGE_TREE = "change_tree"
    SEE_EVERYTHING = "see_everything"


_OWN_ONLY = frozenset({Relation.OWN})
_DOWNWARD = frozenset({Relation.OWN, Relation.BELOW})
_ANYWHERE = frozenset(Relation)
_EVERYBODY = frozenset({Act.HAND_IN, Act.WITHDRAW_OWN, Act.SEE_OWN})
_REVIEWING = frozenset({Act.SEE_UNIT, Act.REVIEW})
_LEADING = _REVIEWING | {
    Act.SEE_NAMES,
    Act.MANAGE_PAGES,
    Act.CHOOSE_FEATURED,
    Act.CHANGE_REMINDERS,
    Act.REMIND_NOW,
    Act.CONNECT_CHAT,
    Act.MANAGE_PEOPLE,
    Act.EXEMPT,
    Act.CHANGE_SETTINGS,
}
_RIGHTS: dict[Role, frozenset[Act]] = {
    Role.MEMBER: frozenset(),
    Role.REVIEWER: _REVIEWING,
    Role.CHAT_ADMIN: _LEADING,
    Role.UNIT_ADMIN: _LEADING | {Act.GRANT},
    Role.AREA_ADMIN: _LEADING | {Act.GRANT},
    Role.DEPARTMENT_ADMIN: _LEADING | {Act.GRANT, Act.CHANGE_TREE},
    Role.OPERATOR: frozenset(Act) - _EVERYBODY,
}
_GRANTS: dict[Role, dict[Relation, frozenset[Role]]] = {
    Role.OPERATOR: dict.fromkeys(
        Relation, frozenset({Role.DEPARTMENT_ADMIN, Role.AREA_ADMIN, Role.UNIT_ADMIN, Role.REVIEWER})
    ),
    Role.DEPARTMENT_ADMIN: {
        Relation.OWN: frozenset({Role.REVIEWER}),
        Relation.BELOW: frozenset({Role.AREA_ADMIN, Role.UNIT_ADMIN, Role.REVIEWER}),
    },
    Role.AREA_ADMIN: {
        Relation.OWN: frozenset({Role.REVIEWER}),
        Relation.BELOW: frozenset({Role.UNIT_ADMIN, Role.REVIEWER}),
    },
    Role.UNIT_ADMIN: {
        Relation.OWN: frozenset({Role.REVIEWER}),
        Relation.BELOW: frozenset({Role.UNIT_ADMIN, Role.REVIEWER}),
    },
}
"""A role is granted from above; beside oneself one only finds helpers for reviewing."""

_ADMIN_OF = {"department": Role.DEPARTMENT_ADMIN, "district": Role.AREA_ADMIN, "commune": Role.AREA_ADMIN}


def may(role: Role, act: Act, relation: Relation = Relation.OWN) -> bool:
    """Whether the holder of a role for a unit may do something in a unit that stands to it like this."""
    if act in _EVERYBODY:
        return True
    return act in _RIGHTS[role] and relation in _reach(role)


def may_grant(role: Role, granted: Role, relation: Relation) -> bool:
    """Whether the holder of a role may give (or take away) another one there."""
    return granted in _GRANTS.get(role, {}).get(relation, frozenset())


def admin_role(level: str) -> Role:
    """What those who answer for a unit of a level are called."""
    return _ADMIN_OF.get(level, Role.UNIT_ADMIN)


def _reach(role: Role) -> frozenset[Relation]:
    if role is Role.OPERATOR:
        return _ANYWHERE
    return _DOWNWARD if role is not Role.MEMBER else _OWN_ONLY
