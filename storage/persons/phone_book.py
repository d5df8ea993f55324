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


async def kept_phones(
    connection: AsyncConnection, phones: Iterable[str], *, only_look: bool = False
) -> dict[str, str]:
    """Of many at once; what is kept already stays as it is. The first number of all makes the secret.

    With `only_look` nothing is written: a ledger without a secret knows no number.
    """
    wanted = set(phones)
    told = any(phone.startswith("+") for phone in wanted)
    salt = await _salt(connection, only_look=only_look) if told else b""
    return {phone: _kept(salt, phone) for phone in wanted}


def _kept(salt: bytes, phone: str) -> str:
    if not phone.startswith("+"):
        return phone
    return hmac.digest(salt, phone.encode(), hashlib.sha256).hex()


async def _salt(connection: AsyncConnection, *, only_look: bool) -> bytes:
    query = select(_secret.c.value).where(_secret.c.name == _NAME)
    value = await connection.scalar(query)
    if value is None and only_look:
        return secrets.token_bytes(32)
    if value is None:
        row = {"name": _NAME, "value": secrets.token_hex(32)}
        await insert_many(connection, _secret, [row], ignore=True)
        value = await connection.scalar(query)
    return bytes.fromhex(str(value))
