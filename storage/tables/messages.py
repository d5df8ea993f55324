"""Chats, what comes in from them and what goes out."""

from datetime import datetime

from sqlalchemy import Index, Text, false
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, key, moment, table_of, to, where, word


class Chat(SQLModel, table=True):
    """A chat the bot knows, its unit and how well the bot stands there."""

    __table_args__ = (Index("chat_once", "platform", "bot", "chat_id", unique=True),)

    id: int | None = key()
    platform: str = word()
    bot: str = word()
    chat_id: str = word()
    kind: str
    title: str = ""
    unit_id: int | None = to("unit.id", nullable=True, index=True)
    moved_to_id: int | None = to("chat.id", nullable=True)
    present: bool = True
    admin: bool = False
    can_write: bool = True
    hears_all: bool | None = None
    trouble: str = ""
    muted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = moment()


class ChatAdmin(SQLModel, table=True):
    """What the platform last said about somebody's rights in a chat."""

    __tablename__ = "chat_admin"
    __table_args__ = (
        Index("chat_admin_once", "chat_pk", "user_id", unique=True),
        Index("chat_admin_of_user", "user_id"),
    )

    id: int | None = key()
    chat_pk: int = to("chat.id")
    user_id: str = word()
    is_admin: bool
    checked_at: datetime = moment()


class Inbox(SQLModel, table=True):
    """Every update as it came. The payload is dropped as soon as it has been looked at.

    `key` is the platform, the bot and the platform's own key in one word.
    """

    __table_args__ = (
        Index("inbox_once", "key", unique=True),
        Index("inbox_pending", "id", **where("state = 'pending'")),
        {"sqlite_autoincrement": True},
    )

    id: int | None = key()
    platform: str
    bot: str
    key: str = word()
    lane: str
    raw: str = Field(sa_type=Text)
    state: str = "pending"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    error: str = ""
    received_at: datetime = moment()
    done_at: datetime | None = moment(nullable=True)


class Outbox(SQLModel, table=True):
    """Everything the bot is to say, once per `dedupe_key`.

    `rank` says what goes first (`rules.outgoing.Rank`), `asked_by` whose question (`platform:user id`) it answers as
    long as it waits.
    """

    __table_args__ = (
        Index("outbox_pending", "bot", "id", **where("state IN ('pending', 'sending')")),
        Index("outbox_waiting", "bot", "rank", "chat_id", "id", **where("state IN ('pending', 'sending')")),
        Index("outbox_asked", "asked_by", **where("asked_by <> '' AND state IN ('pending', 'sending')")),
        Index("outbox_of_round", "round_id", "chat_id", **where("round_id IS NOT NULL")),
        Index("outbox_once", "dedupe_key", unique=True),
        {"sqlite_autoincrement": True},
    )

    id: int | None = key()
    platform: str
    bot: str = word()
    chat_id: str = word()
    kind: str
    payload: str = Field(sa_type=Text)
    fallback: str = Field(default="", sa_type=Text)
    bulk: bool = False
    rank: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    asked_by: str = word(default="", sa_column_kwargs={"server_default": ""})
    dedupe_key: str = word()
    state: str = "pending"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    error: str = ""
    message_id: str = ""
    round_id: int | None = to("reminder_round.id", nullable=True)
    created_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)


class Question(SQLModel, table=True):
    """What the bot asked in a private chat last; the next words there are the answer."""

    chat_pk: int = Field(sa_type=BIG, primary_key=True, foreign_key="chat.id")
    about: str
    told: str = ""
    asked_at: datetime = moment()


class FileJob(SQLModel, table=True):
    """A file that somebody sent or asked for: `waiting` to be worked on, `ready` to be confirmed, `done`, `failed`.

    `told` is JSON for whoever works on it. `file_id` is the platform's word for what was sent.
    """

    __tablename__ = "file_job"
    __table_args__ = (Index("file_job_waiting", "bot", "id", **where("state = 'waiting'")),)

    id: int | None = key()
    platform: str
    bot: str = word()
    chat_id: str
    account: str
    kind: str
    unit_id: int | None = to("unit.id", nullable=True)
    told: str = Field(default="", sa_type=Text)
    file_id: str = ""
    name: str = ""
    state: str = "waiting"
    tries: int = 0
    not_before: datetime | None = moment(nullable=True)
    made_at: datetime = moment()


CHATS = table_of(Chat)
CHAT_ADMINS = table_of(ChatAdmin)
INBOX = table_of(Inbox)
OUTBOX = table_of(Outbox)
QUESTIONS = table_of(Question)
FILE_JOBS = table_of(FileJob)
