"""Follows links that lead on, beside everything else and whenever the internet is there."""

import asyncio
import logging
import random
from collections.abc import Callable, Iterable
from datetime import timedelta

from bot.intake import Clock
from bot.link_follower import LinkFollower, NotNowError
from bot.rest import rest
from handlers.handing_in.short_link_results import settle
from rules.links import Link, recognise
from storage import BotRef, StorageUnavailableError, Store, UnresolvedLink

log = logging.getLogger(__name__)

LOOK_AGAIN = 5.0
_PAGE = 20
_NOBODY = -1
# After each failed try; then the link stays what it was handed in as.
PATIENCE = (
    timedelta(minutes=1),
    timedelta(minutes=15),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=14),
)


class LinkPump:
    def __init__(
        self, store: Store, follower: LinkFollower, bot: BotRef, clock: Clock, said: Callable[[], None]
    ) -> None:
        self._store = store
        self._follower = follower
        self._bot = bot
        self._clock = clock
        self._said = said
        self._wanted = asyncio.Event()
        self._offline = False
        self._last_account = _NOBODY

    def wake(self) -> None:
        self._wanted.set()

    async def run(self) -> None:
        async with self._follower:
            while True:
                self._wanted.clear()
                try:
                    worked = await self.look()
                except StorageUnavailableError as error:
                    log.warning("short links have to wait for the database (%s)", error)
                    worked = False
                if not worked:
                    await rest(LOOK_AGAIN, self._wanted)

    async def look(self) -> bool:
        """Follow what is due; False when nothing was. Of the same link the first, the others know from it."""
        due = await self._next_in_turn()
        each_once = {one.url: one for one in reversed(due)}
        outcomes = await asyncio.gather(*map(self._take_care_of, each_once.values()), return_exceptions=True)
        reached = []
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
            reached.append(outcome)
        self._is_offline(reached)
        if due:
            self._said()
        return bool(due)

    async def _next_in_turn(self) -> list[UnresolvedLink]:
        """A few links of each of the next accounts, so that nobody waits behind all that somebody else handed in."""
        async with self._store.read(self._clock()) as ledger:
            due = await ledger.short_links.due(self._bot, _PAGE, after=self._last_account)
        if not due and self._last_account != _NOBODY:
            async with self._store.read(self._clock()) as ledger:
                due = await ledger.short_links.due(self._bot, _PAGE)
        self._last_account = due[-1].account_id if due else _NOBODY
        return due

    async def _take_care_of(self, one: UnresolvedLink) -> bool | None:
        """Whether the internet was there; None when nobody was asked."""
        try:
            led_to = await self._where(one) if one.wanted else None
            async with self._store.write(self._clock()) as ledger:
                await settle(ledger, one.evidence_id, led_to)
        except NotNowError as error:
            await self._later(one, error)
            return not error.offline if error.asked else None
        except StorageUnavailableError:
            raise
        except Exception:
            log.exception("the link of evidence %d cannot be followed", one.evidence_id)
            await self._later(one, NotNowError())
            return None
        return True if one.wanted and not one.known else None

    async def _where(self, one: UnresolvedLink) -> Link | None:
        """The same short link is asked once, however many people hand it in."""
        return recognise(one.known) if one.known else await self._follower.follow(one.url)

    async def _later(self, one: UnresolvedLink, error: NotNowError) -> None:
        patience = PATIENCE[min(one.tries, len(PATIENCE) - 1)] * random.uniform(0.9, 1.1)  # noqa: S311
        wait = timedelta(seconds=error.wait)
        async with self._store.write(self._clock()) as ledger:
            if error.asked and one.tries + 1 >= len(PATIENCE):
                await settle(ledger, one.evidence_id, None)
            else:
                at = self._clock() + (max(wait, patience) if error.asked else wait)
                await ledger.short_links.later(one.evidence_id, at, tried=error.asked)

    def _is_offline(self, reached: Iterable[bool | None]) -> None:
        """Said once, not for each link."""
        told = {outcome for outcome in reached if outcome is not None}
        if told == {False} and not self._offline:
            log.warning("short links cannot be followed, the internet is out of reach")
            self._offline = True
        elif True in told and self._offline:
            log.info("short links are followed again")
            self._offline = False
