"""Fields of control requests, checked; errors name the field."""

from typing import Any

from aiohttp import web

from simulator.errors import WorldError
from simulator.model import Chat
from simulator.params import Upload, read_multipart
from simulator.state import State
from simulator.wire import encode


class Fields:
    """What a control request carries, from JSON or from a form."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise WorldError(f"{name} must be a whole number") from None

    def need_number(self, name: str) -> int:
        value = self.number(name)
        if value is None:
            raise WorldError(f"{name} is missing")
        return value

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise WorldError(f"{name} must be text")
        return value or None

    def need_text(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise WorldError(f"{name} is missing")
        return value

    def flag(self, name: str) -> bool:
        return self.values.get(name) in {True, "true", "1", "on"}

    def items(self, name: str) -> list[Any]:
        value = self.values.get(name)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def uploads(self, name: str) -> list[Upload]:
        return [item for item in self.items(name) if isinstance(item, Upload)]


async def read_fields(request: web.Request) -> Fields:
    if request.content_type.startswith("multipart/"):
        return Fields(await read_multipart(request))
    value = await read_json(request)
    if not isinstance(value, dict):
        raise WorldError("the request must be a JSON object")
    return Fields(value)


async def read_json(request: web.Request) -> Any:
    try:
        return await request.json() if request.can_read_body else {}
    except ValueError:
        raise WorldError("the request is no JSON") from None


def answer(value: Any) -> web.Response:
    return web.Response(body=encode(value), content_type="application/json")


def query_number(request: web.Request, name: str) -> int | None:
    return Fields(dict(request.query)).number(name)


def chat_in(state: State, request: web.Request) -> Chat:
    """The chat in the path; `?bot=` tells private chats of several bots apart."""
    return state.chat(int(request.match_info["chat"]), query_number(request, "bot"))
