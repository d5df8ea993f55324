"""What every database can keep of a text from outside."""

import re
from hashlib import blake2b

# Neither UTF-8 nor PostgreSQL takes these; each is one UTF-16 unit, and so is what replaces it.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST_WORD = 200
_KEPT_OF_A_LONG_WORD = 160


def storable(text: str) -> str:
    """The text with all its offsets unmoved, and a mark for each letter that is none."""
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def shortened(word: str) -> str:
    """The word itself; of a longer one than people write its beginning, and a digest that tells it from others."""
    if len(word) <= LONGEST_WORD:
        return word
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{word[:_KEPT_OF_A_LONG_WORD]}~{digest}"
