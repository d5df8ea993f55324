"""What is done with files that people send or ask for, each kind in a module of its own."""

from bot.file_work.tools import Tools, Work

KINDS: dict[str, Work] = {}

__all__ = ["KINDS", "Tools", "Work"]
