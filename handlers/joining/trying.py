"""Somebody without rights says a name to find themselves on a list; only names that they wrote whole are shown."""

from collections.abc import Sequence

from handlers.context import Context
from handlers.joining.naming import Fitting, fitting
from rules.outgoing import Say
from storage import MOST_MISSES, MOST_OF_AN_ACCOUNT, AccountRecord, CodeRecord, OpenName

LONGEST_NAME = 80


async def whom_it_fits(
    context: Context,
    account: AccountRecord,
    invitation: CodeRecord | None,
    names: Sequence[OpenName],
    *,
    typed: str = "",
) -> Fitting | None:
    """Who bears a name that was typed, or the display name; None after it has been said that it was tried enough."""
    if not names:
        return Fitting()
    tries = context.ledger.linking.tries
    before = await tries.count(account.word)
    code = (invitation.id, invitation.unit_id) if invitation else None
    if before >= MOST_OF_AN_ACCOUNT:
        _stop(context, "register.tried_enough")
        return None
    if code and await tries.misses(*code) >= max(MOST_MISSES, len(names)):
        _stop(context, "register.invitation_rests")
        return None
    fits = fitting(names, typed[:LONGEST_NAME] or account.name)
    own_first = not typed and not before  # what somebody is called in the chat is no guess
    await tries.note(account.word, code, missed=not (fits.written or own_first))
    for name in fits.written:
        await context.ledger.audit(account.word, "names.seen", "dangky", person_id=name.id)
    return fits


def _stop(context: Context, key: str) -> None:
    """There is still the number, and whoever answers for the unit."""
    contact = context.words("register.button.contact")
    context.put(Say(context.message.chat.id, context.words(key), ask_contact=contact))
