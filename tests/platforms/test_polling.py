import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import pytest

from platforms.base import Keep
from platforms.messages import Delivery
from platforms.telegram import TelegramMessenger
from tests.platforms.conftest import Waits
from tests.platforms.server import Server
from tests.platforms.updates import written


class StoredRules:
    """Keeps deliveries in memory; the first `failures` times it cannot."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.keys: list[str] = []

    async def __call__(self, deliveries: Sequence[Delivery]) -> None:
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full, and the message was: Chào cô")
        self.keys += [delivery.key for delivery in deliveries]


@asynccontextmanager
async def receiving(messenger: TelegramMessenger, keep: Keep) -> AsyncIterator[None]:
    task = asyncio.create_task(messenger.receive(keep))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def offsets(server: Server) -> list[int | None]:
    return [data.get("offset") for data in server.of("getUpdates")]


@pytest.fixture
def two_updates(server: Server) -> None:
    server.updates = [{"update_id": number, "message": written()} for number in (10, 11)]


@pytest.mark.usefixtures("two_updates")
async def test_updates_are_kept_in_order(messenger: TelegramMessenger, server: Server) -> None:
    kept = StoredRules()
    async with receiving(messenger, kept):
        await server.called("getUpdates", 2)
    assert kept.keys == ["10", "11"]


@pytest.mark.usefixtures("two_updates")
async def test_what_was_kept_is_confirmed(messenger: TelegramMessenger, server: Server) -> None:
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 2)
    assert offsets(server)[:2] == [None, 12]


@pytest.mark.usefixtures("two_updates")
async def test_what_could_not_be_kept_is_not_confirmed(messenger: TelegramMessenger, server: Server) -> None:
    async with receiving(messenger, StoredRules(failures=2)):
        await server.called("getUpdates", 4)
    assert offsets(server)[:4] == [None, None, None, 12]


@pytest.mark.usefixtures("two_updates")
async def test_nothing_is_confirmed_while_it_is_being_kept(
    messenger: TelegramMessenger, server: Server
) -> None:
    begun = asyncio.Event()

    async def keep_for_ever(_: Sequence[Delivery]) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with receiving(messenger, keep_for_ever):
        await begun.wait()
    assert offsets(server) == [None]


@pytest.mark.usefixtures("two_updates")
async def test_a_failure_to_keep_is_waited_out(
    messenger: TelegramMessenger, server: Server, waits: Waits
) -> None:
    async with receiving(messenger, StoredRules(failures=2)):
        await server.called("getUpdates", 4)
    assert len(waits.seconds) == 2


@pytest.mark.usefixtures("two_updates")
async def test_a_failure_to_keep_is_logged_without_what_was_to_be_kept(
    messenger: TelegramMessenger, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    async with receiving(messenger, StoredRules(failures=1)):
        await server.called("getUpdates", 3)
    assert caplog.messages == ["2 updates were not kept (OSError)"]


async def test_a_webhook_is_removed_first(messenger: TelegramMessenger, server: Server) -> None:
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 1)
    assert server.calls[0].method == "deleteWebhook"


async def test_removing_a_webhook_loses_nothing(messenger: TelegramMessenger, server: Server) -> None:
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 1)
    assert server.of("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_every_kind_of_update_we_understand_is_asked_for(
    messenger: TelegramMessenger, server: Server
) -> None:
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 1)
    assert server.of("getUpdates")[0]["allowed_updates"] == [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "my_chat_member",
        "chat_member",
    ]


async def test_as_many_updates_as_possible_are_asked_for(
    messenger: TelegramMessenger, server: Server
) -> None:
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 1)
    assert server.of("getUpdates")[0]["limit"] == 100


FAILURES = [
    (
        409,
        '{"ok": false, "error_code": 409, "description": "Conflict: terminated by other getUpdates request"}',
    ),
    (429, '{"ok": false, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 3}}'),
    (401, '{"ok": false, "error_code": 401, "description": "Unauthorized"}'),
    (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
    (502, "<html>Bad Gateway</html>"),
    (200, "<html>Welcome to this hotel</html>"),
    (200, '{"ok": true, "result": [{"upd'),
    (200, '{"ok": true, "result": {"update_id": 5}}'),
    (200, '{"ok": true}'),
    (200, ""),
]


@pytest.mark.usefixtures("two_updates")
@pytest.mark.parametrize(("status", "body"), FAILURES)
async def test_fetching_goes_on_after_a_failure(
    messenger: TelegramMessenger, server: Server, status: int, body: str
) -> None:
    kept = StoredRules()
    server.say("getUpdates", status, body)
    async with receiving(messenger, kept):
        await server.called("getUpdates", 3)
    assert kept.keys == ["10", "11"]


@pytest.mark.usefixtures("two_updates")
async def test_fetching_goes_on_after_a_cut_connection(messenger: TelegramMessenger, server: Server) -> None:
    kept = StoredRules()
    server.hang_up("getUpdates")
    async with receiving(messenger, kept):
        await server.called("getUpdates", 3)
    assert kept.keys == ["10", "11"]


@pytest.mark.usefixtures("two_updates")
async def test_a_webhook_that_cannot_be_removed_yet_is_tried_again(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.say("deleteWebhook", 502, "<html>")
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 1)
    assert len(server.of("deleteWebhook")) == 2


async def test_a_webhook_that_somebody_set_meanwhile_is_removed(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.answer("getUpdates", 409, "Conflict: can't use getUpdates method while webhook is active")
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 2)
    assert len(server.of("deleteWebhook")) == 2


async def test_a_second_reader_is_spoken_of_in_the_log(
    messenger: TelegramMessenger, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 2)
    assert "somebody else reads this bot's updates" in caplog.text


async def test_a_wait_that_telegram_asks_for_is_kept(
    messenger: TelegramMessenger, server: Server, waits: Waits
) -> None:
    server.answer("getUpdates", 429, "Too Many Requests", retry_after=120)
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 2)
    assert waits.seconds == [120]


async def test_waits_grow_to_half_a_minute(
    messenger: TelegramMessenger, server: Server, waits: Waits
) -> None:
    for _ in range(8):
        server.say("getUpdates", 502, "<html>")
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 9)
    ceilings = (2, 4, 8, 16, 30, 30, 30, 30)
    assert all(top / 2 <= wait <= top for wait, top in zip(waits.seconds, ceilings, strict=True))


async def test_waits_are_short_again_after_a_success(
    messenger: TelegramMessenger, server: Server, waits: Waits
) -> None:
    for status in (502, 502, 502, 200, 502):
        server.say("getUpdates", status, '{"ok": true, "result": []}')
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 6)
    assert waits.seconds[-1] <= 2


async def test_what_is_no_update_is_passed_over(messenger: TelegramMessenger, server: Server) -> None:
    kept = StoredRules()
    server.updates = [5, {"update_id": 10, "message": None}, None, ["x"]]
    async with receiving(messenger, kept):
        await server.called("getUpdates", 2)
    assert kept.keys == ["10"]


async def test_what_is_no_update_is_confirmed_with_the_others(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.updates = [5, {"update_id": 10, "message": None}, None]
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 2)
    assert offsets(server)[1] == 11


async def test_a_batch_that_cannot_be_confirmed_is_not_fetched_in_haste(
    messenger: TelegramMessenger, server: Server, waits: Waits
) -> None:
    server.updates = [5]
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 3)
    assert len(waits.seconds) >= 2


async def test_numbers_may_start_at_nothing(messenger: TelegramMessenger, server: Server) -> None:
    server.updates = [{"update_id": 0, "message": written()}]
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 2)
    assert offsets(server)[1] == 1


POISONS = ["[" * 100_000 + "]" * 100_000, "9" * 5000]


@pytest.fixture
def poisoned(server: Server) -> None:
    server.updates = [{"update_id": number, "message": written()} for number in (10, 11, 12)]
    server.updates[1]["message"] = "poison"


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize("poison", POISONS, ids=["deep", "long"])
async def test_an_update_nobody_can_read_does_not_hold_up_the_others(
    messenger: TelegramMessenger, server: Server, poison: str
) -> None:
    kept = StoredRules()
    server.poison = poison
    async with receiving(messenger, kept):
        await server.called("getUpdates", 6)
    assert kept.keys == ["10", "12"]


async def test_an_unreadable_batch_is_never_passed_over_as_a_whole(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.poison = POISONS[1]
    for _ in range(3):
        server.say("getUpdates", 200, server.body([{"update_id": 1}, {"update_id": 2, "message": "poison"}]))
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 4)
    assert offsets(server)[:4] == [None] * 4


@pytest.mark.usefixtures("two_updates")
async def test_after_a_success_many_updates_are_asked_for_again(
    messenger: TelegramMessenger, server: Server
) -> None:
    server.poison = POISONS[1]
    server.say("getUpdates", 200, server.body(["poison"]))
    async with receiving(messenger, StoredRules()):
        await server.called("getUpdates", 3)
    assert [data["limit"] for data in server.of("getUpdates")][:3] == [100, 1, 100]


@pytest.mark.usefixtures("two_updates")
@pytest.mark.parametrize("depth", range(900, 1000, 9))
async def test_any_depth_of_nesting_is_survived(
    messenger: TelegramMessenger, server: Server, depth: int
) -> None:
    kept = StoredRules()
    server.updates[0]["message"] = "poison"
    server.poison = "[" * depth + "]" * depth
    async with receiving(messenger, kept):
        await server.called("getUpdates", 4)
    assert kept.keys[-1] == "11"
