"""Codes taken from groups' titles get a mark that no list may use; the place of the unknown is known by a mark."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOWHERE = "CHUA-RO"
DECIDED = (
    ("role_grant", "unit_id"),
    ("code", "unit_id"),
    ("unit_setting", "unit_id"),
    ("page", "unit_id"),
    ("feature", "unit_id"),
    ("feature", "root_id"),
    ("exemption", "unit_id"),
    ("file_job", "unit_id"),
)


def upgrade() -> None:
    op.add_column("unit", sa.Column("nowhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    only = sa.text("nowhere")
    op.create_index(
        "unit_nowhere", "unit", ["nowhere"], unique=True, sqlite_where=only, postgresql_where=only
    )
    _let_groups_out()
    _execute("UPDATE unit SET nowhere = true WHERE code = :code AND provisional", code=NOWHERE)
    taken = set(op.get_bind().scalars(sa.text("SELECT code FROM unit WHERE code LIKE '~%'")))
    provisional = op.get_bind().scalars(sa.text("SELECT code FROM unit WHERE provisional ORDER BY id"))
    for code in [each for each in provisional if not each.startswith("~")]:
        marked, number = f"~{code}", 1
        while marked in taken:
            number += 1
            marked = f"~{code}-{number}"
        taken.add(marked)
        for table in ("unit", "quota_rule", "reminder_change"):
            _execute(f"UPDATE {table} SET code = :marked WHERE code = :code", marked=marked, code=code)  # noqa: S608  names of ours


def _let_groups_out() -> None:
    """Groups that called themselves like the place of the unknown are on their own, with what they have decided.

    The proof stays: nobody knows which of it came from people without a unit. It follows its people as soon as they
    hand something in again in the group.
    """
    held = "SELECT id FROM unit WHERE code = :code AND provisional"
    groups = sa.text(f"SELECT id FROM chat WHERE unit_id IN ({held})")  # noqa: S608  names of ours
    if op.get_bind().scalar(groups, {"code": NOWHERE}) is None:
        return
    opened = "SELECT CAST(:new AS VARCHAR), name, level, provisional, since, created_at FROM unit WHERE code = :code"
    new = f"~{NOWHERE}"
    _execute(
        f"INSERT INTO unit (code, name, level, provisional, since, created_at) {opened}",
        new=new,
        code=NOWHERE,
    )
    fresh = "SELECT id FROM unit WHERE code = :new"
    for table, column in (("chat", "unit_id"), *DECIDED):
        moved = f"UPDATE {table} SET {column} = ({fresh}) WHERE {column} IN ({held})"  # noqa: S608  names of ours
        _execute(moved, new=new, code=NOWHERE)
    _execute("UPDATE reminder_change SET code = :new WHERE code = :code", new=new, code=NOWHERE)
    _execute("UPDATE unit SET name = 'Chưa rõ đơn vị' WHERE code = :code", code=NOWHERE)


def _execute(statement: str, **values: str) -> None:
    op.get_bind().execute(sa.text(statement), values)
