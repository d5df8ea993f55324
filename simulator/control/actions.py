"""What people do in the world: write, edit, react, press, come and go."""

import asyncio
from typing import Any

from aiohttp import web

from simulator import pinning, posting, reactions
from simulator.control.fields import Fields, answer, chat_in, query_number, read_fields
from simulator.emoji import canonical
from simulator.errors import WorldError
from simulator.files import BadImageError
from simulator.membership import describe
from simulator.model import IN_CHARGE, PRESENT, Chat, Message
from simulator.params import Upload
from simulator.wire import Json, without_none
from simulator.world import World, describe_user

MESSAGE = r"/sim/messages/{chat:-?\d+}/{message:\d+}"
CHAT = r"/sim/chats/{chat:-?\d+}"
STATUSES = PRESENT | IN_CHARGE | {"left", "kicked"}


class Actions:
    """Routes that change the world."""

    def __init__(self, world: World) -> None:
        self.world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/sim/messages", self.post),
            web.post(f"{MESSAGE}/edit", self.edit),
            web.delete(MESSAGE, self.delete),
            web.post(f"{MESSAGE}/react", self.react),
            web.post(f"{MESSAGE}/press", self.press),
            web.post("/sim/users", self.add_user),
            web.post(r"/sim/users/{user:\d+}/start", self.start),
            web.post(r"/sim/users/{user:\d+}/block", self.block),
            web.post("/sim/chats", self.add_chat),
            web.post(CHAT, self.change_chat),
            web.post(f"{CHAT}/members", self.set_member),
            web.post(f"{CHAT}/migrate", self.migrate),
        ]

    async def post(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        photos = [upload.data for upload in fields.uploads("photo")]
        await self._scale(photos)
        document = next(iter(fields.uploads("document")), None)
        messages = self.world.post(
            fields.need_number("chat_id"),
            fields.need_number("from_id"),
            text=fields.text("text"),
            caption=fields.text("caption"),
            entities=fields.values.get("entities"),
            photo=photos or None,
            contact=_contact(fields),
            reply_to=fields.number("reply_to"),
            topic=fields.number("topic"),
            date=fields.number("date"),
            anonymous=fields.flag("anonymous"),
            as_chat=fields.number("as_chat"),
            forward_from=_source(fields),
            silent=fields.flag("silent"),
            **_document(document),
        )
        return answer({"messages": [message.view() for message in messages]})

    async def _scale(self, photos: list[bytes]) -> None:
        """Scale beside the event loop; posting then finds the result ready."""
        for photo in photos:
            try:
                await asyncio.to_thread(self.world.files.prepare, photo)
            except BadImageError as error:
                raise WorldError(f"not a picture: {error}") from error

    async def edit(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        message = self._message(request)
        if fields.number("by") not in {None, message.sender_id}:
            raise WorldError("only the author can edit a message")
        posting.edit(self.world, message, text=fields.text("text"), caption=fields.text("caption"))
        return answer({"message": message.view()})

    async def delete(self, request: web.Request) -> web.Response:
        message = self._message(request)
        by = query_number(request, "by")
        if by not in {None, message.sender_id} and not message.chat.in_charge(by or 0):
            raise WorldError("only the author or an administrator can delete a message")
        pinning.delete(self.world, message)
        return answer({})

    async def react(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        message = self._message(request)
        emoji = fields.text("emoji")
        if emoji is not None and canonical(emoji) is None:
            raise WorldError("that emoji is no reaction")
        user = self.world.user(fields.need_number("user_id"))
        reactions.react(self.world, message, user, emoji and canonical(emoji))
        return answer({"reactions": message.reaction_summary()})

    async def press(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        user = self.world.user(fields.need_number("user_id"))
        query_id = reactions.press(self.world, self._message(request), user, fields.need_text("data"))
        return answer({"callback_query_id": query_id})

    async def add_user(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        user = self.world.add_user(
            fields.need_text("first_name"),
            fields.text("last_name"),
            username=fields.text("username"),
            role=fields.text("role") or "teacher",
            language_code=fields.text("language_code") or "vi",
            user_id=fields.number("id"),
            phone=fields.text("phone"),
        )
        return answer({"user": describe_user(user)})

    async def start(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        payload = fields.text("payload") or ""
        user_id = int(request.match_info["user"])
        messages = self.world.start(user_id, fields.number("bot_id"), payload, fields.number("chat_id"))
        return answer({"messages": [message.view() for message in messages]})

    async def block(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        blocked = fields.flag("blocked") if "blocked" in fields else True
        user_id = int(request.match_info["user"])
        self.world.block(user_id, fields.number("bot_id"), blocked=blocked)
        return answer({"user": describe_user(self.world.user(user_id))})

    async def add_chat(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        title, members = fields.need_text("title"), fields.items("members")
        if fields.text("type") == "channel":
            chat = self.world.add_channel(
                title,
                members,
                username=fields.text("username"),
                linked_chat_id=fields.number("linked_chat_id"),
                chat_id=fields.number("id"),
                told=True,
            )
        else:
            chat = self.world.add_group(
                title,
                members,
                supergroup=fields.text("type") != "group",
                topics=fields.items("topics"),
                chat_id=fields.number("id"),
                told=True,
            )
        return answer({"chat": describe(chat)})

    async def change_chat(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        chat = chat_in(self.world, request)
        title = fields.text("title")
        if title is not None:
            self.world.rename(chat.id, title)
        _change(chat, fields)
        self.world.events.emit("chat", chat.id, chat=describe(chat))
        return answer({"chat": describe(chat)})

    async def set_member(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        chat = chat_in(self.world, request)
        status: Any = fields.need_text("status")
        if status not in STATUSES:
            raise WorldError(f"status must be one of {', '.join(sorted(STATUSES))}")
        can_send = fields.flag("can_send_messages") if "can_send_messages" in fields else True
        self.world.set_member(
            chat.id,
            fields.need_number("user_id"),
            status,
            by=fields.number("by"),
            can_send_messages=can_send,
            is_anonymous=fields.flag("is_anonymous"),
        )
        return answer({"chat": describe(chat)})

    async def migrate(self, request: web.Request) -> web.Response:
        return answer({"chat": describe(self.world.migrate(int(request.match_info["chat"])))})

    def _message(self, request: web.Request) -> Message:
        return self.world.message(chat_in(self.world, request), int(request.match_info["message"]))


def _document(document: Upload | None) -> dict[str, Any]:
    if document is None:
        return {}
    return {"document": document.data, "file_name": document.name, "mime_type": document.mime_type}


def _contact(fields: Fields) -> Json | int | None:
    """A person of the world by id, or somebody else's number with a name and perhaps an id."""
    if not isinstance(fields.values.get("contact"), dict):
        return fields.number("contact")
    given = Fields(fields.values["contact"])
    return without_none(
        {
            "phone_number": given.need_text("phone_number"),
            "first_name": given.need_text("first_name"),
            "last_name": given.text("last_name"),
            "user_id": given.number("user_id"),
        }
    )


def _source(fields: Fields) -> int | str | None:
    """A number is a person or a chat; any other text is the name of a hidden user."""
    value = fields.values.get("forward_from")
    if isinstance(value, str) and value.lstrip("-").isdecimal():
        return int(value)
    return value if isinstance(value, int | str) and value != "" else None


def _change(chat: Chat, fields: Fields) -> None:
    if "available_reactions" in fields:
        allowed = fields.values["available_reactions"]
        if allowed is not None and not isinstance(allowed, list):
            raise WorldError("available_reactions must be a list, or null for all")
        chat.available_reactions = allowed
    if "members_may_write" in fields:
        chat.members_may_write = fields.flag("members_may_write")
    if "linked_chat_id" in fields:
        chat.linked_chat_id = fields.number("linked_chat_id")
