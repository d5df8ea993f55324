"""The bot on PostgreSQL, where several processes work on one ledger."""

from pathlib import Path

import pytest

from tests.bot.town import Setting, Town, differences, link, running, settled
from tests.waiting import let_others_run, until

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("impatient")]


@pytest.fixture
def shared(town: Town, tmp_path: Path, empty_postgres_url: str) -> Setting:
    return Setting(tmp_path, town.sim.url, empty_postgres_url)


@pytest.fixture
def second(town: Town, tmp_path_factory: pytest.TempPathFactory, empty_postgres_url: str) -> Setting:
    return Setting(tmp_path_factory.mktemp("second"), town.sim.url, empty_postgres_url)


async def test_proof_is_counted(town: Town, shared: Setting) -> None:
    async with running(shared) as service:
        await town.reacted(*[town.post(link(number)) for number in range(10)])
        assert (await settled(service.store)).evidence["accepted"] == 10
    assert await differences(shared) == []


@pytest.mark.parametrize("words", ["disk-full", "connection-closed", "locked", "timeout"])
async def test_the_words_of_a_link_are_not_mistaken_for_an_outage(
    town: Town, shared: Setting, words: str
) -> None:
    """PostgreSQL quotes what clashed, and a clash is no reason to stop."""
    message = town.post(f"https://truonghoasen.edu.vn/tin-tuc/{words}-2025.html")
    async with running(shared) as service:
        await town.reacted(message)
        town.bot.queue.push("message", message.raw)
        await town.reacted(town.post(link(1)))
        assert (await settled(service.store)).inbox_parked == 0


async def test_two_bots_of_one_token_say_everything_once(
    town: Town, shared: Setting, second: Setting
) -> None:
    async with running(shared) as first, running(second):
        messages = [town.post(link(number)) for number in range(30)]
        town.post("/trogiup")
        await town.reacted(*messages)
        await town.answered(town.group)
        found = await settled(first.store)
    assert found.evidence["accepted"] == 30
    assert len(town.said(town.group)) == 1
    assert town.calls("getUpdates", 409) == []


async def test_the_second_bot_takes_over_when_the_first_stops(
    town: Town, shared: Setting, second: Setting
) -> None:
    async with running(second) as other:
        async with running(shared):
            await town.reacted(town.post(link(1)))
        late = town.post(link(2))
        await town.reacted(late)
        assert (await settled(other.store)).evidence["accepted"] == 2


async def test_two_bots_with_webhooks_share_the_work(town: Town, shared: Setting, second: Setting) -> None:
    """Updates of one person come in at both; each counts once."""
    shared.mode = second.mode = "webhook"
    async with running(shared) as first, running(second) as other:
        await until(lambda: town.bot.webhook)
        hooks = [f"http://127.0.0.1:{service.port}/hook/telegram" for service in (first, other)]
        messages = []
        for number in range(40):
            assert town.bot.webhook is not None
            town.bot.webhook.url = hooks[number % 2]
            messages.append(town.post(link(number)))
            await let_others_run()
        await town.reacted(*messages)
        found = await settled(first.store)
    assert (found.evidence["accepted"], found.inbox_parked) == (40, 0)
    assert await differences(shared) == []


async def test_a_database_that_was_away_for_a_moment_is_used_again(town: Town, shared: Setting) -> None:
    from sqlalchemy import text

    async with running(shared) as service:
        await town.reacted(town.post(link(1)))
        async with service.store._database.write() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await town.reacted(town.post(link(2)), seconds=30)
        assert (await settled(service.store)).evidence["accepted"] == 2
