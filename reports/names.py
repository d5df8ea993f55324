"""How people are called in what others read."""

from rules.language import text


def shown(name: str, language: str) -> str:
    """Whoever was erased is counted and has no name any more."""
    return name or text("own.nobody", language)
