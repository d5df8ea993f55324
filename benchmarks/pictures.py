"""From a screenshot's bytes to what is known of it: preparation, lookup on the ledger's tables, and the whole way."""

import asyncio
import hashlib
import io
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from PIL import Image

from benchmarks.databases import empty_database
from benchmarks.figures import Figure, Result, middle, percentile
from benchmarks.million_pictures import BOT, DAYS, TODAY, fingerprints, kept_pictures, slightly_other
from benchmarks.options import Options, tell
from bot.picture_pump import PicturePump
from handlers.context import Settings
from platforms.messages import Picture
from rules.images import Fingerprint, fingerprint, normalise
from rules.images.keeping import keep
from rules.verdicts import PENDING, PICTURE, POST
from storage import (
    AccountRef,
    BotRef,
    ChatRef,
    FileStore,
    ImageFile,
    NewEvidence,
    PictureRef,
    Prefetch,
    Store,
)

SIZE = (1080, 2400)
NOW = datetime.combine(TODAY, time_of_day(12), UTC)
_TIMES = 200


async def run(options: Options) -> Result:
    figures = _preparation(10 if options.quick else 40)
    stored = 50_000 if options.quick else 1_000_000
    prints = fingerprints(stored)
    handed_in = 20 if options.quick else 120
    for kind in options.databases:
        figures += await _lookup(kind, prints, options.folder)
    for kind in options.databases:
        figures.append(await _pump(kind, handed_in, options.folder))
    parameters = {"size": SIZE, "stored": stored, "lookups": _TIMES, "handed_in": handed_in}
    return Result("pictures", parameters, figures, {})


def drawn(number: int) -> Image.Image:
    """A screenshot of sorts, each with other words and another photo."""
    from PIL import ImageDraw, ImageFont

    rng = random.Random(number)
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 160), fill="#1877f2")
    for line in range(40):
        words = " ".join(
            "".join(rng.choices("abcdeghiklmnopqrstuvxy", k=rng.randint(2, 6))) for _ in range(9)
        )
        draw.text((40, 200 + 26 * line), words, fill="#111111", font=ImageFont.load_default(24))
    photo = Image.effect_noise((40, 30), 90 + number % 50).resize((1000, 900)).convert("RGB")
    image.paste(photo, (40, 1300))
    return image


def _preparation(times: int) -> list[Figure]:
    """Processor milliseconds: other programs on the machine do not count."""
    from benchmarks.screens.peers import PEERS

    images = [drawn(number) for number in range(times)]
    files = [_encoded(image, "PNG") for image in images]
    figures = [
        Figure(
            "hash_and_fingerprint", _each(_hashed, list(zip(files, images, strict=True))), "ms", at_most=40.0
        ),
        Figure("whole_preparation_png", _each(keep, files), "ms"),
        Figure("whole_preparation_jpeg", _each(keep, [_encoded(image, "JPEG") for image in images]), "ms"),
    ]
    return figures + [Figure(f"peer_{name}", _each(peer, images), "ms") for name, peer in PEERS.items()]


def _hashed(picture: tuple[bytes, Image.Image]) -> Fingerprint:
    data, image = picture
    hashlib.sha256(data).digest()
    return fingerprint(normalise(image))


def _each(work: Callable[..., object], things: Sequence[object]) -> float:
    taken = []
    for thing in things:
        began = time.process_time()
        work(thing)
        taken.append(1000 * (time.process_time() - began))
    return middle(taken)


def _encoded(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


async def _lookup(kind: str, prints: Sequence[Fingerprint], folder: Path) -> list[Figure]:
    """Each a picture that somebody else hands in anew, slightly changed."""
    rng = random.Random(3)
    taken, right = [], 0
    async with kept_pictures(kind, prints, folder) as url:
        store = Store(url)
        for number in rng.sample(range(len(prints)), _TIMES):
            asked = slightly_other(prints[number], rng)
            await _hand_in(store, number, 1)
            await _keep(store, asked)
            record = await store.pictures.first_kept(BotRef("telegram", BOT))
            assert record is not None
            began = time.perf_counter()
            found = await store.pictures.lookalikes(record, TODAY - timedelta(days=DAYS))
            taken.append(1000 * (time.perf_counter() - began))
            best = max(found.others, key=lambda each: asked.likeness(Fingerprint(each.stripes)), default=None)
            right += best is not None and best.picture_id == number + 1
            async with store.write(NOW) as ledger:
                await ledger.pictures.settle(record, "new")
        await store.close()
    return [
        Figure(f"{kind}_lookup", middle(taken), "ms", at_most=10.0),
        Figure(f"{kind}_lookup_95", percentile(taken, 95), "ms"),
        Figure(f"{kind}_lookup_right", right / _TIMES, "", at_least=0.99),
    ]


async def _hand_in(store: Store, number: int, how_many: int) -> None:
    group = ChatRef("telegram", BOT, "-1", "group", "Nhóm")
    who = AccountRef("telegram", f"7{number}", "Cô giáo")
    async with store.write(NOW) as ledger:
        await ledger.prepare([Prefetch(group, who, enrol_since=TODAY)])
        chat = await ledger.chat(group)
        person = await ledger.person(who, chat, TODAY)
        for each in range(how_many):
            word = f"new{number}-{each}"
            ref = PictureRef("telegram", BOT, word, f"{each}", word)
            handed = NewEvidence(
                f"picture:{word}",
                PENDING,
                POST,
                "screenshot",
                "",
                "picture",
                "",
                NOW,
                TODAY,
                pictures=(ref,),
                review=PICTURE,
            )
            ledger.record(person, chat, word, word, handed)


async def _keep(store: Store, asked: Fingerprint) -> None:
    (record,) = await store.pictures.waiting(BotRef("telegram", BOT), NOW, 2)
    name = hashlib.sha256(record.unique_id.encode()).hexdigest()
    async with store.write(NOW) as ledger:
        await ledger.pictures.keep(record, ImageFile(name, name, 9, 9, 9, asked.stripes, asked.bands()))


class _Shelf:
    """Hands out pictures at once, as the platform sends them on."""

    platform, bot = "telegram", BOT

    def __init__(self, files: Sequence[bytes]) -> None:
        self._files = files

    async def download(self, picture: Picture) -> bytes:
        return self._files[int(picture.file_id)]


async def _pump(kind: str, how_many: int, folder: Path) -> Figure:
    """Fetched, kept, compared and decided; ten people hand in as many each."""
    tell(f"pictures: {how_many} through the pump on {kind}")
    files = [_encoded(drawn(number).resize((576, 1280)), "JPEG") for number in range(how_many)]
    async with empty_database(kind, folder) as url:
        store = Store(url)
        await store.migrate()
        each = how_many // 10
        for person in range(10):
            await _hand_in(store, person, each)
        shelf = _Shelf(files)
        pump = PicturePump(store, shelf, FileStore(folder / f"files-{kind}"), Settings(), lambda: NOW)
        began = time.perf_counter()
        running = asyncio.create_task(pump.run())
        while await _unsettled(store):  # noqa: ASYNC110  the pump tells nobody
            await asyncio.sleep(0.02)
        taken = time.perf_counter() - began
        pump.stop()
        await running
        await store.close()
    return Figure(f"{kind}_pictures_a_second", how_many / taken, "pictures")


async def _unsettled(store: Store) -> bool:
    bot = BotRef("telegram", BOT)
    return bool(await store.pictures.waiting(bot, NOW, 1) or await store.pictures.first_kept(bot))
