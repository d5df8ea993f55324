"""The whole bot over HTTP: hostile updates and rubbish at its door while people go on handing in proof.

MINHCHUNG_TEST_KILLS says how often it is killed amid them (3 times by default).
"""

import asyncio
import io
import os
import random
from itertools import islice

import aiohttp
import pytest

from simulator.model import Message
from storage import Store
from tests.bot.processes import bot_process
from tests.bot.town import SECRET, Setting, Town, differences, link, running, settled, totals
from tests.hostile.mutator import mutants
from tests.hostile.play import FAMILIES
from tests.hostile.stage import Stage, Update, as_json
from tests.storage.ledger import rows
from tests.waiting import until

pytestmark = pytest.mark.timeout(300)
GOOD = 20
KILLS = int(os.environ.get("MINHCHUNG_TEST_KILLS", "3"))
LARGEST = 1_000_000
"""In bytes; the client with which the simulator calls a webhook warns of more."""


class Crowd:
    """A few of every family and some mutants, in an order of their own; between them somebody hands in proof."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town = town
        other = town.another_group("Tổ Văn").as_json()
        stage = Stage(town.group.as_json(), other, town.teacher.as_json(), at=town.world.clock.now())
        chance = random.Random(seed)
        told = [update for each in FAMILIES.values() for _, update in chance.sample(list(each(stage)), 8)]
        told += [update for _, update in mutants(stage, seed, 60)]
        chance.shuffle(told)
        self._hostile = (each for each in told if len(as_json(each)) < LARGEST)
        self.good: list[Message] = []

    def speak(self, good: int = GOOD, hostile: int = 10) -> None:
        for _ in range(good):
            for update in islice(self._hostile, hostile):
                self._push(update)
            self.good.append(self.town.post(link(len(self.good)), who=self.town.admin))

    def _push(self, update: Update) -> None:
        queue = self.town.bot.queue
        number = queue.reserve_id(None)
        queue.push_whole(number, as_json({**update, "update_id": number}).encode())

    async def heard(self) -> None:
        await self.town.reacted(*self.good, seconds=120)
        await until(lambda: not len(self.town.bot.queue), 120)

    async def check(self, setting: Setting) -> None:
        found = await totals(setting)
        assert (found.inbox_pending, found.inbox_parked) == (0, 0)
        assert await differences(setting) == []
        assert sorted(await _counted(setting, self.town.admin.id)) == sorted(
            str(message.id) for message in self.good
        )


async def _counted(setting: Setting, user_id: int) -> list[str]:
    store = Store(setting.config().storage.database.get_secret_value())
    query = f"""
        SELECT message_id FROM evidence JOIN account ON account.id = account_id
        WHERE state = 'accepted' AND user_id = '{user_id}'
    """
    try:
        return [str(row[0]) for row in await rows(store, query)]
    finally:
        await store.close()


@pytest.fixture
def setting_of(request: pytest.FixtureRequest, setting: Setting) -> Setting:
    """On both databases, in both ways of hearing."""
    database, setting.mode = request.param
    if database == "postgresql":
        setting.database = request.getfixturevalue("empty_postgres_url")
    return setting


ON_BOTH = [
    ("sqlite", "polling"),
    ("sqlite", "webhook"),
    pytest.param(("postgresql", "polling"), marks=pytest.mark.postgres),
    pytest.param(("postgresql", "webhook"), marks=pytest.mark.postgres),
]
on_both = pytest.mark.parametrize("setting_of", ON_BOTH, indirect=True, ids="-".join)


@on_both
async def test_a_hostile_crowd_keeps_nobody_from_being_counted(town: Town, setting_of: Setting) -> None:
    crowd = Crowd(town, seed=11)
    async with running(setting_of) as service:
        crowd.speak()
        await crowd.heard()
        await settled(service.store, 120)
    await crowd.check(setting_of)


async def calls_reach(town: Town, number: int) -> None:
    await until(lambda: town.world.calls.number >= number, 60)


@pytest.mark.slow
@pytest.mark.parametrize("setting_of", [ON_BOTH[0], ON_BOTH[-1]], indirect=True, ids="-".join)
async def test_killed_amid_a_hostile_crowd_nothing_is_lost(town: Town, setting_of: Setting) -> None:
    crowd, chance = Crowd(town, seed=13), random.Random(13)
    config = setting_of.write()
    for _ in range(KILLS):
        crowd.speak(8, hostile=6)
        async with bot_process(config) as bot:
            await calls_reach(town, town.world.calls.number + chance.randrange(1, 16))
            bot.kill()
    store = Store(setting_of.config().storage.database.get_secret_value())
    async with bot_process(config) as bot:
        await crowd.heard()
        await settled(store, 120)
        bot.process.terminate()
        assert await bot.process.wait() == 0
    await store.close()
    await crowd.check(setting_of)


HEAD = f"POST /hook/telegram HTTP/1.1\r\nHost: a\r\nX-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n".encode()
RUBBISH = {
    "nothing": b"",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00",
    "a line that never ends": b"GET /" + b"a" * 100_000,
    "no such method": b"BREW /hook/telegram HTTP/1.1\r\n\r\n",
    "no such version": b"POST /hook/telegram HTTP/9.9\r\n\r\n",
    "a thousand headers": b"POST /hook/telegram HTTP/1.1\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
    "a header of bytes": b"POST /hook/telegram HTTP/1.1\r\nX-Telegram-Bot-Api-Secret-Token: \xff\xd8\r\n\r\n",
    "a negative length": HEAD + b"Content-Length: -5\r\n\r\n{}",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}",
    "a length of 5000 digits": HEAD + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a length and chunks": HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that are none": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
    "a chunk larger than all": HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n{}",
    "gzip that is none": HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "brotli that is none": HEAD + b"Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}",
    "half a body": HEAD + b"Content-Length: 200\r\n\r\n{",
    "an upgrade": HEAD + b"Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "waiting for a word": HEAD + b"Expect: 200-rubbish\r\nContent-Length: 2\r\n\r\n{}",
    "a proxy's form": b"GET http://169.254.169.254/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path outside": b"GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    "NUL in the path": b"GET /hook/%00telegram\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
}
BODIES = {
    "nothing": b"",
    "no JSON": b"<xml/>",
    "half an object": b'{"update_id": 1',
    "a list": b"[]",
    "a number of 5000 digits": b'{"update_id": ' + b"9" * 5000 + b"}",
    "100,000 lists in each other": b'{"update_id": 900, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "100,000 objects in each other": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "as deep as can be read": b'{"update_id": 901, "x": ' + b"[" * 900 + b"]" * 900 + b"}",
    "bytes of no letter": b'{"update_id": 902, "message": {"text": "\xff\xd8\xed\xa0\x80"}}',
    "UTF-16": '{"update_id": 903}'.encode("utf-16"),
    "a mark before it": b'\xef\xbb\xbf{"update_id": 904}',
    "NaN": b'{"update_id": NaN, "message": {"date": Infinity, "chat": {"id": -Infinity}}}',
    "the same key often": b'{"update_id": 905, ' + b'"message": 1, ' * 1000 + b'"message": {}}',
    "no update id": b'{"message": {"text": "x"}}',
    "a negative update id": b'{"update_id": -1}',
    "an update id beyond 63 bits": b'{"update_id": 9223372036854775808}',
    "an update id of 4000 digits": b'{"update_id": 1' + b"0" * 4000 + b"}",
    "an update id that is a text": b'{"update_id": "\\ud800\\u0000"}',
    "a megabyte of objects": b'{"update_id": 906, "x": [' + b"{}," * 300_000 + b"{}]}",
    "two megabytes": b'{"x": "' + b"a" * 2_000_000 + b'"}',
}


async def _throw(port: int, rubbish: bytes) -> None:
    """Send it and go away, whatever the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(rubbish)
        writer.write_eof()
        async with asyncio.timeout(20):
            await reader.read()
    except (ConnectionError, OSError):
        pass  # it hung up first
    finally:
        writer.close()


async def test_rubbish_at_the_door_keeps_nobody_out(town: Town, setting: Setting) -> None:
    setting.mode = "webhook"
    crowd = Crowd(town, seed=12)
    async with running(setting) as service, aiohttp.ClientSession() as client:
        for rubbish in RUBBISH.values():
            await _throw(setting.port, rubbish)
        url = f"http://127.0.0.1:{setting.port}/hook/telegram"
        for body in BODIES.values():
            for secret in (SECRET, SECRET + "x"):
                headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "Content-Type": "text/\xe9\xe8"}
                async with client.post(url, data=io.BytesIO(body), headers=headers) as response:
                    assert response.status in {200, 401}
        idle = [await asyncio.open_connection("127.0.0.1", setting.port) for _ in range(50)]
        for _, writer in idle:
            writer.write(HEAD[:40])
        crowd.speak(5, hostile=0)
        await crowd.heard()
        await settled(service.store, 60)
        for _, writer in idle:
            writer.close()
    await crowd.check(setting)
