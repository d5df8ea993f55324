"""Who still misses something, told by name to those who may know, and numbers of closed weeks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rules.calendar import week_of
from rules.outgoing import Outgoing, Say
from rules.rule_set import STANDARD_PLAN
from rules.verdicts import INTERACTION
from scheduler.week_close import close_week
from storage import Store
from tests.handlers.school import (
    BOSS,
    LINK,
    LINK_2,
    LINK_3,
    MAI,
    OPERATOR,
    School,
    picture,
    post,
    private,
    reply,
    texts,
    words,
)
from tests.handlers.test_commands import NOVEMBER, WEEK_47
from tests.platforms.updates import ANONYMOUS, GROUP, NOON
from tests.storage import roster
from tests.storage.ledger import GROUP as GROUP_REF

NOVEMBER_17 = date(2025, 11, 17)
MANY = 300
NOBODY = 4_000_000


async def told(school: School, *raws: dict[str, Any]) -> list[str]:
    return texts(await school.hears(*raws))


async def asked(school: School, *raws: dict[str, Any], setup: tuple[dict[str, Any], ...]) -> list[Outgoing]:
    """What is said to the last of several messages."""
    await school.hears(*setup)
    await school.said()
    return await school.hears(*raws)


def to(said: list[Outgoing], chat_id: str) -> list[str]:
    return [each.text for each in said if isinstance(each, Say) and each.chat_id == chat_id]


ONE_HAS_DONE_IT = (post(), picture(message_id=6, who=MAI))


async def test_an_admin_gets_the_names_in_private(school: School) -> None:
    said = await asked(school, post("/chuanop", 9, BOSS), setup=ONE_HAS_DONE_IT)
    assert to(said, "79")[0].splitlines() == [
        *words("missing.title", unit="Tổ Toán", period=WEEK_47).splitlines(),
        words("missing.count", count=1, obliged=2),
        words("missing.person", name="Mai Trần", count=1),
    ]


async def test_the_group_gets_numbers_and_no_names(school: School) -> None:
    said = await asked(school, post("/chuanop", 9, BOSS), setup=ONE_HAS_DONE_IT)
    (words_,) = to(said, "-1001")
    assert words_.splitlines()[2:] == [words("missing.count", count=1, obliged=2), words("missing.sent")]


async def test_the_english_name_does_the_same(school: School) -> None:
    said = await asked(school, post("/missing", 9, BOSS), setup=ONE_HAS_DONE_IT)
    assert len(to(said, "79")) == 1


async def test_no_name_ever_reaches_the_group(school: School) -> None:
    await asked(school, post("/chuanop", 9, BOSS), setup=ONE_HAS_DONE_IT)
    fallbacks = [each.text for each in await school.fallbacks() if isinstance(each, Say)]
    assert words("missing.open_private") in fallbacks
    assert not [each for each in fallbacks if "Mai" in each or "Lan" in each]


async def test_when_nobody_is_missing_nothing_is_said_in_private(school: School) -> None:
    said = await asked(school, post("/chuanop", 9, BOSS), setup=(post(),))
    assert (to(said, "79"), words("missing.none") in to(said, "-1001")[0]) == ([], True)


async def test_a_group_nobody_has_used_has_nobody_to_name(school: School) -> None:
    (one,) = await told(school, post("/chuanop", who=BOSS))
    assert one.splitlines()[-1] == words("summary.nobody")


async def test_a_member_gets_no_names(school: School) -> None:
    said = await asked(school, post("/chuanop", 9, MAI), setup=ONE_HAS_DONE_IT)
    assert said == [Say("78", words("missing.not_allowed"))]


async def test_a_member_gets_no_names_in_private_either(school: School) -> None:
    said = await asked(school, private("/chuanop ~TO-TOAN", 9, MAI), setup=ONE_HAS_DONE_IT)
    assert texts(said) == [words("missing.in_group")]


async def test_an_anonymous_admin_gets_numbers_only(school: School) -> None:
    said = await asked(school, post("/chuanop", 9, ANONYMOUS, sender_chat=GROUP), setup=ONE_HAS_DONE_IT)
    (one,) = texts(said)
    assert one.splitlines()[-1] == words("missing.anonymous")


async def test_a_month_names_the_weeks_that_were_missed(school: School) -> None:
    """Enough in all, but the week before was left out."""
    ago = [post(f"{LINK}{n}", 20 + n, date=NOON - 14 * 86_400) for n in range(4)]
    said = await asked(school, post("/chuanop tháng 11", 9, BOSS), setup=tuple(ago))
    assert to(said, "79")[0].splitlines()[1:] == [
        NOVEMBER,
        words("missing.count", count=1, obliged=1),
        words("missing.weeks", name="Lan Nguyễn", weeks="46"),
    ]


async def test_a_free_week_misses_nobody(school: School) -> None:
    """Summer: whatever was handed in."""
    ago = (post(date=NOON - 140 * 86_400),)
    said = await asked(school, post("/chuanop tuần 27", 9, BOSS), setup=ago)
    (one,) = to(said, "-1001")
    assert one.splitlines()[-1] == words("summary.free", reasons=words("why.summer"))


async def test_a_long_list_is_cut_with_a_word_about_the_rest(school: School) -> None:
    await school.hears(post())
    await add_people(school.store, MANY)
    await school.said()
    (names,) = to(await school.hears(post("/chuanop", 9, BOSS)), "79")
    shown = sum(line.startswith("•") for line in names.splitlines())
    assert len(names) < 4_096
    assert names.splitlines()[-1] == words("missing.more", count=MANY - shown)


async def add_people(store: Store, count: int) -> None:
    for number in range(count):
        await roster.person(store, NOBODY + number, f"Nguyễn Thị Minh Khai {number}", 1)


async def test_a_period_nobody_understands_is_asked_for_again(school: School) -> None:
    assert await told(school, post("/chuanop mùa quýt", who=BOSS)) == [words("missing.period")]


async def test_an_unconnected_group_has_nobody_where_enrolment_is_closed(closed_school: School) -> None:
    assert await told(closed_school, post("/chuanop", who=BOSS)) == [words("summary.nothing")]


# operators


@pytest.mark.parametrize("phrase", ["~TO-TOAN", "~to-toan", "~TO-TOAN tuần 47", "~TO-TOAN tuan nay"])
async def test_an_operator_names_a_unit_in_private(school: School, phrase: str) -> None:
    said = await asked(school, private(f"/chuanop {phrase}", 9, OPERATOR), setup=ONE_HAS_DONE_IT)
    (one,) = texts(said)
    assert one.splitlines()[-1] == words("missing.person", name="Mai Trần", count=1)


async def test_an_operator_gets_all_units_with_their_names(school: School) -> None:
    said = await asked(school, private("/chuanop", 9, OPERATOR), setup=ONE_HAS_DONE_IT)
    (one,) = texts(said)
    assert one.splitlines()[-2:] == [
        words("missing.unit", unit=words("summary.group", title="Tổ Toán"), count=1),
        words("missing.person", name="Mai Trần", count=1),
    ]


async def test_an_operators_summary_may_name_a_unit_too(school: School) -> None:
    said = await asked(school, private("/tonghop ~TO-TOAN tháng 11", 9, OPERATOR), setup=ONE_HAS_DONE_IT)
    assert texts(said)[0].splitlines()[:2] == ["📊 Tổ Toán", NOVEMBER]


@pytest.mark.parametrize("phrase", ["XYZ", "XYZ tuần 47"])
async def test_a_unit_nobody_knows_is_said_to_be_one(school: School, phrase: str) -> None:
    said = await asked(school, private(f"/tonghop {phrase}", 9, OPERATOR), setup=ONE_HAS_DONE_IT)
    assert texts(said) == [words("summary.no_unit", code="XYZ")]


async def test_a_units_period_nobody_knows_is_asked_for_again(school: School) -> None:
    said = await asked(school, private("/tonghop ~TO-TOAN mùa quýt", 9, OPERATOR), setup=ONE_HAS_DONE_IT)
    assert texts(said) == [words("summary.period")]


async def test_an_admin_cannot_name_another_unit_in_a_group(school: School) -> None:
    said = await asked(school, post("/chuanop ~TO-VAN", 9, BOSS), setup=ONE_HAS_DONE_IT)
    assert texts(said) == [words("missing.period")]


# closed weeks

MONDAY = datetime.fromisoformat("2025-11-24T06:00+07:00").astimezone(UTC)


async def closed(school: School, *raws: dict[str, Any]) -> None:
    await school.hears(*raws)
    await close_week(school.store, STANDARD_PLAN, week_of(date(2025, 11, 17)), MONDAY)
    school.now = MONDAY + timedelta(hours=4)
    await school.said()


async def test_a_closed_week_says_so(school: School) -> None:
    await closed(school, post())
    (one,) = await told(school, post("/tonghop tuần 47", 9, BOSS, date=int(school.now.timestamp())))
    assert one.splitlines()[-1] == words("summary.closed", at="06:00 24/11")


async def test_a_closed_week_says_what_was_corrected(school: School) -> None:
    await closed(school, post(), post(LINK_2, 6, MAI))
    await school.hears(reply("/rut", to=5, message_id=50))
    await school.said()
    (one,) = await told(school, post("/tonghop tuần 47", 9, BOSS, date=int(school.now.timestamp())))
    changes = f"{words('summary.more_met', change='-1')}, {words('summary.more_accepted', change='-1')}"
    assert one.splitlines()[-1] == words("summary.corrected", at="06:00 24/11", changes=changes)


async def test_the_running_week_is_not_closed(school: School) -> None:
    await closed(school, post())
    (one,) = await told(school, post("/tonghop", 9, BOSS, date=int(school.now.timestamp())))
    assert "06:00" not in one


async def test_proof_that_comes_after_its_week_is_marked_late(school: School) -> None:
    school.now = MONDAY
    await school.hears(post(date=int(MONDAY.timestamp()) - 7 * 3600))
    assert await reasons(school) == ["late"]


@pytest.mark.parametrize("before_midnight", [1, 6 * 86_400])
async def test_late_proof_counts_in_its_own_week(school: School, before_midnight: int) -> None:
    school.now = MONDAY
    await school.hears(post(date=int(MONDAY.timestamp()) - 6 * 3600 - before_midnight))
    assert await school.counted(week_of(date(2025, 11, 17))) == {"Lan Nguyễn": 1}


@pytest.mark.parametrize("raw", [post(LINK_3), picture()], ids=["link", "picture"])
async def test_proof_within_its_week_is_not_late(school: School, raw: dict[str, Any]) -> None:
    school.later(days=5)
    await school.hears(raw)
    assert await reasons(school) == [""]


async def test_a_late_picture_is_late_too(school: School) -> None:
    school.later(days=7)
    await school.hears(picture())
    assert await reasons(school) == ["late"]


async def reasons(school: School) -> list[str]:
    async with school.store._database.read() as connection:
        found = await connection.exec_driver_sql("SELECT reason FROM evidence ORDER BY id")
        return [row[0] for row in found]


# what somebody has done


async def my(school: School, message_id: int = 90, **fields: Any) -> list[str]:
    await school.said()
    (one,) = await told(school, post("/toi", message_id, **fields))
    return one.splitlines()


def at(day: date) -> dict[str, Any]:
    return {"date": int(datetime(day.year, day.month, day.day, 5, tzinfo=UTC).timestamp())}


async def test_a_week_of_holidays_says_why_nothing_is_asked(school: School) -> None:
    tet = at(date(2026, 2, 18))
    school.now = datetime(2026, 2, 18, 5, tzinfo=UTC)
    await school.hears(post(**tet))
    (week, *_) = await my(school, **tet)
    shown = "Tuần 8 (16/02 – 22/02/2026)"
    assert week == words("me.free", period=shown, why=words("why.holiday"), accepted=1)


async def test_leave_says_why_nothing_is_asked(school: School) -> None:
    await school.hears(post())
    await roster.on_leave(school.store, 1, date(2025, 11, 1), date(2025, 12, 1))
    await count_up(school.store)
    assert await my(school) == [
        words("me.free", period=period, why=words("why.exempt"), accepted=1) for period in (WEEK_47, NOVEMBER)
    ]


async def count_up(store: Store) -> None:
    """What was written behind the verbs is noticed."""
    async with store._database.write() as connection:
        await connection.exec_driver_sql("INSERT INTO counter (name, value) VALUES ('rules.version', 1)")


async def test_weeks_that_were_missed_are_told(school: School) -> None:
    ago = [post(f"{LINK}{n}", 20 + n, date=NOON - 14 * 86_400) for n in range(4)]
    await school.hears(*ago, post())
    assert (await my(school))[1:] == [
        words("me.uneven", period=NOVEMBER, accepted=5, owed=4),
        words("me.missed", weeks="46"),
    ]


async def test_whoever_is_behind_is_told_by_how_much(school: School) -> None:
    await school.hears(post(date=NOON - 15 * 86_400), post(LINK_2, 6, date=NOON - 14 * 86_400))
    late = at(date(2025, 11, 28))
    school.now = datetime(2025, 11, 28, 5, tzinfo=UTC)
    assert (await my(school, **late))[2] == words("me.behind", count=3, missing=1)


async def test_interactions_fill_no_quota(school: School) -> None:
    await school.hears(post("/toi"), post(PROFILE_LIKE))
    await roster.did(school.store, 1, 1, date(2025, 11, 18), action=INTERACTION)
    assert (await my(school))[0] == words("me.missing", period=WEEK_47, accepted=0, owed=1, missing=1)


PROFILE_LIKE = "https://www.facebook.com/truong.hoa.sen"


async def test_accounts_beside_a_list_are_told_to_be_unclear(school: School) -> None:
    await school.hears(post())
    assert words("summary.unlinked", count=1) not in (await told(school, post("/tonghop", 9, BOSS)))[0]
    async with school.store.write(school.now) as ledger:
        chat = await ledger.chat(GROUP_REF)
        assert chat.unit_id
        await ledger.roster.add(chat.unit_id, "Nguyễn Thị Lan", "", NOVEMBER_17, seen=True)
    (one,) = await told(school, post("/tonghop", 10, BOSS))
    assert one.splitlines()[-1] == words("summary.unlinked", count=1)
