"""A school with a staff list, and what people press and share."""

from dataclasses import dataclass, replace
from typing import Any

from platforms.messages import Contact, Incoming
from rules.outgoing import AnswerButton, Button, Outgoing, Rewrite, Say
from tests.handlers.school import School
from tests.platforms import updates
from tests.platforms.updates import GROUP, LAN
from tests.storage.ledger import rows


@dataclass
class HearsNumbers(School):
    """A platform that tells whose number somebody shares."""

    def understand(self, source: str, raw: dict[str, object]) -> Incoming | None:
        message = super().understand(source, raw)
        told = raw.get("message")
        shared = told.get("contact") if isinstance(told, dict) else None
        if message is None or not shared:
            return message
        return replace(message, contact=Contact(shared["phone_number"], str(shared.get("user_id", ""))))


def press(
    data: str, who: dict[str, Any] = LAN, *, group: bool = False, message_id: int = 90
) -> dict[str, Any]:
    chat = GROUP if group else {"id": who["id"], "first_name": who["first_name"], "type": "private"}
    return updates.button(
        **{"from": who, "data": data, "message": updates.written(chat=chat, message_id=message_id)}
    )


def buttons(said: list[Outgoing]) -> list[Button]:
    return [
        button for each in said if isinstance(each, (Say, Rewrite)) for row in each.buttons for button in row
    ]


def button(said: list[Outgoing], label: str) -> str:
    """What a button holds whose label begins like this."""
    (found,) = [each.data for each in buttons(said) if each.label.startswith(label)]
    return found


def told(said: list[Outgoing]) -> str:
    return "\n".join(each.text for each in said if isinstance(each, (Say, Rewrite, AnswerButton)))


async def unit_of_group(school: School) -> int:
    ((unit_id,),) = await rows(school.store, "SELECT unit_id FROM chat WHERE chat_id = '-1001'")
    return int(unit_id)


async def owner(school: School, who: dict[str, Any] = LAN) -> str:
    """Under which name the account of somebody counts."""
    query = "SELECT person.name FROM account JOIN person ON person.id = person_id WHERE user_id = :user"
    ((name,),) = await rows(school.store, query, user=str(who["id"]))
    return str(name)
