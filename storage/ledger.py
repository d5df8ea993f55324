"""The ledger as one transaction sees it, by subject: `async with store.write(now) as ledger: …`.

A batch of messages is answered in one. Everything a handler needs is fetched for the whole batch at once, and all it
decides is buffered and written together, so that a message costs a few rows and not a few round trips. Nothing is
visible outside before the commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from rules.outgoing import Outgoing
from rules.verdicts import POST
from storage import audit
from storage.database import Database
from storage.messages import outbox
from storage.messages.chats import Chats
from storage.messages.file_jobs import FileJobs
from storage.messages.inbox import Inbox
from storage.messages.outbox import Outbox
from storage.messages.questions import Questions
from storage.messages.recipients import Recipients
from storage.messages.reminders import Reminders
from storage.organisation.closes import Weeks
from storage.organisation.codes import Codes
from storage.organisation.connecting import Connecting
from storage.organisation.group_joins import GroupJoins
from storage.organisation.role_grants import RoleGrants
from storage.organisation.rulebook import Rules, RulesCache
from storage.organisation.unit_changes import TreeChanges
from storage.organisation.unit_import import UnitImport
from storage.organisation.unit_lookup import Units
from storage.organisation.unit_settings import UnitSettings
from storage.persons import people
from storage.persons.accounts import OpenName
from storage.persons.exemptions import Exemptions
from storage.persons.linking import Linking
from storage.persons.newcomers import Newcomers
from storage.persons.phone_book import PhoneBook
from storage.persons.roster import Roster
from storage.persons.staff_import import StaffLists
from storage.privacy.consents import Consents
from storage.privacy.own_data import OwnDataOf
from storage.proof import evidence
from storage.proof.evidence_story import EvidenceStories
from storage.proof.pictures import Pictures
from storage.proof.reviews import Reviews
from storage.proof.short_links import ShortLinks
from storage.proof.tallies import Tallies
from storage.proof.turned_down import TurnedDown
from storage.publishing.features import Features
from storage.publishing.follower_import import FollowerImport
from storage.publishing.pages import Pages
from storage.publishing.registered import PagesCache
from storage.records import (
    AccountRef,
    ChatRecord,
    ChatRef,
    EvidenceRecord,
    NewEvidence,
    PersonRecord,
)
from storage.transaction import Transaction
from storage.whole import WholeLedger


@dataclass(frozen=True, slots=True)
class Prefetch:
    """What the answer to one message will need; fetched for the whole batch before the first answer.

    `actions` are what the posts of `keys` may be taken as. `answers` is the message that proof is a reply to: it may be
    an announcement of featured pages. `asked_by` is whose question it is (`platform:user id`), when it is one.
    """

    chat: ChatRef
    sender: AccountRef | None = None
    enrol_since: date | None = None
    submission: str = ""
    actions: tuple[str, ...] = (POST,)
    keys: tuple[str, ...] = ()
    answers: str = ""
    asked_by: str = ""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all transactions of a store have in common."""

    phones: PhoneBook
    open_enrolment: bool
    rules: RulesCache = field(default_factory=RulesCache)
    pages: PagesCache = field(default_factory=PagesCache)


