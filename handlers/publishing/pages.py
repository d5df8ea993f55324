"""/trang: a unit's pages, their followers and their posts."""

import re
from dataclasses import dataclass

from handlers.context import Context
from handlers.offices.my_units import named, which
from handlers.rights import account_of, may_here, rights_of
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


async def pages(context: Context) -> None:
    """Everybody may look at their own; who answers for a unit changes what is told of its pages."""
    chat = await context.chat()
    argument = context.message.command.argument if context.message.command else ""
    if context.in_private:
        return await _in_private(context, chat, argument)
    unit_path = await context.ledger.units.path_of(chat.unit_id) if chat.unit_id else None
    wanted = wish(argument)
    if unit_path is None:
        context.reply(context.words("pages.no_unit"))
        return None
    allowed = not argument or await may_here(context, Act.MANAGE_PAGES, unit_path)
    await _do(context, unit_path.unit, wanted, allowed=allowed)
    return None


async def _do(context: Context, unit: UnitRecord, wanted: Wish, *, allowed: bool) -> None:
    if wanted.verb and not allowed:
        context.reply_in_private(context.words("pages.not_allowed"))
    else:
        await _ACTS[wanted.verb](context, unit, wanted)


async def _in_private(context: Context, chat: ChatRecord, argument: str) -> None:
    """The unit whose code comes first, one's own by a role, or the one somebody belongs to."""
    rights = await rights_of(context, Act.MANAGE_PAGES)
    unit_path, rest = await named(context, argument)
    if unit_path and rights.may(Act.MANAGE_PAGES, unit_path):
        await _do(context, unit_path.unit, wish(rest), allowed=True)
    elif rights.units(Act.MANAGE_PAGES):
        unit_path = await which(context, rights, Act.MANAGE_PAGES, "trang", argument)
        if unit_path:
            await _do(context, unit_path.unit, wish(argument), allowed=True)
    elif unit := await _unit_of_sender(context, chat):
        await _do(context, unit, wish(argument), allowed=rights.everywhere(Act.MANAGE_PAGES))
    else:
        context.reply(_which_unit(context, argument, everywhere=rights.everywhere(Act.MANAGE_PAGES)))


async def _unit_of_sender(context: Context, chat: ChatRecord) -> UnitRecord | None:
    person = await context.ledger.known_person(context.sender_ref, chat) if context.sender_ref else None
    return (await context.ledger.units.by_id()).get(person.unit_id) if person else None


def _which_unit(context: Context, argument: str, *, everywhere: bool) -> str:
    if not everywhere:
        return context.words("pages.no_unit")
    code = argument.split(" ", maxsplit=1)[0]
    if not code or wish(argument).verb != "?":  # nothing, or what is wanted without the unit before it
        return context.words("pages.which")
    return context.words("pages.no_such", code=code[:_LONGEST_CODE])


async def _open_pages(context: Context, unit: UnitRecord) -> list[PageRecord]:
    return [page for page in await context.ledger.pages.of_units([unit.id]) if page.until is None]


async def _show(context: Context, unit: UnitRecord, _wanted: Wish) -> None:
    context.reply("\n".join(await _lines(context, unit)))


async def _lines(context: Context, unit: UnitRecord) -> list[str]:
    ours = await _open_pages(context, unit)
    page_ids = [page.id for page in ours]
    rule_set, language = await context.rule_set(), context.settings.language
    year, week = rule_set.calendar.year_of(context.day), week_of(context.day)
    told = await context.ledger.pages.followers(page_ids)
    lines = unit_pages(unit, ours, told, year, language)
    stand = await context.ledger.units.path_of(unit.id)
    if ours and stand:
        facts = rule_set.facts(stand.place, stand.unit_ids)
        asked = owed(facts, week, rule_set.book, rule_set.calendar, Subject.PAGE).count
        posts = await context.ledger.pages.posts(week, page_ids)
        lines.append(posts_of_week(sum(posts.values()), asked, week, language))
    if unit.level == DEPARTMENT and not unit.parent_id:
        found = await _progress(context, page_ids, told, year, rule_set.targets)
        lines += ["", *targets(found, year, language)]
    return lines


