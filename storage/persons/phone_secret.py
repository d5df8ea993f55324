"""The secret by which telephone numbers are kept: in a file that stands apart from the ledger and its backups."""

import hashlib
import hmac
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import NamedTuple, Self

from storage.errors import StorageError
from storage.private_files import make_folder

_BYTES = 32
_WRITTEN = re.compile(r"\s*([0-9a-f]{64})\s*([0-9a-f]{64})\s*", re.ASCII)
_COST = 2**10
_BLOCK = 8
"""A number costs 1 MiB and some 3 ms of a core: a department's 60,000 take a minute or two on two cores, and whoever
has the file as well as the ledger needs a month of a core to try all numbers there are.
"""


class BrokenSecretError(StorageError):
    """The file holds something else; `str()` is its path. It is never written over."""


class PhoneSecret(NamedTuple):
    """`inner` makes a word of the number, `outer` makes that word slowly into what is kept.

    A ledger from before there was such a file has the words that `inner` made; they cannot be made anew.
    """

    outer: bytes
    inner: bytes

    @classmethod
    def read(cls, file: Path) -> Self | None:
        """None where there is no such file."""
        try:
            found = _WRITTEN.fullmatch(file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return None
        except UnicodeDecodeError as error:
            raise BrokenSecretError(file) from error
        if not found:
            raise BrokenSecretError(file)
        return cls(*map(bytes.fromhex, found.groups()))

    @classmethod
    def read_or_make(cls, file: Path, *, inner: bytes = b"") -> Self:
        """Who comes first makes it, whole or not at all; the others read what they made."""
        if found := cls.read(file):
            return found
        made = cls(secrets.token_bytes(_BYTES), inner or secrets.token_bytes(_BYTES))
        make_folder(file.parent)
        handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as written:
                written.write(f"{made.outer.hex()}\n{made.inner.hex()}\n")
                written.flush()
                os.fsync(written.fileno())
            os.link(unfinished, file)
        except FileExistsError:
            return cls.read_or_make(file, inner=inner)
        finally:
            Path(unfinished).unlink(missing_ok=True)
        _on_the_disk(file.parent)
        return made

    @property
    def mark(self) -> str:
        """Stands before what was kept by this secret, so that another one is noticed; it tells nothing of it."""
        return hmac.digest(self.outer, self.inner, hashlib.sha256)[:4].hex()

    def word(self, phone: str) -> str:
        """The quick first step of a number written as +84…"""
        return hmac.digest(self.inner, phone.encode(), hashlib.sha256).hex()

    def kept(self, word: str) -> str:
        """The slow second step."""
        slow = hashlib.scrypt(word.encode(), salt=self.outer, n=_COST, r=_BLOCK, p=1, dklen=_BYTES)
        return f"{self.mark}:{slow.hex()}"


def _on_the_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