class Ledger:
    """What one transaction sees and does, by subject."""

    def __init__(
        self, database: Database, connection: AsyncConnection, now: datetime | None, shared: Shared
    ) -> None:
        self._at = at = Transaction(database, connection, now, self.flush)
        self._database = database
        self._connection = connection
        self._phones = shared.phones
        self._announcements: dict[tuple[str, str], datetime | None] = {}
        self._people = people.People(at, open_enrolment=shared.open_enrolment)
        self._evidence = evidence.EvidenceBook(at)
        self.pages = Pages(at, shared.pages)
        self.features = Features(at)
        self.weeks = Weeks(at)
        self.tallies = Tallies(at)
        self.reminders = Reminders(at)
        self.recipients = Recipients(at)
        self.chats = Chats(at, self._people.forget_chat)
        self.inbox = Inbox(at)
        self.stories = EvidenceStories(at)
        self.whole = WholeLedger(at)
        self.reviews = Reviews(at, self._evidence)
        self.questions = Questions(at)
        self.short_links = ShortLinks(at, self._evidence)
        self.pictures = Pictures(at)
        self.turned_down = TurnedDown(at, self._evidence)
        self.grants = RoleGrants(at)
        self.codes = Codes(at)
        self.settings = UnitSettings(at)
        self.unit_import = UnitImport(at)
        self.tree = TreeChanges(at)
        self.units = Units(at)
        self.followers = FollowerImport(at)
        self.newcomers = Newcomers(at)
        self.outbox = Outbox(at)
        self.connecting = Connecting(at, self._forget_units, open_enrolment=shared.open_enrolment)
        self.group_joins = GroupJoins(at, self._forget_units)
        self.file_jobs = FileJobs(at)
        self.roster = Roster(at, self._people.look_again)
        self.rules = Rules(at, shared.rules)
        self.exemptions = Exemptions(at, self.rules.forget)
        self.staff = StaffLists(at)
        self.consents = Consents(at)
        self.linking = Linking(at, self._evidence, self._forget)
        self.own = OwnDataOf(at)
        self._fresh: list[evidence.UnsavedEvidence] = []
        self._drafts: list[outbox.Draft] = []
        self._mistakes: dict[int, str] = {}
        self._answers_waiting: dict[str, int] = {}
        self.unanswered = 0

    @property
    def now(self) -> datetime:
        return self._at.now

    async def prepare(self, wants: Sequence[Prefetch]) -> None:
        """Fetch what the batch needs in a handful of queries, and enrol who hands in proof for the first time."""
        await self._people.load_chats({want.chat for want in wants})
        await self._people.load_accounts({want.sender for want in wants if want.sender})
        await self._people.enrol(
            [(want.sender, want.chat, want.enrol_since) for want in wants if want.sender and want.enrol_since]
        )
        submissions: set[str] = set()
        counts: set[str] = set()
        for want in wants:
            chat = self._people.chat_if_known(want.chat)
            if chat and want.submission:
                submissions.add(evidence.submission_of(chat.id, want.submission))
            person_id = self._people.person_id_if_known(want.sender) if want.sender else None
            if person_id:
                counts.update(
                    evidence.counts_as(person_id, action, key) for key in want.keys for action in want.actions
                )
        await self._evidence.load_submissions(submissions, hold=True)
        await self._evidence.load_counted(counts)
        await self._load_announcements([want for want in wants if want.answers])
        if askers := {want.asked_by for want in wants if want.asked_by}:
            waiting = await outbox.asked(self._connection, askers)
            self._answers_waiting = {asker: waiting.get(asker, 0) for asker in askers}

    async def chat(self, ref: ChatRef) -> ChatRecord:
        return await self._people.chat(ref)

    async def person(self, ref: AccountRef, chat: ChatRecord, day: date) -> PersonRecord:
        """Who this account is, in the unit this chat counts for; opened when unknown."""
        return await self._people.person(ref, chat, day)

    async def known_person(
        self, ref: AccountRef, chat: ChatRecord, day: date | None = None
    ) -> PersonRecord | None:
        """Nobody is opened and nobody joins; in the unit of the day, or of today."""
        return await self._people.known_person(ref, chat, day)

    async def units_of(self, person_id: int) -> frozenset[int]:
        """The units that somebody belongs to today."""
        return await self._people.units_of(person_id)

    async def is_admin(self, chat: ChatRecord, user_id: str, max_age: timedelta) -> bool | None:
        """Whether the platform lately called somebody an administrator; None when it has to be asked."""
        return await self._people.is_admin(chat.id, user_id, max_age)

    async def migrate_chat(self, old: ChatRef, new: ChatRef) -> None:
        await self.flush()
        await people.migrate_chat(self._people, self._connection, old, new, self.now)
        self._forget()

    def _forget(self) -> None:
        self._people.forget()
        self._evidence.forget()

    def _forget_units(self) -> None:
        self.units.forget()
        self.rules.forget()
        self.pages.forget()
        self._people.forget()
        self._evidence.forget()

    async def submission(self, chat: ChatRecord, submission: str) -> list[EvidenceRecord]:
        """What was handed in with one message or album before; nobody else decides on it until the transaction ends."""
        word = evidence.submission_of(chat.id, submission)
        if any(fresh.submission == word for fresh in self._fresh):
            await self.flush()
        return await self._evidence.submission(word, hold=True)

    async def is_taken(self, person: PersonRecord, key: str, action: str = POST) -> bool:
        """Whether somebody has handed in a post already: as a post or a share, or as an interaction."""
        return await self._evidence.is_taken(person.id, action, key)

    async def counts_already(self, item: EvidenceRecord) -> bool:
        """Whether the same person's same post is taken by another message."""
        await self.flush()
        return await self._evidence.is_taken(item.person_id, item.action, item.key)

    async def knows_chat(self, ref: ChatRef) -> bool:
        await self._people.load_chats([ref])
        return self._people.chat_if_known(ref) is not None

    async def announced_at(self, chat: ChatRef, message_id: str) -> datetime | None:
        """When a message of the bot's was due that announced featured pages; None for any other."""
        known = self._announcements
        if (chat.chat_id, message_id) not in known:
            await self._load_announcements([Prefetch(chat, answers=message_id)])
        return known[chat.chat_id, message_id]

    async def _load_announcements(self, wants: Sequence[Prefetch]) -> None:
        if not wants:
            return
        asked = {(want.chat.chat_id, want.answers) for want in wants}
        self._announcements |= dict.fromkeys(asked)
        self._announcements |= await outbox.announcements(self._connection, asked, self.now)

    async def audit(
        self,
        actor: str,
        action: str,
        target: str = "",
        detail: str = "",
        *,
        unit_id: int | None = None,
        person_id: int | None = None,
    ) -> None:
        """Who did what with rights, and whose names or pictures they saw: one person's, or all of a unit's."""
        whose = audit.Whose(unit_id, person_id)
        await audit.write(
            self._connection, actor, action, target=target, detail=detail, now=self.now, whose=whose
        )

    async def note_looks(self, looks: Sequence[tuple[str, int]], action: str) -> None:
        """(who, unit) for everybody who is about to see names of a unit's people."""
        if looks:
            await audit.note_looks(self._connection, looks, action, self.now)

    def record(
        self, person: PersonRecord, chat: ChatRecord, message_id: str, submission: str, handed: NewEvidence
    ) -> None:
        """Put something handed in, and the verdict on it, into the ledger."""
        word = evidence.submission_of(chat.id, submission)
        fresh = evidence.UnsavedEvidence(
            person.id, person.unit_id, chat.id, message_id, word, handed, person.account_id or None
        )
        fresh = self._evidence.beside_another_account(fresh)
        self._fresh.append(fresh)
        self._evidence.note(fresh)

    async def decide(
        self,
        item: EvidenceRecord,
        state: str,
        reason: str,
        by: PersonRecord | None = None,
        by_account: str = "",
    ) -> bool:
        """Change the state of an evidence; the tally follows, the decision stays. False when it was too late."""
        await self.flush()
        return await self._evidence.decide(item, state, reason, by.id if by else None, by_account)

    async def describe(
        self, item: EvidenceRecord, action: str, feature_id: int | None, by: PersonRecord | None = None
    ) -> bool:
        """What an evidence turned out to be, and which featured page it spreads; False when that changes nothing."""
        await self.flush()
        return await self._evidence.describe(item, action, feature_id, by.id if by else None)

    def say(
        self, platform: str, bot: str, outgoing: Outgoing, key: str, *, bulk: bool = False,
        fallback: Outgoing | None = None, round_id: int | None = None, asked_by: str = "",
    ) -> None:  # fmt: skip
        """Put something to say on the outbox, once for each `key`; `asked_by` is whose question it answers."""
        self._drafts.append(outbox.Draft(platform, bot, outgoing, key, bulk, fallback, round_id, asked_by))
        if asked_by:
            self._answers_waiting[asked_by] = self.answers_waiting(asked_by) + 1

    def answers_waiting(self, account: str) -> int:
        """How many answers to the questions of an account of this batch are still to be said."""
        return self._answers_waiting.get(account, 0)

    def remember_mistake(self, person: PersonRecord, mistake: str) -> None:
        """What somebody was last told to do better, so that it is not said twice in a row."""
        self._mistakes[person.account_id] = mistake
        self._people.remember_mistake(person, mistake)

    async def people_with_number(self, phone: str, account_id: int) -> list[OpenName]:
        """The listed people who have a number, written as +84…, as far as they can be an account's."""
        kept = await self._phones.known(phone)
        return await self.linking.with_kept_number(kept, account_id) if kept else []

    async def flush(self) -> None:
        fresh, self._fresh = self._fresh, []
        drafts, self._drafts = self._drafts, []
        mistakes, self._mistakes = self._mistakes, {}
        if fresh:
            await self._evidence.insert(fresh)
        if mistakes:
            await self._people.save_mistakes(mistakes)
        if drafts:
            await outbox.insert(self._connection, drafts, self.now)
