"""A small province in the ledger: a department, two districts, schools with pages."""

from dataclasses import dataclass, replace
from datetime import date

from rules.links import page_key
from rules.verdicts import ACCEPTED, SHARE
from storage import ChatRef, Choice, NewEvidence, PageRecord, Store, UnitRecord
from tests.storage.ledger import BOT, TODAY, change, link, reading, writing

LONG_AGO = date(2025, 1, 1)


@dataclass
class Province:
    store: Store

    async def unit(self, code: str, level: str = "school", parent: str | None = None) -> UnitRecord:
        above = (await self.find(parent)).id if parent else None
        await change(
            self.store,
            "INSERT INTO unit (code, name, level, parent_id, provisional, created_at)"
            " VALUES (:code, :name, :level, :parent, false, '2025-01-01 00:00:00')",
            code=code,
            name=name_of(code),
            level=level,
            parent=above,
        )
        return await self.find(code)

    async def find(self, code: str) -> UnitRecord:
        return next(unit for unit in await reading(self.store).units.all() if unit.code == code)

    async def page(self, code: str, url: str = "", since: date = LONG_AGO) -> PageRecord:
        url = url or address_of(code)
        key = page_key(url) or ""
        unit = await self.find(code)
        record = PageRecord(0, unit.id, key.partition(":")[0], key, url, since)
        return await writing(self.store).pages.add(record)

    async def group(self, code: str, chat_id: str) -> ChatRef:
        """The unit's chat group."""
        ref = ChatRef("telegram", BOT, chat_id, "group", name_of(code))
        unit = await self.find(code)
        await change(
            self.store,
            "INSERT INTO chat (platform, bot, chat_id, kind, title, unit_id, present, admin, can_write, trouble,"
            " muted, created_at) VALUES ('telegram', :bot, :chat, 'group', :title, :unit, true, true, true, '',"
            " false, '2025-01-01 00:00:00')",
            bot=BOT,
            chat=chat_id,
            title=ref.title,
            unit=unit.id,
        )
        return ref

    async def choose(self, root: str, week: date, code: str, by: str = "telegram:80") -> bool:
        return await writing(self.store).features.choose(
            (await self.find(root)).id, week, [await self.choice(code)], by=by
        )

    async def choice(self, code: str) -> Choice:
        unit = await self.find(code)
        page = next(page for page in await reading(self.store).pages.of_units([unit.id]))
        return Choice(unit.id, page.id, unit.level)

    async def announce(self, root: str, week: date) -> int:
        return await writing(self.store).features.announce((await self.find(root)).id, week)

    async def say_on_monday(self, chat: ChatRef, message_id: str) -> None:
        """The bot has begun this week in a group, with a message that was sent."""
        await change(
            self.store,
            "INSERT INTO reminder_round (id, platform, bot, kind, period, due_at, begun_at, lateness, planned,"
            " unreached) VALUES (1, 'telegram', :bot, 'monday_start', '2025-W47', '2025-11-17 00:00:00',"
            " '2025-11-17 00:00:00', '', 1, 0) ON CONFLICT DO NOTHING",
            bot=BOT,
        )
        await change(
            self.store,
            "INSERT INTO outbox (platform, bot, chat_id, kind, payload, fallback, bulk, dedupe_key, state, tries,"
            " error, message_id, round_id, created_at) VALUES ('telegram', :bot, :chat, 'say', '{}', '', true, :key,"
            " 'sent', 0, '', :message, 1, '2025-11-17 00:00:00')",
            bot=BOT,
            chat=chat.chat_id,
            key=f"round:1:{chat.chat_id}:{message_id}",
            message=message_id,
        )


def name_of(code: str) -> str:
    return f"Trường {code.title()}"


def address_of(code: str) -> str:
    return f"https://www.facebook.com/truong{code.lower().replace('-', '')}"


async def small_province(store: Store) -> Province:
    """A department with its two districts and four schools, each with a page."""
    province = Province(store)
    await province.unit("SO", "department")
    for district in ("BAC", "NAM"):
        await province.unit(district, "district", "SO")
    for code, district in (("SEN", "BAC"), ("CUC", "BAC"), ("MAI", "NAM"), ("DAO", "NAM")):
        await province.unit(code, "school", district)
    for code in ("SO", "BAC", "NAM", "SEN", "CUC", "MAI", "DAO"):
        await province.page(code)
    return province


def on_page(key: str, page: PageRecord, day: date = TODAY, state: str = ACCEPTED) -> NewEvidence:
    return replace(link(key, state, day), page_id=page.id)


def share(key: str, feature_id: int, state: str = ACCEPTED) -> NewEvidence:
    return replace(link(key, state), feature_id=feature_id, action=SHARE)
