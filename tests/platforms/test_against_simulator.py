"""The whole messenger against the simulated Telegram."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

import pytest
from PIL import Image

from platforms.errors import ChatGoneError, MovedError, NeverError, NotPossibleHereError, TryLaterError
from platforms.messages import ChatKind, Command, Contact, Delivery, Event, Incoming, Sender
from platforms.telegram import TelegramMessenger
from rules.outgoing import Button, React, Reaction, Rewrite, Say, SendFile
from simulator import Simulator, World
from tests.platforms.conftest import Waits

TOKEN = "42:a-secret-that-nobody-may-see"
GROUP = -1001234567890
LAN = 777


@dataclass
class School:
    """A simulated group with one teacher and our bot, which keeps all it hears."""

    world: World
    messenger: TelegramMessenger
    heard: list[Incoming] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    async def listen(self, enough: Callable[[], bool]) -> list[Incoming]:
        """Receives until there was enough."""
        done = asyncio.Event()

        async def keep(deliveries: Sequence[Delivery]) -> None:
            for delivery in deliveries:
                incoming = self.messenger.understand(json.loads(delivery.raw))
                self.keys.append(delivery.key)
                self.heard += [incoming] if incoming else []
            if enough():
                done.set()

        task = asyncio.create_task(self.messenger.receive(keep))
        async with asyncio.timeout(20):
            await done.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        return self.heard

    async def next(self) -> Incoming:
        await self.listen(lambda: bool(self.heard))
        return self.heard[0]


LIST = "a" * 64 + ".out"


async def one_file(name: str) -> bytes:
    """A file store with one list."""
    if name != LIST:
        raise LookupError(name)
    return b"PK: a list"


@pytest.fixture
async def school() -> AsyncIterator[School]:
    world = World()
    world.add_user("Lan", "Nguyễn", user_id=LAN)
    world.add_bot(TOKEN, "MinhChungBot", "Minh Chứng", can_read_all_group_messages=True)
    world.add_group("Tổ Toán", [LAN, 42], chat_id=GROUP)
    async with Simulator(world=world) as simulator:
        messenger = TelegramMessenger(TOKEN, simulator.url, poll_seconds=1, pause=Waits(), load_file=one_file)
        await messenger.introduce()
        yield School(world, messenger)
        await messenger.close()


def picture() -> bytes:
    data = BytesIO()
    Image.new("RGB", (40, 80)).save(data, "PNG")
    return data.getvalue()


async def test_a_link_is_heard(school: School) -> None:
    school.world.post(GROUP, LAN, text="https://www.facebook.com/abc/posts/1")
    assert (await school.next()).text == "https://www.facebook.com/abc/posts/1"


async def test_the_writer_is_known(school: School) -> None:
    school.world.post(GROUP, LAN, text="Chào")
    assert (await school.next()).sender == Sender("777", "Lan Nguyễn")


async def test_an_anonymous_admin_is_recognised(school: School) -> None:
    school.world.set_member(GROUP, LAN, "administrator")
    school.world.post(GROUP, LAN, text="Chào", anonymous=True)
    heard = await school.listen(lambda: any(each.text for each in school.heard))
    assert heard[-1].anonymous_admin


async def test_a_command_is_recognised(school: School) -> None:
    school.world.post(GROUP, LAN, text="/toi@MinhChungBot tuần này")
    assert (await school.next()).command == Command("toi", "tuần này")


async def test_all_parts_of_an_album_belong_together(school: School) -> None:
    school.world.post(GROUP, LAN, caption="đã đăng", photo=[picture(), picture()])
    heard = await school.listen(lambda: len(school.heard) == 2)
    assert len({each.album for each in heard}) == 1


async def test_a_photo_can_be_fetched(school: School) -> None:
    school.world.post(GROUP, LAN, photo=picture())
    photo = (await school.next()).pictures[0]
    Image.open(BytesIO(await school.messenger.download(photo))).verify()


async def test_a_move_of_the_group_is_heard(school: School) -> None:
    old = school.world.add_group("Tổ Văn", [LAN, 42], supergroup=False, chat_id=-500)
    school.world.migrate(old.id)
    heard = await school.listen(lambda: any(each.event is Event.MIGRATION for each in school.heard))
    assert "-500" in {heard[-1].chat.id, heard[-1].migrated_from}


async def test_speaking_to_the_old_group_tells_the_new_one(school: School) -> None:
    old = school.world.add_group("Tổ Văn", [LAN, 42], supergroup=False, chat_id=-500)
    new = school.world.migrate(old.id)
    with pytest.raises(MovedError) as caught:
        await school.messenger.deliver(Say("-500", "Chào"))
    assert caught.value.chat_id == str(new.id)


async def test_what_is_said_arrives(school: School) -> None:
    sent = await school.messenger.deliver(Say(str(GROUP), "Chào cô", buttons=((Button("Nhận", "ok"),),)))
    assert sent is not None


async def test_what_was_said_can_be_rewritten_twice_alike(school: School) -> None:
    sent = await school.messenger.deliver(Say(str(GROUP), "Chào cô"))
    await school.messenger.deliver(Rewrite(str(GROUP), str(sent), "Đã duyệt"))
    assert await school.messenger.deliver(Rewrite(str(GROUP), str(sent), "Đã duyệt")) is None


@pytest.mark.parametrize("reaction", Reaction)
async def test_every_reaction_is_allowed(school: School, reaction: Reaction) -> None:
    [message] = school.world.post(GROUP, LAN, text="Chào")
    assert await school.messenger.deliver(React(str(GROUP), str(message.id), reaction)) is None


async def test_a_reaction_the_group_forbids_is_not_possible(school: School) -> None:
    school.world.chat(GROUP).available_reactions = []
    [message] = school.world.post(GROUP, LAN, text="Chào")
    with pytest.raises(NotPossibleHereError):
        await school.messenger.deliver(React(str(GROUP), str(message.id), Reaction.ACCEPTED))


async def test_who_never_pressed_start_cannot_be_written_to(school: School) -> None:
    with pytest.raises(ChatGoneError):
        await school.messenger.deliver(Say(str(LAN), "Chào"))


async def test_the_bot_knows_that_it_was_thrown_out(school: School) -> None:
    school.world.set_member(GROUP, 42, "kicked", by=LAN)
    assert not (await school.messenger.standing(str(GROUP))).present


async def test_admins_are_known(school: School) -> None:
    school.world.set_member(GROUP, LAN, "administrator")
    assert await school.messenger.is_admin(str(GROUP), str(LAN))


@pytest.mark.parametrize("trouble", ["error_500", "bad_gateway", "reset_before", "reset_after"])
async def test_trouble_with_a_call_means_later(school: School, trouble: str) -> None:
    school.world.faults.replace({trouble: {"count": 1}})
    with pytest.raises(TryLaterError):
        await school.messenger.deliver(Say(str(GROUP), "Chào"))


@pytest.mark.parametrize(
    "trouble", ["error_500", "bad_gateway", "reset_before", "reset_after", "too_many_requests"]
)
async def test_no_update_is_lost_in_trouble(school: School, trouble: str) -> None:
    school.world.faults.replace({trouble: {"count": 3, "methods": ["getUpdates"]}})
    for number in range(250):
        school.world.post(GROUP, LAN, text=str(number))
    heard = await school.listen(lambda: len(school.heard) >= 250)
    assert [each.text for each in heard] == [str(number) for number in range(250)]


def opened(school: School) -> str:
    """Lan has opened the private chat."""
    school.world.start(LAN)
    return str(LAN)


async def asked(school: School) -> Incoming:
    """What Lan did after opening the private chat."""
    heard = await school.listen(lambda: bool(school.heard and school.heard[-1].command is None))
    return heard[-1]


async def test_a_file_is_heard_and_fetched(school: School) -> None:
    opened(school)
    school.world.post(LAN, LAN, document=b"PK", file_name="Danh sách.xlsx", mime_type="application/zip")
    document = (await asked(school)).document
    assert document is not None
    assert (document.name, document.mime, document.size) == ("Danh sách.xlsx", "application/zip", 2)
    assert await school.messenger.fetch(document.file_id) == b"PK"


async def test_a_file_too_large_to_fetch_never_comes(school: School) -> None:
    opened(school)
    school.world.post(LAN, LAN, document=bytes(21 * 1024 * 1024), file_name="a.xlsx")
    document = (await asked(school)).document
    assert document is not None
    with pytest.raises(NeverError):
        await school.messenger.fetch(document.file_id)


async def test_ones_own_number_is_heard(school: School) -> None:
    chat = opened(school)
    sent = await school.messenger.deliver(Say(chat, "Số?", ask_contact="Gửi số của tôi"))
    school.world.post(LAN, LAN, contact=LAN, reply_to=int(sent or 0))
    assert (await asked(school)).contact == Contact(school.world.user(LAN).phone, str(LAN))


async def test_a_number_of_nobody_known_is_heard(school: School) -> None:
    opened(school)
    school.world.post(LAN, LAN, contact={"phone_number": "84912345678", "first_name": "Mẹ"})
    assert (await asked(school)).contact == Contact("84912345678", "")


async def test_a_number_cannot_be_asked_for_in_a_group(school: School) -> None:
    with pytest.raises(NeverError):
        await school.messenger.deliver(Say(str(GROUP), "Số?", ask_contact="Gửi số của tôi"))


async def test_keys_are_shown_and_taken_away(school: School) -> None:
    chat = opened(school)
    school.world.limits.enabled = False
    room = school.world.private_chat(school.world.bot(), school.world.user(LAN))
    await school.messenger.deliver(Say(chat, "Số?", ask_contact="Gửi số của tôi"))
    assert room.reply_keyboard is not None
    await school.messenger.deliver(Say(chat, "Cảm ơn", drop_keys=True))
    assert room.reply_keyboard is None


async def test_the_word_of_a_link_keeps_its_letters(school: School) -> None:
    school.world.start(LAN, payload="Ma-So_aB3x")
    assert (await school.next()).command == Command("start", "Ma-So_aB3x")


async def test_a_bot_taken_to_a_group_hears_the_word(school: School) -> None:
    group = school.world.add_group("Lớp 5A", [LAN])
    school.world.start(LAN, payload="Lop_5A", chat_id=group.id)
    heard = await school.listen(lambda: any(each.command for each in school.heard))
    assert heard[0].event is Event.STANDING
    assert (heard[-1].command, heard[-1].chat.kind) == (Command("start", "Lop_5A"), ChatKind.GROUP)


async def test_buttons_that_lead_to_the_bot_are_accepted(school: School) -> None:
    keys = ((Button("Mở", link="start:aB3"), Button("Mời", link="startgroup:Lop_5A")),)
    sent = await school.messenger.deliver(Say(str(GROUP), "Chào", buttons=keys))
    [row] = school.world.chat(GROUP).messages[int(sent or 0)].data["reply_markup"]["inline_keyboard"]
    assert [key["url"] for key in row] == [
        "https://t.me/MinhChungBot?start=aB3",
        "https://t.me/MinhChungBot?startgroup=Lop_5A",
    ]


async def test_a_file_of_the_bots_arrives(school: School) -> None:
    sent = await school.messenger.deliver(SendFile(str(GROUP), LIST, "Danh sách.xlsx", "Đây ạ"))
    message = school.world.chat(GROUP).messages[int(sent or 0)]
    stored = school.world.files.get(message.data["document"]["file_id"])
    assert stored is not None
    assert stored.data == b"PK: a list"
    assert (message.data["document"]["file_name"], message.data["caption"]) == ("Danh sách.xlsx", "Đây ạ")
