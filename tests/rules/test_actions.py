import pytest

from rules.actions import NOTHING, Owner, Said, Told, action_of
from rules.verdicts import INTERACTION, POST, SHARE

P, S, I = frozenset({POST}), frozenset({SHARE}), frozenset({INTERACTION})  # noqa: E741
BOTH = S | I


@pytest.mark.parametrize(
    ("said", "action"), [(NOTHING, POST), (P, POST), (S, SHARE), (I, INTERACTION), (P | S, SHARE)]
)
def test_words_tell_what_was_done(said: Said, action: str) -> None:
    assert action_of(said) == Told(action)


@pytest.mark.parametrize("said", [NOTHING, P, S])
def test_what_answers_a_featured_page_shares_it(said: Said) -> None:
    assert action_of(said, spreads=True) == Told(SHARE)


def test_an_answer_may_be_an_interaction() -> None:
    assert action_of(I, spreads=True) == Told(INTERACTION)


@pytest.mark.parametrize(("owner", "action"), [(Owner.OURS, POST), (Owner.ANOTHER, SHARE)])
def test_whose_page_it_is_tells(owner: Owner, action: str) -> None:
    assert action_of(NOTHING, owner=owner) == Told(action)


def test_a_post_on_ones_own_page_may_be_shared_too() -> None:
    assert action_of(S, owner=Owner.OURS) == Told(SHARE)


@pytest.mark.parametrize(("said", "action"), [(BOTH, SHARE), (P | I, POST), (BOTH | P, SHARE)])
def test_two_claims_are_unclear(said: Said, action: str) -> None:
    assert action_of(said) == Told(action, unclear=True)


@pytest.mark.parametrize("said", [NOTHING, P, S])
def test_the_featured_original_proves_no_share(said: Said) -> None:
    assert action_of(said, owner=Owner.FEATURED) == Told(SHARE, original=True)


def test_the_featured_original_may_be_liked() -> None:
    assert action_of(I, owner=Owner.FEATURED) == Told(INTERACTION)


def test_who_liked_the_original_and_shared_it_has_the_share_to_show() -> None:
    assert action_of(BOTH, owner=Owner.FEATURED) == Told(INTERACTION, original=True)
