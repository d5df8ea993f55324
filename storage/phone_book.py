"""What the ledger keeps of telephone numbers: enough to know one again, and not to read it or call anybody."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.bulk import insert_many
from storage.organisation_tables import Secret

_NAME = "phones"
_secret = Secret.__table__  # type: ignore[attr-defined]


async def kept_phone(connection: AsyncConnection, phone: str) -> str:
    """What is kept of a number written as +84…; "" of no number."""
    return (await kept_phones(connection, [phone]))[phone]


async def kept_phones(connection: AsyncConnection, phones: Iterable[str]) -> dict[str, str]:
    """Of many at once. The first number of all makes the secret, so this needs a transaction that writes."""
    wanted = set(phones)
    salt = await _salt(connection) if any(wanted) else b""
    return {phone: _kept(salt, phone) for phone in wanted}


def _kept(salt: bytes, phone: str) -> str:
    return hmac.digest(salt, phone.encode(), hashlib.sha256).hex() if phone else ""


async def _salt(connection: AsyncConnection) -> bytes:
    query = select(_secret.c.value).where(_secret.c.name == _NAME)
    value = await connection.scalar(query)
    if value is None:
        row = {"name": _NAME, "value": secrets.token_hex(32)}
        await insert_many(connection, _secret, [row], ignore=True)
        value = await connection.scalar(query)
    return bytes.fromhex(str(value))
