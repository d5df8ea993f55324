"""Whoever is shown names or pictures leaves a row that these people can find."""

from typing import Any

from tests.handlers.reviewing import lead, opened, wait
from tests.handlers.school import BOSS, LINK_2, MAI, School, post, private
from tests.platforms.updates import LAN
from tests.storage.ledger import rows

BOSS_ACCOUNT = f"telegram:{BOSS['id']}"


async def looks(school: School, action: str) -> list[tuple[Any, ...]]:
    query = "SELECT actor, person_id, unit_id FROM audit WHERE action = :action ORDER BY id"
    return await rows(school.store, query, action=action)


async def number_of(school: School, who: dict[str, Any]) -> int:
    query = "SELECT person_id FROM account WHERE user_id = :user"
    ((number,),) = await rows(school.store, query, user=str(who["id"]))
    return int(number)


async def test_a_reviewed_picture_is_seen_by_somebody(school: School) -> None:
    await lead(school)
    await wait(school, "a")
    assert await looks(school, "picture.seen") == []
    await opened(school)
    assert await looks(school, "picture.seen") == [(BOSS_ACCOUNT, await number_of(school, LAN), None)]


async def test_nobody_has_seen_what_did_not_wait(school: School) -> None:
    await lead(school)
    await opened(school)
    assert await looks(school, "picture.seen") == []


async def test_names_are_seen_in_the_whole_unit(school: School) -> None:
    await school.hears(post("Chào", 4, LAN))
    await school.hears(post(LINK_2, 5, MAI))
    await school.hears(post("/chuanop tuần trước", 6, BOSS))
    await school.hears(post("/chuanop tháng này", 7, BOSS))
    ((unit_id,),) = await rows(school.store, "SELECT unit_id FROM chat WHERE kind = 'group'")
    assert await looks(school, "names.seen") == [(BOSS_ACCOUNT, None, unit_id)]


async def test_who_may_not_see_names_has_not_seen_any(school: School) -> None:
    await school.hears(post(LINK_2, 5, MAI))
    await school.hears(post("/chuanop tháng này", 7, LAN))
    assert await looks(school, "names.seen") == []


async def test_an_operator_s_look_at_everything_is_told_to_everybody(school: School) -> None:
    operator = {**BOSS, "id": 80}
    await school.hears(post(LINK_2, 5, MAI))
    await school.hears(private("/chuanop tháng này", 7, operator))
    units = await rows(school.store, "SELECT id FROM unit WHERE parent_id IS NULL")
    assert [row[2] for row in await looks(school, "names.seen")] == [unit for (unit,) in units]
