"""What a unit may want differently, for itself and all below it: the names, the values, and what holds by default."""

from collections.abc import Mapping
from enum import StrEnum

ON = "on"
OFF = "off"
AS_CONFIGURED = ""


class SettingName(StrEnum):
    """`CHAT_ADMINS`: the administrators of its groups act for the unit. `NAMES_IN_GROUP`: its group may read names.
    `ASK_ACCOUNTS`: whoever is new may be asked once whether they are somebody of the staff list.
    `ARCHIVE_MONTHS`: how long pictures are kept.
    """

    CHAT_ADMINS = "chat_admins"
    NAMES_IN_GROUP = "names_in_group"
    ASK_ACCOUNTS = "ask_accounts"
    ARCHIVE_MONTHS = "archive_months"


_SWITCH = (ON, OFF)
VALUES: Mapping[SettingName, tuple[str, ...]] = {
    SettingName.CHAT_ADMINS: _SWITCH,
    SettingName.NAMES_IN_GROUP: _SWITCH,
    SettingName.ASK_ACCOUNTS: _SWITCH,
    SettingName.ARCHIVE_MONTHS: ("12", "24", "36", "60"),
}
DEFAULTS: Mapping[SettingName, str] = {
    SettingName.CHAT_ADMINS: ON,
    SettingName.NAMES_IN_GROUP: OFF,
    SettingName.ASK_ACCOUNTS: ON,
    SettingName.ARCHIVE_MONTHS: AS_CONFIGURED,
}


def is_allowed(name: str, value: str) -> bool:
    """Whether there is such a setting, and it may have this value."""
    return name in SettingName.__members__.values() and value in VALUES[SettingName(name)]


def holds(told: Mapping[str, str], name: SettingName) -> str:
    """What holds where units have told this; what nobody knows (any more) counts as not told."""
    value = told.get(name, "")
    return value if is_allowed(name, value) else DEFAULTS[name]


def is_on(told: Mapping[str, str], name: SettingName) -> bool:
    return holds(told, name) == ON
