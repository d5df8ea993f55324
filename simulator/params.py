"""Parameters of a Bot API call, however the client wrapped them."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import FileField

from simulator.errors import bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes
    mime_type: str


class Params:
    """Typed access; nested values may come as JSON text or as JSON."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return value if value is None or isinstance(value, str) else str(value)

    def number(self, name: str) -> int | None:
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}"') from None

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        return value is True or (isinstance(value, str) and value.lower() in {"true", "1", "yes"})

    def nested(self, name: str, what: str) -> Any:
        """A JSON value; `what` names it in the error as Telegram does."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what} JSON object") from None

    def objects(self, name: str, what: str) -> list[dict[str, Any]] | None:
        value = self.nested(name, what)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise bad_request(f"can't parse {what} JSON object")
        return value

    def table(self, name: str, what: str) -> dict[str, Any] | None:
        value = self.nested(name, what)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"can't parse {what} JSON object")
        return value

    def upload(self, name: str) -> Upload | str | None:
        """A file in the request, also by attach://, or else the file_id or address given."""
        value = self.values.get(name)
        return self.attached(value)

    def attached(self, value: Any) -> Upload | str | None:
        if isinstance(value, str) and value.startswith("attach://"):
            value = self.values.get(value.removeprefix("attach://"))
        return value if isinstance(value, Upload | str) else None

    def loggable(self) -> dict[str, Any]:
        """Values for the call log, files by name and size only."""
        return {
            name: {"file_name": value.name, "size": len(value.data)} if isinstance(value, Upload) else value
            for name, value in self.values.items()
        }


async def read_params(request: web.Request) -> Params:
    """Query string first, then the body over it."""
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method == "POST" and request.body_exists:
        values |= await _read_body(request)
    return Params(values)


async def _read_body(request: web.Request) -> dict[str, Any]:
    kind = request.content_type
    if kind == "multipart/form-data":
        return await read_multipart(request)
    body = await request.read()
    if kind == "application/json":
        return _json_object(body)
    if kind == "application/x-www-form-urlencoded":
        return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return {}


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad_request("can't parse JSON object")
    return value


async def read_multipart(request: web.Request) -> dict[str, Any]:
    """Fields by name; a field that comes more than once becomes a list."""
    values: dict[str, Any] = {}
    for name, value in (await request.post()).items():
        item = _upload(value) if isinstance(value, FileField) else value
        if name in values:
            earlier = values[name] if isinstance(values[name], list) else [values[name]]
            values[name] = [*earlier, item]
        else:
            values[name] = item
    return values


def _upload(field: FileField) -> Upload:
    with field.file as file:
        return Upload(field.filename, file.read(), field.content_type)
