"""Those who answer for a unit hear of accounts that are, or say to be, somebody of its list."""

from dataclasses import replace

from handlers.joining import buttons
from handlers.turn import Turn
from rules.outgoing import Button, Say
from storage import AccountRecord, OpenName


async def tell_admins(turn: Turn, account: AccountRecord, person: OpenName) -> None:
    """Once a day for each account: they settle it when they look at the list."""
    told = turn.words("accounts.somebody_claims", unit=person.unit_name)
    look = Button(turn.words("accounts.button.look"), buttons.UNLINKED(person.unit_id))
    await _say_to_admins(turn, account, person, "claim", Say("", told, buttons=((look,),)))


async def tell_of_link(turn: Turn, account: AccountRecord, person: OpenName) -> None:
    """Nobody has looked at what was linked by a name alone: whoever answers for the unit can undo it by one press."""
    values = {"account": account.name, "name": person.name, "unit": person.unit_name}
    told = turn.words("accounts.linked_itself", **values)
    label = turn.words("accounts.button.part", name=account.name[:40])
    part = Button(label, buttons.PART(person.unit_id, account.id))
    for chat_id in await _say_to_admins(turn, account, person, "linked", Say("", told, buttons=((part,),))):
        reader = f"{turn.message.platform}:{chat_id}"
        await turn.ledger.audit(reader, "names.seen", "linked", person_id=person.id)


async def _say_to_admins(
    turn: Turn, account: AccountRecord, person: OpenName, about: str, said: Say
) -> list[str]:
    """In private, and not to themselves; who they are."""
    platform, bot = turn.message.platform, turn.message.bot
    chats = await turn.ledger.linking.admin_chats(platform, bot, person.unit_id)
    others = [chat_id for chat_id in chats if chat_id != account.user_id]
    for chat_id in others:
        once = f"{about}:{account.id}:{person.unit_id}:{chat_id}:{turn.ledger.now:%Y%m%d}"
        turn.put(replace(said, chat_id=chat_id), once=once)
    return others
