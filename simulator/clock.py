"""The simulator's own idea of now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from time import time

VIETNAM = timezone(timedelta(hours=7))


@dataclass(slots=True)
class Clock:
    """Wall time, shifted by an offset that tests and demos may set."""

    offset_seconds: float = 0.0

    def now(self) -> int:
        return int(time() + self.offset_seconds)

    def moment(self) -> datetime:
        """Now, to the fraction of a second; whoever shares this clock jumps along with the world."""
        return datetime.fromtimestamp(time() + self.offset_seconds, UTC)

    def set_to(self, moment: datetime) -> None:
        self.offset_seconds = moment.timestamp() - time()

    def forward_to(self, unix: float) -> None:
        """Jump ahead; a moment that is already past changes nothing."""
        self.offset_seconds = max(self.offset_seconds, unix - time())

    def isoformat(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()
