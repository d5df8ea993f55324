"""Whose turn it is, in the outbox by chat and in the links by account, is found without reading what waits before."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = "state IN ('pending', 'sending')"


def upgrade() -> None:
    _outbox()
    _links()


def _outbox() -> None:
    op.add_column("outbox", sa.Column("rank", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("outbox", sa.Column("asked_by", sa.String(), nullable=False, server_default=""))
    op.execute(
        "UPDATE outbox SET rank = CASE WHEN kind NOT IN ('say', 'show', 'send_file') THEN 0"
        " WHEN bulk THEN 2 ELSE 1 END WHERE state IN ('pending', 'sending')"
    )
    for name, columns, condition in (
        ("outbox_waiting", ["bot", "rank", "chat_id", "id"], WAITING),
        ("outbox_asked", ["asked_by"], f"asked_by <> '' AND {WAITING}"),
    ):
        few = sa.text(condition)
        op.create_index(name, "outbox", columns, sqlite_where=few, postgresql_where=few)


def _links() -> None:
    op.add_column("short_link", sa.Column("platform", sa.String(), nullable=False, server_default=""))
    op.add_column("short_link", sa.Column("bot", sa.String(), nullable=False, server_default=""))
    op.add_column("short_link", sa.Column("account_id", BIG, nullable=False, server_default="0"))
    for column, found in (
        ("platform", "chat.platform"),
        ("bot", "chat.bot"),
        ("account_id", "coalesce(evidence.account_id, 0)"),
    ):
        op.execute(
            f"UPDATE short_link SET {column} = (SELECT {found} FROM evidence JOIN chat"  # noqa: S608  our own names
            " ON chat.id = evidence.chat_pk WHERE evidence.id = short_link.evidence_id)"
        )
    op.create_index("short_link_due", "short_link", ["bot", "account_id", "not_before", "evidence_id"])
