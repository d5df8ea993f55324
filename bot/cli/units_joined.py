"""A list of units comes in, and who is concerned hears which groups were connected by it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from rules.language import text
from rules.outgoing import Say
from rules.unit_list import UnitRow
from storage import ChatRecord, Desk, Store, UnitPlan, UnitRecord


class Now(NamedTuple):
    moment: datetime
    today: date


async def bring_in_units(
    store: Store, rows: Sequence[UnitRow], since: date, now: Now, *, join: Sequence[str], language: str
) -> UnitPlan:
    """All of it or nothing; the group and those who answer for its unit are told in the same transaction."""
    async with store.desk(now.moment) as desk:
        plan = await desk.unit_import.write(rows, now.today, since, join)
        groups = {each.title for each in plan.joined}
        for unit, chat in await desk.unit_import.groups_of({each.code for each in plan.joined}):
            if chat.title in groups:
                await _tell(desk, unit, chat, language)
        return plan


async def _tell(desk: Desk, unit: UnitRecord, chat: ChatRecord, language: str) -> None:
    key = f"joined:{chat.id}:{unit.id}:{desk.now.isoformat()}"
    here = Say(chat.chat_id, text("connect.by_list_here", language, unit=unit.name))
    desk.say(chat.platform, chat.bot, here, key)
    words = text("connect.by_list", language, title=chat.title, unit=unit.name)
    for admin in await desk.linking.admin_chats(chat.platform, chat.bot, unit.id):
        desk.say(chat.platform, chat.bot, Say(admin, words), f"{key}:{admin}")
