"""For whom a proof counts, and where."""

from handlers.turn import Turn
from platforms.messages import ChatKind
from storage import ChatRecord, PersonRecord


async def who(turn: Turn) -> tuple[ChatRecord | None, PersonRecord | None]:
    """The chat and the person to count for; a hint where there is nobody to count for."""
    if turn.message.anonymous_admin:
        turn.put(
            turn.as_reply(turn.words("proof.anonymous")), once=f"anonymous:{turn.message.chat.id}:{turn.day}"
        )
        return None, None
    if turn.sender_ref is None or turn.message.chat.kind is ChatKind.CHANNEL:
        return None, None
    chat = await turn.chat()
    person = await turn.person(chat)
    if chat.unit_id is None and person is None:
        turn.put(turn.as_reply(turn.words("proof.closed")), once=f"closed:{turn.message.chat.id}")
    return chat, person
