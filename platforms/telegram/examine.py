"""What an operator should know before the bot starts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from platforms.messages import Identity
from platforms.telegram.accessors import mapping, moment, number, text


@dataclass(frozen=True, slots=True)
class Examination:
    identity: Identity
    privacy: bool
    """On means: deaf in every group where the bot is not an administrator."""
    webhook_url: str
    pending: int
    last_error: str
    last_error_at: datetime | None


class Line(Protocol):
    async def introduce(self) -> Identity: ...

    async def ask(self, method: str, data: dict[str, Any]) -> Any: ...


async def examine(messenger: Line) -> Examination:
    """Who the bot is and how its updates travel; raises what `introduce` raises."""
    identity = await messenger.introduce()
    hook = mapping(await messenger.ask("getWebhookInfo", {}))
    return Examination(
        identity=identity,
        privacy=not identity.hears_all,
        webhook_url=text(hook.get("url")),
        pending=number(hook.get("pending_update_count")) or 0,
        last_error=text(hook.get("last_error_message")),
        last_error_at=moment(hook.get("last_error_date")),
    )
