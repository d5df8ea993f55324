"""Random chats, deliveries, crashes and poison, straight through the intake and the pump, against a simple model."""

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.inbox_pump import InboxPump
from bot.intake import Intake
from handlers.context import Settings
from platforms.messages import Incoming
from platforms.telegram import TelegramMessenger, delivery_of
from platforms.telegram.understand import Me, understand
from storage import Ledger, Store
from tests.ledgers import migrate
from tests.platforms.updates import NOON
from tests.storage.ledger import reading, rows, writing

BOT = "42"
NOW = datetime.fromtimestamp(NOON, UTC)
PEOPLE = (77, 78, 79)
GROUPS = (-1001, -1002)
CHATS = (*GROUPS, *PEOPLE)
POSTS = [f"https://www.facebook.com/abc/posts/{number}" for number in range(4)]
PROFILES = ["https://www.facebook.com/truong.hoa.sen"]
POISON = "poison"

people = st.sampled_from(PEOPLE)
groups = st.sampled_from(GROUPS)
links = st.lists(st.sampled_from(POSTS + PROFILES), max_size=2, unique=True)
some_links = st.lists(st.sampled_from(POSTS + PROFILES), min_size=1, max_size=2, unique=True)
numbers = st.integers(0, 10**6)


# The model: what a patient clerk would write down.


@dataclass
class Item:
    person: int
    key: str
    state: str
    message: int
    reason: str = ""


@dataclass(frozen=True)
class Written:
    """A message, or a new version of one, on its way."""

    chat: int
    person: int
    message: int
    links: tuple[str, ...] = ()
    picture: str = ""
    album: str = ""
    edit: bool = False
    withdraws: int = 0
    poison: bool = False

    @property
    def submission(self) -> tuple[int, str]:
        return self.chat, self.album or str(self.message)

    @property
    def proof(self) -> list[str]:
        """Over a picture only posts are meant as proof."""
        return [link for link in self.links if link in POSTS or not self.picture]


def is_post(item: Item) -> bool:
    return item.key in POSTS


def answers_for_picture(each: Written, item: Item) -> bool:
    """Whether a further picture of the same album need not be looked at."""
    new = item.key.startswith("picture") and item.state != "duplicate"
    return is_post(item) or new or item.key == each.picture


