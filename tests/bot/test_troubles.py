"""What the network, the platform and other people do to a bot; everything is delivered in the end, in order."""

from typing import Any

import pytest

from bot.pace import Limits
from rules.language import text
from rules.outgoing import Say
from simulator.model import Chat
from tests.bot.town import OK, Setting, Town, differences, link, running, settled
from tests.storage.ledger import reading, rows, writing
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("impatient")
HELP = text("help.group", "vi")
OFTEN = {"probability": 0.5}


def answered_to(town: Town, chat: Chat) -> list[int]:
    """The numbers of the messages that the bot's texts in a chat answer, in the order of the texts."""
    mine = [each for each in chat.messages.values() if each.sender_id == town.bot.id]
    return [each.data["reply_to_message"]["message_id"] for each in mine]


@pytest.mark.parametrize(
    "rules",
    [
        {"error_500": OFTEN},
        {"bad_gateway": OFTEN},
        {"reset_before": OFTEN},
        {"error_500": OFTEN, "bad_gateway": OFTEN, "reset_before": OFTEN},
        {"delay": {"probability": 0.5, "seconds": 0.05}},
    ],
    ids=["500", "html", "resets", "all at once", "slow"],
)
async def test_every_text_arrives_once_and_in_order(
    town: Town, setting: Setting, rules: dict[str, Any]
) -> None:
    groups = [town.another_group(f"Tổ {number}") for number in range(3)]
    async with running(setting) as service:
        town.trouble(seed=7, **rules)
        asked = {group.id: [town.post("/trogiup", group).id for _ in range(6)] for group in groups}
        await until(lambda: all(len(town.said(group)) >= 6 for group in groups), 40)
        town.trouble()
        await settled(service.store)
    assert {group.id: answered_to(town, group) for group in groups} == asked


async def test_a_cut_after_the_work_was_done_keeps_the_order(town: Town, setting: Setting) -> None:
    """Whoever cannot know whether a text arrived says it again; none is lost and none overtakes another."""
    async with running(setting) as service:
        town.trouble(seed=3, reset_after={"probability": 0.4, "methods": ["sendMessage"]})
        asked = [town.post("/trogiup").id for _ in range(8)]
        await until(lambda: set(answered_to(town, town.group)) == set(asked), 40)
        town.trouble()
        await settled(service.store)
    assert answered_to(town, town.group) == sorted(answered_to(town, town.group))


async def test_every_reaction_arrives(town: Town, setting: Setting) -> None:
    async with running(setting):
        town.trouble(seed=1, error_500=OFTEN, reset_before=OFTEN, reset_after={"probability": 0.2})
        messages = [town.post(link(number)) for number in range(20)]
        await town.reacted(*messages, seconds=40)
        assert {town.reaction(each) for each in messages} == {OK}


@pytest.mark.parametrize("trouble", ["error_500", "bad_gateway", "reset_before", "reset_after"])
async def test_no_update_is_lost_on_its_way_in(town: Town, either: Setting, trouble: str) -> None:
    async with running(either) as service:
        await town.reacted(town.post(link(0)))
        town.trouble(seed=5, **{trouble: {"probability": 0.7, "methods": ["getUpdates"]}}, duplicate=OFTEN)
        messages = [town.post(link(number)) for number in range(1, 20)]
        await town.reacted(*messages, seconds=40)
        town.trouble()
        assert (await settled(service.store)).evidence["accepted"] == 20


async def test_after_an_outage_everything_is_delivered_in_order(town: Town, either: Setting) -> None:
    groups = [town.another_group(f"Tổ {number}") for number in range(2)]
    async with running(either) as service:
        await town.reacted(town.post(link(0)))
        town.trouble(outage=True)
        asked = {group.id: [town.post("/trogiup", group).id for _ in range(5)] for group in groups}
        proof = [town.post(link(number), groups[0]) for number in range(1, 5)]
        await until(lambda: town.world.faults.struck.get("outage", 0) >= 5)
        assert not any(map(town.reaction, proof))
        town.trouble()
        await town.reacted(*proof, seconds=40)
        await until(lambda: all(len(town.said(group)) == 5 for group in groups), 40)
        await settled(service.store)
    assert either.mode == "webhook" or {group.id: answered_to(town, group) for group in groups} == asked


