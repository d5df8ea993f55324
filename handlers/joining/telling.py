"""Those who answer for a unit hear of accounts that are, or say to be, somebody of its list."""

from dataclasses import replace

from handlers.context import Context
from handlers.joining import buttons
from rules.outgoing import Button, Say
from storage import AccountRecord, OpenName


async def tell_admins(context: Context, account: AccountRecord, person: OpenName) -> None:
    """Once a day for each account: they settle it when they look at the list."""
    told = context.words("accounts.somebody_claims", unit=person.unit_name)
    look = Button(context.words("accounts.button.look"), buttons.UNLINKED(person.unit_id))
    await _say_to_admins(context, account, person, "claim", Say("", told, buttons=((look,),)))


async def tell_of_link(context: Context, account: AccountRecord, person: OpenName) -> None:
    """Nobody has looked at what was linked by a name alone: whoever answers for the unit can undo it by one press."""
    values = {"account": account.name, "name": person.name, "unit": person.unit_name}
    told = context.words("accounts.linked_itself", **values)
    label = context.words("accounts.button.part", name=account.name[:40])
    part = Button(label, buttons.PART(person.unit_id, account.id))
    for chat_id in await _say_to_admins(
        context, account, person, "linked", Say("", told, buttons=((part,),))
    ):
        reader = f"{context.message.platform}:{chat_id}"
        await context.ledger.audit(reader, "names.seen", "linked", person_id=person.id)


async def _say_to_admins(
    context: Context, account: AccountRecord, person: OpenName, about: str, said: Say
) -> list[str]:
    """In private, and not to themselves; who they are."""
    platform, bot = context.message.platform, context.message.bot
    chats = await context.ledger.linking.admin_chats(platform, bot, person.unit_id)
    others = [chat_id for chat_id in chats if chat_id != account.user_id]
    for chat_id in others:
        once = f"{about}:{account.id}:{person.unit_id}:{chat_id}:{context.ledger.now:%Y%m%d}"
        context.put(replace(said, chat_id=chat_id), once=once)
    return others
