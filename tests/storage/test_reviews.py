from storage import Store
from tests.storage.ledger import NOW, handed_in, rows


async def test_a_person_is_asked_to_look(store: Store) -> None:
    await handed_in(store, "5")
    async with store.desk(NOW) as desk:
        await desk.reviews.ask(1, "copy")
    assert await rows(store, "SELECT evidence_id, why, state, version FROM review") == [
        (1, "copy", "open", 0)
    ]


async def test_asked_again_the_newer_reason_stands_and_old_buttons_are_void(store: Store) -> None:
    await handed_in(store, "5")
    async with store.desk(NOW) as desk:
        await desk.reviews.ask(1, "picture")
        await desk.reviews.ask(1, "copy")
    assert await rows(store, "SELECT evidence_id, why, state, version FROM review") == [
        (1, "copy", "open", 1)
    ]


async def test_what_is_settled_without_anybody_needs_nobody(store: Store) -> None:
    await handed_in(store, "5")
    async with store.desk(NOW) as desk:
        await desk.reviews.ask(1, "copy")
        await desk.reviews.drop(1)
    assert await rows(store, "SELECT * FROM review") == []
