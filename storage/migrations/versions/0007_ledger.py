"""The whole ledger."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = None
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


def where(condition: str) -> dict[str, Any]:
    """For an index on the few rows that meet a condition."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    _consent()
    _counter()
    _image()
    _inbox()
    _known_link()
    _level()
    _person()
    _quota_rule()
    _reminder_change()
    _reminder_round()
    _secret()
    _unit()
    _account()
    _audit()
    _chat()
    _code()
    _erasure()
    _exemption()
    _file_job()
    _image_band()
    _membership()
    _outbox()
    _page()
    _role_grant()
    _tally()
    _unit_past()
    _unit_setting()
    _week_close()
    _chat_admin()
    _feature()
    _page_followers()
    _question()
    _evidence()
    _decision()
    _picture()
    _review()
    _short_link()


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("consent_of", "consent", ["account", "purpose", "id"])


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", BIG, nullable=False),
    )


def _image() -> None:
    op.create_table(
        "image",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("original", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stripes", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("original"),
    )
    op.create_index("ix_image_sha256", "image", ["sha256"])


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index("inbox_once", "inbox", ["key"], unique=True)
    op.create_index("inbox_pending", "inbox", ["id"], **where("state = 'pending'"))


def _known_link() -> None:
    op.create_table(
        "known_link",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
    )


def _level() -> None:
    level = op.create_table(
        "level",
        sa.Column("code", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
    )
    op.bulk_insert(level, [{"code": code, "name": name, "rank": rank} for code, name, rank in LEVELS])


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False, server_default=""),
        sa.Column("phone", sa.String(), nullable=False, server_default=""),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("person_code", "person", ["code"], **where("code <> ''"))
    op.create_index("person_phone", "person", ["phone"], **where("phone <> ''"))


def _quota_rule() -> None:
    op.create_table(
        "quota_rule",
        sa.Column("id", BIG, primary_key=True),
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
    )


def _reminder_change() -> None:
    op.create_table(
        "reminder_change",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )


def _reminder_round() -> None:
    op.create_table(
        "reminder_round",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lateness", sa.String(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("unreached", sa.Integer(), nullable=False),
    )
    op.create_index("reminder_round_begun", "reminder_round", ["begun_at"])
    op.create_index(
        "reminder_round_once", "reminder_round", ["platform", "bot", "kind", "period", "due_at"], unique=True
    )


def _secret() -> None:
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
    )


