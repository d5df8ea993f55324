"""The words of reminders: what is known of a unit or a person, as one message that any platform takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from reports.chat_text import period_name
from reports.names import shown as called
from rules.calendar import Period
from rules.language import text
from rules.quota import Quota
from rules.reminders import ReminderKind

LONGEST_MESSAGE = 3900
"""In the UTF-16 units by which Telegram counts; it takes 4,096, and what comes late says so in front."""
MOST_PAGES = 8
MOST_NAMES = 60
_MOST_LETTERS = 2_400
"""Of names, so that there is room for the numbers and for a unit's own words."""
_LONGEST_NAME = 80
_LONGEST_URL = 300


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a unit's people owed something, how many did it, and what was accepted."""

    obliged: int
    met: int
    accepted: int

    @property
    def missing(self) -> int:
        return self.obliged - self.met


@dataclass(frozen=True, slots=True)
class Result:
    """A unit's closed week as its administrators hear of it."""

    unit: str
    counts: Counts
    page_posts: int = 0
    page_owed: int = 0
    missing: Sequence[str] = ()
    missing_below: int = 0
    pending: int = 0
    brought: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Each method is one kind of message; `own` replaces the standard first sentence."""

    language: str

    def _hello(self, kind: ReminderKind, own: str) -> str:
        return own or text(f"remind.hello.{kind.value}", self.language)

    def week(self, period: Period) -> str:
        return period_name(period, self.language)

    def late(self, words: str) -> str:
        return text("remind.late", self.language, words=words)

    def week_start(
        self,
        week: Period,
        quota: Quota,
        pages: Sequence[tuple[str, str]],
        last: Counts | None,
        own: str = "",
    ) -> str:
        """`pages` are (unit, address) of what is featured, `last` is how the week before ended."""
        name = self.week(week)
        asked = self._asked(name, quota)
        lines = [self._hello(ReminderKind.MONDAY_START, own), asked, *self._pages(pages)]
        if last:
            lines.append(self._last_week(last))
        return "\n".join(lines)

    def _asked(self, week: str, quota: Quota) -> str:
        if not quota.week:
            return text("remind.start.nothing_asked", self.language, week=week)
        if not quota.month:
            return text("remind.start.quota", self.language, week=week, count=quota.week)
        return text(
            "remind.start.quota_and_month", self.language, week=week, count=quota.week, month=quota.month
        )

    def _pages(self, pages: Sequence[tuple[str, str]]) -> Iterable[str]:
        shown = [(unit, url) for unit, url in pages if len(url) <= _LONGEST_URL][:MOST_PAGES]
        if not shown:
            return ()
        lines = [
            text("remind.start.page", self.language, unit=shortened(unit), url=url) for unit, url in shown
        ]
        return (text("remind.start.pages", self.language), *lines)

    def _last_week(self, last: Counts) -> str:
        if not last.obliged:
            return text("remind.start.last_week_free", self.language, accepted=last.accepted)
        return text(
            "remind.start.last_week",
            self.language,
            met=last.met,
            obliged=last.obliged,
            accepted=last.accepted,
        )

    def nudge(self, week: Period, counts: Counts, own: str = "") -> str:
        told = text(
            "remind.nudge.counts",
            self.language,
            week=self.week(week),
            met=counts.met,
            obliged=counts.obliged,
            missing=counts.missing,
            last=f"{week.last:%d/%m}",
        )
        return f"{self._hello(ReminderKind.THURSDAY_NUDGE, own)}\n{told}"

    def private(self, week: Period, missing: int, own: str = "") -> str:
        told = text("remind.private.counts", self.language, week=self.week(week), missing=missing)
        stop = text("remind.private.stop", self.language)
        return f"{self._hello(ReminderKind.SUNDAY_PRIVATE, own)} {told}\n\n{stop}"

    def result(self, week: Period, found: Result) -> str:
        counts = found.counts
        lines = [
            text(
                "remind.result.counts",
                self.language,
                unit=shortened(found.unit),
                week=self.week(week),
                met=counts.met,
                obliged=counts.obliged,
                accepted=counts.accepted,
            )
            if counts.obliged
            else text(
                "remind.result.free",
                self.language,
                unit=shortened(found.unit),
                week=self.week(week),
                accepted=counts.accepted,
            )
        ]
        lines += self._about_result(found)
        return "\n".join(lines)

    def _about_result(self, found: Result) -> Iterable[str]:
        if found.missing:
            yield text("remind.result.missing", self.language, names=self._names(found.missing))
        elif found.counts.obliged and found.counts.accepted and found.counts.met >= found.counts.obliged:
            yield text("remind.result.all_met", self.language)
        if found.missing_below:
            yield text("remind.result.missing_below", self.language, count=found.missing_below)
        if found.page_owed:
            yield text("remind.result.page", self.language, posts=found.page_posts, owed=found.page_owed)
        if found.pending:
            yield text("remind.result.pending", self.language, count=found.pending)
        if found.brought:
            shares, people, units = found.brought
            yield text("remind.result.brought", self.language, shares=shares, people=people, units=units)

    def _names(self, names: Sequence[str]) -> str:
        shown = [shortened(called(name, self.language)) for name in names[:MOST_NAMES]]
        while length(", ".join(shown)) > _MOST_LETTERS:
            shown.pop()
        told = ", ".join(shown)
        left = len(names) - len(shown)
        return text("remind.more_people", self.language, names=told, count=left) if left > 0 else told

    def deadlines(self, due: Sequence[tuple[Period, date]], own: str = "") -> str:
        """The head of what is said about reports: which, and until when."""
        lines = [
            text("remind.report.deadline", self.language, period=self.week(period), day=f"{day:%d/%m/%Y}")
            for period, day in due
        ]
        return "\n".join([self._hello(ReminderKind.REPORT_DUE, own), *lines])

    def report(self, unit: str, period: Period, counts: Counts) -> str:
        if not counts.obliged:
            name, known = shortened(unit), counts.accepted
            return text(
                "remind.report.free", self.language, unit=name, period=self.week(period), accepted=known
            )
        return text(
            "remind.report.counts",
            self.language,
            unit=shortened(unit),
            period=self.week(period),
            met=counts.met,
            obliged=counts.obliged,
            accepted=counts.accepted,
        )

    def backlog(self, unit: str, count: int) -> str:
        return text("remind.backlog.counts", self.language, unit=shortened(unit), count=count)

    def together(self, kind: ReminderKind, parts: Sequence[str], own: str = "") -> str:
        """One message about several units, each a part, as many as there is room for."""
        return self.joined(
            self._hello(kind, own), parts, "\n\n" if kind is ReminderKind.MONDAY_RESULT else "\n"
        )

    def joined(self, head: str, parts: Sequence[str], between: str = "\n") -> str:
        message = head
        for number, part in enumerate(parts):
            longer = f"{message}{between if number else chr(10)}{part}"
            if length(longer) > LONGEST_MESSAGE:
                left = text("remind.more_units", self.language, count=len(parts) - number)
                return f"{message}\n{left}"
            message = longer
        return message

    def dropped(self, rounds: Sequence[tuple[ReminderKind, str, str]]) -> str:
        """(kind, period, when it was due) of what came too late."""
        lines = [
            text("remind.dropped.one", self.language, kind=self.kind(kind), period=period, at=at)
            for kind, period, at in rounds[:40]
        ]
        return text("remind.dropped.many", self.language, lines="\n".join(lines))

    def kind(self, kind: ReminderKind) -> str:
        return text(f"remind.kind.{kind.value}", self.language)


def shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def length(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2
