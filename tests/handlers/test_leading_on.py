"""Share links that were handed in, from then until it is known where they lead."""

from dataclasses import replace
from typing import Any

import pytest

from handlers.context import Settings
from handlers.handing_in.short_link_results import settle
from rules.links import next_address, recognise
from rules.outgoing import Reaction
from rules.verdicts import ACCEPTED, DUPLICATE, PENDING, POST, REJECTED, SHARE, WITHDRAWN
from storage import BotRef, Store
from tests.handlers.school import BOT, LINK, LINK_2, MAI, School, edit, post, reactions, reply
from tests.ledgers import (
    empty_postgres_url,
    ledger_url,
    postgres_ledger,
    sqlite_template,
    sqlite_url,
    store,
)
from tests.platforms.updates import GROUP, message
from tests.storage.ledger import WEEK, reading, rows
from tests.storage.province import address_of, small_province

__all__ = ["empty_postgres_url", "ledger_url", "postgres_ledger", "sqlite_template", "sqlite_url", "store"]

SHARED = "https://www.facebook.com/share/p/1AbCdEfGh"
SHARED_AGAIN = "https://www.facebook.com/share/p/1XyZxYz"
KEY = recognise(LINK).key
ME = BotRef("telegram", BOT)


class Resolving(School):
    """A school whose bot asks where short links lead."""

    def settings(self) -> Settings:
        return replace(super().settings(), resolve_links=True)

    async def waiting(self) -> list[tuple[int, str]]:
        due = await reading(self.store, self.now).short_links.due(ME, 10)
        return [(one.evidence_id, one.url) for one in due]

    async def learns(self, evidence_id: int, url: str | None) -> list[tuple[str, Reaction]]:
        """It became known where the link of an evidence leads; what the bot shows then."""
        async with self.store.write(self.now) as ledger:
            await settle(ledger, evidence_id, recognise(url) if url else None)
        assert await reading(self.store).whole.verify() == []
        return reactions(await self.said())

    async def evidence(self) -> list[tuple[Any, ...]]:
        return await rows(self.store, "SELECT id, state, key FROM evidence ORDER BY id")

    async def decisions(self, evidence_id: int = 1) -> list[tuple[Any, ...]]:
        return await rows(
            self.store,
            "SELECT state, reason FROM decision WHERE evidence_id = :id ORDER BY id",
            id=evidence_id,
        )

    async def reviews(self) -> list[tuple[Any, ...]]:
        return await rows(self.store, "SELECT evidence_id, why FROM review WHERE state = 'open'")


@pytest.fixture
def school(store: Store) -> Resolving:
    return Resolving(store)


# What is to be followed


async def test_a_share_link_counts_at_once_and_is_followed(school: Resolving) -> None:
    assert reactions(await school.hears(post(SHARED))) == [("5", Reaction.ACCEPTED)]
    assert await school.waiting() == [(1, SHARED)]


@pytest.mark.parametrize("url", [LINK, "https://zoom.us/j/1", "https://www.facebook.com/truong.hoa.sen"])
async def test_other_links_are_not_followed(school: Resolving, url: str) -> None:
    await school.hears(post(url))
    assert await school.waiting() == []


async def test_a_copy_is_not_followed_again(school: Resolving) -> None:
    await school.hears(post(SHARED), post(SHARED, 6))
    assert [evidence_id for evidence_id, _ in await school.waiting()] == [1]


async def test_nothing_is_followed_where_that_is_switched_off(store: Store) -> None:
    school = School(store)
    await school.hears(post(SHARED))
    assert await reading(store, school.now).short_links.due(ME, 10) == []


async def test_another_bots_links_are_left_to_it(school: Resolving) -> None:
    await school.hears(post(SHARED))
    assert await reading(school.store, school.now).short_links.due(BotRef("telegram", "43"), 10) == []


async def test_the_time_of_a_later_try_is_kept(school: Resolving) -> None:
    await school.hears(post(SHARED))
    async with school.store.write(school.now) as ledger:
        school.later(minutes=1)
        await ledger.short_links.later(1, school.now)
    school.later(seconds=-1)
    assert await school.waiting() == []
    school.later(seconds=1)
    (again,) = await reading(school.store, school.now).short_links.due(ME, 10)
    assert again.tries == 1


