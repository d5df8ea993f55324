"""Hostile presses of buttons and commands."""

from collections.abc import Callable
from random import Random

from tests.hostile.stage import Cases, Stage
from tests.hostile.values import NASTY_INTS, NASTY_TEXTS, NO_OBJECTS, NO_TEXTS

COMMANDS = """
    toi tonghop duyet rut noibat trang caidat nhac mien chuanop danhsach ketnoi dangky dulieu
    trogiup start me summary review withdraw featured pages settings remind exempt missing roster
    connect register mydata help
""".split()  # noqa: SIM905

ARGUMENTS = {
    "a surrogate": "\ud800",
    "NUL": "\0",
    "SQL": "'; DELETE FROM unit; --",
    "HTML": "<b>&lt;</b><i",
    "format": "{0!r:>999999999} %s",
    "a far date": "31/12/9999",
    "beyond every date": "31/12/10000",
    "the first date": "01/01/0001",
    "no date": "31/02/2025",
    "a range the wrong way": "31/12/2025-01/01/2025",
    "a range of all time": "01/01/0001-31/12/9999",
    "week 0": "tuần 0",
    "week 99": "tuần 99",
    "a week with 400 digits": "tuần " + "9" * 400,
    "month 13": "tháng 13/2025",
    "month of year 0": "tháng 1/0",
    "month of year 99999": "tháng 12/99999",
    "quarter 5": "quý 5",
    "quarter of the last year": "quý 4/9999",
    "term": "học kỳ 3 năm học 9999-10000",
    "school year": "năm học 0000-0001",
    "a minus": "-1",
    "a number of 31 bits": str(2**31),
    "a number of 63 bits": str(2**63),
    "a number of 5000 digits": "8" * 5000,
    "wide digits": "１２/１２/２０２５",
    "Arabic digits": "٣/١٢/٢٠٢٥",
    "a superscript": "²/³/2025",
    "infinity": "inf nan 1e999 0x10",
    "a link": "https://www.facebook.com/a%D8/posts/1",
    "a link of NUL": "https://www.facebook.com/a%00",
    "adding a page": "thêm https://www.facebook.com/disk%D8",
    "dropping a page": "bỏ https://www.facebook.com/disk%D8",
    "followers": "HOASEN 99999999999999999999",
    "minus followers": "HOASEN -5",
    "a person": "@" + "a" * 5000,
    "a mention": "@\ud800",
    "someone on leave": "Nguyễn Thị Lan 01/01/0001 31/12/9999",
    "leave without end": "Lan từ 31/12/9999 đến 31/12/9999",
    "on": "bật bật bật tắt",
    "RTL": "\u202e\u2067tuần trước",
    "emoji": "👨‍👩‍👧‍👦" * 200,
    "marks": "a" + "\u0301" * 4000,
    "words": "từ " * 4000,
    "lines": "\n" * 3000,
    "quotes": "\"' « » `",
    "like signs": "%_\\",
}


def presses(stage: Stage) -> Cases:
    for name, data in {**NASTY_TEXTS, **NASTY_INTS, **NO_TEXTS}.items():
        yield f"data: {name}", stage.press(data)
    for name, value in NO_OBJECTS.items():
        yield f"message: {name}", stage.press("ok:1", message=value)
    yield "long ago", stage.press("ok:1", message={"chat": stage.private, "message_id": 1, "date": 0})
    yield "inline", stage.press("ok:1", message=None, inline_message_id="x")
    yield "a game", stage.press(None, game_short_name="x")
    for name, value in NASTY_INTS.items():
        yield f"its id: {name}", stage.press("ok:1", id=value)
    random = Random(11)
    for number in range(60):
        head = "".join(random.choices("abcdefghijklmnopqrstuvwxyz", k=random.randint(1, 8)))
        tail = ":".join(
            random.choice([str(2**63), "-1", "9999-12-31", "", "\ud800", "0", "x" * 50]) for _ in range(4)
        )
        yield f"by chance {number}", stage.press(f"{head}:{tail}")


def commands(stage: Stage) -> Cases:
    for number, command in enumerate(COMMANDS):
        for step, (name, argument) in enumerate(ARGUMENTS.items()):
            if (step + number) % 3 == 0:  # each argument meets ten commands, each command fifteen arguments
                private = (step + number) % 2 == 0
                yield f"/{command} {name}", stage.command(f"/{command} {argument}", private=private)
    for text in (
        "/",
        "//",
        "/\ud800",
        "/" + "a" * 4000,
        "/toi@",
        "/toi@other_bot",
        "/toi@\0",
        "/TOI",
        "/ toi",
        "/tối",
    ):
        yield f"odd: {text[:12]!a}", stage.command(text)


FAMILIES: dict[str, Callable[[Stage], Cases]] = {"presses": presses, "commands": commands}
