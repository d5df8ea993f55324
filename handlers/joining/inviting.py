"""An invitation into a unit: a link and a QR code by which its people say who they are."""

from datetime import timedelta

from handlers.context import Context
from handlers.joining.registering import JOIN
from handlers.rights import may_here
from rules.roles import Act
from storage import BotRef

KIND = "invitation"
"""The kind of file job that draws the code."""
VALID_FOR = timedelta(days=30)
MOST_USES = 2_000


async def invite(context: Context, unit_id: int) -> None:
    """In private, for those who answer for the unit's people; the code itself comes a moment later."""
    unit_path = await context.ledger.units.path_of(unit_id)
    if not context.in_private or context.sender_ref is None or unit_path is None:
        context.answer_press(context.words("accounts.only_private"), alert=True)
        return
    may = await may_here(context, Act.MANAGE_PEOPLE, unit_path)
    if not may:
        context.answer_press(context.words("accounts.not_allowed"), alert=True)
        return
    by = f"{context.sender_ref.platform}:{context.sender_ref.user_id}"
    until = context.ledger.now + VALID_FOR
    word = await context.ledger.codes.make(JOIN, unit_id, by, until, uses=MOST_USES)
    told = {"word": word, "unit": unit_path.unit.name, "until": until.isoformat()}
    bot = BotRef(context.message.platform, context.message.bot)
    await context.ledger.file_jobs.ask(bot, context.message.chat.id, by, KIND, unit_id=unit_id, told=told)
    await context.ledger.audit(by, "invitation.made", f"unit {unit_id}", unit_id=unit_id)
    context.answer_press(context.words("invite.comes"))
    return
