"""A code that somebody typed, or brought along by a link."""

from handlers.rights import account_of
from handlers.turn import Turn
from storage import CodeRecord


async def read_code(turn: Turn, purpose: str, word: str) -> CodeRecord | None:
    """What it is for, without using it up; None after it has been said why it is worth nothing."""
    account = account_of(turn)
    if not await turn.ledger.codes.may_guess(account):
        tell(turn, "code.too_many")
        return None
    code = await turn.ledger.codes.look(purpose, word)
    if code is None:
        await turn.ledger.codes.guessed_wrong(account, purpose)
        tell(turn, "code.wrong")
    return code


def tell(turn: Turn, key: str, **values: object) -> None:
    """Over the pressed button, or as a reply."""
    words = turn.words(key, **values)
    if turn.message.button_id:
        turn.answer_press(words, alert=True)
    else:
        turn.reply(words)