async def _progress(
    context: Context,
    page_ids: list[int],
    told: dict[int, list[Followers]],
    year: Period,
    aims: YearlyTargets,
) -> dict[str, Progress]:
    """Of the department's own pages, all of them together."""
    posts = sum((await context.ledger.pages.posts(year, page_ids)).values())
    shares = await context.ledger.pages.shares(year, page_ids)
    now = sum(numbers[-1].number for numbers in told.values())
    start = sum(at_start(numbers[:-1], year) or 0 for numbers in told.values())
    return {
        "posts": progress(posts, aims.posts, year, context.day),
        "shares": progress(shares, aims.shares, year, context.day),
        "followers": progress(now, aims.followers, year, context.day, min(start, aims.followers)),
    }


async def _tell_followers(context: Context, unit: UnitRecord, wanted: Wish) -> None:
    page = await _named(context, unit, wanted.address)
    if page is None:
        key = "pages.not_ours" if wanted.address else "pages.none"
        context.reply(context.words(key))
        return
    await context.ledger.pages.tell_followers(page.id, context.day, wanted.number, account_of(context))
    await _show(context, unit, wanted)


async def _named(context: Context, unit: UnitRecord, address: str) -> PageRecord | None:
    ours = await _open_pages(context, unit)
    if not address:
        return main_page(ours)
    key = page_key(address)
    return next((page for page in ours if page.key == key), None)


async def _add(context: Context, unit: UnitRecord, wanted: Wish) -> None:
    address = page_address(wanted.address)
    if address is None or recognise(wanted.address).key:  # a post names its page, but is none
        context.reply(context.words("pages.no_page"))
        return
    page = PageRecord(0, unit.id, address.platform, address.key, address.url, context.day)
    known = await context.ledger.pages.with_key(address.key)
    owner = (
        (await context.ledger.units.by_id()).get(known.unit_id)
        if known and known.unit_id != unit.id
        else None
    )
    if known and owner and _keeps(owner, known, unit):
        context.reply(context.words("pages.anothers", unit=owner.name))
        return
    if known and owner and known.until is None:
        await _take_over(context, known, owner, unit)
    page = await context.ledger.pages.add(page)
    credited = await context.ledger.pages.credit(page, context.day)
    await context.ledger.audit(account_of(context), "page.add", unit.code, address.key)
    if credited:
        await context.ledger.audit(account_of(context), "page.credit", unit.code, f"{address.key} {credited}")
    await _show(context, unit, wanted)


def _keeps(owner: UnitRecord, page: PageRecord, other: UnitRecord) -> bool:
    """A group on its own says of pages what it likes: it gives way to units, and is given nothing that was theirs."""
    if owner.provisional:
        return page.until is None and other.provisional
    return page.until is None or other.provisional


async def _take_over(context: Context, page: PageRecord, group: UnitRecord, unit: UnitRecord) -> None:
    """Whoever administers the group hears of it."""
    await context.ledger.pages.take_from_group(page.id, context.day)
    words = context.words("pages.taken_over", address=page.url, unit=unit.name)
    for admin in await context.ledger.linking.admin_chats(
        context.message.platform, context.message.bot, group.id
    ):
        context.put(Say(admin, words))


async def _drop(context: Context, unit: UnitRecord, wanted: Wish) -> None:
    page = await _named(context, unit, wanted.address)
    if page is None:
        context.reply(context.words("pages.not_ours"))
        return
    await context.ledger.pages.close(page.id, context.day)
    await context.ledger.audit(account_of(context), "page.close", unit.code, page.key)
    await _show(context, unit, wanted)


async def _explain(context: Context, _to: UnitRecord, _wanted: Wish) -> None:
    context.reply(context.words("pages.how"))


_ACTS = {"": _show, "followers": _tell_followers, "add": _add, "drop": _drop, "?": _explain}
