"""A school with things to review, and somebody who presses the buttons."""

import re
from typing import Any

from rules.outgoing import AnswerButton, Button, Outgoing, React, Rewrite, Say, Show
from tests.handlers.school import BOSS, School, picture, post, private
from tests.platforms import updates
from tests.storage.ledger import change, reading, rows

DUYET = "/duyet"


def pressing(
    data: str,
    who: dict[str, Any] = BOSS,
    message_id: int = 700,
    *,
    of_picture: bool = False,
    chat: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Somebody presses a button under a message of the bot, in their private chat if nowhere else."""
    room = chat or {"id": who["id"], "first_name": who["first_name"], "type": "private"}
    size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
    shown = {"photo": [size]} if of_picture else {}
    message = updates.written(chat=room, message_id=message_id, **shown)
    return updates.button(**{"from": who, "message": message, "data": data})


def buttons(said: list[Outgoing]) -> dict[str, str]:
    """Of the newest message with any: by label, what they hold."""
    for each in reversed(said):
        if isinstance(each, Say | Show | Rewrite) and each.buttons:
            return {button.label: button.data for row in each.buttons for button in row}
    return {}


def named(said: list[Outgoing], label: str) -> str:
    return next(data for shown, data in buttons(said).items() if label in shown)


def shown(said: list[Outgoing], who: dict[str, Any] = BOSS) -> list[str]:
    """The words of new messages to somebody, pictures or not."""
    return [each.text for each in said if isinstance(each, Say | Show) and each.chat_id == str(who["id"])]


def rewritten(said: list[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, Rewrite)]


def heard(said: list[Outgoing]) -> list[str]:
    """What stands over pressed buttons."""
    return [each.text for each in said if isinstance(each, AnswerButton)]


def reacted(said: list[Outgoing]) -> list[tuple[str, str, str]]:
    return [(each.chat_id, each.message_id, each.reaction.value) for each in said if isinstance(each, React)]


def all_buttons(each: Outgoing) -> list[Button]:
    found = each.buttons if isinstance(each, Say | Show | Rewrite) else ()
    return [button for row in found for button in row]


async def lead(school: School, who: dict[str, Any] = BOSS) -> None:
    """The bot knows that somebody administers the group, and they have opened a private chat."""
    await school.hears(post("/tonghop", 90, who), private("/trogiup", 91, who))
    await school.said()


async def opened(school: School, who: dict[str, Any] = BOSS) -> list[Outgoing]:
    """What somebody sees who begins to review."""
    await school.said()
    return await school.hears(private(DUYET, 92, who))


async def wait(school: School, *uniques: str, who: dict[str, Any] | None = None) -> None:
    """Pictures of somebody wait, and the machine has found nothing in them."""
    for number, unique in enumerate(uniques):
        fields: dict[str, Any] = {"who": who} if who else {}
        await school.hears(picture(unique, 200 + number + (100 if who else 0), **fields))
    await settle(school)
    await school.said()


async def settle(school: School) -> None:
    await change(school.store, "UPDATE picture SET state = 'settled' WHERE state = 'waiting'")


async def store_image(school: School, evidence_id: int, name: str) -> None:
    """The picture of an evidence was fetched and stands in the file store under a name."""
    await _store(school, name, "evidence_id = :number", evidence_id)


async def store_part(school: School, picture_id: int, name: str) -> None:
    """The same of one picture of an album."""
    await _store(school, name, "id = :number", picture_id)


async def _store(school: School, name: str, which: str, number: int) -> None:
    await change(
        school.store,
        "INSERT INTO image (original, sha256, width, height, size, stripes, made_at)"
        " VALUES (:name, :name, 1, 1, 1, '', '2025-11-17 00:00:00')",
        name=name,
    )
    await change(
        school.store,
        "UPDATE picture SET state = 'settled', image_id = (SELECT id FROM image WHERE sha256 = :name)"
        f" WHERE {which}",
        name=name,
        number=number,
    )


async def ask(school: School, evidence_id: int, why: str, other_id: int | None = None) -> None:
    async with school.store.write(school.now) as ledger:
        await ledger.reviews.ask(evidence_id, why, other_id)


async def states(school: School) -> dict[int, str]:
    return {row[0]: row[1] for row in await rows(school.store, "SELECT id, state FROM evidence")}


async def is_sound(school: School) -> bool:
    return await reading(school.store).whole.verify() == []


def numbers_in(data: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", data)]


def of_version(data: str, version: int) -> str:
    verb, number = data.split(":")[1:3]
    return f"review:{verb}:{number}:{version}"
