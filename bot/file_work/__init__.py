"""What is done with files that people send or ask for, each kind in a module of its own."""

from bot.file_work import own_data as own
from bot.file_work import rosters, staff_lists
from bot.file_work.invitations import draw_invitation
from bot.file_work.tools import Tools, Work
from handlers import inviting, own_data
from handlers.staff_lists import ROSTER, STAFF_LIST

KINDS: dict[str, Work] = {
    STAFF_LIST: staff_lists.work,
    ROSTER: rosters.work,
    inviting.KIND: draw_invitation,
    own_data.OWN_DATA: own.take_along,
    own_data.ERASE: own.erase,
}

__all__ = ["KINDS", "Tools", "Work"]
