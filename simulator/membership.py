"""People and bots coming, going and changing rank; groups that become supergroups."""

from collections.abc import Sequence

from simulator.bot import Bot
from simulator.delivery import bots_in, send_to
from simulator.errors import WorldError
from simulator.model import TELEGRAM, Chat, Member, Status, User
from simulator.posting import service
from simulator.state import State
from simulator.wire import Json

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_change_info",
    "can_invite_users",
    "can_restrict_members",
    "can_manage_video_chats",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
MEMBER_RIGHTS = (
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
)


def member_json(user: User, member: Member | None, chat: Chat | None = None) -> Json:
    """A ChatMember with the rights that go with its status."""
    status = "left" if member is None else member.status
    body: Json = {"user": user.as_json(), "status": status}
    if member is None or status in {"left", "member"}:
        return body
    if status == "creator":
        return body | {"is_anonymous": member.is_anonymous}
    if status == "administrator":
        return body | _admin_rights(member, chat)
    if status == "kicked":
        return body | {"until_date": 0}
    return body | _restrictions(member)


def _admin_rights(member: Member, chat: Chat | None) -> Json:
    rights: Json = {"can_be_edited": False, "is_anonymous": member.is_anonymous}
    rights |= dict.fromkeys(ADMIN_RIGHTS, True)
    rights |= {"can_promote_members": False, "can_delete_messages": member.can_delete_messages}
    if chat is not None and chat.type == "channel":
        return rights | {"can_post_messages": True, "can_edit_messages": True}
    return rights | {"can_pin_messages": member.can_pin_messages, "can_manage_topics": False}


def _restrictions(member: Member) -> Json:
    rights: Json = {"is_member": True, "until_date": 0, "can_send_messages": member.can_send_messages}
    rights |= dict.fromkeys(MEMBER_RIGHTS, member.can_send_messages)
    closed = ("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics")
    rights["can_react_to_messages"] = True
    return rights | dict.fromkeys((*closed, "can_edit_tag"), False)


def set_member(
    state: State,
    chat: Chat,
    user: User,
    status: Status,
    by: User,
    *,
    can_send_messages: bool = True,
    is_anonymous: bool = False,
) -> None:
    """Change somebody's place in a chat and tell everybody whom Telegram tells."""
    new = Member(user.id, status, can_send_messages=can_send_messages, is_anonymous=is_anonymous)
    was_present = _put(state, chat, new, by)
    if chat.type != "channel" and was_present != new.present:
        service(state, chat, by, _joined(user) if new.present else _gone(user))
    state.events.emit("chat", chat.id, chat=describe(chat))


def found(state: State, chat: Chat, bots: Sequence[Member]) -> None:
    """What follows when a person makes a chat: a group is born with its bots, elsewhere they are added."""
    author = _founder(state, chat)
    if chat.type == "group":
        for member in bots:
            _put(state, chat, member, author)
        service(state, chat, author, {"group_chat_created": True})
        return
    if chat.type == "supergroup":
        service(state, chat, author, {"supergroup_chat_created": True})
    for member in bots:
        set_member(state, chat, state.user(member.user_id), member.status, author)


def _founder(state: State, chat: Chat) -> User:
    """Whoever owns the chat; Telegram itself where nobody does."""
    owner = next((member for member in chat.members.values() if member.status == "creator"), None)
    return TELEGRAM if owner is None else state.user(owner.user_id)


def _put(state: State, chat: Chat, new: Member, by: User) -> bool:
    """Give somebody a place and tell the bots concerned; whether they were there before."""
    user = state.user(new.user_id)
    old = chat.member(user.id)
    chat.members[user.id] = new
    if new.present and user.id in state.bots and user.id not in chat.bots:
        chat.bots.append(user.id)
    change = _change(state, chat, by, member_json(user, old, chat), member_json(user, new, chat))
    _tell(state, chat, user, change)
    if not new.present and user.id in chat.bots:
        chat.bots.remove(user.id)
    return old is not None and old.present


def _change(state: State, chat: Chat, by: User, before: Json, after: Json) -> Json:
    return {
        "chat": chat.as_json(),
        "from": by.as_json(),
        "date": state.clock.now(),
        "old_chat_member": before,
        "new_chat_member": after,
    }


def _tell(state: State, chat: Chat, user: User, change: Json) -> None:
    if change["old_chat_member"] == change["new_chat_member"]:
        return
    for bot in bots_in(state, chat):
        if bot.id == user.id:
            send_to(bot, "my_chat_member", change)
        elif chat.in_charge(bot.id):
            send_to(bot, "chat_member", change)


def _joined(user: User) -> Json:
    """The real server still writes the two older spellings beside the current one."""
    who = user.as_json()
    return {"new_chat_participant": who, "new_chat_member": who, "new_chat_members": [who]}


def _gone(user: User) -> Json:
    who = user.as_json()
    return {"left_chat_participant": who, "left_chat_member": who}


def set_blocked(state: State, bot: Bot, user: User, *, blocked: bool) -> None:
    """A person stops or restarts a bot in their private chat."""
    if (bot.id in user.blocked) == blocked:
        return
    (user.blocked.add if blocked else user.blocked.discard)(bot.id)
    before, after = (Member(bot.id, "kicked" if flag else "member") for flag in (not blocked, blocked))
    chat = state.private_chat(bot, user)
    change = _change(state, chat, user, member_json(bot.user, before), member_json(bot.user, after))
    send_to(bot, "my_chat_member", change)


def migrate(state: State, chat: Chat) -> Chat:
    """A group becomes a supergroup with a new id; the old id is good for nothing but an error."""
    if chat.type != "group" or chat.migrated_to is not None:
        raise WorldError(f"chat {chat.id} cannot become a supergroup")
    new = Chat(
        next(state.supergroup_ids),
        "supergroup",
        title=chat.title,
        available_reactions=chat.available_reactions,
        migrated_from=chat.id,
        members=dict(chat.members),
        bots=list(chat.bots),
    )
    state.chats[new.id] = new
    author = _founder(state, chat)
    service(state, chat, author, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    chat.bots = []
    service(state, new, author, {"migrate_from_chat_id": chat.id})
    for changed in (chat, new):
        state.events.emit("chat", changed.id, chat=describe(changed))
    return new


def describe(chat: Chat) -> Json:
    """A chat as the page lists it."""
    latest = chat.latest()
    return {
        "id": chat.id,
        "type": chat.type,
        "title": chat.title,
        "username": chat.username,
        "first_name": chat.first_name,
        "last_name": chat.last_name,
        "bot_id": chat.bot_id,
        "members": [{"user_id": member.user_id, "status": member.status} for member in chat.members.values()],
        "topics": [{"id": topic_id, "name": name} for topic_id, name in chat.topics.items()],
        "available_reactions": chat.available_reactions,
        "linked_chat_id": chat.linked_chat_id,
        "migrated_to": chat.migrated_to,
        "pinned_message_id": chat.pinned_message_id,
        "reply_keyboard": chat.reply_keyboard,
        "last_message": latest.view() if latest else None,
    }
