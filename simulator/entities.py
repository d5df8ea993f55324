"""Entities that Telegram finds by itself in plain text, with offsets in UTF-16 units."""

import re

from simulator.wire import Json

# Bare domains are links under any country's top-level domain, and under the general ones in common use.
_COUNTRIES = (
    "ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt "
    "bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er "
    "es et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht "
    "hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr "
    "ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng "
    "ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd "
    "se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw "
    "tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_GENERAL = (
    "com net org edu gov int mil info biz name pro mobi asia app art blog chat cloud club dev digital email "
    "fun global group gle link live media me news ngo one online page photos press school shop site social "
    "space store studio team tech today top tube video vip watch website wiki work world xyz zone"
)
_TLD = "|".join(f"{_GENERAL} {_COUNTRIES}".split())
_DOMAIN = rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.)+(?:{_TLD})"
_PATH = r"(?:[/?#][^\s<>\"«»“”]*)?"

_FINDER = re.compile(
    rf"""
    (?P<email>(?<![\w.@/-])[\w.+-]+@{_DOMAIN}\b)
    |(?P<url>(?:https?|ftp|tg|ton)://[^\s<>"«»“”]+|(?<![\w@.-]){_DOMAIN}(?![\w-])(?::\d{{1,5}})?{_PATH})
    |(?P<bot_command>(?<![\w/<>]){"/"}[a-z0-9_]{{1,64}}(?:@[a-z0-9_]{{3,32}})?(?![\w/]))
    |(?P<mention>(?<![\w@])@[a-z][a-z0-9_]{{2,31}}\b)
    |(?P<hashtag>(?<![\w\#])\#\w*[^\W\d]\w*)
    |(?P<phone_number>(?<![\w+])\+\d{{1,3}}[ -]?\d{{2,4}}(?:[ -]?\d{{2,4}}){{1,3}}(?!\w))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_TRAILING = ".,:;!?'\"…"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def utf16_length(text: str) -> int:
    """Length as Telegram counts offsets: letters beyond the basic plane count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def detect(text: str) -> list[Json]:
    """Commands, mentions, links, e-mail addresses, hashtags and phone numbers, in order."""
    found: list[Json] = []
    position = units = 0
    for match in _FINDER.finditer(text):
        kind = match.lastgroup or ""
        value = _trim(match.group()) if kind == "url" else match.group()
        units += utf16_length(text[position : match.start()])
        length = utf16_length(value)
        found.append({"offset": units, "length": length, "type": kind})
        position, units = match.start() + len(value), units + length
    return found


def _trim(url: str) -> str:
    """Punctuation that ends the sentence and not the link."""
    while url and (url[-1] in _TRAILING or _unbalanced(url)):
        url = url[:-1]
    return url


def _unbalanced(url: str) -> bool:
    opening = _PAIRS.get(url[-1])
    return opening is not None and url.count(url[-1]) > url.count(opening)
