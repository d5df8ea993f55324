"""/ketnoi: a group is connected with its unit by a code that is good once."""

from handlers.offices import buttons, role_codes
from handlers.offices.buttons import Asker, OfGroup, Sure
from handlers.offices.code_words import read_code, tell
from handlers.offices.group_codes import PURPOSE, ask_which, into_group, leads, make, offer
from handlers.offices.unit_search import search
from handlers.press import on
from handlers.rights import account_of, granted_rights, rights_of
from handlers.turn import Turn
from platforms.messages import ChatKind
from rules.calendar import plain
from rules.codewords import clean
from rules.outgoing import Button, Say
from rules.roles import Act
from storage import Bond, ChatRecord, Standpoint, UnitRecord

_GIVING_UP = frozenset({"bo", "bo ket noi", "huy", "ngat", "off", "disconnect"})
_LONGEST_SEARCH = 100


async def connect(turn: Turn) -> None:
    """/ketnoi in a group with a code, to be connected; in private to get one, or to take a role."""
    argument = turn.message.command.argument.strip() if turn.message.command else ""
    if turn.in_private:
        return await _in_private(turn, argument[:_LONGEST_SEARCH])
    if turn.message.chat.kind is ChatKind.GROUP and not argument:
        await _tell_where(turn)
        return None
    if plain(argument) in _GIVING_UP:
        return await _disconnect(turn)
    return await connect_with(turn, argument)


async def connect_with(turn: Turn, word: str) -> None:
    """Somebody brings a code for a group, typed or by a link."""
    if turn.in_private:
        if await read_code(turn, PURPOSE, word):
            turn.put(turn.as_reply(turn.words("connect.in_group"), ((into_group(turn, clean(word) or ""),),)))
        return
    chat = await _group(turn)
    code = await read_code(turn, PURPOSE, word) if chat else None
    stands = await turn.ledger.units.path_of(code.unit_id) if code else None
    if chat is None or stands is None:
        return
    allowed = await _may_connect(turn, chat, stands)
    if not allowed:
        tell(turn, "connect.not_allowed")
    elif chat.unit_id == stands.unit.id:
        tell(turn, "connect.same", unit=stands.unit.name)
    elif not turn.message.button_id and await turn.ledger.bond_of(chat) is Bond.REAL:
        await _ask_first(turn, chat, stands, word)
    else:
        await _bind(turn, chat, stands, word)
    return


async def _group(turn: Turn) -> ChatRecord | None:
    """The group this is about; None after it has been said why nothing can be connected here."""
    sender = turn.message.sender
    if turn.message.chat.kind is not ChatKind.GROUP:
        tell(turn, "connect.channel")
    elif sender is None or sender.is_bot:
        tell(turn, "connect.anonymous")
    else:
        chat = await turn.chat()
        if chat.moved_to_id is None:
            return chat
        tell(turn, "connect.migrated")
    return None


async def _may_connect(turn: Turn, chat: ChatRecord, stands: Standpoint) -> bool:
    """Who answers for the unit, or administers the group; the code says that the unit wants it."""
    if (await granted_rights(turn)).may(Act.CONNECT_CHAT, stands):
        return True
    return await turn.leads(chat)


async def _ask_first(turn: Turn, chat: ChatRecord, stands: Standpoint, word: str) -> None:
    """A group leaves a real unit only when whoever brought the code says so once more."""
    assert turn.message.sender is not None
    here = await turn.ledger.units.one(chat.unit_id) if chat.unit_id else None
    words = turn.words("connect.sure", old=here.name if here else "", unit=stands.unit.name)
    who = turn.message.sender.id
    rows = (
        (
            Button(turn.words("connect.yes"), buttons.CONNECT(who, clean(word) or "")),
            Button(turn.words("connect.no"), buttons.LEAVE_IT(who)),
        ),
    )
    turn.put(turn.as_reply(words, rows))


async def _bind(turn: Turn, chat: ChatRecord, stands: Standpoint, word: str) -> None:
    if await turn.ledger.codes.use(PURPOSE, word) is None:
        tell(turn, "code.wrong")
        return
    before = await turn.ledger.units.one(chat.unit_id) if chat.unit_id else None
    if before and await turn.ledger.bond_of(chat) is Bond.REAL:
        await _tell_the_old_unit(turn, chat, before)
    await turn.ledger.connect_chat(chat, stands.unit.id)
    detail = f"{before.code if before else '-'} > {stands.unit.code}"
    await turn.ledger.audit(
        account_of(turn), "chat.connect", f"chat {chat.id}", detail, unit_id=stands.unit.id
    )
    words = turn.words("connect.done", unit=stands.unit.name)
    if turn.message.button_id:
        turn.answer_press()
        turn.rewrite(words)
    else:
        turn.reply(words)