async def test_a_bot_started_during_an_outage_begins_when_it_is_over(town: Town, setting: Setting) -> None:
    town.trouble(error_500={"methods": ["getMe"], "count": 1})
    message = town.post(link(1))
    async with running(setting):
        await town.reacted(message)


async def test_being_asked_to_wait_is_normal(town: Town, setting: Setting) -> None:
    async with running(setting) as service:
        town.trouble(too_many_requests={"count": 2, "retry_after": 1, "methods": ["sendMessage"]})
        asked = [town.post("/trogiup").id for _ in range(3)]
        await town.answered(town.group, 3)
        assert (await settled(service.store)).outbox_failed == 0
    assert answered_to(town, town.group) == asked


async def test_one_slow_group_does_not_hold_up_another(town: Town, setting: Setting) -> None:
    other = town.another_group("Tổ Văn")
    async with running(setting):
        town.trouble(too_many_requests={"count": 1, "retry_after": 2, "methods": ["sendMessage"]})
        town.post("/trogiup")
        await until(lambda: town.calls("sendMessage", 429))
        town.post("/trogiup", other)
        await town.answered(other)
        assert town.said(town.group) == []


async def test_a_server_that_enforces_its_limits_never_has_to(town: Town, setting: Setting) -> None:
    groups = [town.another_group(f"Tổ {number}") for number in range(8)]
    town.world.limits.enabled = True
    async with running(setting, Limits()):
        for group in groups:
            town.post("/trogiup", group)
            town.post("/toi", group)
        await until(lambda: all(len(town.said(group)) == 2 for group in groups))
    assert town.calls("sendMessage", 429) == []


async def test_a_flood_in_one_group_does_not_delay_another(town: Town, setting: Setting) -> None:
    other = town.another_group("Tổ Văn")
    async with running(setting, Limits()):
        for _ in range(30):
            town.post("/trogiup")
        town.post("/trogiup", other)
        await town.answered(other)
        chats = [call["params"]["chat_id"] for call in town.calls("sendMessage", 200)]
    assert str(other.id) in map(str, chats[:3])


async def test_reactions_do_not_wait_for_the_texts_of_their_group(town: Town, setting: Setting) -> None:
    async with running(setting, Limits()):
        for _ in range(10):
            town.post("/trogiup")
        await town.reacted(town.post(link(1)))
        assert len(town.said(town.group)) < 10


async def test_answers_go_before_bulk(town: Town, setting: Setting) -> None:
    async with running(setting, Limits(overall=10_000, per_chat=4, per_group_minute=1000)) as service:
        reminders = [(f"reminder:{number}", Say(str(town.group.id), f"Nhắc {number}")) for number in range(8)]
        await writing(service.store, service.lines[0].hearing._clock()).outbox.put(
            "telegram", service.lines[0].messenger.bot, reminders, bulk=True
        )
        service.lines[0].outbox.wake()
        await town.answered(town.group)
        town.post("/trogiup")
        await until(lambda: HELP in town.said(town.group))
        assert len(town.said(town.group)) < 9


async def test_bulk_put_in_twice_is_said_once(town: Town, setting: Setting) -> None:
    async with running(setting) as service:
        for _ in range(2):
            message = [("reminder:2025-W47", Say(str(town.group.id), "Nhắc"))]
            await writing(service.store, service.lines[0].hearing._clock()).outbox.put(
                "telegram", service.lines[0].messenger.bot, message, bulk=True
            )
            service.lines[0].outbox.wake()
            await settled(service.store)
    assert town.said(town.group) == ["Nhắc"]


