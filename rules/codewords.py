"""One-time codes as people type them: ten letters and digits that cannot be taken for each other."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 10
_HALF = LENGTH // 2


def clean(typed: str) -> str | None:
    """The word that somebody typed in any case, with or without a dash or spaces; None for what can be no code."""
    word = "".join(char for char in typed.upper() if char not in " -–—_.\u00a0\t\n")
    return word if len(word) == LENGTH and all(char in ALPHABET for char in word) else None


def shown(word: str) -> str:
    """In two halves, so that it is easily read aloud and copied."""
    return f"{word[:_HALF]}-{word[_HALF:]}"
