"""What can be typed after `minhchung`."""

import argparse
import re
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from bot.cli.usage import Parser, unknown
from bot.problems import language
from rules.language import text

Run = Callable[[argparse.Namespace], int | None]


GROUPS = {
    "daily": ("summary", "why", "units", "error-rate"),
    "running": ("run", "check", "init-config", "migrate"),
    "people": (
        "import-units",
        "import-roster",
        "export-roster",
        "import-followers",
        "unit",
        "close-unit",
        "quota",
    ),
    "roles": ("invite", "roles"),
    "care": ("stats", "verify", "backup", "restore", "erase", "due"),
    "trying": ("demo", "simulator", "link", "compare", "names"),
}
"""Every command under the heading where somebody looks for it."""


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    arguments, rest = parser.parse_known_args(argv)
    if rest:
        unknown(arguments.parser, rest)
    return arguments


def _parser() -> Parser:
    words = language()
    parser = Parser(prog="minhchung", description=text("cli.about", words))
    shown = f"minhchung {version('minhchung')}"
    parser.add_argument("--version", action="version", version=shown, help=text("usage.version", words))
    parser.groups = GROUPS
    commands = parser.add_subparsers(required=True, metavar=text("cli.metavar", words), parser_class=Parser)

    def add(name: str, where: str, *, config: bool = True, json: bool = False) -> argparse.ArgumentParser:
        told = text(f"cli.{name.replace('-', '_')}", words)
        command = commands.add_parser(name, help=told, description=told)
        command.set_defaults(command=_lazily(where), parser=command)
        if config:
            command.add_argument("--config", type=Path, metavar="FILE", help=text("cli.option_config", words))
        if json:
            command.add_argument("--json", action="store_true", help=text("cli.option_json", words))
        return command

    add("run", "running:run")
    _about_trying(add, words)
    add("check", "setting_up:check", json=True)
    init = add("init-config", "setting_up:init_config", config=False)
    where, told = Path("config.toml"), text("cli.option_config_written", words)
    init.add_argument("file", type=Path, nargs="?", default=where, metavar="FILE", help=told)
    summary = add("summary", "ledger:summary", json=True)
    summary.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    summary.add_argument("--period", metavar="PERIOD", default="", help=text("cli.option_period", words))
    _about_rules(add, words)
    _about_the_tree(add, words)
    rate = add("error-rate", "reviews:error_rate", json=True)
    rate.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    rate.add_argument("--period", metavar="PERIOD", default="", help=text("cli.option_period", words))
    _about_roles(add, words)
    add("verify", "ledger:verify", json=True)
    add("stats", "ledger:stats", json=True)
    due = add("due", "due:due", json=True)
    due.add_argument("--at", metavar="TIME", required=True, help=text("cli.option_at", words))
    due.add_argument("--yes", action="store_true", help=text("cli.option_due_yes", words))
    add("migrate", "ledger:migrate")
    _about_own_data(add, words)
    _about_units(add, words)
    _about_staff(add, words)
    return parser


def _about_trying(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    demo = add("demo", "running:demo", config=False)
    demo.add_argument("--port", type=_port, default=8081, help=text("cli.option_port", words))
    demo.add_argument("--host", default="127.0.0.1", help=text("cli.option_demo_host", words))
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help=text("cli.option_folder", words))
    simulator = add("simulator", "running:simulator", config=False)
    simulator.add_argument("--host", default="127.0.0.1", help=text("cli.option_host", words))
    simulator.add_argument("--port", type=_port, default=8081, help=text("cli.option_port", words))
    worlds = ("sample", "empty")
    simulator.add_argument("--world", choices=worlds, default="sample", help=text("cli.option_world", words))
    simulator.add_argument("--word", type=word_in_address, help=text("cli.option_word", words))
    simulator.add_argument("--no-limits", action="store_true", help=text("cli.option_no_limits", words))
    link = add("link", "links:link", config=False, json=True)
    link.add_argument("--find", action="store_true", help=text("cli.option_find", words))
    add("compare", "pictures:compare", config=False, json=True)
    names, told = add("names", "names:names", config=False, json=True), text("cli.option_roster", words)
    names.add_argument("--roster", type=Path, required=True, metavar="FILE", help=told)


def _about_units(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    units = add("units", "unit_list:units", json=True)
    units.add_argument("name", nargs="*", metavar="NAME", help=text("cli.option_search", words))
    units.add_argument("--below", metavar="CODE", help=text("cli.option_units_below", words))
    for name in ("units", "followers"):
        importing = add(f"import-{name}", f"units:import_{name}", json=True)
        importing.add_argument("file", type=Path, metavar="FILE", help=text("cli.option_list", words))
        importing.add_argument(
            "--preview", "--dry-run", action="store_true", help=text("cli.option_preview", words)
        )
        importing.add_argument("--yes", action="store_true", help=text("cli.option_yes", words))
        if name == "units":
            _from(importing, words)
            importing.add_argument(
                "--join-groups", nargs="*", metavar="CODE", help=text("cli.option_join", words)
            )


def _about_staff(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    importing = add("import-roster", "roster:import_roster", json=True)
    importing.add_argument("file", type=Path, metavar="FILE", help=text("cli.option_list", words))
    importing.add_argument("--unit", metavar="CODE", help=text("cli.option_roster_unit", words))
    importing.add_argument(
        "--from", dest="valid_from", metavar="DATE", default="", help=text("cli.option_from", words)
    )
    importing.add_argument(
        "--preview", "--dry-run", action="store_true", help=text("cli.option_preview", words)
    )
    importing.add_argument("--yes", action="store_true", help=text("cli.option_yes", words))
    importing.add_argument("--doubtful", type=Path, metavar="FILE", help=text("cli.option_doubtful", words))
    importing.add_argument("--end-missing", action="store_true", help=text("cli.option_end_missing", words))
    exporting = add("export-roster", "roster:export_roster", json=True)
    exporting.add_argument("file", type=Path, metavar="FILE", help=text("cli.option_export", words))
    exporting.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))


