"""Who is who: units in time, staff, accounts and links, roles, settings, consent, files on their way."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LEVELS = [
    ("department", "Sở", 0),
    ("district", "Phòng", 10),
    ("commune", "Xã, phường", 20),
    ("school", "Trường", 30),
    ("group", "Tổ", 40),
]


def upgrade() -> None:
    _open_tables()
    _widen_tables()


def _open_tables() -> None:
    level = op.create_table(
        "level",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.bulk_insert(level, [{"code": code, "name": name, "rank": rank} for code, name, rank in LEVELS])
    op.execute(
        "INSERT INTO level (code, name, rank) SELECT DISTINCT level, level, 30 FROM unit"
        " WHERE level NOT IN (SELECT code FROM level)"
    )
    op.create_table(
        "unit_past",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("unit_id", "until"),
    )
    op.create_index("ix_unit_past_until", "unit_past", ["until"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("role_grant_of", "role_grant", ["account"], unique=False)
    op.create_index("ix_role_grant_unit_id", "role_grant", ["unit_id"], unique=False)
    op.create_table(
        "code",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_code_unit_id", "code", ["unit_id"], unique=False)
    op.create_table(
        "unit_setting",
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("unit_id", "name"),
    )
    op.create_table(
        "consent",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("consent_of", "consent", ["account", "purpose", "id"], unique=False)
    op.create_table(
        "file_job",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "file_job_waiting", "file_job", ["bot", "id"], unique=False, **_where("state = 'waiting'")
    )
    op.create_table(
        "erasure",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )


def _widen_tables() -> None:
    """Who is known by an account alone was seen; whatever came from somebody came by their first account."""
    _add("unit", sa.Column("since", sa.Date(), nullable=True), sa.Column("until", sa.Date(), nullable=True))
    _add("person", _text("code"), _text("phone"), _moment("erased_at"))
    op.create_index("person_code", "person", ["code"], unique=False, **_where("code <> ''"))
    op.create_index("person_phone", "person", ["phone"], unique=False, **_where("phone <> ''"))
    seen: sa.Column[Any] = sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.false())
    _add("membership", _text("position"), seen, sa.Column("listed_since", sa.Date(), nullable=True))
    op.execute(
        "UPDATE membership SET seen = true WHERE person_id IN (SELECT id FROM person WHERE provisional)"
    )
    _add("account", _moment("linked_at"), _text("linked_by"), _moment("looked_at"))
    op.create_index("account_to_look_at", "account", ["id"], unique=False, **_where("looked_at IS NULL"))
    _refer("evidence", "account_id", "account")
    op.execute(
        "UPDATE evidence SET account_id ="
        " (SELECT MIN(account.id) FROM account WHERE account.person_id = evidence.person_id)"
    )
    op.create_index("evidence_of_person", "evidence", ["person_id", "account_id"], unique=False)
    op.create_index("review_of_person", "review", ["person_id"], unique=False)
    op.create_index(
        "decision_by_person", "decision", ["by_person_id"], unique=False, **_where("by_person_id IS NOT NULL")
    )
    like = _where("other_picture_id IS NOT NULL")
    op.create_index("picture_like", "picture", ["other_picture_id"], unique=False, **like)
    op.create_index("picture_of_day", "picture", ["day", "id"], unique=False)
    _refer("audit", "unit_id", "unit")
    _refer("audit", "person_id", "person")
    for what in ("unit", "person"):
        whose = f"{what}_id"
        named = _where(f"{whose} IS NOT NULL")
        op.create_index(f"audit_of_{what}", "audit", [whose, "id"], unique=False, **named)
    guesses = _where("action = 'code.wrong'")
    op.create_index("audit_of_guesses", "audit", ["actor", "at"], unique=False, **guesses)


def _add(table: str, *columns: sa.Column[Any]) -> None:
    for column in columns:
        op.add_column(table, column)


def _refer(table: str, name: str, target: str) -> None:
    column: sa.Column[Any] = sa.Column(name, BIG, sa.ForeignKey(f"{target}.id"), nullable=True)
    op.add_column(table, column, inline_references=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False, server_default="")


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
