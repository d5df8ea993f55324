"""/duyet: what waits for a person to look, one after the other, in private, decided by one press."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from handlers.press import Press, on, only_private
from handlers.reviewing import review_views
from handlers.reviewing.review_outcome import follow, follow_all, follow_links
from handlers.reviewing.review_results import results
from handlers.reviewing.review_views import OfReview, UpTo, Why
from handlers.reviewing.reviewers import Reviewing, reviewing
from handlers.reviewing.sitting import Shown, Sitting, show_next, sit_down
from handlers.rights import may_here
from handlers.turn import Turn
from rules.buttons import ButtonKind
from rules.calendar import plain
from rules.reviewing import REASONS, own_rejection, rejection
from rules.roles import Act
from rules.verdicts import ACCEPTED, REJECTED, TOO_MANY
from storage import Answer, EvidenceRecord

ASKS = "review"
"""Under which a reason is asked for that somebody types."""
_RESULTS = re.compile(r"(?:ket qua|results?)\b ?(.*)", re.DOTALL)
_TOLD = re.compile(r"(\d{1,18}):(\d{1,9}):([0-9]{1,20}):([01])", re.ASCII)
_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])


async def review(turn: Turn) -> None:
    """In a group only who may review is found out; what is to be looked at goes to them alone."""
    allowed = await _may_here(turn)
    if not allowed:
        turn.reply_in_private(turn.words("review.not_allowed"))
        return
    if turn.sender_ref is None:
        turn.reply(turn.words("review.anonymous"))
        return
    rights = await reviewing(turn)
    if rights is None:
        turn.reply(turn.words("review.in_group" if turn.in_private else "review.no_unit"))
        return
    await _answer(turn, rights)
    return


async def _may_here(turn: Turn) -> bool:
    """In private everybody may ask what waits for them, in a group those who review for its unit."""
    if turn.in_private:
        return True
    chat = await turn.chat()
    point = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    return await may_here(turn, Act.REVIEW, point) if point else True


async def _answer(turn: Turn, rights: Reviewing) -> None:
    argument = turn.message.command.argument if turn.message.command else ""
    asked = _RESULTS.fullmatch(plain(argument))
    if asked:
        await results(turn, rights, asked[1])
    elif argument:
        turn.reply_in_private(turn.words("review.how"))
    else:
        await show_next(turn, rights)
        if rights.cut:
            turn.reply_in_private(turn.words("rights.cut"))


async def reason_told(turn: Turn, told: str) -> None:
    """Somebody types why; `told` is what was being looked at."""
    read = _TOLD.fullmatch(told)
    if read is None:
        return
    sitting = await sit_down(turn, Shown(int(read[1]), int(read[2]), read[3], read[4] == "1"))
    if sitting and await _is_open(sitting):
        await _reject(sitting, own_rejection(turn.message.text))
    return


# what is pressed


async def _accept(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        answer = await sitting.turn.ledger.reviews.accept(sitting.item, sitting.rights.by)
        if answer is Answer.DONE and sitting.item.why == TOO_MANY:
            await follow_links(sitting.turn, [sitting.item.proof.evidence])
        await _decided(sitting, answer, "review.done.accepted")


async def _reject(sitting: Sitting, reason: str) -> None:
    answer = await sitting.turn.ledger.reviews.reject(sitting.item, reason, sitting.rights.by)
    await _decided(sitting, answer, "review.done.rejected")


async def _decided(sitting: Sitting, answer: Answer, done: str) -> None:
    if answer is not Answer.DONE:
        await _say_why_not(sitting, answer)
        if answer is not Answer.OWN:
            await sitting.go_on()
        return
    item = await sitting.reread()
    sitting.tell(done, alert=False)
    sitting.rewrite(sitting.views.words.result(item), sitting.views.undo(item))
    await follow(sitting.turn, sitting.item, item)
    await sitting.go_on()


async def _say_why_not(sitting: Sitting, answer: Answer) -> None:
    item = await sitting.reread()
    if answer is Answer.OWN:
        sitting.tell("review.own")
    elif answer is Answer.TAKEN:
        sitting.tell("review.taken_back_late")
    elif answer is Answer.GONE or not item.outcome:
        key = "review.gone" if answer is Answer.GONE else "review.changed"
        sitting.tell(key)
        sitting.rewrite(sitting.turn.words(key))
    else:
        sitting.say(sitting.views.words.decided(item))
        sitting.rewrite(sitting.views.words.result(item))


async def _is_open(sitting: Sitting) -> bool:
    """Whether it is still what was shown; whoever presses hears what became of it, and sees what is next.

    Who pressed twice has the next item before them already.
    """
    item = sitting.item
    if item.is_open and sitting.is_current:
        return True
    if item.is_open:
        sitting.tell("review.changed")
        sitting.rewrite(sitting.turn.words("review.changed"))
    else:
        await _say_why_not(sitting, Answer.TOO_LATE if item.outcome else Answer.GONE)
    if item.by_account != sitting.rights.by.account:
        await sitting.go_on()
    return False


async def _ask_why(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        sitting.turn.answer_press()
        words = f"{sitting.views.words.item(sitting.item, 0)}\n\n{sitting.turn.words('review.which')}"
        sitting.rewrite(words, sitting.views.reasons(sitting.item))


async def _why(sitting: Sitting, told: Why) -> None:
    if await _is_open(sitting):
        await _reject(sitting, rejection(REASONS[told.reason]))


async def _own(sitting: Sitting, _told: OfReview) -> None:
    if not await _is_open(sitting):
        return
    turn, item = sitting.turn, sitting.item
    about = f"{item.id}:{item.version}:{sitting.shown.message_id}:{int(sitting.shown.of_picture)}"
    await turn.ledger.questions.ask(await turn.chat(), ASKS, about)
    turn.answer_press()
    words = f"{sitting.views.words.item(item, 0)}\n\n{turn.words('review.type')}"
    sitting.rewrite(words, sitting.views.back(item))


async def _later(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        await sitting.turn.ledger.reviews.put_off(sitting.item)
        sitting.tell("review.done.later", alert=False)
        sitting.rewrite(sitting.turn.words("review.put_off", who=sitting.views.words.who(sitting.item.proof)))
        await sitting.go_on(but=sitting.item.id)


async def _back(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        sitting.turn.answer_press()
        await sitting.show(sitting.item)


async def _undo(sitting: Sitting, _told: OfReview) -> None:
    if not sitting.is_current or sitting.item.is_open:
        await _is_open(sitting)
        return
    answer = await sitting.turn.ledger.reviews.take_back(sitting.item, sitting.rights.by)
    if answer is not Answer.DONE:
        await _say_why_not(sitting, answer)
        return
    item = await sitting.reread()
    sitting.tell("review.done.undone", alert=False)
    await sitting.show(item)
    await follow(sitting.turn, sitting.item, item)


async def _ask_all(sitting: Sitting, told: UpTo) -> None:
    if not await _is_open(sitting):
        return
    offered = await sitting.turn.ledger.reviews.plain(sitting.rights.queue, told.last)
    sitting.turn.answer_press()
    words = sitting.turn.words("review.sure_all", count=offered.count)
    sitting.rewrite(words, sitting.views.sure(sitting.item, offered))


async def _all(sitting: Sitting, told: UpTo) -> None:
    """As many as are still there: what somebody decided or withdrew meanwhile is left as it is."""
    turn = sitting.turn
    accepted = await turn.ledger.reviews.accept_all(sitting.rights.queue, told.last, sitting.rights.by)
    words = turn.words("review.accepted_all", count=len(accepted))
    turn.answer_press(words)
    sitting.rewrite(words)
    await follow_all(turn, accepted)
    await sitting.go_on()


async def _ask_beyond(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        sitting.turn.answer_press()
        count = await sitting.turn.ledger.reviews.beyond(sitting.rights.queue, sitting.item)
        words = sitting.turn.words("review.sure_beyond", count=count)
        sitting.rewrite(words, sitting.views.sure_beyond(sitting.item, count))


async def _ask_why_not_beyond(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        sitting.turn.answer_press()
        sitting.rewrite(sitting.turn.words("review.which"), sitting.views.reasons_beyond(sitting.item))


async def _beyond(sitting: Sitting, _told: OfReview) -> None:
    if await _is_open(sitting):
        accepted = await _decide_beyond(sitting, ACCEPTED, "", "review.accepted_beyond")
        await follow_links(sitting.turn, accepted)
        await follow_all(sitting.turn, accepted)
        await sitting.go_on()


async def _not_beyond(sitting: Sitting, told: Why) -> None:
    """The sender hears it once, of the one that was shown."""
    if not await _is_open(sitting):
        return
    reason = rejection(REASONS[told.reason])
    turned_down = await _decide_beyond(sitting, REJECTED, reason, "review.rejected_beyond")
    await follow_all(
        sitting.turn, [each for each in turned_down if each.id != sitting.item.proof.evidence.id]
    )
    await follow(sitting.turn, sitting.item, await sitting.reread())
    await sitting.go_on()


async def _decide_beyond(sitting: Sitting, outcome: str, reason: str, done: str) -> Sequence[EvidenceRecord]:
    """As many as are still there: what somebody decided or withdrew meanwhile is left as it is."""
    rights, reviews = sitting.rights, sitting.turn.ledger.reviews
    found = await reviews.decide_beyond(rights.queue, sitting.item, outcome, reason, rights.by)
    words = sitting.turn.words(done, count=len(found))
    sitting.turn.answer_press(words)
    sitting.rewrite(words)
    return found


def _sitting(kind: ButtonKind[_P, _T], act: Callable[[Sitting, _T], Awaitable[None]]) -> Press:
    """The first fields tell the review and its version."""

    async def pressed(turn: Turn, told: _T) -> None:
        shown = Shown(told[0], told[1], turn.message.message_id, bool(turn.message.pictures))
        sitting = await sit_down(turn, shown)
        if sitting:
            await turn.ledger.questions.drop(await turn.chat())
            await act(sitting, told)

    return on(kind, pressed)


BUTTONS = only_private(
    "review.only_private",
    _sitting(review_views.ACCEPT, _accept),
    _sitting(review_views.REJECT, _ask_why),
    _sitting(review_views.WHY, _why),
    _sitting(review_views.OWN_WORDS, _own),
    _sitting(review_views.LATER, _later),
    _sitting(review_views.BACK, _back),
    _sitting(review_views.UNDO, _undo),
    _sitting(review_views.ALL, _ask_all),
    _sitting(review_views.ALL_SURE, _all),
    _sitting(review_views.BEYOND, _ask_beyond),
    _sitting(review_views.BEYOND_SURE, _beyond),
    _sitting(review_views.BEYOND_NOT, _ask_why_not_beyond),
    _sitting(review_views.BEYOND_WHY, _not_beyond),
)
