"""How the people of the sample province behave: when they have a minute, and what they hand in."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulator.model import Chat, Message, User
from simulator.sample_images import post_card
from simulator.sample_people import Unit
from simulator.sample_posts import CAPTIONS, SHARED, THANKS, post_link, respelled, with_words
from simulator.world import World

PICTURES = 14

Act = Callable[[int], object]
Reply = Sequence[Message] | Callable[[], Sequence[Message]]


@dataclass(slots=True)
class Room:
    """A group with the people who write in it."""

    unit: Unit
    chat: Chat
    admin: User
    staff: list[User]
    links: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class History:
    """What will be said, written in order of time once everything is known."""

    world: World
    rng: random.Random
    told: bool
    pictures: Sequence[int] = range(PICTURES)
    lines: list[tuple[int, int, Act]] = field(default_factory=list)

    def say(
        self,
        room: Room,
        author: User,
        when: datetime,
        text: str,
        *,
        reply: Reply = (),
        picture: int | None = None,
        then: Callable[[list[Message]], None] | None = None,
        **extra: object,
    ) -> list[Message]:
        """Plan a message; the returned list holds it once it is written, for others to answer."""
        written: list[Message] = []

        def write(date: int) -> list[Message]:
            fields = dict(extra)
            if picture is not None:
                fields["photo"] = post_card(picture)
            fields["caption" if "photo" in fields else "text"] = text or None
            for answered in (reply() if callable(reply) else reply)[:1]:
                fields["reply_to"] = answered.id
            post: Callable[..., list[Message]] = self.world.post
            written.extend(post(room.chat.id, author.id, date=date, silent=not self.told, **fields))
            if then is not None:
                then(written)
            return written

        self.do(when, write)
        return written

    def do(self, when: datetime, act: Act) -> None:
        """Plan anything; the act is told the time at which it happens."""
        self.lines.append((int(when.timestamp()), len(self.lines), act))

    def write_down(self) -> None:
        now = self.world.clock.now()
        for date, act in self.in_order():
            if date <= now:
                act(date)

    def in_order(self) -> list[tuple[int, Act]]:
        return [(date, act) for date, _, act in sorted(self.lines, key=lambda line: line[:2])]


def monday_of(when: datetime) -> datetime:
    """Where the local week of a moment begins."""
    midnight = when.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=when.weekday())


def moment(rng: random.Random, monday: datetime, sunday_night: float = 0.35) -> datetime:
    """When teachers have a minute: before school, at noon, in the evening, and above all on Sunday night."""
    if rng.random() < sunday_night:
        return monday + timedelta(days=6, hours=19, minutes=rng.randrange(220), seconds=rng.randrange(60))
    hour, spread = rng.choice(((6, 100), (6, 100), (11, 90), (17, 120), (20, 130)))
    return monday + timedelta(
        days=rng.randrange(6), hours=hour, minutes=20 + rng.randrange(spread), seconds=rng.randrange(60)
    )


def hand_in(history: History, room: Room, person: User, when: datetime, featured: str) -> None:
    """One proof: mostly a new link, at times the featured post, a screenshot, or the old link again."""
    rng = history.rng
    kind = rng.choices(("link", "featured", "picture", "again"), (70, 12, 13, 5))[0]
    words = rng.choice(CAPTIONS)
    if kind == "picture":
        proof = history.say(room, person, when, words, picture=rng.choice(history.pictures))
    elif kind == "featured":
        link = rng.choice((featured, respelled(featured)))
        proof = history.say(room, person, when, with_words(rng.choice(SHARED), link, rng))
    elif kind == "again" and person.id in room.links:
        proof = history.say(room, person, when, respelled(room.links[person.id]))
    else:
        link = room.links[person.id] = post_link(rng, room.unit)
        proof = history.say(room, person, when, with_words(words, link, rng))
    if rng.random() < 0.07:
        later = when + timedelta(minutes=rng.randint(1, 25))
        history.say(room, room.admin, later, rng.choice(THANKS), reply=proof)
