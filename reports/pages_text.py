"""A unit's pages as the short text that a chat shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.chat_text import period_name
from reports.featured_text import amount
from rules.calendar import Period
from rules.language import text
from rules.quota import Progress
from storage import Followers, PageRecord, UnitRecord


@dataclass(frozen=True, slots=True)
class Growth:
    """How many follow a page, and how many more than before; None where nothing was told before."""

    last: Followers
    since_previous: int | None
    since_year: int | None


def growth(told: Sequence[Followers], year: Period) -> Growth | None:
    """What was told day after day; a year begins with the last number before it, else with its first one."""
    if not told:
        return None
    last, earlier = told[-1], told[:-1]
    start = at_start(earlier, year)
    return Growth(
        last,
        last.number - earlier[-1].number if earlier else None,
        last.number - start if start is not None else None,
    )


def at_start(told: Sequence[Followers], year: Period) -> int | None:
    before = [each.number for each in told if each.day <= year.first]
    within = [each.number for each in told if each.day in year]
    return before[-1] if before else (within[0] if within else None)


def unit_pages(
    unit: UnitRecord,
    pages: Sequence[PageRecord],
    followers: Mapping[int, Sequence[Followers]],
    year: Period,
    language: str,
) -> list[str]:
    lines = [text("pages.title", language, unit=unit.name)]
    if not pages:
        lines.append(text("pages.none", language))
    for page in pages:
        lines.append(text("pages.page", language, url=page.url))
        grown = growth(followers.get(page.id, ()), year)
        if grown:
            lines.append(_followers(grown, language))
    return lines


def _followers(grown: Growth, language: str) -> str:
    told = [
        text(
            "pages.followers",
            language,
            number=amount(grown.last.number, language),
            day=f"{grown.last.day:%d/%m/%Y}",
        )
    ]
    if grown.since_previous is not None:
        told.append(text("pages.since_previous", language, number=_signed(grown.since_previous, language)))
    if grown.since_year is not None:
        told.append(text("pages.since_year", language, number=_signed(grown.since_year, language)))
    return ", ".join(told)


def _signed(number: int, language: str) -> str:
    return f"{'+' if number >= 0 else '−'}{amount(abs(number), language)}"


def posts_of_week(posts: int, owed: int, week: Period, language: str) -> str:
    """The week's posts against what the page owes."""
    key = "pages.posts" if posts >= owed else "pages.posts_missing"
    name = period_name(week, language)
    return text(key, language, period=name, posts=posts, owed=owed, missing=owed - posts)


def targets(progresses: Mapping[str, Progress], year: Period, language: str) -> list[str]:
    """How far the year's targets are; the keys are posts, shares and followers."""
    lines = [text("pages.targets", language, period=period_name(year, language))]
    for name, progress in progresses.items():
        state = text("pages.on_track" if progress.is_on_track else "pages.behind", language)
        lines.append(
            text(
                f"pages.target.{name}",
                language,
                done=amount(progress.done, language),
                target=amount(progress.target, language),
                percent=progress.percent,
                state=state,
            )
        )
    return [*lines, text("pages.what_counts", language)]
