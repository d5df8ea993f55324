"""Valid updates bent at random, the same way for the same seed."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.hostile.stage import Cases, Stage, Update
from tests.hostile.values import NASTY_INTS, NASTY_TEXTS, NO_OBJECTS, NO_TEXTS

RUBBISH = [*NASTY_TEXTS.values(), *NASTY_INTS.values(), *NO_TEXTS.values(), *NO_OBJECTS.values()]
SHORT = [value for value in RUBBISH if not isinstance(value, str) or len(value) < 10_000]
Place = tuple[Any, Any]


def mutants(stage: Stage, seed: int, number: int) -> Cases:
    random = Random(seed)
    for each in range(number):
        update = copy.deepcopy(_plain(stage, random))
        for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
            _bend(update, random)
        yield f"mutant {seed}/{each}", update


def _plain(stage: Stage, random: Random) -> Update:
    post = f"https://www.facebook.com/abc/posts/8{random.randint(0, 10**9)}"
    contact = {"phone_number": "+84912345678", "first_name": "Lan", "user_id": stage.sender["id"]}
    standing = {"user": stage.sender, "status": "member"}
    change = {"chat": stage.other, "from": stage.sender, "date": stage.at}
    entity = [{"type": "url", "offset": 0, "length": len(post)}]
    return random.choice(
        [
            stage.message(text=post, entities=entity),
            stage.told(text=post, entities=entity, reply_to_message=stage.written(text=post)),
            stage.message(
                text="đây", entities=[{"type": "text_link", "offset": 0, "length": 3, "url": post}]
            ),
            stage.photo(caption="nộp ạ", media_group_id="m"),
            stage.document(private=random.random() < 0.5, caption=post),
            stage.told(contact=contact),
            stage.command(
                random.choice(
                    ["/toi", "/tonghop tuần 47", "/rut", "/mien Lan", "/start x", "/trang thêm " + post]
                )
            ),
            stage.press("ok:1"),
            stage.update(edited_message=stage.written(text=post, edit_date=stage.at)),
            stage.update(my_chat_member={**change, "old_chat_member": standing, "new_chat_member": standing}),
            stage.update(chat_member={**change, "old_chat_member": standing, "new_chat_member": standing}),
            stage.message(chat=stage.other, migrate_from_chat_id=-2009),
            stage.message(text=post, sender_chat=stage.group, **{"from": {"id": 1087968824, "is_bot": True}}),
        ]
    )


def _bend(update: Update, random: Random) -> None:
    places = [each for each in _places(update) if each[1] != "update_id"]
    if not places:
        return
    inside, key = random.choice(places)
    old = inside[key]
    match random.randrange(7):
        case 0:
            del inside[key]
        case 1:
            inside[key] = copy.deepcopy(random.choice(places)[0])
        case 2 if isinstance(old, str) and old:
            cut = random.randrange(len(old))
            inside[key] = (
                old[:cut] + random.choice(["\ud800", "\0", "%D8", "%00", "\u202e", "\u0301"]) + old[cut:]
            )
        case 2 if isinstance(old, int):
            inside[key] = random.choice(
                [old + 2**63, -old, old * 10**12, -old - 0.5 if abs(old) < 2**60 else 0.5, str(old)]
            )
        case 3:
            inside[key] = [old] * 3
        case _:
            inside[key] = copy.deepcopy(random.choice(SHORT))


def _places(inside: Any) -> Iterator[Place]:
    pairs = (
        inside.items() if isinstance(inside, dict) else enumerate(inside) if isinstance(inside, list) else ()
    )
    for key, value in list(pairs):
        yield inside, key
        yield from _places(value)
