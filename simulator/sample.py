"""The sample world: an invented province with eight weeks of school life up to now."""

import random
from datetime import datetime, timedelta

from simulator.clock import VIETNAM
from simulator.model import Message, User
from simulator.sample_habits import PICTURES, History, Room, hand_in, moment, monday_of
from simulator.sample_images import post_card
from simulator.sample_people import DISTRICT, OFFICE, SCHOOLS, SECTOR, STRANGERS, Unit
from simulator.sample_posts import CHAT, FEATURED, NAGS, post_link
from simulator.sample_staff import staff_samples
from simulator.world import World

BOT_TOKEN = "100000001:SIMULATOR-demo-token-not-secret-000"  # noqa: S105
BOT_USERNAME = "minhchung_demo_bot"
BOT_NAME = "Minh Chứng"

WEEKS = 8


def build(world: World, *, told: bool = False) -> None:
    """Fill an empty world; with `told` the bot gets the history as updates, else only what comes later."""
    rng = random.Random(20_11)
    bot = world.add_bot(BOT_TOKEN, BOT_USERNAME, BOT_NAME, can_read_all_group_messages=True)
    people = _people(world)
    world.samples = staff_samples(people)
    schools = [_room(world, unit, people, bot.id) for unit in SCHOOLS]
    heads = [room.admin for room in schools]
    office = _room(world, OFFICE, people, bot.id)
    district = _room(world, DISTRICT, people, bot.id, guests=heads[:4])
    sector = _room(world, SECTOR, people, bot.id, guests=[*office.staff, district.admin, *heads])
    for name in STRANGERS:
        world.add_user(name, role="stranger")

    history = History(world, rng, told)
    featured = _office_weeks(history, office, sector, district)
    for room in schools:
        for week, monday in enumerate(_mondays(world)):
            if week not in room.unit.skipped_weeks:
                _school_week(history, room, monday, featured[week])
    _specialities(history, schools, office)
    history.write_down()
    _private_chats(world, schools, told=told)


def _people(world: World) -> dict[str, User]:
    people: dict[str, User] = {}
    for unit in (*SCHOOLS, DISTRICT, OFFICE):
        head_role = "office" if unit.role == "office" else "admin"
        for name in (unit.admin, *unit.staff):
            first, _, last = name.partition("|")
            role = head_role if name == unit.admin else unit.role
            people[name] = world.add_user(first, last or None, role=role)
    return people


def _room(
    world: World,
    unit: Unit,
    people: dict[str, User],
    bot_id: int,
    guests: list[User] | None = None,
) -> Room:
    admin = people[unit.admin]
    staff = [people[name] for name in unit.staff]
    bot_status = "administrator" if unit.bot_admin else "member"
    members = [
        {"user_id": admin.id, "status": "creator"},
        *({"user_id": person.id, "status": "member"} for person in (*staff, *(guests or []))),
        {"user_id": bot_id, "status": bot_status},
    ]
    chat = world.add_group(unit.title, members, supergroup=unit.supergroup, topics=unit.topics)
    opened = int(_mondays(world)[0].timestamp())
    for message in chat.messages.values():
        message.change(date=opened)
    return Room(unit, chat, admin, staff or guests or [])


