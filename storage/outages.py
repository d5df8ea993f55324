"""Which errors of a database mean that it cannot be used now.

They are told by their codes and types and never by their words: drivers quote what they were given, and that may be
anybody's.
"""

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from storage.errors import StorageFullError, StorageUnavailableError

Trouble = DBAPIError | PoolTimeout | OSError

_SQLITE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
_PRIMARY = 0xFF
"""The lowest byte of SQLite's extended codes is the code they belong to."""

# SQLSTATE: the first two letters are the class.
_CLASSES = (
    "08",  # the connection is lost or cannot be made
    "28",  # who connects is refused, as after a change of the password
    "3D",  # the database is not there, as while it is being restored
    "53",  # disk, memory, connections: something has run out
    "57P",  # shutting down, starting up, crashed, dropped
    "58",  # the operating system fails it
)
_STATES = frozenset(
    {
        "25006",  # read only: a standby, or a disk that the server no longer writes to
        "40001",  # two transactions could not be put in an order
        "40003",  # nobody knows whether it was done
        "40P01",  # a deadlock
        "55006",  # in use by somebody else
        "55P03",  # a lock could not be had
        "57014",  # cancelled: an operator, or the server's own limit of time
        "XX001",  # damaged data
        "XX002",  # a damaged index
    }
)
_FULL_STATE = "53100"
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def unavailable(error: Trouble) -> StorageUnavailableError | None:
    """The error in our words; None when it is about the statement and not about the database."""
    if _is_full(error):
        return StorageFullError(reason(error))
    if not isinstance(error, DBAPIError) or error.connection_invalidated or _is_outage(error):
        return StorageUnavailableError(reason(error))
    return None


def _is_outage(error: DBAPIError) -> bool:
    state = _state(error)
    return _sqlite_code(error) in _SQLITE or state in _STATES or state.startswith(_CLASSES)


def _is_full(error: Trouble) -> bool:
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    if isinstance(error, DBAPIError):
        return _sqlite_code(error) == sqlite3.SQLITE_FULL or _state(error) == _FULL_STATE
    return False


def _sqlite_code(error: DBAPIError) -> int | None:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return None if code is None else code & _PRIMARY


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def reason(error: Trouble) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else ''}"[:200]
