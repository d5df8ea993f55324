"""argparse in the reader's language: headings, help, and one sentence about what was typed wrongly."""

import argparse
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from bot.problems import ProblemError, language
from rules.language import text

# What argparse says, by the sentence of ours that takes its place. Its wording is Python's own.
_SAID = {
    r"the following arguments are required: (?P<what>.+)": "usage.missing",
    r"argument (?P<what>\S+): expected (?:one|at least one) argument": "usage.value_missing",
    r"argument (?P<what>.+?): invalid choice: '?(?P<told>.*?)'? \(choose from (?P<choices>.*)\)": "usage.choice",
    r"argument (?P<what>.+?): invalid (?:int|float) value: '(?P<told>.*)'": "usage.number",
    r"argument (?P<what>.+?): invalid .*: '(?P<told>.*)'": "usage.value",
    r"argument (?P<what>.+?): not allowed with argument (?P<other>.+)": "usage.not_both",
    r"one of the arguments (?P<choices>.+) is required": "usage.one_of",
    r"ambiguous option: (?P<told>.+) could match (?P<choices>.+)": "usage.ambiguous",
}


class UsageError(ProblemError):
    """What was typed is no command of ours."""


class Words(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(
            usage, actions, groups, f"{text('usage.usage', language())} " if prefix is None else prefix
        )


class Parser(argparse.ArgumentParser):
    """`groups` are the commands under their headings, for the parser that has any."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=Words, **options)
        words = language()
        self._positionals.title = text("usage.positionals", words)
        self._optionals.title = text("usage.options", words)
        self.add_argument("-h", "--help", action="help", help=text("usage.help", words))
        self.groups: Mapping[str, Sequence[str]] = {}

    def format_help(self) -> str:
        return self._in_groups() if self.groups else super().format_help()

    def _in_groups(self) -> str:
        words = language()
        told = {action.dest: action.help for action in _commands(self)}
        width = max(map(len, told))
        lines = [
            f"{text('usage.usage', words)} {self.prog} {text('cli.metavar', words)} …",
            "",
            self.description or "",
        ]
        for heading, names in self.groups.items():
            lines += ["", f"{text(f'usage.group.{heading}', words)}:"]
            lines += [f"  {name:<{width}}  {told[name]}" for name in names]
        return "\n".join([*lines, "", text("usage.more", words, prog=self.prog), ""])

    def error(self, message: str) -> NoReturn:
        for pattern, key in _SAID.items():
            if found := re.fullmatch(pattern, message, re.DOTALL):
                told = found.groupdict()
                near = _near(told.get("told", ""), re.findall(r"'([^']+)'", told.get("choices", "")))
                raise UsageError(key, **told, near=near, prog=self.prog)
        raise UsageError("usage.other", prog=self.prog)


def unknown(parser: Parser, rest: Sequence[str]) -> NoReturn:
    """Words that are left over when everything was understood that could be."""
    option = next((word for word in rest if word.startswith("-")), rest[0])
    known = [name for action in parser._actions for name in action.option_strings]  # noqa: SLF001
    near = _near(option.partition("=")[0], known)
    raise UsageError("usage.unknown", told=option, near=near, prog=parser.prog)


def _near(told: str, known: Iterable[str]) -> str:
    found = get_close_matches(told, list(known), n=1, cutoff=0.6)
    return text("usage.near", language(), near=found[0]) if found else ""


def _commands(parser: argparse.ArgumentParser) -> Iterable[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield from action._choices_actions  # noqa: SLF001
