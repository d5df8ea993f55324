"""Families kept aside until the others were mended: groups, service messages, contacts, lists, shapes."""

from collections.abc import Callable
from typing import Any

from tests.hostile.stage import Cases, Stage, deep
from tests.hostile.values import NASTY_INTS, NASTY_TEXTS, NO_OBJECTS, NO_TEXTS

POST = "https://www.facebook.com/abc/posts/6000"
TITLES = {
    "the unknown": "Chưa rõ",
    "the unknown in NFD": "Chu\u031ba ro\u0303",
    "a code": "HOASEN",
    "the department": "SO",
    "another's name": "Tiểu học Hoa Sen",
    "a number": "26000",
    "a command": "/ketnoi HOASEN",
    "10 kB": "Trường " * 1500,
}
SERVICES = """
    new_chat_title new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created
    channel_chat_created message_auto_delete_timer_changed pinned_message invoice
    successful_payment refunded_payment users_shared chat_shared connected_website
    write_access_allowed passport_data proximity_alert_triggered boost_added chat_background_set
    forum_topic_created forum_topic_edited forum_topic_closed giveaway giveaway_winners
    video_chat_started video_chat_ended web_app_data new_chat_members left_chat_member
    migrate_to_chat_id migrate_from_chat_id dice poll location venue game checklist gift
    unique_gift direct_message_price_changed suggested_post_info
""".split()  # noqa: SIM905
KINDS = """
    message edited_message channel_post edited_channel_post business_connection business_message
    deleted_business_messages message_reaction message_reaction_count inline_query
    chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll
    poll_answer my_chat_member chat_member chat_join_request chat_boost removed_chat_boost
    guest_message a_kind_of_tomorrow
""".split()  # noqa: SIM905


def titles(stage: Stage) -> Cases:
    for name, title in {**TITLES, **NASTY_TEXTS, **NO_TEXTS}.items():
        chat = {**stage.other, "title": title}
        yield f"proof: {name}", stage.message(chat=chat, text=POST)
        yield f"renamed: {name}", stage.message(chat=chat, new_chat_title=title)
        yield f"asked: {name}", stage.command("/ketnoi", private=False, chat=chat)
        yield (
            f"topic: {name}",
            stage.message(chat=chat, forum_topic_created={"name": title, "icon_color": title}),
        )
        yield (
            f"forwarded from: {name}",
            stage.told(
                text=POST,
                forward_origin={
                    "type": "channel",
                    "chat": {"id": -1007, "type": "channel", "title": title},
                    "message_id": 1,
                },
            ),
        )


def standings(stage: Stage) -> Cases:
    def change(kind: str, **fields: Any) -> dict[str, Any]:
        plain: dict[str, Any] = {"chat": stage.other, "from": stage.sender, "date": stage.at}
        plain |= {"old_chat_member": {"user": stage.sender, "status": "left"}}
        plain |= {"new_chat_member": {"user": stage.sender, "status": "member"}}
        return stage.update(**{kind: {**plain, **fields}})

    for kind in ("my_chat_member", "chat_member"):
        for name, value in {**NO_OBJECTS, **NO_TEXTS}.items():
            yield f"{kind} new: {name}", change(kind, new_chat_member=value)
            yield f"{kind} old: {name}", change(kind, old_chat_member=value)
            yield (
                f"{kind} status: {name}",
                change(kind, new_chat_member={"user": stage.sender, "status": value}),
            )
            yield (
                f"{kind} user: {name}",
                change(kind, new_chat_member={"user": value, "status": "administrator"}),
            )
            yield f"{kind} chat: {name}", change(kind, chat=value)
            yield f"{kind} all: {name}", stage.update(**{kind: value})
        for name, value in NASTY_INTS.items():
            yield f"{kind} date: {name}", change(kind, date=value)
            yield (
                f"{kind} until: {name}",
                change(
                    kind,
                    new_chat_member={
                        "user": stage.sender,
                        "status": "restricted",
                        "until_date": value,
                        "is_member": value,
                    },
                ),
            )
        for status in ("creator", "administrator", "member", "restricted", "left", "kicked", "emperor"):
            yield (
                f"{kind} becomes {status}",
                change(kind, new_chat_member={"user": stage.sender, "status": status}),
            )


def migrations(stage: Stage) -> Cases:
    for name, value in {**NASTY_INTS, "itself": stage.other["id"], "a person": stage.sender["id"]}.items():
        yield f"to: {name}", stage.message(chat=stage.other, migrate_to_chat_id=value)
        yield f"from: {name}", stage.message(chat=stage.other, migrate_from_chat_id=value)
    ring = [-2001, -2002, -2003]
    for number, chat in enumerate(ring * 3):
        following = ring[(number + 1) % 3]
        room = {"id": chat, "type": "group", "title": "Vòng"}
        yield f"round and round {number}", stage.message(chat=room, migrate_to_chat_id=following)
        yield f"back again {number}", stage.message(chat={**room, "id": following}, migrate_from_chat_id=chat)
        yield f"proof on the way {number}", stage.message(chat=room, text=f"{POST}{number}")


