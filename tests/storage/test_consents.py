from datetime import UTC, datetime, timedelta

from storage import Consent, Store

NOW = datetime(2026, 1, 5, 3, tzinfo=UTC)
LAN = "telegram:77"


async def test_nobody_has_answered_what_was_never_asked(store: Store) -> None:
    async with store.write(NOW) as ledger:
        assert await ledger.consents.given(LAN, "link", 1) is None


async def test_the_latest_answer_holds(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.consents.record(LAN, "link", 1, answer=True)
        await ledger.consents.record(LAN, "link", 1, answer=False)
    async with store.write(NOW) as ledger:
        assert await ledger.consents.given(LAN, "link", 1) is False


async def test_new_words_are_asked_about_again(store: Store) -> None:
    async with store.write(NOW) as ledger:
        await ledger.consents.record(LAN, "link", 1, answer=True)
        assert await ledger.consents.given(LAN, "link", 1) is True
        assert await ledger.consents.given(LAN, "link", 2) is None
        assert await ledger.consents.given("telegram:78", "link", 1) is None


async def test_every_answer_stays_with_its_time(store: Store) -> None:
    later = NOW + timedelta(days=1)
    for now, answer in ((NOW, True), (later, False)):
        async with store.write(now) as ledger:
            await ledger.consents.record(LAN, "link", 1, answer=answer)
    async with store.write(later) as ledger:
        assert await ledger.consents.history(LAN) == [
            Consent("link", 1, True, NOW),
            Consent("link", 1, False, later),
        ]
