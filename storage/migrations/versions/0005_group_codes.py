"""Codes taken from groups' titles get a mark that no list may use; the place of the unknown is known by a mark."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PROVISIONAL = "SELECT code FROM unit WHERE provisional"


def upgrade() -> None:
    op.add_column("unit", sa.Column("nowhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    only = sa.text("nowhere")
    op.create_index(
        "unit_nowhere", "unit", ["nowhere"], unique=True, sqlite_where=only, postgresql_where=only
    )
    # A group that bears this title keeps its unit; the place of the unknown is then opened anew.
    op.execute(
        "UPDATE unit SET nowhere = true WHERE code = 'CHUA-RO' AND provisional"
        " AND id NOT IN (SELECT unit_id FROM chat WHERE unit_id IS NOT NULL)"
    )
    for table in ("quota_rule", "reminder_change"):
        op.execute(f"UPDATE {table} SET code = '~' || code WHERE code IN ({PROVISIONAL})")  # noqa: S608  names of ours
    op.execute("UPDATE unit SET code = '~' || code WHERE provisional")
