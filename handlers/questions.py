"""Answers in plain words to what the bot asked in a private chat; a command means that nobody wants to answer."""

from collections.abc import Awaitable, Callable

from handlers import commands
from handlers.context import AskAdmin, Context
from handlers.joining import own_data, registering, unlinked
from handlers.offices import group_codes
from handlers.reviewing import review
from handlers.roster import leaves, people, settings

Answers = Callable[[Context, str], Awaitable[None]]
Command = Callable[[Context], Awaitable[None]]

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


async def heard(context: Context) -> None:
    """Plain words in private: the answer to an open question, else small talk."""
    chat = (
        await context.chat()
        if context.message.text and await context.ledger.knows_chat(context.chat_ref)
        else None
    )
    asked = await context.ledger.questions.open(chat) if chat else None
    understand = ANSWERS.get(asked.about) if asked else None
    if chat is None or asked is None or understand is None:
        await commands.point_the_way(context)
        return
    await context.ledger.questions.drop(chat)  # first, because whoever understands may ask something again
    try:
        await understand(context, asked.told)
    except AskAdmin:
        await context.ledger.questions.ask(chat, asked.about, asked.told)
        raise


def instead_of_an_answer(command: Command) -> Command:
    """A command in a private chat, after which nothing that was asked waits for an answer."""

    async def run(context: Context) -> None:
        if await context.ledger.knows_chat(context.chat_ref):
            await context.ledger.questions.drop(await context.chat())
        await command(context)

    return run
