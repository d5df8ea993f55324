"""Hostile letters, links, and entities in messages."""

from collections.abc import Callable
from typing import Any

from tests.hostile.stage import Cases, Stage
from tests.hostile.values import NASTY_INTS, NASTY_TEXTS, NO_TEXTS

OUTAGE_WORDS = """
    disk full locked timeout connection closed deadlock readonly I/O server terminating refused
    reset pool busy malformed space broken pipe network unavailable OperationalError InterfaceError
    57P01 53100 08006
""".split()  # noqa: SIM905

LINKS = {
    "what silenced it": "https://m.facebook.com/story.php?story_fbid=390372&id=disk%D8",
    "escapes of half a letter": "https://www.facebook.com/a%E1%BA/posts/1",
    "an escaped surrogate": "https://www.facebook.com/%ED%A0%80/posts/%ED%B0%80",
    "an escaped NUL": "https://www.facebook.com/a%00b/posts/1%00",
    "escapes of escapes": "https://www.facebook.com/%2525252500/posts/%25D8",
    "broken escapes": "https://www.facebook.com/%/posts/%G1%1%u0041%",
    "a surrogate in the path": "https://www.facebook.com/abc\ud800/posts/9",
    "a surrogate in the host": "https://www.face\udc00book.com/abc/posts/9",
    "a surrogate in the query": "https://www.facebook.com/photo?fbid=1&set=\ud83d",
    "user info": "https://a:b@www.facebook.com:443/abc/posts/10",
    "user info that looks like a host": "https://www.facebook.com@127.0.0.1/abc/posts/1",
    "a port": "https://www.facebook.com:99999/abc/posts/11",
    "a port that is none": "https://www.facebook.com:abc/posts/12",
    "a negative port": "https://www.facebook.com:-1/posts/12",
    "a long port": f"https://www.facebook.com:{'9' * 5000}/posts/12",
    "script": "javascript:alert(1)//facebook.com/abc/posts/1",
    "data": "data:text/html,<script>alert(1)</script>",
    "a file": "file:///etc/passwd",
    "this machine": "http://127.0.0.1:8080/readyz",
    "this machine in decimal": "http://2130706433/",
    "this machine in octal": "http://0177.0.0.01/",
    "IPv6": "http://[::1]/x",
    "IPv6 with a zone": "http://[fe80::1%25eth0]/x",
    "IPv6 that is none": "http://[::zz]/abc",
    "a bracket left open": "https://[www.facebook.com/abc/posts/1",
    "a bracket too many": "https://www.facebook.com]/abc/posts/1",
    "the cloud": "http://169.254.169.254/latest/meta-data",
    "IDN": "https://www.fаcebook.com/abc/posts/1",
    "punycode rubbish": "https://xn--\x80.com/xn--/xn--99999999",
    "punycode too long": f"https://xn--{'a' * 300}.facebook.com/abc/posts/1",
    "punycode of a surrogate": "https://xn--a-ecp.xn--7a.facebook.com/abc/posts/1",
    "wide dots": "https://www。facebook。com/abc/posts/14",
    "wide letters": "https://www.ｆacebook.com/abc/posts/15",
    "NFKC makes a slash": "https://www.facebook.com\u2100/abc/posts/1",
    "an empty label": "https://www..facebook.com/abc/posts/16",
    "a dot at the end": "https://www.facebook.com./abc/posts/17",
    "a label of 64": f"https://{'a' * 64}.facebook.com/abc/posts/1",
    "a host of 8 kB": f"https://{'a.' * 4000}facebook.com/abc/posts/1",
    "8 kB": f"https://www.facebook.com/{'a' * 8000}/posts/18",
    "8 kB of escapes": f"https://www.facebook.com/{'%D8' * 2700}/posts/18",
    "a number of 5000 digits": f"https://www.facebook.com/abc/posts/{'7' * 5000}",
    "4000 parameters": "https://www.facebook.com/photo?" + "&".join(f"fbid={each}" for each in range(4000)),
    "empty parameters": "https://www.facebook.com/story.php?story_fbid=&id=&&&=&=",
    "the same parameter twice": "https://www.facebook.com/story.php?story_fbid=1&story_fbid=2&id=3&id=%D8",
    "a link in a link": "https://l.facebook.com/l.php?u="
    + "https%253A%252F%252Fl.facebook.com%252Fl.php%253Fu%253D" * 50,
    "a redirect to half a letter": "https://l.facebook.com/l.php?u=https%3A%2F%2Fwww.facebook.com%2Fa%25D8%2Fposts%2F3",
    "a redirect to itself": "https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php",
    "dots": "https://www.facebook.com/../../abc/./posts/../posts/20",
    "back slashes": "https:\\\\www.facebook.com\\abc\\posts\\21",
    "slashes": "https:////www.facebook.com////abc////posts////22",
    "no host": "https:///abc/posts/1",
    "only a scheme": "https://",
    "a scheme in capitals": "HTTPS://WWW.FACEBOOK.COM/ABC/POSTS/23",
    "a fragment": "https://www.facebook.com/abc/posts/24#" + "x\udbff" * 100,
    "tabs inside": "https://www.face\tbook.com/abc/\nposts/25",
    "bidi inside": "https://www.facebook.com/\u202eabc/posts/26",
    "marks inside": f"https://www.facebook.com/a{chr(0x301) * 3000}/posts/27",
    "TikTok of half a letter": "https://www.tiktok.com/@a%D8/video/disk%ff",
    "YouTube of NUL": "https://youtu.be/%00%00%00?t=%D8",
    "Zalo of half a letter": "https://zalo.me/s/%C3%28/connection%D8",
    "a short link of half a letter": "https://vt.tiktok.com/%D8timeout/",
    "a short link of NUL": "https://bit.ly/%00locked",
    "a site of half a letter": "https://thcs-abc.edu.vn/tin%D8/deadlock?x=%FF",
}


