"""Staff lists by the bot: whoever looks after people sends a table in private, looks at what it changes, and agrees."""

from datetime import timedelta
from typing import Any

from handlers.handing_in.picture_proof import point_to_pictures
from handlers.offices import buttons
from handlers.offices.buttons import NO, YES, OfList
from handlers.press import on
from handlers.rights import Rights, may_here, rights_of
from handlers.turn import Turn
from platforms.messages import Document, Incoming
from reports.sheets import MOST_BYTES
from rules.roles import Act
from storage import BotRef, FileJob

STAFF_LIST, ROSTER = "staff_list", "roster"
EXPORTED = "roster.exported"
WAITS = timedelta(days=1)
"""What was read of a list is kept no longer without an answer."""
_TABLES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
_KINDS_OF_TABLES = frozenset(
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.ms-excel",
        "application/vnd.oasis.opendocument.spreadsheet",
        "text/csv",
    }
)


def is_table(message: Incoming) -> bool:
    return message.document is not None and _may_be_table(message.document)


def _may_be_table(document: Document) -> bool:
    """As far as its sender says."""
    return document.name.lower().endswith(_TABLES) or document.mime.lower() in _KINDS_OF_TABLES


async def file_sent(turn: Turn) -> None:
    """A table in private is a staff list, if its sender looks after anybody; any other file is what it always was."""
    rights = await rights_of(turn)
    document, units = turn.message.document, _units(rights)
    if document is None or units == []:
        await point_to_pictures(turn)
        return
    if document.size > MOST_BYTES:
        turn.reply(turn.words("sheet.too_big", most=MOST_BYTES // 1024 // 1024))
        return
    await turn.ledger.file_jobs.ask(
        _bot(turn),
        turn.message.chat.id,
        rights.account,
        STAFF_LIST,
        unit_id=units[0] if units and len(units) == 1 else None,
        told=_answered_for(rights),
        file_id=document.file_id,
        name=document.name,
    )
    turn.reply(turn.words("roster.received"))
    return


async def ask_roster(turn: Turn, unit_id: int) -> bool:
    """The staff list of a unit and all below it, as a file in private; False for who may not take names away."""
    where = await turn.ledger.units.path_of(unit_id)
    sender = turn.message.sender
    if where is None or sender is None:
        return False
    allowed = await may_here(turn, Act.EXPORT_NAMES, where)
    if allowed is True:
        account = f"{turn.message.platform}:{sender.id}"
        await turn.ledger.file_jobs.ask(_bot(turn), sender.id, account, ROSTER, unit_id=unit_id)
    return allowed


async def _pressed(turn: Turn, told: OfList) -> None:
    """What becomes of a list that was shown; whoever presses must be who sent it, and still have the right."""
    rights = await rights_of(turn)
    job = await turn.ledger.file_jobs.get(told.job)
    if job is None or not _is_theirs(turn, job, rights):
        turn.refuse_press()
        return
    if job.state != "ready" or turn.ledger.now - job.made_at > WAITS:
        await _drop(turn, job, "roster.too_late")
    elif _units(rights) == []:
        await _drop(turn, job, "roster.no_right")
    elif told.choice == NO:
        await _drop(turn, job, "import.declined")
    else:
        await _go_on(turn, job, rights, told.choice)
    return


BUTTONS = (on(buttons.STAFF_LIST, _pressed),)


def _is_theirs(turn: Turn, job: FileJob, rights: Rights) -> bool:
    here = (turn.message.platform, turn.message.bot, turn.message.chat.id)
    return (
        job.kind == STAFF_LIST
        and here == (job.platform, job.bot, job.chat_id)
        and job.account == rights.account
    )


async def _drop(turn: Turn, job: FileJob, key: str) -> None:
    """Nothing of it is kept; what is under way is left alone."""
    if job.state == "ready":
        await turn.ledger.file_jobs.put(job.id, "done")
    turn.rewrite(turn.words(key))
    turn.answer_press()


async def _go_on(turn: Turn, job: FileJob, rights: Rights, choice: str) -> None:
    """Take it over, or look at it again as the list of the unit that was chosen."""
    told: dict[str, Any] = job.told | _answered_for(rights)
    if choice == YES and "rows" in told:
        await turn.ledger.file_jobs.put(job.id, "waiting", told)
    elif choice != YES and "rows" not in told:
        where = await turn.ledger.units.path_of(int(choice))
        if where is None or not rights.may(Act.MANAGE_PEOPLE, where):
            turn.answer_press(turn.words("roster.no_right"), alert=True)
            return
        await turn.ledger.file_jobs.put(job.id, "waiting", told, unit_id=where.unit.id)
    else:
        turn.refuse_press()
        return
    turn.rewrite(turn.words("roster.under_way"))
    turn.answer_press()


def _units(rights: Rights) -> list[int] | None:
    """The units whose people they look after; None for all there are."""
    if rights.everywhere(Act.MANAGE_PEOPLE):
        return None
    return [where.unit.id for where in rights.units(Act.MANAGE_PEOPLE)]


def _answered_for(rights: Rights) -> dict[str, list[int] | None]:
    """As a file job keeps it: these units with all below them, but for those that are theirs `alone`."""
    stands = rights.units(Act.MANAGE_PEOPLE)
    alone = [each.unit.id for each in stands if not rights.may_below(Act.MANAGE_PEOPLE, each)]
    return {"units": _units(rights), "alone": alone}


def _bot(turn: Turn) -> BotRef:
    return BotRef(turn.message.platform, turn.message.bot)
