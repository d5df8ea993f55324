"""A real process, killed again and again while pictures are on their way: none is lost, none is judged twice.

MINHCHUNG_TEST_KILLS says how often (8 times by default); the moments are random, and their seed is in the failure.
"""

import random
from collections import Counter

import pytest

from tests.bot.pictures import PictureTown, jpeg_of, picture_town
from tests.bot.processes import bot_process
from tests.bot.test_crashes import KILLS
from tests.bot.town import Setting, Town, differences
from tests.rules.screens import screen
from tests.storage.ledger import rows
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(0)]
A_ROUND = 4


class Load:
    """Two people who hand in screenshots: new ones, copies of their own and of each other's."""

    def __init__(self, pictures: PictureTown, seed: int) -> None:
        self.pictures = pictures
        self.chance = random.Random(seed)
        self.handed_in: list[tuple[int, int]] = []

    def write(self) -> None:
        town = self.pictures.town
        for _ in range(A_ROUND):
            who = self.chance.choice([town.teacher, town.admin])
            number = self.chance.randrange(4 + len(self.handed_in))
            clock, quality = f"{self.chance.randrange(10, 24)}:15", self.chance.randrange(60, 90)
            image = screen(f"Cô giáo {number}", text=number, photo=number, clock=clock)
            self.pictures.photo(jpeg_of(image, quality=quality), who)
            self.handed_in.append((who.id, number))

    def first_of_each(self) -> int:
        return len(set(self.handed_in))

    async def until_something_moved(self) -> None:
        calls = self.pictures.town.world.calls
        start, some = calls.number, self.chance.randrange(1, 4 * A_ROUND)
        await until(lambda: calls.number >= start + some, 60)


async def check(load: Load, setting: Setting) -> None:
    pictures = load.pictures
    states = await pictures.states()
    assert states == {
        "pending": load.first_of_each(),
        "duplicate": len(load.handed_in) - load.first_of_each(),
    }
    query = (
        "SELECT evidence_id, state, count(*) FROM decision GROUP BY evidence_id, state HAVING count(*) > 1"
    )
    assert await rows(pictures.store, query) == []
    shown = {name for (name,) in await rows(pictures.store, "SELECT sha256 FROM image")}
    assert shown | {f"{name}.small" for name in shown} <= pictures.files()
    accused = Counter(other for _, why, other in await pictures.reviews() if why == "copy")
    both = {number for _, number in load.handed_in}
    of_two = [number for number in both if len({who for who, each in load.handed_in if each == number}) == 2]
    assert sum(accused.values()) == len(of_two)
    assert await differences(setting) == []


async def test_killed_at_any_moment_pictures_are_judged_once(town: Town, setting: Setting) -> None:
    seed = random.randrange(10**6)
    config = setting.write()
    async with picture_town(town, setting) as pictures:
        load = Load(pictures, seed)
        try:
            for _ in range(max(2, KILLS // 2)):
                load.write()
                async with bot_process(config) as bot:
                    await load.until_something_moved()
                    bot.kill()
            load.write()
            async with bot_process(config) as bot:
                await pictures.settled(len(load.handed_in), 120)
                bot.process.terminate()
                assert await bot.process.wait() == 0
            await check(load, setting)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
