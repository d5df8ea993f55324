"""Addresses and messages as they are met in the world, written down before the rules were held against them."""

from collections import Counter

import pytest

from rules.links import find, mark_of, may_show, owner_key, recognise
from tests.rules.real_forms import Block, Written, blocks, messages

BLOCKS = blocks("real_links.txt", "more_links.txt")
POSTS = [block for block in BLOCKS if block.is_post]
MESSAGES = messages("real_messages.txt", "more_messages.txt")


def test_there_are_hundreds_of_them() -> None:
    assert sum(len(block.urls) for block in BLOCKS) > 400
    assert len(MESSAGES) > 90


@pytest.mark.parametrize(("block", "url"), [(block, url) for block in POSTS for url in block.urls])
def test_all_spellings_of_a_post_have_one_key(block: Block, url: str) -> None:
    found, first = recognise(url), recognise(block.urls[0])
    assert found.key is not None
    assert (found.key, found.platform) == (first.key, block.platform)


@pytest.mark.parametrize("url", [url for block in BLOCKS for url in block.urls])
def test_what_stands_on_a_page_shows_its_mark(url: str) -> None:
    key = owner_key(recognise(url))
    assert key is None or may_show(url, [mark_of(key)])


@pytest.mark.parametrize("block", POSTS, ids=lambda block: block.urls[0])
def test_what_a_post_shows_is_told(block: Block) -> None:
    assert recognise(block.urls[0]).kind == block.kind


@pytest.mark.parametrize(
    ("block", "url"), [(block, url) for block in BLOCKS if not block.is_post for url in block.urls]
)
def test_what_is_no_post_has_no_key(block: Block, url: str) -> None:
    found = recognise(url)
    assert (found.key, found.kind, found.platform) == (None, block.kind, block.platform)


def test_different_posts_have_different_keys() -> None:
    keys = Counter(recognise(block.urls[0]).key for block in POSTS)
    assert [key for key, times in keys.items() if times > 1] == []


@pytest.mark.parametrize("written", MESSAGES, ids=lambda written: written.text[:60])
def test_the_posts_of_a_message_are_found(written: Written) -> None:
    assert [link.key for link in find(written.text) if link.key] == list(written.keys)
