"""Telegram updates go in as they came, and what the bot would say comes out."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from handlers.buttons import answer_to
from handlers.context import Settings
from handlers.dispatch import Errand, answer
from handlers.joining.notice import NOTICE, VERSION
from platforms.messages import Incoming
from platforms.telegram import delivery_of
from platforms.telegram.understand import Me, understand
from rules.calendar import Period, week_of
from rules.language import text
from rules.outgoing import Outgoing, React, Reaction, Say, unpack
from storage import Store, UnitRecord
from tests.platforms import updates
from tests.platforms.updates import LAN, NOON
from tests.storage.ledger import reading, writing

BOT = "42"
MAI: dict[str, Any] = {**LAN, "id": 78, "first_name": "Mai", "last_name": "Trần"}
BOSS: dict[str, Any] = {**LAN, "id": 79, "first_name": "Bình", "last_name": "Lê"}
OPERATOR: dict[str, Any] = {**LAN, "id": 80, "first_name": "Vận", "last_name": "Hành"}
LINK = updates.LINK
LINK_2 = "https://www.facebook.com/abc/posts/2"
LINK_3 = "https://www.tiktok.com/@truong/video/7300000000000000001"
PROFILE = "https://www.facebook.com/truong.hoa.sen"
ME = Me(BOT, "minhchung_bot", hears_groups=True)
ALL = UnitRecord(0, "*", "", "", None)


@dataclass
class School:
    store: Store
    open_enrolment: bool = True
    language: str = "vi"
    hears_groups: bool = True
    now: datetime = field(default_factory=lambda: datetime.fromtimestamp(NOON, UTC))
    answered: int = 0
    accept_pictures: bool = False
    audit_share: float = 0.0
    admins: set[int] = field(default_factory=lambda: {79})

    async def receive(self, *raws: dict[str, Any]) -> list[Errand]:
        """Let updates arrive and answer them as one batch."""
        await self.keep(*raws)
        return await self.work()

    async def keep(self, *raws: dict[str, Any]) -> None:
        await writing(self.store, self.now).inbox.keep("telegram", BOT, [delivery_of(raw) for raw in raws])

    async def work(self) -> list[Errand]:
        async with self.store.write(self.now) as ledger:
            rows = await ledger.inbox.claim(250)
            errands = await answer(rows, self.understand, self.settings(), ledger)
            waiting = {errand.row_id for errand in errands}
            for row_id in waiting:
                await ledger.inbox.defer(row_id, 30)
            await ledger.inbox.done([row.id for row in rows if row.id not in waiting])
        return errands

    async def careful_work(self) -> None:
        """Answer row by row, as it is done after a batch has failed."""
        async with self.store.write(self.now) as ledger:
            for row in await ledger.inbox.claim(250):
                await answer([row], self.understand, self.settings(), ledger, careful=True)
                await ledger.inbox.done([row.id])

    async def hears(self, *raws: dict[str, Any]) -> list[Outgoing]:
        """What the bot says to updates that come one after the other, errands included."""
        for raw in raws:
            for errand in await self.receive(raw):
                admin = int(errand.question.user_id) in self.admins
                await writing(self.store, self.now).chats.learn_admin(
                    errand.question.chat, errand.question.user_id, is_admin=admin
                )
                await writing(self.store).inbox.wake(errand.row_id)
                assert await self.work() == []
        return await self.said()

    async def said(self) -> list[Outgoing]:
        """Everything new on the outbox since the last look."""
        rows = await reading(self.store).outbox.waiting("telegram", BOT, self.answered)
        self.answered = max([self.answered, *(row.id for row in rows)])
        said = [unpack(row.kind, {**row.payload, "chat_id": row.chat_id}) for row in rows]
        assert not [data for data in _data_of(said) if answer_to(data) is None], "a button nobody answers"
        return said

    async def fallbacks(self) -> list[Outgoing]:
        rows = await reading(self.store).outbox.waiting("telegram", BOT, 0)
        return [
            unpack(row.fallback["kind"], {key: row.fallback[key] for key in row.fallback if key != "kind"})
            for row in rows
            if row.fallback
        ]

    async def counted(self, period: Period | None = None) -> dict[str, int]:
        """Accepted proof of every person in any unit."""
        period = period or week_of(self.now.date())
        found: dict[str, int] = {}
        for tally in await reading(self.store).tallies.below(ALL, period):
            for person in tally.persons:
                found[person.name] = found.get(person.name, 0) + person.accepted
        return found

    async def states(self) -> dict[str, int]:
        return {
            state: count
            for state, count in (await reading(self.store).whole.totals()).evidence.items()
            if count
        }

    async def has_met(self, *people: dict[str, Any]) -> None:
        """They have read in private what is kept of them."""
        async with self.store.write(self.now) as ledger:
            for who in people:
                await ledger.consents.record(f"telegram:{who['id']}", NOTICE, VERSION, answer=True)

    def understand(self, source: str, raw: dict[str, object]) -> Incoming | None:
        assert source == f"telegram:{BOT}"
        return understand(dict(raw), replace(ME, hears_groups=self.hears_groups))

    def settings(self) -> Settings:
        return Settings(
            language=self.language,
            operators=frozenset({"telegram:80"}),
            open_enrolment=self.open_enrolment,
            accept_pictures=self.accept_pictures,
            audit_share=self.audit_share,
            most_waiting_answers=100_000,  # nothing is ever sent from here
        )

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)


def _data_of(said: list[Outgoing]) -> list[str]:
    rows = [row for each in said for row in getattr(each, "buttons", ())]
    return [button.data for row in rows for button in row if not button.link]


def words(key: str, language: str = "vi", **values: object) -> str:
    return text(key, language, **values)


def reactions(said: list[Outgoing]) -> list[tuple[str, Reaction]]:
    return [(each.message_id, each.reaction) for each in said if isinstance(each, React)]


def texts(said: list[Outgoing]) -> list[str]:
    return [each.text for each in said if isinstance(each, Say)]


# What people do, as updates.


def post(
    text_: str = LINK, message_id: int = 5, who: dict[str, Any] | None = LAN, **fields: Any
) -> dict[str, Any]:
    return updates.message(**{"text": text_, "message_id": message_id, "from": who, **fields})


def edit(text_: str | None, message_id: int = 5, who: dict[str, Any] = LAN, **fields: Any) -> dict[str, Any]:
    fields = {"edit_date": NOON + 60, "text": text_, "message_id": message_id, "from": who, **fields}
    return updates.update(edited_message=updates.written(**fields))


def reply(
    text_: str,
    to: int,
    message_id: int = 50,
    who: dict[str, Any] = LAN,
    album: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    answered = {"message_id": to, "media_group_id": album} if album else {"message_id": to}
    return post(text_, message_id, who, reply_to_message=answered, **fields)


def private(text_: str, message_id: int = 5, who: dict[str, Any] = LAN, **fields: Any) -> dict[str, Any]:
    chat = {"id": who["id"], "first_name": who["first_name"], "type": "private"}
    return post(text_, message_id, who, chat=chat, **fields)


def picture(
    unique: str = "u1", message_id: int = 5, who: dict[str, Any] = LAN, **fields: Any
) -> dict[str, Any]:
    size = {
        "file_id": f"file-{unique}",
        "file_unique_id": unique,
        "width": 1080,
        "height": 2400,
        "file_size": 9,
    }
    return updates.photo(**{"photo": [size], "message_id": message_id, "from": who, **fields})


def part(number: int, caption: str | None = None, album: str = "a1", **fields: Any) -> dict[str, Any]:
    """The nth picture of an album."""
    return picture(f"{album}-{number}", 10 + number, media_group_id=album, caption=caption, **fields)
