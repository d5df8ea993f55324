"""A list of units comes in, and who is concerned hears which groups were connected by it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from bot.problems import ProblemError
from handlers.offices.buttons import NOT_OURS
from rules.language import text
from rules.outgoing import Button, Say
from rules.unit_list import UnitRow, code_of
from storage import ChatRecord, Join, Ledger, Store, UnitPlan, UnitRecord


class Now(NamedTuple):
    moment: datetime
    today: date


def told_to_join(plan: UnitPlan, codes: set[str], told: Sequence[str] | None) -> tuple[Join, ...]:
    """The groups that belong to units of the list because somebody says so: by their code, or their unit's where only
    one group is called so; where no code is told, all of which that is clear. `codes` are those of the list.
    """
    if told is None:
        return ()
    of_unit = {each.code: [join for join in plan.joins if join.code == each.code] for each in plan.joins}
    clear = [joins[0] for joins in of_unit.values() if len(joins) == 1]
    if not told:
        return tuple(each for each in clear if each.is_possible)
    found: dict[str, Join] = {}
    for code in map(code_of, told):
        joins = of_unit.get(code) or [join for join in plan.joins if join.group == code]
        if len(joins) == 1 and joins[0].is_possible:
            found[joins[0].group] = joins[0]
        elif joins or code not in codes:
            key = "problem.join" + {0: "", 1: "_listed"}.get(len(joins), "_several")
            raise ProblemError(key, code=code, groups=", ".join(join.group for join in joins))
    return tuple(found.values())


async def bring_in_units(
    store: Store, rows: Sequence[UnitRow], since: date, now: Now, *, join: Sequence[Join], language: str
) -> UnitPlan:
    """All of it or nothing; the groups and those who answer for their units are told in the same transaction."""
    async with store.write(now.moment) as ledger:
        plan = await ledger.unit_import.write(rows, now.today, since)
        if plan.problems:
            return plan
        units = {unit.code: unit for unit in (await ledger.units.by_id()).values()}
        joined = [each for each in plan.joins if any(each.is_same(wanted) for wanted in join)]
        for each in joined:
            await _join(ledger, each, units[each.code], language)
        return replace(plan, joined=tuple(joined))


async def _join(ledger: Ledger, wanted: Join, unit: UnitRecord, language: str) -> None:
    """Whoever answered for the unit before is told, not who administers the group that came."""
    groups = await ledger.group_joins.groups_of(wanted)
    told = [await _who_answers(ledger, chat, unit) for chat in groups]
    await ledger.group_joins.join(wanted, unit.id)
    for chat, admins in zip(groups, told, strict=True):
        key = f"joined:{chat.id}:{unit.id}:{ledger.now.isoformat()}"
        if chat.present:
            here = Say(chat.chat_id, text("connect.by_list_here", language, unit=unit.name))
            ledger.say(chat.platform, chat.bot, here, key)
        words = text("connect.by_list", language, title=chat.title, unit=unit.name)
        part = Button(text("connect.not_ours", language), NOT_OURS(chat.id, unit.id))
        for admin in admins:
            ledger.say(chat.platform, chat.bot, Say(admin, words, buttons=((part,),)), f"{key}:{admin}")


async def _who_answers(ledger: Ledger, chat: ChatRecord, unit: UnitRecord) -> list[str]:
    """Those whose groups the unit's are, and those who can part them again."""
    at = (chat.platform, chat.bot, unit.id)
    return sorted({*await ledger.linking.admin_chats(*at), *await ledger.linking.leader_chats(*at)})