@dataclass
class Clerk:
    items: dict[tuple[int, str], list[Item]] = field(default_factory=dict)
    albums: dict[tuple[int, int], str] = field(default_factory=dict)
    parked: int = 0

    def read_all(self, waiting: list[Written], tried: Mapping[tuple[int, int], int]) -> None:
        """In order, but a message that fails is tried three times, and its chat waits with it."""
        tries = Counter({id(each): tried.get((each.chat, each.message), 0) for each in waiting})
        while waiting:
            held: set[int] = set()
            left = []
            for each in waiting:
                if each.chat in held:
                    left.append(each)
                elif each.poison:
                    tries[id(each)] += 1
                    if tries[id(each)] < 3:
                        held.add(each.chat)
                        left.append(each)
                    else:
                        self.parked += 1
                else:
                    self.read(each)
            waiting = left

    def read(self, each: Written) -> None:
        if each.album:
            self.albums[each.chat, each.message] = each.album
        if each.withdraws:
            self._withdraw(each)
        elif each.edit:
            self._edit(each)
        else:
            self._hand_in(each)

    def _hand_in(self, each: Written) -> None:
        earlier = self.items.setdefault(each.submission, [])
        before = list(earlier)
        new = self._add(each, earlier)
        if any(map(is_post, new)):
            self._absorb(before)
        elif each.picture and not any(answers_for_picture(each, item) for item in before):
            self._take_picture(each, earlier)

    def _add(self, each: Written, earlier: list[Item]) -> list[Item]:
        known = {item.key for item in earlier}
        keys = [key for key in each.proof if key not in known]
        new = [Item(each.person, key, self._verdict(each.person, key), each.message) for key in keys]
        earlier += new
        return new

    def _take_picture(self, each: Written, earlier: list[Item]) -> None:
        state = "duplicate" if self._taken(each.person, each.picture) else "pending"
        earlier.append(Item(each.person, each.picture, state, each.message))

    def _absorb(self, items: list[Item]) -> None:
        for item in items:
            if item.key.startswith("picture") and item.state != "withdrawn":
                item.state, item.reason = "withdrawn", "with a link"

    def _edit(self, each: Written) -> None:
        earlier = self.items.setdefault(each.submission, [])
        mine = [
            item for item in earlier if item.message == each.message and not item.key.startswith("picture")
        ]
        gone = [item for item in mine if item.key not in each.proof and item.state != "withdrawn"]
        back = [
            item
            for item in mine
            if item.key in each.proof and item.state == "withdrawn" and item.reason == "edited"
        ]
        for item in gone:
            item.state, item.reason = "withdrawn", "edited"
        for item in back:
            item.state = self._verdict(item.person, item.key)
        new = self._add(each, earlier)
        if any(is_post(item) and item.state != "withdrawn" for item in earlier):
            if gone or back or new:
                self._absorb(earlier)
        elif any(map(is_post, gone)):
            self._give_pictures_back(each, earlier)

    def _give_pictures_back(self, each: Written, earlier: list[Item]) -> None:
        for item in earlier:
            if item.key.startswith("picture") and item.reason == "with a link" and item.state == "withdrawn":
                item.state = "duplicate" if self._taken(item.person, item.key) else "pending"
                if item.state == "pending":
                    return
        if each.picture and each.picture not in {item.key for item in earlier}:
            self._take_picture(each, earlier)

    def _withdraw(self, each: Written) -> None:
        album = self.albums.get((each.chat, each.withdraws))
        for item in self.items.get((each.chat, album or str(each.withdraws)), []):
            if item.person == each.person and item.state != "withdrawn":
                item.state, item.reason = "withdrawn", "by sender"

    def _verdict(self, person: int, key: str) -> str:
        if key in PROFILES:
            return "rejected"
        return "duplicate" if self._taken(person, key) else "accepted"

    def _taken(self, person: int, key: str) -> bool:
        return any(
            item.person == person and item.key == key and item.state in ("accepted", "pending")
            for items in self.items.values()
            for item in items
        )

    def ledger(self) -> Counter[tuple[str, str, str]]:
        """(chat, message, state), as often as there are items like it."""
        return Counter(
            (str(chat), str(item.message), item.state)
            for (chat, _), items in self.items.items()
            for item in items
        )

    def accepted(self) -> Counter[str]:
        return Counter(
            f"Người {item.person}"
            for items in self.items.values()
            for item in items
            if item.state == "accepted"
        )


# The machine: the same through the product.


class CrashError(BaseException):
    """The power goes; nothing in the program may catch it."""


class MortalStore(Store):
    """A store whose process may die at the last moment before a commit."""

    dying = False

    def write(self, now: datetime) -> AbstractAsyncContextManager[Ledger]:
        return self._ledger(now)

    @asynccontextmanager
    async def _ledger(self, now: datetime) -> AsyncIterator[Ledger]:
        async with super().write(now) as ledger:
            yield ledger
            if self.dying:
                await ledger.flush()
                raise CrashError


class Listener(TelegramMessenger):
    """Hears what the messages say, and chokes on poison."""

    def understand(self, raw: dict[str, Any]) -> Incoming | None:
        if raw.get("message", {}).get("text") == POISON:
            raise ZeroDivisionError
        return understand(raw, Me(BOT, "minhchung_bot", hears_groups=True))


def as_update(each: Written, update_id: int) -> dict[str, Any]:
    kind = "group" if each.chat < 0 else "private"
    words = POISON if each.poison else "/rut" if each.withdraws else f"Mời xem {' và '.join(each.links)}"
    message: dict[str, Any] = {
        "message_id": each.message,
        "from": {"id": each.person, "is_bot": False, "first_name": f"Người {each.person}"},
        "chat": {"id": each.chat, "type": kind, "title": f"Nhóm {each.chat}"},
        "date": NOON,
    }
    if each.picture:
        size = {"file_id": "f", "file_unique_id": each.picture.partition(":")[2], "width": 9, "height": 9}
        message |= {"photo": [size], "caption": words}
    else:
        message["text"] = words
    if each.album:
        message["media_group_id"] = each.album
    if each.edit:
        message["edit_date"] = NOON + 1
    return {"update_id": update_id, "edited_message" if each.edit else "message": message}


