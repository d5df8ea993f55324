"""/mien, as it is typed and pressed. Today is Monday, 17/11/2025."""

from typing import Any

import pytest

from rules.outgoing import Say
from tests.handlers.clicking import Phone
from tests.handlers.school import BOSS, LINK, MAI, OPERATOR, School, post, words
from tests.platforms.updates import LAN
from tests.storage import roster
from tests.storage.ledger import rows

UNIT = "Tổ Toán"
HUONG, HUONG_2, NAM = "Nguyễn Thị Hương", "Trần Hương", "Lê Văn Nam"
MATERNITY = "cô Hương nghỉ thai sản từ 1/12 đến hết tháng 5"


@pytest.fixture
async def phone(either_school: School) -> Phone:
    """Of the administrator of a group whose unit has two people on its list."""
    school = either_school
    await school.hears(post(LINK), post("/tonghop", 9, BOSS))
    phone = Phone(school)
    await added(phone, HUONG, NAM)
    return phone


async def added(phone: Phone, *names: str) -> None:
    ((unit_id,),) = await rows(phone.school.store, "SELECT unit_id FROM chat WHERE chat_id = '-1001'")
    async with phone.school.store.write(phone.school.now) as ledger:
        for name in names:
            await ledger.roster.add(unit_id, name, "", roster.LONG_AGO, seen=True)


async def exemptions(phone: Phone) -> list[tuple[Any, ...]]:
    """Whose, which kind, from when to before when."""
    query = (
        "SELECT person.name, kind, first, after FROM exemption"
        " LEFT JOIN person ON person.id = exemption.person_id ORDER BY exemption.id"
    )
    found = await rows(phone.school.store, query)
    return [(name, kind, str(first), str(after)) for name, kind, first, after in found]


async def test_a_sentence_is_enough(phone: Phone) -> None:
    told = await phone.types(f"/mien {MATERNITY}")
    assert told.splitlines() == [
        words("leave.sure", name=HUONG),
        words("leave.line", kind="nghỉ thai sản", days="01/12/2025 – 31/05/2026"),
    ]
    assert await exemptions(phone) == []
    assert (await phone.press(words("leave.button.sure"))).startswith(words("leave.saved", name=HUONG))
    assert await exemptions(phone) == [(HUONG, "maternity", "2025-12-01", "2026-06-01")]


async def test_what_was_written_down_counts_at_once(phone: Phone) -> None:
    await phone.types("/mien thầy Nam nghỉ ốm tuần này")
    await phone.press(words("leave.button.sure"))
    await phone.types("/danhsach nam")
    told = await phone.press(NAM)
    assert words("leave.line", kind="nghỉ ốm", days="17/11/2025 – 23/11/2025") in told
    assert words("why.sick") in told


async def test_a_sentence_without_accents(phone: Phone) -> None:
    await phone.types("/mien co huong nghi om den 30/11")
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(HUONG, "sick", "2025-11-17", "2025-12-01")]


async def test_of_several_one_is_chosen(phone: Phone) -> None:
    await added(phone, HUONG_2)
    assert await phone.types(f"/mien {MATERNITY}") == words("leave.which_person")
    assert phone.labels == [f"{HUONG} – {UNIT}", f"{HUONG_2} – {UNIT}"]
    await phone.press(HUONG_2)
    await phone.press(words("leave.button.sure"))
    assert [name for name, *_ in await exemptions(phone)] == [HUONG_2]


async def test_accents_tell_people_apart(phone: Phone) -> None:
    await added(phone, "Nguyễn Thị Hường")
    assert (await phone.types("/mien cô Hường nghỉ ốm tuần này")).startswith(
        words("leave.sure", name="Nguyễn Thị Hường")
    )


async def test_a_title_may_be_a_name(phone: Phone) -> None:
    await added(phone, "Trần Anh Tuấn")
    for said in ("Anh Tuấn nghỉ ốm tuần này", "anh Tuấn nghỉ ốm tuần này", "chị Tuấn nghỉ ốm tuần này"):
        assert (await phone.types(f"/mien {said}")).startswith(words("leave.sure", name="Trần Anh Tuấn"))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("xin chào", "leave.lacks.meaning"),
        ("nghỉ ốm tuần này", "leave.lacks.who"),
        ("cô Hương và thầy Nam nghỉ ốm tuần này", "leave.lacks.one_only"),
    ],
)
async def test_what_is_missing_is_asked_for_and_may_be_typed(phone: Phone, said: str, key: str) -> None:
    assert await phone.types(f"/mien {said}") == words(key)
    assert (await phone.types(MATERNITY)).startswith(words("leave.sure", name=HUONG))


async def test_an_unknown_name_is_said(phone: Phone) -> None:
    assert await phone.types("/mien cô Bích nghỉ ốm tuần này") == words("leave.unknown", name="cô Bích")


async def test_missing_days_are_pressed_or_typed(phone: Phone) -> None:
    told = await phone.types("/mien cô Hương nghỉ ốm")
    assert told == words("leave.which_days", name=HUONG, kind="nghỉ ốm")
    assert await phone.types("mấy hôm") == words("leave.lacks.days")
    assert await phone.types("từ 1/12") == words("leave.lacks.until")
    assert (await phone.types("từ 1/12 đến 5/12")).startswith(words("leave.sure", name=HUONG))
    await phone.types("/mien cô Hương nghỉ ốm")
    await phone.press(words("leave.button.week"))
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(HUONG, "sick", "2025-11-17", "2025-11-24")]


async def test_a_missing_end_is_pressed(phone: Phone) -> None:
    told = await phone.types("/mien cô Hương nghỉ thai sản từ 1/12")
    assert told == words("leave.until_when", name=HUONG, kind="nghỉ thai sản")
    await phone.press(words("leave.button.six_months"))
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(HUONG, "maternity", "2025-12-01", "2026-06-01")]


