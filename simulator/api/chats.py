"""Methods about chats and their members."""

from simulator import membership
from simulator.api.reach import chat_of
from simulator.bot import Bot
from simulator.errors import bad_request
from simulator.model import Chat
from simulator.params import Params
from simulator.state import State
from simulator.wire import Json, without_none

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)


def get_chat(state: State, bot: Bot, params: Params) -> Json:
    chat = chat_of(state, bot, params)
    pinned = chat.message(chat.pinned_message_id or 0)
    allowed = chat.available_reactions
    extra = {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
        "available_reactions": None if allowed is None else [_emoji(item) for item in allowed],
        "permissions": _permissions(chat) if chat.is_group else None,
        "linked_chat_id": chat.linked_chat_id,
        "pinned_message": None if pinned is None else pinned.quoted(),
    }
    return without_none(chat.as_json() | extra)


def get_chat_member(state: State, bot: Bot, params: Params) -> Json:
    chat = chat_of(state, bot, params)
    user_id = params.number("user_id")
    if user_id is None or user_id <= 0:
        raise bad_request("invalid user_id specified")
    user = state.users.get(user_id)
    if user is None:
        raise bad_request("user not found")
    if chat.type == "private":
        inside = user_id in {chat.id, bot.id}
        return {"user": user.as_json(), "status": "member" if inside else "left"}
    return membership.member_json(user, chat.member(user_id), chat)


def get_chat_administrators(state: State, bot: Bot, params: Params) -> list[Json]:
    """All administrators except other bots."""
    chat = chat_of(state, bot, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    return [
        membership.member_json(state.users[member.user_id], member, chat)
        for member in chat.members.values()
        if member.in_charge and (member.user_id == bot.id or member.user_id not in state.bots)
    ]


def get_chat_member_count(state: State, bot: Bot, params: Params) -> int:
    chat = chat_of(state, bot, params)
    return 2 if chat.type == "private" else sum(1 for _ in chat.present())


def leave_chat(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    membership.set_member(state, chat, bot.user, "left", bot.user)
    return True


def send_chat_action(state: State, bot: Bot, params: Params) -> bool:
    chat = chat_of(state, bot, params)
    action = params.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    state.events.emit("typing", chat.id, bot_id=bot.id, user_id=bot.id, action=action)
    return True


def _emoji(emoji: str) -> Json:
    return {"type": "emoji", "emoji": emoji}


def _permissions(chat: Chat) -> Json:
    talk = dict.fromkeys(("can_send_messages", *membership.MEMBER_RIGHTS), chat.members_may_write)
    rest = ("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics")
    return talk | dict.fromkeys(rest, False)
