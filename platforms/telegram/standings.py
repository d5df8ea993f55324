"""What a bot or a person may do in a chat, read from a ChatMember."""

from typing import Any

from telegram.constants import ChatMemberStatus

from platforms.messages import ChatKind, Standing

ADMIN_STATUSES = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)
ABSENT = Standing(present=False, admin=False, can_write=False, hears_all=False)
_ADMIN = Standing(present=True, admin=True, can_write=True, hears_all=True)


def standing_of(member: dict[str, Any], kind: ChatKind, hears_groups: bool) -> Standing:
    """`hears_groups`: privacy mode is off. An admin, and a bot in a private chat, hears everything anyway."""
    status = member.get("status")
    hears_all = hears_groups or kind is ChatKind.PRIVATE
    if status in ADMIN_STATUSES:
        if kind is ChatKind.CHANNEL and member.get("can_post_messages") is False:
            return Standing(present=True, admin=True, can_write=False, hears_all=True)
        return _ADMIN
    if status == ChatMemberStatus.MEMBER:
        can_write = kind is not ChatKind.CHANNEL
        return Standing(present=True, admin=False, can_write=can_write, hears_all=hears_all)
    if status == ChatMemberStatus.RESTRICTED and member.get("is_member") is True:
        can_write = member.get("can_send_messages") is True
        return Standing(present=True, admin=False, can_write=can_write, hears_all=hears_all)
    return ABSENT
