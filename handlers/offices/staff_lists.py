"""Staff lists by the bot: whoever looks after people sends a table in private, looks at what it changes, and agrees."""

from datetime import timedelta
from typing import Any

from handlers.context import Context
from handlers.handing_in.picture_proof import point_to_pictures
from handlers.offices import buttons
from handlers.offices.buttons import NO, YES, OfList
from handlers.press import on
from handlers.rights import Rights, may_here, rights_of
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


async def file_sent(context: Context) -> None:
    """A table in private is a staff list, if its sender looks after anybody; any other file is what it always was."""
    rights = await rights_of(context)
    document, units = context.message.document, _units(rights)
    if document is None or units == []:
        await point_to_pictures(context)
        return
    if document.size > MOST_BYTES:
        context.reply(context.words("sheet.too_big", most=MOST_BYTES // 1024 // 1024))
        return
    await context.ledger.file_jobs.ask(
        _bot(context),
        context.message.chat.id,
        rights.account,
        STAFF_LIST,
        unit_id=units[0] if units and len(units) == 1 else None,
        told=_answered_for(rights),
        file_id=document.file_id,
        name=document.name,
    )
    context.reply(context.words("roster.received"))
    return


async def ask_roster(context: Context, unit_id: int) -> bool:
    """The staff list of a unit and all below it, as a file in private; False for who may not take names away."""
    where = await context.ledger.units.path_of(unit_id)
    sender = context.message.sender
    if where is None or sender is None:
        return False
    allowed = await may_here(context, Act.EXPORT_NAMES, where)
    if allowed is True:
        account = f"{context.message.platform}:{sender.id}"
        await context.ledger.file_jobs.ask(_bot(context), sender.id, account, ROSTER, unit_id=unit_id)
    return allowed


async def _pressed(context: Context, told: OfList) -> None:
    """What becomes of a list that was shown; whoever presses must be who sent it, and still have the right."""
    rights = await rights_of(context)
    job = await context.ledger.file_jobs.get(told.job)
    if job is None or not _is_theirs(context, job, rights):
        context.refuse_press()
        return
    if job.state != "ready" or context.ledger.now - job.made_at > WAITS:
        await _drop(context, job, "roster.too_late")
    elif _units(rights) == []:
        await _drop(context, job, "roster.no_right")
    elif told.choice == NO:
        await _drop(context, job, "import.declined")
    else:
        await _go_on(context, job, rights, told.choice)
    return


BUTTONS = (on(buttons.STAFF_LIST, _pressed),)


def _is_theirs(context: Context, job: FileJob, rights: Rights) -> bool:
    here = (context.message.platform, context.message.bot, context.message.chat.id)
    return (
        job.kind == STAFF_LIST
        and here == (job.platform, job.bot, job.chat_id)
        and job.account == rights.account
    )


async def _drop(context: Context, job: FileJob, key: str) -> None:
    """Nothing of it is kept; what is under way is left alone."""
    if job.state == "ready":
        await context.ledger.file_jobs.put(job.id, "done")
    context.rewrite(context.words(key))
    context.answer_press()


async def _go_on(context: Context, job: FileJob, rights: Rights, choice: str) -> None:
    """Take it over, or look at it again as the list of the unit that was chosen."""
    told: dict[str, Any] = job.told | _answered_for(rights)
    if choice == YES and "rows" in told:
        await context.ledger.file_jobs.put(job.id, "waiting", told)
    elif choice != YES and "rows" not in told:
        where = await context.ledger.units.path_of(int(choice))
        if where is None or not rights.may(Act.MANAGE_PEOPLE, where):
            context.answer_press(context.words("roster.no_right"), alert=True)
            return
        await context.ledger.file_jobs.put(job.id, "waiting", told, unit_id=where.unit.id)
    else:
        context.refuse_press()
        return
    context.rewrite(context.words("roster.under_way"))
    context.answer_press()


def _units(rights: Rights) -> list[int] | None:
    """The units whose people they look after; None for all there are."""
    if rights.everywhere(Act.MANAGE_PEOPLE):
        return None
    return [where.unit.id for where in rights.units(Act.MANAGE_PEOPLE)]


def _answered_for(rights: Rights) -> dict[str, list[int] | None]:
    """As a file job keeps it: these units with all below them, but for those that are theirs `alone`."""
    paths = rights.units(Act.MANAGE_PEOPLE)
    alone = [each.unit.id for each in paths if not rights.may_below(Act.MANAGE_PEOPLE, each)]
    return {"units": _units(rights), "alone": alone}


def _bot(context: Context) -> BotRef:
    return BotRef(context.message.platform, context.message.bot)