def _mondays(world: World) -> list[datetime]:
    this_monday = monday_of(datetime.fromtimestamp(world.clock.now(), VIETNAM))
    return [this_monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def _school_week(history: History, room: Room, monday: datetime, featured: str) -> None:
    rng = history.rng
    history.say(room, room.admin, monday + timedelta(hours=7, minutes=rng.randrange(50)), rng.choice(NAGS))
    for index, person in enumerate(room.staff):
        eager = 1.1 - index / len(room.staff) * 0.75
        if rng.random() < eager:
            hand_in(history, room, person, moment(rng, monday), featured)
        if rng.random() < eager * 0.25:
            hand_in(history, room, person, moment(rng, monday), featured)
    for _ in range(rng.randint(1, 3)):
        history.say(room, rng.choice([room.admin, *room.staff]), moment(rng, monday), rng.choice(CHAT))


def _office_weeks(history: History, office: Room, sector: Room, district: Room) -> list[str]:
    """The department chooses a post every week; gives back its address week by week."""
    rng, world = history.rng, history.world
    topics = {name: number for number, name in sector.chat.topics.items()}
    featured: list[str] = []
    for week, monday in enumerate(_mondays(world)):
        link = f"https://www.facebook.com/sgddtlamgiang/posts/{122_100_000_000_000 + week * 7_310_041}"
        featured.append(link)
        morning = monday + timedelta(hours=7, minutes=30)
        words = f"{FEATURED[week % len(FEATURED)]}\n{link}"
        news = history.say(
            sector, sector.admin, morning, words, topic=topics["Bài nổi bật trong tuần"], then=_mark_pinned
        )
        history.say(
            office, office.admin, morning - timedelta(minutes=20), f"Em chốt bài nổi bật tuần này ạ\n{link}"
        )
        history.say(
            district, district.admin, morning + timedelta(hours=2), f"Chuyển các trường bài của Sở: {link}"
        )
        for guest in rng.sample(sector.staff, 3):
            history.say(sector, guest, moment(rng, monday), "Đơn vị em đã chia sẻ ạ", reply=news)
        for person in office.staff:
            hand_in(history, office, person, moment(rng, monday), link)
        for person in (*district.staff, district.admin):
            hand_in(history, district, person, moment(rng, monday), link)
    first = _mondays(world)[0] + timedelta(hours=8)
    history.say(
        sector,
        sector.admin,
        first,
        "Từ tuần này ngành dùng bot Minh Chứng để đếm bài. Các đơn vị gửi ở nhóm trường mình nhé.",
        topic=topics["Thông báo"],
        anonymous=True,
    )
    question = history.say(
        sector,
        sector.staff[-1],
        first + timedelta(days=1, hours=1),
        "Chia sẻ bài của Sở có được tính vào bài tuần không ạ?",
        topic=topics["Hỏi đáp"],
    )
    history.say(
        sector,
        sector.admin,
        first + timedelta(days=1, hours=2),
        "Có nhé thầy, tính là một lượt chia sẻ.",
        reply=question,
    )
    return featured


def _specialities(history: History, schools: list[Room], office: Room) -> None:
    """The less usual things that happen in real groups, each at least once."""
    mondays = _mondays(history.world)
    hoasen, _, kimdong, suoimo, nguyendu, lehongphong = schools
    tuesday = mondays[-2] + timedelta(days=1, hours=20)

    album = tuple(post_card(number) for number in (PICTURES, PICTURES + 1, PICTURES + 2))
    history.say(kimdong, kimdong.staff[0], tuesday, "Em gửi ba ảnh chụp màn hình ạ", photo=album)
    history.say(hoasen, hoasen.staff[1], tuesday + timedelta(minutes=9), "", photo=album[:2])

    link = post_link(history.rng, nguyendu.unit)
    history.say(
        nguyendu,
        nguyendu.staff[2],
        tuesday + timedelta(minutes=30),
        f"Em sửa lại link ạ\n{link}",
        then=_mark_edited,
    )
    history.say(
        nguyendu,
        nguyendu.staff[4],
        tuesday + timedelta(minutes=50),
        f"Bài của trang Sở, thầy cô cùng chia sẻ nhé\n{post_link(history.rng, office.unit)}",
        forward_from=office.admin.id,
    )
    history.say(
        lehongphong,
        lehongphong.admin,
        tuesday + timedelta(hours=1),
        "Quản trị nhóm nhắc: ảnh chụp màn hình phải thấy rõ ngày đăng ạ.",
        anonymous=True,
    )
    history.say(
        lehongphong,
        lehongphong.staff[0],
        tuesday + timedelta(hours=1, minutes=4),
        "Bài Đoàn trường tuần này ở đây ạ",
        entities=[
            {"type": "text_link", "offset": 25, "length": 7, "url": post_link(history.rng, lehongphong.unit)}
        ],
    )
    history.say(
        suoimo,
        suoimo.staff[1],
        tuesday + timedelta(hours=1, minutes=20),
        "Ảnh gốc em gửi dạng tệp cho rõ ạ",
        document=post_card(PICTURES + 3),
        file_name="Screenshot_20251118-203107_Facebook.jpg",
        mime_type="image/jpeg",
    )
    history.say(
        hoasen,
        hoasen.staff[-1],
        tuesday + timedelta(hours=2),
        "Em gửi nhầm bài bán hàng 😥",
        then=_mark_deleted,
    )


def _mark_edited(messages: list[Message]) -> None:
    messages[0].change(edit_date=messages[0].data["date"] + 180)


def _mark_deleted(messages: list[Message]) -> None:
    messages[0].deleted = True


def _mark_pinned(messages: list[Message]) -> None:
    """The newest featured post is the pinned one."""
    message = messages[0]
    if message.chat.pinned_message_id is not None:
        message.chat.messages[message.chat.pinned_message_id].pinned = False
    message.pinned = True
    message.chat.pinned_message_id = message.id


def _private_chats(world: World, schools: list[Room], *, told: bool) -> None:
    """A few people have talked to the bot alone."""
    now = world.clock.now()
    for hours, room in zip((50, 27, 5), schools[2:5], strict=True):
        world.post(room.admin.id, room.admin.id, text="/start", date=now - hours * 3600, silent=not told)
        person = room.staff[0]
        world.post(person.id, person.id, text="/start", date=now - hours * 3600 + 900, silent=not told)
