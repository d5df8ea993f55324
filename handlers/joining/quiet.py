"""The quiet question, in a group or in private: only the account that was asked answers it."""

from handlers.context import Context
from handlers.joining.consent import CONSENT, VERSION
from handlers.joining.naming import fitting, names_of
from handlers.joining.telling import tell_of_link
from handlers.press import on
from rules import quiet_question
from rules.quiet_question import Asked
from storage import MOST_OF_AN_ACCOUNT, AccountRecord, OpenName


async def _yes(context: Context, told: Asked) -> None:
    await _answer_quietly(context, told, yes=True)


async def _no(context: Context, told: Asked) -> None:
    await _answer_quietly(context, told, yes=False)


async def _answer_quietly(context: Context, told: Asked, *, yes: bool) -> None:
    """Only the account that was asked answers, and only for a name that it alone may be."""
    ref = context.sender_ref
    account = await context.ledger.linking.account_of(ref.platform, ref.user_id) if ref else None
    if account is None or account.id != told.account:
        context.answer_press(context.words("register.not_asked"), alert=True)
        return
    if account.is_linked:
        context.answer_press(context.words("register.done_short"))
        context.rewrite(context.words("register.thanks"))
        return
    await context.ledger.consents.record(account.word, CONSENT, VERSION, answer=yes)
    if not yes:
        context.answer_press(context.words("register.thanks"))
        context.rewrite(context.words("register.thanks"))
        return
    fit = await _who_alone(context, account, told.person)
    linked = await context.ledger.linking.claim(account.id, fit.id, account.word) if fit else None
    if linked and fit:
        await tell_of_link(context, account, fit)
    context.answer_press(
        context.words("register.done_short" if linked else "register.too_late"), alert=not linked
    )
    context.rewrite(context.words("register.thanks"))


async def _who_alone(context: Context, account: AccountRecord, person_id: int) -> OpenName | None:
    """A display name can be changed and a button made up, so a yes is one of the names that somebody may try."""
    if await context.ledger.linking.tries.count(account.word) >= MOST_OF_AN_ACCOUNT:
        return None
    units = await context.ledger.linking.units_seen(account.id)
    fits = fitting(await names_of(context, units), account.name)
    sure = fits.exact or fits.likely
    fit = sure if sure and sure.id == person_id and not sure.is_taken else None
    await context.ledger.linking.tries.note(account.word, None, missed=fit is None)
    return fit


BUTTONS = (on(quiet_question.YES, _yes), on(quiet_question.NO, _no))
