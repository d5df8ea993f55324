import hashlib
import json
from dataclasses import astuple, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from rules.outgoing import Say, SendFile
from rules.roles import Role
from rules.verdicts import ACCEPTED
from storage import AccountRef, ErasedList, FileStore, Ledger, MissingFileError, Store
from tests.storage.ledger import (
    BOT,
    GROUP,
    NOW,
    TODAY,
    WEEK,
    change,
    counted,
    hand_in,
    handed_in,
    link,
    reading,
    rows,
    tallies,
    writing,
)
from tests.storage.own import (
    NAM,
    PICTURE,
    SECRET_POST,
    SHARED,
    TELEGRAM,
    THU,
    THU_PRIVATE,
    Traces,
    kept_picture,
    somebody,
)
from tests.storage.staff import listed

BY = "cli"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(folder: Path) -> FileStore:
    return FileStore(folder)


async def erased(store: Store, files: FileStore, folder: Path) -> int:
    thu = await somebody(store, files)
    assert await store.erasures.erase(thu.id, BY, NOW, TODAY)
    assert await store.erasures.finish(files) == 1
    return thu.id


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def whole_ledger(store: Store) -> str:
    """Every value of every table, as text."""
    if store._database.is_sqlite:
        found = await rows(store, "SELECT name FROM sqlite_master WHERE type = 'table'")
    else:
        found = await rows(store, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    told = [str(await rows(store, f'SELECT * FROM "{name}"')) for (name,) in found]
    assert len(told) > 20
    return "\n".join(told)


async def test_the_traces_are_there_to_be_found(store: Store, files: FileStore, folder: Path) -> None:
    await somebody(store, files)
    stored = await whole_ledger(store)
    assert [word for word in Traces().words if word not in stored] == []
    assert PICTURE in everything(folder)


async def test_nothing_in_the_ledger_says_who_it_was(store: Store, files: FileStore, folder: Path) -> None:
    await erased(store, files, folder)
    stored = await whole_ledger(store)
    assert [word for word in Traces().words if word in stored] == []


async def test_nothing_of_it_is_left_in_the_file_of_the_database(
    sqlite_store: Store, files: FileStore, folder: Path
) -> None:
    path = Path(make_url(sqlite_store._database._url).database or "")
    await erased(sqlite_store, files, folder)
    assert Traces((NAM.name,)).in_file(path) == [NAM.name]
    assert Traces().in_file(path) == []
    journal = path.with_name(f"{path.name}-wal")
    assert not journal.exists() or journal.stat().st_size == 0


async def test_who_was_much_more_than_a_member(store: Store, files: FileStore, folder: Path) -> None:
    """On a list, with two accounts, a role and all that comes with it, and in what others were just doing."""
    thu = await somebody(store, files)
    zalo, word = AccountRef("zalo", "1234509876", "Hoài Thu Zalo"), f"telegram:{THU.user_id}"
    sent_file = await files.put_passing(b"all of Thu's data")
    stranger = AccountRef("telegram", "5556667", "Ai Đó")
    name = "Vũ Thị Hoài Thu Hằng"
    await listed(store, 900, name, thu.unit_id, code="CB-774411", phone="f00dfeed")
    async with store.write(NOW) as ledger:
        group, unit = await ledger.chat(GROUP), thu.unit_id
        await hand_in(ledger, "70", link("facebook:post:70"), zalo)
        await hand_in(ledger, "71", link("facebook:post:71"), stranger)
        claiming = await ledger.linking.account_of(*astuple(stranger)[:2])
        assert claiming
        for who in (THU, zalo):
            account = await ledger.linking.account_of(who.platform, who.user_id)
            assert account
            await ledger.linking.assign(account.id, 900, account.word)
        await ledger.linking.ask_admin(claiming.id, 900, unit, claiming.word)
        await ledger.grants.grant(word, THU.name, Role.UNIT_ADMIN, unit, how="code", by="cli")
        await ledger.grants.grant("telegram:1", "Nam", Role.REVIEWER, unit, how="code", by=word)
        await ledger.codes.make("join", unit, word, NOW + timedelta(days=9))
        await ledger.settings.put(unit, "names_in_group", "on", word)
        await ledger.exemptions.add(900, None, WEEK, "maternity", word)
        await ledger.linking.assign(claiming.id, (await added(ledger, unit)), word)
        await ledger.audit("telegram:1", "role.grant", f"reviewer {unit}", word, unit_id=unit)
        lists = await ledger.file_jobs.ask(TELEGRAM, "1", "telegram:1", "staff_list")
        await ledger.file_jobs.put(
            lists, "ready", {"rows": [[name.upper(), "", "", "", "CB-774411", "", None]]}
        )
        private = replace(THU_PRIVATE, chat_id="1")
        await ledger.questions.ask(await ledger.chat(private), "ds.add", json.dumps({"name": name}))
        file = SendFile(THU.user_id, sent_file, "x.zip", f"Của {name}")
        ledger.say("telegram", BOT, file, "file:9:1")
        ledger.say("telegram", BOT, Say("1", f"«{zalo.name}» nhận là {name}"), f"claim:1:{group.id}")
    before = await tallies(store)
    await store.erasures.erase(900, BY, NOW, TODAY)
    await store.erasures.finish(files)
    words = (
        *Traces().words,
        name,
        name.upper(),
        zalo.name,
        zalo.user_id,
        "CB-774411",
        "f00dfeed",
        "maternity",
    )
    stored = await whole_ledger(store)
    assert [each for each in words if each in stored or ascii(each)[1:-1] in stored] == []
    assert b"all of Thu's data" not in everything(folder)
    assert sum((await counted(store)).values()) == sum(
        person.accepted for unit_tally in before.values() for person in unit_tally.persons
    )
    assert await reading(store).whole.verify() == []


async def test_lists_of_others_go_on_waiting(store: Store, files: FileStore) -> None:
    """A short name is a part of many."""
    an = await handed_in(store, "70", link("facebook:post:9"), replace(NAM, user_id="99", name="An"))
    async with store.write(NOW) as ledger:
        job = await ledger.file_jobs.ask(TELEGRAM, "1", "telegram:1", "staff_list")
        await ledger.file_jobs.put(job, "ready", {"rows": [["Nguyễn Văn An", "", "", "", "", "", None]]})
    await store.erasures.erase(an.id, BY, NOW, TODAY)
    assert await rows(store, "SELECT state FROM file_job") == [("ready",)]


async def added(ledger: Ledger, unit_id: int) -> int:
    return await ledger.roster.add(unit_id, "Ai Đó Khác", "", TODAY, seen=True)


async def test_past_totals_stay_true(store: Store, files: FileStore, folder: Path) -> None:
    thu = await somebody(store, files)
    before = await tallies(store)
    await store.erasures.erase(thu.id, BY, NOW, TODAY)
    after = await tallies(store)
    assert await reading(store).whole.verify() == []
    assert [person.accepted for person in after[GROUP.title].persons] == [
        person.accepted for person in before[GROUP.title].persons
    ]
    assert after[GROUP.title].states[ACCEPTED] == before[GROUP.title].states[ACCEPTED]
    assert sorted(await counted(store)) == ["", NAM.name]


async def test_what_waited_for_a_look_is_withdrawn(store: Store, files: FileStore, folder: Path) -> None:
    await erased(store, files, folder)
    totals = await reading(store).whole.totals()
    assert (totals.evidence["pending"], totals.evidence["withdrawn"]) == (0, 2)
    assert await rows(store, "SELECT count(*) FROM review WHERE state = 'open'") == [(0,)]


async def test_pictures_go_unless_somebody_else_has_the_same(
    store: Store, files: FileStore, folder: Path
) -> None:
    await erased(store, files, folder)
    kept = everything(folder)
    assert PICTURE not in kept
    assert SHARED in kept
    with pytest.raises(MissingFileError):
        await files.get(hashlib.sha256(PICTURE).hexdigest() + ".small")
    assert await rows(store, "SELECT count(*) FROM image") == [(1,)]
    assert await rows(store, "SELECT count(*) FROM image_band") == [(2,)]


async def test_who_writes_again_is_somebody_new(store: Store, files: FileStore, folder: Path) -> None:
    number = await erased(store, files, folder)
    again = await handed_in(store, "50", link(SECRET_POST), THU)
    assert again.id != number
    assert await counted(store) == {"": 1, THU.name: 1, NAM.name: 2}
    assert await reading(store).whole.verify() == []


async def test_others_are_left_alone(store: Store, files: FileStore, folder: Path) -> None:
    await erased(store, files, folder)
    async with store.write(NOW) as ledger:
        nam = await ledger.known_person(NAM, await ledger.chat(GROUP))
    assert nam is not None
    assert nam.name == NAM.name
    waiting = await reading(store).outbox.waiting("telegram", BOT, 0)
    assert [row.payload["text"] for row in waiting if row.kind == "say"] == [
        "Còn thiếu: …, Đỗ Nam",
        "Số liệu",
    ]
    assert [row.fallback for row in waiting if row.kind == "say"] == [None, None]


async def test_nobody_knows_any_more_whose_question_an_answer_was(
    store: Store, files: FileStore, folder: Path
) -> None:
    async with store.write(NOW) as ledger:
        ledger.say(
            "telegram", BOT, Say(GROUP.chat_id, "Đủ rồi"), "in:70:1", asked_by=f"telegram:{THU.user_id}"
        )
    await erased(store, files, folder)
    assert await rows(store, "SELECT dedupe_key FROM outbox WHERE asked_by <> ''") == []
    assert await rows(store, "SELECT state FROM outbox WHERE dedupe_key = 'in:70:1'") == [("pending",)]


async def test_what_was_said_once_is_not_said_to_the_new_account_of_the_old_key(
    store: Store, files: FileStore, folder: Path
) -> None:
    """The key is free again: somebody new is told everything anew."""
    await erased(store, files, folder)
    await writing(store).outbox.put(
        "telegram", BOT, [(f"once:way:{THU.user_id}", Say(THU.user_id, "x"))], bulk=False
    )
    assert THU.user_id in [row.chat_id for row in await reading(store).outbox.waiting("telegram", BOT, 0)]


async def test_they_belong_to_the_unit_until_this_day(store: Store, files: FileStore, folder: Path) -> None:
    number = await erased(store, files, folder)
    query = "SELECT until FROM membership WHERE person_id = :number"
    ((until,),) = await rows(store, query, number=number)
    assert str(until) == str(TODAY + timedelta(days=1))


async def test_a_page_s_posts_are_counted_as_before(store: Store, files: FileStore) -> None:
    """A post that others handed in too is one post of the page, before and after."""
    thu = await somebody(store, files)
    await handed_in(store, "61", link("facebook:post:77"), THU)
    await handed_in(store, "62", link("facebook:post:77"), NAM)
    await handed_in(store, "63", link("facebook:post:78"), THU)
    await change(
        store,
        "INSERT INTO page (id, unit_id, platform, key, url, since, created_at)"
        " SELECT 1, unit_id, 'facebook', 'p', 'u', '2025-01-01', '2025-01-01' FROM evidence LIMIT 1",
    )
    await change(
        store, "UPDATE evidence SET page_id = 1 WHERE key IN ('facebook:post:77', 'facebook:post:78')"
    )
    before = await reading(store).pages.posts(WEEK)
    await store.erasures.erase(thu.id, BY, NOW, TODAY)
    assert before == {1: 2}
    assert await reading(store).pages.posts(WEEK) == before


async def test_nobody_is_erased_twice(store: Store, files: FileStore, folder: Path) -> None:
    number = await erased(store, files, folder)
    assert await store.erasures.erase(number, BY, NOW, TODAY) is None
    assert await store.erasures.with_number(number) is None


async def test_somebody_who_only_talked_to_the_bot_is_erased(store: Store, files: FileStore) -> None:
    async with store.write(NOW) as ledger:
        await ledger.chat(replace(THU_PRIVATE, title=THU.name))
        await ledger.consents.record(f"telegram:{THU.user_id}", "notice", 1, answer=True)
    done = await store.erasures.erase_account("telegram", THU.user_id, BY, NOW, TODAY)
    assert done.evidence == 0
    stored = await whole_ledger(store)
    assert [word for word in Traces().words if word in stored] == []


async def test_what_a_crash_left_is_finished_later(store: Store, files: FileStore, folder: Path) -> None:
    thu = await somebody(store, files)
    await store.erasures.erase(thu.id, BY, NOW, TODAY)
    assert PICTURE in everything(folder)
    assert await store.erasures.finish(files) == 1
    assert PICTURE not in everything(folder)
    assert await store.erasures.finish(files) == 0


async def test_the_list_of_the_erased_names_nobody(store: Store, files: FileStore, folder: Path) -> None:
    number = await erased(store, files, folder)
    (entry,) = await ErasedList(folder).read()
    assert (entry.person_id, entry.at) == (number, NOW)
    assert list(entry.chats.values()) == [NOW]
    assert Traces().in_file(folder / "erased.jsonl") == []


async def test_a_line_cut_off_by_a_crash_loses_no_other(store: Store, files: FileStore, folder: Path) -> None:
    await erased(store, files, folder)
    whole = (folder / "erased.jsonl").read_text()
    (folder / "erased.jsonl").write_text(whole + whole.strip()[:20])
    await ErasedList(folder).add(await ErasedList(folder).read())
    assert len(await ErasedList(folder).read()) == 2
    assert json.loads(whole)["person"]


async def test_a_reviewer_s_decisions_stay_without_them(store: Store, files: FileStore, folder: Path) -> None:
    number = await erased(store, files, folder)
    query = "SELECT by_account, by_name, outcome FROM review WHERE state = 'decided'"
    assert await rows(store, query) == [(f"erased:{number}", "", ACCEPTED)]


async def test_namesakes_are_told_apart(store: Store, files: FileStore) -> None:
    thu = await somebody(store, files)
    other = await handed_in(store, "70", link("facebook:post:9"), replace(NAM, user_id="99", name=THU.name))
    found = await store.erasures.named(THU.name)
    assert [(each.person_id, each.accounts, each.pictures) for each in found] == [
        (thu.id, (f"telegram:{THU.user_id}",), 2),
        (other.id, ("telegram:99",), 0),
    ]
    assert await store.erasures.named(THU.name, [0]) == []


async def test_a_picture_that_comes_late_brings_nothing_back(store: Store, files: FileStore) -> None:
    thu = await somebody(store, files)
    await store.erasures.erase(thu.id, BY, NOW, TODAY)
    await kept_picture(store, files, b"another of Nam's", "90", NAM)
    assert await rows(store, "SELECT count(*) FROM picture WHERE person_id = :id", id=thu.id) == [(0,)]


async def test_proof_of_the_same_moment_waits_for_the_erasure(store: Store, files: FileStore) -> None:
    thu = await somebody(store, files)
    async with store.write(NOW) as ledger:
        await hand_in(ledger, "95", link("facebook:post:95"), NAM)
    await store.erasures.erase(thu.id, BY, NOW, TODAY)
    assert await reading(store).whole.verify() == []
