"""The coming weeks of the sample province, planned when somebody wants to watch them in fast motion."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from simulator import pinning
from simulator.fast_motion import Line
from simulator.model import Chat, Message, User
from simulator.sample_habits import PICTURES, History, Room, hand_in, moment, monday_of
from simulator.sample_people import DISTRICT, OFFICE, SCHOOLS, SECTOR, Unit
from simulator.sample_posts import CHAT, FEATURED, post_link, with_words
from simulator.world import World

ANSWERS = (
    "Em đã chia sẻ ạ",
    "Em đã chia sẻ ạ 🌸",
    "Dạ em làm rồi ạ, em gửi minh chứng",
    "Em nộp luôn đầu tuần ạ",
)
SUNDAY_NIGHT = 0.55
STILL_PRESSED = timedelta(days=3)

_UNITS = {unit.title: unit for unit in (*SCHOOLS, DISTRICT, OFFICE, SECTOR)}


def coming_weeks(world: World, begin: datetime, end: datetime, seed: int) -> list[Line]:
    """Everything that will happen between two local moments; the same seed gives the same weeks."""
    planned: list[Line] = []
    monday = monday_of(begin)
    while monday < end:
        planned += _week(world, monday, random.Random(f"{seed} {monday:%Y-%m-%d}"))
        monday += timedelta(weeks=1)
    return [line for line in planned if begin.timestamp() < line.at < end.timestamp()]


def _week(world: World, monday: datetime, rng: random.Random) -> list[Line]:
    fresh = 10 * PICTURES * monday.toordinal()
    history = History(world, rng, told=True, pictures=range(fresh, fresh + 10 * PICTURES))
    featured = (
        f"https://www.facebook.com/sgddtlamgiang/posts/{122_200_000_000_000 + 7_310_041 * monday.toordinal()}"
    )
    for room in _rooms(world):
        if room.unit is SECTOR:
            _choose_the_featured_post(history, room, monday, featured)
        else:
            _hand_in_all_week(history, room, monday, featured)
        _answer_on_monday(history, room, monday)
        _press_buttons(history, room, monday)
    return [Line(at, act) for at, act in history.in_order()]


def _rooms(world: World) -> Iterator[Room]:
    """The groups as they are now: people may have come and gone, and groups been made, since the world began."""
    for chat in world.chats.values():
        people = [
            world.users[member.user_id] for member in chat.present() if member.user_id not in world.bots
        ]
        lives = chat.is_group and chat.migrated_to is None and chat.bots and chat not in world.load_chats
        if lives and people:
            admin = next((person for person in people if chat.in_charge(person.id)), people[0])
            staff = [person for person in people if person.id != admin.id]
            yield Room(_unit_of(chat), chat, admin, staff, _links_in(chat))


def _unit_of(chat: Chat) -> Unit:
    title = chat.title or ""
    return _UNITS.get(title) or Unit("", title, title, "truongem", "", ())


def _links_in(chat: Chat) -> dict[int, str]:
    """What each person sent last, to be sent again by mistake."""
    return {
        message.sender_id: text
        for message in chat.messages.values()
        if message.sender_id
        and (text := str(message.data.get("text", ""))).startswith("https://")
        and " " not in text
    }


def _hand_in_all_week(history: History, room: Room, monday: datetime, featured: str) -> None:
    rng = history.rng
    own = [person for person in room.staff if room.unit is not DISTRICT or person.role == "office"]
    for index, person in enumerate(own):
        eager = 1.1 - index / len(own) * 0.6
        for chance in (eager, eager * 0.2):
            if rng.random() < chance:
                hand_in(history, room, person, moment(rng, monday, SUNDAY_NIGHT), featured)
    for person in rng.sample(own, min(len(own), rng.randint(1, 2))):
        history.say(room, person, moment(rng, monday), rng.choice(CHAT))


def _choose_the_featured_post(history: History, room: Room, monday: datetime, featured: str) -> None:
    rng = history.rng
    topics = {name: number for number, name in room.chat.topics.items()}
    history.say(
        room,
        room.admin,
        monday + timedelta(hours=7, minutes=30),
        f"{rng.choice(FEATURED)}\n{featured}",
        topic=topics.get("Bài nổi bật trong tuần"),
        then=lambda written: pinning.pin(history.world, written[0], room.admin),
    )


def _answer_on_monday(history: History, room: Room, monday: datetime) -> None:
    """Some answer what a bot has said to everybody that morning, with a link or a screenshot."""
    rng = history.rng
    called = partial(_said_by_a_bot, room.chat, monday)
    for person in rng.sample(room.staff, min(len(room.staff), rng.randint(1, 3))):
        when = monday + timedelta(hours=7, minutes=rng.choice((4, 9, 15, 31, 48)), seconds=rng.randrange(60))
        words = rng.choice(ANSWERS)
        if rng.random() < 0.4:
            picture = rng.choice(history.pictures)
            history.say(room, person, when, words, picture=picture, reply=called)
        else:
            link = with_words(words, post_link(rng, room.unit), rng)
            history.say(room, person, when, link, reply=called)


def _said_by_a_bot(chat: Chat, since: datetime) -> list[Message]:
    """The newest message of a bot that answers nobody."""
    mine = (message for message in _newest_of_bots(chat, since) if "reply_to_message" not in message.data)
    return [message for message, _ in zip(mine, range(1), strict=False)]


def _newest_of_bots(chat: Chat, since: datetime) -> Iterator[Message]:
    for message in reversed(chat.messages.values()):
        if message.data["date"] < since.timestamp():
            return
        if message.sender_id in chat.bots and not message.deleted:
            yield message


def _press_buttons(history: History, room: Room, monday: datetime) -> None:
    """Whoever sees a button presses it: those in charge every day, the others when most of them look."""
    rng = history.rng
    early = monday + timedelta(hours=7, minutes=6)
    late = monday + timedelta(days=6, hours=19, minutes=10)
    for start in (early, late):
        for person in rng.sample(room.staff, min(len(room.staff), 1)):
            _try_to_press(history, room, person, start + timedelta(seconds=rng.randrange(3000)))
    for day in range(7):
        when = monday + timedelta(days=day, hours=rng.choice((8, 12, 17, 20)), minutes=rng.randrange(10, 50))
        _try_to_press(history, room, room.admin, when)


def _try_to_press(history: History, room: Room, person: User, when: datetime) -> None:
    choice = history.rng.random()

    def press(_date: int) -> None:
        for chat in _seen_by(history.world, room, person):
            for message in _newest_of_bots(chat, when - STILL_PRESSED):
                buttons = _buttons_of(message)
                if buttons:
                    data = buttons[int(choice * len(buttons))]
                    history.world.press(chat.id, message.id, person.id, data)
                    return

    history.do(when, press)


def _seen_by(world: World, room: Room, person: User) -> list[Chat]:
    """First what a bot has told the person alone."""
    private = world.bot().private_chats.get(person.id)
    return [room.chat] if private is None else [private, room.chat]


def _buttons_of(message: Message) -> list[str]:
    rows = message.data.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
