"""/duyet kết quả: how much of what was accepted turned out to be wrong."""

from handlers.context import Context
from handlers.reviewing.reviewers import Reviewing
from reports.audits import Audits, audits, rate, told
from reports.summary import ALL
from rules.calendar import Period, local_day, parse_period, quarter_of
from storage import UnitRecord

_LONGEST_CODE = 40


async def results(context: Context, rights: Reviewing, phrase: str) -> None:
    """For the units somebody reviews; for one of them where its code stands before the period."""
    roots = await _roots(context, rights)
    period = _period(context, phrase)
    if period is None:
        code, _, rest = phrase.partition(" ")
        unit = await context.ledger.units.named(code)
        if unit is None or not _covers(rights, unit):
            context.reply_in_private(context.words("review.results_how", code=code[:_LONGEST_CODE]))
            return
        roots, period = [unit], _period(context, rest)
    if period is None:
        context.reply_in_private(context.words("review.results_how", code=phrase[:_LONGEST_CODE]))
        return
    words = [told(each, period, context.settings.language) for each in await _audits(context, roots, period)]
    context.reply_in_private("\n\n".join(words))


async def finished(context: Context, rights: Reviewing, *, one_left: bool) -> str:
    """Nothing waits any more: a kind word, and what this quarter's look at accepted proof has found."""
    period = quarter_of(local_day(context.ledger.now, context.settings.zone))
    found = await _audits(context, await _roots(context, rights), period)
    lines = [context.words("review.only_put_off" if one_left else "review.nothing_left")]
    looked_at = [each.numbers for each in found if each.numbers.looked_at]
    lines += [rate(numbers, context.settings.language) for numbers in looked_at]
    return "\n".join(lines)


async def _audits(context: Context, roots: list[UnitRecord], period: Period) -> list[Audits]:
    units = (await context.ledger.units.by_id()).values()
    numbers = await context.ledger.reviews.audited(period.first, period.after)
    return [audits(root, units, numbers) for root in roots]


async def _roots(context: Context, rights: Reviewing) -> list[UnitRecord]:
    """The units somebody answers for, without those below another of them."""
    if rights.led is None:
        return [ALL]
    units = await context.ledger.units.by_id()
    led = [units[number] for number in rights.led if number in units]
    inner: set[int] = set()
    for unit in led:
        inner.update(number for number in await context.ledger.units.below([unit.id]) if number != unit.id)
    return [unit for unit in led if unit.id not in inner]


def _covers(rights: Reviewing, unit: UnitRecord) -> bool:
    return rights.queue.unit_ids is None or unit.id in rights.queue.unit_ids


def _period(context: Context, phrase: str) -> Period | None:
    today = local_day(context.message.sent_at, context.settings.zone)
    return parse_period(phrase, today, context.settings.plan.calendar)
