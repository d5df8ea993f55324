"""/duyet kết quả: how much of what was accepted turned out to be wrong."""

from handlers.reviewing.reviewers import Reviewing
from handlers.turn import Turn
from reports.audits import Audits, audits, rate, told
from reports.summary import ALL
from rules.calendar import Period, local_day, parse_period, quarter_of
from storage import UnitRecord

_LONGEST_CODE = 40


async def results(turn: Turn, rights: Reviewing, phrase: str) -> None:
    """For the units somebody reviews; for one of them where its code stands before the period."""
    roots = await _roots(turn, rights)
    period = _period(turn, phrase)
    if period is None:
        code, _, rest = phrase.partition(" ")
        unit = await turn.ledger.units.named(code)
        if unit is None or not _covers(rights, unit):
            turn.reply_in_private(turn.words("review.results_how", code=code[:_LONGEST_CODE]))
            return
        roots, period = [unit], _period(turn, rest)
    if period is None:
        turn.reply_in_private(turn.words("review.results_how", code=phrase[:_LONGEST_CODE]))
        return
    words = [told(each, period, turn.settings.language) for each in await _audits(turn, roots, period)]
    turn.reply_in_private("\n\n".join(words))


async def finished(turn: Turn, rights: Reviewing, *, one_left: bool) -> str:
    """Nothing waits any more: a kind word, and what this quarter's look at accepted proof has found."""
    period = quarter_of(local_day(turn.ledger.now, turn.settings.zone))
    found = await _audits(turn, await _roots(turn, rights), period)
    lines = [turn.words("review.only_put_off" if one_left else "review.nothing_left")]
    looked_at = [each.numbers for each in found if each.numbers.looked_at]
    lines += [rate(numbers, turn.settings.language) for numbers in looked_at]
    return "\n".join(lines)


async def _audits(turn: Turn, roots: list[UnitRecord], period: Period) -> list[Audits]:
    units = (await turn.ledger.units.by_id()).values()
    numbers = await turn.ledger.reviews.audited(period.first, period.after)
    return [audits(root, units, numbers) for root in roots]


async def _roots(turn: Turn, rights: Reviewing) -> list[UnitRecord]:
    """The units somebody answers for, without those below another of them."""
    if rights.led is None:
        return [ALL]
    units = await turn.ledger.units.by_id()
    led = [units[number] for number in rights.led if number in units]
    inner: set[int] = set()
    for unit in led:
        inner.update(number for number in await turn.ledger.units.below([unit.id]) if number != unit.id)
    return [unit for unit in led if unit.id not in inner]


def _covers(rights: Reviewing, unit: UnitRecord) -> bool:
    return rights.queue.unit_ids is None or unit.id in rights.queue.unit_ids


def _period(turn: Turn, phrase: str) -> Period | None:
    today = local_day(turn.message.sent_at, turn.settings.zone)
    return parse_period(phrase, today, turn.settings.plan.calendar)
