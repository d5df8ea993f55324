"""Who may do what, and where: one table, asked in one place (handlers/rights.py).

A role is held for a unit. What somebody may do in another unit depends on how it stands to theirs in the tree of today.
An administrator of a chat is that for the chat's unit, as far as the unit allows it.
"""

from enum import StrEnum
from typing import TypeAlias


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
    EXPORT_NAMES = "export_names"
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
    SEE_AUDIT = "see_audit"
    CHANGE_TREE = "change_tree"
    SEE_EVERYTHING = "see_everything"


_HERE = frozenset({Relation.OWN})
_DOWNWARD = frozenset({Relation.OWN, Relation.BELOW})
_ANYWHERE = frozenset(Relation)
_EVERYBODY = frozenset({Act.HAND_IN, Act.WITHDRAW_OWN, Act.SEE_OWN})
_Reach: TypeAlias = frozenset[Relation]
_REVIEWING: dict[Act, _Reach] = {Act.SEE_UNIT: _DOWNWARD, Act.REVIEW: _DOWNWARD}
_IN_THE_GROUP: dict[Act, _Reach] = {
    **_REVIEWING,
    Act.SEE_NAMES: _HERE,
    Act.MANAGE_PAGES: _HERE,
    Act.CHOOSE_FEATURED: _HERE,
    Act.CHANGE_REMINDERS: _HERE,
    Act.REMIND_NOW: _HERE,
    Act.MANAGE_PEOPLE: _HERE,
    Act.EXEMPT: _HERE,
    Act.CHANGE_SETTINGS: _HERE,
    Act.GRANT: _HERE,
}
"""A chat has administrators whom nobody of the office has chosen: they look after its own unit, take no lists of names
away and do not say which chats belong to it.
"""
_LEADING: dict[Act, _Reach] = {
    **dict.fromkeys(_IN_THE_GROUP, _DOWNWARD),
    Act.CHOOSE_FEATURED: _HERE,
    Act.EXPORT_NAMES: _DOWNWARD,
    Act.CONNECT_CHAT: _DOWNWARD,
    Act.SEE_AUDIT: _DOWNWARD,
}
"""What is featured is chosen for a whole tree, by those who answer for its top."""
_RIGHTS: dict[Role, dict[Act, _Reach]] = {
    Role.MEMBER: {},
    Role.REVIEWER: _REVIEWING,
    Role.CHAT_ADMIN: _IN_THE_GROUP,
    Role.UNIT_ADMIN: _LEADING,
    Role.AREA_ADMIN: _LEADING,
    Role.DEPARTMENT_ADMIN: {**_LEADING, Act.CHANGE_TREE: _DOWNWARD},
    Role.OPERATOR: dict.fromkeys(Act, _ANYWHERE),
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
        Relation.BELOW: frozenset({Role.AREA_ADMIN, Role.UNIT_ADMIN, Role.REVIEWER}),
    },
    Role.UNIT_ADMIN: {
        Relation.OWN: frozenset({Role.REVIEWER}),
        Relation.BELOW: frozenset({Role.UNIT_ADMIN, Role.REVIEWER}),
    },
    Role.CHAT_ADMIN: {Relation.OWN: frozenset({Role.REVIEWER})},
}
"""A role is granted from above; beside oneself one only finds helpers for reviewing."""

_ADMIN_OF = {"department": Role.DEPARTMENT_ADMIN, "district": Role.AREA_ADMIN, "commune": Role.AREA_ADMIN}


def may(role: Role, act: Act, relation: Relation = Relation.OWN) -> bool:
    """Whether the holder of a role for a unit may do something in a unit that stands to it like this."""
    return act in _EVERYBODY or relation in _RIGHTS[role].get(act, frozenset())


def may_grant(role: Role, granted: Role, relation: Relation) -> bool:
    """Whether the holder of a role may give (or take away) another one there."""
    return granted in _GRANTS.get(role, {}).get(relation, frozenset())


def admin_role(level: str) -> Role:
    """What those who answer for a unit of a level are called."""
    return _ADMIN_OF.get(level, Role.UNIT_ADMIN)
