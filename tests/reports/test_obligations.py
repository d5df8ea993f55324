"""A percentage opened down to its names."""

from reports.obligations import as_json, asked_of, names, obligations
from reports.summary import Summary, summarise
from rules.calendar import day_range, week_of
from rules.language import text
from rules.reasons import Leave, Why
from rules.rule_set import STANDARD_REGIME, RuleSet
from storage import PersonCount, UnitRecord, UnitTally
from tests.reports.test_summary import AFTER, WEEK

SCHOOL = UnitRecord(7, "HOASEN", "Trường Hoa Sen", "school", None)
GROUP = UnitRecord(8, "TOAN", "Tổ Toán", "group", 7)
BINH, AN, DUNG, HOA = (
    PersonCount(1, "Lê Bình", 1),
    PersonCount(2, "Trần Văn An", 0),
    PersonCount(3, "Đỗ Dũng", 0),
    PersonCount(4, "Ngô Thị Hòa", 0),
)
ON_LEAVE = RuleSet(leaves={4: (Leave(day_range(WEEK.first, WEEK.last), Why.MATERNITY),)})


def summary(*tallies: UnitTally, rule_set: RuleSet = ON_LEAVE) -> Summary:
    return summarise(tallies or [UnitTally(SCHOOL, (DUNG, BINH, HOA, AN))], SCHOOL, WEEK, rule_set, AFTER)


def test_everybody_stands_in_one_list_in_the_order_of_given_names() -> None:
    (found,) = obligations(summary())
    lists = (found.missing, found.met, found.exempt)
    assert [[line.person_id for line in lines] for lines in lists] == [[2, 3], [1], [4]]


def test_the_lists_are_as_long_as_the_counts() -> None:
    told = summary()
    (found,) = obligations(told)
    assert (len(found.met), len(found.missing) + len(found.met)) == (told.met, told.obliged)


def test_the_text_says_what_is_missing_and_why_nothing_is_asked() -> None:
    lines = names(summary(), "vi").splitlines()[2:]
    assert lines == [
        "Chưa đủ bài (2):",
        "• Trần Văn An: còn thiếu 1 bài",
        "• Đỗ Dũng: còn thiếu 1 bài",
        "Đã đủ bài (1):",
        "• Lê Bình: 1/1 bài",
        "Không tính chỉ tiêu (1):",
        "• Ngô Thị Hòa: nghỉ thai sản",
    ]


def test_units_below_are_told_one_by_one() -> None:
    told = names(summary(UnitTally(SCHOOL, (AN,)), UnitTally(GROUP, (BINH,))), "vi")
    assert [line for line in told.splitlines() if "người" in line] == [
        "Trường Hoa Sen – 1 người",
        "Tổ Toán – 1 người",
    ]


def test_a_long_list_ends_with_how_many_are_left() -> None:
    many = tuple(PersonCount(number, f"Nguyễn Thị Minh Khai {number}", 0) for number in range(300))
    told = names(summary(UnitTally(SCHOOL, many)), "vi")
    shown = sum(line.startswith("•") for line in told.splitlines())
    assert told.splitlines()[-1] == text("missing.more", "vi", count=300 - shown)
    assert len(told) < 4_096


def test_where_nobody_is_it_is_said() -> None:
    assert names(summary(UnitTally(SCHOOL)), "vi").splitlines()[-1] == text("summary.nobody", "vi")


def test_names_are_found_without_accents() -> None:
    assert [each.line.name for each in asked_of(summary(), "hoa")] == ["Ngô Thị Hòa"]


def test_programs_are_told_the_reason() -> None:
    (found,) = asked_of(summary(), "Hòa")
    expected = {"unit": "HOASEN", "name": "Ngô Thị Hòa", "owed": 0, "accepted": 0, "met": True}
    assert as_json(found) == expected | {"why": "maternity", "missed": []}


def test_in_a_free_week_everybody_has_the_same_reason() -> None:
    tet = week_of(WEEK.first.replace(year=2026, month=2, day=17))
    told = summarise([UnitTally(SCHOOL, (AN, BINH))], SCHOOL, tet, STANDARD_REGIME, AFTER)
    assert {each.line.why for each in asked_of(told)} == {Why.HOLIDAY}
