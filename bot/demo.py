"""The demo: simulator and bot in one process, on a ledger of its own that is made anew each time."""

import asyncio
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot import logs
from bot.config import BotAccount, Config
from bot.config_file import load
from bot.house import House, on_signals
from bot.intake import Clock
from bot.problems import ProblemError
from rules.calendar import local_day, month_of
from rules.follower_list import FollowerRow
from rules.language import text
from rules.page_addresses import page_address
from rules.unit_codes import plain_name
from rules.unit_list import UnitRow
from simulator.cli import DEMO_TOKEN, make_world
from simulator.sample_people import DISTRICT, OFFICE, SCHOOLS, Unit
from simulator.server import Simulator
from simulator.world import World
from storage import BotRef, ChatRecord, Store, make_folder, whole_file

LOOKS_EVERY = timedelta(seconds=1)
"""The clock may jump here; to look at it costs next to nothing."""
_LONGEST_CODE = 32
_LOOK_AGAIN = 0.2
_LOOK_FOR = 60.0


async def run(folder: Path, port: int, host: str = "127.0.0.1") -> None:
    _clear(folder)
    simulator = Simulator(port, make_world("sample", told=True), host=host)
    try:
        await simulator.start()
    except OSError:  # the usual port is taken: any other will do for a demo
        simulator = Simulator(0, simulator.world, host=host)
        await simulator.start()
    try:
        file = folder / "config.toml"
        with whole_file(file) as written:
            written.write(_config(simulator).encode())
        await _serve(load(file, {}), simulator, file)
    finally:
        await simulator.stop()


def _clear(folder: Path) -> None:
    """Only what an earlier demo left; never a folder somebody uses for something else."""
    mark = folder / ".demo"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise ProblemError("problem.demo_folder", folder=folder)
    shutil.rmtree(folder, ignore_errors=True)
    make_folder(folder)
    mark.touch()


def _config(simulator: Simulator) -> str:
    """The head of the department's office is the operator, so that everything can be tried."""
    operator = person(simulator.world, OFFICE.admin)
    return f"""[bot]
operators = [{operator}]

[telegram]
token = "{DEMO_TOKEN}"
base_url = "{simulator.url}"

[http]
port = 0

[storage]
database = "sqlite:///demo.db"
files = "files"

[links]
resolve = false

[log]
level = "warning"
"""


def person(world: World, name: str) -> int:
    """The number of somebody from the sample."""
    shown = name.replace("|", " ")
    return next(
        user.id
        for user in world.users.values()
        if " ".join(filter(None, (user.first_name, user.last_name))) == shown
    )


async def _serve(config: Config, simulator: Simulator, file: Path) -> None:
    logs.set_up(config.log.level, config.log.format, config.secrets())
    house = house_on(config, simulator.world)
    on_signals(house.stop)
    async with asyncio.TaskGroup() as group:
        bot = group.create_task(house.run(), name="bot")
        announcing = group.create_task(_announce(house, config, simulator, file), name="announces itself")
        bot.add_done_callback(lambda _: announcing.cancel())


async def _announce(house: House, config: Config, simulator: Simulator, file: Path) -> None:
    await house.ready()
    await furnish(house.store, simulator.world.clock.moment, config)
    words = {"url": simulator.url, "minhchung": _as_it_was_called(), "config": file}
    print(text("cli.demo_ready", config.bot.language, **words), flush=True)
    if simulator.word:
        print(text("cli.demo_elsewhere", config.bot.language, host=simulator.host), flush=True)


def _as_it_was_called() -> str:
    """What to type for another command; inside `make run` there is none of the plain name."""
    if shutil.which("minhchung"):
        return "minhchung"
    called = Path(sys.argv[0])
    return "python -m bot" if called.suffix == ".py" else str(called)


def house_on(config: Config, world: World) -> House:
    """The bot on the clock of the simulated world: when that jumps, the bot's Monday comes too."""
    return House(config, world.clock.moment, look_every=LOOKS_EVERY)


async def furnish(store: Store, clock: Clock, config: Config) -> None:
    """What a department does first: give its units their names, their places and their pages."""
    groups = await _groups(store, config.bot_accounts[0])
    now = clock()
    today = local_day(now, config.bot.zone)
    async with store.write(now) as ledger:
        await ledger.unit_import.write(list(_units()), today)
        for unit in (*SCHOOLS, DISTRICT, OFFICE):
            found = await ledger.units.named(_code(unit))
            assert found is not None
            await ledger.connecting.connect(groups[unit.title], found.id)
    begun = month_of(today).first
    for months, day in enumerate((begun - timedelta(days=33), begun - timedelta(days=2))):
        followers = [
            FollowerRow(0, page.key, "", 1_900 + 137 * months * number + 2_111 * number, day)
            for number, unit in enumerate((*SCHOOLS, DISTRICT, OFFICE))
            if (page := page_address(_fanpage(unit)))
        ]
        async with store.write(now) as ledger:
            await ledger.followers.write(followers)


async def _groups(store: Store, account: BotAccount) -> dict[str, ChatRecord]:
    """By title, once the bot has seen every group of the sample."""
    titles = {unit.title for unit in (*SCHOOLS, DISTRICT, OFFICE)}
    async with asyncio.timeout(_LOOK_FOR):
        while True:
            async with store.read() as ledger:
                present = await ledger.chats.present_groups(BotRef(account.platform, account.bot))
            groups = {chat.title: chat for chat in present if chat.title in titles}
            if len(groups) == len(titles):
                return groups
            await asyncio.sleep(_LOOK_AGAIN)


def _units() -> Iterator[UnitRow]:
    """The office at the top, the commune below it, and most schools below the commune."""
    top, office = _code(OFFICE), _code(DISTRICT)
    yield _row(OFFICE, top, "department", "")
    yield _row(DISTRICT, office, "commune", top)
    for number, school in enumerate(SCHOOLS):
        yield _row(school, _code(school), "school", top if number == len(SCHOOLS) - 1 else office)


def _code(unit: Unit) -> str:
    return plain_name(unit.name)[:_LONGEST_CODE].strip("-")


def _row(unit: Unit, code: str, level: str, parent: str) -> UnitRow:
    pages = filter(None, (page_address(_fanpage(unit)), page_address(f"https://{unit.site}")))
    return UnitRow(code, unit.name, level, parent, tuple(pages), 0)


def _fanpage(unit: Unit) -> str:
    name = f"{unit.page}lamgiang" if unit is OFFICE else unit.page
    return f"https://www.facebook.com/{name}"
