"""The screens that recognition is measured with follow from their seeds, and are what their names say."""

import random

import pytest
from PIL import Image

from benchmarks.screens import posts
from benchmarks.screens.changes import CHANGES, UNTOLD
from benchmarks.screens.pages import html
from benchmarks.screens.pairs import HELD_BACK, TUNE, pairs
from benchmarks.screens.peers import distance, threshold


def test_a_seed_always_makes_the_same_pairs() -> None:
    assert list(pairs(5)) == list(pairs(5)) != list(pairs(6))


def test_nobody_tunes_on_what_is_reported() -> None:
    tuned, held_back = ({pair.one.screen for pair in pairs(start)} for start in (TUNE, HELD_BACK))
    assert not tuned & held_back


def test_every_kind_of_pair_is_there() -> None:
    found = list(pairs(TUNE))
    assert {pair.kind for pair in found if pair.copy} == {*CHANGES, "clock", "scroll", "scroll_cut"} - {
        *UNTOLD
    }
    assert {pair.kind for pair in found if pair.copy is False} == set(posts.HARD)


@pytest.mark.parametrize("kind", posts.HARD)
def test_look_alikes_show_different_posts(kind: str) -> None:
    alike = [pair for seed in range(20) for pair in pairs(seed) if pair.kind == kind]
    assert alike
    assert [pair for pair in alike if pair.one.screen.post == pair.other.screen.post] == []


def test_another_sharer_shares_the_very_same_post() -> None:
    for pair in (pair for seed in range(20) for pair in pairs(seed) if pair.kind == "other_sharer"):
        one, other = pair.one.screen.post, pair.other.screen.post
        assert one.shared == other.shared is not None
        assert one.author != other.author


def test_a_page_shows_the_post_and_loads_nothing() -> None:
    screen = posts.screen(random.Random(3))
    page = html(screen)
    assert screen.post.author.name in page
    assert "http" not in page


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_always_does_the_same(change: str) -> None:
    image = Image.effect_noise((300, 640), 60).convert("RGB")
    one, other = (CHANGES[change](image, random.Random("x")) for _ in range(2))
    assert one.tobytes() == other.tobytes()


def test_a_hash_is_judged_as_generously_as_strangers_allow() -> None:
    assert distance(0b1011, 0b0001) == 2
    assert threshold([9, 7, 12]) == 6
