"""The buttons under the quiet question to an account whose name stands on the unit's list."""

from typing import NamedTuple

from rules.buttons import ButtonKind, Id


class Asked(NamedTuple):
    """Which account is asked, and whether it is this person's."""

    account: Id
    person: Id


YES = ButtonKind("dk:t", Asked)
NO = ButtonKind("dk:f", Asked)
