"""Who may do what: one table, asked in one place. A chat's administrator may do it for the chat's own unit."""

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
    SEE_NAMES = "see_names"
    MANAGE_PAGES = "manage_pages"
    CHOOSE_FEATURED = "choose_featured"
    CHANGE_REMINDERS = "change_reminders"
    REMIND_NOW = "remind_now"
    REVIEW = "review"
    SEE_EVERYTHING = "see_everything"


_EVERYBODY = frozenset({Act.HAND_IN, Act.WITHDRAW_OWN, Act.SEE_OWN})
_FOR_A_UNIT = frozenset(
    {
        Act.SEE_UNIT,
        Act.SEE_NAMES,
        Act.MANAGE_PAGES,
        Act.CHOOSE_FEATURED,
        Act.CHANGE_REMINDERS,
        Act.REMIND_NOW,
        Act.REVIEW,
    }
)
_RIGHTS: dict[Role, frozenset[Act]] = {
    Role.MEMBER: _EVERYBODY,
    Role.CHAT_ADMIN: _EVERYBODY | _FOR_A_UNIT,
    Role.OPERATOR: _EVERYBODY | _FOR_A_UNIT | {Act.SEE_EVERYTHING},
}


def may(role: Role, act: Act) -> bool:
    return act in _RIGHTS[role]
