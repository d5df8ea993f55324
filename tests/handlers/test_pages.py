"""/trang: a unit's pages, followers and posts."""

from datetime import date, timedelta
from typing import Any

import pytest

from handlers.publishing.pages import Wish, wish
from rules.calendar import day_range
from storage import Followers
from tests.handlers.school import BOSS, OPERATOR, School, post, private, texts, words
from tests.platforms.updates import GROUP, LAN
from tests.storage.ledger import TODAY, reading, rows, writing
from tests.storage.province import Province, address_of, small_province

DEPARTMENT = {"id": -1005, "title": "Văn phòng Sở", "type": "supergroup"}


@pytest.fixture
async def province(school: School) -> Province:
    """Bình is an administrator of Hoa Cúc's group and of the department's."""
    province = await small_province(school.store)
    await province.group("CUC", str(GROUP["id"]))
    await province.group("SO", str(DEPARTMENT["id"]))
    return province


async def said(school: School, *raws: dict[str, Any]) -> str:
    return "\n---\n".join(texts(await school.hears(*raws)))


async def told(province: Province, code: str = "CUC") -> list[Followers]:
    (page, *_) = await reading(province.store).pages.of_units([(await province.find(code)).id])
    return (await reading(province.store).pages.followers([page.id])).get(page.id, [])


async def open_pages(province: Province, code: str = "CUC") -> list[str]:
    pages = await reading(province.store).pages.of_units([(await province.find(code)).id])
    return [page.url for page in pages if page.until is None]


@pytest.mark.parametrize(
    ("argument", "understood"),
    [
        ("", Wish()),
        ("26000", Wish("followers", "", 26_000)),
        ("26.000", Wish("followers", "", 26_000)),
        ("26,000", Wish("followers", "", 26_000)),
        ("26 000", Wish("followers", "", 26_000)),
        ("1.026.000 https://fb.com/a", Wish("followers", "https://fb.com/a", 1_026_000)),
        ("26000 https://fb.com/a", Wish("followers", "https://fb.com/a", 26_000)),
        ("thêm https://fb.com/a", Wish("add", "https://fb.com/a")),
        ("them https://fb.com/a", Wish("add", "https://fb.com/a")),
        ("THÊM https://fb.com/a", Wish("add", "https://fb.com/a")),
        ("add https://fb.com/a", Wish("add", "https://fb.com/a")),
        ("bỏ https://fb.com/a", Wish("drop", "https://fb.com/a")),
        ("bo https://fb.com/a", Wish("drop", "https://fb.com/a")),
        ("thêm", Wish("?")),
        ("thêm a b", Wish("?")),
        ("26k", Wish("?")),
        ("26.00", Wish("?")),
        ("-5", Wish("?")),
        ("9" * 30, Wish("?")),
        ("https://fb.com/a", Wish("?")),
        ("٣٤", Wish("?")),
    ],
)
def test_what_is_wanted_is_understood(argument: str, understood: Wish) -> None:
    assert wish(argument) == understood


async def test_everybody_in_a_group_sees_its_pages(school: School, province: Province) -> None:
    answer = await said(school, post("/trang"))
    assert words("pages.title", unit="Trường Cuc") in answer
    assert address_of("CUC") in answer


async def test_the_english_name_is_understood(school: School, province: Province) -> None:
    assert await said(school, post("/pages")) == await said(school, post("/trang", 6))


async def test_a_group_without_pages_is_told_how_to_add_one(school: School) -> None:
    await school.hears(post())
    assert words("pages.none") in await said(school, post("/trang", 6))


async def test_the_pages_posts_stand_against_its_quota(school: School, province: Province) -> None:
    assert "0/1 bài của trang – còn thiếu 1 bài" in await said(school, post("/trang"))
    await school.hears(post(f"{address_of('CUC')}/posts/1", 6))
    assert "1/1 bài của trang – đã đủ ✓" in await said(school, post("/trang", 7))


async def test_nothing_is_asked_of_the_page_of_a_closed_unit(school: School, province: Province) -> None:
    unit = await province.find("CUC")
    await writing(province.store).rules.close_unit(
        unit.id, day_range(date(2025, 9, 1), date(2026, 5, 31)), "test"
    )
    assert "còn thiếu" not in await said(school, post("/trang"))


async def test_an_admin_tells_how_many_follow(school: School, province: Province) -> None:
    answer = await said(school, post("/trang 26.000", who=BOSS))
    assert await told(province) == [Followers(TODAY, 26_000)]
    assert "26.000 người theo dõi (ngày 17/11/2025)" in answer


