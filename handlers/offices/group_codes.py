"""Codes that connect a group with a unit, made in private by those who answer for it."""

from datetime import timedelta

from handlers.offices import buttons
from handlers.offices.buttons import CONNECTING, OfUnit
from handlers.offices.code_words import tell
from handlers.press import on, only_private
from handlers.rights import Rights, account_of, rights_of
from handlers.roster import picking
from handlers.roster.common import show
from handlers.turn import Turn
from rules.codewords import shown
from rules.outgoing import Button
from rules.roles import Act
from storage import Standpoint

START, PURPOSE = "kn", "connect"
GOOD_FOR = timedelta(days=7)
MOST_BUTTONS = 8
_LONGEST_LABEL = 40


def leads(rights: Rights) -> bool:
    return rights.everywhere(Act.CONNECT_CHAT) or bool(rights.units(Act.CONNECT_CHAT))


async def offer(turn: Turn, rights: Rights) -> None:
    """The only unit there is, else the choice."""
    mine = list(rights.tops(Act.CONNECT_CHAT))
    if not leads(rights):
        turn.reply(turn.words("connect.how_private"))
    elif len(mine) == 1 and not rights.everywhere(Act.CONNECT_CHAT):
        return await _chosen(turn, mine[0])
    else:
        await picking.list_units(turn, TOPIC, rights)
    return None


async def _chosen(turn: Turn, stands: Standpoint) -> None:
    """A code at once, unless it may be one of the units below that is meant."""
    rights = await rights_of(turn, Act.CONNECT_CHAT)
    unit = stands.unit
    if rights.may_below(Act.CONNECT_CHAT, stands) and await picking.has_below(turn, stands):
        code = Button(
            turn.words("connect.for_it", unit=unit.name)[:_LONGEST_LABEL], buttons.CODE_FOR(unit.id)
        )
        below = Button(turn.words("roster.button.below"), CONNECTING.list(unit.id))
        show(turn, turn.words("connect.it_or_below", unit=unit.name), ((code,), (below,)))
    else:
        await make(turn, rights, stands)


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
ANSWERS = {TOPIC.asks: lambda turn, told: picking.named(turn, TOPIC, told)}


def ask_which(turn: Turn, words: str, found: list[Standpoint]) -> None:
    rows = tuple(
        (Button(each.unit.name[:_LONGEST_LABEL], buttons.CODE_FOR(each.unit.id)),)
        for each in found[:MOST_BUTTONS]
    )
    turn.put(turn.as_reply(words, rows))


async def make(turn: Turn, rights: Rights, stands: Standpoint) -> None:
    """A new code for a unit, with a button that takes the bot and the code to a group."""
    if not rights.may(Act.CONNECT_CHAT, stands):
        tell(turn, "rights.not_yours")
        return
    until, account = turn.ledger.now + GOOD_FOR, account_of(turn)
    word = await turn.ledger.codes.make(PURPOSE, stands.unit.id, account, until)
    await turn.ledger.audit(account, "code.make", PURPOSE, stands.unit.code, unit_id=stands.unit.id)
    day = f"{until.astimezone(turn.settings.zone):%d/%m/%Y}"
    words = turn.words("connect.code", unit=stands.unit.name, code=shown(word), until=day)
    turn.answer_press()
    turn.put(turn.as_reply(words, ((into_group(turn, word),),)))


def into_group(turn: Turn, word: str) -> Button:
    return Button(turn.words("connect.add"), link=f"startgroup:{START}_{word}")


async def _code(turn: Turn, told: OfUnit) -> None:
    rights = await rights_of(turn, Act.CONNECT_CHAT)
    stands = await turn.ledger.units.path_of(told.unit)
    if stands:
        await make(turn, rights, stands)
    else:
        tell(turn, "rights.not_yours")


BUTTONS = only_private("roster.only_private", on(buttons.CODE_FOR, _code), *TOPIC.presses)