# It leads to a post


async def test_it_gets_the_key_of_its_post(school: Resolving) -> None:
    await school.hears(post(SHARED))
    assert await school.learns(1, LINK) == []
    assert await school.evidence() == [(1, ACCEPTED, KEY)]
    assert await school.decisions() == [(ACCEPTED, ""), (ACCEPTED, "leads_to")]
    assert await school.waiting() == []


async def test_the_post_itself_is_a_copy_afterwards(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await school.learns(1, LINK)
    assert reactions(await school.hears(post(LINK, 6))) == [("6", Reaction.DUPLICATE)]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_somebody_elses_post_is_no_copy(school: Resolving) -> None:
    await school.hears(post(SHARED), post(LINK, 6, MAI))
    await school.learns(1, LINK)
    assert await school.counted() == {"Lan Nguyễn": 1, "Mai Trần": 1}


async def test_of_a_post_and_its_later_share_link_the_post_counts(school: Resolving) -> None:
    await school.hears(post(LINK), post(SHARED, 6))
    assert await school.learns(2, LINK) == [("6", Reaction.DUPLICATE)]
    assert await school.evidence() == [(1, ACCEPTED, KEY), (2, DUPLICATE, KEY)]
    assert await school.decisions(2) == [(ACCEPTED, ""), (DUPLICATE, "same_as:1"), (DUPLICATE, "leads_to")]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_of_a_share_link_and_its_later_post_the_share_link_counts(school: Resolving) -> None:
    """Which of them counts for which week may not depend on how quick the internet was."""
    await school.hears(post(SHARED), post(LINK, 6))
    assert await school.learns(1, LINK) == [("6", Reaction.DUPLICATE)]
    assert await school.evidence() == [(1, ACCEPTED, KEY), (2, DUPLICATE, KEY)]
    assert await school.decisions(2) == [(ACCEPTED, ""), (DUPLICATE, "same_as:1")]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_two_share_links_of_one_post_count_once(school: Resolving) -> None:
    await school.hears(post(SHARED), post(SHARED_AGAIN, 6))
    await school.learns(2, LINK)
    await school.learns(1, LINK)
    assert [state for _, state, _ in await school.evidence()] == [ACCEPTED, DUPLICATE]
    assert await school.counted() == {"Lan Nguyễn": 1}


async def test_a_message_with_both_hands_in_one(school: Resolving) -> None:
    await school.hears(post(f"{SHARED} {LINK}"))
    assert await school.learns(1, LINK) == []
    assert sorted(state for _, state, _ in await school.evidence()) == [ACCEPTED, DUPLICATE]


async def test_a_known_share_link_is_its_post_at_once(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await school.learns(1, LINK)
    assert reactions(await school.hears(post(SHARED, 6))) == [("6", Reaction.DUPLICATE)]
    assert reactions(await school.hears(post(SHARED, 7, MAI))) == [("7", Reaction.ACCEPTED)]
    assert await school.waiting() == []


async def test_the_link_is_kept_as_it_was_handed_in(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await school.learns(1, LINK)
    await school.hears(post(SHARED, 6, MAI))
    assert await rows(school.store, "SELECT url, key FROM evidence ORDER BY id") == [(SHARED, KEY)] * 2


async def test_a_known_share_link_stands_on_the_page_of_its_post(school: Resolving) -> None:
    await featured(school, "CUC")
    await school.hears(post(SHARED))
    await school.learns(1, ORIGINAL)
    await school.hears(post(SHARED, 6, MAI))
    assert len({page for (page,) in await rows(school.store, "SELECT page_id FROM evidence")}) == 1


async def test_a_corrected_word_changes_nothing(school: Resolving) -> None:
    await school.hears(post(f"Bai {SHARED}"))
    await school.learns(1, LINK)
    assert await school.hears(edit(f"Bài {SHARED}")) == []
    assert await school.evidence() == [(1, ACCEPTED, KEY)]


async def test_a_share_link_that_is_edited_away_is_withdrawn(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await school.learns(1, LINK)
    assert reactions(await school.hears(edit("Nhầm"))) == [("5", Reaction.NONE)]


async def test_told_twice_it_changes_once(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await school.learns(1, LINK)
    await school.learns(1, LINK_2)
    assert await school.evidence() == [(1, ACCEPTED, KEY)]


# It leads to no post, or nobody can tell


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://www.facebook.com/login/",
        "https://www.facebook.com/",
        "https://www.tiktok.com/",
        "http://127.0.0.1/",
        SHARED,
    ],
)
async def test_what_nobody_can_tell_stays_as_it_is(school: Resolving, url: str | None) -> None:
    await school.hears(post(SHARED))
    assert await school.learns(1, url) == []
    assert await school.decisions() == [(ACCEPTED, "")]
    assert await school.waiting() == []


async def test_somebodys_page_is_looked_at_by_a_person(school: Resolving) -> None:
    await school.hears(post(SHARED))
    assert await school.learns(1, "https://www.facebook.com/truong.hoa.sen") == [("5", Reaction.PENDING)]
    assert await school.decisions() == [(ACCEPTED, ""), (PENDING, "leads_on")]
    assert await school.reviews() == [(1, "leads_on")]
    assert await school.counted() == {"Lan Nguyễn": 0}


# What a person has done meanwhile


async def test_what_was_withdrawn_is_left_alone(school: Resolving) -> None:
    await school.hears(post(SHARED), reply("/rut", 5))
    assert [one.wanted for one in await reading(school.store, school.now).short_links.due(ME, 10)] == [False]
    assert await school.learns(1, LINK) == []
    assert [state for _, state, _ in await school.evidence()] == [WITHDRAWN]


async def decide(school: Resolving, evidence_id: int, state: str) -> None:
    (word,) = await rows(school.store, "SELECT submission FROM evidence WHERE id = :id", id=evidence_id)
    async with school.store.write(school.now) as ledger:
        found = await ledger.short_links.settling(evidence_id)
        assert found
        assert found.item.submission == word[0]
        await ledger.decide(found.item, state, "seen", by_account="telegram:79")


async def judged(school: Resolving, evidence_id: int = 1) -> None:
    """Somebody looked at it and accepted it."""
    await decide(school, evidence_id, PENDING)
    await decide(school, evidence_id, ACCEPTED)


async def test_what_a_person_accepted_stays_accepted(school: Resolving) -> None:
    await school.hears(post(LINK), post(SHARED, 6))
    await judged(school, 2)
    assert await school.learns(2, LINK) == []
    assert [state for _, state, _ in await school.evidence()] == [ACCEPTED, ACCEPTED]


async def test_whoever_accepted_it_is_asked_again_when_it_counts_twice(school: Resolving) -> None:
    await school.hears(post(LINK), post(SHARED, 6))
    await judged(school, 2)
    await school.learns(2, LINK)
    asked = await rows(school.store, "SELECT evidence_id, why, other_id, state FROM review")
    assert asked == [(2, "same_post", 1, "open")]


async def test_what_a_person_accepted_stays_accepted_where_it_leads_to_a_page(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await judged(school)
    assert await school.learns(1, "https://www.facebook.com/truong.hoa.sen") == []


async def test_what_a_person_accepted_gets_its_key_where_that_is_free(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await judged(school)
    await school.learns(1, LINK)
    assert await school.evidence() == [(1, ACCEPTED, KEY)]


async def test_what_a_person_turned_down_is_left_alone(school: Resolving) -> None:
    await school.hears(post(SHARED))
    await decide(school, 1, REJECTED)
    await school.learns(1, LINK)
    assert [state for _, state, _ in await school.evidence()] == [REJECTED]


async def test_a_later_post_that_a_person_accepted_is_the_one_that_counts(school: Resolving) -> None:
    await school.hears(post(SHARED), post(LINK, 6))
    await judged(school, 2)
    await school.learns(1, LINK)
    assert [state for _, state, _ in await school.evidence()] == [DUPLICATE, ACCEPTED]


# Pages and featured pages


async def featured(school: Resolving, unit: str) -> None:
    """Sen's page is featured; the group belongs to a unit."""
    province = await small_province(school.store)
    await province.group(unit, str(GROUP["id"]))
    await province.choose("SO", WEEK.first, "SEN")
    await province.announce("SO", WEEK.first)


ORIGINAL = f"{address_of('SEN')}/posts/1"


async def test_a_post_on_a_registered_page_is_that_pages(school: Resolving) -> None:
    await featured(school, "CUC")
    await school.hears(post(SHARED))
    await school.learns(1, ORIGINAL)
    assert len(await reading(school.store).pages.posts(WEEK)) == 1


async def test_the_featured_original_is_looked_at_by_a_person(school: Resolving) -> None:
    await featured(school, "CUC")
    await school.hears(post(SHARED))
    assert await school.learns(1, ORIGINAL) == []
    assert await school.reviews() == [(1, "original")]
    assert [state for _, state, _ in await school.evidence()] == [ACCEPTED]


async def test_who_wrote_the_featured_post_may_hand_it_in(school: Resolving) -> None:
    await featured(school, "SEN")
    await school.hears(post(SHARED))
    await school.learns(1, ORIGINAL)
    assert await school.reviews() == []


async def test_what_spreads_the_featured_page_spreads_it_still(school: Resolving) -> None:
    await featured(school, "CUC")
    await school.hears(post(f"{SHARED} {address_of('SEN')}"))
    await school.learns(1, LINK)
    assert await rows(school.store, "SELECT action, state FROM evidence") == [(SHARE, ACCEPTED)]


async def test_a_share_and_a_post_of_one_address_are_one(school: Resolving) -> None:
    await featured(school, "CUC")
    await school.hears(post(LINK), post(f"{SHARED} {address_of('SEN')}", 6))
    await school.learns(2, LINK)
    assert await rows(school.store, "SELECT action, state FROM evidence ORDER BY id") == [
        (POST, ACCEPTED),
        (SHARE, DUPLICATE),
    ]


async def test_a_group_that_moved_gets_no_reaction_on_another_message(school: Resolving) -> None:
    """Message numbers begin anew in a supergroup: the old 6 is not the new 6."""
    moved = message(text=None, message_id=90, migrate_to_chat_id=-100777)
    await school.hears(post(LINK), post(SHARED, 6), moved)
    assert await school.learns(2, LINK) == []
    assert [state for _, state, _ in await school.evidence()] == [ACCEPTED, DUPLICATE]


# Odd letters


@pytest.mark.parametrize("letter", ["\x00", "\ud800", "\x1b", "\u2028", "\x7f"])
async def test_an_address_with_an_odd_letter_harms_nobody(school: Resolving, letter: str) -> None:
    hidden = {"type": "text_link", "offset": 0, "length": 3, "url": f"https://thcs.edu.vn/tin/b{letter}x"}
    said = await school.hears(
        post(f"https://www.facebook.com/hoasen/posts/1234567890?x={letter}a"),
        post("Đây ạ", 6, MAI, entities=[hidden]),
    )
    assert [reaction for _, reaction in reactions(said)] == [Reaction.ACCEPTED, Reaction.ACCEPTED]


@pytest.mark.parametrize("letter", ["\x00", "\ud800", "\x1b"])
async def test_a_known_link_with_an_odd_letter_is_remembered(school: Resolving, letter: str) -> None:
    await school.hears(post(SHARED))
    await school.learns(1, next_address(SHARED, f"https://thcs.edu.vn/tin/bai{letter}viet"))
    assert await school.counted() == {"Lan Nguyễn": 1}


# Taken out of its message and put back


async def _out_and_back(school: Resolving) -> list[tuple[str, Reaction]]:
    await school.hears(edit("Xin lỗi, nhầm"))
    assert await school.learns(1, None) == []
    return reactions(await school.hears(edit(SHARED)))


async def test_a_link_that_is_put_back_is_followed_again(school: Resolving) -> None:
    await school.hears(post(SHARED))
    assert await _out_and_back(school) == [("5", Reaction.ACCEPTED)]
    assert await school.waiting() == [(1, SHARED)]
    await school.learns(1, LINK)
    await school.hears(post(LINK, 6))
    assert await school.states() == {ACCEPTED: 1, DUPLICATE: 1}


async def test_a_page_that_is_put_back_waits_for_a_person_again(school: Resolving) -> None:
    await school.hears(post(SHARED))
    profile = "https://www.facebook.com/truong.hoa.sen"
    assert await school.learns(1, profile) == [("5", Reaction.PENDING)]
    await _out_and_back(school)
    school.later(minutes=1)
    assert await school.learns(1, profile) == [("5", Reaction.PENDING)]
    assert await school.reviews() == [(1, "leads_on")]
