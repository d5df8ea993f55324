"""Answers in plain words to what the bot asked in a private chat; a command means that nobody wants to answer."""

from collections.abc import Awaitable, Callable

from handlers import commands
from handlers.joining import own_data, registering, unlinked
from handlers.offices import group_codes
from handlers.reviewing import review
from handlers.roster import leaves, people, settings
from handlers.turn import AskAdmin, Turn

Answers = Callable[[Turn, str], Awaitable[None]]
Command = Callable[[Turn], Awaitable[None]]

ANSWERS: dict[str, Answers] = {
    review.ASKS: review.reason_told,
    registering.ASKS: registering.named,
    unlinked.ASKS: unlinked.named,
    **group_codes.ANSWERS,
    **people.ANSWERS,
    **leaves.ANSWERS,
    **settings.ANSWERS,
    own_data.ASKS: own_data.correction_told,
}


async def heard(turn: Turn) -> None:
    """Plain words in private: the answer to an open question, else small talk."""
    chat = await turn.chat() if turn.message.text and await turn.ledger.knows_chat(turn.chat_ref) else None
    asked = await turn.ledger.questions.open(chat) if chat else None
    understand = ANSWERS.get(asked.about) if asked else None
    if chat is None or asked is None or understand is None:
        await commands.point_the_way(turn)
        return
    await turn.ledger.questions.drop(chat)  # first, because whoever understands may ask something again
    try:
        await understand(turn, asked.told)
    except AskAdmin:
        await turn.ledger.questions.ask(chat, asked.about, asked.told)
        raise


def instead_of_an_answer(command: Command) -> Command:
    """A command in a private chat, after which nothing that was asked waits for an answer."""

    async def run(turn: Turn) -> None:
        if await turn.ledger.knows_chat(turn.chat_ref):
            await turn.ledger.questions.drop(await turn.chat())
        await command(turn)

    return run
