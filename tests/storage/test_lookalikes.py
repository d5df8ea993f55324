"""Who might be a copy of whom: only what the ledger can tell, without looking at any picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256

import pytest

from rules.albums import NEW
from rules.verdicts import PENDING, REJECTED, WITHDRAWN
from storage import AccountRef, BotRef, ChatRef, ImageFile, Lookalikes, PictureRef, Store
from storage.proof.lookalikes import COMMON, stripes_of, words_of
from tests.storage.ledger import (
    BOT,
    GROUP,
    LAN,
    MAI,
    NOW,
    OTHER_GROUP,
    TODAY,
    change,
    handed_in,
    link,
    rows,
    writing,
)

ME = BotRef("telegram", BOT)
LONG_AGO = date(2000, 1, 1)


@dataclass
class Shelf:
    """Pictures that people hand in; the bands they are found by are told, not computed."""

    store: Store
    number: int = 0

    async def waits(
        self, who: AccountRef = LAN, where: ChatRef = GROUP, day: date = TODAY, bot: str = BOT
    ) -> int:
        self.number += 1
        ref = PictureRef("telegram", bot, str(self.number), f"file {self.number}", f"u{self.number}")
        handed = replace(link(f"picture:u{self.number}", PENDING, day), pictures=(ref,), review="picture")
        await handed_in(self.store, str(self.number), handed, who, where)
        return self.number

    async def keep(self, number: int, bands: Sequence[int] = (1,), original: str = "") -> None:
        name = sha256((original or str(number)).encode()).hexdigest()
        (record,) = [each for each in await self.store.pictures.waiting(ME, NOW, 999) if each.id == number]
        async with self.store.write(NOW) as ledger:
            image = ImageFile(name, name, 9, 9, 9, (number,), tuple(bands))
            assert await ledger.pictures.keep(record, image)

    async def settle(self, other: int | None = None) -> None:
        record = await self.store.pictures.first_kept(ME)
        assert record is not None
        async with self.store.write(NOW) as ledger:
            await ledger.pictures.settle(record, "copy" if other else NEW, other)

    async def settled(
        self,
        who: AccountRef = LAN,
        where: ChatRef = GROUP,
        day: date = TODAY,
        bands: Sequence[int] = (1,),
        original: str = "",
    ) -> int:
        number = await self.waits(who, where, day)
        await self.keep(number, bands, original)
        await self.settle()
        return number

    async def of(self, number: int, since: date = LONG_AGO) -> Lookalikes:
        record = await self.store.pictures.first_kept(ME)
        assert record is not None
        assert record.id == number
        return await self.store.pictures.lookalikes(record, since)

    async def own_of(self, number: int) -> list[int]:
        return [each.picture_id for each in (await self.of(number)).own]

    async def others_of(self, number: int, since: date = LONG_AGO) -> list[int]:
        return [each.picture_id for each in (await self.of(number, since)).others]

    async def kept(
        self, who: AccountRef = LAN, where: ChatRef = GROUP, bands: Sequence[int] = (1,), original: str = ""
    ) -> int:
        number = await self.waits(who, where)
        await self.keep(number, bands, original)
        return number


@pytest.fixture
def shelf(store: Store) -> Shelf:
    return Shelf(store)


async def test_all_of_ones_own_earlier_pictures_are_looked_at(shelf: Shelf) -> None:
    await shelf.settled(day=date(2020, 1, 1), bands=(7,))
    await shelf.settled(bands=(8,))
    assert await shelf.own_of(await shelf.kept(bands=(9,))) == [1, 2]


@pytest.mark.parametrize("state", [REJECTED, WITHDRAWN])
async def test_what_was_turned_down_or_taken_back_is_no_earlier_picture(shelf: Shelf, state: str) -> None:
    await shelf.settled()
    await change(shelf.store, "UPDATE evidence SET state = :state, counts_as = NULL", state=state)
    assert await shelf.own_of(await shelf.kept()) == []


async def test_what_a_person_turned_down_stands_apart_from_what_counts(shelf: Shelf) -> None:
    await shelf.settled()
    await shelf.settled()
    await change(shelf.store, "UPDATE evidence SET state = 'rejected', turned_down = id WHERE id = 1")
    found = await shelf.of(await shelf.kept())
    assert [each.picture_id for each in found.own] == [2]
    assert [each.picture_id for each in found.turned_down] == [1]


async def test_parts_of_one_album_are_no_copies_of_each_other(shelf: Shelf) -> None:
    await shelf.settled()
    number = await shelf.kept()
    await change(shelf.store, "UPDATE picture SET evidence_id = 1")
    assert await shelf.own_of(number) == []


async def test_others_are_found_by_what_they_share(shelf: Shelf) -> None:
    await shelf.settled(MAI, bands=(1, 2))
    await shelf.settled(MAI, bands=(3,))
    await shelf.settled(MAI, bands=(1, 2, 4))
    assert await shelf.others_of(await shelf.kept(bands=(1, 2, 4))) == [3, 1]


async def test_what_another_turned_out_to_have_taken_back_is_still_theirs(shelf: Shelf) -> None:
    await shelf.settled(MAI)
    await change(shelf.store, "UPDATE evidence SET state = 'withdrawn', counts_as = NULL")
    assert await shelf.others_of(await shelf.kept()) == [1]


async def test_nobody_looks_back_further_than_asked(shelf: Shelf) -> None:
    await shelf.settled(MAI, day=TODAY - timedelta(days=90))
    await shelf.settled(MAI, day=TODAY - timedelta(days=91))
    number = await shelf.kept()
    assert await shelf.others_of(number, TODAY - timedelta(days=90)) == [1]


async def test_the_very_same_file_is_found_however_old_and_comes_first(shelf: Shelf) -> None:
    await shelf.settled(MAI, bands=(1,))
    await shelf.settled(MAI, day=date(2020, 1, 1), original="the same")
    number = await shelf.kept(original="the same")
    assert await shelf.others_of(number, TODAY) == [2, 1]


async def test_the_same_bytes_are_one_image(shelf: Shelf) -> None:
    await shelf.settled(MAI, original="the same")
    await shelf.kept(original="the same")
    assert await rows(shelf.store, "SELECT count(*) FROM image") == [(1,)]


async def test_another_department_is_another_world(shelf: Shelf) -> None:
    await shelf.settled(MAI, OTHER_GROUP)
    assert await shelf.others_of(await shelf.kept(LAN, GROUP)) == []


async def test_schools_of_one_department_see_each_other(shelf: Shelf) -> None:
    await shelf.settled(MAI, OTHER_GROUP)
    number = await shelf.kept(LAN, GROUP)
    await change(shelf.store, _A_DEPARTMENT)
    await change(shelf.store, "UPDATE unit SET parent_id = 99 WHERE id <> 99")
    assert await shelf.others_of(number) == [1]


async def test_what_everybody_has_is_passed_over(shelf: Shelf) -> None:
    first = await shelf.settled(MAI, bands=(1, 2))
    await change(shelf.store, _MANY_IMAGES, how_many=COMMON)
    await change(shelf.store, _MANY_BANDS)
    assert await shelf.others_of(await shelf.kept(bands=(1, 9))) == []
    await shelf.settle()
    assert await shelf.others_of(await shelf.kept(LAN, bands=(1, 2))) == [first]


_A_DEPARTMENT = """
INSERT INTO unit (id, code, name, level, provisional, created_at)
VALUES (99, 'SO', 'Sở', 'department', FALSE, '2025-01-01')
"""
_MANY_IMAGES = """
WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :how_many)
INSERT INTO image (id, original, sha256, width, height, size, stripes, made_at)
SELECT 1000 + n, 'o' || n, 's' || n, 1, 1, 1, '', '2025-01-01' FROM n
"""
_MANY_BANDS = (
    "INSERT INTO image_band (key, day, image_id) SELECT 1, '2025-11-17', id FROM image WHERE id > 1000"
)


# exactly one of two copies is called a copy


async def put_off(shelf: Shelf, number: int) -> None:
    """It could not be fetched and will be tried again."""
    (record,) = [each for each in await shelf.store.pictures.waiting(ME, NOW, 999) if each.id == number]
    async with shelf.store.write(NOW) as ledger:
        await ledger.pictures.try_later(record, "TryLaterError", NOW, tries=0)


async def test_what_is_on_its_way_is_waited_for(shelf: Shelf) -> None:
    await shelf.waits(MAI)
    await shelf.keep(await shelf.waits(LAN))
    assert await shelf.store.pictures.first_kept(ME) is None


async def test_what_is_hard_to_fetch_is_not_waited_for(shelf: Shelf) -> None:
    early, late = await shelf.waits(MAI), await shelf.waits(LAN)
    await shelf.keep(late)
    await put_off(shelf, early)
    assert await shelf.others_of(late) == []


async def test_what_is_not_settled_is_seen_by_those_after_it_alone(shelf: Shelf) -> None:
    early, late = await shelf.waits(MAI), await shelf.waits(LAN)
    await shelf.keep(late)
    await shelf.keep(early)
    assert await shelf.others_of(early) == []
    await shelf.settle()
    assert await shelf.others_of(late) == [early]


async def test_what_was_quicker_is_seen_by_what_came_before_it(shelf: Shelf) -> None:
    early, late = await shelf.waits(MAI), await shelf.waits(LAN)
    await shelf.keep(late)
    await put_off(shelf, early)
    await shelf.settle()
    await shelf.keep(early)
    assert await shelf.others_of(early) == [late]


async def test_who_is_a_copy_of_this_is_not_what_this_is_a_copy_of(shelf: Shelf) -> None:
    await shelf.settled(MAI)
    await shelf.kept(LAN)
    await shelf.settle(other=1)
    async with shelf.store.write(NOW) as ledger:
        await ledger.pictures.look_again(1)
    assert await shelf.others_of(1) == []


async def test_a_group_that_moves_into_another_unit_takes_its_pictures_along(shelf: Shelf) -> None:
    """Two groups of two provisional units turn out to be one."""
    await shelf.settled(MAI, OTHER_GROUP)
    number = await shelf.kept(LAN, GROUP)
    assert await shelf.others_of(number) == []
    await writing(shelf.store).migrate_chat(OTHER_GROUP, GROUP)
    assert await shelf.others_of(number) == [1]
    kept = "SELECT evidence_id FROM picture JOIN image ON image.id = picture.image_id ORDER BY evidence_id"
    assert await rows(shelf.store, kept) == [(1,), (2,)]


def test_stripes_are_read_as_they_were_written() -> None:
    stripes = (0, 1, (1 << 63) - 1)
    assert stripes_of(words_of(stripes)) == stripes
    assert stripes_of("") == ()
