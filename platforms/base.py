"""What a platform offers to the rest of the house."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol

from platforms.messages import Delivery, Identity, Incoming, Standing
from rules.outgoing import Outgoing

Keep = Callable[[Sequence[Delivery]], Awaitable[None]]
"""Writes deliveries down for good; only when it returns may they be confirmed to the platform."""


class Messenger(Protocol):
    platform: str
    bot: str

    async def introduce(self) -> Identity:
        """Ask the platform who we are; BadTokenError when it does not know us."""

    def understand(self, raw: dict[str, Any]) -> Incoming | None:
        """The update in our words, or None when nothing in it is for us."""

    async def deliver(self, outgoing: Outgoing) -> str | None:
        """Say it; the id of the new message where there is one."""

    async def is_admin(self, chat_id: str, user_id: str) -> bool: ...

    async def admins(self, chat_id: str) -> list[str]:
        """The ids of a group's administrators, without bots."""

    async def standing(self, chat_id: str) -> Standing: ...

    async def receive(self, keep: Keep) -> None:
        """Hand over updates until cancelled, confirming only what `keep` has kept."""

    async def close(self) -> None: ...
