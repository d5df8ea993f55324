"""How word lists are written down in this package."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())