async def _tell_the_old_unit(turn: Turn, chat: ChatRecord, old: UnitRecord) -> None:
    """Whoever answered for the group until now hears that it was taken to another unit."""
    words = turn.words("connect.taken_away", title=chat.title, old=old.name)
    sender = turn.message.sender.id if turn.message.sender else ""
    for admin in await turn.ledger.linking.admin_chats(chat.platform, chat.bot, old.id):
        if admin != sender:
            turn.put(Say(admin, words))


async def _tell_where(turn: Turn) -> None:
    chat = await turn.chat()
    unit = await turn.ledger.units.one(chat.unit_id) if chat.unit_id else None
    if unit is None or await turn.ledger.bond_of(chat) is Bond.OWN:
        turn.reply(turn.words("connect.how_group"))
    else:
        turn.reply(turn.words("connect.is", unit=unit.name))


async def _disconnect(turn: Turn) -> None:
    """Only who answers for the unit takes a group from it."""
    chat = await _group(turn)
    stands = await turn.ledger.units.path_of(chat.unit_id) if chat and chat.unit_id else None
    if chat is None:
        return
    if stands is None or await turn.ledger.bond_of(chat) is Bond.OWN:
        turn.reply(turn.words("connect.is_alone"))
    elif not (await granted_rights(turn)).may(Act.CONNECT_CHAT, stands):
        turn.reply_in_private(turn.words("connect.not_yours", unit=stands.unit.name))
    else:
        await _part(turn, chat, stands)
        turn.reply(turn.words("connect.alone", unit=stands.unit.name))
    return


async def _part(turn: Turn, chat: ChatRecord, stands: Standpoint, *, never_was: bool = False) -> None:
    await turn.ledger.disconnect_chat(chat, never_was=never_was)
    target, code = f"chat {chat.id}", stands.unit.code
    await turn.ledger.audit(account_of(turn), "chat.disconnect", target, code, unit_id=stands.unit.id)


# in private


async def _in_private(turn: Turn, argument: str) -> None:
    rights = await rights_of(turn, Act.CONNECT_CHAT)
    if not argument:
        return await offer(turn, rights)
    found = await search(turn, rights, Act.CONNECT_CHAT, argument)
    word = clean(argument)
    if len(found) == 1:
        await make(turn, rights, found[0])
    elif found:
        ask_which(turn, turn.words("connect.which_of"), found)
    elif word and await turn.ledger.codes.look(role_codes.PURPOSE, word):
        return await role_codes.take_role(turn, word)
    elif word or not leads(rights):
        return await connect_with(turn, argument)
    else:
        turn.reply(turn.words("connect.no_unit"))
    return None


# what is pressed


async def _go(turn: Turn, told: Sure) -> None:
    return await connect_with(turn, told.code) if _is_asker(turn, told.who) else None


async def _no(turn: Turn, told: Asker) -> None:
    if _is_asker(turn, told.who):
        turn.answer_press()
        turn.rewrite(turn.words("connect.left"))


def _is_asker(turn: Turn, who: str) -> bool:
    sender = turn.message.sender
    if sender and sender.id == who:
        return True
    tell(turn, "connect.others_button")
    return False


async def _not_ours(turn: Turn, told: OfGroup) -> None:
    """A group that became the unit's because of a list takes along all that came from it."""
    stands = await turn.ledger.units.path_of(told.unit) if turn.in_private else None
    if stands is None:
        turn.refuse_press()
        return
    if not (await granted_rights(turn)).may(Act.CONNECT_CHAT, stands):
        tell(turn, "connect.not_yours", unit=stands.unit.name)
        return
    group = next((each for each in await turn.ledger.chats.of_unit(told.unit) if each.id == told.chat), None)
    if group is None:
        tell(turn, "connect.parted_already")
        return
    await _part(turn, group, stands, never_was=True)
    turn.answer_press()
    turn.rewrite(turn.words("connect.parted", title=group.title, unit=stands.unit.name))
    turn.put(Say(group.chat_id, turn.words("connect.parted_here", unit=stands.unit.name)))


BUTTONS = (
    on(buttons.CONNECT, _go),
    on(buttons.LEAVE_IT, _no),
    on(buttons.NOT_OURS, _not_ours),
)
