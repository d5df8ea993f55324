"""A bot as most people would write it: python-telegram-bot, SQLModel, one session and one commit a message.

On SQLite it uses a plain session of the standard driver, which is the fastest it can have; on PostgreSQL SQLModel's
session over asyncpg, the only driver installed. Both have the durability of the bot it is compared with.
"""

import argparse
import re
from collections.abc import Awaitable, Callable
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Message, Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from benchmarks.peers.plain_tables import Account, Evidence, Outbox, Person, Tally, Unit

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LINK = re.compile(r"https?://(?:www\.|m\.)?facebook\.com/permalink\.php\?story_fbid=(\d+)&id=(\d+)")
TAKEN, TAKEN_ALREADY, NO_POST = "👌", "🤔", "🤷"

Keep = Callable[[Message], Awaitable[str]]
"""Writes a message down and says which reaction it deserves."""


def record(session: Session, message: Message) -> str:
    assert message.text is not None
    found = LINK.search(message.text)
    if found is None:
        return NO_POST
    key = f"facebook:{found[2]}:{found[1]}"
    person = _person(session, message)
    unit = _unit(session, message)
    known = session.exec(select(Evidence).where(Evidence.person_id == person.id, Evidence.key == key)).first()
    if known is None:
        _take(session, message, person, unit, key)
    reaction = TAKEN if known is None else TAKEN_ALREADY
    session.add(Outbox(chat_id=str(message.chat.id), message_id=str(message.message_id), reaction=reaction))
    session.commit()
    return reaction


def _person(session: Session, message: Message) -> Person:
    assert message.from_user is not None
    user_id = str(message.from_user.id)
    account = session.exec(select(Account).where(Account.user_id == user_id)).first()
    if account is not None:
        return session.get_one(Person, account.person_id)
    person = Person(name=message.from_user.full_name)
    session.add(person)
    session.flush()
    session.add(Account(user_id=user_id, person_id=_id(person)))
    return person


def _unit(session: Session, message: Message) -> Unit:
    chat_id = str(message.chat.id)
    unit = session.exec(select(Unit).where(Unit.chat_id == chat_id)).first()
    if unit is None:
        unit = Unit(chat_id=chat_id, name=message.chat.title or chat_id)
        session.add(unit)
        session.flush()
    return unit


def _take(session: Session, message: Message, person: Person, unit: Unit, key: str) -> None:
    assert message.text is not None
    day = message.date.astimezone(ZONE).date()
    session.add(
        Evidence(
            person_id=_id(person),
            unit_id=_id(unit),
            message_id=str(message.message_id),
            key=key,
            url=message.text,
            day=day,
        )
    )
    tally = session.get(Tally, (person.id, unit.id, day))
    if tally is None:
        tally = Tally(person_id=_id(person), unit_id=_id(unit), day=day)
    tally.count += 1
    session.add(tally)


def _id(row: Person | Unit) -> int:
    assert row.id is not None
    return row.id


def keep_in_sqlite(url: str) -> Keep:
    engine = create_engine(url)
    event.listen(engine, "connect", _durable)
    _create(engine)

    async def keep(message: Message) -> str:
        with Session(engine) as session:
            return record(session, message)

    return keep


def _durable(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def keep_in_postgresql(url: str) -> tuple[Keep, Callable[[], Awaitable[None]]]:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1))

    async def prepare() -> None:
        async with engine.begin() as connection:
            await connection.run_sync(_create)

    async def keep(message: Message) -> str:
        async with AsyncSession(engine) as session:
            return await session.run_sync(record, message)  # type: ignore[arg-type]

    return keep, prepare


def _create(bind: Engine | Any) -> None:
    names = [model.__tablename__ for model in (Person, Account, Unit, Evidence, Tally, Outbox)]
    SQLModel.metadata.create_all(bind, tables=[SQLModel.metadata.tables[str(name)] for name in names])


def build(
    base_url: str, token: str, database: str, *, react: bool
) -> "Application[Any, Any, Any, Any, Any, Any]":
    builder = ApplicationBuilder().token(token).base_url(f"{base_url}/bot")
    if database.startswith("sqlite"):
        keep = keep_in_sqlite(database)
    else:
        keep, prepare = keep_in_postgresql(database)
        builder = builder.post_init(lambda _app: _wait(prepare))
    app = builder.build()

    async def handle(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        assert message is not None
        reaction = await keep(message)
        if react:
            await message.set_reaction(reaction)

    new_text = filters.TEXT & filters.UpdateType.MESSAGE
    app.add_handler(MessageHandler(new_text, handle))
    return app


async def _wait(prepare: Callable[[], Awaitable[None]]) -> None:
    await prepare()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--react", action="store_true", help="set the reaction at once, after the commit")
    options = parser.parse_args()
    build(options.base_url, options.token, options.database, react=options.react).run_polling()


if __name__ == "__main__":
    main()
