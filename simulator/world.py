"""The simulated world in the words of whoever builds or drives one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from simulator import membership, posting, reactions
from simulator.bot import Bot
from simulator.errors import WorldError
from simulator.limits import Limiter
from simulator.model import PHOTO_COLORS, TELEGRAM, Chat, ChatType, Member, Message, Status, User
from simulator.state import State
from simulator.wire import Json

MemberSpec = int | Mapping[str, Any]

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class World(State):
    """People, bots, chats and messages; every verb works at once and tells the bots concerned."""

    def add_user(
        self,
        first_name: str,
        last_name: str | None = None,
        *,
        username: str | None = None,
        role: str = "teacher",
        language_code: str | None = "vi",
        user_id: int | None = None,
        phone: str | None = None,
    ) -> User:
        """A person; role is teacher, admin, office or stranger and only a hint for the page.

        Without a phone number they get one that goes with their id.
        """
        wanted = next(self.user_ids) if user_id is None else user_id
        if wanted in self.users:
            raise WorldError(f"user {wanted} exists")
        color = PHOTO_COLORS[wanted % len(PHOTO_COLORS)]
        user = User(wanted, first_name, last_name, username, language_code, role=role, photo_color=color)
        user.phone = f"849{wanted % 10**8:08}" if phone is None else phone
        self.users[wanted] = user
        self.events.emit("user", user=describe_user(user))
        return user

    def add_bot(
        self,
        token: str,
        username: str,
        first_name: str,
        *,
        can_read_all_group_messages: bool = False,
    ) -> Bot:
        """A bot; its id is the number in front of the token's colon."""
        head = token.partition(":")[0]
        bot_id = int(head) if head.isdecimal() else next(self.bot_ids)
        if bot_id in self.users:
            raise WorldError(f"user {bot_id} exists")
        user = User(bot_id, first_name, username=username, is_bot=True, role="bot")
        bot = Bot(user, token, Limiter(self.limits), can_read_all_group_messages)
        self.users[bot_id] = user
        self.bots[bot_id] = self.bots_by_token[token] = bot
        return bot

    def add_group(
        self,
        title: str,
        members: Iterable[MemberSpec] = (),
        *,
        supergroup: bool = True,
        topics: Sequence[str | Mapping[str, Any]] = (),
        chat_id: int | None = None,
        available_reactions: list[str] | None = None,
        told: bool = False,
    ) -> Chat:
        """A group; members are user ids or {"user_id", "status"}, bots among them.

        Nobody is notified: the group has always been there. With `told` a person makes it now.
        """
        kind: ChatType = "supergroup" if supergroup else "group"
        ids = self.supergroup_ids if supergroup else self.group_ids
        chat = self._add_chat(next(ids) if chat_id is None else chat_id, kind, title, members, told=told)
        chat.available_reactions = available_reactions
        for topic in topics:
            wanted: Mapping[str, Any] = {"name": topic} if isinstance(topic, str) else topic
            self.add_topic(chat.id, wanted["name"], topic_id=wanted.get("id"))
        return chat

    def add_channel(
        self,
        title: str,
        members: Iterable[MemberSpec] = (),
        *,
        username: str | None = None,
        linked_chat_id: int | None = None,
        chat_id: int | None = None,
        told: bool = False,
    ) -> Chat:
        """A channel; its posts are repeated in the linked discussion group."""
        wanted = next(self.supergroup_ids) if chat_id is None else chat_id
        chat = self._add_chat(wanted, "channel", title, members, told=told)
        chat.username = username
        chat.linked_chat_id = linked_chat_id
        return chat

    def add_topic(self, chat_id: int, name: str, *, topic_id: int | None = None) -> int:
        """A topic of a forum; its id is that of the message that opened it."""
        chat = self.chat(chat_id)
        chat.is_forum = True
        if topic_id is not None:
            chat.last_message_id = max(chat.last_message_id, topic_id - 1)
        creator = next((m.user_id for m in chat.members.values() if m.in_charge), TELEGRAM.id)
        head = {"from": self.user(creator).as_json()}
        content = {"forum_topic_created": {"name": name, "icon_color": 7322096}, "is_topic_message": True}
        message = posting.store(self, chat, head, content)
        message.change(message_thread_id=message.id)
        chat.topics[message.id] = name
        return message.id

    def post(
        self,
        chat_id: int,
        from_id: int,
        *,
        text: str | None = None,
        caption: str | None = None,
        entities: list[Json] | None = None,
        photo: bytes | Sequence[bytes] | None = None,
        document: bytes | None = None,
        file_name: str | None = None,
        mime_type: str | None = None,
        contact: Json | int | None = None,
        reply_to: int | None = None,
        topic: int | None = None,
        date: int | datetime | None = None,
        anonymous: bool = False,
        as_chat: int | None = None,
        forward_from: int | str | None = None,
        silent: bool = False,
    ) -> list[Message]:
        """Write as a person; several photos are an album; silent means history no bot is told about.

        A contact is a person of this world by id, or a number of somebody else: phone_number, first_name, user_id.
        """
        author = self.user(from_id)
        chat = self.room(chat_id, author)
        draft = posting.Draft(
            text=text,
            caption=caption,
            entities=entities,
            photos=_photos(photo),
            document=document,
            file_name=file_name,
            mime_type=mime_type,
            contact=self.user(contact).contact() if isinstance(contact, int) else contact,
            reply_to=reply_to,
            topic=topic,
            anonymous=anonymous,
            as_chat=as_chat,
            forward_from=forward_from,
            date=int(date.timestamp()) if isinstance(date, datetime) else date,
            silent=silent,
        )
        if chat.bot_id is not None and from_id != chat.bot_id:
            self._open_private(self.bot(chat.bot_id), author, silent=silent)
        return posting.post(self, chat, author, draft)

    def start(
        self, user_id: int, bot_id: int | None = None, payload: str = "", chat_id: int | None = None
    ) -> list[Message]:
        """The person presses Start, or takes the bot (and the word of a link) to a group of theirs."""
        if not _PAYLOAD.fullmatch(payload):
            raise WorldError("a start parameter has up to 64 letters, digits, _ and -")
        bot = self.bot(bot_id)
        if chat_id is None:
            return self.post(bot.id, user_id, text=f"/start {payload}".strip())
        chat = self.chat(chat_id)
        mine, its = chat.member(user_id), chat.member(bot.id)
        if not chat.is_group or mine is None or not mine.present:
            raise WorldError(f"user {user_id} has no group {chat_id}")
        if its is None or not its.present:
            self.set_member(chat_id, bot.id, "member", by=user_id)
        return self.post(chat_id, user_id, text=f"/start@{bot.username} {payload}".strip())

    def block(self, user_id: int, bot_id: int | None = None, *, blocked: bool = True) -> None:
        membership.set_blocked(self, self.bot(bot_id), self.user(user_id), blocked=blocked)
        self.events.emit("user", user=describe_user(self.user(user_id)))

    def set_member(
        self,
        chat_id: int,
        user_id: int,
        status: Status,
        *,
        by: int | None = None,
        can_send_messages: bool = True,
        is_anonymous: bool = False,
    ) -> None:
        membership.set_member(
            self,
            self.chat(chat_id),
            self.user(user_id),
            status,
            self.user(user_id if by is None else by),
            can_send_messages=can_send_messages,
            is_anonymous=is_anonymous,
        )

    def react(self, chat_id: int, message_id: int, user_id: int, emoji: str | None) -> None:
        message = self.message(self.chat(chat_id), message_id)
        reactions.react(self, message, self.user(user_id), emoji)

    def press(self, chat_id: int, message_id: int, user_id: int, data: str) -> str:
        """Press a button under a bot's message; the id of the callback query."""
        message = self.message(self.chat(chat_id), message_id)
        return reactions.press(self, message, self.user(user_id), data)

    def edit(
        self, chat_id: int, message_id: int, *, text: str | None = None, caption: str | None = None
    ) -> None:
        posting.edit(self, self.message(self.chat(chat_id), message_id), text=text, caption=caption)

    def rename(self, chat_id: int, title: str) -> None:
        """A new title, by the owner's hand."""
        chat = self.chat(chat_id)
        chat.title = title
        if chat.is_group:
            owner = next((m.user_id for m in chat.members.values() if m.status == "creator"), TELEGRAM.id)
            posting.service(self, chat, self.user(owner), {"new_chat_title": title})

    def migrate(self, chat_id: int) -> Chat:
        return membership.migrate(self, self.chat(chat_id))

    def room(self, chat_id: int, person: User) -> Chat:
        """The chat meant by somebody: a bot's id, or their own, means their private chat."""
        if chat_id in self.bots:
            return self.private_chat(self.bots[chat_id], person)
        if chat_id == person.id:
            return self.private_chat(self.bot(), person)
        return self.chat(chat_id)

    def _open_private(self, bot: Bot, person: User, *, silent: bool) -> None:
        if silent:
            person.blocked.discard(bot.id)
        else:
            membership.set_blocked(self, bot, person, blocked=False)
        if bot.id not in person.started:
            person.started.add(bot.id)
            self.events.emit("user", user=describe_user(person))

    def _add_chat(
        self, chat_id: int, kind: ChatType, title: str, members: Iterable[MemberSpec], *, told: bool
    ) -> Chat:
        if chat_id in self.chats or chat_id in self.users:
            raise WorldError(f"chat {chat_id} exists")
        chat = Chat(chat_id, kind, title=title)
        wanted = [_member(spec) for spec in members]
        bots = [member for member in wanted if member.user_id in self.bots and member.present]
        chat.members = {
            self.user(member.user_id).id: member for member in wanted if not (told and member in bots)
        }
        chat.bots = [] if told else [member.user_id for member in bots]
        self.chats[chat_id] = chat
        self.events.emit("chat", chat_id, chat=membership.describe(chat))
        if told:
            membership.found(self, chat, bots)
        return chat


def describe_user(user: User) -> Json:
    """A person as the page lists them."""
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "language_code": user.language_code,
        "is_bot": user.is_bot,
        "role": user.role,
        "photo_color": user.photo_color,
        "phone": user.phone,
        "started": sorted(user.started),
    }


def _member(spec: MemberSpec) -> Member:
    try:
        return Member(spec) if isinstance(spec, int) else Member(**spec)
    except TypeError as error:
        raise WorldError(f"a member is a user_id and a status: {error}") from error


def _photos(photo: bytes | Sequence[bytes] | None) -> Sequence[bytes]:
    if photo is None:
        return ()
    return (photo,) if isinstance(photo, bytes) else photo
