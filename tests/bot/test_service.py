"""The whole bot against the simulator: messages in, reactions and answers out."""

import asyncio
import io
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from PIL import Image

from bot.menus import menus
from rules.language import text
from simulator.membership import migrate
from storage import Store
from tests.bot.town import (
    EYES,
    OK,
    SECRET,
    SHRUG,
    THINKING,
    Setting,
    Town,
    differences,
    free_port,
    link,
    running,
    settled,
    totals,
)
from tests.storage.ledger import reading, rows
from tests.waiting import let_others_run, until

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def screenshot() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 200), "navy").save(out, "PNG")
    return out.getvalue()


@asynccontextmanager
async def busy(setting: Setting) -> AsyncIterator[None]:
    """Somebody else writes into the SQLite file for a while."""
    other = sqlite3.connect(setting.database.removeprefix("sqlite:///"), timeout=0, isolation_level=None)

    def begun() -> bool:
        with suppress(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
        return other.in_transaction

    try:
        await until(begun)
        yield
    finally:
        other.close()


async def test_a_link_gets_its_reaction(town: Town, either: Setting) -> None:
    async with running(either):
        message = town.post(link(1))
        await town.reacted(message)
        assert town.reaction(message) == OK


async def test_each_kind_of_proof_gets_its_own_reaction(town: Town, setting: Setting) -> None:
    async with running(setting):
        sent = [town.post(link(1)), town.post(link(1)), town.post("https://www.facebook.com/truong.a")]
        (picture,) = town.world.post(town.group.id, town.teacher.id, photo=screenshot())
        await town.reacted(*sent, picture)
        assert [town.reaction(each) for each in (*sent, picture)] == [OK, THINKING, SHRUG, EYES]


async def test_an_albums_one_reaction_is_that_of_its_link(town: Town, either: Setting) -> None:
    async with running(either) as service:
        shots = [screenshot(), screenshot(), screenshot()]
        album = town.world.post(town.group.id, town.teacher.id, caption=link(1), photo=shots)
        await until(lambda: any(town.reaction(part) == OK for part in album))
        found = await settled(service.store)
        assert (found.evidence["accepted"], found.evidence["pending"]) == (1, 0)


async def test_an_admin_gets_the_counts(town: Town, either: Setting) -> None:
    async with running(either):
        await town.reacted(town.post(link(1)))
        town.post("/tonghop", who=town.admin)
        told = await town.answered(town.group)
        assert text("summary.met", "vi", met=1, obliged=1, percent=100) in told


async def test_a_member_is_refused_quietly(town: Town, setting: Setting) -> None:
    town.world.start(town.teacher.id)
    async with running(setting):
        await town.answered(town.teacher, 2)
        town.post("/tonghop")
        assert await town.answered(town.teacher, 3) == text("summary.not_allowed", "vi")
        assert town.said(town.group) == []


async def test_a_member_the_bot_may_not_write_to_is_refused_in_the_group(
    town: Town, setting: Setting
) -> None:
    async with running(setting):
        town.post("/tonghop")
        assert await town.answered(town.group) == text("summary.not_allowed", "vi")


async def test_an_edit_and_a_withdrawal_are_heard(town: Town, either: Setting) -> None:
    async with running(either):
        message = town.post(link(1))
        await town.reacted(message)
        town.world.edit(town.group.id, message.id, text="Nhầm")
        await until(lambda: town.reaction(message) is None)


async def test_a_withdrawal_takes_the_reaction_away(town: Town, setting: Setting) -> None:
    async with running(setting):
        message = town.post(link(1))
        await town.reacted(message)
        town.post("/rut", reply_to=message.id)
        assert await town.answered(town.group) == text("withdraw.done", "vi")
        await until(lambda: town.reaction(message) is None)


async def test_the_bots_own_reaction_is_no_edit(town: Town, setting: Setting) -> None:
    """Telegram tells of it as of an edited message."""
    async with running(setting) as service:
        await town.reacted(town.post(link(1)))
        found = await settled(service.store)
        assert (found.evidence["accepted"], found.outbox_sent) == (1, 1)


async def test_what_was_written_while_the_bot_was_away_is_answered(town: Town, either: Setting) -> None:
    async with running(either):
        await town.reacted(town.post(link(1)))
    late = town.post(link(2))
    async with running(either):
        await town.reacted(late)


async def test_nothing_is_said_twice_after_a_restart(town: Town, setting: Setting) -> None:
    async with running(setting):
        town.post("/trogiup")
        await town.answered(town.group)
    async with running(setting) as service:
        town.post("/toi")
        await town.answered(town.group, 2)
        await settled(service.store)
    assert len(town.said(town.group)) == 2


async def test_a_stop_finishes_what_is_under_way(town: Town, setting: Setting) -> None:
    async with running(setting):
        town.trouble(delay={"seconds": 0.3, "methods": ["sendMessage"]})
        town.post("/trogiup")
        await until(lambda: town.world.faults.struck.get("delay"))
    assert len(town.said(town.group)) == 1
    assert (await totals(setting)).outbox_sent == 1


async def test_a_stop_under_load_loses_nothing(town: Town, setting: Setting) -> None:
    async with running(setting):
        messages = [town.post(link(number)) for number in range(60)]
        await town.reacted(messages[0])
    async with running(setting) as service:
        await town.reacted(*messages)
        found = await settled(service.store)
    assert found.evidence["accepted"] == 60
    assert await differences(setting) == []


async def test_a_stop_while_updates_are_written_down_leaves_no_loose_end(
    town: Town, setting: Setting
) -> None:
    """A write that is cancelled twice leaves a connection that nobody ever closes, and a process that never ends."""
    async with running(setting) as service:
        await town.reacted(town.post(link(1)))
        await settled(service.store)
        async with busy(setting):
            late = town.post(link(2))
            await until(service.lines[0].intake._writing.locked)
            service.stop()
            await until(lambda: not service._ready.is_set())
            await let_others_run(200)
    assert not [task for task in asyncio.all_tasks() if "close" in repr(task.get_coro())]
    async with running(setting):
        await town.reacted(late)


async def test_a_stop_while_the_platform_is_asked_leaves_no_loose_end(town: Town, setting: Setting) -> None:
    async with running(setting) as service:
        town.trouble(delay={"seconds": 0.2, "methods": ["getChatMember"]})
        town.post("/tonghop", who=town.admin)
        await until(lambda: service.inbox._errands)
    assert not [task for task in asyncio.all_tasks() if "errand" in task.get_name()]
    async with running(setting):
        pass


async def test_the_menus_are_put_up(town: Town, setting: Setting) -> None:
    async with running(setting):
        await until(lambda: len(town.bot.commands) == 6)
    names = {tuple(command["command"] for command in menu) for menu in town.bot.commands.values()}
    assert names == {tuple(name for name, _ in menu.commands) for menu in menus()}
    assert {"nhac", "remind"} <= {name for menu in names for name in menu}


async def test_menus_that_cannot_be_put_up_do_not_stop_the_bot(town: Town, setting: Setting) -> None:
    town.trouble(error_500={"methods": ["setMyCommands"]})
    async with running(setting):
        await town.reacted(town.post(link(1)))


# HTTP


async def test_health_and_readiness_are_told(town: Town, setting: Setting) -> None:
    async with running(setting) as service, aiohttp.ClientSession() as http:
        for path in ("healthz", "readyz"):
            async with http.get(f"http://127.0.0.1:{service.port}/{path}") as response:
                assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_a_bot_that_does_not_know_itself_yet_is_healthy_but_not_ready(
    town: Town, setting: Setting
) -> None:
    setting.port = free_port()
    town.trouble(error_500={"methods": ["getMe"]})
    starting = asyncio.create_task(_run(setting), name="starts")
    async with aiohttp.ClientSession() as http:
        await until(lambda: town.world.faults.struck.get("error_500"))
        found = {}
        for path in ("healthz", "readyz"):
            async with http.get(f"http://127.0.0.1:{setting.port}/{path}") as response:
                found[path] = response.status
    town.trouble()
    await starting
    assert found == {"healthz": 200, "readyz": 503}


async def _run(setting: Setting) -> None:
    async with running(setting):
        pass


async def test_the_promised_metrics_are_told(town: Town, setting: Setting) -> None:
    async with running(setting) as service, aiohttp.ClientSession() as http:
        await town.reacted(town.post(link(1)), town.post(link(1)))
        await settled(service.store)
        async with http.get(f"http://127.0.0.1:{service.port}/metrics") as response:
            lines = (await response.text()).splitlines()
    for line in (
        "minhchung_inbox_pending 0.0",
        "minhchung_outbox_pending 0.0",
        "minhchung_outbox_sent_total 2.0",
        'minhchung_evidence_total{state="accepted"} 1.0',
        'minhchung_evidence_total{state="duplicate"} 1.0',
        'minhchung_evidence_total{state="rejected"} 0.0',
    ):
        assert line in lines
    assert any(line.startswith("minhchung_inbox_done_total ") for line in lines)


@pytest.mark.parametrize("given", [None, "", "wrong", SECRET + "x", "é"])
async def test_a_webhook_without_the_secret_is_refused(setting: Setting, given: str | None) -> None:
    setting.mode = "webhook"
    headers = {} if given is None else {HEADER: given}
    async with running(setting) as service, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{service.port}/hook/telegram"
        async with http.post(url, json={"update_id": 1}, headers=headers) as response:
            assert response.status == 401
        assert await rows(service.store, "SELECT * FROM inbox") == []


async def test_polling_opens_no_webhook(town: Town, setting: Setting) -> None:
    async with running(setting) as service, aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{service.port}/hook/telegram"
        async with http.post(url, json={"update_id": 1}, headers={HEADER: SECRET}) as response:
            assert response.status == 404


async def test_polling_takes_over_from_a_webhook(town: Town, setting: Setting, sqlite_store: Store) -> None:
    setting.mode = "webhook"
    async with running(setting):
        await until(lambda: town.bot.webhook)
    setting.mode, setting.port = "polling", 0
    async with running(setting):
        await town.reacted(town.post(link(1)))
        assert town.bot.webhook is None


# Chats


async def test_a_deaf_bot_tells_whoever_added_it(town: Town, setting: Setting) -> None:
    town.bot.can_read_all_group_messages = False
    group = town.world.add_group("Tổ Văn", [{"user_id": town.admin.id, "status": "creator"}])
    town.world.start(town.admin.id)
    async with running(setting):
        await town.answered(town.admin, 2)
        town.world.set_member(group.id, town.bot.id, "member", by=town.admin.id)
        assert await town.answered(town.admin, 3) == text("chats.deaf", "vi", title="Tổ Văn")
        assert town.said(group) == []


async def test_a_deaf_bot_tells_the_group_when_it_may_not_write_to_the_person(
    town: Town, setting: Setting
) -> None:
    town.bot.can_read_all_group_messages = False
    group = town.world.add_group("Tổ Văn", [{"user_id": town.admin.id, "status": "creator"}])
    async with running(setting):
        town.world.set_member(group.id, town.bot.id, "member", by=town.admin.id)
        assert await town.answered(group) == text("chats.deaf", "vi", title="Tổ Văn")


async def test_a_hearing_bot_says_hello(town: Town, setting: Setting) -> None:
    group = town.world.add_group("Tổ Văn", [{"user_id": town.admin.id, "status": "creator"}])
    async with running(setting):
        town.world.set_member(group.id, town.bot.id, "member", by=town.admin.id)
        assert await town.answered(group) == text("chats.hello", "vi")


async def test_a_group_that_becomes_a_supergroup_keeps_its_counts(town: Town, either: Setting) -> None:
    group = town.another_group("5A", supergroup=False)
    async with running(either):
        await town.reacted(town.post(link(1), group))
        new = migrate(town.world, group)
        await town.reacted(town.post(link(2), new))
        town.post("/tonghop", new, town.admin)
        assert text("summary.accepted", "vi", count=2) in await town.answered(new)


async def test_what_was_to_be_said_in_a_group_is_said_in_its_supergroup(
    town: Town, setting: Setting, impatient: None
) -> None:
    group = town.another_group("5A", supergroup=False)
    async with running(setting):
        town.trouble(error_500={"methods": ["sendMessage"]})
        town.post("/trogiup", group)
        await until(lambda: town.world.faults.struck.get("error_500"))
        new = migrate(town.world, group)
        town.trouble()
        assert await town.answered(new) == text("help.group", "vi")


async def test_a_bot_thrown_out_marks_the_chat_and_goes_on_elsewhere(town: Town, setting: Setting) -> None:
    other = town.another_group("5B")
    async with running(setting) as service:
        await town.reacted(town.post(link(1)))
        town.world.chats[town.group.id].members[town.bot.id].status = "kicked"
        town.post("/trogiup")
        await town.reacted(town.post(link(2), other))
        town.post("/trogiup", other)
        await town.answered(other)
        await settled(service.store)
        query = "SELECT present, trouble FROM chat WHERE chat_id = :chat"
        assert await rows(service.store, query, chat=str(town.group.id)) == [(0, "gone")]
        assert (await reading(service.store).whole.totals()).outbox_failed == 1


async def test_a_group_without_reactions_hears_nothing_of_it(town: Town, setting: Setting) -> None:
    group = town.another_group("5C")
    group.available_reactions = ["👍"]
    async with running(setting) as service:
        town.post(link(1), group)
        await until(lambda: town.calls("setMessageReaction", 400))
        found = await settled(service.store)
        assert (found.evidence["accepted"], found.outbox_failed, town.said(group)) == (1, 0, [])
