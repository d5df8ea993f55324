"""Pages of units, their followers, and which of them are featured."""
