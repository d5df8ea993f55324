"""The week: pages, featured pages, rules and settings, closed weeks, rounds of reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quota_rule",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("counts", sa.String(), nullable=False),
        sa.Column("every_week", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reminder_change",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "reminder_round",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lateness", sa.String(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("unreached", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reminder_round_begun", "reminder_round", ["begun_at"], unique=False)
    op.create_index(
        "reminder_round_once", "reminder_round", ["platform", "bot", "kind", "period", "due_at"], unique=True
    )
    op.create_table(
        "exemption",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("after", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_exemption_person_id", "exemption", ["person_id"], unique=False)
    op.create_index("ix_exemption_unit_id", "exemption", ["unit_id"], unique=False)
    op.create_table(
        "page",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_page_unit_id", "page", ["unit_id"], unique=False)
    op.create_table(
        "week_close",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("obliged", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("page_posts", sa.Integer(), nullable=False),
        sa.Column("page_owed", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("unit_id", "week", "version"),
    )
    op.create_index("week_close_of_week", "week_close", ["week"], unique=False)
    op.create_table(
        "feature",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("root_id", BIG, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"]),
        sa.ForeignKeyConstraint(["root_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("feature_once", "feature", ["root_id", "week", "unit_id"], unique=True)
    op.create_index("ix_feature_unit_id", "feature", ["unit_id"], unique=False)
    op.create_table(
        "page_followers",
        sa.Column("page_id", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"]),
        sa.PrimaryKeyConstraint("page_id", "day"),
    )
    op.add_column("chat", sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "evidence", sa.Column("page_id", BIG, sa.ForeignKey("page.id"), nullable=True), inline_references=True
    )
    op.add_column(
        "evidence",
        sa.Column("feature_id", BIG, sa.ForeignKey("feature.id"), nullable=True),
        inline_references=True,
    )
    op.create_index(
        "evidence_for_feature",
        "evidence",
        ["feature_id"],
        unique=False,
        sqlite_where=sa.text("feature_id IS NOT NULL"),
        postgresql_where=sa.text("feature_id IS NOT NULL"),
    )
    op.create_index(
        "evidence_on_page",
        "evidence",
        ["page_id", "day"],
        unique=False,
        sqlite_where=sa.text("page_id IS NOT NULL"),
        postgresql_where=sa.text("page_id IS NOT NULL"),
    )
    op.add_column(
        "outbox",
        sa.Column("round_id", BIG, sa.ForeignKey("reminder_round.id"), nullable=True),
        inline_references=True,
    )
    op.create_index(
        "outbox_of_round",
        "outbox",
        ["round_id", "chat_id"],
        unique=False,
        sqlite_where=sa.text("round_id IS NOT NULL"),
        postgresql_where=sa.text("round_id IS NOT NULL"),
    )
    op.drop_index("tally_of_day", "tally")
    op.create_index("tally_of_day", "tally", ["day", "count"], unique=False)
