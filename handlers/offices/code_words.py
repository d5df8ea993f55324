"""A code that somebody typed, or brought along by a link."""

from handlers.context import Context
from handlers.rights import account_of
from storage import CodeRecord


async def read_code(context: Context, purpose: str, word: str) -> CodeRecord | None:
    """What it is for, without using it up; None after it has been said why it is worth nothing."""
    account = account_of(context)
    if not await context.ledger.codes.may_guess(account):
        tell(context, "code.too_many")
        return None
    code = await context.ledger.codes.look(purpose, word)
    if code is None:
        await context.ledger.codes.guessed_wrong(account, purpose)
        tell(context, "code.wrong")
    return code


def tell(context: Context, key: str, **values: object) -> None:
    """Over the pressed button, or as a reply."""
    words = context.words(key, **values)
    if context.message.button_id:
        context.answer_press(words, alert=True)
    else:
        context.reply(words)
