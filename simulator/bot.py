"""A bot as the platform knows it."""

from dataclasses import dataclass, field

from simulator.limits import Limiter
from simulator.model import Chat, User
from simulator.pending import UpdateQueue
from simulator.wire import Json

Commands = dict[tuple[str, str], list[Json]]


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed to, and how that has gone so far."""

    url: str
    secret_token: str | None = None
    max_connections: int = 40
    ip_address: str | None = None
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(slots=True)
class Bot:
    user: User
    token: str
    limiter: Limiter
    can_read_all_group_messages: bool = False
    queue: UpdateQueue = field(default_factory=UpdateQueue)
    webhook: Webhook | None = None
    commands: Commands = field(default_factory=dict)
    private_chats: dict[int, Chat] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def username(self) -> str:
        return self.user.username or ""

    def get_me(self) -> Json:
        return self.user.as_json() | {
            "can_join_groups": True,
            "can_read_all_group_messages": self.can_read_all_group_messages,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
