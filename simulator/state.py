"""Everything the simulated world holds, found by key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from simulator.bot import Bot
from simulator.calls import Calls
from simulator.clock import Clock
from simulator.errors import WorldError
from simulator.events import Events
from simulator.faults import Faults
from simulator.files import Files, Sample
from simulator.limits import Limits
from simulator.model import CHANNEL_BOT, GROUP_ANONYMOUS_BOT, TELEGRAM, Chat, Message, User

FIRST_USER_ID = 5_000_000_001
FIRST_BOT_ID = 7_000_000_001
FIRST_GROUP_ID = -4_000_000_001
FIRST_SUPERGROUP_ID = -1_002_000_000_001


@dataclass
class State:
    """People, bots and chats by id, and what is shared by all of them."""

    clock: Clock = field(default_factory=Clock)
    events: Events = field(default_factory=Events)
    files: Files = field(default_factory=Files)
    faults: Faults = field(default_factory=Faults)
    limits: Limits = field(default_factory=Limits)
    calls: Calls = field(default_factory=Calls)
    users: dict[int, User] = field(default_factory=dict)
    bots: dict[int, Bot] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    bots_by_token: dict[str, Bot] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    load_chats: list[Chat] = field(default_factory=list)
    reaction_edits: bool = True
    webhook_changed: Callable[[Bot], None] = lambda _bot: None
    callback_queries: dict[tuple[int, str], int] = field(default_factory=dict)
    query_ids: "count[int]" = field(default_factory=lambda: count(4_000_000_000_000_001))
    user_ids: "count[int]" = field(default_factory=lambda: count(FIRST_USER_ID))
    bot_ids: "count[int]" = field(default_factory=lambda: count(FIRST_BOT_ID))
    group_ids: "count[int]" = field(default_factory=lambda: count(FIRST_GROUP_ID, -1))
    supergroup_ids: "count[int]" = field(default_factory=lambda: count(FIRST_SUPERGROUP_ID, -1))
    album_ids: "count[int]" = field(default_factory=lambda: count(13_000_000_000_000_001))

    def __post_init__(self) -> None:
        self.users |= {user.id: user for user in (TELEGRAM, GROUP_ANONYMOUS_BOT, CHANNEL_BOT)}

    def user(self, user_id: int) -> User:
        if user_id not in self.users:
            raise WorldError(f"there is no user {user_id}")
        return self.users[user_id]

    def bot(self, bot_id: int | None = None) -> Bot:
        """The bot with that id; without one, the first bot of the world."""
        found = next(iter(self.bots.values()), None) if bot_id is None else self.bots.get(bot_id)
        if found is None:
            raise WorldError("there is no such bot")
        return found

    def chat(self, chat_id: int, bot_id: int | None = None) -> Chat:
        """A group or channel by its id, or the private chat of a person with a bot."""
        if chat_id in self.chats:
            return self.chats[chat_id]
        if chat_id in self.users and chat_id not in self.bots:
            return self.private_chat(self.bot(bot_id), self.users[chat_id])
        raise WorldError(f"there is no chat {chat_id}")

    def private_chat(self, bot: Bot, user: User) -> Chat:
        """Opened when first needed: every bot has its own history with a person."""
        if user.id not in bot.private_chats:
            bot.private_chats[user.id] = Chat(
                user.id,
                "private",
                first_name=user.first_name,
                last_name=user.last_name,
                username=user.username,
                bot_id=bot.id,
                bots=[bot.id],
            )
        return bot.private_chats[user.id]

    def message(self, chat: Chat, message_id: int) -> Message:
        found = chat.message(message_id)
        if found is None:
            raise WorldError(f"there is no message {message_id} in chat {chat.id}")
        return found
