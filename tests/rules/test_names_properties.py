"""What holds for every Vietnamese name and every text, and how far it gets with a province of invented people."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.names import Listed, NameIndex, Sure, same_person_name, sort_key
from rules.names.letters import plain_word
from tests.rules.vietnamese_names import STYLES, display_name, full_name, staff, without_accents

names = st.builds(lambda seed: full_name(Random(seed)), st.integers(0, 1 << 32))
schools = st.lists(names, max_size=30)
words = st.sampled_from(
    [
        "Cô",
        "Thầy",
        "Hương",
        "Nguyễn",
        "NT",
        "5A",
        "(",
        ")",
        "-",
        ".",
        "'",
        "Anh",
        "Văn",
        "trường",
        "TH",
        "mẹ",
        "A",
        "B",
        "🌸",
        "ă",
        "̂",
        "́",
        "Đ",
        "h'",
    ]
)
texts = (
    st.text(max_size=40)
    | st.lists(words, max_size=14).map(" ".join)
    | st.lists(words, max_size=14).map("".join)
)


def index(people: list[str]) -> NameIndex:
    return NameIndex(Listed(number, name) for number, name in enumerate(people))


def proposed(display: str, people: list[str]) -> list[str]:
    return [each.person.name for each in index(people).propose(display).proposals]


VARIANTS: dict[str, Callable[[str], str]] = {
    "as it is": lambda name: name,
    "capitals": str.upper,
    "small letters": str.lower,
    "NFD": lambda name: unicodedata.normalize("NFD", name),
    "without accents": without_accents,
    "given first": lambda name: " ".join([name.split()[-1], *name.split()[:-1]]),
    "family last": lambda name: " ".join([*name.split()[1:], name.split()[0]]),
    "back to front": lambda name: " ".join(reversed(name.split())),
    "together": lambda name: without_accents(name).replace(" ", "").lower(),
}


@pytest.mark.parametrize("variant", VARIANTS)
@given(people=schools, name=names)
def test_every_variant_of_a_full_name_proposes_it(variant: str, people: list[str], name: str) -> None:
    assert name in proposed(VARIANTS[variant](name), [*people, name])


@given(people=schools, name=names)
def test_a_given_name_that_was_not_written_is_never_proposed(people: list[str], name: str) -> None:
    given_names = {_plain(each).split()[-1] for each in proposed(name, people)}
    assert given_names <= set(_plain(name).split())


@given(people=schools, name=names)
def test_accents_that_were_written_are_kept(people: list[str], name: str) -> None:
    wrong = [each for each in people if plain_word(each.split()[-1]) == "huong" and each.endswith("Hường")]
    assert not set(wrong) & set(proposed(" ".join([*name.split()[:-1], "Hương"]), people))


@given(people=schools, text=texts)
def test_at_most_one_is_more_than_possible(people: list[str], text: str) -> None:
    answer = index(people).propose(text)
    assert sum(each.sure > Sure.POSSIBLE for each in answer.proposals) <= 1


@given(people=schools, text=texts)
def test_an_exact_answer_stands_alone(people: list[str], text: str) -> None:
    answer = index(people).propose(text)
    assert answer.exact is None or len(answer.proposals) == 1


@given(people=schools, name=names)
def test_a_namesake_makes_it_unsure(people: list[str], name: str) -> None:
    answer = index([*people, name, name]).propose(name)
    assert all(each.sure is Sure.POSSIBLE for each in answer.proposals)


@given(people=schools, name=names, seed=st.integers(0, 1 << 16))
def test_the_order_of_the_list_changes_nothing(people: list[str], name: str, seed: int) -> None:
    listed = [Listed(number, each) for number, each in enumerate(people)]
    turned = Random(seed).sample(listed, len(listed))
    assert NameIndex(listed).propose(name) == NameIndex(turned).propose(name)


@given(one=names | texts, other=names | texts)
def test_the_same_name_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert same_person_name(one, other) == same_person_name(other, one)


@given(name=names)
def test_a_name_is_the_same_as_itself(name: str) -> None:
    assert same_person_name(name, unicodedata.normalize("NFD", name.upper())) is not None


@given(people=st.lists(texts, max_size=8), text=texts)
def test_any_text_is_somebody_or_nobody(people: list[str], text: str) -> None:
    index(people).propose(text)
    sorted([*people, text], key=sort_key)


@pytest.mark.parametrize(
    "text", ["NT" * 80, "A " * 80, "NT " * 60, "ﷺ" * 200, "é\u0301" * 500, "(" * 5000, "-a" * 500]
)
def test_a_long_text_is_somebody_or_nobody(text: str) -> None:
    assert set(proposed(text, ["Nguyễn Thị Hương", "Trần A", "A A A A A A A A"])) <= {
        "Trần A",
        "A A A A A A A A",
    }


@settings(max_examples=25)
@given(text=st.text(min_size=300, max_size=2000))
def test_a_very_long_text_is_somebody_or_nobody(text: str) -> None:
    index([text, text[::-1]]).propose(text)


# a province

UNITS, PEOPLE, SEED = 530, 18_426, 2025


@pytest.fixture(scope="module")
def outcome() -> dict[str, Counter[str]]:
    """What became of everybody's display name, by its style; "stranger" are names of people in no list."""
    random = Random(SEED)
    counts: dict[str, Counter[str]] = {style: Counter() for style in (*STYLES, "stranger")}
    for unit in range(UNITS):
        people = staff(random, PEOPLE // UNITS + (unit < PEOPLE % UNITS))
        listed = index(people)
        for number, name in enumerate(people):
            style, display = display_name(name, random)
            counts[style][_outcome(listed, display, number)] += 1
        for _ in range(4):
            name = full_name(random)
            if _plain(name) not in set(map(_plain, people)):
                counts["stranger"][_outcome(listed, display_name(name, random)[1], -1)] += 1
    return counts


def _plain(name: str) -> str:
    return without_accents(name).lower().replace("y", "i")


def _outcome(listed: NameIndex, display: str, number: int) -> str:
    answer = listed.propose(display)
    if answer.exact or answer.likely:
        person = answer.exact or answer.likely
        right = person is not None and person.id == number
        return f"{'exact' if answer.exact else 'likely'} {'right' if right else 'wrong'}"
    if number in {each.person.id for each in answer.proposals}:
        return "among several"
    return "others" if answer.proposals else "nobody"


def test_a_province_was_asked_for(outcome: dict[str, Counter[str]]) -> None:
    assert sum(outcome[style].total() for style in STYLES) == PEOPLE
    assert outcome["stranger"].total() > 2000


def test_no_exact_answer_is_wrong(outcome: dict[str, Counter[str]]) -> None:
    assert {style: found["exact wrong"] for style, found in outcome.items() if found["exact wrong"]} == {}


def test_hardly_a_likely_answer_is_wrong(outcome: dict[str, Counter[str]]) -> None:
    assert sum(outcome[style]["likely wrong"] for style in STYLES) <= 5


def test_strangers_are_mostly_nobody(outcome: dict[str, Counter[str]]) -> None:
    assert outcome["stranger"]["nobody"] > 0.9 * outcome["stranger"].total()


@pytest.mark.parametrize("style", ["full", "capitals", "decorated"])
def test_most_full_names_are_exact(outcome: dict[str, Counter[str]], style: str) -> None:
    assert outcome[style]["exact right"] > 0.9 * outcome[style].total()


@pytest.mark.parametrize("style", sorted(STYLES.keys() - {"nickname", "as parent"}))
def test_nobody_who_gives_a_name_is_missed(outcome: dict[str, Counter[str]], style: str) -> None:
    assert outcome[style]["nobody"] + outcome[style]["others"] <= 0.005 * outcome[style].total()


@pytest.mark.parametrize("style", ["nickname", "as parent"])
def test_nicknames_are_hardly_ever_taken_for_somebody(outcome: dict[str, Counter[str]], style: str) -> None:
    assert outcome[style]["nobody"] > 0.97 * outcome[style].total()


def test_three_quarters_are_found_without_choosing(outcome: dict[str, Counter[str]]) -> None:
    found = sum(outcome[style][what] for style in STYLES for what in ("exact right", "likely right"))
    assert found > 0.75 * PEOPLE
