"""What a chat says of the proof that was drawn by lot."""

from datetime import date

from reports.audits import audits, told
from reports.summary import ALL
from rules.calendar import week_of
from storage import Audited, UnitRecord

WEEK = week_of(date(2025, 11, 17))
SEN, CUC = UnitRecord(1, "SEN", "Hoa Sen", "school", None), UnitRecord(2, "CUC", "Hoa Cúc", "school", None)


def test_a_unit_of_which_nothing_was_looked_at_has_no_line() -> None:
    found = audits(ALL, [SEN, CUC], {SEN.id: Audited(2, 1, 0), CUC.id: Audited(0, 0, 1)})
    lines = told(found, WEEK, "vi").splitlines()
    assert [line for line in lines if line.startswith("•")] == ["• Hoa Sen: 1/2 chưa đúng"]
