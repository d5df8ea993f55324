"""Vietnamese telephone numbers as people write them, and as a spreadsheet spoils them."""

import re

PHONE_KEY_FILE = "phone-secret"
"""The file without which nobody knows a number that is kept, unless the configuration names another."""
_BETWEEN = re.compile(r"[\s.\-()/_'’]+")
_NATIONAL = re.compile(
    r"(?:(?:\+?84|0084|0)(?=2|1)|(?:\+?84|0084|0)?(?![12]))([35789]\d{8}|1[2689]\d{8}|2\d{8,9})"
)
_SINCE_2018 = {
    **{f"16{digit}": f"3{digit}" for digit in "23456789"},
    **{f"12{old}": f"7{new}" for old, new in zip("01268", "09768", strict=True)},
    **{f"12{old}": f"8{new}" for old, new in zip("34579", "34512", strict=True)},
    "186": "56",
    "188": "58",
    "199": "59",
}
"""Numbers of eleven digits were shortened in 2018; old lists still have them."""


def phone_of(words: str) -> str | None:
    """The number as +84912345678, however it was written; None where it is none.

    A cell of numbers loses the first 0, so nine digits are a number too.
    """
    found = _NATIONAL.fullmatch(_BETWEEN.sub("", words.removesuffix(".0")))
    if not found:
        return None
    number = found[1]
    if number.startswith("1"):
        new = _SINCE_2018.get(number[:3])
        return f"+84{new}{number[3:]}" if new else None
    return f"+84{number}" if len(number) == 9 or number.startswith("2") else None
