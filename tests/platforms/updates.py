"""Raw updates as Telegram sends them; each factory gives a plain one, and arguments change it."""

from itertools import count
from typing import Any

NOON = 1763366400
GROUP = {"id": -1001, "title": "Tổ Toán", "type": "supergroup"}
PRIVATE = {"id": 77, "first_name": "Lan", "type": "private"}
CHANNEL = {"id": -1009, "title": "Tin trường", "type": "channel"}
LAN = {"id": 77, "is_bot": False, "first_name": "Lan", "last_name": "Nguyễn", "language_code": "vi"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
LINK = "https://www.facebook.com/abc/posts/1"

_ids = count(1000)


def update(**body: Any) -> dict[str, Any]:
    return {"update_id": next(_ids), **body}


def written(**fields: Any) -> dict[str, Any]:
    message = {"message_id": 5, "from": LAN, "chat": GROUP, "date": NOON, "text": LINK}
    return {key: value for key, value in {**message, **fields}.items() if value is not None}


def message(**fields: Any) -> dict[str, Any]:
    return update(message=written(**fields))


def photo(**fields: Any) -> dict[str, Any]:
    sizes = [
        {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 200, "file_size": 900},
        {"file_id": "large", "file_unique_id": "l", "width": 1080, "height": 2400, "file_size": 90_000},
        {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 700, "file_size": 9_000},
    ]
    return message(**{"text": None, "photo": sizes, **fields})


def document(**fields: Any) -> dict[str, Any]:
    chat = fields.pop("chat", GROUP)
    file = {
        "file_id": "d",
        "file_unique_id": "du",
        "file_name": "anh.png",
        "mime_type": "image/png",
        "file_size": 7,
    }
    return message(chat=chat, text=None, document={**file, **fields})


def contact(chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    shared = {"phone_number": "+84912345678", "first_name": "Lan", "user_id": 77, **fields}
    given = {key: value for key, value in shared.items() if value is not None}
    return message(chat=chat, text=None, contact=given)


def button(**fields: Any) -> dict[str, Any]:
    query = {"id": "99", "from": LAN, "message": written(), "chat_instance": "1", "data": "ok:1"}
    return update(callback_query={**query, **fields})


def member(status: str, user: dict[str, Any] = LAN, **fields: Any) -> dict[str, Any]:
    return {"user": user, "status": status, **fields}


def own_standing(old: dict[str, Any], new: dict[str, Any], **fields: Any) -> dict[str, Any]:
    change = {"chat": GROUP, "from": LAN, "date": NOON, "old_chat_member": old, "new_chat_member": new}
    return update(my_chat_member={**change, **fields})


def presence(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    admin = {**LAN, "id": 5}
    change = {"chat": GROUP, "from": admin, "date": NOON, "old_chat_member": old, "new_chat_member": new}
    return update(chat_member=change)
