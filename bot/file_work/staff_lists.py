"""A staff list that somebody sent: read, held against the ledger, shown, and taken over once they agree."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.file_work.packing import packed, unpacked
from bot.file_work.reading import read_list
from bot.file_work.tools import Tools
from handlers.offices.buttons import NO, STAFF_LIST, YES
from handlers.roster.buttons import INVITE, LIST
from platforms.errors import NeverError
from reports.sheets import SheetError
from reports.staff_files import doubtful_file
from reports.staff_text import sentences, taken_over
from rules.calendar import local_day
from rules.language import text
from rules.outgoing import Button, Say, SendFile
from rules.staff.plan import StaffPlan
from rules.staff.sheets import StaffList
from storage import FileJob, Ledger, StaffImport, UnitRecord

MOST_UNITS = 20
_LONGEST_LABEL = 40


async def work(job: FileJob, tools: Tools) -> None:
    if "rows" in job.told:
        await _take_over(job, tools)
    else:
        await _read(job, tools)


async def _read(job: FileJob, tools: Tools) -> None:
    try:
        staff = await read_list(await tools.messenger.fetch(job.file_id or job.told["file_id"]))
    except NeverError:
        await _end(job, tools, _words(tools, "roster.file_gone"))
    except SheetError as error:
        await _end(job, tools, _what_is_wrong(tools, error))
    else:
        if job.unit_id or any(row.unit or row.unit_code for row in staff.rows):
            await _show(job, tools, staff)
        else:
            await _ask_unit(job, tools)


def _what_is_wrong(tools: Tools, error: SheetError) -> str:
    columns = ", ".join(f"«{_words(tools, f'column.{key}')}»" for key in error.columns)
    return _words(tools, error.key, columns=columns, **error.values)


async def _ask_unit(job: FileJob, tools: Tools) -> None:
    """Whoever leads several units says of which the people are; of all there are, the list has to say it."""
    roots: Sequence[int] = job.told["units"] or ()
    if not 1 <= len(roots) <= MOST_UNITS:
        await _end(job, tools, _words(tools, "roster.say_units"))
        return
    async with tools.store.write(tools.clock()) as ledger:
        found = [unit for unit in [await ledger.units.one(number) for number in roots] if unit]
        buttons = tuple((_unit_button(job, unit),) for unit in found)
        none = (Button(_words(tools, "roster.button_no"), STAFF_LIST(job.id, NO)),)
        _say(
            ledger,
            job,
            Say(job.chat_id, _words(tools, "roster.which_unit"), buttons=(*buttons, none)),
            "unit",
        )
        await ledger.file_jobs.put(job.id, "ready", {"units": job.told["units"], "file_id": job.file_id})


def _unit_button(job: FileJob, unit: UnitRecord) -> Button:
    return Button(unit.name[:_LONGEST_LABEL], STAFF_LIST(job.id, str(unit.id)))


async def _show(job: FileJob, tools: Tools, staff: StaffList) -> None:
    """What would change, with the doubtful rows as a file; what was read waits without numbers for a press."""
    kept = await tools.store.without_numbers(staff)
    wanted = await _wanted(job, tools, kept)
    async with tools.store.snapshot() as ledger:
        plan = await ledger.staff.plan(wanted)
    language = tools.settings.language
    content = ""
    if plan.doubtful:
        data = await asyncio.to_thread(doubtful_file, staff, plan.doubtful, language)
        content = await tools.files.put_passing(data)
    async with tools.store.write(tools.clock()) as ledger:
        if content:
            name = text("roster_file.file_doubtful", language)
            file = SendFile(job.chat_id, content, name, text("roster.doubtful_sent", language))
            _say(ledger, job, file, "doubtful")
        told = [*sentences(staff, plan, language, unit=await _only_unit(ledger, plan))]
        if plan.new or plan.changed:
            _say(ledger, job, Say(job.chat_id, "\n".join(told), buttons=_choice(job, tools)), "preview")
            await ledger.file_jobs.put(job.id, "ready", {"units": job.told["units"], "rows": packed(kept)})
        else:
            told.append(text("roster.only_doubtful" if plan.doubtful else "import.nothing_new", language))
            _say(ledger, job, Say(job.chat_id, "\n".join(told)), "preview")
            await ledger.file_jobs.put(job.id, "done")


def _choice(job: FileJob, tools: Tools) -> tuple[tuple[Button, ...], ...]:
    yes = Button(_words(tools, "roster.button_yes"), STAFF_LIST(job.id, YES))
    return ((yes, Button(_words(tools, "roster.button_no"), STAFF_LIST(job.id, NO))),)


async def _take_over(job: FileJob, tools: Tools) -> None:
    """Compared with the ledger as it is now, and written down with the answer in one transaction."""
    staff = await tools.store.without_numbers(unpacked(job.told["rows"]))  # one of an earlier version, too
    wanted = await _wanted(job, tools, staff)
    async with tools.store.write(tools.clock()) as ledger:
        plan = await ledger.staff.bring_in(wanted, job.account)
        said = [taken_over(plan, tools.settings.language)]
        rows = _what_next(tools, await _unit_of(ledger, plan))
        said += ["", _words(tools, "roster.next")] if rows else []
        _say(ledger, job, Say(job.chat_id, "\n".join(said), buttons=rows), "done")
        await ledger.file_jobs.put(job.id, "done")


async def _unit_of(ledger: Ledger, plan: StaffPlan) -> UnitRecord | None:
    """Where the list is of one unit."""
    if len(plan.units) != 1:
        return None
    return next((unit for unit in (await ledger.units.by_id()).values() if unit.code == plan.units[0]), None)


async def _only_unit(ledger: Ledger, plan: StaffPlan) -> str:
    unit = await _unit_of(ledger, plan)
    return unit.name if unit else ""


def _what_next(tools: Tools, unit: UnitRecord | None) -> tuple[tuple[Button, ...], ...]:
    """Rights are looked at again by whatever is pressed."""
    if unit is None:
        return ()
    invite = Button(_words(tools, "roster.button.invite"), INVITE(unit.id))
    return ((invite,), (Button(_words(tools, "roster.button.open"), LIST(unit.id)),))


async def _wanted(job: FileJob, tools: Tools, staff: StaffList) -> StaffImport:
    """`told["units"]` are those the sender answers for, None for all; what stands below goes along unless `alone`."""
    now = tools.clock()
    roots, alone = job.told["units"], frozenset(job.told.get("alone", ()))
    async with tools.store.write(now) as ledger:
        reach = None if roots is None else alone | {*await ledger.units.below([*{*roots} - alone])}
        unit = await ledger.units.one(job.unit_id) if job.unit_id else None
    return StaffImport(staff, local_day(now, tools.settings.zone), unit.code if unit else "", reach)


async def _end(job: FileJob, tools: Tools, words: str) -> None:
    async with tools.store.write(tools.clock()) as ledger:
        _say(ledger, job, Say(job.chat_id, words), "end")
        await ledger.file_jobs.put(job.id, "done")


def _say(ledger: Ledger, job: FileJob, what: Say | SendFile, once: str) -> None:
    ledger.say(job.platform, job.bot, what, f"file:{job.id}:{once}")


def _words(tools: Tools, key: str, **values: Any) -> str:
    return text(key, tools.settings.language, **values)
