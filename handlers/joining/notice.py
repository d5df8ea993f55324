"""What somebody is told of their data when they first talk to the bot."""

from typing import Final

from handlers.turn import Turn
from rules.outgoing import Say

NOTICE: Final = "notice"
"""The purpose under which it is recorded that somebody was told."""
VERSION: Final = 1
"""Of the words of `own.notice`: who has read older ones is told the new ones."""


async def first_contact(turn: Turn) -> None:
    """In private, once for each account: what is kept, why, for how long, who sees it and how to object."""
    if not turn.in_private or turn.sender_ref is None:
        return
    account = f"{turn.sender_ref.platform}:{turn.sender_ref.user_id}"
    if await turn.ledger.consents.given(account, NOTICE, VERSION) is None:
        told = Say(turn.message.chat.id, turn.words("own.notice", months=turn.settings.pictures_months))
        turn.put(
            told, once=f"notice:{turn.sender_ref.user_id}:{VERSION}"
        )  # the turn may begin anew after this
        await turn.ledger.consents.record(account, NOTICE, VERSION, answer=True)
