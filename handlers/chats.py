"""What happens to the bot itself in a chat: added, removed, promoted, muted, moved."""

from dataclasses import replace

from handlers.context import Context, chat_ref
from platforms.messages import ChatKind, Standing
from rules.outgoing import Say


async def standing_changed(context: Context) -> None:
    """Mark the chat, and tell whoever did it what is missing, in one message."""
    message = context.message
    now, was = message.standing, message.was
    if now is None:
        return
    private = message.chat.kind is ChatKind.PRIVATE
    if (private or not now.present) and not await context.ledger.knows_chat(context.chat_ref):
        return
    chat = await context.chat()
    await context.ledger.chats.set_standing(
        chat, present=now.present, admin=now.admin, can_write=now.can_write, hears_all=now.hears_all
    )
    if message.chat.kind is ChatKind.GROUP and now.present:
        _tell(context, now, was)


def _tell(context: Context, now: Standing, was: Standing | None) -> None:
    added = was is None or not was.present
    lacking = missing(now)
    title = context.message.chat.title
    if lacking and (added or lacking != missing(was)):
        words = context.words(f"chats.{lacking}", title=title)
        instead = Say(context.message.chat.id, words) if now.can_write else None
        to = context.message.sender
        if to and not to.is_bot:
            context.put(Say(to.id, words), instead=instead)
        elif instead:
            context.put(instead)
    elif added:
        context.put(Say(context.message.chat.id, context.words("chats.hello")))


async def presence_changed(context: Context) -> None:
    """Somebody became an administrator, or is none any more: whom to tell what concerns the unit."""
    message = context.message
    now, was, sender = message.standing, message.was, message.sender
    if now is None or sender is None or sender.is_bot or message.chat.kind is not ChatKind.GROUP:
        return
    if now.admin == (was is not None and was.admin) or not await context.ledger.knows_chat(context.chat_ref):
        return
    await context.ledger.chats.learn_admin(await context.chat(), sender.id, is_admin=now.admin)


def missing(standing: Standing | None) -> str:
    """The one thing to mend first: a mute bot cannot answer, a deaf one does not even know."""
    if standing is None or not standing.present:
        return ""
    if not standing.hears_all:
        return "deaf" if standing.can_write else "deaf_and_mute"
    return "" if standing.can_write else "mute"


async def migrated(context: Context) -> None:
    """A group became a supergroup; either side may tell first."""
    message = context.message
    here = chat_ref(message)
    if message.migrated_to:
        await context.ledger.migrate_chat(here, replace(here, chat_id=message.migrated_to))
    elif message.migrated_from:
        await context.ledger.migrate_chat(replace(here, chat_id=message.migrated_from), here)