class Chats(RuleBasedStateMachine):
    template: ClassVar[Path]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(mkdtemp(dir=self.template.parent))
        shutil.copyfile(self.template, self.folder / "minhchung.db")
        self.clerk = Clerk()
        self.messages = {chat: count(1) for chat in CHATS}
        self.updates = count(1)
        self.pictures = count(1)
        self.on_the_way: dict[int, list[tuple[Written, dict[str, Any]]]] = {chat: [] for chat in CHATS}
        self.delivered: list[dict[str, Any]] = []
        self.sent: list[Written] = []
        self.waiting: list[Written] = []

    @initialize()
    def start(self) -> None:
        self.store = MortalStore(f"sqlite:///{self.folder / 'minhchung.db'}")
        messenger = Listener(f"{BOT}:nobody", "http://127.0.0.1:9")
        self.pump = InboxPump(self.store, [messenger], Settings(), lambda: NOW)
        self.intake = Intake(
            self.store,
            "telegram",
            BOT,
            lambda: NOW,
            answer_at_once=self.pump.answer_at_once,
            queued=self.pump.wake,
        )

    def teardown(self) -> None:
        try:
            self.deliver_all()
            self.work()
            self.compare()
        finally:
            self.runner.run(self.store.close())
            self.runner.close()

    # what people do

    def _send(self, each: Written) -> None:
        self.sent.append(each)
        self.on_the_way[each.chat].append((each, as_update(each, next(self.updates))))

    @rule(person=people, group=groups, shared=some_links)
    def hand_in(self, person: int, group: int, shared: list[str]) -> None:
        self._send(Written(group, person, next(self.messages[group]), tuple(shared)))

    @rule(person=people, shared=some_links)
    def hand_in_privately(self, person: int, shared: list[str]) -> None:
        self._send(Written(person, person, next(self.messages[person]), tuple(shared)))

    @rule(person=people, group=groups, shared=links, again=st.booleans())
    def send_a_picture(self, person: int, group: int, shared: list[str], again: bool) -> None:
        number = next(self.messages[group])
        self._send(Written(group, person, number, tuple(shared), self._picture(again)))

    def _picture(self, again: bool) -> str:
        earlier = [each.picture for each in self.sent if each.picture]
        return earlier[-1] if again and earlier else f"picture:{next(self.pictures)}"

    @rule(
        person=people,
        group=groups,
        shared=links,
        order=st.permutations(range(3)),
        where=numbers,
        again=st.sets(st.integers(0, 2)),
    )
    def send_an_album(
        self, *, person: int, group: int, shared: list[str], order: list[int], where: int, again: set[int]
    ) -> None:
        """Its parts come in any order, the caption with any of them, and some were sent before."""
        first = next(self.messages[group])
        ids = [first, next(self.messages[group]), next(self.messages[group])]
        for number in order:
            caption = tuple(shared) if number == where % 3 else ()
            picture = self._picture(number in again)
            self._send(Written(group, person, ids[number], caption, picture, album=f"album{first}"))

    @rule(which=numbers, shared=links)
    def edit(self, which: int, shared: list[str]) -> None:
        mine = [each for each in self.sent if not (each.withdraws or each.poison)]
        if mine:
            old = mine[which % len(mine)]
            self._send(
                Written(
                    old.chat, old.person, old.message, tuple(shared), old.picture, album=old.album, edit=True
                )
            )

    @rule(which=numbers, person=people, own=st.booleans())
    def withdraw(self, which: int, person: int, own: bool) -> None:
        theirs = [each for each in self.sent if not (each.withdraws or each.poison)]
        if not theirs:
            return
        old = theirs[which % len(theirs)]
        who = old.person if own or old.chat > 0 else person
        self.sent.append(Written(old.chat, who, next(self.messages[old.chat]), withdraws=old.message))
        update = as_update(self.sent[-1], next(self.updates))
        update["message"]["reply_to_message"] = {
            "message_id": old.message,
            **({"media_group_id": old.album} if old.album else {}),
        }
        self.on_the_way[old.chat].append((self.sent[-1], update))

    @rule(person=people, group=groups)
    def send_poison(self, person: int, group: int) -> None:
        self._send(Written(group, person, next(self.messages[group]), poison=True))

    # what the platform does

    @rule(chats=st.lists(st.sampled_from(CHATS), min_size=1, max_size=5), at_once=st.booleans())
    def deliver(self, chats: list[int], at_once: bool) -> None:
        """The next updates of some chats, in any order of the chats, in one batch."""
        batch = [self.on_the_way[chat].pop(0) for chat in chats if self.on_the_way[chat]]
        self._deliver([update for _, update in batch], at_once=at_once)
        self.waiting += [each for each, _ in batch]
        self._read_unless_queued()

    @rule(which=numbers, at_once=st.booleans())
    def deliver_again(self, which: int, at_once: bool) -> None:
        if self.delivered:
            self._deliver([self.delivered[which % len(self.delivered)]], at_once=at_once)

    def _deliver(self, updates: list[dict[str, Any]], *, at_once: bool) -> None:
        self.delivered += updates
        deliveries = [delivery_of(json.loads(json.dumps(update))) for update in updates]
        if at_once and deliveries:
            self.runner.run(self.intake.keep(deliveries))
        else:
            self.runner.run(writing(self.store, NOW).inbox.keep("telegram", BOT, deliveries))

    def _read_unless_queued(self) -> None:
        if not self.runner.run(reading(self.store).whole.totals()).inbox_pending:
            self.clerk.read_all(self.waiting, {})
            self.waiting = []

    def deliver_all(self) -> None:
        for chat in CHATS:
            while self.on_the_way[chat]:
                self.deliver([chat], at_once=False)

    # what the bot does

    @rule()
    def work(self) -> None:
        tried = self.runner.run(self._tried())
        while self.runner.run(self.pump.work_once()):
            pass
        self.clerk.read_all(self.waiting, tried)
        self.waiting = []

    async def _tried(self) -> dict[tuple[int, int], int]:
        """How often messages have failed before a crash."""
        found = await rows(self.store, "SELECT raw, tries FROM inbox WHERE state = 'pending' AND tries > 0")
        messages = [(json.loads(raw)["message"], tries) for raw, tries in found]
        return {(message["chat"]["id"], message["message_id"]): tries for message, tries in messages}

    @rule(while_working=st.booleans())
    def crash(self, while_working: bool) -> None:
        """The program is gone, in the middle of a transaction or between two; a new one opens the same file."""
        if while_working:
            self.store.dying = True
            with suppress(CrashError):
                self.runner.run(self.pump.work_once())
        self.runner.run(self.store.close())
        self.start()

    @rule(chats=st.sets(st.sampled_from(CHATS), min_size=1, max_size=4))
    def crash_on_arrival(self, chats: set[int]) -> None:
        """The program is gone before the platform heard that an update was kept, so it comes once more."""
        updates = [self.on_the_way[chat][0][1] for chat in sorted(chats) if self.on_the_way[chat]]
        self.store.dying = True
        with suppress(CrashError):
            self._deliver(updates, at_once=True)
        self.runner.run(self.store.close())
        self.start()
        self.deliver(sorted(chats), at_once=True)

    # what must be true

    @invariant()
    def tallies_are_right(self) -> None:
        if hasattr(self, "store"):
            assert self.runner.run(reading(self.store).whole.verify()) == []

    @rule()
    def compare(self) -> None:
        if not self.waiting:
            assert self.runner.run(self._ledger()) == self.clerk.ledger()
            assert self.runner.run(self._accepted()) == self.clerk.accepted()
            totals = self.runner.run(reading(self.store).whole.totals())
            assert (totals.inbox_pending, totals.inbox_parked) == (0, self.clerk.parked)

    async def _ledger(self) -> Counter[tuple[str, str, str]]:
        query = "SELECT chat.chat_id, message_id, state FROM evidence JOIN chat ON chat.id = chat_pk"
        return Counter((row[0], row[1], row[2]) for row in await rows(self.store, query))

    async def _accepted(self) -> Counter[str]:
        query = "SELECT person.name, sum(count) FROM tally JOIN person ON person.id = person_id GROUP BY 1"
        return Counter({row[0]: row[1] for row in await rows(self.store, query)})


def test_whatever_happens_in_the_chats_the_ledger_is_that_of_a_patient_clerk(tmp_path: Path) -> None:
    Chats.template = tmp_path / "template.db"
    asyncio.run(migrate(f"sqlite:///{Chats.template}"))
    run_state_machine_as_test(
        Chats,
        settings=settings(
            max_examples=30,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
