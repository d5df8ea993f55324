"""An administrator at the phone: types, sees a message with buttons, presses one by its words."""

from dataclasses import dataclass, field
from typing import Any

from rules.outgoing import AnswerButton, Button, Outgoing, Rewrite, Say
from tests.handlers.school import BOSS, School, private
from tests.platforms import updates


@dataclass
class Phone:
    """A private chat with the bot; `text` and `rows` are the newest message as it stands now."""

    school: School
    who: dict[str, Any] = field(default_factory=lambda: BOSS)
    text: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    alert: str = ""

    @property
    def labels(self) -> list[str]:
        return [button.label for row in self.rows for button in row]

    async def types(self, words: str) -> str:
        await self._take(await self.school.hears(private(words, 60, self.who)))
        return self.text

    async def press(self, label: str) -> str:
        """The button whose label begins like this."""
        found = [button for row in self.rows for button in row if button.label.startswith(label)]
        assert found, f"{label!r} is none of {self.labels}"
        return await self.sends(found[0].data)

    async def sends(self, data: str, chat: dict[str, Any] | None = None) -> str:
        """A press, be the button there or forged."""
        assert len(data.encode()) <= 64
        here = chat or {"id": self.who["id"], "first_name": self.who["first_name"], "type": "private"}
        message = updates.written(message_id=61, chat=here)
        query = {"id": "9", "from": self.who, "message": message, "data": data}
        await self._take(await self.school.hears(updates.update(callback_query=query)))
        return self.text

    async def _take(self, said: list[Outgoing]) -> None:
        self.alert = ""
        for each in said:
            if isinstance(each, Say | Rewrite) and each.chat_id == str(self.who["id"]):
                self.text, self.rows = each.text, each.buttons
            elif isinstance(each, AnswerButton) and each.alert:
                self.alert = each.text