@pytest.mark.parametrize("count", [1, 5])
async def test_updates_that_come_twice_count_once(town: Town, either: Setting, count: int) -> None:
    async with running(either) as service:
        town.trouble(seed=2, duplicate={"probability": 0.8})
        messages = [town.post(link(number)) for number in range(15)]
        for _ in range(count):
            town.post("/trogiup")
        await town.reacted(*messages)
        await town.answered(town.group, count)
        town.trouble()
        found = await settled(service.store)
    assert (found.evidence["accepted"], found.evidence["duplicate"]) == (15, 0)
    assert len(town.said(town.group)) == count


async def test_updates_in_another_order_count_once(town: Town, setting: Setting) -> None:
    async with running(setting):
        await town.reacted(town.post(link(0)))
    town.trouble(seed=4, reorder=True)
    messages = [town.post(link(number)) for number in range(1, 30)]
    async with running(setting) as service:
        await town.reacted(*messages)
        assert (await settled(service.store)).evidence["accepted"] == 30


async def test_an_edit_that_overtakes_its_message_counts_once(town: Town, setting: Setting) -> None:
    town.trouble(seed=1, reorder=True)
    for number in range(5):
        message = town.post(link(number))
        town.world.edit(town.group.id, message.id, text=f"Mời xem {link(number)}")
    async with running(setting) as service:
        await until(lambda: len(town.calls("setMessageReaction", 200)) >= 5)
        found = await settled(service.store)
    assert (found.evidence["accepted"], found.inbox_parked) == (5, 0)
    assert await differences(setting) == []


async def test_the_same_message_under_another_number_counts_once(town: Town, setting: Setting) -> None:
    """Telegram begins its numbers anew after a quiet week."""
    message = town.post(link(1))
    async with running(setting) as service:
        await town.reacted(message)
        town.bot.queue.push("message", message.raw)
        await until(lambda: town.bot.queue.confirmed >= 3)
        found = await settled(service.store)
    assert (found.evidence["accepted"], found.evidence["duplicate"], found.inbox_parked) == (1, 0, 0)


async def test_a_poisoned_message_is_parked_and_holds_up_nobody(
    town: Town, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(setting) as service:
        await town.reacted(town.post(link(0)))
        understand = service.lines[0].messenger.understand

        def poisoned(raw: dict[str, Any]) -> Any:
            if "poison" in str(raw.get("message", {}).get("text")):
                raise ZeroDivisionError("somebody's own words")
            return understand(raw)

        monkeypatch.setattr(service.lines[0].messenger, "understand", poisoned)
        town.post("poison")
        others = [town.post(link(1)), town.post(link(2), town.another_group("Tổ Văn"))]
        await town.reacted(*others)
        found = await settled(service.store)
        (parked,) = await reading(service.store).inbox.parked()
    assert found.inbox_parked == 1
    assert "words" not in parked.error


async def test_a_busy_database_delays_and_loses_nothing(town: Town, setting: Setting) -> None:
    async with running(setting) as service:
        await town.reacted(town.post(link(0)))
        await settled(service.store)
        await service.store._database._turn.acquire()
        messages = [town.post(link(number)) for number in range(1, 10)]
        await until(service.lines[0].intake._writing.locked)
        assert town.bot.queue.first(1)
        service.store._database._turn.release()
        await town.reacted(*messages)
        assert (await settled(service.store)).evidence["accepted"] == 10


async def test_nothing_of_chat_is_left_in_the_ledger(town: Town, setting: Setting) -> None:
    async with running(setting) as service:
        town.post("Chuyện riêng của tổ")
        await town.reacted(town.post(link(1)))
        await settled(service.store)
        kept = [
            row
            for table in ("inbox", "outbox", "audit")
            for row in await rows(service.store, f"SELECT * FROM {table}")
        ]
    assert "riêng" not in str(kept)
