"""How a call to a platform can go wrong, in the four ways that make a difference to us."""


class PlatformError(Exception):
    """Anything a platform did instead of what was asked. Its text never holds an address or a token."""


class TryLaterError(PlatformError):
    """An outage: no connection, a time-out, a 5xx, no JSON. The same call may succeed later."""


class SlowDownError(PlatformError):
    """Too many calls; the platform says how many seconds to wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


class MovedError(PlatformError):
    """The group became a supergroup with another id."""

    def __init__(self, chat_id: str) -> None:
        super().__init__("the group has a new id")
        self.chat_id = chat_id


class NeverError(PlatformError):
    """This call can never succeed."""


class ChatGoneError(NeverError):
    """The bot was removed or blocked, or the chat no longer exists."""


class NoRightError(NeverError):
    """The bot may not do this in this chat (muted, a right is missing)."""


class NotPossibleHereError(NeverError):
    """A nicety this chat does not have, such as a reaction; nobody needs to hear about it."""


class BadTokenError(PlatformError):
    """The platform does not know this token."""


class ConflictError(TryLaterError):
    """Somebody else is reading this bot's updates."""