async def test_until_further_notice(phone: Phone) -> None:
    told = await phone.types("/mien miễn cho cô Hương đến khi có thông báo")
    assert words("leave.days_open", first="17/11/2025") in told
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(HUONG, "other", "2025-11-17", "9999-01-01")]


async def test_what_is_past_is_said_to_be_corrected(phone: Phone) -> None:
    told = await phone.types("/mien cô Hương nghỉ ốm từ 10/11 đến 14/11")
    assert told.endswith(words("leave.past"))


async def test_a_unit_is_closed(phone: Phone) -> None:
    told = await phone.types("/mien trường nghỉ lũ từ thứ 2 đến thứ 4")
    assert told.startswith(words("leave.sure_unit", name=UNIT))
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(None, "closed", "2025-11-17", "2025-11-20")]


async def test_all_by_buttons(phone: Phone) -> None:
    await phone.types("/mien")
    assert words("leave.none") in phone.text
    await phone.press(words("leave.button.person"))
    await phone.press(HUONG)
    await phone.press(words("roster.button.leave"))
    assert phone.text == words("leave.which_kind", name=HUONG)
    await phone.press(words("leave.kind.study"))
    await phone.press(words("leave.button.today"))
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(HUONG, "study", "2025-11-17", "2025-11-18")]


async def test_a_unit_is_closed_by_buttons(phone: Phone) -> None:
    await phone.types("/mien")
    await phone.press(words("leave.button.unit"))
    await phone.press(words("leave.button.week"))
    await phone.press(words("leave.button.sure"))
    assert await exemptions(phone) == [(None, "closed", "2025-11-17", "2025-11-24")]


async def test_under_the_list_a_sentence_may_be_typed(phone: Phone) -> None:
    await phone.types("/mien")
    assert (await phone.types(MATERNITY)).startswith(words("leave.sure", name=HUONG))


async def test_a_leave_ends_early(phone: Phone) -> None:
    await phone.types("/mien cô Hương nghỉ ốm từ 10/11 đến 30/11")
    await phone.press(words("leave.button.sure"))
    await phone.press(HUONG)
    assert words("leave.delete_past") in phone.text
    assert (await phone.press(words("leave.button.end"))).startswith(words("leave.ended", name=HUONG))
    assert await exemptions(phone) == [(HUONG, "sick", "2025-11-10", "2025-11-17")]


async def test_a_leave_is_deleted(phone: Phone) -> None:
    await phone.types(f"/mien {MATERNITY}")
    await phone.press(words("leave.button.sure"))
    await phone.press(HUONG)
    assert words("leave.button.end") not in phone.labels
    data = phone.rows[0][0].data
    assert (await phone.press(words("leave.button.delete"))).startswith(words("leave.deleted", name=HUONG))
    assert await exemptions(phone) == []
    await phone.sends(data)
    assert phone.alert == words("leave.gone")


async def test_who_sees_leaves_leaves_a_trace(phone: Phone) -> None:
    await phone.types(f"/mien {MATERNITY}")
    await phone.press(words("leave.button.sure"))
    audit = [action for (action,) in await rows(phone.school.store, "SELECT action FROM audit ORDER BY id")]
    assert "names.seen" in audit
    assert "exempt" in audit
    told = await rows(phone.school.store, "SELECT target, detail FROM audit")
    assert not [word for pair in told for word in pair if "Hương" in str(word)]


async def test_a_teacher_hears_whom_to_ask(phone: Phone) -> None:
    phone.who = LAN
    assert await phone.types("/mien") == words("leave.nobody")
    assert await phone.types(f"/mien {MATERNITY}") == words("leave.nobody")
    assert await exemptions(phone) == []


async def test_in_a_group_nobodys_leave_is_spoken_of(phone: Phone) -> None:
    (said,) = await phone.school.hears(post(f"/mien {MATERNITY}", 9, BOSS))
    assert isinstance(said, Say)
    assert (said.chat_id, said.text) == (str(BOSS["id"]), words("leave.only_private"))


FORGED = [
    "mn", "mn:", "mn:p:1:999", "mn:ok:s:1:999:20251117:20251118", "mn:ok:c:0:999:20251117:20251118", "mn:ok:z:1:1",
    "mn:ok:s:0:1:20251117:20251118", "mn:ok:c:1:1:20251117:20251118", "mn:ok:s:1:1:20251118:20251117", "mn:x:1:999",
    "mn:end:1:999", "mn:del:1:999", "mn:w:s:1:999::", "mn:u:999", "mn:ok:s:1:1::", "mn:ok:s:999:1:20251117:20251118",
    "mn:zzz",
]  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
async def test_forged_buttons_change_nothing(phone: Phone, data: str) -> None:
    await phone.sends(data)
    assert phone.text == ""
    assert await exemptions(phone) == []


@pytest.mark.parametrize("data", FORGED)
async def test_others_press_in_vain(phone: Phone, data: str) -> None:
    phone.who = MAI
    await phone.sends(data.replace("999", "1"))
    assert phone.text == ""
    assert await exemptions(phone) == []


async def test_an_operator_closes_a_named_school(phone: Phone) -> None:
    await roster.unit(phone.school.store, 70, "KD")
    phone.who = OPERATOR
    assert await phone.types("/mien trường nghỉ bão 20/11") == words("leave.which_unit")
    told = await phone.types("trường Đơn vị KD nghỉ bão 20/11")
    assert told.startswith(words("leave.sure_unit", name="Đơn vị KD"))
    await phone.press(words("leave.button.sure"))
    assert await rows(phone.school.store, "SELECT unit_id, kind FROM exemption") == [(70, "closed")]
