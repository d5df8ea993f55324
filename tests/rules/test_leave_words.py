"""What people write about leave, as a table; today is Wednesday, 19/11/2025."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.leave import OPEN_END, Days, Lack, LeaveKind, LeaveWish, understand_days, understand_leave

TODAY = date(2025, 11, 19)
ONE_DAY = timedelta(days=1)
LEAVE, MATERNITY, SICK = LeaveKind.LEAVE, LeaveKind.MATERNITY, LeaveKind.SICK
STUDY, OTHER, CLOSED = LeaveKind.STUDY, LeaveKind.OTHER, LeaveKind.CLOSED
SECONDED = LeaveKind.SECONDED
NO_END = "…"


def day(told: str) -> date:
    """17/11 is of 2025, 15/1/26 says its year."""
    number, month, *year = map(int, told.split("/"))
    return date(2000 + year[0] if year else 2025, month, number)


def wish(kind: LeaveKind, who: str, first: str, last: str, *, unit: bool = False) -> LeaveWish:
    after = OPEN_END if last == NO_END else day(last) + ONE_DAY
    return LeaveWish(kind, who, unit, day(first), after)


PEOPLE = [
    ("cô Hương nghỉ thai sản từ 1/12 đến hết tháng 5", MATERNITY, "cô Hương", "1/12", "31/5/26"),
    ("co huong nghi thai san tu 1/12 den het thang 5", MATERNITY, "co huong", "1/12", "31/5/26"),
    ("CÔ HƯƠNG NGHỈ THAI SẢN TỪ 1/12 ĐẾN 31/5", MATERNITY, "CÔ HƯƠNG", "1/12", "31/5/26"),
    ("cô Hương nghỉ sinh 6 tháng từ 1/12", MATERNITY, "cô Hương", "1/12", "31/5/26"),
    ("cô Yến nghỉ đẻ từ tháng 12 đến tháng 5", MATERNITY, "cô Yến", "1/12", "31/5/26"),
    ("thầy Nam nghỉ ốm tuần này", SICK, "thầy Nam", "17/11", "23/11"),
    ("thay nam nghi om tuan nay", SICK, "thay nam", "17/11", "23/11"),
    ("thầy Nam nghỉ ốm hết tuần này", SICK, "thầy Nam", "19/11", "23/11"),
    ("Lan đi học từ mai đến 15/1", STUDY, "Lan", "20/11", "15/1/26"),
    ("lan di hoc tu mai den 15/1", STUDY, "lan", "20/11", "15/1/26"),
    ("miễn cho cô Hoa đến khi có thông báo", OTHER, "cô Hoa", "19/11", NO_END),
    ("mien cho co hoa den khi co thong bao", OTHER, "co hoa", "19/11", NO_END),
    ("từ mai cô Hà nghỉ vô thời hạn", LEAVE, "cô Hà", "20/11", NO_END),
    ("Thầy Lâm biệt phái từ 1/1/2026 đến khi có quyết định", SECONDED, "Thầy Lâm", "1/1/26", NO_END),
    ("cô Mai nghỉ ốm tuần này", SICK, "cô Mai", "17/11", "23/11"),
    ("co mai nghi om tuan nay", SICK, "co mai", "17/11", "23/11"),
    ("cô Mai mai nghỉ", LEAVE, "cô Mai", "20/11", "20/11"),
    ("mai cô Lan nghỉ", LEAVE, "cô Lan", "20/11", "20/11"),
    ("Trần Thị Mai nghỉ phép từ 20/11 đến 25/11", LEAVE, "Trần Thị Mai", "20/11", "25/11"),
    ("cô Thu nghỉ 3 ngày từ mai", LEAVE, "cô Thu", "20/11", "22/11"),
    ("thầy Tuấn nghỉ phép 5 ngày", LEAVE, "thầy Tuấn", "19/11", "23/11"),
    ("thầy Thắng nghỉ ốm 5 ngày", SICK, "thầy Thắng", "19/11", "23/11"),
    ("thầy Thắng 5 ngày nghỉ ốm", SICK, "thầy Thắng", "19/11", "23/11"),
    ("thầy Tú nghỉ ngày 5/12", LEAVE, "thầy Tú", "5/12", "5/12"),
    ("thay tu nghi ngay 5/12", LEAVE, "thay tu", "5/12", "5/12"),
    ("Nguyễn Văn Nam nghỉ việc riêng ngày 20/11", LEAVE, "Nguyễn Văn Nam", "20/11", "20/11"),
    ("cô Hoa xin nghỉ không lương đến hết năm học", LEAVE, "cô Hoa", "19/11", "31/5/26"),
    ("thầy Bình đi tập huấn từ 5 đến 10/12", STUDY, "thầy Bình", "5/12", "10/12"),
    ("thầy Bình đi công tác thứ 6", OTHER, "thầy Bình", "21/11", "21/11"),
    ("thầy Bình đi công tác thứ sáu tuần sau", OTHER, "thầy Bình", "28/11", "28/11"),
    ("Nga nghỉ thứ 2", LEAVE, "Nga", "24/11", "24/11"),
    ("Nga nghỉ thứ 2 tuần này", LEAVE, "Nga", "17/11", "17/11"),
    ("Nga bị ốm nghỉ thứ 5", SICK, "Nga", "20/11", "20/11"),
    ("chị Nga nằm viện từ hôm qua đến cuối tháng", SICK, "chị Nga", "18/11", "30/11"),
    ("Trường nghỉ ốm hôm nay", SICK, "Trường", "19/11", "19/11"),
    ("thầy Trường nghỉ phép hôm nay", LEAVE, "thầy Trường", "19/11", "19/11"),
    ("Nguyễn Văn Trường nghỉ hôm nay", LEAVE, "Nguyễn Văn Trường", "19/11", "19/11"),
    ("cho thầy Sơn nghỉ phép từ đầu tuần sau đến hết tuần sau", LEAVE, "thầy Sơn", "24/11", "30/11"),
    ("cô Hương 5A nghỉ con ốm hôm nay", SICK, "cô Hương 5A", "19/11", "19/11"),
    ("Phạm Bảo nghỉ phép nửa tháng từ 1/12", LEAVE, "Phạm Bảo", "1/12", "15/12"),
    ("cô Hương ốm nặng, nghỉ đến 30/11", SICK, "cô Hương", "19/11", "30/11"),
    ("Lê Văn Học đi học cao học từ 1/1/2026 đến 31/12/2026", STUDY, "Lê Văn Học", "1/1/26", "31/12/26"),
    ("cô Hà được miễn chỉ tiêu tháng 12", OTHER, "cô Hà", "1/12", "31/12"),
    ("từ 1/12 đến 5/12 cô Hà nghỉ phép", LEAVE, "cô Hà", "1/12", "5/12"),
    ("ngày mai thầy Đức vắng", LEAVE, "thầy Đức", "20/11", "20/11"),
    ("thầy An nghỉ phép 24-28/11", LEAVE, "thầy An", "24/11", "28/11"),
    ("thầy An nghỉ phép 24/11-28/11/2025", LEAVE, "thầy An", "24/11", "28/11"),
    ("thầy An nghỉ phép 24/11 – 28/11", LEAVE, "thầy An", "24/11", "28/11"),
    ("thầy An nghỉ chiều nay", LEAVE, "thầy An", "19/11", "19/11"),
    ("thầy An nghỉ 2 tuần", LEAVE, "thầy An", "19/11", "2/12"),
    ("thầy An nghỉ hai tuần kể từ 1/12", LEAVE, "thầy An", "1/12", "14/12"),
    ("thầy An nghỉ ngày 25", LEAVE, "thầy An", "25/11", "25/11"),
    ("thầy An nghỉ từ thứ 5 đến thứ 3", LEAVE, "thầy An", "20/11", "25/11"),
    ("Đặng Thị Từ nghỉ ốm từ 20/11 đến 21/11", SICK, "Đặng Thị Từ", "20/11", "21/11"),
    ("cô Ngọc Ánh nghỉ chủ nhật tuần này", LEAVE, "cô Ngọc Ánh", "23/11", "23/11"),
    ("Năm nghỉ ốm tuần này", SICK, "Năm", "17/11", "23/11"),
    ("cô Năm nghỉ năm ngày", LEAVE, "cô Năm", "19/11", "23/11"),
    ("cô Hà nghỉ phép 10/11 đến 12/11", LEAVE, "cô Hà", "10/11", "12/11"),
    ("cô Hà nghỉ 2025-12-01 đến 2025-12-03", LEAVE, "cô Hà", "1/12", "3/12"),
    ("cô Hà nghỉ cả tháng này", LEAVE, "cô Hà", "1/11", "30/11"),
    ("cô Hà nghỉ ốm vì dịch từ 20/11 đến 22/11", SICK, "cô Hà", "20/11", "22/11"),
]  # fmt: skip

UNITS = [
    ("trường nghỉ lũ từ thứ 2 đến thứ 4", "", "17/11", "19/11"),
    ("truong nghi lu tu thu 2 den thu 4", "", "17/11", "19/11"),
    ("trường nghỉ lũ từ thứ 2 đến thứ 3", "", "24/11", "25/11"),
    ("trường nghỉ hôm nay", "", "19/11", "19/11"),
    ("cả trường nghỉ phòng dịch tuần sau", "", "24/11", "30/11"),
    ("nhà trường tạm nghỉ từ 24/12 đến hết 1/1", "", "24/12", "1/1/26"),
    ("đơn vị nghỉ từ 1/6/2026 đến 31/8/2026", "", "1/6/26", "31/8/26"),
    ("trường Tiểu học Kim Đồng nghỉ bão 20/11", "trường Tiểu học Kim Đồng", "20/11", "20/11"),
    ("THCS Trần Phú nghỉ từ 20/11 đến 22/11", "THCS Trần Phú", "20/11", "22/11"),
]

LACKING = [
    ("nghỉ ốm tuần này", {Lack.WHO}),
    ("cô Hương nghỉ ốm", {Lack.DAYS}),
    ("cô Hà nghỉ mấy hôm", {Lack.DAYS}),
    ("31/2 cô Hà nghỉ", {Lack.DAYS}),
    ("cô Hương nghỉ từ 15/1/2026 đến 1/1/2026", {Lack.DAYS}),
    ("cô Hương nghỉ thai sản từ 1/12", {Lack.UNTIL}),
    ("nghỉ thai sản từ 1/12", {Lack.UNTIL, Lack.WHO}),
    ("cô Hương và cô Lan nghỉ ốm tuần này", {Lack.ONE_ONLY}),
    ("nghỉ", {Lack.WHO, Lack.DAYS}),
    ("trường nghỉ lũ", {Lack.DAYS}),
    ("xin chào", {Lack.MEANING}),
    ("", {Lack.MEANING}),
    ("cô Hương", {Lack.MEANING}),
]


@pytest.mark.parametrize(("words", "kind", "who", "first", "last"), PEOPLE)
def test_a_persons_leave(words: str, kind: LeaveKind, who: str, first: str, last: str) -> None:
    assert understand_leave(words, TODAY) == wish(kind, who, first, last)


@pytest.mark.parametrize(("words", "who", "first", "last"), UNITS)
def test_a_unit_is_closed(words: str, who: str, first: str, last: str) -> None:
    assert understand_leave(words, TODAY) == wish(CLOSED, who, first, last, unit=True)


@pytest.mark.parametrize(("words", "lacks"), LACKING)
def test_what_is_missing_is_said(words: str, lacks: set[Lack]) -> None:
    assert understand_leave(words, TODAY).lacks == lacks


def test_what_was_understood_stays_where_something_is_missing() -> None:
    found = understand_leave("cô Hương nghỉ thai sản từ 1/12", TODAY)
    assert (found.kind, found.who, found.first, found.after) == (
        MATERNITY,
        "cô Hương",
        date(2025, 12, 1),
        None,
    )


def test_the_table_is_long_enough() -> None:
    assert len({words for words, *_ in PEOPLE + UNITS + LACKING}) > 60


@pytest.mark.parametrize(
    ("words", "today", "first", "last"),
    [
        ("từ 1/12 đến 5/1", date(2026, 1, 3), date(2025, 12, 1), date(2026, 1, 5)),
        ("từ 20/12 đến 5/1", TODAY, date(2025, 12, 20), date(2026, 1, 5)),
        ("đến hết tháng", TODAY, TODAY, date(2025, 11, 30)),
        ("ngày 29/2/2028", TODAY, date(2028, 2, 29), date(2028, 2, 29)),
        ("1 tháng từ 31/1", TODAY, date(2026, 1, 31), date(2026, 2, 28)),
    ],
)
def test_days_alone(words: str, today: date, first: date, last: date) -> None:
    assert understand_days(words, today) == Days(first, last + ONE_DAY)


@given(st.text(max_size=80), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_nothing_anybody_types_breaks_it(words: str, today: date) -> None:
    found = understand_leave(words, today)
    if found.first and found.after:
        assert found.first < found.after


WORDS = "từ đến hết cho đến khi nghỉ ốm cô Mai tuần này tháng 5 thứ 2 1/12 31/2 mai nay 3 ngày học hk 2 cả trường -"


@given(st.lists(st.sampled_from(WORDS.split()), max_size=12))
def test_no_order_of_its_words_breaks_it(words: list[str]) -> None:
    found = understand_leave(" ".join(words), TODAY)
    if found.first and found.after:
        assert found.first < found.after
