"""Schools with a staff list, their groups, and accounts of which nobody knows yet whose they are."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from rules.staff.plan import StaffPlan
from storage import AccountRef, ChatRef, Ledger, StaffImport, Store
from storage.persons.linking import Linked
from storage.tables.people import ACCOUNTS, Membership, Person
from tests.storage.ledger import BOT, NOW, TODAY, reading, writing
from tests.storage.roster import put

ADMIN = "telegram:79"


async def listed(
    store: Store,
    number: int,
    name: str,
    *unit_ids: int,
    since: date = TODAY,
    seen: bool = True,
    **fields: Any,
) -> int:
    """Somebody of a staff list that was imported on a day."""
    await put(store, Person, {"id": number, "name": name, "provisional": False, "created_at": NOW, **fields})
    rows = [{"person_id": number, "unit_id": each, "since": since, "seen": seen} for each in unit_ids]
    if rows:
        await put(store, Membership, *rows)
    return number


def group(number: int, title: str) -> ChatRef:
    return ChatRef("telegram", BOT, str(-number), "group", title)


async def account_id(store: Store, who: AccountRef) -> int:
    async with store._database.read() as connection:
        query = select(ACCOUNTS.c.id).where(
            ACCOUNTS.c.platform == who.platform, ACCOUNTS.c.user_id == who.user_id
        )
        found: int = (await connection.execute(query)).scalar_one()
        return found


async def link_in(ledger: Ledger, who: AccountRef, person_id: int) -> Linked:
    account = await ledger.linking.account_of(who.platform, who.user_id)
    assert account
    return await ledger.linking.assign(account.id, person_id, ADMIN)


async def linked(store: Store, who: AccountRef, person_id: int) -> Linked:
    async with store.write(NOW) as ledger:
        return await link_in(ledger, who, person_id)


async def released(store: Store, who: AccountRef) -> Linked:
    async with store.write(NOW) as ledger:
        account = await ledger.linking.account_of(who.platform, who.user_id)
        assert account
        return await ledger.linking.release(account.id, ADMIN)


async def planned(store: Store, wanted: StaffImport) -> StaffPlan:
    """What a list would change, as it is shown before."""
    plan: StaffPlan = await reading(store).staff.plan(await _without_numbers(store, wanted))
    return plan


async def brought_in(store: Store, wanted: StaffImport, by: str = "cli") -> StaffPlan:
    """A list as a command or the bot writes it down."""
    plan: StaffPlan = await writing(store).staff.bring_in(await _without_numbers(store, wanted), by)
    return plan


async def _without_numbers(store: Store, wanted: StaffImport) -> StaffImport:
    return replace(wanted, staff=await store.without_numbers(wanted.staff))
