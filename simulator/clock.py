"""The simulator's own idea of now."""

from dataclasses import dataclass
from datetime import UTC, datetime
from time import time


@dataclass(slots=True)
class Clock:
    """Wall time, shifted by an offset that tests and demos may set."""

    offset_seconds: float = 0.0

    def now(self) -> int:
        return int(time() + self.offset_seconds)

    def set_to(self, moment: datetime) -> None:
        self.offset_seconds = moment.timestamp() - time()

    def isoformat(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()
