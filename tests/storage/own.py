"""Somebody with proof, pictures and words of all kinds in a ledger, and a way to look for their traces."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from rules.outgoing import Say
from rules.verdicts import PENDING
from storage import (
    AccountRef,
    BotRef,
    ChatRef,
    FileStore,
    ImageFile,
    PersonRecord,
    PictureRef,
    Reviewer,
    Store,
)
from tests.storage.ledger import BOT, GROUP, NOW, TODAY, hand_in, keep, link, rows

TELEGRAM = BotRef("telegram", BOT)
THU = AccountRef("telegram", "7654321987", "Vũ Thị Hoài Thu")
THU_PRIVATE = ChatRef("telegram", BOT, THU.user_id, "private")
NAM = AccountRef("telegram", "8654321988", "Đỗ Nam")
SECRET_POST = "facebook:post:987654321012345"
PICTURE = b"what Thu photographed"
SHARED = b"what both photographed"


class Traces(NamedTuple):
    """Words that must be found nowhere once somebody is erased."""

    words: tuple[str, ...] = (THU.name, THU.user_id, "987654321012345", "hoai.thu.ghi")

    def in_file(self, path: Path) -> list[str]:
        content = path.read_bytes()
        return [word for word in self.words if word.encode() in content]


async def kept_picture(store: Store, files: FileStore, data: bytes, message_id: str, who: AccountRef) -> None:
    """A screenshot that was handed in, fetched and put away."""
    picture = PictureRef("telegram", BOT, message_id, f"file-{message_id}", f"unique-{message_id}")
    handed = replace(
        link(f"picture:{message_id}", PENDING),
        source="screenshot",
        pictures=(picture,),
        review="picture",
        url="",
    )
    async with store.write(NOW) as ledger:
        await hand_in(ledger, message_id, handed, who)
    name = await files.put(data)
    await files.put(b"small " + data, beside=f"{name}.small")
    number = int.from_bytes(data[:6])
    image = ImageFile(name[::-1], name, 10, 20, len(data), (number,), (number, number + 1))
    (waiting,) = await store.pictures.waiting(TELEGRAM, NOW, 5)
    async with store.write(NOW) as ledger:
        assert await ledger.pictures.keep(waiting, image)


async def somebody(store: Store, files: FileStore) -> PersonRecord:
    """Thu: a post that counts, pictures of her own and one that Nam has too, and words in many places."""
    thu = PersonRecord(0, "", 0, 0, "", "")
    async with store.write(NOW) as ledger:
        url = "https://www.facebook.com/hoai.thu.ghi/posts/987654321012345"
        thu = await hand_in(ledger, "5", replace(link(SECRET_POST), url=url), THU)
        await hand_in(ledger, "6", link("facebook:post:2"), NAM)
        await ledger.chat(replace(THU_PRIVATE, title=THU.name))
        await ledger.chats.learn_admin(await ledger.chat(GROUP), THU.user_id, is_admin=True)
        await ledger.consents.record(f"telegram:{THU.user_id}", "notice", 1, answer=True)
        await ledger.audit(
            f"telegram:{THU.user_id}", "names.seen", f"telegram:{THU.user_id}", unit_id=thu.unit_id
        )
        await ledger.file_jobs.ask(TELEGRAM, THU.user_id, f"telegram:{THU.user_id}", "own_data")
        await ledger.questions.ask(await ledger.chat(THU_PRIVATE), "review", THU.name)
        ledger.say("telegram", BOT, Say(THU.user_id, f"Chào {THU.name}"), f"once:way:{THU.user_id}")
        ledger.say("telegram", BOT, Say(NAM.user_id, f"Còn thiếu: {THU.name}, Đỗ Nam"), "names")
        ledger.say(
            "telegram", BOT, Say("-1001", "Số liệu"), "numbers", fallback=Say(THU.user_id, f"{THU.name} ơi")
        )
    await kept_picture(store, files, PICTURE, "7", THU)
    await kept_picture(store, files, SHARED, "8", THU)
    await kept_picture(store, files, SHARED, "9", NAM)
    await keep(store, "31", lane=THU.user_id)
    async with store.write(NOW) as ledger:
        await ledger.inbox.done([row.id for row in await ledger.inbox.claim(9)])
        by = Reviewer(f"telegram:{THU.user_id}", THU.name, thu.id)
        (review,) = await rows(
            store,
            "SELECT r.id FROM review r JOIN person p ON p.id = r.person_id WHERE p.name = :n",
            n=NAM.name,
        )
        item = await ledger.reviews.item(review[0])
        assert item
        await ledger.reviews.accept(item, by)
    return thu


__all__ = [
    "NAM",
    "NOW",
    "PICTURE",
    "SECRET_POST",
    "SHARED",
    "TELEGRAM",
    "THU",
    "THU_PRIVATE",
    "TODAY",
    "Traces",
]
