"""What is done with files that people send or ask for, each kind in a module of its own."""

from bot.file_work import own_data, rosters, staff_lists
from bot.file_work.invitations import draw_invitation
from bot.file_work.tools import Tools, Work
from handlers.joining import inviting
from handlers.joining.own_data import ERASE, OWN_DATA
from handlers.offices.staff_lists import ROSTER, STAFF_LIST

KINDS: dict[str, Work] = {
    STAFF_LIST: staff_lists.work,
    ROSTER: rosters.work,
    inviting.KIND: draw_invitation,
    OWN_DATA: own_data.take_along,
    ERASE: own_data.erase,
}

__all__ = ["KINDS", "Tools", "Work"]
