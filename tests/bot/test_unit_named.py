"""Which unit is meant on the command line."""

import pytest

from bot.cli.common import unit_named
from bot.problems import ProblemError
from storage import UnitRecord

GROUP = UnitRecord(1, "~TRAN-PHU", "Trần Phú", "school", None, provisional=True)
SCHOOL = UnitRecord(2, "TH01", "Trường Trần Phú", "school", None)
SAME = UnitRecord(3, "TH02", "Trần Phú", "school", None)


@pytest.mark.parametrize("told", ["TH01", "th01", "Trường Trần Phú"])
def test_a_unit_is_named_by_code_or_name(told: str) -> None:
    assert unit_named([GROUP, SCHOOL], told) == SCHOOL


def test_what_a_group_calls_itself_is_nobodys_name() -> None:
    assert unit_named([GROUP, SAME], "Trần Phú") == SAME
    with pytest.raises(ProblemError):
        unit_named([GROUP, SCHOOL], "Trần Phú")


@pytest.mark.parametrize("told", ["~TRAN-PHU", "~tran-phu"])
def test_a_group_is_named_by_its_code(told: str) -> None:
    assert unit_named([GROUP, SCHOOL], told) == GROUP