def services(stage: Stage) -> Cases:
    for kind in SERVICES:
        for name, value in NO_OBJECTS.items():
            yield f"{kind}: {name}", stage.message(chat=stage.other, **{kind: value})
        yield (
            f"{kind} in private with proof",
            stage.told(text=POST, **{kind: {"id": 1, "text": "a%D8\ud800"}}),
        )
    for name, value in {**NO_OBJECTS, **NASTY_INTS}.items():
        yield f"newcomers: {name}", stage.message(chat=stage.other, new_chat_members=[value])


def contacts(stage: Stage) -> Cases:
    for name, value in {**NASTY_TEXTS, **NO_TEXTS}.items():
        plain = {"phone_number": "+84912345678", "first_name": "Lan", "user_id": stage.sender["id"]}
        yield f"number: {name}", stage.told(contact={**plain, "phone_number": value})
        yield f"name: {name}", stage.told(contact={**plain, "first_name": value, "last_name": value})
        yield f"vcard: {name}", stage.told(contact={**plain, "vcard": value})
    for name, value in NASTY_INTS.items():
        yield (
            f"whose: {name}",
            stage.told(contact={"phone_number": "0912345678", "first_name": "a", "user_id": value}),
        )
    for number in (
        "1" * 5000,
        "+",
        "0",
        "+84" * 500,
        "٠٩١٢٣٤٥٦٧٨",
        "0912 345 678;ext=1",
        "-1",
        "0x912",
        "1e9",
        "²²²²²²²²²²",
    ):
        yield (
            f"number: {number[:12]}",
            stage.told(contact={"phone_number": number, "first_name": "a", "user_id": stage.sender["id"]}),
        )
    for name, value in NO_OBJECTS.items():
        yield f"the contact: {name}", stage.told(contact=value)


def lists(stage: Stage) -> Cases:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    for name, value in {**NASTY_TEXTS, **NO_TEXTS}.items():
        listed = f"danh sách {value}.xlsx" if isinstance(value, str) else value
        yield f"name: {name}", stage.document(file_name=listed, mime_type=sheet)
        yield f"kind: {name}", stage.document(file_name="ds.xlsx", mime_type=value)
        yield (
            f"caption: {name}",
            stage.message(
                chat=stage.private,
                caption=value,
                document={
                    "file_id": "l",
                    "file_unique_id": f"l{name}",
                    "file_name": "ds.csv",
                    "mime_type": "text/csv",
                },
            ),
        )
    for name, value in NASTY_INTS.items():
        yield f"size: {name}", stage.document(file_name="ds.xlsx", mime_type=sheet, file_size=value)
    for ending in (
        "xls",
        "xlsm",
        "ods",
        "csv",
        "tsv",
        "docx",
        "pdf",
        "zip",
        "exe",
        "xlsx.exe",
        "",
        ".",
        "XLSX",
        "xlsx\0",
    ):
        yield f"ending {ending!a}", stage.document(file_name=f"danh sach.{ending}", mime_type=sheet)


def payloads(stage: Stage) -> Cases:
    for number, (name, text) in enumerate(NASTY_TEXTS.items()):
        yield f"start: {name}", stage.command(f"/start {text}")
        yield (
            f"start with the bot: {name}",
            stage.command(f"/start@minhchung_bot {text}", private=number % 2 == 0),
        )
    for word in (
        "0",
        "a" * 64,
        "a" * 65,
        "A-_" * 20,
        "moi_9999999999999999999",
        "u_-1",
        "start",
        "..",
        "%D8",
        "==",
        "a b c",
    ):
        for head in ("", "m", "i", "g", "p", "u", "moi_", "k-", "w"):
            yield f"start {head}{word}", stage.command(f"/start {head}{word}")


def shapes(stage: Stage) -> Cases:
    for kind in KINDS:
        for name, value in NO_OBJECTS.items():
            yield f"{kind}: {name}", stage.update(**{kind: value})
        yield f"{kind} with a proof", stage.update(**{kind: stage.written(text=f"{POST}%D8")})
        yield f"{kind} that is old", stage.update(**{kind: stage.written(text=POST, date=1)})
    yield "nested in the unknown", stage.message(text=POST, tomorrow=deep(900))
    yield "nested in the entities", stage.message(text=POST, entities=deep(900))
    yield "nested where a text was", stage.message(text=deep(900))
    yield "a quote of a quote", stage.message(text=POST, reply_to_message=_quotes(stage, 300))
    yield "20,000 unknown fields", stage.message(text=POST, **{f"f{each}": each for each in range(20_000)})
    yield "keys with half letters", stage.message(text=POST, **{"\ud800": 1, "\0": 2, "": 3})
    yield (
        "two things at once",
        stage.update(message=stage.written(text=POST), edited_message=stage.written(text=POST)),
    )


def _quotes(stage: Stage, levels: int) -> dict[str, Any]:
    quoted = stage.written(text=POST)
    for _ in range(levels):
        quoted = stage.written(text=POST, reply_to_message=quoted)
    return quoted


FAMILIES: dict[str, Callable[[Stage], Cases]] = {
    "titles": titles,
    "standings": standings,
    "migrations": migrations,
    "services": services,
    "contacts": contacts,
    "lists": lists,
    "payloads": payloads,
    "shapes": shapes,
}
