"""The reminders of one bot, and the schedule of several, as the configuration wants them."""

from collections.abc import Callable, Sequence

from bot.config import Config
from bot.plan import plan_of
from scheduler.featured import Settle, once_a_look, settle_features
from scheduler.reminders import Reminders
from scheduler.schedule import Schedule
from storage import BotRef, Store


def nobody_waits() -> None: ...


def reminders_of(
    config: Config,
    store: Store,
    bot: BotRef,
    put_something: Callable[[], None] = nobody_waits,
    settle: Settle = settle_features,
) -> Reminders:
    """Its operators are those who are on its platform."""
    operators = [operator.partition(":") for operator in config.bot.operators]
    return Reminders(
        store,
        plan_of(config),
        bot,
        language=config.bot.language,
        operators=[user_id for platform, _, user_id in operators if platform == bot.platform],
        on=config.reminders.on,
        put_something=put_something,
        settle=settle,
    )


def schedule_of_bots(config: Config, store: Store, bots: Sequence[BotRef]) -> Schedule:
    """For whoever is not the running bot."""
    settle = once_a_look()
    reminders = [reminders_of(config, store, bot, settle=settle) for bot in bots]
    return Schedule(store, plan_of(config), lambda: reminders)
