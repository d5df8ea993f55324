"""Somebody sends the bot a staff list in private, looks at what it changes, and agrees."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bot.file_work import KINDS, Tools
from bot.file_work.reading import read_list
from bot.file_work.staff_lists import MOST_UNITS
from handlers.context import Context
from handlers.offices.staff_lists import WAITS, ask_roster
from platforms.errors import NeverError
from platforms.telegram.understand import understand
from reports.sheets import MOST_BYTES, SheetError, read_sheets
from rules.outgoing import AnswerButton, Outgoing, Rewrite, Say, SendFile
from rules.roles import Role
from scheduler.housekeeping import Housekeeping
from storage import BotRef, ChatRef, FileStore, Store
from storage.tables.organisation import RoleGrant
from tests.handlers.school import BOSS, BOT, LINK, MAI, ME, OPERATOR, School, private, texts, words
from tests.platforms import updates
from tests.storage import roster
from tests.storage.ledger import change, reading, rows

A, B, OFFICE = 7, 8, 6
HEADER = ("Họ và tên", "Mã cán bộ", "Mã đơn vị", "Số điện thoại")
LAN = ("Nguyễn Thị Lan", "GV1", "A", "0912345678")
NAM = ("Lê Văn Nam", "GV2", "A", "")
UNCLEAR = ("Mai", "GV3", "A", "0912345679")
BARE = (("Họ và tên",), ("Nguyễn Thị Lan",), ("Lê Văn Nam",))


@dataclass
class Platform:
    """Hands over the files that people sent."""

    files: dict[str, bytes] = field(default_factory=dict)
    platform: str = "telegram"
    bot: str = BOT
    username: str = "minhchung_bot"

    async def fetch(self, file_id: str) -> bytes:
        if file_id not in self.files:
            raise NeverError("gone")
        return self.files[file_id]


def workbook(*cells: Sequence[str]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("DS")
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
    return file.getvalue()


@dataclass
class Office:
    """A school whose bot works on files, too."""

    school: School
    platform: Platform
    files: FileStore

    @property
    def store(self) -> Store:
        return self.school.store

    async def sends(self, data: bytes, who: dict[str, Any] = BOSS, **fields: Any) -> list[Outgoing]:
        """Everything that is said until the list has been read."""
        self.platform.files["d"] = data
        said = await self.school.hears(sent(who, **fields))
        return said + await self.works()

    async def works(self) -> list[Outgoing]:
        now = self.school.now
        tools = Tools(self.store, self.files, self.platform, self.school.settings(), lambda: now)
        for job in await reading(self.store, now).file_jobs.waiting(BotRef("telegram", BOT)):
            await KINDS[job.kind](job, tools)
        return await self.school.said()

    async def presses(self, data: str, who: dict[str, Any] = BOSS) -> list[Outgoing]:
        chat = private("", who=who)["message"]["chat"]
        message = updates.written(chat=chat, message_id=90)
        said = await self.school.hears(updates.button(**{"from": who, "message": message, "data": data}))
        return said + await self.works()

    async def names(self) -> list[str]:
        query = "SELECT name FROM person WHERE NOT provisional ORDER BY id"
        return [name for (name,) in await rows(self.store, query)]


def sent(who: dict[str, Any] = BOSS, **fields: Any) -> dict[str, Any]:
    chat = private("", who=who)["message"]["chat"]
    about = {"file_name": "can-bo.xlsx", "mime_type": "application/octet-stream", **fields}
    update = updates.document(chat=chat, **about)
    update["message"]["from"] = who
    return update


async def lead(store: Store, unit: int, role: Role = Role.UNIT_ADMIN) -> None:
    row = {"account": "telegram:79", "name": "Bình", "role": role.value, "unit_id": unit}
    made = School(store).now - timedelta(days=9)
    await roster.put(store, RoleGrant, row | {"since": made, "how": "", "granted_by": "cli", "ended_by": ""})


@pytest.fixture
async def office(sqlite_store: Store, tmp_path: Path) -> Office:
    await roster.unit(sqlite_store, OFFICE, "P", level="district")
    await roster.unit(sqlite_store, A, "A", parent=OFFICE)
    await roster.unit(sqlite_store, B, "B", parent=OFFICE)
    return Office(School(sqlite_store), Platform(), FileStore(tmp_path / "files"))


@pytest.fixture
async def led(office: Office) -> Office:
    """Where Bình leads the school A."""
    await lead(office.store, A)
    return office


def buttons(said: Sequence[Outgoing]) -> list[str]:
    return [b.data for each in said if isinstance(each, Say | Rewrite) for row in each.buttons for b in row]


async def test_a_list_is_read_and_shown_before_anything_happens(led: Office) -> None:
    said = await led.sends(workbook(HEADER, LAN, NAM))
    preview = "Đơn vị A, 2 người: 2 mới."
    assert texts(said) == [words("roster.received"), preview]
    assert buttons(said) == ["nl:1:y", "nl:1:n"]
    assert await led.names() == []


async def test_whoever_agrees_has_it_taken_over(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN, NAM))
    said = await led.presses("nl:1:y")
    assert [type(each) for each in said] == [Rewrite, AnswerButton, Say]
    assert texts(said) == [f"{words('roster.taken_over', counts='2 mới')}\n\n{words('roster.next')}"]
    assert buttons(said) == [f"ds:i:{A}", f"ds:l:{A}"]
    assert await led.names() == ["Nguyễn Thị Lan", "Lê Văn Nam"]
    assert await rows(led.store, "SELECT actor, action FROM audit") == [("telegram:79", "roster.imported")]


async def test_a_second_press_does_nothing_more(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN))
    await led.presses("nl:1:y")
    said = await led.presses("nl:1:y")
    assert [each.text for each in said if isinstance(each, Rewrite)] == [words("roster.too_late")]
    assert await led.names() == ["Nguyễn Thị Lan"]


async def test_whoever_declines_leaves_nothing_behind(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN))
    said = await led.presses("nl:1:n")
    assert [each.text for each in said if isinstance(each, Rewrite)] == [words("import.declined")]
    assert await rows(led.store, "SELECT state, told, file_id FROM file_job") == [("done", "{}", "")]
    assert await led.names() == []


async def test_what_waits_holds_no_number_anybody_could_call(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN, UNCLEAR))
    ((told,),) = await rows(led.store, "SELECT told FROM file_job")
    assert len(json.loads(told)["rows"]) == 1
    assert "12345678" not in told


async def test_a_number_that_waited_is_known_again(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN))
    await led.presses("nl:1:y")
    assert texts(await led.sends(workbook(HEADER, LAN)))[-1].endswith(words("import.nothing_new"))


async def test_a_list_of_nothing_but_doubts_says_so_and_asks_nothing(led: Office) -> None:
    said = await led.sends(workbook(HEADER, ("Mai", "GV9", "A", "")))
    assert texts(said)[-1].endswith(words("roster.only_doubtful"))
    assert buttons(said) == []


async def test_what_waits_too_long_is_dropped(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN))
    clock = led.school.now + WAITS
    await Housekeeping(led.store, lambda: clock).tidy()
    assert await rows(led.store, "SELECT state FROM file_job") == [("ready",)]
    await Housekeeping(led.store, lambda: clock + timedelta(seconds=1)).tidy()
    assert await rows(led.store, "SELECT state, told FROM file_job") == [("done", "{}")]


async def test_a_press_that_comes_too_late_takes_nothing_over(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN))
    led.school.later(days=1, seconds=1)
    await led.presses("nl:1:y")
    assert await led.names() == []
    assert await rows(led.store, "SELECT told FROM file_job") == [("{}",)]


async def test_the_doubtful_rows_come_back_and_can_be_sent_again(led: Office) -> None:
    said = await led.sends(workbook(HEADER, LAN, UNCLEAR))
    (file,) = (each for each in said if isinstance(each, SendFile))
    assert (file.chat_id, file.name) == ("79", "can-xem-lai.xlsx")
    (found,) = read_sheets(await led.files.get(file.content))
    assert [list(row.cells[:6]) for row in found.rows[1:]] == [["Mai", "GV3", "", "A", "", "0912345679"]]
    await led.presses("nl:1:y")
    head, *people = (list(row.cells) for row in found.rows)
    said = await led.sends(workbook(head, *(["Trần Thị Mai", *row[1:]] for row in people)))
    await led.presses("nl:2:y")
    assert await led.names() == ["Nguyễn Thị Lan", "Trần Thị Mai"]


# whose list it is


async def test_rows_without_a_unit_are_of_the_only_one_the_sender_leads(led: Office) -> None:
    await led.sends(workbook(*BARE))
    await led.presses("nl:1:y")
    assert await rows(led.store, "SELECT unit_id FROM membership") == [(A,), (A,)]


async def test_whoever_leads_several_is_asked_which(led: Office) -> None:
    await lead(led.store, B)
    said = await led.sends(workbook(*BARE))
    assert texts(said)[-1] == words("roster.which_unit")
    assert buttons(said) == ["nl:1:7", "nl:1:8", "nl:1:n"]
    said = await led.presses("nl:1:8")
    assert buttons(said) == ["nl:1:y", "nl:1:n"]
    await led.presses("nl:1:y")
    assert await rows(led.store, "SELECT unit_id FROM membership") == [(B,), (B,)]


async def test_a_list_that_names_units_asks_nothing(led: Office) -> None:
    await lead(led.store, B)
    assert buttons(await led.sends(workbook(HEADER, LAN))) == ["nl:1:y", "nl:1:n"]


async def test_the_operator_is_told_to_name_units(office: Office) -> None:
    said = await office.sends(workbook(*BARE), OPERATOR)
    assert texts(said)[-1] == words("roster.say_units")


async def test_too_many_units_are_not_asked_about(led: Office) -> None:
    for number in range(20, 20 + MOST_UNITS):
        await roster.unit(led.store, number, f"U{number}")
        await lead(led.store, number)
    assert texts(await led.sends(workbook(*BARE)))[-1] == words("roster.say_units")


async def test_a_district_s_list_reaches_everything_below_it(office: Office) -> None:
    await lead(office.store, OFFICE, Role.AREA_ADMIN)
    await office.sends(workbook(HEADER, LAN, (*NAM[:2], "B", "")))
    await office.presses("nl:1:y")
    assert await rows(office.store, "SELECT unit_id FROM membership") == [(A,), (B,)]


async def test_rows_of_other_units_are_doubtful(led: Office) -> None:
    said = await led.sends(workbook(HEADER, LAN, (*NAM[:2], "B", "")))
    assert texts(said)[-1].startswith("Đơn vị A, 2 người: 1 mới, 1 không rõ.")
    await led.presses("nl:1:y")
    assert await led.names() == ["Nguyễn Thị Lan"]


# who may


async def test_whoever_has_no_rights_hears_what_they_always_did(office: Office) -> None:
    assert texts(await office.sends(workbook(HEADER, LAN), MAI)) == [words("picture.file")]
    assert await rows(office.store, "SELECT count(*) FROM file_job") == [(0,)]


async def test_another_kind_of_file_is_answered_as_ever(led: Office) -> None:
    said = await led.sends(b"%PDF", file_name="bai.pdf", mime_type="application/pdf")
    assert texts(said) == [words("picture.file")]


async def test_a_table_in_a_group_is_the_group_s_own(led: Office) -> None:
    assert await led.school.hears(updates.document(file_name="can-bo.xlsx", mime_type="")) == []


async def test_a_link_over_a_table_is_proof(led: Office) -> None:
    update = sent()
    update["message"]["caption"] = LINK
    await led.school.hears(update)
    assert await led.school.states() == {"accepted": 1}


async def test_the_administrator_of_a_group_brings_in_the_list_of_its_unit(office: Office) -> None:
    await office.school.hears(updates.message(**{"from": BOSS, "text": "/nhac"}))
    await office.school.said()
    said = await office.sends(workbook(*BARE))
    assert buttons(said) == ["nl:1:y", "nl:1:n"]
    await office.presses("nl:1:y")
    assert await office.names() == ["Nguyễn Thị Lan", "Lê Văn Nam"]


async def test_whoever_lost_the_right_meanwhile_takes_nothing_over(led: Office) -> None:
    await led.sends(workbook(HEADER, LAN))
    await change(led.store, "DELETE FROM role_grant")
    said = await led.presses("nl:1:y")
    assert [each.text for each in said if isinstance(each, Rewrite)] == [words("roster.no_right")]
    assert await led.names() == []
    assert await rows(led.store, "SELECT told FROM file_job") == [("{}",)]


@pytest.mark.parametrize("who", [MAI, OPERATOR])
async def test_nobody_presses_for_another(led: Office, who: dict[str, Any]) -> None:
    await led.sends(workbook(HEADER, LAN))
    said = await led.presses("nl:1:y", who)
    assert [type(each) for each in said] == [AnswerButton]
    assert await rows(led.store, "SELECT state FROM file_job") == [("ready",)]


@pytest.mark.parametrize(
    "data", ["nl", "nl:", "nl:1", "nl:x:y", "nl:1:8", "nl:1:zz", "nl:9:y", f"nl:{'9' * 19}:y", "nl:-1:y"]
)
async def test_a_forged_press_changes_nothing(led: Office, data: str) -> None:
    await led.sends(workbook(HEADER, LAN))
    said = await led.presses(data)
    assert [type(each) for each in said] == [AnswerButton]
    assert await rows(led.store, "SELECT state FROM file_job") == [("ready",)]


async def test_nobody_chooses_a_unit_of_others(led: Office) -> None:
    await roster.unit(led.store, 30, "XA")
    await lead(led.store, B)
    await led.sends(workbook(*BARE))
    (answer,) = await led.presses("nl:1:30")
    assert isinstance(answer, AnswerButton)
    assert answer.text == words("roster.no_right")
    assert await rows(led.store, "SELECT state FROM file_job") == [("ready",)]


# files that are none


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "sheet.empty"),
        (b"PK\x03\x04 and nothing more", "sheet.broken"),
        (b"<html><table></table></html>", "sheet.web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "sheet.locked"),
        (b"\xff\xfe\x00\xd8", "sheet.broken"),
    ],
)
async def test_what_cannot_be_read_is_told_kindly(led: Office, data: bytes, key: str) -> None:
    assert texts(await led.sends(data)) == [words("roster.received"), words(key)]
    assert await rows(led.store, "SELECT state FROM file_job") == [("done",)]


async def test_a_table_without_people_is_told_kindly(led: Office) -> None:
    said = await led.sends(workbook(("Trường", "Lớp"), ("A", "5A")))
    assert texts(said)[-1] == words("sheet.no_header", columns="«Họ và tên»")


async def test_a_file_that_is_too_large_is_not_fetched(led: Office) -> None:
    said = await led.sends(b"", file_size=MOST_BYTES + 1)
    assert texts(said) == [words("sheet.too_big", most=20)]


async def test_a_file_that_is_gone_is_told_kindly(led: Office) -> None:
    await led.school.hears(sent(file_id="gone"))
    assert texts(await led.works()) == [words("roster.file_gone")]


async def test_reading_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(SheetError, match=r"sheet\.broken"):
        await read_list(workbook(HEADER, LAN), patience=0.0)


async def test_an_evil_table_harms_nobody(led: Office) -> None:
    evil = ('=HYPERLINK("http://x","y")', "=1+1", "A", "@SUM(1)")
    many = [
        ("(" * 20_000, "[" * 20_000, "A", "0" * 20_000),
        evil,
        *[("\u202e" + "ạ̣̣" * 500, "", "A", "")] * 50,
    ]
    said = await led.sends(workbook(HEADER, *many, LAN))
    assert texts(said)[-1].startswith("Đơn vị A, 53 người: 1 mới")


async def test_administrators_of_a_group_bring_in_their_own_unit_only(office: Office) -> None:
    """Nobody of the office has chosen them: what stands below is not theirs."""
    group = ChatRef("telegram", BOT, "-1001", "group", "Phòng")
    async with office.store.write(office.school.now) as ledger:
        await ledger.connecting.connect(await ledger.chat(group), OFFICE)
        await ledger.chats.learn_admin(await ledger.chat(group), str(BOSS["id"]), is_admin=True)
    said = await office.sends(workbook(HEADER, LAN, ("Lê Văn Nam", "GV2", "P", "")))
    assert texts(said)[-1].startswith("Đơn vị P, 2 người: 1 mới, 1 không rõ.")
    await office.presses("nl:1:y")
    assert await office.names() == ["Lê Văn Nam"]


# the list of a unit


async def asked(office: Office, who: dict[str, Any], unit: int) -> bool:
    message = understand(private("/danhsach", who=who), ME)
    assert message
    async with office.store.write(office.school.now) as ledger:
        return await ask_roster(Context(1, message, office.school.settings(), ledger), unit)


async def test_the_list_of_a_unit_is_sent_as_a_file(led: Office) -> None:
    await roster.person(led.store, 1, "Nguyễn Thị Lan", A)
    await roster.person(led.store, 2, "Lê Văn Nam", B)
    assert await asked(led, BOSS, A) is True
    (file,) = await led.works()
    assert isinstance(file, SendFile)
    assert (file.chat_id, file.name) == ("79", "danh-sach-A.xlsx")
    assert file.text == words("roster.of_unit", unit="Đơn vị A", count=1)
    (found,) = read_sheets(await led.files.get(file.content))
    assert [row.cells[0] for row in found.rows] == ["Họ và tên", "Nguyễn Thị Lan"]
    audit = await rows(led.store, "SELECT actor, action, target, detail, unit_id FROM audit")
    assert audit == [("telegram:79", "roster.exported", "", "1", A)]


@pytest.mark.parametrize(("who", "unit"), [(MAI, A), (BOSS, B), (BOSS, 99)])
async def test_nobody_else_gets_it(led: Office, who: dict[str, Any], unit: int) -> None:
    assert await asked(led, who, unit) is False
    assert await led.works() == []
