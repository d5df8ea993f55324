"""Featured pages as the short texts that a chat shows."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from reports.chat_text import period_name
from reports.featured import Place
from rules.calendar import Period, week_of
from rules.language import text
from storage import Brought, FeatureRecord


def amount(number: int, language: str) -> str:
    """26.000 in Vietnamese, 26,000 in English."""
    told = f"{number:,}"
    return told.replace(",", ".") if language == "vi" else told


def this_week(
    week: Period, features: Sequence[FeatureRecord], brought: Mapping[int, Brought], language: str
) -> str:
    """Who is featured, where, and what came of it so far."""
    name = period_name(week, language)
    if not features:
        return text("featured.nobody", language, period=name)
    lines = [text("featured.title", language, period=name)]
    for feature in features:
        lines.append(text("featured.page", language, unit=feature.unit_name, url=feature.url))
        lines.append(_so_far(brought[feature.id], language))
    return "\n".join([*lines, text("featured.how", language)])


def _so_far(brought: Brought, language: str) -> str:
    """On Monday morning nobody has shared anything yet: no row of noughts."""
    if not brought.shares:
        return text("featured.not_yet", language)
    return text("featured.brought", language, **_counts(brought, language))


def own(feature: FeatureRecord, brought: Brought, language: str) -> str:
    """What a unit's own turn brought."""
    number = week_of(feature.week).number
    return text("featured.own", language, week=number, **_counts(brought, language))


def _counts(brought: Brought, language: str) -> dict[str, str]:
    return {
        "shares": amount(brought.shares, language),
        "people": amount(brought.people, language),
        "units": amount(brought.units, language),
    }


def overview(root: str, places: Iterable[Place], language: str) -> str:
    """The weeks ahead, each with its places."""
    weeks = groupby(places, key=lambda place: place.week)
    blocks = [plan_of_week(week, list(of_week), language) for week, of_week in weeks]
    if not blocks:
        return text("featured.nothing_ahead", language)
    return "\n\n".join(
        [text("featured.ahead", language, unit=root), *blocks, text("featured.silence", language)]
    )


def plan_of_week(week: Period, places: Sequence[Place], language: str) -> str:
    lines = [text("featured.week", language, period=period_name(week, language))]
    for number, place in enumerate(places, 1):
        why = ", ".join(_why(place, language))
        lines.append(text("featured.place", language, number=number, unit=place.unit.name, why=why))
    return "\n".join(lines)


def _why(place: Place, language: str) -> list[str]:
    last = place.last
    told = [
        text("featured.last", language, week=week_of(last).number, year=week_of(last).year)
        if last
        else text("featured.never", language)
    ]
    if place.active:
        told.append(text("featured.active", language, count=place.active))
    if place.feature:
        told.append(text("featured.chosen", language))
        if place.feature.reason:
            told.append(place.feature.reason)
    return told


def question(place: Place, others: bool, language: str) -> str:
    """Which page shall come instead, or that there is no other."""
    told = {"unit": place.unit.name, "period": period_name(place.week, language)}
    if not others:
        return text("featured.no_other", language, **told)
    return text("featured.instead", language, week=place.week.number, **told)


def alternative(place: Place, language: str) -> str:
    """A page that could come instead, with when it last did."""
    last = place.last
    key = "featured.had" if last else "featured.had_not"
    return text(key, language, unit=place.unit.name, week=week_of(last).number if last else "")