async def test_told_twice_on_one_day_the_last_word_stands(school: School, province: Province) -> None:
    await school.hears(post("/trang 26.000", who=BOSS), post("/trang 27.000", 6, who=BOSS))
    assert await told(province) == [Followers(TODAY, 27_000)]


async def test_growth_is_told_since_the_time_before_and_since_the_year_began(
    school: School, province: Province
) -> None:
    (page, *_) = await reading(province.store).pages.of_units([(await province.find("CUC")).id])
    for days, number in ((90, 20_000), (30, 25_500)):
        await writing(province.store).pages.tell_followers(page.id, TODAY - timedelta(days=days), number, "")
    answer = await said(school, post("/trang 26000", who=BOSS))
    assert "+500 so với lần trước, +6.000 từ đầu năm học" in answer


async def test_a_loss_is_told_too(school: School, province: Province) -> None:
    (page, *_) = await reading(province.store).pages.of_units([(await province.find("CUC")).id])
    await writing(province.store).pages.tell_followers(page.id, TODAY - timedelta(days=9), 1_500, "")
    assert "−500 so với lần trước" in await said(school, post("/trang 1000", who=BOSS))


async def test_an_admin_tells_it_of_another_page(school: School, province: Province) -> None:
    await school.hears(post("/trang thêm https://www.tiktok.com/@truongcuc", who=BOSS))
    await school.hears(post("/trang 900 tiktok.com/@TruongCuc", 6, who=BOSS))
    assert await told(province) == []
    assert await rows(school.store, "SELECT followers, told_by FROM page_followers") == [(900, "telegram:79")]


async def test_of_a_page_that_is_not_ours_nothing_can_be_told(school: School, province: Province) -> None:
    assert await said(school, post(f"/trang 900 {address_of('SEN')}", who=BOSS)) == words("pages.not_ours")


async def test_an_admin_adds_a_page(school: School, province: Province) -> None:
    await school.hears(post("/trang thêm tiktok.com/@truongcuc", who=BOSS))
    assert await open_pages(province) == [address_of("CUC"), "https://tiktok.com/@truongcuc"]
    assert await rows(school.store, "SELECT actor, action, target, detail FROM audit") == [
        ("telegram:79", "page.add", "CUC", "tiktok:truongcuc")
    ]


async def test_posts_of_before_count_for_a_page_that_is_added(school: School, province: Province) -> None:
    await school.hears(post("https://www.tiktok.com/@truongcuc/video/7300000000000000001"))
    answer = await said(school, post("/trang thêm tiktok.com/@truongcuc", 6, who=BOSS))
    assert "1/" in answer
    assert ("page.credit", "CUC", "tiktok:truongcuc 1") in await rows(
        school.store, "SELECT action, target, detail FROM audit"
    )


async def test_a_page_added_twice_is_there_once(school: School, province: Province) -> None:
    await school.hears(*[post(f"/trang them {address_of('CUC')}", number, who=BOSS) for number in (5, 6)])
    assert await open_pages(province) == [address_of("CUC")]


async def test_another_units_page_is_refused_with_its_name(school: School, province: Province) -> None:
    answer = await said(school, post(f"/trang thêm {address_of('SEN')}", who=BOSS))
    assert answer == words("pages.anothers", unit="Trường Sen")
    assert await open_pages(province, "SEN") == [address_of("SEN")]


STRANGERS = {"id": -1009, "title": "Nhóm lạ", "type": "supergroup"}


async def test_a_group_on_its_own_gives_way_to_the_unit(school: School, province: Province) -> None:
    """Else whoever comes first keeps the school from its page, and tells how many follow it."""
    await school.hears(post("/trang thêm tiktok.com/@truongcuc", who=BOSS, chat=STRANGERS))
    await school.hears(post("/trang 5", 6, BOSS, chat=STRANGERS), private("/start", 7, BOSS))
    answer = await said(school, post("/trang thêm tiktok.com/@truongcuc", 8, BOSS))
    assert "https://tiktok.com/@truongcuc" in await open_pages(province)
    told = words("pages.taken_over", address="https://tiktok.com/@truongcuc", unit="Trường Cuc")
    assert told in answer
    assert await rows(school.store, "SELECT count(*) FROM page_followers") == [(0,)]


@pytest.mark.parametrize("before", ["", f"/trang bỏ {address_of('CUC')}"])
async def test_what_a_unit_has_or_had_is_no_such_groups(
    school: School, province: Province, before: str
) -> None:
    """A page's past is its unit's."""
    await school.hears(*([post(before, who=BOSS)] if before else []))
    answer = await said(school, post(f"/trang thêm {address_of('CUC')}", 6, BOSS, chat=STRANGERS))
    assert answer == words("pages.anothers", unit="Trường Cuc")


