"""What units may want differently."""

import pytest

from rules.unit_settings import DEFAULTS, ON, VALUES, SettingName, holds, is_allowed, is_on


@pytest.mark.parametrize("name", list(SettingName))
def test_every_setting_has_values_and_a_default(name: SettingName) -> None:
    assert len(VALUES[name]) > 1
    assert DEFAULTS[name] in {*VALUES[name], ""}


def test_names_stay_out_of_groups_by_default() -> None:
    assert not is_on({}, SettingName.NAMES_IN_GROUP)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("names_in_group", "on", True),
        ("names_in_group", "yes", False),
        ("NAMES_IN_GROUP", "on", False),
        ("archive_months", "24", True),
        ("archive_months", "25", False),
        ("archive_months", "", False),
        ("nothing", "on", False),
    ],
)
def test_only_known_values_are_allowed(name: str, value: str, allowed: bool) -> None:
    assert is_allowed(name, value) is allowed


def test_what_was_told_holds() -> None:
    assert is_on({"names_in_group": ON}, SettingName.NAMES_IN_GROUP)
    assert holds({"archive_months": "36"}, SettingName.ARCHIVE_MONTHS) == "36"


def test_what_makes_no_sense_counts_as_not_told() -> None:
    assert holds({"names_in_group": "perhaps"}, SettingName.NAMES_IN_GROUP) == "off"
