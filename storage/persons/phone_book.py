"""What the ledger keeps of telephone numbers: enough to know one again, if a file apart from it is there."""

import asyncio
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.persons.phone_secret import BrokenSecretError, PhoneSecret
from storage.tables.people import PEOPLE
from storage.tables.upkeep import SECRETS

log = logging.getLogger(__name__)

Counted = Callable[[int, int], None]
"""Hears how many numbers are done, and how many there are."""
_AT_ONCE = 64
_PAGE = 1_000
_EARLIER = "phones"
_WORD = re.compile(r"[0-9a-f]{64}", re.ASCII)


class PhoneState(NamedTuple):
    """Of the `kept` numbers, `strange` ones were kept by another secret and `bare` ones by none that stands apart.

    `trouble` with the file is "", "missing", "broken" or "forbidden".
    """

    file: Path
    trouble: str
    kept: int
    strange: int
    bare: int

    @property
    def unknown(self) -> int:
        """How many nobody can be known by."""
        return self.strange + self.bare


class PhoneBook:
    """The file is read anew each time: it is small, and somebody may have brought it back."""

    def __init__(self, file: Path | None) -> None:
        self._file = file

    @property
    def file(self) -> Path:
        if self._file is None:
            raise ValueError("a ledger on PostgreSQL has to be told where the secret of its numbers is")
        return self._file

    async def kept(self, phones: Iterable[str], counted: Counted | None = None) -> dict[str, str]:
        """What is kept of numbers written as +84…; the first of all makes the secret.

        What is kept already stays as it is, and nothing is "". Slow on purpose: call it in no transaction.
        """
        wanted = set(phones)
        told = [phone for phone in wanted if phone.startswith("+") or _WORD.fullmatch(phone)]
        if not told:
            return {phone: phone for phone in wanted}
        secret = await asyncio.to_thread(PhoneSecret.read_or_make, self.file)
        words = {phone: secret.word(phone) if phone.startswith("+") else phone for phone in told}
        slow = await _slowly(secret, [*words.values()], counted)
        return {phone: slow[words[phone]] if phone in words else phone for phone in wanted}

    async def known(self, phone: str) -> str:
        """As it would stand in the ledger; "" where no number can be known."""
        try:
            return await asyncio.to_thread(self._known, phone)
        except (BrokenSecretError, OSError) as error:
            log.warning("the secret of telephone numbers cannot be read (%s)", type(error).__name__)
            return ""

    def _known(self, phone: str) -> str:
        secret = PhoneSecret.read(self.file)
        return _once(secret, phone) if secret else ""

    async def take_over(self, database: Database) -> None:
        """Numbers of a ledger that holds its secret itself are kept by the file from now on, and that is forgotten."""
        async with database.read() as connection:
            earlier = await connection.scalar(select(SECRETS.c.value).where(SECRETS.c.name == _EARLIER))
        if earlier is None:
            return
        inner = bytes.fromhex(earlier)
        try:
            made = await asyncio.to_thread(PhoneSecret.read_or_make, self.file, inner=inner)
        except (BrokenSecretError, OSError) as error:
            log.warning("telephone numbers stay readable for who has the ledger (%s)", type(error).__name__)
            return
        secret = made._replace(
            inner=inner
        )  # the file may be that of another ledger: then these are never known
        while bare := await _bare(database):
            log.info("%d telephone numbers are kept by the secret in its file from now on", len(bare))
            slow = await _slowly(secret, [word for _, word in bare])
            changed = [{"of": number, "word": word, "kept": slow[word]} for number, word in bare]
            query = update(PEOPLE).where(PEOPLE.c.id == bindparam("of"), PEOPLE.c.phone == bindparam("word"))
            async with database.write() as connection:
                await connection.execute(query.values(phone=bindparam("kept")), changed)
        async with database.write() as connection:
            await connection.execute(delete(SECRETS).where(SECRETS.c.name == _EARLIER))
        await database.empty_journal()

    async def state(self, connection: AsyncConnection) -> PhoneState:
        trouble, mark = await asyncio.to_thread(self._look)
        phone = PEOPLE.c.phone
        bare, ours = ~phone.contains(":"), phone.startswith(f"{mark}:") if mark else phone == ""
        query = select(func.count(), func.sum(case((bare, 1), else_=0)), func.sum(case((ours, 1), else_=0)))
        kept, unmarked, known = (await connection.execute(query.where(phone != ""))).one()
        unmarked, known = unmarked or 0, known or 0
        return PhoneState(self.file, trouble, kept, kept - unmarked - known, unmarked)

    def _look(self) -> tuple[str, str]:
        try:
            secret = PhoneSecret.read(self.file)
        except BrokenSecretError:
            return "broken", ""
        except OSError:
            return "forbidden", ""
        return ("", secret.mark) if secret else ("missing", "")


@lru_cache(maxsize=1_000)  # somebody may share their number again and again
def _once(secret: PhoneSecret, phone: str) -> str:
    return secret.kept(secret.word(phone))


async def _bare(database: Database) -> list[tuple[int, str]]:
    phone = PEOPLE.c.phone
    query = select(PEOPLE.c.id, phone).where(phone != "", ~phone.contains(":")).limit(_PAGE)
    async with database.read() as connection:
        return [(row.id, row.phone) for row in await connection.execute(query)]


async def _slowly(
    secret: PhoneSecret, words: Sequence[str], counted: Counted | None = None
) -> dict[str, str]:
    """On all cores, behind whatever else has to be done there."""
    pool = ThreadPoolExecutor(os.cpu_count(), "telephone numbers", _step_back)
    loop = asyncio.get_running_loop()
    try:
        parts = [
            loop.run_in_executor(pool, _slow, secret, words[start : start + _AT_ONCE])
            for start in range(0, len(words), _AT_ONCE)
        ]
        slow: dict[str, str] = {}
        for part in parts:
            slow |= await part
            if counted:
                counted(len(slow), len(words))
        return slow
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _slow(secret: PhoneSecret, words: Sequence[str]) -> dict[str, str]:
    return {word: secret.kept(word) for word in words}


def _step_back() -> None:
    if sys.platform == "linux":  # where a thread can be nicer than its process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