async def test_of_two_groups_on_their_own_the_first_has_it(school: School, province: Province) -> None:
    await school.hears(post("/trang thêm tiktok.com/@a", who=BOSS, chat=STRANGERS))
    other = {**STRANGERS, "id": -1010, "title": "Nhóm khác"}
    answer = await said(school, post("/trang thêm tiktok.com/@a", 6, BOSS, chat=other))
    assert answer == words("pages.anothers", unit="Nhóm lạ")


@pytest.mark.parametrize(
    "address", ["https://www.facebook.com/abc/posts/1", "facebook.com/groups/1", "xin-chào", "/"]
)
async def test_what_is_no_page_is_refused(school: School, province: Province, address: str) -> None:
    answer = await said(school, post(f"/trang thêm {address}", who=BOSS))
    assert answer == words("pages.no_page")


async def test_an_admin_gives_a_page_up(school: School, province: Province) -> None:
    answer = await said(school, post(f"/trang bỏ {address_of('CUC')}", who=BOSS))
    assert words("pages.none") in answer
    assert await open_pages(province) == []


async def test_a_page_given_up_may_be_taken_by_another(school: School, province: Province) -> None:
    await school.hears(post(f"/trang bỏ {address_of('CUC')}", who=BOSS))
    await school.hears(post(f"/trang thêm {address_of('CUC')}", 6, who=BOSS, chat=DEPARTMENT))
    assert await open_pages(province, "SO") == [address_of("SO"), address_of("CUC")]


@pytest.mark.parametrize("argument", ["26000", f"thêm {address_of('X')}", f"bỏ {address_of('CUC')}"])
async def test_who_is_no_admin_changes_nothing(school: School, province: Province, argument: str) -> None:
    assert await said(school, post(f"/trang {argument}", who=LAN)) == words("pages.not_allowed")
    assert (await told(province), await open_pages(province)) == ([], [address_of("CUC")])


async def test_what_is_not_understood_is_explained(school: School, province: Province) -> None:
    assert await said(school, post("/trang 26k", who=BOSS)) == words("pages.how")


async def test_a_member_sees_their_own_units_pages_in_private(school: School, province: Province) -> None:
    await school.hears(post())
    assert address_of("CUC") in await said(school, private("/trang", 6))


async def test_a_member_changes_nothing_in_private(school: School, province: Province) -> None:
    await school.hears(post())
    assert await said(school, private("/trang 26000", 6)) == words("pages.not_allowed")


async def test_a_stranger_is_sent_to_their_group(school: School, province: Province) -> None:
    assert await said(school, private("/trang")) == words("pages.no_unit")


async def test_an_operator_names_the_unit(school: School, province: Province) -> None:
    assert address_of("SEN") in await said(school, private("/trang sen", who=OPERATOR))
    await school.hears(private("/trang SEN 1.234", 6, who=OPERATOR))
    assert await told(province, "SEN") == [Followers(TODAY, 1_234)]


@pytest.mark.parametrize("argument", ["", " 26000", " thêm https://www.facebook.com/hoasen"])
async def test_an_operator_is_asked_for_the_unit(school: School, province: Province, argument: str) -> None:
    assert await said(school, private(f"/trang{argument}", who=OPERATOR)) == words("pages.which")


@pytest.mark.parametrize("argument", ["KHONG-CO", "khong-co 26000"])
async def test_an_operator_hears_of_a_wrong_code(school: School, province: Province, argument: str) -> None:
    answer = await said(school, private(f"/trang {argument}", who=OPERATOR))
    assert answer == words("pages.no_such", code=argument.split(maxsplit=1)[0])


async def test_a_department_sees_how_far_its_year_is(school: School, province: Province) -> None:
    await school.hears(post(f"{address_of('SO')}/posts/1"))
    await school.hears(post("/trang 30.000", 6, who=BOSS, chat=DEPARTMENT))
    answer = await said(school, post("/trang", 7, chat=DEPARTMENT))
    assert "Bài đăng: 1/192 (0%) – chậm tiến độ" in answer
    assert "Lượt chia sẻ: 0/250 (0%) – chậm tiến độ" in answer
    assert "Người theo dõi: 30.000/32.000 (93%) – đúng tiến độ" in answer
    assert words("pages.what_counts") in answer


async def test_a_school_has_no_yearly_targets(school: School, province: Province) -> None:
    assert words("pages.what_counts") not in await said(school, post("/trang"))
