"""Checks and spellings of the addresses in the configuration. Every ValueError here is mute on purpose."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_POSTGRESQL = {"postgresql", "postgres", "postgresql+asyncpg"}
_SQLITE = {"sqlite", "sqlite+aiosqlite"}


def root(url: str) -> str:
    """An http or https address without a closing slash, a query or a name and password."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError
    if parts.query or parts.fragment or "@" in parts.netloc or any(map(str.isspace, url)):
        raise ValueError
    return url.rstrip("/")


def webhook(url: str) -> str:
    """An https address; plain http may only stay on this machine."""
    parts = urlsplit(root(url))
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        raise ValueError
    return url


def database(url: str, folder: Path) -> str:
    """The one spelling of a database address: sqlite:/// with an absolute path, or postgresql://."""
    scheme, separator, rest = url.partition("://")
    if separator and scheme in _POSTGRESQL:
        return _postgresql(f"postgresql://{rest}")
    if separator and scheme in _SQLITE:
        return _sqlite(rest, folder)
    raise ValueError


def sqlite_file(database: str) -> Path | None:
    """Of an address in the one spelling."""
    scheme, _, rest = database.partition(":///")
    return Path(rest.partition("?")[0]) if scheme == "sqlite" else None


def passwords(url: str) -> tuple[str, ...]:
    """The passwords in a database address, as they are written there and as they are meant."""
    parts = urlsplit(url)
    return (parts.password or "", unquote(parts.password or ""), *parse_qs(parts.query).get("password", ()))


def _postgresql(url: str) -> str:
    parts = urlsplit(url)
    if parts.port == 0 or not (parts.netloc or parts.path.strip("/")):
        raise ValueError
    return url


def _sqlite(rest: str, folder: Path) -> str:
    path, mark, query = rest.removeprefix("/").partition("?")
    if not rest.startswith("/") or path in {"", ":memory:"} or path.endswith("/"):
        raise ValueError
    return f"sqlite:///{folder / path}{mark}{query}"


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
