"""/ketnoi: a group is connected with its unit by a code that is good once."""

from handlers.context import Context
from handlers.offices import buttons, role_codes
from handlers.offices.buttons import Asker, OfGroup, Sure
from handlers.offices.code_words import read_code, tell
from handlers.offices.group_codes import PURPOSE, ask_which, into_group, leads, make, offer
from handlers.offices.unit_search import search
from handlers.press import on
from handlers.rights import account_of, granted_rights, rights_of
from platforms.messages import ChatKind
from rules.calendar import plain
from rules.codewords import clean
from rules.outgoing import Button, Say
from rules.roles import Act
from storage import Bond, ChatRecord, UnitPath, UnitRecord

_GIVING_UP = frozenset({"bo", "bo ket noi", "huy", "ngat", "off", "disconnect"})
_LONGEST_SEARCH = 100


async def connect(context: Context) -> None:
    """/ketnoi in a group with a code, to be connected; in private to get one, or to take a role."""
    argument = context.message.command.argument.strip() if context.message.command else ""
    if context.in_private:
        return await _in_private(context, argument[:_LONGEST_SEARCH])
    if context.message.chat.kind is ChatKind.GROUP and not argument:
        await _tell_where(context)
        return None
    if plain(argument) in _GIVING_UP:
        return await _disconnect(context)
    return await connect_with(context, argument)


async def connect_with(context: Context, word: str) -> None:
    """Somebody brings a code for a group, typed or by a link."""
    if context.in_private:
        if await read_code(context, PURPOSE, word):
            context.put(
                context.as_reply(
                    context.words("connect.in_group"), ((into_group(context, clean(word) or ""),),)
                )
            )
        return
    chat = await _group(context)
    code = await read_code(context, PURPOSE, word) if chat else None
    unit_path = await context.ledger.units.path_of(code.unit_id) if code else None
    if chat is None or unit_path is None:
        return
    allowed = await _may_connect(context, chat, unit_path)
    if not allowed:
        tell(context, "connect.not_allowed")
    elif chat.unit_id == unit_path.unit.id:
        tell(context, "connect.same", unit=unit_path.unit.name)
    elif not context.message.button_id and await context.ledger.connecting.bond_of(chat) is Bond.REAL:
        await _ask_first(context, chat, unit_path, word)
    else:
        await _bind(context, chat, unit_path, word)
    return


async def _group(context: Context) -> ChatRecord | None:
    """The group this is about; None after it has been said why nothing can be connected here."""
    sender = context.message.sender
    if context.message.chat.kind is not ChatKind.GROUP:
        tell(context, "connect.channel")
    elif sender is None or sender.is_bot:
        tell(context, "connect.anonymous")
    else:
        chat = await context.chat()
        if chat.moved_to_id is None:
            return chat
        tell(context, "connect.migrated")
    return None


async def _may_connect(context: Context, chat: ChatRecord, unit_path: UnitPath) -> bool:
    """Who answers for the unit, or administers the group; the code says that the unit wants it."""
    if (await granted_rights(context)).may(Act.CONNECT_CHAT, unit_path):
        return True
    return await context.leads(chat)


async def _ask_first(context: Context, chat: ChatRecord, unit_path: UnitPath, word: str) -> None:
    """A group leaves a real unit only when whoever brought the code says so once more."""
    assert context.message.sender is not None
    here = await context.ledger.units.one(chat.unit_id) if chat.unit_id else None
    words = context.words("connect.sure", old=here.name if here else "", unit=unit_path.unit.name)
    who = context.message.sender.id
    rows = (
        (
            Button(context.words("connect.yes"), buttons.CONNECT(who, clean(word) or "")),
            Button(context.words("connect.no"), buttons.LEAVE_IT(who)),
        ),
    )
    context.put(context.as_reply(words, rows))


async def _bind(context: Context, chat: ChatRecord, unit_path: UnitPath, word: str) -> None:
    if await context.ledger.codes.use(PURPOSE, word) is None:
        tell(context, "code.wrong")
        return
    before = await context.ledger.units.one(chat.unit_id) if chat.unit_id else None
    if before and await context.ledger.connecting.bond_of(chat) is Bond.REAL:
        await _tell_the_old_unit(context, chat, before)
    await context.ledger.connecting.connect(chat, unit_path.unit.id)
    detail = f"{before.code if before else '-'} > {unit_path.unit.code}"
    await context.ledger.audit(
        account_of(context), "chat.connect", f"chat {chat.id}", detail, unit_id=unit_path.unit.id
    )
    words = context.words("connect.done", unit=unit_path.unit.name)
    if context.message.button_id:
        context.answer_press()
        context.rewrite(words)
    else:
        context.reply(words)


