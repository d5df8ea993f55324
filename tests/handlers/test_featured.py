"""/noibat: the week's featured pages, and the choice of the next ones."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.publishing.choosing import REASONS
from rules.buttons import LONGEST
from rules.calendar import week_of
from rules.outgoing import AnswerButton, Button, Outgoing, Rewrite, Say
from rules.rule_set import STANDARD_PLAN
from scheduler.featured import settle_features
from storage import Store
from tests.handlers.school import BOSS, OPERATOR, School, post, private, texts, words
from tests.ledgers import migrate
from tests.platforms.updates import GROUP, LAN, button, written
from tests.storage.ledger import NOW, TODAY, WEEK, handed_in, reading, rows
from tests.storage.province import Province, share, small_province

DEPARTMENT = {"id": -1005, "title": "Văn phòng Sở", "type": "supergroup"}
NEXT = week_of(TODAY + timedelta(days=7))
DAY = f"{NEXT.first:%Y%m%d}"


@pytest.fixture
async def province(school: School) -> Province:
    """Bình is an administrator of Hoa Cúc's group and of the department's; this week is announced."""
    province = await small_province(school.store)
    await province.group("CUC", str(GROUP["id"]))
    await province.group("SO", str(DEPARTMENT["id"]))
    await settle_features(school.store, STANDARD_PLAN, WEEK, NOW)
    return province


async def said(school: School, *raws: dict[str, Any]) -> str:
    return "\n---\n".join(texts(await school.hears(*raws)))


def ask(argument: str = "", message_id: int = 5, who: dict[str, Any] = BOSS) -> dict[str, Any]:
    return post(f"/noibat {argument}".strip(), message_id, who, chat=DEPARTMENT)


def press(data: str, who: dict[str, Any] = BOSS, chat: dict[str, Any] = DEPARTMENT) -> dict[str, Any]:
    return button(data=data, message=written(message_id=99, chat=chat), **{"from": who})


def shown(said: list[Outgoing]) -> list[Button]:
    """The buttons under the last message that has any."""
    with_buttons = [each for each in said if isinstance(each, Say | Rewrite) and each.buttons]
    return [button for row in with_buttons[-1].buttons for button in row]


def called(buttons: list[Button], label: str) -> str:
    return next(button.data for button in buttons if button.label.startswith(label))


def answers(said: list[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, AnswerButton)]


async def chosen(school: School, week: Any = NEXT) -> dict[str, str]:
    """Who is chosen for a week, and why."""
    return {
        feature.unit_code: feature.reason
        for feature in await reading(school.store).features.of_week(week.first)
    }


async def week_view(school: School) -> list[Button]:
    root = await root_of(school)
    return shown(await school.hears(press(f"featured:week:{root}:{DAY}")))


async def root_of(school: School) -> int:
    return next(unit.id for unit in await reading(school.store).units.all() if unit.code == "SO")


# What everybody sees


async def test_everybody_sees_who_is_featured(school: School, province: Province) -> None:
    answer = await said(school, post("/noibat"))
    featured = await reading(school.store).features.of_week(WEEK.first)
    assert len(featured) == 3
    assert all(f"{each.unit_name}\n  {each.url}" in answer for each in featured)


async def test_the_english_name_is_understood(school: School, province: Province) -> None:
    assert await said(school, post("/featured")) == await said(school, post("/noibat", 6))


async def test_what_a_page_brought_is_told(school: School, province: Province) -> None:
    feature = (await reading(school.store).features.of_week(WEEK.first))[0]
    await handed_in(school.store, "50", share("facebook:post:9", feature.id))
    assert "1 lượt chia sẻ của 1 người ở 1 đơn vị" in await said(school, post("/noibat"))


async def test_a_week_without_featured_pages_is_told(school: School) -> None:
    assert "chưa có trang nào" in await said(school, post("/noibat"))


async def test_a_featured_unit_sees_what_its_turn_brought(school: School, province: Province) -> None:
    feature = next(
        each for each in await reading(school.store).features.of_week(WEEK.first) if each.level == "school"
    )
    await province.group(feature.unit_code, "-1077")
    await handed_in(school.store, "50", share("facebook:post:9", feature.id))
    answer = await said(school, post("/noibat", chat={"id": -1077, "title": "x", "type": "group"}))
    assert "Trang của đơn vị được giới thiệu tuần 47: 1 lượt chia sẻ của 1 người ở 1 đơn vị." in answer


async def test_nobody_else_is_shown_what_comes(school: School, province: Province) -> None:
    for raw in (post("/noibat", who=BOSS), ask(who=LAN), private("/noibat", who=LAN)):
        assert words("featured.silence") not in await said(school, raw)


# What those see who choose


async def test_the_departments_admin_sees_four_weeks_ahead(school: School, province: Province) -> None:
    answer = await said(school, ask())
    for number in (48, 49, 50, 51):
        assert f"Tuần {number} (" in answer
    assert words("featured.silence") in answer
    assert "chưa được giới thiệu lần nào" in answer
    assert "lần gần nhất tuần 47/2025" in answer


async def test_an_operator_sees_them_in_private(school: School, province: Province) -> None:
    assert words("featured.silence") in await said(school, private("/noibat", who=OPERATOR))


async def test_this_week_can_be_chosen_until_it_is_announced(school: School) -> None:
    province = await small_province(school.store)
    await province.group("SO", str(DEPARTMENT["id"]))
    buttons = shown(await school.hears(ask()))
    assert buttons[0].label == words("featured.open", week=47)


async def test_a_week_is_agreed_to(school: School, province: Province) -> None:
    said = await school.hears(press(called(await week_view(school), "✅")))
    assert answers(said) == [words("featured.agreed")]
    assert len(await chosen(school)) == 3
    assert {each.chosen_by for each in await reading(school.store).features.of_week(NEXT.first)} == {
        "telegram:79"
    }


async def test_agreeing_twice_is_agreeing_once(school: School, province: Province) -> None:
    agree = called(await week_view(school), "✅")
    assert answers(await school.hears(press(agree), press(agree))) == [words("featured.agreed")] * 2
    assert len(await chosen(school)) == 3
    assert await rows(school.store, "SELECT count(*) FROM audit") == [(1,)]


async def test_who_chose_is_in_the_audit(school: School, province: Province) -> None:
    await school.hears(press(called(await week_view(school), "✅")))
    ((actor, action, target),) = await rows(school.store, "SELECT actor, action, target FROM audit")
    assert (actor, action, target) == ("telegram:79", "feature.choose", "SO 2025-W48")


async def test_a_place_is_changed(school: School, province: Province) -> None:
    before = [button for button in await week_view(school) if button.label.startswith("🔁")]
    others = shown(await school.hears(press(before[-1].data)))
    said = await school.hears(press(others[0].data))
    if answers(said) == [""]:  # all others have had their turn
        said = await school.hears(press(shown(said)[0].data))
    assert answers(said) == [words("featured.saved")]
    assert len(await chosen(school)) == 3


async def had_its_turn(school: School, province: Province) -> tuple[str, int, int]:
    """A school of this week, its number and that of a school proposed for the next."""
    this = next(
        each for each in await reading(school.store).features.of_week(WEEK.first) if each.level == "school"
    )
    swap = [button for button in await week_view(school) if button.label.startswith("🔁")][-1]
    return this.unit_code, this.unit_id, int(swap.data.rpartition(":")[2])


async def test_who_had_a_turn_needs_a_reason(school: School, province: Province) -> None:
    _, again, old = await had_its_turn(school, province)
    said = await school.hears(press(f"featured:put:{await root_of(school)}:{DAY}:{old}:{again}"))
    assert [button.label for button in shown(said)][:-1] == [
        words(f"featured.reason.{reason}") for reason in REASONS
    ]
    assert await chosen(school) == {}


async def test_a_reason_by_button_is_kept(school: School, province: Province) -> None:
    code, again, old = await had_its_turn(school, province)
    said = await school.hears(press(f"featured:put:{await root_of(school)}:{DAY}:{old}:{again}"))
    await school.hears(press(shown(said)[1].data))
    assert (await chosen(school))[code] == words("featured.reason.achievement")


async def test_a_change_leaves_the_other_places_as_they_were_shown(
    school: School, province: Province
) -> None:
    _, again, old = await had_its_turn(school, province)
    root = await root_of(school)
    await school.hears(press(f"featured:why:{root}:{DAY}:{old}:{again}:0"))
    here = {each.unit_id for each in await reading(school.store).features.of_week(NEXT.first)}
    assert again in here
    assert old not in here
    assert len(here) == 3


async def test_a_change_pressed_twice_is_made_once(school: School, province: Province) -> None:
    _, again, old = await had_its_turn(school, province)
    change = f"featured:why:{await root_of(school)}:{DAY}:{old}:{again}:0"
    assert answers(await school.hears(press(change), press(change))) == [words("featured.saved")] * 2
    assert len(await chosen(school)) == 3


async def test_a_reason_is_typed(school: School, province: Province) -> None:
    code, _, _ = await had_its_turn(school, province)
    answer = await said(school, ask(f"{code} lý do kỷ niệm 50 năm", 6))
    assert (await chosen(school))[code] == "kỷ niệm 50 năm"
    assert "kỷ niệm 50 năm" in answer


async def test_without_a_reason_a_typed_choice_is_asked_for_one(school: School, province: Province) -> None:
    code, _, _ = await had_its_turn(school, province)
    answer = await said(school, ask(code, 6))
    assert "Mời ghi thêm lý do" in answer
    assert f"/noibat tuần 48 {code} lý do" in answer
    assert await chosen(school) == {}


@pytest.mark.parametrize("week", ["tuần 49", "tuan 49", "week 49"])
async def test_a_week_is_named_before_the_code(school: School, province: Province, week: str) -> None:
    await school.hears(ask(f"{week} SEN kỷ niệm", 6))
    later = week_of(TODAY + timedelta(days=14))
    assert "SEN" in await chosen(school, later)
    assert await chosen(school) == {}


async def test_a_week_looks_by_itself_as_it_does_among_the_others(school: School, province: Province) -> None:
    overview = await said(school, ask())
    for number in (48, 49, 50, 51):
        assert (await said(school, ask(f"tuần {number}", 6))) in overview


async def test_the_first_week_that_can_be_filled_is_meant(school: School) -> None:
    province = Province(school.store)
    await province.unit("SO", "department")
    await province.unit("SEN", "school", "SO")
    await province.page("SEN", since=TODAY + timedelta(days=1))
    await province.group("SO", str(DEPARTMENT["id"]))
    await school.hears(ask("SEN"))
    assert await chosen(school, WEEK) == {}
    assert "SEN" in await chosen(school)


async def test_where_there_is_nobody_else_it_is_said(school: School) -> None:
    province = Province(school.store)
    await province.unit("SO", "department")
    await province.unit("SEN", "school", "SO")
    await province.page("SEN")
    await province.group("SO", str(DEPARTMENT["id"]))
    swap = called(shown(await school.hears(ask("tuần 48"))), "🔁")
    (rewrite,) = [each for each in await school.hears(press(swap)) if isinstance(each, Rewrite)]
    assert "chưa có trang nào khác" in rewrite.text


async def test_a_week_by_itself_is_shown(school: School, province: Province) -> None:
    buttons = shown(await school.hears(ask("tuần 49", 6)))
    assert called(buttons, "✅").split(":")[3] == "20251201"


@pytest.mark.parametrize("argument", ["tuần 47 SEN", "tuần 30 SEN", "tuần trước SEN", "tuần 60 SEN"])
async def test_other_weeks_cannot_be_chosen(school: School, province: Province, argument: str) -> None:
    assert await said(school, ask(argument, 6)) == words("featured.no_week")


async def test_an_unknown_code_is_said_to_be_one(school: School, province: Province) -> None:
    assert await said(school, ask("KHONG-CO", 6)) == words("featured.no_page", code="KHONG-CO")


async def test_a_choice_is_taken_back(school: School, province: Province) -> None:
    await school.hears(press(called(await week_view(school), "✅")))
    drop = called(await week_view(school), "✖")
    assert answers(await school.hears(press(drop), press(drop))) == [words("featured.dropped")] * 2
    assert len(await chosen(school)) == 2


async def test_agreeing_to_what_was_not_shown_is_not_agreeing(school: School, province: Province) -> None:
    agree = press(called(await week_view(school), "✅"))
    code, _, _ = await had_its_turn(school, province)
    await school.hears(ask(f"{code} kỷ niệm", 6))
    said = await school.hears(agree)
    assert answers(said) == [words("featured.changed")]


async def test_after_the_announcement_nothing_changes(school: School, province: Province) -> None:
    view = await week_view(school)
    await settle_features(school.store, STANDARD_PLAN, NEXT, NOW)
    before = await chosen(school)
    school.later(days=7)
    for button_ in view[:-1]:
        assert answers(await school.hears(press(button_.data))) == [words("featured.announced")]
    assert await chosen(school) == before


@pytest.mark.parametrize(
    ("who", "chat"),
    [(LAN, DEPARTMENT), (BOSS, GROUP), (LAN, {"id": 77, "first_name": "Lan", "type": "private"})],
)
async def test_others_press_in_vain(
    school: School, province: Province, who: dict[str, Any], chat: dict[str, Any]
) -> None:
    agree = called(await week_view(school), "✅")
    await school.hears(private("/toi", 6))
    (answer,) = await school.hears(press(agree, who, chat))
    if isinstance(answer, AnswerButton) and answer.text:
        assert (answer.text, answer.alert) == (words("featured.not_allowed"), True)
    assert await chosen(school) == {}


async def test_others_type_in_vain(school: School, province: Province) -> None:
    assert await said(school, post("/noibat SEN", who=BOSS)) == words("featured.not_allowed")
    assert await chosen(school) == {}


async def test_every_button_is_short_enough(school: School, province: Province) -> None:
    shown_: list[Button] = []
    view = await week_view(school)
    shown_ += view
    for each in view:
        shown_ += shown(await school.hears(press(each.data)))
    assert max(len(each.data.encode()) for each in shown_) <= LONGEST


# Whatever a button holds


words_of_buttons = st.sampled_from(
    [
        "featured",
        "spread",
        "week",
        "ok",
        "swap",
        "put",
        "why",
        "drop",
        "all",
        "0",
        "1",
        "2",
        "99",
        "-1",
        "",
        DAY,
        "x",
    ]
)
data = st.one_of(st.text(min_size=1, max_size=40), st.lists(words_of_buttons, max_size=8).map(":".join))


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def test_no_button_is_too_strange_and_none_obeys_a_stranger(tmp_path: Path, loop: asyncio.Runner) -> None:
    url = f"sqlite:///{tmp_path / 'buttons.db'}"

    async def furnished() -> School:
        await migrate(url)
        school = School(Store(url))
        province = await small_province(school.store)
        await province.group("SO", str(DEPARTMENT["id"]))
        await settle_features(school.store, STANDARD_PLAN, WEEK, NOW)
        return school

    school = loop.run(furnished())

    async def ledger() -> list[Any]:
        tables = ("unit", "person", "evidence", "feature", "page", "decision", "audit")
        chats = "SELECT id, chat_id, unit_id, muted FROM chat"  # a title may be learned from anybody
        return [await rows(school.store, f"SELECT * FROM {table}") for table in tables] + [
            await rows(school.store, chats)
        ]

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=data, chat=st.sampled_from([DEPARTMENT, GROUP]), who=st.sampled_from([LAN, BOSS]))
    def pressed(data: str, chat: dict[str, Any], who: dict[str, Any]) -> None:
        before = loop.run(ledger())
        loop.run(school.hears(press(data, who, chat)))
        if who is LAN:
            assert loop.run(ledger()) == before

    pressed()
    loop.run(school.store.close())


async def test_a_week_of_another_year_is_not_taken_for_one_ahead(school: School, province: Province) -> None:
    told = await said(school, ask(f"tuần {NEXT.number} {NEXT.year - 1} CUC"))
    assert told == words("featured.no_week")
    assert await chosen(school) == {}