def _unit() -> None:
    op.create_table(
        "unit",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", BIG, sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("nowhere", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_unit_parent_id", "unit", ["parent_id"])
    op.create_index("unit_nowhere", "unit", ["nowhere"], unique=True, **where("nowhere"))


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last_mistake", sa.String(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("linked_by", sa.String(), nullable=False, server_default=""),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("account_once", "account", ["platform", "user_id"], unique=True)
    op.create_index("account_to_look_at", "account", ["id"], **where("looked_at IS NULL"))
    op.create_index("ix_account_person_id", "account", ["person_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=True),
    )
    op.create_index("audit_of_guesses", "audit", ["actor", "at"], **where("action = 'code.wrong'"))
    op.create_index("audit_of_person", "audit", ["person_id", "id"], **where("person_id IS NOT NULL"))
    op.create_index("audit_of_tries", "audit", ["actor", "at"], **where("action = 'name.tried'"))
    op.create_index("audit_of_unit", "audit", ["unit_id", "id"], **where("unit_id IS NOT NULL"))


def _chat() -> None:
    op.create_table(
        "chat",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("moved_to_id", BIG, sa.ForeignKey("chat.id"), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("admin", sa.Boolean(), nullable=False),
        sa.Column("can_write", sa.Boolean(), nullable=False),
        sa.Column("hears_all", sa.Boolean(), nullable=True),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("chat_once", "chat", ["platform", "bot", "chat_id"], unique=True)
    op.create_index("ix_chat_unit_id", "chat", ["unit_id"])


def _code() -> None:
    op.create_table(
        "code",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_code_unit_id", "code", ["unit_id"])


def _erasure() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest", sa.Text(), nullable=False),
    )


def _exemption() -> None:
    op.create_table(
        "exemption",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("after", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_exemption_person_id", "exemption", ["person_id"])
    op.create_index("ix_exemption_unit_id", "exemption", ["unit_id"])


def _file_job() -> None:
    op.create_table(
        "file_job",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("file_job_waiting", "file_job", ["bot", "id"], **where("state = 'waiting'"))


def _image_band() -> None:
    op.create_table(
        "image_band",
        sa.Column("key", BIG, primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("image_id", BIG, sa.ForeignKey("image.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_image_band_image_id", "image_band", ["image_id"])


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("position", sa.String(), nullable=False, server_default=""),
        sa.Column("seen", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("listed_since", sa.Date(), nullable=True),
    )
    op.create_index("ix_membership_unit_id", "membership", ["unit_id"])
    op.create_index("membership_once", "membership", ["person_id", "unit_id", "since"], unique=True)


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("bot", sa.String(), nullable=False),
        sa.Column("chat_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("fallback", sa.Text(), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("asked_by", sa.String(), nullable=False, server_default=""),
        sa.Column("dedupe_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("round_id", BIG, sa.ForeignKey("reminder_round.id"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "outbox_asked", "outbox", ["asked_by"], **where("asked_by <> '' AND state IN ('pending', 'sending')")
    )
    op.create_index("outbox_of_round", "outbox", ["round_id", "chat_id"], **where("round_id IS NOT NULL"))
    op.create_index("outbox_once", "outbox", ["dedupe_key"], unique=True)
    op.create_index("outbox_pending", "outbox", ["bot", "id"], **where("state IN ('pending', 'sending')"))
    op.create_index(
        "outbox_waiting",
        "outbox",
        ["bot", "rank", "chat_id", "id"],
        **where("state IN ('pending', 'sending')"),
    )


def _page() -> None:
    op.create_table(
        "page",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_page_unit_id", "page", ["unit_id"])


def _role_grant() -> None:
    op.create_table(
        "role_grant",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("granted_by", sa.String(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
    )
    op.create_index("ix_role_grant_unit_id", "role_grant", ["unit_id"])
    op.create_index("role_grant_of", "role_grant", ["account"])


def _tally() -> None:
    op.create_table(
        "tally",
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("action", sa.String(), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("tally_of_day", "tally", ["day", "count"])


def _unit_past() -> None:
    op.create_table(
        "unit_past",
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("until", sa.Date(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", BIG, sa.ForeignKey("unit.id"), nullable=True),
    )
    op.create_index("ix_unit_past_until", "unit_past", ["until"])


def _unit_setting() -> None:
    op.create_table(
        "unit_setting",
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )


def _week_close() -> None:
    op.create_table(
        "week_close",
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), primary_key=True),
        sa.Column("week", sa.Date(), primary_key=True),
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("obliged", sa.Integer(), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=False),
        sa.Column("page_posts", sa.Integer(), nullable=False),
        sa.Column("page_owed", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("week_close_of_week", "week_close", ["week"])


def _chat_admin() -> None:
    op.create_table(
        "chat_admin",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("chat_pk", BIG, sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("chat_admin_of_user", "chat_admin", ["user_id"])
    op.create_index("chat_admin_once", "chat_admin", ["chat_pk", "user_id"], unique=True)


def _feature() -> None:
    op.create_table(
        "feature",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("root_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("page_id", BIG, sa.ForeignKey("page.id"), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("chosen_by", sa.String(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("feature_once", "feature", ["root_id", "week", "unit_id"], unique=True)
    op.create_index("ix_feature_unit_id", "feature", ["unit_id"])


def _page_followers() -> None:
    op.create_table(
        "page_followers",
        sa.Column("page_id", BIG, sa.ForeignKey("page.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
    )


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("chat_pk", BIG, sa.ForeignKey("chat.id"), primary_key=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("chat_pk", BIG, sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("submission", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("platform", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("counts_as", sa.String(), nullable=True),
        sa.Column("turned_down", BIG, nullable=False, server_default="0"),
        sa.Column("page_id", BIG, sa.ForeignKey("page.id"), nullable=True),
        sa.Column("feature_id", BIG, sa.ForeignKey("feature.id"), nullable=True),
        sa.Column("account_id", BIG, sa.ForeignKey("account.id"), nullable=True),
    )
    op.create_index("evidence_counted_once", "evidence", ["counts_as", "turned_down"], unique=True)
    op.create_index("evidence_for_feature", "evidence", ["feature_id"], **where("feature_id IS NOT NULL"))
    op.create_index("evidence_of_person", "evidence", ["person_id", "account_id"])
    op.create_index("evidence_of_unit", "evidence", ["unit_id", "day", "state"])
    op.create_index("evidence_on_page", "evidence", ["page_id", "day"], **where("page_id IS NOT NULL"))
    op.create_index("evidence_once_per_message", "evidence", ["submission", "key"], unique=True)
    op.create_index("evidence_pending", "evidence", ["unit_id", "id"], **where("state = 'pending'"))


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("evidence_id", BIG, sa.ForeignKey("evidence.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_person_id", BIG, sa.ForeignKey("person.id"), nullable=True),
        sa.Column("by_account", sa.String(), nullable=False, server_default=""),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("decision_by_person", "decision", ["by_person_id"], **where("by_person_id IS NOT NULL"))
    op.create_index("ix_decision_evidence_id", "decision", ["evidence_id"])


def _picture() -> None:
    op.create_table(
        "picture",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("evidence_id", BIG, sa.ForeignKey("evidence.id"), nullable=False),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=False),
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
        sa.Column("other_id", BIG, sa.ForeignKey("evidence.id"), nullable=True),
        sa.Column("other_picture_id", BIG, sa.ForeignKey("picture.id"), nullable=True),
        sa.Column("image_id", BIG, sa.ForeignKey("image.id"), nullable=True),
    )
    op.create_index("ix_picture_evidence_id", "picture", ["evidence_id"])
    op.create_index("ix_picture_image_id", "picture", ["image_id"])
    op.create_index("picture_like", "picture", ["other_picture_id"], **where("other_picture_id IS NOT NULL"))
    op.create_index("picture_of_day", "picture", ["day", "id"])
    op.create_index("picture_of_person", "picture", ["person_id", "id"])
    op.create_index("picture_unsettled", "picture", ["bot", "id"], **where("state IN ('waiting', 'kept')"))


def _review() -> None:
    op.create_table(
        "review",
        sa.Column("id", BIG, primary_key=True),
        sa.Column("evidence_id", BIG, sa.ForeignKey("evidence.id"), nullable=False),
        sa.Column("unit_id", BIG, sa.ForeignKey("unit.id"), nullable=False),
        sa.Column("person_id", BIG, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("other_id", BIG, sa.ForeignKey("evidence.id"), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("put_off", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("by_account", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_review_unit_id", "review", ["unit_id"])
    op.create_index("review_audit", "review", ["evidence_id"], **where("why = 'audit'"))
    op.create_index("review_of_evidence", "review", ["evidence_id"], unique=True)
    op.create_index("review_of_person", "review", ["person_id"])
    op.create_index(
        "review_open", "review", ["put_off", "id", "unit_id", "person_id", "why"], **where("state = 'open'")
    )


def _short_link() -> None:
    op.create_table(
        "short_link",
        sa.Column("evidence_id", BIG, sa.ForeignKey("evidence.id"), primary_key=True),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("platform", sa.String(), nullable=False, server_default=""),
        sa.Column("bot", sa.String(), nullable=False, server_default=""),
        sa.Column("account_id", BIG, nullable=False, server_default="0"),
    )
    op.create_index("short_link_due", "short_link", ["bot", "account_id", "not_before", "evidence_id"])
