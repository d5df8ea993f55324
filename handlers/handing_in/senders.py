"""For whom a proof counts, and where."""

from handlers.context import Context
from platforms.messages import ChatKind
from storage import ChatRecord, PersonRecord


async def who(context: Context) -> tuple[ChatRecord | None, PersonRecord | None]:
    """The chat and the person to count for; a hint where there is nobody to count for."""
    if context.message.anonymous_admin:
        context.put(
            context.as_reply(context.words("proof.anonymous")),
            once=f"anonymous:{context.message.chat.id}:{context.day}",
        )
        return None, None
    if context.sender_ref is None or context.message.chat.kind is ChatKind.CHANNEL:
        return None, None
    chat = await context.chat()
    person = await context.person(chat)
    if chat.unit_id is None and person is None:
        context.put(context.as_reply(context.words("proof.closed")), once=f"closed:{context.message.chat.id}")
    return chat, person
