"""JSON as it goes over the wire."""

import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encode(value: Any) -> bytes:
    """Compact UTF-8; a lone surrogate, which UTF-8 cannot hold, becomes a question mark."""
    return _encoder.encode(value).encode("utf-8", "replace")


def encode_with(value: Any, default: Callable[[Any], Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=default)
    return text.encode("utf-8", "replace")


def without_none(value: Json) -> Json:
    return {key: item for key, item in value.items() if item is not None}
