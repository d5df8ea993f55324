"""The quiet question, in a group or in private: only the account that was asked answers it."""

from handlers.joining.consent import CONSENT, VERSION
from handlers.joining.naming import fitting, names_of
from handlers.joining.telling import tell_of_link
from handlers.press import on
from handlers.turn import Turn
from rules import quiet_question
from rules.quiet_question import Asked
from storage import MOST_OF_AN_ACCOUNT, AccountRecord, OpenName


async def _yes(turn: Turn, told: Asked) -> None:
    await _answer_quietly(turn, told, yes=True)


async def _no(turn: Turn, told: Asked) -> None:
    await _answer_quietly(turn, told, yes=False)


async def _answer_quietly(turn: Turn, told: Asked, *, yes: bool) -> None:
    """Only the account that was asked answers, and only for a name that it alone may be."""
    ref = turn.sender_ref
    account = await turn.ledger.linking.account_of(ref.platform, ref.user_id) if ref else None
    if account is None or account.id != told.account:
        turn.answer_press(turn.words("register.not_asked"), alert=True)
        return
    if account.is_linked:
        turn.answer_press(turn.words("register.done_short"))
        turn.rewrite(turn.words("register.thanks"))
        return
    await turn.ledger.consents.record(account.word, CONSENT, VERSION, answer=yes)
    if not yes:
        turn.answer_press(turn.words("register.thanks"))
        turn.rewrite(turn.words("register.thanks"))
        return
    fit = await _who_alone(turn, account, told.person)
    linked = await turn.ledger.linking.claim(account.id, fit.id, account.word) if fit else None
    if linked and fit:
        await tell_of_link(turn, account, fit)
    turn.answer_press(turn.words("register.done_short" if linked else "register.too_late"), alert=not linked)
    turn.rewrite(turn.words("register.thanks"))


async def _who_alone(turn: Turn, account: AccountRecord, person_id: int) -> OpenName | None:
    """A display name can be changed and a button made up, so a yes is one of the names that somebody may try."""
    if await turn.ledger.linking.tries.count(account.word) >= MOST_OF_AN_ACCOUNT:
        return None
    units = await turn.ledger.linking.units_seen(account.id)
    fits = fitting(await names_of(turn, units), account.name)
    sure = fits.exact or fits.likely
    fit = sure if sure and sure.id == person_id and not sure.is_taken else None
    await turn.ledger.linking.tries.note(account.word, None, missed=fit is None)
    return fit


BUTTONS = (on(quiet_question.YES, _yes), on(quiet_question.NO, _no))
