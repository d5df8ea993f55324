"""Messages at the top of a chat: several may be pinned, the newest of them is shown."""

from simulator import posting
from simulator.membership import describe
from simulator.model import Chat, Message, User
from simulator.state import State


def pin(state: State, message: Message, by: User) -> None:
    """Everybody in the chat sees who pinned what."""
    _set(state, message, pinned=True)
    posting.service(state, message.chat, by, {"pinned_message": message.quoted()})


def unpin(state: State, message: Message) -> None:
    _set(state, message, pinned=False)


def unpin_all(state: State, chat: Chat) -> None:
    for message in chat.messages.values():
        message.pinned = False
    _show_newest(state, chat)


def delete(state: State, message: Message) -> None:
    """What is deleted is not pinned any longer."""
    posting.delete(state, message)
    if message.pinned:
        unpin(state, message)


def _set(state: State, message: Message, *, pinned: bool) -> None:
    message.pinned = pinned
    _show_newest(state, message.chat)


def _show_newest(state: State, chat: Chat) -> None:
    chat.pinned_message_id = chat.newest_pinned()
    state.events.emit("chat", chat.id, bot_id=chat.bot_id, chat=describe(chat))
