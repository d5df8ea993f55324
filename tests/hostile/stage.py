"""Who stands on the stage when hostile updates are played, and the plain updates that the corpus bends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Update = dict[str, Any]
Cases = Iterator[tuple[str, Update]]

DEEP = "@deep:"
"""A string that begins so is written as that many nested lists: no Python value can hold them."""


def deep(levels: int) -> str:
    return f"{DEEP}{levels}@"


def as_json(update: Update) -> str:
    """The bytes that would be sent: lone surrogates escaped, NaN as it is, nesting spelled out."""
    text = json.dumps(update)
    while (start := text.find(f'"{DEEP}')) >= 0:
        end = text.index('@"', start + len(DEEP) + 1)
        levels = int(text[start + len(DEEP) + 1 : end])
        text = f"{text[:start]}{'[' * levels}{']' * levels}{text[end + 2 :]}"
    return text


@dataclass
class Stage:
    """`group` hears good messages as well; `other` is a group only for the hostile."""

    group: dict[str, Any]
    other: dict[str, Any]
    sender: dict[str, Any]
    at: int
    ids: Iterator[int] = field(default_factory=lambda: count(700_000_000))
    numbers: Iterator[int] = field(default_factory=lambda: count(500_000))

    @property
    def private(self) -> dict[str, Any]:
        return {"id": self.sender["id"], "type": "private", "first_name": self.sender["first_name"]}

    def update(self, **body: Any) -> Update:
        return {"update_id": next(self.ids), **body}

    def written(self, **fields: Any) -> dict[str, Any]:
        plain = {"message_id": next(self.numbers), "from": self.sender, "chat": self.group, "date": self.at}
        return {**plain, **fields}

    def message(self, **fields: Any) -> Update:
        return self.update(message=self.written(**fields))

    def told(self, **fields: Any) -> Update:
        """Said to the bot in private."""
        return self.message(chat=self.private, **fields)

    def command(self, text: str, *, private: bool = True, **fields: Any) -> Update:
        word = len(text.split(" ", 1)[0].encode("utf-16-le", "surrogatepass")) // 2
        entities = [{"type": "bot_command", "offset": 0, "length": word}]
        say = self.told if private else self.message
        return say(text=text, entities=entities, **fields)

    def press(self, data: Any, **fields: Any) -> Update:
        query = {
            "id": str(next(self.numbers)),
            "from": self.sender,
            "chat_instance": "1",
            "message": self.written(chat=self.private, text="?"),
            "data": data,
        }
        return self.update(callback_query={**query, **fields})

    def photo(self, **fields: Any) -> Update:
        number = next(self.numbers)
        size = {
            "file_id": f"f{number}",
            "file_unique_id": f"u{number}",
            "width": 90,
            "height": 200,
            "file_size": 900,
        }
        return self.message(**{"photo": [size], **fields})

    def document(self, *, private: bool = True, **fields: Any) -> Update:
        number = next(self.numbers)
        file = {
            "file_id": f"f{number}",
            "file_unique_id": f"u{number}",
            "file_name": "anh.png",
            "mime_type": "image/png",
            "file_size": 7,
        }
        say = self.told if private else self.message
        return say(document={**file, **fields})
