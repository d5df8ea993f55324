"""Recognises a screenshot that is handed in again, though every screenshot shares its bars and buttons with others.

`normalise` and `fingerprint` make what is kept of a picture, `Fingerprint.bands` finds who might be its copy, and
`compare` decides; a picture that is held against several goes through `prepare` once. Nothing heavy is loaded before
one of them is called for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rules.images.likeness import compare, prepare
    from rules.images.model import Likeness, Small
    from rules.images.normal import normalise, pack, unpack
    from rules.images.prepared import Prepared
    from rules.images.reading import PictureError, read
    from rules.images.stripes import Fingerprint, fingerprint

__all__ = [
    "Fingerprint", "Likeness", "PictureError", "Prepared", "Small", "compare", "fingerprint", "normalise", "pack",
    "prepare", "read", "unpack",
]  # fmt: skip

_WHERE = {
    "Fingerprint": "stripes", "fingerprint": "stripes", "compare": "likeness", "Likeness": "model",
    "Small": "model", "normalise": "normal", "pack": "normal", "unpack": "normal", "PictureError": "reading",
    "read": "reading", "prepare": "likeness", "Prepared": "prepared",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
