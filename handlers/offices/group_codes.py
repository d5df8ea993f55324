"""Codes that connect a group with a unit, made in private by those who answer for it."""

from datetime import timedelta

from handlers.context import Context
from handlers.offices import buttons
from handlers.offices.buttons import CONNECTING, OfUnit
from handlers.offices.code_words import tell
from handlers.press import on, only_private
from handlers.rights import Rights, account_of, rights_of
from handlers.roster import picking
from handlers.roster.common import show
from rules.codewords import shown
from rules.outgoing import Button
from rules.roles import Act
from storage import UnitPath

START, PURPOSE = "kn", "connect"
GOOD_FOR = timedelta(days=7)
MOST_BUTTONS = 8
_LONGEST_LABEL = 40


def leads(rights: Rights) -> bool:
    return rights.everywhere(Act.CONNECT_CHAT) or bool(rights.units(Act.CONNECT_CHAT))


async def offer(context: Context, rights: Rights) -> None:
    """The only unit there is, else the choice."""
    mine = list(rights.tops(Act.CONNECT_CHAT))
    if not leads(rights):
        context.reply(context.words("connect.how_private"))
    elif len(mine) == 1 and not rights.everywhere(Act.CONNECT_CHAT):
        return await _chosen(context, mine[0])
    else:
        await picking.list_units(context, TOPIC, rights)
    return None


async def _chosen(context: Context, unit_path: UnitPath) -> None:
    """A code at once, unless it may be one of the units below that is meant."""
    rights = await rights_of(context, Act.CONNECT_CHAT)
    unit = unit_path.unit
    if rights.may_below(Act.CONNECT_CHAT, unit_path) and await picking.has_below(context, unit_path):
        code = Button(
            context.words("connect.for_it", unit=unit.name)[:_LONGEST_LABEL], buttons.CODE_FOR(unit.id)
        )
        below = Button(context.words("roster.button.below"), CONNECTING.list(unit.id))
        show(context, context.words("connect.it_or_below", unit=unit.name), ((code,), (below,)))
    else:
        await make(context, rights, unit_path)


TOPIC = picking.Topic(
    "kn.unit",
    CONNECTING,
    Act.CONNECT_CHAT,
    _chosen,
    "connect.how_private",
    which="connect.which",
    real=True,
    none="connect.no_units",
)
ANSWERS = {TOPIC.asks: lambda context, told: picking.named(context, TOPIC, told)}


def ask_which(context: Context, words: str, found: list[UnitPath]) -> None:
    rows = tuple(
        (Button(each.unit.name[:_LONGEST_LABEL], buttons.CODE_FOR(each.unit.id)),)
        for each in found[:MOST_BUTTONS]
    )
    context.put(context.as_reply(words, rows))


async def make(context: Context, rights: Rights, unit_path: UnitPath) -> None:
    """A new code for a unit, with a button that takes the bot and the code to a group."""
    if not rights.may(Act.CONNECT_CHAT, unit_path):
        tell(context, "rights.not_yours")
        return
    until, account = context.ledger.now + GOOD_FOR, account_of(context)
    word = await context.ledger.codes.make(PURPOSE, unit_path.unit.id, account, until)
    await context.ledger.audit(account, "code.make", PURPOSE, unit_path.unit.code, unit_id=unit_path.unit.id)
    day = f"{until.astimezone(context.settings.zone):%d/%m/%Y}"
    words = context.words("connect.code", unit=unit_path.unit.name, code=shown(word), until=day)
    context.answer_press()
    context.put(context.as_reply(words, ((into_group(context, word),),)))


def into_group(context: Context, word: str) -> Button:
    return Button(context.words("connect.add"), link=f"startgroup:{START}_{word}")


async def _code(context: Context, told: OfUnit) -> None:
    rights = await rights_of(context, Act.CONNECT_CHAT)
    unit_path = await context.ledger.units.path_of(told.unit)
    if unit_path:
        await make(context, rights, unit_path)
    else:
        tell(context, "rights.not_yours")


BUTTONS = only_private("roster.only_private", on(buttons.CODE_FOR, _code), *TOPIC.presses)
