"""Buttons of every kind, real and made up, pressed by everybody, everywhere."""

from random import Random
from typing import Any

import pytest

from handlers.buttons import BUTTONS
from rules.buttons import LONGEST
from rules.outgoing import AnswerButton, Outgoing
from storage import Store
from tests.handlers.offices import HEAD, HOASEN, pressed
from tests.handlers.presses import EVERYBODY, FACTS, KINDS, STRANGERS, Office
from tests.handlers.school import BOSS, OPERATOR, School, words
from tests.platforms import updates
from tests.platforms.updates import ANONYMOUS, GROUP
from tests.storage.ledger import reading, rows, writing

PRESSES, AT_ONCE = 500, 50


async def facts(store: Store) -> list[Any]:
    return [sorted(map(repr, await rows(store, query))) for query in FACTS]


async def press(office: Office, people: tuple[dict[str, Any], ...]) -> list[Outgoing]:
    """Presses, answered in batches as they come; nobody is left without an answer."""
    school, heard = office.school, await office.school.said()
    for start in range(0, PRESSES, AT_ONCE):
        said = [office.press(start + number, people) for number in range(AT_ONCE)]
        errands = await school.receive(*said)
        for errand in errands:
            admin = int(errand.question.user_id) in school.admins
            await writing(school.store, school.now).chats.learn_admin(
                errand.question.chat, errand.question.user_id, is_admin=admin
            )
            await writing(school.store).inbox.wake(errand.row_id)
        while errands:
            errands = await school.work()
            for errand in errands:
                await writing(school.store, school.now).chats.learn_admin(
                    errand.question.chat, errand.question.user_id, is_admin=False
                )
                await writing(school.store).inbox.wake(errand.row_id)
        new = await school.said()
        answered = {each.button_id for each in new if isinstance(each, AnswerButton)}
        missing = [update for update in said if update["callback_query"]["id"] not in answered]
        assert [update for update in missing if _can_be_answered(update)] == []
        heard += new
    return heard


def _can_be_answered(update: dict[str, Any]) -> bool:
    """Without a message it has to be known who pressed."""
    query = update["callback_query"]
    there = isinstance((query["message"] or {}).get("chat"), dict)
    return there or not query["from"]["is_bot"]


@pytest.fixture
async def office(either_school: School, seed: int) -> Office:
    office = Office(either_school, Random(seed))
    await office.furnish()
    return office


def test_every_kind_of_button_is_pressed() -> None:
    assert KINDS.keys() == BUTTONS.keys()


@pytest.mark.parametrize("seed", [11, 12, 21, 22])
async def test_strangers_press_in_vain(office: Office) -> None:
    store = office.school.store
    before = await facts(store)
    audited = "SELECT DISTINCT actor, action FROM audit"
    known = set(await rows(store, audited))
    await press(office, STRANGERS)
    assert await facts(store) == before
    assert {row[1] for row in set(await rows(store, audited)) - known} <= {"own.taken_along", "code.wrong"}


@pytest.mark.parametrize("seed", [3, 14, 23, 24])
async def test_everybody_is_answered_and_nothing_breaks(office: Office) -> None:
    said = await press(office, EVERYBODY)
    data = [button.data for each in said for row in getattr(each, "buttons", ()) for button in row]
    assert max(len(each.encode()) for each in data) <= LONGEST
    assert await reading(office.school.store).whole.verify() == []


@pytest.mark.parametrize("seed", [0])
@pytest.mark.parametrize(
    "data",
    [
        "spread:00010101:0:5",
        "spread:99991231:0:5",
        "featured:week:100:00010101",
        "featured:swap:100:99991231:102",
        "ten:102:0001-W01",
        "ten:102:9999-W52",
        "ten:0:0001-0002-HK1",
        "ten:102:31/12/9999-31/12/9999",
        "ds:endd:900:102:99991231",
        "ds:mvd:900:102:103:00010101:ok",
        "mn:ok:l:900:102:00010101:99991231",
        "mn:w:l:900:102:99991231:open",
    ],
)
async def test_a_far_date_is_refused_kindly(office: Office, data: str) -> None:
    await office.school.said()
    before = await facts(office.school.store)
    for who in (BOSS, HEAD, OPERATOR):
        (refused,) = await office.school.hears(pressed(data, who))
        assert isinstance(refused, AnswerButton)
        assert refused.text == words("button.old")
    assert await facts(office.school.store) == before


@pytest.mark.parametrize("seed", [0])
async def test_an_anonymous_administrator_is_sent_no_names(office: Office) -> None:
    await office.school.said()
    message = updates.written(chat=GROUP, sender_chat=GROUP)
    query = {"from": ANONYMOUS, "message": message, "data": f"ten:{HOASEN}:2025-W47"}
    said = await office.school.hears(updates.button(**query))
    assert [each.text for each in said if isinstance(each, AnswerButton)] == [words("names.anonymous")]
    assert len(said) == 1


@pytest.mark.parametrize("seed", [0])
async def test_buttons_that_were_sent_before_are_still_understood(office: Office) -> None:
    """They told what goes without saying, too."""
    await office.school.said()
    old = (f"ds:l:{HOASEN}:0", f"unit:nhac:{HOASEN}:", f"mn:w:l:900:{HOASEN}::", f"tk:s:{HOASEN}:0")
    for data in old:
        said = await office.school.hears(pressed(data, BOSS))
        assert words("button.old") not in [each.text for each in said if isinstance(each, AnswerButton)]
