"""The store as the floors above see it: verbs in, records out."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from rules.calendar import Period
from rules.follower_list import FollowerRow
from rules.outgoing import Outgoing, Rank
from rules.phones import PHONE_KEY_FILE
from rules.quota import STANDARD_BOOK, QuotaBook, QuotaRule
from rules.regime import Kept
from rules.staff.plan import StaffPlan
from rules.staff.sheets import StaffList
from rules.unit_list import UnitRow
from storage import audit, counters
from storage.database import Database, StillHeld
from storage.errors import StorageError, StorageUnavailableError
from storage.files import FileStore
from storage.ledger import Ledger, Shared
from storage.messages import chats, delays, file_jobs, inbox, outbox, reach, rounds
from storage.messages.delays import Delays
from storage.messages.file_jobs import FileJob
from storage.messages.outbox import Draft, Place
from storage.messages.reach import Group
from storage.messages.rounds import RoundKey, RoundRecord, RoundResult
from storage.migrate import migrate
from storage.organisation import closes, levels, rulebook, tree_then, unit_changes, unit_import
from storage.organisation.closes import ClosedWeek, Touched
from storage.organisation.levels import LevelRecord
from storage.organisation.unit_changes import TreeChange, TreePlan
from storage.organisation.unit_import import UnitPlan
from storage.outages import reason
from storage.persons import newcomers, staff_export, staff_import
from storage.persons.newcomers import Names, Newcomer
from storage.persons.phone_book import Counted, PhoneBook, PhoneState
from storage.persons.staff_export import StaffMember
from storage.persons.staff_import import StaffImport
from storage.privacy import own_data
from storage.privacy.backup import Backup, Copied, Told
from storage.privacy.erasing import Erasures
from storage.privacy.own_data import OwnData, OwnPicture, OwnProof
from storage.privacy.restoring import Restore, is_empty
from storage.privacy.retention import RetentionQueue
from storage.proof import review_queries, short_links, tallies, totals
from storage.proof.pictures import PictureQueue
from storage.proof.review_records import Audited
from storage.proof.short_links import LeadingOn
from storage.proof.tallies import Question
from storage.proof.totals import Difference, Totals
from storage.publishing import features, follower_import, pages
from storage.publishing.features import Candidates
from storage.publishing.follower_import import FollowerPlan
from storage.publishing.pages import Followers
from storage.records import (
    Arrival,
    BotRef,
    Brought,
    ChatRecord,
    ChatRef,
    Choice,
    FeatureRecord,
    OutboxRow,
    PageRecord,
    ParkedRow,
    UnitRecord,
    UnitTally,
)

OUTBOX_PAGE = 2_000
LINKS_OF_EACH = 4


class Store:
    def __init__(self, url: str, *, open_enrolment: bool = True, phone_secret: Path | None = None) -> None:
        """`phone_secret` is the file for telephone numbers; beside an SQLite ledger where none is named."""
        self._database = Database(url)
        self._phones = PhoneBook(phone_secret or self._database.beside(PHONE_KEY_FILE))
        self._shared = Shared(self._phones, open_enrolment)
        self.pictures = PictureQueue(self._database)
        self.erasures = Erasures(self._database)
        self.retention = RetentionQueue(self._database)

    async def migrate(self) -> bool:
        """Bring the database to this version; StorageError for whatever is wrong with it."""
        try:
            changed = await migrate(self._database)
            await self._phones.take_over(self._database)
        except DBAPIError as error:
            raise StorageError(reason(error)) from error
        return changed

    async def close(self) -> None:
        await self._database.close()

    async def probe(self, now: datetime) -> None:
        """Write and commit; StorageUnavailableError when that cannot be done now."""
        async with self._database.write() as connection:
            await counters.set_to(connection, "probed", int(now.timestamp()))

    def was_full(self, seconds: float) -> bool:
        """Whether this process found no room for something in so many seconds before now."""
        return self._database.was_full(seconds)

    @property
    def file(self) -> Path | None:
        """SQLite's, whose disk may be full."""
        return self._database.path

    async def delays(self, now: datetime) -> Delays:
        async with self._database.read() as connection:
            return await delays.delays(connection, now)

    async def can_write(self, now: datetime) -> bool:
        try:
            await self.probe(now)
        except StorageUnavailableError:
            return False
        return True

    def lock(self, name: str) -> AbstractAsyncContextManager[StillHeld | None]:
        """A lock only one process holds; what it yields tells whether it still does."""
        return self._database.lock(name)

    # the one door to what is kept

    def write(self, now: datetime) -> AbstractAsyncContextManager[Ledger]:
        """One transaction: all that is decided in it is kept together, or nothing."""
        return self._opened(self._database.write(), now)

    def read(self, now: datetime | None = None) -> AbstractAsyncContextManager[Ledger]:
        """To look only: the database refuses whatever would change it. `now` is for what depends on the time."""
        return self._opened(self._database.read(), now)

    def snapshot(self, now: datetime | None = None) -> AbstractAsyncContextManager[Ledger]:
        """To look only, and at one moment however many questions are asked."""
        return self._opened(self._database.snapshot(), now)

    @asynccontextmanager
    async def _opened(
        self, opening: AbstractAsyncContextManager[AsyncConnection], now: datetime | None
    ) -> AsyncIterator[Ledger]:
        async with opening as connection:
            ledger = Ledger(self._database, connection, now, self._shared)
            yield ledger
            await ledger.flush()
            await counters.count_up(connection, {"questions.unanswered": ledger.unanswered})

    # the inbox

    async def keep(self, platform: str, bot: str, arrivals: Iterable[Arrival], now: datetime) -> None:
        await inbox.keep(self._database, platform, bot, arrivals, now)

    async def park(self, platform: str, bot: str, arrival: Arrival, error: str, now: datetime) -> None:
        await inbox.park(self._database, platform, bot, arrival, error=error, now=now)

    async def failed(self, row_id: int, error: str, now: datetime) -> bool:
        return await inbox.failed(self._database, row_id, error, now)

    async def step_aside(self, row_id: int, error: str, now: datetime, *, counts: bool) -> bool:
        return await inbox.step_aside(self._database, row_id, error, now, counts=counts)

    async def wake(self, row_id: int) -> None:
        await inbox.wake(self._database, row_id)

    async def parked(self) -> list[ParkedRow]:
        return await inbox.parked(self._database)

    async def forget_inbox(self, now: datetime, after: timedelta) -> int:
        return await inbox.forget(self._database, now, after)

    # the outbox

    page = OUTBOX_PAGE

    async def waiting(
        self, platform: str, bot: str, after_id: int, *, texts_only: bool = False
    ) -> list[OutboxRow]:
        return await outbox.waiting(
            self._database, platform, bot, after_id=after_id, limit=self.page, texts_only=texts_only
        )

    async def newest_outgoing(self) -> int:
        return await outbox.newest(self._database)

    async def first_waiting(self, bot: BotRef, rank: Rank, after: Place, *, each: int) -> list[Place]:
        """Beyond a place, a page of the first rows of every chat that has something waiting at a rank."""
        return await outbox.first_of_each_chat(self._database, bot, rank, after, each=each, limit=self.page)

    async def next_waiting(
        self, bot: BotRef, rank: Rank, after: Mapping[str, int], *, each: int
    ) -> list[Place]:
        """By chat, what waits there beyond a row."""
        return await outbox.next_of_chats(self._database, bot, rank, after, each=each)

    async def outgoing(self, ids: Sequence[int]) -> list[OutboxRow]:
        """Of these rows those that are still to be said."""
        return await outbox.with_numbers(self._database, ids)

    async def claim_outgoing(self, row_id: int) -> bool:
        return await outbox.claim(self._database, row_id)

    async def sent(self, results: Sequence[tuple[int, str]], now: datetime) -> None:
        await outbox.sent(self._database, results, now)

    async def say_later(self, row_id: int, error: str, at: datetime) -> None:
        await outbox.try_later(self._database, row_id, error, at)

    async def give_up(self, row: OutboxRow, error: str, now: datetime, *, quietly: bool = False) -> None:
        await outbox.give_up(self._database, row, error, now, quietly=quietly)

    async def put(
        self, platform: str, bot: str, messages: Iterable[tuple[str, Outgoing]], now: datetime, *, bulk: bool
    ) -> None:
        """(key, message) for the outbox; a key that is there already is left as it is."""
        drafts = [outbox.Draft(platform, bot, outgoing, key, bulk) for key, outgoing in messages]
        await outbox.put(self._database, drafts, now)

    # links that lead on

    async def links_to_follow(
        self, bot: BotRef, now: datetime, limit: int, *, after: int = -1
    ) -> list[LeadingOn]:
        """A few of each account whose number is beyond `after`."""
        async with self._database.read() as connection:
            return await short_links.due(connection, bot, now, limit, each=LINKS_OF_EACH, after=after)

    # new accounts

    async def newcomers(self, bot: BotRef, limit: int) -> list[Newcomer]:
        """Accounts of a platform at which nobody has looked yet, the oldest first."""
        async with self._database.read() as connection:
            return await newcomers.found(connection, bot, limit)

    async def names_of(self, unit_ids: Collection[int]) -> dict[int, Names]:
        """By unit, the names among which new accounts are looked for."""
        async with self._database.read() as connection:
            return await newcomers.names_of(connection, unit_ids)

    # files on their way

    async def file_jobs(self, bot: BotRef, now: datetime) -> list[FileJob]:
        """What is to be worked on, the oldest first."""
        async with self._database.read() as connection:
            return await file_jobs.waiting(connection, bot, now)

    async def drop_unanswered_files(self, before: datetime) -> int:
        """What waits for an answer since before a moment is dropped with all that was read of it."""
        async with self._database.write() as connection:
            return await file_jobs.drop_unanswered(connection, before)

    # backups

    async def backup(self, target: IO[bytes], files: FileStore, now: datetime, told: Told) -> Copied:
        """All of the ledger and its pictures, as they are at this moment."""
        return await Backup(self._database, files, told).write(target, now)

    async def is_empty(self) -> bool:
        return await is_empty(self._database)

    async def restore(self, backup: Restore, files: FileStore) -> Copied:
        """In the place of whatever is there; all of it or nothing."""
        return await backup.write(self._database, files)

    # somebody's own data

    async def own_data(self, account: str, zone: ZoneInfo, *, looks: int) -> OwnData:
        """What is kept of whoever writes with an account (`platform:user id`)."""
        async with self._database.read() as connection:
            return await own_data.own_data(connection, account, zone, looks=looks)

    async def own_proof(self, person_id: int) -> tuple[list[OwnProof], list[OwnPicture]]:
        """All that somebody handed in, and their pictures."""
        async with self._database.snapshot() as connection:
            proof = await own_data.own_proof(connection, person_id)
            return proof, await own_data.own_pictures(connection, person_id)

    async def note_looks(self, looks: Sequence[tuple[str, int]], action: str, now: datetime) -> None:
        """(who, unit) for everybody who is about to see names of a unit's people."""
        if looks:
            async with self._database.write() as connection:
                await audit.note_looks(connection, looks, action, now)

    # reminders

    async def begin_round(self, key: RoundKey, lateness: str, now: datetime) -> RoundRecord:
        return await rounds.begin(self._database, key, lateness, now)

    async def put_round(
        self, one: RoundRecord, messages: Sequence[tuple[str, Outgoing]], now: datetime
    ) -> int:
        """(key, message) for the outbox, in one transaction; how many were not there yet."""
        return await rounds.put(self._database, one, messages, now)

    async def finish_round(self, one: RoundRecord) -> None:
        await rounds.finish(self._database, one)

    async def drop_rounds(
        self,
        keys: Sequence[RoundKey],
        tell: Callable[[Sequence[RoundKey]], Sequence[Draft]],
        now: datetime,
    ) -> list[RoundKey]:
        """Keep in mind what came too late, with what is to be said about it, once."""
        return await rounds.drop(self._database, keys, tell, now)

    async def asked_rounds(self, bot: BotRef, kind: str, since: datetime) -> list[RoundRecord]:
        """What somebody asked to have sent and nobody has put on the outbox yet."""
        async with self._database.read() as connection:
            return await rounds.unfinished(connection, bot, kind, since)

    async def recent_rounds(self, how_many: int) -> list[RoundResult]:
        async with self._database.read() as connection:
            return await rounds.recent(connection, how_many)

    async def scheduled_until(self, bot: BotRef) -> datetime | None:
        """Everything that was due until then stands in the outbox; None before the first time."""
        async with self._database.read() as connection:
            return await rounds.scheduled_until(connection, bot)

    async def schedule_until(self, bot: BotRef, moment: datetime) -> None:
        await rounds.schedule_until(self._database, bot, moment)

    async def weeks_closed_until(self) -> datetime | None:
        """Up to when every week that was over has been closed; None for a fresh ledger."""
        async with self._database.read() as connection:
            return await rounds.weeks_closed_until(connection)

    async def note_weeks_closed(self, moment: datetime) -> None:
        await rounds.note_weeks_closed(self._database, moment)

    async def units_after(self, after_id: int, limit: int) -> list[UnitRecord]:
        async with self._database.read() as connection:
            return await reach.units_after(connection, after_id, limit)

    async def departments(self) -> list[int]:
        async with self._database.read() as connection:
            return await reach.departments(connection)

    async def groups_of(self, bot: BotRef, unit_ids: Sequence[int]) -> dict[int, list[Group]]:
        async with self._database.read() as connection:
            return await reach.groups_of(connection, self._database, bot, unit_ids)

    async def earlier_ids(self, bot: BotRef) -> dict[int, str]:
        async with self._database.read() as connection:
            return await reach.earlier_ids(connection, bot)

    async def private_chats(self, bot: BotRef, unit_ids: Sequence[int], today: date) -> dict[int, str]:
        async with self._database.read() as connection:
            return await reach.private_chats(connection, self._database, bot, unit_ids, today)

    async def admins_of(self, bot: BotRef, unit_ids: Sequence[int]) -> list[tuple[str, int]]:
        async with self._database.read() as connection:
            return await reach.admins(connection, self._database, bot, unit_ids)

    async def waiting_for_review(self, unit_ids: Sequence[int], since: date) -> dict[int, int]:
        """How much waits for somebody to look, by unit."""
        async with self._database.read() as connection:
            return await reach.waiting_for_review(connection, self._database, unit_ids, since)

    # chats

    async def replace_admins(self, chat: ChatRecord, user_ids: Collection[str], now: datetime) -> None:
        await chats.replace_admins(self._database, chat, user_ids, now)

    async def learn_admin(self, chat: ChatRef, user_id: str, now: datetime, *, is_admin: bool) -> None:
        await chats.learn_admin(self._database, chat, user_id, is_admin=is_admin, now=now)

    async def present_groups(self, platform: str, bot: str) -> list[ChatRecord]:
        async with self._database.read() as connection:
            return await chats.present_groups(connection, platform, bot)

    async def groups_by_unit(self) -> dict[int, int]:
        """In how many of its groups the bot is."""
        async with self._database.read() as connection:
            return await chats.counts(connection)

    async def set_standing(
        self, chat: ChatRecord, *, present: bool, admin: bool, can_write: bool, hears_all: bool
    ) -> None:
        async with self._database.write() as connection:
            await chats.set_standing(
                connection, chat, present=present, admin=admin, can_write=can_write, hears_all=hears_all
            )

    async def mark_chat(self, chat: ChatRef, trouble: str, *, present: bool | None = None) -> None:
        await chats.mark_chat(self._database, chat, trouble, present=present)

    async def migrate_chat(self, old: ChatRef, new: ChatRef, now: datetime) -> None:
        async with self.write(now) as ledger:
            await ledger.migrate_chat(old, new)

    # the rules

    async def kept(self) -> Kept:
        """What was decided on top of the configuration."""
        async with self._database.read() as connection:
            return await self._shared.rules.read(connection)

    async def add_quota_rule(self, rule: QuotaRule, by: str, now: datetime) -> None:
        async with self._database.write() as connection:
            await rulebook.add_quota_rule(connection, rule, by, now)

    async def close_unit(self, unit_id: int, period: Period, by: str, now: datetime) -> None:
        async with self._database.write() as connection:
            await rulebook.close_unit(connection, unit_id, period, by, now)

    # pages and featured pages

    async def pages(self, unit_ids: Sequence[int] | None = None) -> list[PageRecord]:
        """All that units ever had, of every unit where none are named."""
        async with self._database.read() as connection:
            return await pages.of_units(connection, unit_ids)

    async def add_page(self, page: PageRecord, now: datetime) -> PageRecord:
        """Whose page the key is from now on; it stays another unit's as long as that has not closed it."""
        async with self._database.write() as connection:
            return await pages.add(self._database, connection, page, now)

    async def close_page(self, page_id: int, until: date) -> bool:
        async with self._database.write() as connection:
            return await pages.close(connection, page_id, until)

    async def tell_followers(self, page_id: int, day: date, number: int, by: str) -> None:
        async with self._database.write() as connection:
            await pages.tell_followers(self._database, connection, page_id, day, number, by=by)

    async def followers(self, page_ids: Sequence[int]) -> dict[int, list[Followers]]:
        async with self._database.read() as connection:
            return await pages.followers(connection, page_ids)

    async def page_posts(
        self, first: date, after: date, page_ids: Sequence[int] | None = None
    ) -> Mapping[int, int]:
        """Different posts of each page that were handed in; of all pages where none are named."""
        async with self._database.read() as connection:
            return await pages.posts(connection, first, after, page_ids)

    async def features(self, week: date) -> list[FeatureRecord]:
        """The featured pages of all roots in the week of a Monday, chosen or announced."""
        async with self._database.read() as connection:
            return await features.of_week(connection, week)

    async def features_of(
        self, root_id: int, first: date = date.min, after: date = date.max
    ) -> list[FeatureRecord]:
        async with self._database.read() as connection:
            return await features.of_root(connection, root_id, first, after)

    async def candidates(self, first: date, after: date) -> Candidates:
        """All that a choice of featured pages looks at, with the pages' posts between two days."""
        async with self._database.snapshot() as connection:
            return await features.candidates(connection, first, after)

    async def choose_features(
        self, root_id: int, week: date, choices: Sequence[Choice], *, by: str, now: datetime
    ) -> bool:
        """Put pages into a week; False once it is announced."""
        async with self._database.write() as connection:
            return await features.choose(connection, root_id, week, choices, by=by, now=now)

    async def replace_feature(
        self, root_id: int, week: date, old_unit: int, choice: Choice, *, by: str, now: datetime
    ) -> bool:
        """Put a page in the place of another unit's; False once the week is announced."""
        async with self._database.write() as connection:
            return await features.replace(connection, root_id, week, old_unit, choice, by=by, now=now)

    async def withdraw_feature(self, root_id: int, week: date, unit_id: int) -> bool:
        """Take a choice back; False when there is none or the week is announced."""
        async with self._database.write() as connection:
            return await features.withdraw(connection, root_id, week, unit_id)

    async def announce_features(self, root_id: int, week: date, now: datetime) -> int:
        """Nothing changes in this week any more; how many pages that is true of from now on."""
        async with self._database.write() as connection:
            return await features.announce(connection, root_id, week, now)

    async def settle_features(
        self,
        root_id: int,
        week: date,
        choices: Sequence[Choice],
        *,
        beside: Collection[int],
        now: datetime,
    ) -> bool:
        """Fill a week up and announce it; False when others than those the choices were made beside are in it."""
        async with self._database.write() as connection:
            return await features.settle(connection, root_id, week, choices, beside=beside, now=now)

    async def brought(self, feature_ids: Sequence[int]) -> dict[int, Brought]:
        """What came of featured pages."""
        async with self._database.read() as connection:
            return await features.brought(connection, feature_ids)

    # closed weeks

    async def freeze_week(self, rows: Sequence[ClosedWeek], now: datetime) -> int:
        """Write down closed weeks where they are new or differ from what was last written; how many were."""
        async with self._database.write() as connection:
            return await closes.freeze(connection, rows, now)

    async def closed_week(
        self, week: date, unit_ids: Sequence[int] | None = None, *, first: bool = False
    ) -> dict[int, ClosedWeek]:
        """By unit, the newest version of the week of a Monday; with `first`, as it was when it closed."""
        async with self._database.read() as connection:
            return await closes.closed_week(connection, week, unit_ids, first=first)

    async def touched_weeks(self, before: date) -> Touched:
        """The weeks before a Monday about which something was decided since the last corrections."""
        async with self._database.read() as connection:
            return await closes.touched(connection, before)

    async def corrected_up_to(self, decision: int, again: Mapping[int, int] | None = None) -> None:
        """All that was found to be corrected has been."""
        async with self._database.write() as connection:
            await closes.corrected_up_to(connection, decision, again or {})

    async def people_of_several_units(self, period: Period) -> set[int]:
        async with self._database.read() as connection:
            return await tallies.people_of_several_units(connection, period)

    # the tallies

    async def units(self) -> list[UnitRecord]:
        async with self._database.read() as connection:
            return await tallies.all_units(connection)

    async def units_in(self, period: Period, today: date) -> list[UnitRecord]:
        """The units that there were in a period, as they were when it ended, or are if it is not over."""
        async with self._database.read() as connection:
            return await tree_then.units_then(connection, tree_then.then(period, today))

    async def tallies_below(
        self, root: UnitRecord, period: Period, book: QuotaBook = STANDARD_BOOK, today: date = date.max
    ) -> list[UnitTally]:
        """The tallies of a unit and of everything below it; of all units for a root that is none of them."""
        async with self._database.read() as connection:
            return await tallies.tallies_below(connection, root, Question(period, book, today))

    async def tallies_of(
        self, unit_ids: Sequence[int], period: Period, book: QuotaBook, today: date
    ) -> list[UnitTally]:
        """The tallies of some units alone."""
        async with self._database.read() as connection:
            return await tallies.tallies_of(connection, unit_ids, Question(period, book, today))

    async def audited(self, first: date, after: date) -> dict[int, Audited]:
        """By unit, what came of the accepted evidence of some days that was drawn by lot."""
        async with self._database.read() as connection:
            return await review_queries.audited(connection, first, after)

    # lists that come in

    async def levels(self) -> list[LevelRecord]:
        """What units can be, from the top down."""
        async with self._database.read() as connection:
            return await levels.all_levels(connection)

    async def plan_units(self, rows: Sequence[UnitRow], since: date) -> UnitPlan:
        async with self._database.snapshot() as connection:
            return await unit_import.plan_units(connection, rows, since)

    async def import_units(
        self, rows: Sequence[UnitRow], now: datetime, today: date, since: date | None = None
    ) -> UnitPlan:
        """All of the list, or nothing when something in it is wrong; true from `since` on, or from today."""
        async with self._database.write() as connection:
            return await unit_import.import_units(connection, rows, now, today, since or today)

    async def plan_change(self, change: TreeChange, today: date) -> TreePlan:
        async with self._database.snapshot() as connection:
            return await unit_changes.plan_change(connection, change, today)

    async def change_tree(self, change: TreeChange, by: str, now: datetime, today: date) -> TreePlan:
        """A unit changes on a day, or several become one; nothing before that day does."""
        async with self._database.write() as connection:
            return await unit_changes.change_tree(connection, change, by, now, today)

    async def without_numbers(self, staff: StaffList, counted: Counted | None = None) -> StaffList:
        """The list with what is kept of its telephone numbers in their place, which takes a while."""
        kept = await self._phones.kept((row.phone for row in staff.rows), counted)
        return replace(staff, rows=tuple(replace(row, phone=kept[row.phone]) for row in staff.rows))

    async def phone_state(self) -> PhoneState:
        async with self._database.read() as connection:
            return await self._phones.state(connection)

    async def plan_staff(self, wanted: StaffImport) -> StaffPlan:
        """What `import_staff` would do now."""
        wanted = replace(wanted, staff=await self.without_numbers(wanted.staff))
        async with self._database.snapshot() as connection:
            return await staff_import.plan_staff_list(connection, wanted)

    async def import_staff(self, wanted: StaffImport, by: str, now: datetime) -> StaffPlan:
        """What is certain in the list, all of it or nothing; what is doubtful is left out."""
        wanted = replace(wanted, staff=await self.without_numbers(wanted.staff))
        async with self._database.write() as connection:
            return await staff_import.import_staff(connection, wanted, by, now)

    async def staff_below(self, unit_id: int | None, day: date) -> list[StaffMember]:
        """Who belongs to a unit and what stands below it from a day on; to any unit where none is named."""
        async with self._database.read() as connection:
            return await staff_export.staff_below(connection, unit_id, day)

    async def plan_followers(self, rows: Sequence[FollowerRow]) -> FollowerPlan:
        async with self._database.snapshot() as connection:
            return await follower_import.plan_followers(connection, rows)

    async def import_followers(self, rows: Sequence[FollowerRow], now: datetime) -> FollowerPlan:
        async with self._database.write() as connection:
            return await follower_import.import_followers(connection, rows, now)

    # all of it

    async def totals(self) -> Totals:
        return await totals.totals(self._database)

    async def verify(self) -> list[Difference]:
        return await totals.verify(self._database)
