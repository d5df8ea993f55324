"""Under what it is recorded that somebody agrees to be linked to a name."""

from typing import Final

CONSENT: Final = "link"
VERSION: Final = 1
"""Of the words of `register.consent`."""
