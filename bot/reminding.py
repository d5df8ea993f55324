"""The reminders of one bot as the configuration wants them."""

from collections.abc import Callable

from bot.config import Config
from bot.plan import plan_of
from scheduler.reminders import Reminders
from storage import BotRef, Store


def nobody_waits() -> None: ...


def reminders_of(
    config: Config, store: Store, bot: BotRef, put_something: Callable[[], None] = nobody_waits
) -> Reminders:
    return Reminders(
        store,
        plan_of(config),
        bot,
        language=config.bot.language,
        operators=[str(operator) for operator in config.bot.operators],
        on=config.reminders.on,
        put_something=put_something,
    )
