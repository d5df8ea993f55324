"""/duyet: what waits for a person to look, one after the other, in private, decided by one press."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ParamSpec, TypeVar

from handlers.context import Context
from handlers.press import Press, on, only_private
from handlers.reviewing import review_views
from handlers.reviewing.review_outcome import follow, follow_all, follow_links
from handlers.reviewing.review_results import results
from handlers.reviewing.review_session import ReviewSession, Shown, show_next, sit_down
from handlers.reviewing.review_views import OfReview, UpTo, Why
from handlers.reviewing.reviewers import Reviewing, reviewing
from handlers.rights import may_here
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


async def review(context: Context) -> None:
    """In a group only who may review is found out; what is to be looked at goes to them alone."""
    allowed = await _may_here(context)
    if not allowed:
        context.reply_in_private(context.words("review.not_allowed"))
        return
    if context.sender_ref is None:
        context.reply(context.words("review.anonymous"))
        return
    rights = await reviewing(context)
    if rights is None:
        context.reply(context.words("review.in_group" if context.in_private else "review.no_unit"))
        return
    await _answer(context, rights)
    return


async def _may_here(context: Context) -> bool:
    """In private everybody may ask what waits for them, in a group those who review for its unit."""
    if context.in_private:
        return True
    chat = await context.chat()
    point = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    return await may_here(context, Act.REVIEW, point) if point else True


async def _answer(context: Context, rights: Reviewing) -> None:
    argument = context.message.command.argument if context.message.command else ""
    asked = _RESULTS.fullmatch(plain(argument))
    if asked:
        await results(context, rights, asked[1])
    elif argument:
        context.reply_in_private(context.words("review.how"))
    else:
        await show_next(context, rights)
        if rights.cut:
            context.reply_in_private(context.words("rights.cut"))


async def reason_told(context: Context, told: str) -> None:
    """Somebody types why; `told` is what was being looked at."""
    read = _TOLD.fullmatch(told)
    if read is None:
        return
    session = await sit_down(context, Shown(int(read[1]), int(read[2]), read[3], read[4] == "1"))
    if session and await _is_open(session):
        await _reject(session, own_rejection(context.message.text))
    return


# what is pressed


async def _accept(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        answer = await session.context.ledger.reviews.accept(session.item, session.rights.by)
        if answer is Answer.DONE and session.item.why == TOO_MANY:
            await follow_links(session.context, [session.item.proof.evidence])
        await _decided(session, answer, "review.done.accepted")


async def _reject(session: ReviewSession, reason: str) -> None:
    answer = await session.context.ledger.reviews.reject(session.item, reason, session.rights.by)
    await _decided(session, answer, "review.done.rejected")


async def _decided(session: ReviewSession, answer: Answer, done: str) -> None:
    if answer is not Answer.DONE:
        await _say_why_not(session, answer)
        if answer is not Answer.OWN:
            await session.go_on()
        return
    item = await session.reread()
    session.tell(done, alert=False)
    session.rewrite(session.views.words.result(item), session.views.undo(item))
    await follow(session.context, session.item, item)
    await session.go_on()


async def _say_why_not(session: ReviewSession, answer: Answer) -> None:
    item = await session.reread()
    if answer is Answer.OWN:
        session.tell("review.own")
    elif answer is Answer.TAKEN:
        session.tell("review.taken_back_late")
    elif answer is Answer.GONE or not item.outcome:
        key = "review.gone" if answer is Answer.GONE else "review.changed"
        session.tell(key)
        session.rewrite(session.context.words(key))
    else:
        session.say(session.views.words.decided(item))
        session.rewrite(session.views.words.result(item))


async def _is_open(session: ReviewSession) -> bool:
    """Whether it is still what was shown; whoever presses hears what became of it, and sees what is next.

    Who pressed twice has the next item before them already.
    """
    item = session.item
    if item.is_open and session.is_current:
        return True
    if item.is_open:
        session.tell("review.changed")
        session.rewrite(session.context.words("review.changed"))
    else:
        await _say_why_not(session, Answer.TOO_LATE if item.outcome else Answer.GONE)
    if item.by_account != session.rights.by.account:
        await session.go_on()
    return False


async def _ask_why(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        session.context.answer_press()
        words = f"{session.views.words.item(session.item, 0)}\n\n{session.context.words('review.which')}"
        session.rewrite(words, session.views.reasons(session.item))


async def _why(session: ReviewSession, told: Why) -> None:
    if await _is_open(session):
        await _reject(session, rejection(REASONS[told.reason]))


async def _own(session: ReviewSession, _told: OfReview) -> None:
    if not await _is_open(session):
        return
    context, item = session.context, session.item
    about = f"{item.id}:{item.version}:{session.shown.message_id}:{int(session.shown.of_picture)}"
    await context.ledger.questions.ask(await context.chat(), ASKS, about)
    context.answer_press()
    words = f"{session.views.words.item(item, 0)}\n\n{context.words('review.type')}"
    session.rewrite(words, session.views.back(item))


async def _later(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        await session.context.ledger.reviews.put_off(session.item)
        session.tell("review.done.later", alert=False)
        session.rewrite(
            session.context.words("review.put_off", who=session.views.words.who(session.item.proof))
        )
        await session.go_on(but=session.item.id)


async def _back(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        session.context.answer_press()
        await session.show(session.item)


async def _undo(session: ReviewSession, _told: OfReview) -> None:
    if not session.is_current or session.item.is_open:
        await _is_open(session)
        return
    answer = await session.context.ledger.reviews.take_back(session.item, session.rights.by)
    if answer is not Answer.DONE:
        await _say_why_not(session, answer)
        return
    item = await session.reread()
    session.tell("review.done.undone", alert=False)
    await session.show(item)
    await follow(session.context, session.item, item)


async def _ask_all(session: ReviewSession, told: UpTo) -> None:
    if not await _is_open(session):
        return
    offered = await session.context.ledger.reviews.plain(session.rights.queue, told.last)
    session.context.answer_press()
    words = session.context.words("review.sure_all", count=offered.count)
    session.rewrite(words, session.views.sure(session.item, offered))


async def _all(session: ReviewSession, told: UpTo) -> None:
    """As many as are still there: what somebody decided or withdrew meanwhile is left as it is."""
    context = session.context
    accepted = await context.ledger.reviews.accept_all(session.rights.queue, told.last, session.rights.by)
    words = context.words("review.accepted_all", count=len(accepted))
    context.answer_press(words)
    session.rewrite(words)
    await follow_all(context, accepted)
    await session.go_on()


async def _ask_beyond(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        session.context.answer_press()
        count = await session.context.ledger.reviews.beyond(session.rights.queue, session.item)
        words = session.context.words("review.sure_beyond", count=count)
        session.rewrite(words, session.views.sure_beyond(session.item, count))


async def _ask_why_not_beyond(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        session.context.answer_press()
        session.rewrite(session.context.words("review.which"), session.views.reasons_beyond(session.item))


async def _beyond(session: ReviewSession, _told: OfReview) -> None:
    if await _is_open(session):
        accepted = await _decide_beyond(session, ACCEPTED, "", "review.accepted_beyond")
        await follow_links(session.context, accepted)
        await follow_all(session.context, accepted)
        await session.go_on()


async def _not_beyond(session: ReviewSession, told: Why) -> None:
    """The sender hears it once, of the one that was shown."""
    if not await _is_open(session):
        return
    reason = rejection(REASONS[told.reason])
    turned_down = await _decide_beyond(session, REJECTED, reason, "review.rejected_beyond")
    await follow_all(
        session.context, [each for each in turned_down if each.id != session.item.proof.evidence.id]
    )
    await follow(session.context, session.item, await session.reread())
    await session.go_on()


async def _decide_beyond(
    session: ReviewSession, outcome: str, reason: str, done: str
) -> Sequence[EvidenceRecord]:
    """As many as are still there: what somebody decided or withdrew meanwhile is left as it is."""
    rights, reviews = session.rights, session.context.ledger.reviews
    found = await reviews.decide_beyond(rights.queue, session.item, outcome, reason, rights.by)
    words = session.context.words(done, count=len(found))
    session.context.answer_press(words)
    session.rewrite(words)
    return found


def _sitting(kind: ButtonKind[_P, _T], act: Callable[[ReviewSession, _T], Awaitable[None]]) -> Press:
    """The first fields tell the review and its version."""

    async def pressed(context: Context, told: _T) -> None:
        shown = Shown(told[0], told[1], context.message.message_id, bool(context.message.pictures))
        session = await sit_down(context, shown)
        if session:
            await context.ledger.questions.drop(await context.chat())
            await act(session, told)

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
