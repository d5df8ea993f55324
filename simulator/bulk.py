"""Thousands of link messages at once, for benchmarks: serialised from one template, kept as bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from simulator.bot import Bot
from simulator.delivery import hand_out
from simulator.entities import detect
from simulator.errors import WorldError
from simulator.membership import describe
from simulator.model import Chat, Member, Message, User
from simulator.wire import Json, encode
from simulator.world import World

DEFAULT_TEXT = "https://www.facebook.com/permalink.php?story_fbid={n}&id=100000000000001"
CHUNK = 500
ROLE = "load"


@dataclass(frozen=True, slots=True)
class Order:
    """How many messages, in how many chats, by how many people."""

    count: int
    chats: int = 1
    people: int = 1
    start_index: int = 0
    text: str = DEFAULT_TEXT

    def __post_init__(self) -> None:
        if self.count < 1 or self.chats < 1 or self.people < 1:
            raise WorldError("count, chats and people must be at least 1")


class Load:
    """One order being carried out, chunk by chunk so that the server stays responsive."""

    def __init__(self, world: World, order: Order) -> None:
        self.world = world
        self.order = order
        self.done = 0
        bot = world.bot()
        self._people = _people_for(world, order.people)
        self._chats = _chats_for(world, order.chats, bot, self._people)
        self._heads = [encode(person.as_json()) for person in self._people]
        self._tails = [encode(chat.as_json()) for chat in self._chats]

    def steps(self) -> Iterator[None]:
        """Write a chunk of messages at every step."""
        numbers = iter(range(self.order.count))
        while chunk := list(islice(numbers, CHUNK)):
            for number in chunk:
                self._write(number)
            self.done += len(chunk)
            yield
        for chat in self._chats:
            self.world.events.emit("chat", chat.id, chat=describe(chat))

    def as_json(self) -> Json:
        return {
            "count": self.order.count,
            "done": self.done,
            "finished": self.done == self.order.count,
            "chat_ids": [chat.id for chat in self._chats],
        }

    def _write(self, number: int) -> None:
        chat_index = number % len(self._chats)
        person_index = (number // len(self._chats)) % len(self._people)
        chat, person = self._chats[chat_index], self._people[person_index]
        text = self.order.text.replace("{n}", str(self.order.start_index + number))
        message_id = chat.next_message_id()
        raw = b'{"message_id":%d,"from":%b,"chat":%b,"date":%d,"text":%b,"entities":%b}' % (
            message_id,
            self._heads[person_index],
            self._tails[chat_index],
            self.world.clock.now(),
            encode(text),
            encode(detect(text)),
        )
        message = Message(chat, message_id, person.id, raw)
        chat.messages[message_id] = message
        hand_out(self.world, "message", message, raw)


def _people_for(world: World, wanted: int) -> list[User]:
    """The people of earlier loads, and as many new ones as are missing."""
    known = [user for user in world.users.values() if user.role == ROLE]
    missing = range(len(known) + 1, wanted + 1)
    return (known + [world.add_user(f"Giáo viên {number}", role=ROLE) for number in missing])[:wanted]


def _chats_for(world: World, wanted: int, bot: Bot, people: list[User]) -> list[Chat]:
    """The groups of earlier loads and what is missing; the bot is their administrator, so it hears all."""
    first = {"user_id": bot.id, "status": "administrator"}
    for number in range(len(world.load_chats) + 1, wanted + 1):
        world.load_chats.append(world.add_group(f"Trường {number}", [first]))
    chats = world.load_chats[:wanted]
    for chat in chats:
        for person in people:
            chat.members.setdefault(person.id, Member(person.id))
    return chats