def _about_own_data(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    backup = add("backup", "backups:backup", json=True)
    backup.add_argument("file", type=Path, metavar="FILE", help=text("cli.option_backup", words))
    backup.add_argument("--overwrite", action="store_true", help=text("cli.option_overwrite", words))
    restore = add("restore", "backups:restore", json=True)
    restore.add_argument("file", type=Path, metavar="FILE", help=text("cli.option_backup", words))
    restore.add_argument("--replace", action="store_true", help=text("cli.option_replace", words))
    restore.add_argument("--yes", action="store_true", help=text("cli.option_yes", words))
    erase = add("erase", "erasing:erase", json=True)
    whom = erase.add_mutually_exclusive_group()
    whom.add_argument("--person", metavar="NAME", help=text("cli.option_erased", words))
    whom.add_argument("--account", metavar="PLATFORM:ID", help=text("cli.option_account", words))
    whom.add_argument("--id", type=int, metavar="N", help=text("cli.option_id", words))
    erase.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    erase.add_argument("--yes", action="store_true", help=text("cli.option_yes", words))


def _about_rules(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    quota = add("quota", "rules:quota", json=True)
    quota.add_argument(
        "action", nargs="?", choices=("list", "set"), default="list", help=text("cli.option_action", words)
    )
    whom = quota.add_mutually_exclusive_group()
    whom.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    whom.add_argument("--level", metavar="LEVEL", help=text("cli.option_level", words))
    whom.add_argument("--everybody", action="store_true", help=text("cli.option_everybody", words))
    quota.add_argument("--below", action="store_true", help=text("cli.option_below", words))
    quota.add_argument("--page", action="store_true", help=text("cli.option_page", words))
    quota.add_argument(
        "--from", dest="valid_from", metavar="DATE", default="", help=text("cli.option_from", words)
    )
    quota.add_argument("--until", metavar="DATE", help=text("cli.option_until", words))
    quota.add_argument("--week", type=int, metavar="N", help=text("cli.option_week", words))
    quota.add_argument("--month", type=int, metavar="N", help=text("cli.option_month", words))
    quota.add_argument("--counts", metavar="ACTIONS", help=text("cli.option_counts", words))
    close = add("close-unit", "rules:close_unit")
    close.add_argument("unit", metavar="CODE", help=text("cli.option_unit", words))
    close.add_argument("first", metavar="FIRST", help=text("cli.option_first", words))
    close.add_argument("last", metavar="LAST", help=text("cli.option_last", words))


def _about_the_tree(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    unit = add("unit", "tree:unit", json=True)
    actions = ("rename", "move", "level", "open", "merge", "dissolve")
    unit.add_argument("action", choices=actions, help=text("cli.option_change", words))
    unit.add_argument("codes", nargs="+", metavar="CODE", help=text("cli.option_unit", words))
    unit.add_argument("--name", help=text("cli.option_name", words))
    unit.add_argument("--level", help=text("cli.option_level_of", words))
    above = unit.add_mutually_exclusive_group()
    above.add_argument("--under", metavar="CODE", help=text("cli.option_under", words))
    above.add_argument("--top", action="store_true", help=text("cli.option_top", words))
    unit.add_argument("--into", metavar="CODE", help=text("cli.option_into", words))
    _from(unit, words)
    unit.add_argument("--preview", "--dry-run", action="store_true", help=text("cli.option_preview", words))
    unit.add_argument("--yes", action="store_true", help=text("cli.option_yes", words))
    why = add("why", "why:why", json=True)
    why.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    why.add_argument("--person", metavar="NAME", help=text("cli.option_person", words))
    why.add_argument("--period", metavar="PERIOD", default="", help=text("cli.option_period", words))
    why.add_argument("--evidence", metavar="N", type=int, help=text("cli.option_evidence", words))


def _from(command: argparse.ArgumentParser, words: str) -> None:
    command.add_argument("--from", dest="since", metavar="DATE", help=text("cli.option_since", words))


def _about_roles(add: Callable[..., argparse.ArgumentParser], words: str) -> None:
    invite = add("invite", "invitations:invite", json=True)
    whom = invite.add_mutually_exclusive_group(required=True)
    whom.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    whom.add_argument("--all", action="store_true", help=text("cli.option_all", words))
    what = invite.add_mutually_exclusive_group(required=True)
    what.add_argument("--role", choices=("admin", "reviewer"), help=text("cli.option_role", words))
    what.add_argument("--connect", action="store_true", help=text("cli.option_connect", words))
    invite.add_argument("--days", type=int, default=7, metavar="N", help=text("cli.option_days", words))
    invite.add_argument("--out", type=Path, metavar="FILE", help=text("cli.option_out", words))
    roles = add("roles", "role_list:roles", json=True)
    roles.add_argument("--unit", metavar="CODE", help=text("cli.option_unit", words))
    roles.add_argument("--revoke", type=int, metavar="ID", help=text("cli.option_revoke", words))


def _port(told: str) -> int:
    port = int(told)
    if not 0 <= port <= 65535:
        raise ValueError(told)
    return port


def word_in_address(told: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{16,}", told):
        raise ValueError(told)
    return told


def _lazily(where: str) -> Run:
    module, name = where.split(":")

    def run(arguments: argparse.Namespace) -> int | None:
        result: int | None = getattr(import_module(f"bot.cli.{module}"), name)(arguments)
        return result

    return run
