"""What is done with files that people send or ask for, each kind in a module of its own."""

from bot.file_work.invitations import draw_invitation
from bot.file_work.tools import Tools, Work
from handlers import inviting

KINDS: dict[str, Work] = {
    inviting.KIND: draw_invitation,
}

__all__ = ["KINDS", "Tools", "Work"]
