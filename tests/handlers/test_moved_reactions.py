"""Reactions that wait while their group moves."""

from tests.handlers.school import School, post
from tests.platforms.updates import message
from tests.storage.ledger import reading


async def test_a_reaction_that_waits_does_not_land_on_another_message_after_a_move(school: School) -> None:
    """Message numbers begin anew in a supergroup: the old 5 is not the new 5."""
    await school.hears(post(message_id=5), message(text=None, message_id=90, migrate_to_chat_id=-100777))
    waiting = await reading(school.store).outbox.waiting("telegram", "42", 0)
    assert [row for row in waiting if row.kind == "react" and row.chat_id == "-100777"] == []
