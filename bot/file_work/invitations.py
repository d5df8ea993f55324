"""The QR code of an invitation, as a picture to show or to print, with the link under it."""

import asyncio
from datetime import datetime
from io import BytesIO

import segno

from bot.file_work.tools import Tools
from handlers.joining.registering import START
from platforms.errors import PlatformError
from rules.calendar import local_day
from rules.language import text
from rules.outgoing import Show
from storage import FileJob

_SCALE = 16
_BORDER = 4


async def draw_invitation(job: FileJob, tools: Tools) -> None:
    """Asked twice, it is said once."""
    if not tools.messenger.username:
        raise PlatformError("the bot does not know yet how people call it")
    link = f"https://t.me/{tools.messenger.username}?start={START}_{job.told['word']}"
    picture = await tools.files.put(await asyncio.to_thread(_drawn, link))
    until = local_day(datetime.fromisoformat(job.told["until"]), tools.settings.zone)
    words = text(
        "invite.words", tools.settings.language, unit=job.told["unit"], link=link, until=f"{until:%d/%m/%Y}"
    )
    async with tools.store.write(tools.clock()) as ledger:
        if current := await ledger.file_jobs.get(job.id):
            ledger.say(
                job.platform, job.bot, Show(job.chat_id, (picture,), words), f"file:{job.id}:invitation"
            )
            await ledger.file_jobs.put(current.id, "done")


def _drawn(link: str) -> bytes:
    """Large enough for a sheet of paper; a quarter of it may be dirty."""
    drawn = BytesIO()
    segno.make(link, error="q", micro=False).save(drawn, kind="png", scale=_SCALE, border=_BORDER)
    return drawn.getvalue()
