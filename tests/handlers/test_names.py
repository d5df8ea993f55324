"""«Xem tên» under a unit's numbers: names in private, for those who may know them, and a trace of it."""

from typing import Any

import pytest

from rules.outgoing import AnswerButton, Outgoing, Say
from tests.handlers.reviewing import buttons, pressing
from tests.handlers.school import BOSS, MAI, OPERATOR, School, picture, post, private, words
from tests.platforms import updates
from tests.storage.ledger import reading, rows

TEN = words("names.button")


@pytest.fixture
async def asked(school: School) -> School:
    """A group with two people, one of whom has done it, and its administrator who asked for the numbers."""
    await school.hears(post(), picture(message_id=6, who=MAI))
    await school.said()
    return school


async def button(school: School) -> str:
    return buttons(await school.hears(post("/tonghop", 9, BOSS)))[TEN]


def press(data: str, who: dict[str, Any] = BOSS) -> dict[str, Any]:
    """In the group, where everybody sees the button."""
    return pressing(data, who, chat=updates.GROUP)


def told(said: list[Outgoing], chat_id: str) -> list[str]:
    return [each.text for each in said if isinstance(each, Say) and each.chat_id == chat_id]


def answers(said: list[Outgoing]) -> list[tuple[str, bool]]:
    return [(each.text, each.alert) for each in said if isinstance(each, AnswerButton)]


async def test_an_administrator_gets_the_names_in_private(asked: School) -> None:
    said = await asked.hears(press(await button(asked)))
    assert answers(said) == [(words("names.sent"), False)]
    (list_,) = told(said, "79")
    assert ("Mai Trần" in list_, "Lan Nguyễn" in list_, told(said, "-1001")) == (True, True, [])


async def test_nobody_else_gets_them(asked: School) -> None:
    said = await asked.hears(press(await button(asked), MAI))
    assert (answers(said), told(said, "78")) == ([(words("names.not_allowed"), True)], [])


async def test_the_group_never_reads_them(asked: School) -> None:
    await asked.hears(press(await button(asked)))
    assert not [each for each in await asked.fallbacks() if isinstance(each, Say) and "Mai" in each.text]


async def test_it_leaves_a_trace_without_names(asked: School) -> None:
    await asked.hears(press(await button(asked)))
    (unit,) = await reading(asked.store).units.all()
    trace = await rows(asked.store, "SELECT actor, action, target, detail, unit_id FROM audit")
    assert trace == [("telegram:79", "names.seen", unit.code, "2025-W47", unit.id)]


async def test_a_refusal_leaves_none(asked: School) -> None:
    await asked.hears(press(await button(asked), MAI))
    assert await rows(asked.store, "SELECT count(*) FROM audit") == [(0,)]


@pytest.mark.parametrize("who", [MAI, BOSS], ids=["member", "admin of another group"])
async def test_all_units_are_for_operators_alone(asked: School, who: dict[str, Any]) -> None:
    said = await asked.hears(pressing("ten:0:2025-W47", who))
    assert (answers(said), told(said, str(who["id"]))) == ([(words("names.not_allowed"), True)], [])


async def test_an_operator_opens_all_units_in_private(asked: School) -> None:
    data = buttons(await asked.hears(private("/tonghop", 9, OPERATOR)))[TEN]
    (list_,) = told(await asked.hears(pressing(data, OPERATOR)), "80")
    assert "Mai Trần" in list_


@pytest.mark.parametrize(
    "data",
    [
        "ten",
        "ten:",
        "ten:x:2025-W47",
        "ten:999:2025-W47",
        "ten:1:",
        "ten:1:rác",
        "ten:1:2025-W47:x",
        "ten:99999999999999999999999:2025-W47",
    ],
)
async def test_forged_data_names_nobody_to_strangers(asked: School, data: str) -> None:
    said = await asked.hears(press(data, updates.LAN))
    assert told(said, "77") == []
    assert len(answers(said)) == 1


async def test_where_nobody_is_there_is_no_button(school: School) -> None:
    assert buttons(await school.hears(private("/tonghop", 9, OPERATOR))) == {}
