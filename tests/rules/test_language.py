import ast
import re
import unicodedata
from collections.abc import Iterator
from string import Formatter

import pytest

from rules.language import LANGUAGES, text, texts
from tests.house import PACKAGES, modules

VIETNAMESE = texts("vi")
LEFTOVERS = re.compile(
    r"\b(the|and|or|of|is|are|not|please|error|sorry|your|you|this|that|with|for|week|month|group|user|school|teacher|"
    r"unit|proof|file|folder|invalid|missing|unknown|todo|fixme)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"\"[^\"]*\"|\{[^}]*\}|/\w+|@\w+|\w+://\S+|minhchung [\w-]+")


def placeholders(told: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(told) if name is not None}


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `text`, or of a method `words` that hands its key on, with its place."""
    for module in modules(*PACKAGES):
        for name, call in module.calls():
            hands_on = name.endswith(".words") and not name.startswith("rules.")
            if call.args and (hands_on or name == "rules.language.text"):
                yield f"{module.name}:{call.lineno}", call


def wanted(key: ast.expr) -> list[str]:
    """The patterns of the keys that an expression can name; none for a variable."""
    if isinstance(key, ast.Constant):
        return [re.escape(str(key.value))]
    if isinstance(key, ast.JoinedStr):
        return [
            "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in key.values
            )
        ]
    if isinstance(key, ast.IfExp):
        return [*wanted(key.body), *wanted(key.orelse)]
    return []


def named_in_the_house() -> set[str]:
    """Every string that stands anywhere in the code; a key may travel through a variable."""
    nodes = [node for module in modules(*PACKAGES) for node in ast.walk(module.tree)]
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_texts_are_asked_for_somewhere() -> None:
    assert list(calls())
    assert len(VIETNAMESE) > 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys(language: str) -> None:
    assert list(texts(language)) == list(VIETNAMESE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language: str) -> None:
    different = [
        key for key, told in texts(language).items() if placeholders(told) != placeholders(VIETNAMESE[key])
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_have_names(language: str) -> None:
    plain = [
        key for key, told in texts(language).items() if not all(map(str.isidentifier, placeholders(told)))
    ]
    assert plain == []


def test_every_text_that_is_asked_for_exists() -> None:
    unknown = [
        f"{place} {pattern}"
        for place, call in calls()
        for pattern in wanted(call.args[0])
        if not any(re.fullmatch(pattern, key) for key in VIETNAMESE)
    ]
    assert unknown == []


def test_every_text_is_asked_for() -> None:
    named = named_in_the_house()
    patterns = [pattern for _, call in calls() for pattern in wanted(call.args[0])]
    idle = [
        key for key in VIETNAMESE if key not in named and not any(re.fullmatch(one, key) for one in patterns)
    ]
    assert idle == []


def test_every_placeholder_is_given_its_value() -> None:
    wrong = []
    for place, call in calls():
        key = call.args[0].value if isinstance(call.args[0], ast.Constant) else None
        given = {keyword.arg for keyword in call.keywords}
        if (
            isinstance(key, str)
            and key in VIETNAMESE
            and None not in given
            and given != placeholders(VIETNAMESE[key])
        ):
            wrong.append(f"{place} {key}")
    assert wrong == []


def test_vietnamese_is_written_in_one_form_of_unicode() -> None:
    assert [key for key, told in VIETNAMESE.items() if not unicodedata.is_normalized("NFC", told)] == []


def test_vietnamese_has_no_english_left_over() -> None:
    found = {key: LEFTOVERS.findall(QUOTED.sub("", told)) for key, told in VIETNAMESE.items()}
    assert {key: words for key, words in found.items() if words} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_ends_in_spaces(language: str) -> None:
    assert [key for key, told in texts(language).items() if not told or told != told.rstrip()] == []


def test_a_text_is_filled_with_its_values() -> None:
    assert text("config.environment", "vi", name="X") == "biến môi trường X"


def test_values_may_bear_the_names_of_the_parameters() -> None:
    told = text("config.wrong", "en", key="bot.language", file="config.toml", expected="vi or en")
    assert told == "The setting bot.language in config.toml is not right: it needs vi or en."


@pytest.mark.parametrize(
    ("key", "language"), [("config.nothing", "vi"), ("config", "vi"), ("config.wrong", "fr")]
)
def test_an_unknown_text_is_a_key_error(key: str, language: str) -> None:
    with pytest.raises(KeyError):
        text(key, language)
