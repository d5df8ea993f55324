"""Hostile numbers, dates, senders, chats, files, albums and edits."""

from collections.abc import Callable
from typing import Any

from tests.hostile.stage import Cases, Stage, Update
from tests.hostile.values import NASTY_INTS, NASTY_TEXTS, NO_OBJECTS, NO_TEXTS

POST = "https://www.facebook.com/abc/posts/5000"


def numbers(stage: Stage) -> Cases:
    for name, value in NASTY_INTS.items():
        yield f"message_id: {name}", stage.message(text=f"{POST}1", message_id=value)
        yield f"date: {name}", stage.message(text=f"{POST}2", date=value)
        yield (
            f"edit_date: {name}",
            stage.update(edited_message=stage.written(text=f"{POST}3", edit_date=value)),
        )
        yield f"chat: {name}", stage.message(text=f"{POST}4", chat={**stage.group, "id": value})
        yield f"sender: {name}", stage.message(text=f"{POST}5", **{"from": {**stage.sender, "id": value}})
        yield f"topic: {name}", stage.message(text=f"{POST}6", message_thread_id=value, is_topic_message=True)
        yield (
            f"sender and private chat: {name}",
            stage.message(
                text=f"{POST}7",
                chat={**stage.private, "id": value},
                **{"from": {**stage.sender, "id": value}},
            ),
        )
    for name, value in {
        "far future": 253_402_300_800,
        "near the end": 253_402_300_799,
        "before Christ": -(10**11),
    }.items():
        yield f"date: {name}", stage.message(text=f"{POST}8", date=value)
        yield f"asked at: {name}", stage.command("/toi", date=value)


def senders(stage: Stage) -> Cases:
    anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    linked = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    channel = {"id": -1009, "title": "Tin\ud800", "type": "channel"}
    for name, who in {"anonymous": anonymous, "linked": linked, **NO_OBJECTS}.items():
        for text in (POST, "/toi", "/rut", "/ketnoi", "/duyet"):
            yield f"{name} says {text}", stage.message(text=text, **{"from": who}, sender_chat=stage.group)
        yield f"{name} presses", stage.press("x", **{"from": who})
    yield (
        "a post of the channel",
        stage.update(channel_post={**stage.written(chat=channel, text=POST), "from": None}),
    )
    yield "an edited post", stage.update(edited_channel_post=stage.written(chat=channel, text=POST))
    yield (
        "forwarded by the channel",
        stage.message(text=POST, is_automatic_forward=True, sender_chat=channel, **{"from": linked}),
    )
    for name, value in NO_OBJECTS.items():
        yield f"chat: {name}", stage.message(text=POST, chat=value)
        yield f"sender_chat: {name}", stage.message(text=POST, sender_chat=value)
        yield f"forward_origin: {name}", stage.message(text=POST, forward_origin=value)
        yield f"reply_to_message: {name}", stage.message(text=POST, reply_to_message=value)
        yield f"via_bot: {name}", stage.message(text=POST, via_bot=value)
        yield f"the message: {name}", stage.update(message=value)
    for name, text in {**NASTY_TEXTS, **NO_TEXTS}.items():
        for part in ("first_name", "last_name", "username", "language_code"):
            yield f"{part}: {name}", stage.told(text="/toi", **{"from": {**stage.sender, part: text}})
        yield f"chat type: {name}", stage.message(text=POST, chat={**stage.group, "type": text})
        yield f"signature: {name}", stage.message(text=POST, author_signature=text, sender_chat=stage.group)
    for missing in ("from", "chat", "date", "message_id"):
        update = stage.message(text=POST)
        del update["message"][missing]
        yield f"without {missing}", update
    yield "a bot", stage.message(text=POST, **{"from": {**stage.sender, "is_bot": True}})


def files(stage: Stage) -> Cases:
    for name, value in NASTY_INTS.items():
        size = {
            "file_id": f"s{name}",
            "file_unique_id": f"t{name}",
            "width": value,
            "height": value,
            "file_size": value,
        }
        yield f"a picture with sizes: {name}", stage.photo(photo=[size])
        yield f"a document with its size: {name}", stage.document(file_size=value)
        yield f"a picture as document: {name}", stage.document(private=False, file_size=value)
    for name, text in {**NASTY_TEXTS, **NO_TEXTS}.items():
        yield f"file_id: {name}", stage.document(private=False, file_id=text)
        yield f"file_unique_id: {name}", stage.document(private=False, file_unique_id=text)
        yield f"kind: {name}", stage.document(private=False, mime_type=text)
        yield f"name: {name}", stage.document(private=False, file_name=text)
        yield f"the sizes: {name}", stage.photo(photo=text)
        yield f"a size: {name}", stage.photo(photo=[text])
    yield (
        "a thousand sizes",
        stage.photo(photo=[{"file_id": str(each), "file_unique_id": "1"} for each in range(1000)]),
    )
    yield "sizes that say nothing", stage.photo(photo=[{}, {}, {"file_id": "a"}])
    for kind in ("video", "animation", "audio", "voice", "video_note", "sticker", "paid_media", "story"):
        yield f"a {kind} that says nothing", stage.message(**{kind: {}}, caption=POST)
        yield f"a {kind} that is a text", stage.message(**{kind: "x"}, caption=POST)


def albums(stage: Stage) -> Cases:
    for part in range(60):
        yield (
            f"part {part} of many",
            stage.photo(media_group_id="endless", caption=POST if part % 7 == 0 else None),
        )
    for part in range(5):
        yield f"part {part} with the id again", stage.photo(media_group_id="same", message_id=31)
    for name, value in {**NASTY_TEXTS, **NASTY_INTS, **NO_TEXTS}.items():
        yield f"its id: {name}", stage.photo(media_group_id=value)
        yield f"its id: {name}, again", stage.photo(media_group_id=value)


def edits(stage: Stage) -> Cases:
    def edit(**fields: Any) -> Update:
        return stage.update(edited_message=stage.written(**{"edit_date": stage.at + 5, **fields}))

    yield "of what was never said", edit(text=POST, message_id=1)
    yield "to nothing", edit()
    for number, kind in enumerate(("text", "photo", "document", "contact", "location", "dice")):
        stays = 40_000 + number
        body: dict[str, Any] = (
            {"text": f"{POST}{number}"}
            if kind != "photo"
            else {"photo": [{"file_id": "a", "file_unique_id": "b"}]}
        )
        yield f"first: {kind}", stage.message(message_id=stays, **body)
        yield f"{kind} to rubbish", edit(message_id=stays, **{kind: {}})
        yield f"{kind} to a link", edit(message_id=stays, text=POST)
        yield (
            f"{kind} to a hundred links",
            edit(message_id=stays, text=" ".join(f"{POST}{each}" for each in range(100))),
        )
        yield f"{kind} to a command", edit(message_id=stays, text="/rut")
        yield (
            f"{kind} to half letters",
            edit(message_id=stays, text="https://www.facebook.com/a%D8\ud800/posts/1"),
        )
        yield f"{kind} in the past", edit(message_id=stays, text=POST, edit_date=-5, date=0)
        yield f"{kind} by another", edit(message_id=stays, text=POST, **{"from": {**stage.sender, "id": 999}})


FAMILIES: dict[str, Callable[[Stage], Cases]] = {
    "numbers": numbers,
    "senders": senders,
    "files": files,
    "albums": albums,
    "edits": edits,
}
