"""The staff list of a unit and all below it, as a file for whoever asked for it in private."""

import asyncio

from bot.file_work.tools import Tools
from handlers.offices.staff_lists import EXPORTED
from reports.staff_files import roster_file
from rules.calendar import local_day
from rules.language import text
from rules.outgoing import SendFile
from storage import FileJob


async def work(job: FileJob, tools: Tools) -> None:
    now = tools.clock()
    async with tools.store.read() as ledger:
        people = await ledger.staff.below(job.unit_id, local_day(now, tools.settings.zone))
    language = tools.settings.language
    content = await tools.files.put_passing(await asyncio.to_thread(roster_file, people, language))
    async with tools.store.write(now) as ledger:
        unit = await ledger.units.one(job.unit_id) if job.unit_id else None
        if unit:
            words = text("roster.of_unit", language, unit=unit.name, count=len(people))
            name = text("roster_file.file_roster", language, code=unit.code)
            file = SendFile(job.chat_id, content, name, words)
            ledger.say(job.platform, job.bot, file, f"file:{job.id}")
            await ledger.audit(job.account, EXPORTED, detail=str(len(people)), unit_id=unit.id)
        await ledger.file_jobs.put(job.id, "done")
