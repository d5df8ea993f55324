"""Whatever two reviewers press in whatever order, ledger, decisions and tallies tell the same."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from shutil import copyfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import Answer, Queue, Reviewer, Store
from tests.handlers.reviewing import ask, lead, opened, pressing, settle, states
from tests.handlers.school import BOSS, OPERATOR, School, edit, picture, post, private, reply
from tests.ledgers import (
    empty_postgres_url,
    ledger_url,
    postgres_ledger,
    run,
    sqlite_template,
    sqlite_url,
    store,
)
from tests.storage.ledger import NOW, reading, rows

__all__ = ["empty_postgres_url", "ledger_url", "postgres_ledger", "sqlite_template", "sqlite_url", "store"]

ITEMS = 3
_acts = st.one_of(
    st.tuples(
        st.sampled_from(["ok", "no", "why", "own", "later", "undo", "all", "sure"]),
        st.integers(1, ITEMS),
        st.integers(0, 4),
        st.sampled_from([BOSS["id"], OPERATOR["id"]]),
    ),
    st.tuples(st.just("rut"), st.integers(1, ITEMS), st.just(0), st.just(0)),
    st.tuples(st.just("again"), st.integers(1, ITEMS), st.just(0), st.just(0)),
    st.tuples(st.just("words"), st.just(1), st.just(0), st.sampled_from([BOSS["id"], OPERATOR["id"]])),
)


async def _played(path: Path, acts: list[tuple[str, int, int, int]]) -> None:
    store = Store(f"sqlite:///{path}")
    try:
        school = School(store)
        await lead(school)
        await school.hears(picture("u1", 201), picture("u2", 202), post(message_id=203))
        await ask(school, 3, "audit")
        await settle(school)
        for number, act in enumerate(acts):
            await _done(school, number, act)
        assert await reading(store).whole.verify() == []
        assert await _agree(store)
    finally:
        await store.close()


async def _done(school: School, number: int, act: tuple[str, int, int, int]) -> None:
    verb, item, version, who_id = act
    who = BOSS if who_id == BOSS["id"] else OPERATOR
    if verb == "rut":
        await school.hears(reply("/rut", to=200 + item, message_id=1000 + number))
    elif verb == "again":
        again = picture(f"u{item}", 2000 + number) if item < ITEMS else post(message_id=2000 + number)
        await school.hears(again)
    elif verb == "words":
        await school.hears(private("Ảnh mờ", 3000 + number, who))
    else:
        more = {"why": ":1", "all": ":9", "sure": ":9"}.get(verb, "")
        await school.hears(pressing(f"review:{verb}:{item}:{version}{more}", who))


async def _agree(store: Store) -> bool:
    """The last decision on every evidence is its state, and what is decided is what the review says."""
    last = await rows(
        store,
        "SELECT evidence.state, decision.state FROM evidence JOIN decision ON decision.id ="
        " (SELECT max(id) FROM decision WHERE evidence_id = evidence.id)",
    )
    outcomes = await rows(
        store,
        "SELECT review.outcome, evidence.state FROM review JOIN evidence ON evidence.id = review.evidence_id"
        " WHERE review.state = 'decided' AND evidence.state <> 'withdrawn'",
    )
    waiting = await rows(
        store,
        "SELECT evidence.state FROM review JOIN evidence ON evidence.id = review.evidence_id"
        " WHERE review.state = 'open'",
    )
    pairs = [*last, *outcomes]
    return all(one == other for one, other in pairs) and {row[0] for row in waiting} <= {
        "pending",
        "accepted",
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(_acts, max_size=12))
def test_any_order_of_presses_leaves_a_sound_ledger(
    sqlite_template: Path, tmp_path: Path, acts: list[tuple[str, int, int, int]]
) -> None:
    path = tmp_path / "minhchung.db"
    for old in tmp_path.glob("minhchung.db*"):
        old.unlink()
    copyfile(sqlite_template, path)
    run(_played(path, acts))


MAI, BINH = Reviewer("telegram:78", "Mai"), Reviewer("telegram:79", "Bình")
Act = Callable[[Store, Reviewer], Awaitable[Answer]]


async def _accept(store: Store, by: Reviewer) -> Answer:
    async with store.write(NOW) as ledger:
        item = await ledger.reviews.item(1)
        assert item
        return await ledger.reviews.accept(item, by)


async def _reject(store: Store, by: Reviewer) -> Answer:
    async with store.write(NOW) as ledger:
        item = await ledger.reviews.item(1)
        assert item
        return await ledger.reviews.reject(item, "review:unreadable", by)


async def _accept_all(store: Store, by: Reviewer) -> Answer:
    async with store.write(NOW) as ledger:
        done = await ledger.reviews.accept_all(Queue(None, by.person_id), 9, by)
        return Answer.DONE if done else Answer.TOO_LATE


@pytest.mark.parametrize("first", [_accept, _accept_all], ids=["accepts", "accepts all"])
@pytest.mark.parametrize("second", [_accept, _reject, _accept_all], ids=["accepts", "rejects", "accepts all"])
async def test_of_two_at_the_same_moment_one_decides(store: Store, first: Act, second: Act) -> None:
    school = School(store)
    await school.hears(picture("u1", 201))
    await settle(school)
    answers = await asyncio.gather(first(store, MAI), second(store, BINH))
    assert sorted(answers) == [Answer.DONE, Answer.TOO_LATE]
    assert await reading(store).whole.verify() == []
    assert await _agree(store)


async def test_what_is_put_back_stands_in_the_queue_again(store: Store) -> None:
    school = School(store)
    await school.hears(post(message_id=201))
    await ask(school, 1, "audit")
    gone = "Xin lỗi, em gửi nhầm"
    await school.hears(edit(gone, 201))
    assert await states(school) == {1: "withdrawn"}
    await school.hears(edit(post()["message"]["text"], 201))
    async with store.write(NOW) as ledger:
        assert (await ledger.reviews.waiting(Queue(None))).audit == 1


async def test_no_edit_brings_back_what_a_person_turned_down(store: Store) -> None:
    school = School(store)
    await lead(school)
    await school.hears(post(message_id=201))
    await ask(school, 1, "audit")
    await opened(school)
    await school.hears(pressing("review:why:1:0:0"))
    await school.hears(edit("Xin lỗi", 201), edit(post()["message"]["text"], 201))
    assert await states(school) == {1: "rejected"}
