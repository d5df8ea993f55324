"""What can go wrong with the store, in words that the floors above can act on."""


class StorageError(Exception):
    """Anything the store could not do."""


class StorageUnavailableError(StorageError):
    """The database cannot be reached or written now: acknowledge nothing and try again."""


class StorageFullError(StorageUnavailableError):
    """There is no room left to write into."""


class NewerDatabaseError(StorageError):
    """The database was written by a later version of the program."""


class OlderDatabaseError(StorageError):
    """The database is from a time before the first version that this program can bring along."""
