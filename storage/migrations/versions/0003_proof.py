"""Proof that can be trusted: pictures, reviews, links that lead on, questions in private."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "image",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stripes", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("original"),
    )
    op.create_index("ix_image_sha256", "image", ["sha256"], unique=False)
    op.create_table(
        "image_band",
        sa.Column("key", BIG, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("image_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"]),
        sa.PrimaryKeyConstraint("key", "day", "image_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_image_band_image_id", "image_band", ["image_id"], unique=False)
    op.create_table(
        "picture",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("evidence_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("unique_id", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("other_id", BIG, nullable=True),
        sa.Column("other_picture_id", BIG, nullable=True),
        sa.Column("image_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["evidence.id"]),
        sa.ForeignKeyConstraint(["other_picture_id"], ["picture.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_picture_evidence_id", "picture", ["evidence_id"], unique=False)
    op.create_index("ix_picture_image_id", "picture", ["image_id"], unique=False)
    op.create_index("picture_of_person", "picture", ["person_id", "id"], unique=False)
    op.create_index(
        "picture_unsettled", "picture", ["bot", "id"], unique=False, **_where("state IN ('waiting', 'kept')")
    )
    op.create_table(
        "review",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("evidence_id", BIG, nullable=False),
        sa.Column("unit_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("other_id", BIG, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("by_account", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"]),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["other_id"], ["evidence.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("review_of_evidence", "review", ["evidence_id"], unique=True)
    op.create_index("review_audit", "review", ["evidence_id"], unique=False, **_where("why = 'audit'"))
    op.create_index("chat_admin_of_user", "chat_admin", ["user_id"], unique=False)
    op.create_index("ix_review_unit_id", "review", ["unit_id"], unique=False)
    told = ["put_off", "id", "unit_id", "person_id", "why"]
    op.create_index("review_open", "review", told, unique=False, **_where("state = 'open'"))
    op.create_table(
        "short_link",
        sa.Column("evidence_id", BIG, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"]),
        sa.PrimaryKeyConstraint("evidence_id"),
    )
    op.create_table(
        "known_link",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "question",
        sa.Column("chat_pk", BIG, nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_pk"], ["chat.id"]),
        sa.PrimaryKeyConstraint("chat_pk"),
    )
    op.add_column("decision", sa.Column("by_account", sa.String(), nullable=False, server_default=""))
    op.create_index(
        "evidence_pending", "evidence", ["unit_id", "id"], unique=False, **_where("state = 'pending'")
    )
    _count_posts_and_shares_once()
    _let_what_is_turned_down_keep_its_word()
    _review_what_waits()


def _count_posts_and_shares_once() -> None:
    """A post and a share of it take the same word: of both, the one that was accepted first stays."""
    connection = op.get_bind()
    for row in connection.execute(sa.text(_TWICE)).mappings().all():
        gone, state = (row["share"], row["state"]) if row["post_stays"] else (row["post"], row["post_state"])
        for statement in _DUPLICATE.split(";"):
            connection.execute(sa.text(statement), {"id": gone, "state": state, "was": f"evidence.{state}"})
    op.execute(
        "UPDATE evidence SET counts_as = person_id || ':quota:' || key"
        " WHERE counts_as IS NOT NULL AND action IN ('post', 'share')"
    )


_TWICE = """
    SELECT share.id AS share, share.state AS state, post.id AS post, post.state AS post_state,
        post.state = 'accepted' AND (share.state <> 'accepted' OR post.id < share.id)
        OR post.state <> 'accepted' AND share.state <> 'accepted' AND post.id < share.id AS post_stays
    FROM evidence share JOIN evidence post ON post.counts_as = share.person_id || ':post:' || share.key
    WHERE share.action = 'share' AND share.counts_as IS NOT NULL
"""
_DUPLICATE = """
    UPDATE tally SET count = count - 1 WHERE :state = 'accepted' AND (person_id, unit_id, day, action) =
        (SELECT person_id, unit_id, day, action FROM evidence WHERE id = :id);
    DELETE FROM tally WHERE count = 0 AND (person_id, unit_id, day, action) =
        (SELECT person_id, unit_id, day, action FROM evidence WHERE id = :id);
    UPDATE evidence SET state = 'duplicate', counts_as = NULL WHERE id = :id;
    INSERT INTO decision (evidence_id, state, reason, by_account, at)
        VALUES (:id, 'duplicate', 'as_post_and_share', '', CURRENT_TIMESTAMP);
    UPDATE counter SET value = value - 1 WHERE name = :was;
    INSERT INTO counter (name, value) VALUES ('evidence.duplicate', 1)
        ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
"""


def _let_what_is_turned_down_keep_its_word() -> None:
    """Nobody could turn anything down before, so nothing has to be given its word back."""
    op.add_column("evidence", sa.Column("turned_down", BIG, nullable=False, server_default="0"))
    op.drop_index("evidence_counted_once", "evidence")
    op.create_index("evidence_counted_once", "evidence", ["counts_as", "turned_down"], unique=True)


def _review_what_waits() -> None:
    """Pictures of before stand in the queue too, though nobody kept them."""
    op.execute(
        "INSERT INTO review (evidence_id, unit_id, person_id, why, state, version, put_off, outcome, by_account, "
        "by_name, made_at) SELECT id, unit_id, person_id, 'picture', 'open', 0, 0, '', '', '', sent_at "
        "FROM evidence WHERE state = 'pending'"
    )


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