async def _tell_the_old_unit(context: Context, chat: ChatRecord, old: UnitRecord) -> None:
    """Whoever answered for the group until now hears that it was taken to another unit."""
    words = context.words("connect.taken_away", title=chat.title, old=old.name)
    sender = context.message.sender.id if context.message.sender else ""
    for admin in await context.ledger.linking.admin_chats(chat.platform, chat.bot, old.id):
        if admin != sender:
            context.put(Say(admin, words))


async def _tell_where(context: Context) -> None:
    chat = await context.chat()
    unit = await context.ledger.units.one(chat.unit_id) if chat.unit_id else None
    if unit is None or await context.ledger.connecting.bond_of(chat) is Bond.OWN:
        context.reply(context.words("connect.how_group"))
    else:
        context.reply(context.words("connect.is", unit=unit.name))


async def _disconnect(context: Context) -> None:
    """Only who answers for the unit takes a group from it."""
    chat = await _group(context)
    unit_path = await context.ledger.units.path_of(chat.unit_id) if chat and chat.unit_id else None
    if chat is None:
        return
    if unit_path is None or await context.ledger.connecting.bond_of(chat) is Bond.OWN:
        context.reply(context.words("connect.is_alone"))
    elif not (await granted_rights(context)).may(Act.CONNECT_CHAT, unit_path):
        context.reply_in_private(context.words("connect.not_yours", unit=unit_path.unit.name))
    else:
        await _part(context, chat, unit_path)
        context.reply(context.words("connect.alone", unit=unit_path.unit.name))
    return


async def _part(context: Context, chat: ChatRecord, unit_path: UnitPath, *, never_was: bool = False) -> None:
    await context.ledger.connecting.disconnect(chat, never_was=never_was)
    target, code = f"chat {chat.id}", unit_path.unit.code
    await context.ledger.audit(
        account_of(context), "chat.disconnect", target, code, unit_id=unit_path.unit.id
    )


# in private


async def _in_private(context: Context, argument: str) -> None:
    rights = await rights_of(context, Act.CONNECT_CHAT)
    if not argument:
        return await offer(context, rights)
    found = await search(context, rights, Act.CONNECT_CHAT, argument)
    word = clean(argument)
    if len(found) == 1:
        await make(context, rights, found[0])
    elif found:
        ask_which(context, context.words("connect.which_of"), found)
    elif word and await context.ledger.codes.look(role_codes.PURPOSE, word):
        return await role_codes.take_role(context, word)
    elif word or not leads(rights):
        return await connect_with(context, argument)
    else:
        context.reply(context.words("connect.no_unit"))
    return None


# what is pressed


async def _go(context: Context, told: Sure) -> None:
    return await connect_with(context, told.code) if _is_asker(context, told.who) else None


async def _no(context: Context, told: Asker) -> None:
    if _is_asker(context, told.who):
        context.answer_press()
        context.rewrite(context.words("connect.left"))


def _is_asker(context: Context, who: str) -> bool:
    sender = context.message.sender
    if sender and sender.id == who:
        return True
    tell(context, "connect.others_button")
    return False


async def _not_ours(context: Context, told: OfGroup) -> None:
    """A group that became the unit's because of a list takes along all that came from it."""
    unit_path = await context.ledger.units.path_of(told.unit) if context.in_private else None
    if unit_path is None:
        context.refuse_press()
        return
    if not (await granted_rights(context)).may(Act.CONNECT_CHAT, unit_path):
        tell(context, "connect.not_yours", unit=unit_path.unit.name)
        return
    group = next(
        (each for each in await context.ledger.chats.of_unit(told.unit) if each.id == told.chat), None
    )
    if group is None:
        tell(context, "connect.parted_already")
        return
    await _part(context, group, unit_path, never_was=True)
    context.answer_press()
    context.rewrite(context.words("connect.parted", title=group.title, unit=unit_path.unit.name))
    context.put(Say(group.chat_id, context.words("connect.parted_here", unit=unit_path.unit.name)))


BUTTONS = (
    on(buttons.CONNECT, _go),
    on(buttons.LEAVE_IT, _no),
    on(buttons.NOT_OURS, _not_ours),
)