def words_of_outages(stage: Stage) -> Cases:
    for word in OUTAGE_WORDS:
        yield word, stage.message(text=f"https://m.facebook.com/story.php?story_fbid=39&id={word}%D8")
        yield f"{word} as a page", stage.message(text=f"https://www.facebook.com/{word}%C3%28/posts/9")


def letters(stage: Stage) -> Cases:
    yield "a million letters", stage.message(text="ă" * 1_000_000)
    yield "a million letters of a link", stage.message(text=f"https://www.facebook.com/{'a' * 1_000_000}")
    for number, (name, text) in enumerate(NASTY_TEXTS.items()):
        yield f"a text: {name}", stage.message(text=text)
        yield f"said in private: {name}", stage.told(text=text)
        yield f"a caption: {name}", stage.photo(caption=text)
        yield (
            f"beside a link: {name}",
            stage.message(text=f"https://www.facebook.com/abc/posts/7{number} {text}"),
        )
        yield (
            f"inside a link: {name}",
            stage.message(text=f"https://www.facebook.com/{text}/posts/31?{text}#{text}"),
        )


def links(stage: Stage) -> Cases:
    for name, address in LINKS.items():
        yield f"in a text: {name}", stage.message(text=address)
        yield f"in private: {name}", stage.told(text=f"em nộp {address} ạ")
        hidden = [{"type": "text_link", "offset": 0, "length": 3, "url": address}]
        yield f"hidden: {name}", stage.message(text="đây", entities=hidden)
        yield f"in a caption: {name}", stage.photo(caption=address)
        yield f"in a preview: {name}", stage.message(text="x", link_preview_options={"url": address})
    yield "a thousand of them", stage.message(text="\n".join(list(LINKS.values()) * 18))


PLACES: dict[str, Any] = {
    "a negative offset": {"offset": -5, "length": 9},
    "a negative length": {"offset": 3, "length": -2},
    "beyond the end": {"offset": 4000, "length": 4000},
    "half beyond the end": {"offset": 10, "length": 9999},
    "no length": {"offset": 0, "length": 0},
    "inside a pair": {"offset": 1, "length": 1},
    "through a pair": {"offset": 1, "length": 20},
    "no offset": {"length": 4},
    "nothing said": {},
    "beyond 63 bits": {"offset": 2**63, "length": 2**63},
    "floats": {"offset": 0.5, "length": 1e300},
    "infinite": {"offset": float("inf"), "length": float("nan")},
    "texts": {"offset": "0", "length": "5"},
    "lists": {"offset": [], "length": {}},
}
KINDS = ("url", "text_link", "bot_command", "mention", "text_mention", "custom_emoji", "nonsense\ud800")


def entities(stage: Stage) -> Cases:
    text = "😀https://www.facebook.com/abc/posts/40 😀 /toi@"
    for name, place in PLACES.items():
        for kind in KINDS:
            entity = {"type": kind, "url": "https://www.facebook.com/x%D8/posts/1", **place}
            yield (
                f"{kind.encode('ascii', 'replace').decode()}: {name}",
                stage.message(text=text, entities=[entity]),
            )
    overlapping = [{"type": "url", "offset": each % 40, "length": 39} for each in range(2000)]
    yield "2000 that overlap", stage.message(text=text, entities=overlapping)
    yield "without text", stage.message(entities=overlapping[:3])
    yield "of a caption without a caption", stage.photo(caption_entities=overlapping[:3])
    for name, value in {**NASTY_INTS, **NO_TEXTS}.items():
        yield f"instead of the list: {name}", stage.message(text=text, entities=value)
        yield f"in the list: {name}", stage.message(text=text, entities=[value])
        yield (
            f"as address: {name}",
            stage.message(
                text=text, entities=[{"type": "text_link", "offset": 0, "length": 2, "url": value}]
            ),
        )


FAMILIES: dict[str, Callable[[Stage], Cases]] = {
    "words of outages": words_of_outages,
    "letters": letters,
    "links": links,
    "entities": entities,
}
