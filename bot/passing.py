"""Files that are only on their way to somebody: once sent, nobody keeps them."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from storage import FileStore, OutboxRow

log = logging.getLogger(__name__)

LetGo: TypeAlias = Callable[[Sequence[OutboxRow]], Awaitable[None]]
"""Told which rows of the outbox stand there as sent, or as never to be sent."""


async def keep_all(rows: Sequence[OutboxRow]) -> None:
    """For a bot that has no file store."""


def letting_go(files: FileStore) -> LetGo:
    """Removes what those rows had to send, unless a fallback is still to send it."""

    async def let_go(rows: Sequence[OutboxRow]) -> None:
        for content in filter(None, map(_left, rows)):
            try:
                await files.remove_passing(content)
            except OSError as error:
                log.warning("a file that was sent could not be removed (%s)", type(error).__name__)

    return let_go


def _left(row: OutboxRow) -> str:
    content = str(row.payload.get("content", ""))
    return "" if content == (row.fallback or {}).get("content") else content
