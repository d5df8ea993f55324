"""An invitation into a unit: a link and a QR code by which its people say who they are."""

from datetime import timedelta

from handlers.joining.registering import JOIN
from handlers.rights import may_here
from handlers.turn import Turn
from rules.roles import Act
from storage import BotRef

KIND = "invitation"
"""The kind of file job that draws the code."""
VALID_FOR = timedelta(days=30)
MOST_USES = 2_000


async def invite(turn: Turn, unit_id: int) -> None:
    """In private, for those who answer for the unit's people; the code itself comes a moment later."""
    stands = await turn.ledger.units.path_of(unit_id)
    if not turn.in_private or turn.sender_ref is None or stands is None:
        turn.answer_press(turn.words("accounts.only_private"), alert=True)
        return
    may = await may_here(turn, Act.MANAGE_PEOPLE, stands)
    if not may:
        turn.answer_press(turn.words("accounts.not_allowed"), alert=True)
        return
    by = f"{turn.sender_ref.platform}:{turn.sender_ref.user_id}"
    until = turn.ledger.now + VALID_FOR
    word = await turn.ledger.codes.make(JOIN, unit_id, by, until, uses=MOST_USES)
    told = {"word": word, "unit": stands.unit.name, "until": until.isoformat()}
    bot = BotRef(turn.message.platform, turn.message.bot)
    await turn.ledger.file_jobs.ask(bot, turn.message.chat.id, by, KIND, unit_id=unit_id, told=told)
    await turn.ledger.audit(by, "invitation.made", f"unit {unit_id}", unit_id=unit_id)
    turn.answer_press(turn.words("invite.comes"))
    return
