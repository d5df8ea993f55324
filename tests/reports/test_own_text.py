"""What somebody reads of their own data: words, never codes, and nothing five times over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.own_data_text import OwnText
from rules.reviewing import REASONS, own_rejection, rejection
from rules.verdicts import ACTIONS, STATES
from storage import Look

NOON = datetime(2025, 11, 17, 5, tzinfo=UTC)
WORDS = OwnText("vi", ZoneInfo("Asia/Ho_Chi_Minh"))


def look(minutes: int, action: str = "names.seen", by: str = "Bình") -> Look:
    return Look(NOON - timedelta(minutes=minutes), action, "Tổ Toán", by, "unit_admin")


def test_looks_of_one_day_by_one_person_are_one_line() -> None:
    looks = [look(1), look(2), look(3, by="Hoa"), look(4), look(5, "picture.seen"), look(24 * 60)]
    assert list(WORDS.looks(looks)) == [
        "• 11:59 17/11/2025: xem tên trong danh sách – Tổ Toán, Bình (quản trị của đơn vị) (3 lần)",
        "• 11:57 17/11/2025: xem tên trong danh sách – Tổ Toán, Hoa (quản trị của đơn vị)",
        "• 11:55 17/11/2025: xem minh chứng của thầy cô – Tổ Toán, Bình (quản trị của đơn vị)",
        "• 12:00 16/11/2025: xem tên trong danh sách – Tổ Toán, Bình (quản trị của đơn vị)",
    ]


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        ("action", ACTIONS),
        ("state", STATES),
        ("source", ("link", "screenshot")),
        ("reason", ("late", "by_sender", "picture", "copy", "audit", "leads_on", *map(rejection, REASONS))),
    ],
)
def test_a_table_for_people_holds_no_codes(field: str, codes: tuple[str, ...]) -> None:
    for code in codes:
        told = WORDS.of_proof(field, code)
        assert told
        assert code not in told


def test_what_a_reviewer_wrote_stays_as_it_is() -> None:
    assert WORDS.of_proof("reason", own_rejection("Ảnh bị cắt mất tên trang")) == "Ảnh bị cắt mất tên trang"
    assert WORDS.of_proof("url", "https://example.org/post") == "https://example.org/post"
