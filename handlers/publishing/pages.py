"""/trang: a unit's pages, their followers and their posts."""

import re
from dataclasses import dataclass

from handlers.offices.my_units import named, which
from handlers.rights import account_of, may_here, rights_of
from handlers.turn import Turn
from reports.featured import DEPARTMENT, main_page
from reports.pages_text import at_start, posts_of_week, targets, unit_pages
from rules.calendar import Period, plain, week_of
from rules.links import page_key, recognise
from rules.obligation import owed
from rules.outgoing import Say
from rules.page_addresses import page_address
from rules.quota import Progress, Subject, YearlyTargets, progress
from rules.roles import Act
from storage import ChatRecord, Followers, PageRecord, UnitRecord

_NUMBER = re.compile(r"(\d{1,3}(?:[., ]\d{3})+|\d+)(?:\s+(\S+))?", re.ASCII)
_MOST_FOLLOWERS = 10**9
_LONGEST_CODE = 40
_VERBS = {"them": "add", "add": "add", "bo": "drop", "drop": "drop"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to do with a unit's pages; nothing to see them, `verb` "?" when it is not understood."""

    verb: str = ""
    address: str = ""
    number: int = 0


def wish(argument: str) -> Wish:
    words = argument.split()
    if not words:
        return Wish()
    verb = _VERBS.get(plain(words[0]))
    if verb:
        return Wish(verb, words[1]) if len(words) == 2 else Wish("?")
    told = _NUMBER.fullmatch(" ".join(words))
    if told is None:
        return Wish("?")
    number = int(re.sub(r"\D", "", told[1])[:12])
    return Wish("followers", told[2] or "", number) if number <= _MOST_FOLLOWERS else Wish("?")


async def pages(turn: Turn) -> None:
    """Everybody may look at their own; who answers for a unit changes what is told of its pages."""
    chat = await turn.chat()
    argument = turn.message.command.argument if turn.message.command else ""
    if turn.in_private:
        return await _in_private(turn, chat, argument)
    stands = await turn.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    wanted = wish(argument)
    if stands is None:
        turn.reply(turn.words("pages.no_unit"))
        return None
    allowed = not argument or await may_here(turn, Act.MANAGE_PAGES, stands)
    await _do(turn, stands.unit, wanted, allowed=allowed)
    return None


async def _do(turn: Turn, unit: UnitRecord, wanted: Wish, *, allowed: bool) -> None:
    if wanted.verb and not allowed:
        turn.reply_in_private(turn.words("pages.not_allowed"))
    else:
        await _ACTS[wanted.verb](turn, unit, wanted)


async def _in_private(turn: Turn, chat: ChatRecord, argument: str) -> None:
    """The unit whose code comes first, one's own by a role, or the one somebody belongs to."""
    rights = await rights_of(turn, Act.MANAGE_PAGES)
    stands, rest = await named(turn, argument)
    if stands and rights.may(Act.MANAGE_PAGES, stands):
        await _do(turn, stands.unit, wish(rest), allowed=True)
    elif rights.units(Act.MANAGE_PAGES):
        stands = await which(turn, rights, Act.MANAGE_PAGES, "trang", argument)
        if stands:
            await _do(turn, stands.unit, wish(argument), allowed=True)
    elif unit := await _unit_of_sender(turn, chat):
        await _do(turn, unit, wish(argument), allowed=rights.everywhere(Act.MANAGE_PAGES))
    else:
        turn.reply(_which_unit(turn, argument, everywhere=rights.everywhere(Act.MANAGE_PAGES)))


async def _unit_of_sender(turn: Turn, chat: ChatRecord) -> UnitRecord | None:
    person = await turn.ledger.known_person(turn.sender_ref, chat) if turn.sender_ref else None
    return (await turn.ledger.units.by_id()).get(person.unit_id) if person else None


def _which_unit(turn: Turn, argument: str, *, everywhere: bool) -> str:
    if not everywhere:
        return turn.words("pages.no_unit")
    code = argument.split(" ", maxsplit=1)[0]
    if not code or wish(argument).verb != "?":  # nothing, or what is wanted without the unit before it
        return turn.words("pages.which")
    return turn.words("pages.no_such", code=code[:_LONGEST_CODE])


async def _open_pages(turn: Turn, unit: UnitRecord) -> list[PageRecord]:
    return [page for page in await turn.ledger.pages.of_units([unit.id]) if page.until is None]


async def _show(turn: Turn, unit: UnitRecord, _wanted: Wish) -> None:
    turn.reply("\n".join(await _lines(turn, unit)))


async def _lines(turn: Turn, unit: UnitRecord) -> list[str]:
    ours = await _open_pages(turn, unit)
    page_ids = [page.id for page in ours]
    regime, language = await turn.regime(), turn.settings.language
    year, week = regime.calendar.year_of(turn.day), week_of(turn.day)
    told = await turn.ledger.pages.followers(page_ids)
    lines = unit_pages(unit, ours, told, year, language)
    stand = await turn.ledger.units.path_of(unit.id)
    if ours and stand:
        facts = regime.facts(stand.place, stand.unit_ids)
        asked = owed(facts, week, regime.book, regime.calendar, Subject.PAGE).count
        posts = await turn.ledger.pages.posts(week, page_ids)
        lines.append(posts_of_week(sum(posts.values()), asked, week, language))
    if unit.level == DEPARTMENT and not unit.parent_id:
        found = await _progress(turn, page_ids, told, year, regime.targets)
        lines += ["", *targets(found, year, language)]
    return lines


async def _progress(
    turn: Turn,
    page_ids: list[int],
    told: dict[int, list[Followers]],
    year: Period,
    aims: YearlyTargets,
) -> dict[str, Progress]:
    """Of the department's own pages, all of them together."""
    posts = sum((await turn.ledger.pages.posts(year, page_ids)).values())
    shares = await turn.ledger.pages.shares(year, page_ids)
    now = sum(numbers[-1].number for numbers in told.values())
    start = sum(at_start(numbers[:-1], year) or 0 for numbers in told.values())
    return {
        "posts": progress(posts, aims.posts, year, turn.day),
        "shares": progress(shares, aims.shares, year, turn.day),
        "followers": progress(now, aims.followers, year, turn.day, min(start, aims.followers)),
    }


async def _tell_followers(turn: Turn, unit: UnitRecord, wanted: Wish) -> None:
    page = await _named(turn, unit, wanted.address)
    if page is None:
        key = "pages.not_ours" if wanted.address else "pages.none"
        turn.reply(turn.words(key))
        return
    await turn.ledger.pages.tell_followers(page.id, turn.day, wanted.number, account_of(turn))
    await _show(turn, unit, wanted)


async def _named(turn: Turn, unit: UnitRecord, address: str) -> PageRecord | None:
    ours = await _open_pages(turn, unit)
    if not address:
        return main_page(ours)
    key = page_key(address)
    return next((page for page in ours if page.key == key), None)


async def _add(turn: Turn, unit: UnitRecord, wanted: Wish) -> None:
    address = page_address(wanted.address)
    if address is None or recognise(wanted.address).key:  # a post names its page, but is none
        turn.reply(turn.words("pages.no_page"))
        return
    page = PageRecord(0, unit.id, address.platform, address.key, address.url, turn.day)
    known = await turn.ledger.pages.with_key(address.key)
    owner = (
        (await turn.ledger.units.by_id()).get(known.unit_id) if known and known.unit_id != unit.id else None
    )
    if known and owner and _keeps(owner, known, unit):
        turn.reply(turn.words("pages.anothers", unit=owner.name))
        return
    if known and owner and known.until is None:
        await _take_over(turn, known, owner, unit)
    page = await turn.ledger.pages.add(page)
    credited = await turn.ledger.pages.credit(page, turn.day)
    await turn.ledger.audit(account_of(turn), "page.add", unit.code, address.key)
    if credited:
        await turn.ledger.audit(account_of(turn), "page.credit", unit.code, f"{address.key} {credited}")
    await _show(turn, unit, wanted)


def _keeps(owner: UnitRecord, page: PageRecord, other: UnitRecord) -> bool:
    """A group on its own says of pages what it likes: it gives way to units, and is given nothing that was theirs."""
    if owner.provisional:
        return page.until is None and other.provisional
    return page.until is None or other.provisional


async def _take_over(turn: Turn, page: PageRecord, group: UnitRecord, unit: UnitRecord) -> None:
    """Whoever administers the group hears of it."""
    await turn.ledger.pages.take_from_group(page.id, turn.day)
    words = turn.words("pages.taken_over", address=page.url, unit=unit.name)
    for admin in await turn.ledger.linking.admin_chats(turn.message.platform, turn.message.bot, group.id):
        turn.put(Say(admin, words))


async def _drop(turn: Turn, unit: UnitRecord, wanted: Wish) -> None:
    page = await _named(turn, unit, wanted.address)
    if page is None:
        turn.reply(turn.words("pages.not_ours"))
        return
    await turn.ledger.pages.close(page.id, turn.day)
    await turn.ledger.audit(account_of(turn), "page.close", unit.code, page.key)
    await _show(turn, unit, wanted)


async def _explain(turn: Turn, _to: UnitRecord, _wanted: Wish) -> None:
    turn.reply(turn.words("pages.how"))


_ACTS = {"": _show, "followers": _tell_followers, "add": _add, "drop": _drop, "?": _explain}
