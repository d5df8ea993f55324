"""The commands that other programs and operators rely on, as real processes."""

import json
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.config_file import example
from rules.language import text
from rules.rule_set import STANDARD_PLAN
from scheduler.week_close import close_week
from storage import Store
from tests.bot.processes import bot_process, minhchung
from tests.bot.town import TOKEN, Setting, Town, link, running, settled
from tests.storage.ledger import OTHER_GROUP, POST_2, WEEK, change, handed_in
from tests.storage.ledger import link as handed
from tests.waiting import until

POST = "https://www.facebook.com/abc/posts/1"


@pytest.fixture
async def config(setting: Setting, sqlite_store: Store) -> Path:
    """Two units with a proof each, of last November."""
    await handed_in(sqlite_store, "5")
    await handed_in(sqlite_store, "6", handed(POST_2, "pending"))
    await handed_in(sqlite_store, "5", handed("post:3"), where=OTHER_GROUP)
    return setting.write()


def one_a_line(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


async def test_link_tells_one_object_a_line_in_order(tmp_path: Path) -> None:
    lines = f"{POST}\nkhông phải liên kết\n\nm.facebook.com/abc/posts/1\n"
    done = await minhchung("link", "--json", folder=tmp_path, stdin=lines)
    told = one_a_line(done.out)
    assert (done.code, done.err, len(told)) == (0, "", 4)
    assert [set(each) for each in told] == [{"url", "platform", "kind", "key"}] * 4
    assert (told[0]["platform"], told[0]["key"] == told[3]["key"]) == ("facebook", True)
    assert (told[1]["key"], told[2]["key"]) == (None, None)


async def test_link_survives_bytes_that_are_no_text(tmp_path: Path) -> None:
    done = await minhchung(
        "link", "--json", folder=tmp_path, stdin="\udcff".encode("utf-8", "surrogatepass").decode("latin-1")
    )
    assert (done.code, len(one_a_line(done.out))) == (0, 1)


async def test_link_survives_half_a_letter(tmp_path: Path) -> None:
    """JSON can hold what no text can."""
    half = json.dumps({"text": "https://a.edu.vn/\ud800/bai"})
    done = await minhchung("link", "--find", "--json", folder=tmp_path, stdin=half + "\n")
    (line,) = one_a_line(done.out)
    assert [each["url"] for each in line["links"]] == ["https://a.edu.vn/\ud800/bai"]


async def test_link_answers_every_line_of_rubbish(tmp_path: Path) -> None:
    rubbish = [
        "",
        "null",
        "[" * 5_000,
        "{",
        '"x"',
        '{"text": 1}',
        '{"text": "a", "entities": [7, {}]}',
        "\0",
        "1" * 5_000,
    ]
    done = await minhchung("link", "--find", "--json", folder=tmp_path, stdin="\n".join(rubbish) + "\n")
    assert [line["links"] for line in one_a_line(done.out)] == [[]] * len(rubbish)


async def test_link_finds_links_in_messages(tmp_path: Path) -> None:
    entity = {"type": "text_link", "offset": 0, "length": 3, "url": POST}
    messages = [{"text": f"Mời xem {POST}"}, {"text": "Đây", "entities": [entity]}, {"text": "Chào"}, ["x"]]
    lines = "\n".join([*map(json.dumps, messages), "{broken", ""])
    done = await minhchung("link", "--find", "--json", folder=tmp_path, stdin=lines)
    found = [[each["key"] for each in line["links"]] for line in one_a_line(done.out)]
    assert found[0] == found[1] != []
    assert found[2:] == [[], [], []]


async def test_stats(config: Path, tmp_path: Path) -> None:
    done = await minhchung("stats", "--json", "--config", config, folder=tmp_path)
    assert done.code == 0
    told = done.json
    assert told["inbox"] == {"pending": 0, "done": 0, "parked": 0}
    assert told["outbox"] == {"pending": 0, "sent": 0, "failed": 0}
    assert told["evidence"] == {"accepted": 2, "pending": 1, "duplicate": 0, "rejected": 0, "withdrawn": 0}
    assert told["tallies_consistent"] is True


async def test_summary_of_everything(config: Path, tmp_path: Path) -> None:
    done = await minhchung("summary", "--json", "--period", "2025-W47", "--config", config, folder=tmp_path)
    told = done.json
    assert (told["period"], told["people"], told["obliged"], told["met"]) == ("2025-W47", 1, 1, 1)
    assert (told["accepted"], told["pending"], told["duplicate"], told["rejected"]) == (2, 1, 0, 0)
    assert [unit["unit"] for unit in told["units"]] == ["~TO-TOAN", "~TO-VAN"]


@pytest.mark.parametrize("unit", ["~TO-TOAN", "~to-toan"])
async def test_summary_of_one_unit(config: Path, tmp_path: Path, unit: str) -> None:
    arguments = ("--unit", unit, "--period", "17/11/2025-23/11/2025")
    done = await minhchung("summary", "--json", *arguments, "--config", config, folder=tmp_path)
    told = done.json
    assert (told["unit"], told["accepted"], told["pending"]) == ("~TO-TOAN", 1, 1)
    assert [(person["name"], person["met"]) for person in told["persons"]] == [("Lan Nguyễn", True)]


async def test_summary_in_words(config: Path, tmp_path: Path) -> None:
    done = await minhchung(
        "summary", "--unit", "~TO-VAN", "--period", "tháng 11/2025", "--config", config, folder=tmp_path
    )
    assert (done.code, "Tổ Văn" in done.out, "Lan" in done.out) == (0, True, False)


async def test_summary_of_a_closed_week(config: Path, tmp_path: Path, sqlite_store: Store) -> None:
    closed_at = datetime(2025, 11, 23, 23, tzinfo=UTC)
    await close_week(sqlite_store, STANDARD_PLAN, WEEK, closed_at)
    arguments = ("--unit", "~TO-TOAN", "--period", "2025-W47", "--config", config)
    told = (await minhchung("summary", "--json", *arguments, folder=tmp_path)).json
    words = (await minhchung("summary", *arguments, folder=tmp_path)).out
    assert (told["closed"]["at"], told["closed"]["met"]) == (closed_at.isoformat(), 1)
    assert text("summary.closed", "vi", at="06:00 24/11") in words


async def test_summary_of_a_week_that_runs_is_not_closed(config: Path, tmp_path: Path) -> None:
    done = await minhchung("summary", "--json", "--unit", "~TO-TOAN", "--config", config, folder=tmp_path)
    assert done.json["closed"] is None


async def test_verify_a_right_ledger(config: Path, tmp_path: Path) -> None:
    done = await minhchung("verify", "--json", "--config", config, folder=tmp_path)
    assert (done.code, done.json) == (0, {"consistent": True, "differences": []})


async def test_verify_a_wrong_ledger(config: Path, tmp_path: Path, sqlite_store: Store) -> None:
    await change(sqlite_store, "UPDATE tally SET count = 9 WHERE unit_id = 1")
    done = await minhchung("verify", "--json", "--config", config, folder=tmp_path)
    assert (done.code, done.json["consistent"]) == (1, False)
    assert [(each["kept"], each["recounted"]) for each in done.json["differences"]] == [(9, 1)]


async def test_stats_of_a_wrong_ledger(config: Path, tmp_path: Path, sqlite_store: Store) -> None:
    await change(sqlite_store, "UPDATE tally SET count = 9 WHERE unit_id = 1")
    done = await minhchung("stats", "--json", "--config", config, folder=tmp_path)
    assert done.json["tallies_consistent"] is False


async def test_init_config_writes_the_example_for_its_owner_only(tmp_path: Path) -> None:
    done = await minhchung("init-config", folder=tmp_path)
    file = tmp_path / "config.toml"
    assert (done.code, file.read_text(encoding="utf-8")) == (0, example())
    assert file.stat().st_mode & 0o077 == 0


async def test_migrate_makes_a_ledger(setting: Setting, tmp_path: Path) -> None:
    setting.database = f"sqlite:///{tmp_path}/deep/down/new.db"
    done = await minhchung("migrate", "--config", setting.write(), folder=tmp_path)
    assert (done.code, (tmp_path / "deep/down/new.db").exists()) == (0, True)


async def test_check_finds_everything_in_order(town: Town, setting: Setting, tmp_path: Path) -> None:
    done = await minhchung("check", "--json", "--config", setting.write(), folder=tmp_path)
    states = {each["what"]: each["state"] for each in done.json}
    assert (done.code, set(states.values())) == (0, {"ok"})
    assert {"config", "database", "port", "token", "privacy", "webhook"} <= set(states)


async def test_check_warns_of_privacy_mode(town: Town, setting: Setting, tmp_path: Path) -> None:
    town.bot.can_read_all_group_messages = False
    done = await minhchung("check", "--json", "--config", setting.write(), folder=tmp_path)
    assert {each["what"]: each["state"] for each in done.json}["privacy"] == "warning"


async def test_check_finds_a_wrong_token(town: Town, setting: Setting, tmp_path: Path) -> None:
    setting.extra = {"telegram": {"token": "999:wrong-token-of-somebody-else-000000000000"}}
    done = await minhchung("check", "--json", "--config", setting.write(), folder=tmp_path)
    assert (done.code, {each["what"]: each["state"] for each in done.json}["token"]) == (2, "wrong")


async def test_the_numbers_can_be_read_while_the_bot_works(
    town: Town, setting: Setting, tmp_path: Path
) -> None:
    async with running(setting) as service:
        await town.reacted(town.post(link(1)))
        await settled(service.store)
        done = await minhchung("stats", "--json", "--config", setting.file, folder=tmp_path)
    assert done.json["evidence"]["accepted"] == 1


# run


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
async def test_run_works_until_it_is_told_to_stop(town: Town, setting: Setting, name: str) -> None:
    async with bot_process(setting.write()) as bot:
        await town.reacted(town.post(link(1)))
        bot.process.send_signal(signal.Signals[name])
        assert await bot.process.wait() == 0


async def test_run_tells_its_port_and_never_its_token(town: Town, setting: Setting) -> None:
    setting.extra = {"log": {"level": "debug"}}
    async with bot_process(setting.write()) as bot, aiohttp.ClientSession() as http:
        await until(lambda: bot.port)
        await town.reacted(town.post(link(1)))
        town.trouble(error_500=True)
        town.post(link(2))
        await until(lambda: town.world.faults.struck.get("error_500"))
        town.trouble()
        async with http.get(f"http://127.0.0.1:{bot.port}/metrics") as response:
            metrics = await response.text()
        bot.process.terminate()
        await bot.process.wait()
        told = bot.log.read_text(encoding="utf-8") + metrics
    assert TOKEN not in told
    assert TOKEN.partition(":")[2] not in told


async def test_run_logs_nobodys_words_or_name(town: Town, setting: Setting) -> None:
    setting.extra = {"log": {"level": "debug"}}
    async with bot_process(setting.write()) as bot:
        town.post("Chuyện riêng của tổ")
        await town.reacted(town.post(link(77_777)))
        bot.process.terminate()
        await bot.process.wait()
        told = bot.log.read_text(encoding="utf-8")
    assert not [word for word in ("riêng", "77777", "Nguyễn", "Hoa Sen") if word in told]


async def test_help_is_in_vietnamese(tmp_path: Path) -> None:
    done = await minhchung("--help", folder=tmp_path)
    assert (done.code, text("cli.about", "vi").split(":")[0] in done.out) == (0, True)
