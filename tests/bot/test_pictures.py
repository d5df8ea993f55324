"""Screenshots from the message to the verdict, with the whole bot at work."""

import io

from PIL import Image

from rules.verdicts import DUPLICATE, PENDING
from tests.bot.pictures import jpeg_of, picture_town
from tests.bot.town import EYES, THINKING, Setting, Town, running
from tests.rules.screens import screen


async def test_a_new_screenshot_is_kept_and_waits_for_a_person(town: Town, setting: Setting) -> None:
    async with running(setting), picture_town(town, setting) as pictures:
        message = pictures.photo(jpeg_of(screen()))
        await town.reacted(message)
        await pictures.settled(1)
        assert town.reaction(message) == EYES
        assert await pictures.states() == {PENDING: 1}
        (name,) = await pictures.kept(1)
        assert Image.open(io.BytesIO(pictures.file(name))).size == (658, 1280)


async def test_a_copy_of_ones_own_is_called_one(town: Town, setting: Setting) -> None:
    async with running(setting), picture_town(town, setting) as pictures:
        first = pictures.photo(jpeg_of(screen()))
        await town.reacted(first)
        again = pictures.photo(jpeg_of(screen(clock="09:40"), quality=60))
        await pictures.settled(2)
        await pictures.has_reaction(again, THINKING)
        assert await pictures.evidence() == [(PENDING, ""), (DUPLICATE, "copy_of:1")]
        assert town.reaction(first) == EYES
