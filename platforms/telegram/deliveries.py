"""Raw updates on their way into the inbox: which key, whose order."""

import json
from hashlib import sha256
from typing import Any

from platforms.messages import Delivery
from platforms.telegram.accessors import identifier, mapping, number
from platforms.telegram.understand import ALLOWED_UPDATES


def update_id_of(update: object) -> int | None:
    update_id = number(mapping(update).get("update_id"))
    return update_id if update_id is not None and update_id >= 0 else None


def lane_of(update: dict[str, Any]) -> str:
    """The chat whose order the update keeps, "" when it belongs to none."""
    for kind in ALLOWED_UPDATES:
        if kind in update:
            body = mapping(update[kind])
            message = mapping(body.get("message")) if kind == "callback_query" else body
            return identifier(mapping(message.get("chat")).get("id"))
    return ""


def delivery_of(update: dict[str, Any]) -> Delivery:
    update_id = update_id_of(update)
    key = (
        str(update_id)
        if update_id is not None
        else f"sha256:{sha256(json.dumps(update).encode()).hexdigest()}"
    )
    return Delivery(key, lane_of(update), update)
