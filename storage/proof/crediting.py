"""Posts that were handed in before anybody said whose page they stand on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import week_of
from rules.links import mark_of, may_show, owner_key, recognise
from storage import dialect
from storage.bulk import insert_many, update_many
from storage.proof.evidence import ON_PAGE
from storage.tables.organisation import UNITS
from storage.tables.proof import DECISIONS, EVIDENCE, KNOWN_LINKS

_FEW = 8
"""So many pages are looked for in the letters of an address before it is taken apart, which takes longer."""
_UNITS = 200
_Owner = Callable[[str], int | None]


async def credit(connection: AsyncConnection, pages: Mapping[str, int], today: date, now: datetime) -> int:
    """Give pages (numbers by keys) their posts of this week and the last one; how many proofs that were.

    A few hundred units at a time: the index on evidence begins with the unit.
    """
    if not pages:
        return 0
    since = week_of(week_of(today).first - timedelta(days=1)).first
    owner = _owner_of(pages)
    led_to = await _led_to(connection, owner, since)
    units = list(await connection.scalars(select(UNITS.c.id).order_by(UNITS.c.id)))
    credited = 0
    for begin in range(0, len(units), _UNITS):
        rows = await _without_page(connection, units[begin : begin + _UNITS], since)
        found = [(row, page) for row in rows if (page := led_to.get(row.key) or owner(row.url))]
        await _write(connection, found, now)
        credited += len(found)
    return credited


def _owner_of(pages: Mapping[str, int]) -> _Owner:
    """Which of the pages a post's address stands on."""
    marks = [mark_of(key) for key in pages] if len(pages) <= _FEW else [""]

    def owner(url: str) -> int | None:
        return pages.get(owner_key(recognise(url)) or "") if may_show(url, marks) else None

    return owner


async def _led_to(connection: AsyncConnection, owner: _Owner, since: date) -> dict[str, int]:
    """By their keys, the posts on these pages that short links were found to lead to."""
    begin = datetime.combine(since, time(), UTC)
    recent = list(
        await connection.scalars(select(KNOWN_LINKS.c.url).where(KNOWN_LINKS.c.learned_at >= begin))
    )
    posts = ((recognise(url).key, page) for url in recent if (page := owner(url)))
    return {key: page for key, page in posts if key}


async def _without_page(connection: AsyncConnection, unit_ids: Sequence[int], since: date) -> Sequence[Any]:
    query = select(EVIDENCE.c.id, EVIDENCE.c.key, EVIDENCE.c.url, EVIDENCE.c.state).where(
        dialect.one_of(connection, EVIDENCE.c.unit_id, unit_ids),
        EVIDENCE.c.day >= since,
        EVIDENCE.c.page_id.is_(None),
        EVIDENCE.c.source == "link",
    )
    return (await connection.execute(query)).all()


async def _write(connection: AsyncConnection, found: Sequence[tuple[Any, int]], now: datetime) -> None:
    """The decisions tell the weeks' close that its numbers may have changed."""
    await update_many(connection, EVIDENCE, [{"id": row.id, "page_id": page} for row, page in found])
    await insert_many(connection, DECISIONS, list(_decisions(found, now)))


def _decisions(found: Sequence[tuple[Any, int]], now: datetime) -> Iterator[dict[str, Any]]:
    for row, page in found:
        yield {
            "evidence_id": row.id,
            "state": row.state,
            "reason": f"{ON_PAGE}{page}",
            "by_account": "",
            "at": now,
        }
