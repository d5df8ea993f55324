"""What somebody is told of their data when they first talk to the bot."""

from typing import Final

from handlers.context import Context
from rules.outgoing import Say

NOTICE: Final = "notice"
"""The purpose under which it is recorded that somebody was told."""
VERSION: Final = 2
"""Of the words of `own.notice`: who has read older ones is told the new ones."""


async def first_contact(context: Context) -> None:
    """In private, once for each account: what is kept, why, for how long, who sees it and how to object."""
    if not context.in_private or context.sender_ref is None:
        return
    account = f"{context.sender_ref.platform}:{context.sender_ref.user_id}"
    if await context.ledger.consents.given(account, NOTICE, VERSION) is None:
        told = Say(
            context.message.chat.id, context.words("own.notice", months=context.settings.pictures_months)
        )
        context.put(
            told, once=f"notice:{context.sender_ref.user_id}:{VERSION}"
        )  # the turn may begin anew after this
        await context.ledger.consents.record(account, NOTICE, VERSION, answer=True)
