"""The limits on sending, on a clock of the test's own."""

from dataclasses import dataclass, field

import pytest

from simulator.errors import ApiError
from simulator.limits import Limiter, Limits
from simulator.model import Chat
from tests.simulator.conftest import Client, Town

GROUP = Chat(-1, "supergroup")
PERSON = Chat(1, "private")


@dataclass
class Bench:
    now: float = 0.0
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.limiter = Limiter(self.limits, lambda: self.now)

    def sends(self, chat: Chat, at: float) -> int:
        """0 when it goes through, else the seconds to wait."""
        self.now = at
        try:
            self.limiter.spend(chat)
        except ApiError as error:
            return error.parameters["retry_after"]
        return 0


def test_one_message_a_second_per_chat() -> None:
    bench = Bench()
    assert [bench.sends(PERSON, at) for at in (0.0, 0.5, 1.0)] == [0, 1, 0]


def test_chats_do_not_wait_for_each_other() -> None:
    bench = Bench()
    assert [bench.sends(chat, 0.0) for chat in (PERSON, GROUP)] == [0, 0]


def test_a_burst_can_be_allowed() -> None:
    bench = Bench(limits=Limits(chat_burst=3))
    assert [bench.sends(PERSON, 0.0) for _ in range(4)] == [0, 0, 0, 3]


def test_thirty_a_second_over_all_chats() -> None:
    bench = Bench()
    assert [bench.sends(Chat(number, "private"), 0.0) for number in range(1, 32)] == [0] * 30 + [1]


def test_twenty_a_minute_per_group() -> None:
    bench = Bench()
    answers = [bench.sends(GROUP, float(second)) for second in range(21)]
    assert answers == [0] * 20 + [40]


def test_a_person_has_no_minute_limit() -> None:
    bench = Bench()
    assert [bench.sends(PERSON, float(second)) for second in range(21)] == [0] * 21


def test_a_refused_message_does_not_count() -> None:
    bench = Bench()
    assert [bench.sends(PERSON, at) for at in (0.0, 0.9, 1.0)] == [0, 1, 0]


def test_limits_can_be_switched_off() -> None:
    bench = Bench(limits=Limits(enabled=False))
    assert [bench.sends(PERSON, 0.0) for _ in range(50)] == [0] * 50


async def test_the_refusal_says_when_to_come_back(http: Client, town: Town) -> None:
    town.world.limits.enabled = True
    await http.call("sendMessage", chat_id=town.group.id, text="x")
    assert await http.call("sendMessage", chat_id=town.group.id, text="x") == (
        429,
        {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        },
    )


async def test_every_refusal_is_counted(http: Client, town: Town) -> None:
    town.world.limits.enabled = True
    for _ in range(3):
        await http.call("sendMessage", chat_id=town.group.id, text="x")
    assert (await http.get("/sim/counters"))["too_many_requests"] == 2


async def test_reactions_do_not_count(http: Client, town: Town) -> None:
    town.world.limits.enabled = True
    [message] = town.world.post(town.group.id, town.teacher.id, text="tin")
    await http.result("sendMessage", chat_id=town.group.id, text="x")
    reaction = [{"type": "emoji", "emoji": "👌"}]
    assert await http.result(
        "setMessageReaction", chat_id=town.group.id, message_id=message.id, reaction=reaction
    )


async def test_limits_are_set_over_http(http: Client, town: Town) -> None:
    await http.send("PUT", "/sim/limits", {"enabled": True, "per_second": 5})
    assert (town.world.limits.enabled, town.world.limits.per_second) == (True, 5)


@pytest.mark.parametrize("body", [{"speed": 1}, {"per_second": "fast"}, {"chat_burst": 0}])
async def test_a_senseless_limit_is_refused(http: Client, body: dict[str, object]) -> None:
    assert "limits:" in await http.refused("PUT", "/sim/limits", body)
