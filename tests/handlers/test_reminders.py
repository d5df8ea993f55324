"""/nhac, as people type it."""

from datetime import timedelta
from typing import Any

import pytest

from handlers.reminding.reminders import ONCE_IN
from rules.outgoing import AnswerButton, Button, Outgoing, Rewrite, Say
from rules.reminders import LONGEST_OWN_TEXT
from storage import BotRef
from tests.handlers.school import BOSS, LINK, OPERATOR, School, post, private, texts, words
from tests.platforms import updates
from tests.platforms.updates import LAN
from tests.storage.ledger import reading, rows

BOT = BotRef("telegram", "42")


@pytest.fixture
async def known(school: School) -> School:
    """A group in which Lan has handed something in."""
    await school.hears(post(LINK))
    return school


def asked(argument: str = "", who: dict[str, Any] = BOSS, message_id: int = 60) -> dict[str, Any]:
    return post(f"/nhac {argument}".strip(), message_id, who)


def alone(argument: str = "", who: dict[str, Any] = LAN) -> dict[str, Any]:
    return private(f"/nhac {argument}".strip(), 60, who)


def press(data: str, who: dict[str, Any] = BOSS, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    message = updates.written(message_id=61, **({"chat": chat} if chat else {}))
    return updates.update(callback_query={"id": "9", "from": who, "message": message, "data": data})


def buttons(said: list[Outgoing]) -> list[Button]:
    return [button for each in said if isinstance(each, Say) for row in each.buttons for button in row]


def rewritten(said: list[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, Rewrite)]


async def test_the_settings_of_a_unit(known: School) -> None:
    (told,) = texts(await known.hears(asked()))
    assert told.startswith(words("nhac.title", unit=updates.GROUP["title"]))
    for part in ("07:00", "16:00", "19:00", "80%", "21:00 – 06:00"):
        assert part in told


async def test_a_teacher_may_not_change_them(known: School) -> None:
    (said,) = await known.hears(asked("ngưỡng 10", LAN))
    assert isinstance(said, Say)
    assert (said.chat_id, said.text) == (str(LAN["id"]), words("nhac.not_allowed"))
    assert await rows(known.store, "SELECT * FROM reminder_change") == []


@pytest.mark.parametrize(
    ("argument", "seen"),
    [
        ("tắt thứ năm", words("nhac.line_off", kind=words("remind.kind.thursday_nudge"))),
        ("TAT THU NAM", words("nhac.line_off", kind=words("remind.kind.thursday_nudge"))),
        ("giờ thứ hai 7:30", "07:30"),
        ("gio thu 2 7h30", "07:30"),
        ("giờ thứ hai 22:00", words("nhac.in_quiet", when="thứ Hai, lúc 22:00").partition("(")[2]),
        ("ngưỡng 70", "70%"),
        ("yên 22:00-5:30", "22:00 – 05:30"),
        ("ghim", words("nhac.pinned")),
        ("lời thứ hai Chúc tuần mới {vui}!", "lời riêng của đơn vị"),
    ],
)
async def test_a_setting_is_changed(known: School, argument: str, seen: str) -> None:
    (told,) = texts(await known.hears(asked(argument)))
    assert seen in told
    ((who, what, target),) = await rows(known.store, "SELECT actor, action, target FROM audit")
    assert (who, what) == ("telegram:79", "reminders.change")
    assert str(target).startswith("unit ")


async def test_a_setting_is_changed_back(known: School) -> None:
    for argument in (
        "tắt thứ năm",
        "bật thứ năm",
        "ghim",
        "bỏ ghim",
        "lời thứ hai Chào",
        "lời thứ hai mặc định",
    ):
        (told,) = texts(await known.hears(asked(argument)))
    assert "tắt\n" not in told
    assert words("nhac.pinned") not in told
    assert "lời riêng" not in told


NONSENSE = (
    "linh tinh",
    "ngưỡng 0",
    "ngưỡng 101",
    "giờ thứ hai 25:00",
    "lời thứ hai",
    f"lời thứ hai {'x' * (LONGEST_OWN_TEXT + 1)}",
    "cấp trường ngưỡng 5",
    "yên",
)


@pytest.mark.parametrize("argument", NONSENSE)
async def test_what_cannot_be_made_out_is_explained(known: School, argument: str) -> None:
    assert texts(await known.hears(asked(argument))) == [words("nhac.how")]
    assert await rows(known.store, "SELECT * FROM reminder_change") == []


async def test_a_whole_group_is_muted_and_heard_again(known: School) -> None:
    assert texts(await known.hears(asked("tắt"))) == [words("nhac.group_muted")]
    assert await reading(known.store).recipients.groups_of(BOT, [1]) == {}
    assert words("nhac.is_muted") in texts(await known.hears(asked()))[0]
    assert texts(await known.hears(asked("bật"))) == [words("nhac.group_unmuted")]
    assert len(await reading(known.store).recipients.groups_of(BOT, [1])) == 1


async def test_the_preview_shows_what_will_be_said(known: School) -> None:
    told = texts(await known.hears(asked("xem")))
    start = next(each for each in told if words("remind.hello.monday_start") in each)
    assert "07:00, thứ Hai" in start
    private_ = told[-1]
    assert private_.startswith(words("nhac.in_private"))
    days = [line.split(":")[1].split()[-1] for line in private_.splitlines()[1:]]
    assert days == sorted(days, key=lambda day: day.split("/")[::-1])
    assert "Lan" not in "".join(told)


async def test_the_message_of_the_week_is_sent_when_it_is_confirmed(known: School) -> None:
    said = await known.hears(asked("ngay"))
    yes, no = buttons(said)
    assert texts(said) == [words("nhac.sure")]
    said = await known.hears(press(yes.data))
    (sent,) = [each for each in said if isinstance(each, Say)]
    assert sent.text.startswith(words("remind.hello.monday_start"))
    assert rewritten(said) == [words("nhac.sent")]
    again = await known.hears(press(yes.data), press(yes.data, {**BOSS, "id": 79}))
    assert texts(again) == []
    assert no.data == "nhac:no"


async def test_it_can_be_sent_again_after_an_hour(known: School) -> None:
    for _ in range(2):
        (yes, _no) = buttons(await known.hears(asked("ngay")))
        said = await known.hears(press(yes.data))
        assert len(texts(said)) == 1
        known.later(seconds=ONCE_IN.total_seconds() - 60)
        (yes, _no) = buttons(await known.hears(asked("ngay")))
        assert texts(await known.hears(press(yes.data))) == []
        known.later(seconds=120)


async def test_thinking_better_of_it_after_it_was_sent_does_not_deny_it(known: School) -> None:
    (yes, no) = buttons(await known.hears(asked("ngay")))
    await known.hears(press(yes.data))
    said = await known.hears(press(no.data))
    assert rewritten(said) != [words("nhac.not_sent")]
    assert len(rewritten(said)) == 1


async def test_who_thinks_better_of_it_sends_nothing(known: School) -> None:
    said = await known.hears(press("nhac:no"))
    assert (texts(said), rewritten(said)) == ([], [words("nhac.not_sent")])


@pytest.mark.parametrize("data", ["nhac:go:1", "nhac:go:4000000000"])
async def test_an_old_button_sends_nothing(known: School, data: str) -> None:
    said = await known.hears(press(data))
    assert (texts(said), rewritten(said)) == ([], [words("nhac.too_old")])


@pytest.mark.parametrize("data", ["nhac:go", "nhac:go:", "nhac:go:x", "nhac:go:99999999999", "nhac:go:²"])
async def test_a_forged_button_sends_nothing(known: School, data: str) -> None:
    (refused,) = await known.hears(press(data))
    assert isinstance(refused, AnswerButton)
    assert refused.text == words("button.old")


async def test_a_teacher_cannot_confirm(known: School) -> None:
    (yes, _) = buttons(await known.hears(asked("ngay")))
    said = await known.hears(press(yes.data, LAN))
    assert (texts(said), rewritten(said)) == ([], [])


async def test_private_reminders_can_be_stopped(school: School) -> None:
    assert texts(await school.hears(alone("tắt"))) == [words("nhac.private_muted")]
    assert await rows(school.store, "SELECT muted FROM chat WHERE kind = 'private'") in ([(1,)], [(True,)])
    assert texts(await school.hears(alone())) == [words("nhac.private_off")]
    assert texts(await school.hears(alone("bật"))) == [words("nhac.private_unmuted")]
    assert texts(await school.hears(alone()))[0].startswith(words("nhac.private_on"))


async def test_somebody_sees_what_would_come(known: School) -> None:
    (told,) = texts(await known.hears(alone()))
    assert "19:00, Chủ nhật" in told


@pytest.mark.parametrize("argument", ["xem", "ngay", "ngưỡng 5", "tất cả ngưỡng 5", "linh tinh"])
async def test_in_private_a_teacher_has_only_their_own(known: School, argument: str) -> None:
    assert texts(await known.hears(alone(argument))) == [words("nhac.how_private")]


async def test_opening_a_private_chat_makes_somebody_reachable(school: School) -> None:
    await school.hears(private("/start", 5, LAN))
    assert await rows(school.store, "SELECT chat_id FROM chat WHERE kind = 'private'") == [("77",)]


async def test_operators_change_the_settings_of_levels_and_units(known: School) -> None:
    ((code,),) = await rows(known.store, "SELECT code FROM unit")
    for argument in (
        "tất cả ngưỡng 60",
        "cấp trường giờ thứ hai 7:30",
        f"đơn vị {str(code).lower()} tắt thứ năm",
    ):
        assert texts(await known.hears(alone(argument, OPERATOR))) == [words("nhac.changed")]
    changes = (await reading(known.store).rules.stored()).changes
    assert [(change.scope.reach.name, change.scope.code) for change in changes] == [
        ("EVERYBODY", ""),
        ("LEVEL", "school"),
        ("BELOW", code),
    ]
    assert texts(await known.hears(alone("đơn vị KHONG-CO tắt thứ năm", OPERATOR))) == [
        words("nhac.unknown_place")
    ]


async def test_a_level_no_unit_has_is_not_changed(known: School) -> None:
    assert texts(await known.hears(alone("cấp mầm-non tắt", OPERATOR))) == [words("nhac.unknown_place")]
    assert await rows(known.store, "SELECT * FROM reminder_change") == []


async def test_operators_see_the_rounds(known: School) -> None:
    assert texts(await known.hears(alone("", OPERATOR))) == [words("nhac.no_rounds")]
    (yes, _) = buttons(await known.hears(asked("ngay")))
    await known.hears(press(yes.data))
    (told,) = texts(await known.hears(alone("", OPERATOR)))
    assert words("nhac.round_counts", sent=0, waiting=1, failed=0, unreached=0) in told


async def test_operators_see_what_comes(known: School) -> None:
    told = texts(await known.hears(alone("xem", OPERATOR)))
    assert "1 nhóm" in told[0]
    assert words("remind.hello.monday_start") in told[1]


async def test_operators_remind_every_group_at_once(known: School) -> None:
    said = await known.hears(alone("ngay", OPERATOR))
    assert texts(said) == [words("nhac.sure_all", groups=1)]
    (yes, _) = buttons(said)
    chat = {"id": OPERATOR["id"], "first_name": "Vận", "type": "private"}
    said = await known.hears(press(yes.data, OPERATOR, chat))
    assert rewritten(said) == [words("nhac.sending_all")]
    said = await known.hears(press(yes.data, OPERATOR, chat))
    assert rewritten(said) != [words("nhac.sending_all")]
    since = known.now - timedelta(hours=1)
    assert len(await reading(known.store).reminders.unfinished(BOT, "monday_start", since)) == 1
