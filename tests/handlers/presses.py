"""An office with its schools, a button of each kind in it, and what might be pressed instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from rules.codewords import clean
from rules.roles import Role
from storage import Store
from tests.handlers.offices import HEAD, HOASEN, PHONG, SAOMAI, SO, grant, make_code, offices
from tests.handlers.reviewing import lead, settle
from tests.handlers.school import BOSS, LINK, LINK_2, MAI, OPERATOR, School, picture, post, private
from tests.platforms import updates
from tests.platforms.updates import ANONYMOUS, CHANNEL, GROUP, LAN
from tests.storage.ledger import change, rows
from tests.storage.roster import on_leave
from tests.storage.staff import listed

STRANGER: dict[str, Any] = {**MAI, "id": 999, "first_name": "Người", "last_name": "Lạ"}
A_BOT: dict[str, Any] = {"id": 555, "is_bot": True, "first_name": "Máy"}
FAKE_CHANNEL: dict[str, Any] = {"id": 136817688, "is_bot": True, "first_name": "Channel"}
UNKNOWN_GROUP = {"id": -5005, "title": "Nhóm lạ", "type": "supergroup"}

KINDS = {
    "action": "AM",
    "spread": "DfM",
    "ten": "UP",
    "unit": "CUX",
    "nl": "jY",
    "nhac:go": "T",
    "nhac:no": "",
    "featured:all": "R",
    "featured:week": "RD",
    "featured:ok": "RDS",
    "featured:swap": "RDU",
    "featured:put": "RDUU",
    "featured:why": "RDUUn",
    "featured:drop": "RDU",
    "kn:go": "wK",
    "kn:no": "w",
    "kn:code": "U",
    "kn:u": "U",
    "kn:n": "Un",
    "kn:f": "",
    "kn:out": "cU",
    "vt:new": "UO",
    "vt:end": "g",
    "vt:yes": "g",
    "vt:list": "U",
    "dk:p": "p",
    "dk:y": "p",
    "dk:o": "",
    "dk:n": "",
    "dk:t": "ap",
    "dk:f": "ap",
    "tk:s": "Un",
    "tk:l": "Uap",
    "tk:u": "Ua",
    "tk:r": "Ua",
    "tk:o": "Uan",
    "tk:x": "Uan",
    "ds:u": "U",
    "ds:n": "Un",
    "ds:f": "",
    "ds:l": "Un",
    "ds:p": "pU",
    "ds:s": "U",
    "ds:h": "U",
    "ds:q": "Un",
    "ds:i": "U",
    "ds:x": "U",
    "ds:a": "U",
    "ds:add": "NU",
    "ds:re": "pU",
    "ds:name": "pU",
    "ds:pos": "pU",
    "ds:posb": "pUn",
    "ds:acc": "pU",
    "ds:mv": "pU",
    "ds:mvu": "pUU",
    "ds:mvd": "pUUDk",
    "ds:mvb": "pUUD",
    "ds:end": "pU",
    "ds:endd": "pUDk",
    "ds:back": "pUD",
    "ds:dayq": "pUU",
    "mn:u": "U",
    "mn:n": "Un",
    "mn:f": "",
    "mn:p": "pU",
    "mn:w": "LpUDE",
    "mn:ok": "LpUDE",
    "mn:x": "lU",
    "mn:end": "lU",
    "mn:del": "lU",
    "cd:u": "U",
    "cd:n": "Un",
    "cd:f": "",
    "cd:s": "UZ",
    "cd:v": "UZV",
    "cd:r": "U",
    "dl:get": "",
    "dl:fix": "",
    "dl:no": "",
    "dl:del": "",
    "dl:yes": "",
    "dl:back": "",
    "review:ok": "rn",
    "review:no": "rn",
    "review:why": "rnn",
    "review:own": "rn",
    "review:later": "rn",
    "review:back": "rn",
    "review:undo": "rn",
    "review:all": "rnr",
    "review:sure": "rnr",
    "review:msg": "rn",
    "review:msgok": "rn",
    "review:msgno": "rn",
    "review:msgwhy": "rnn",
}
"""By the name of each kind of button, one letter for what each of its fields may hold (`Office.pools`)."""
_ODD = (
    "",
    "0",
    "-1",
    "00",
    "01",
    "9" * 15,
    "9" * 18,
    str(2**31),
    str(2**63),
    "1e3",
    "٣",
    "²",
    "００１",
    "00010101",
    "99991231",
    "20250230",
    "00000000",
    "0001-W01",
    "9999-W52",
    "9999",
    "0001-0002-HK2",
    "31/12/9999-31/12/9999",
    "open",
    "ok",
    "x",
    "ạ",
    "\u202e",
    "\ud83d",
    "\x00",
    " ",
    "'; --",
    "%d",
    "None",
    "*",
)
_WHOLE = (
    "",
    ":",
    "::::",
    "ds",
    "ds:",
    "review",
    "nhac",
    "🦜" * 16,
    "a" * 64,
    "\x00",
    "ok:1",
    "ten::",
    "unit:nhac:",
)
FACTS = (
    "SELECT * FROM unit",
    "SELECT * FROM unit_past",
    "SELECT id, person_id, unit_id, since, until FROM membership",
    "SELECT id, person_id, unit_id, action, state, reason, feature_id FROM evidence",
    "SELECT * FROM decision",
    "SELECT * FROM tally",
    "SELECT * FROM exemption",
    "SELECT * FROM feature",
    "SELECT * FROM page",
    "SELECT * FROM role_grant",
    "SELECT * FROM code",
    "SELECT * FROM unit_setting",
    "SELECT * FROM review",
    "SELECT * FROM reminder_round",
    "SELECT * FROM reminder_change",
    "SELECT id, chat_id, unit_id, muted FROM chat WHERE kind <> 'private'",
    "SELECT id, name, provisional, erased_at FROM person",
    "SELECT id, user_id, person_id FROM account",
    "SELECT id, state FROM file_job WHERE kind NOT IN ('own_data', 'erase')",
)
"""What nobody changes who has no right to."""


@dataclass
class Office:
    """A school's ledger with something of everything; `pools` are the values that buttons of it hold."""

    school: School
    chance: Random
    pools: dict[str, Sequence[str]] = field(default_factory=dict)

    async def furnish(self) -> None:
        school, store = self.school, self.school.store
        await offices(school)
        await change(store, "UPDATE unit SET provisional = false")
        await school.hears(post(LINK))
        await change(store, "UPDATE chat SET unit_id = :unit WHERE chat_id = '-1001'", unit=HOASEN)
        for number, name in ((900, "Nguyễn Thị Lan"), (901, "Trần Thị Mai"), (902, "Lê Văn Nam")):
            await listed(store, number, name, HOASEN)
        await listed(store, 903, "Đỗ Thị Hoa", SAOMAI)
        await lead(school)
        await grant(school, HEAD, Role.AREA_ADMIN, PHONG)
        await on_leave(store, 902, school.now.date(), school.now.date() + timedelta(days=30))
        await school.hears(post(LINK_2, 6), picture("u1", 7), picture("u2", 8), private("/dangky", 9))
        await school.hears(private("Nguyễn Thị Lan", 10))
        await settle(school)
        code = clean(await make_code(school, SAOMAI)) or ""
        self.pools = await self._pools(store, code)

    async def _pools(self, store: Store, code: str) -> dict[str, Sequence[str]]:
        async def ids(table: str) -> list[str]:
            return [str(row[0]) for row in await rows(store, f"SELECT id FROM {table}")] or ["1"]

        week = "20251117"
        return {
            "A": ("post", "share", "interaction"),
            "C": ("tonghop", "chuanop", "trang", "nhac"),
            "D": (week, "20251124", "20251118", "20240229", "20991231", "19900101"),
            "E": ("", "open", "20251201", "20261117"),
            "K": (code, "AAAAAAAAAA"),
            "L": tuple("lmshboc"),
            "M": ("5", "6", "7", "99"),
            "N": ("seen", "new"),
            "O": ("admin", "reviewer"),
            "P": ("2025-W47", "2025-11", "2025-Q4", "2025-2026-HK1", "2025-2026", "17/11/2025-23/11/2025"),
            "R": (str(SO), str(PHONG)),
            "S": ("00000000", "deadbeef"),
            "T": (str(int(self.school.now.timestamp())), "1"),
            "U": (str(SO), str(PHONG), str(HOASEN), str(HOASEN), str(SAOMAI)),
            "V": ("on", "off", "above", "24", "x"),
            "X": ("", "tuần trước", "2025-W47", "9999", "giờ thứ hai 7:30", "ngay", "tắt"),
            "Y": ("y", "n", str(HOASEN)),
            "Z": tuple("ncam"),
            "a": await ids("account"),
            "c": await ids("chat"),
            "f": ("0", *await ids("feature")),
            "g": await ids("role_grant"),
            "j": ("1", "2"),
            "k": ("", "ok"),
            "l": await ids("exemption"),
            "n": ("0", "1", "2", "5", "99", "999999999"),
            "p": await ids("person"),
            "r": await ids("review"),
            "w": tuple(str(who["id"]) for who in (LAN, BOSS, HEAD, STRANGER)),
        }

    def button(self) -> str:
        """A real one, or one that was never sent."""
        name = self.chance.choice(tuple(KINDS))
        fields = [self.chance.choice(self.pools[letter]) for letter in KINDS[name]]
        how = self.chance.random()
        if how < 0.6:
            return ":".join((name, *fields))
        if how < 0.65:
            return self.chance.choice(_WHOLE)
        for _ in range(self.chance.randint(1, 2)):
            self._damage(fields)
        data = ":".join((name, *fields))
        return data[: self.chance.randint(0, len(data))] if how > 0.95 else data

    def _damage(self, fields: list[str]) -> None:
        place = self.chance.randrange(len(fields) + 1)
        what = self.chance.random()
        if place == len(fields) or what < 0.15:
            fields.insert(place, self.chance.choice(_ODD))
        elif what < 0.3:
            del fields[place]
        else:
            fields[place] = self.chance.choice(_ODD)

    def press(self, number: int, people: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """Somebody presses it, somewhere."""
        who = self.chance.choice(people)
        own = {"id": who["id"], "first_name": "x", "type": "private"}
        room = self.chance.choices(
            [own, GROUP, {**own, "id": BOSS["id"]}, UNKNOWN_GROUP, CHANNEL], [12, 6, 1, 1, 1]
        )[0]
        message: dict[str, Any] | None = updates.written(message_id=self.chance.choice([5, 700]), chat=room)
        if self.chance.random() < 0.1:
            gone = {"chat": room, "message_id": 700, "date": 0}
            message = self.chance.choice([None, gone, {**gone, "date": 2**40}, {"chat": 5}])
        if who is ANONYMOUS and message:
            message = {**message, "sender_chat": room}
        query = {"id": str(number), "from": who, "message": message, "data": self.button()}
        return updates.update(callback_query=query)


STRANGERS = (STRANGER, MAI, A_BOT, FAKE_CHANNEL)
"""They have nothing to say here. MAI has never been in the group."""
EVERYBODY = (*STRANGERS, LAN, ANONYMOUS, *(BOSS, HEAD, OPERATOR) * 4)
