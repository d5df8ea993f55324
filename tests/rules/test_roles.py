"""The table of rights, written out for people to read and hold against the code."""

from collections.abc import Iterator

import pytest

from rules.roles import Act, Relation, Role, admin_role, may, may_grant

# o: in one's own unit, b: in those below it, *: in every unit there is, .: nowhere.
# "Own" of an administrator of a chat is the chat's unit.
RIGHTS = """
act               member  reviewer  chat_admin  unit_admin  area_admin  department_admin  operator
hand_in           *       *         *           *           *           *                 *
withdraw_own      *       *         *           *           *           *                 *
see_own           *       *         *           *           *           *                 *
see_unit          .       ob        ob          ob          ob          ob                *
review            .       ob        ob          ob          ob          ob                *
see_names         .       .         o           ob          ob          ob                *
export_names      .       .         .           ob          ob          ob                *
manage_pages      .       .         o           ob          ob          ob                *
choose_featured   .       .         o           o           o           o                 *
change_reminders  .       .         o           ob          ob          ob                *
remind_now        .       .         o           ob          ob          ob                *
manage_people     .       .         o           ob          ob          ob                *
exempt            .       .         o           ob          ob          ob                *
change_settings   .       .         o           ob          ob          ob                *
grant             .       .         o           ob          ob          ob                *
connect_chat      .       .         .           ob          ob          ob                *
see_audit         .       .         .           ob          ob          ob                *
change_tree       .       .         .           .           .           ob                *
see_everything    .       .         .           .           .           .                 *
"""

# Who gives (and takes away) which role where. Nobody makes their own equals; operators stand in the configuration.
GRANTS = """
role              member  reviewer  chat_admin  unit_admin  area_admin  department_admin  operator
member            .       .         .           .           .           .                 .
reviewer          .       .         o           ob          ob          ob                *
chat_admin        .       .         .           .           .           .                 .
unit_admin        .       .         .           b           b           b                 *
area_admin        .       .         .           .           b           b                 *
department_admin  .       .         .           .           .           .                 *
operator          .       .         .           .           .           .                 .
"""
LETTERS = {Relation.OWN: "o", Relation.BELOW: "b"}


def cells(table: str) -> list[tuple[str, Role, Relation, bool]]:
    return list(_cells(table))


def _cells(table: str) -> Iterator[tuple[str, Role, Relation, bool]]:
    header, *lines = table.strip().splitlines()
    roles = [Role(name) for name in header.split()[1:]]
    for line in lines:
        name, *told = line.split()
        assert len(told) == len(roles)
        for role, cell in zip(roles, told, strict=True):
            for relation in Relation:
                yield name, role, relation, cell == "*" or LETTERS.get(relation, "?") in cell


@pytest.mark.parametrize(("act", "role", "relation", "allowed"), cells(RIGHTS))
def test_who_may_do_what_where(act: str, role: Role, relation: Relation, allowed: bool) -> None:
    assert may(role, Act(act), relation) is allowed


@pytest.mark.parametrize(("granted", "role", "relation", "allowed"), cells(GRANTS))
def test_who_gives_which_role_where(granted: str, role: Role, relation: Relation, allowed: bool) -> None:
    assert may_grant(role, Role(granted), relation) is allowed


def test_the_table_leaves_nothing_out() -> None:
    assert {(name, role, where) for name, role, where, _ in cells(RIGHTS)} == {
        (act, role, where) for act in Act for role in Role for where in Relation
    }
    assert {(name, role) for name, role, _, _ in cells(GRANTS)} == {
        (each, role) for each in Role for role in Role
    }


@pytest.mark.parametrize(
    ("level", "role"),
    [
        ("department", Role.DEPARTMENT_ADMIN),
        ("district", Role.AREA_ADMIN),
        ("commune", Role.AREA_ADMIN),
        ("school", Role.UNIT_ADMIN),
        ("group", Role.UNIT_ADMIN),
    ],
)
def test_those_who_answer_for_a_unit_are_called_by_its_level(level: str, role: Role) -> None:
    assert admin_role(level) is role
