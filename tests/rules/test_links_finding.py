"""Links in a message: what is found, what is passed over."""

from typing import Any

import pytest

from rules.links import find

N = "122134567890123456"
FB = f"https://www.facebook.com/thcs/posts/{N}"
KEY = f"facebook:{N}"
WEB = "https://thcsnguyendu.edu.vn/tin-tuc/abc"


def keys(text: str, entities: Any = ()) -> list[str | None]:
    return [link.key for link in find(text, entities)]


def entity(kind: str, text: str, part: str, **more: Any) -> dict[str, Any]:
    offset = len(text[: text.index(part)].encode("utf-16-le")) // 2
    return {"type": kind, "offset": offset, "length": len(part.encode("utf-16-le")) // 2, **more}


@pytest.mark.parametrize(
    "text",
    [
        FB,
        f"Em nộp bài {FB} ạ",
        f"Em nộp bài: {FB}.",
        f"{FB}, em cảm ơn",
        f"({FB})",
        f"(bài của em {FB}), cô nhé",
        f"[{FB}]",
        f"<{FB}>",
        f'"{FB}"',
        f"'{FB}'",
        f"“{FB}”",
        f"‘{FB}’",
        f"«{FB}»",
        f"「{FB}」",
        f"**{FB}**",
        f"`{FB}`",
        f"[bài viết]({FB})",
        f'<a href="{FB}">bài</a>',
        f"{FB}!!!",
        f"{FB}…",
        f"{FB}...",
        f"{FB}?",
        f"{FB}👍",
        f"👉{FB}👈",
        f"{FB}❤️",
        f"Link:{FB}",
        f"Link{FB}",
        f"đây{FB}",
        f"1.{FB}",
        f"1/ {FB}",
        f"1️⃣{FB}",
        f"①{FB}",
        f"-{FB}",
        f"•{FB}",
        f"→{FB}",
        f"bài 5A|{FB}|xong",
        f"\n\n{FB}\n",
        f"a\u00a0{FB}\u00a0b",
        f"www.facebook.com/thcs/posts/{N}",
        f"facebook.com/thcs/posts/{N}",
        f"Facebook.com/thcs/posts/{N}.",
        f"fb.com/thcs/posts/{N}",
        f"m.facebook.com/story.php?story_fbid={N}&id=1",
        f"Bài:facebook.com/thcs/posts/{N}",
        f"1.facebook.com/thcs/posts/{N}",
        f"2-facebook.com/thcs/posts/{N}",
        f"đâyfacebook.com/thcs/posts/{N}",
        f"tạiwww.facebook.com/thcs/posts/{N}",
        f"https:// www.facebook.com/thcs/posts/{N}",
        f"htps://www.facebook.com/thcs/posts/{N}",
        f"HTTPS://WWW.FACEBOOK.COM/thcs/posts/{N}",
        f"Https://facebook.com/thcs/posts/{N}",
        f"ｈｔｔｐｓ：／／ｗｗｗ．facebook．com／thcs／posts／{N}",
        f"𝐡𝐭𝐭𝐩𝐬://𝐰𝐰𝐰.𝐟𝐚𝐜𝐞𝐛𝐨𝐨𝐤.𝐜𝐨𝐦/thcs/posts/{N}",
        f"𝓯𝓪𝓬𝓮𝓫𝓸𝓸𝓴.𝓬𝓸𝓶/thcs/posts/{N}",
        f"https://www.face\u200bbook.com/thcs/\ufeffposts/{N}\u200b",
        f"{FB}?__cft__[0]=AZX&__tn__=%2CO",
        f"https://www.facebook.com/sharer/sharer.php?u={FB}",
        f"https://l.facebook.com/l.php?u={FB}&h=AT",
        f"{FB} {FB}",
        f"{FB}\nhttps://m.facebook.com/x/posts/{N}?fbclid=1",
    ],
)
def test_the_post_is_found_once(text: str) -> None:
    assert keys(text) == [KEY]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{FB} {WEB}", [KEY, "website:thcsnguyendu.edu.vn/tin-tuc/abc"]),
        (f"{FB}{WEB}", [KEY, "website:thcsnguyendu.edu.vn/tin-tuc/abc"]),
        (f"{FB},{WEB}", [KEY, "website:thcsnguyendu.edu.vn/tin-tuc/abc"]),
        (f"{WEB};{FB}", ["website:thcsnguyendu.edu.vn/tin-tuc/abc", KEY]),
        (f"1.{WEB}2.{FB}", ["website:thcsnguyendu.edu.vn/tin-tuc/abc2", KEY]),
        (f"1) {WEB}\n2) {FB}", ["website:thcsnguyendu.edu.vn/tin-tuc/abc", KEY]),
        (f"({WEB})({FB})", ["website:thcsnguyendu.edu.vn/tin-tuc/abc", KEY]),
        (f'"{WEB}","{FB}"', ["website:thcsnguyendu.edu.vn/tin-tuc/abc", KEY]),
        (f"{WEB}👍{FB}", ["website:thcsnguyendu.edu.vn/tin-tuc/abc", KEY]),
        ("https://fb.watch/abcd1/https://fb.watch/abcd2/", ["facebook:watch:abcd1", "facebook:watch:abcd2"]),
        ("fb.watch/abcd1,youtu.be/dQw4w9WgXcQ", ["facebook:watch:abcd1", "youtube:dQw4w9WgXcQ"]),
        ("thcsnguyendu.edu.vn/tin-tuc/abc", ["website:thcsnguyendu.edu.vn/tin-tuc/abc"]),
        ("vt.tiktok.com/ZSabc12/ nhé", ["tiktok:t:ZSabc12"]),
        ("https://a.edu.vn/tin/bai_(1)", ["website:a.edu.vn/tin/bai_(1)"]),
        ("(https://a.edu.vn/tin/bai_(1))", ["website:a.edu.vn/tin/bai_(1)"]),
        ("(https://a.edu.vn/tin/bai)và", ["website:a.edu.vn/tin/bai"]),
        ("https://a.edu.vn/tin/đại-hội-chi-đội.", ["website:a.edu.vn/tin/đại-hội-chi-đội"]),
        ("trường.vn/tin/đại-hội", ["website:xn--trng-rib8295b.vn/tin/đại-hội"]),
        ("bit.ly/3AbCdEf", ["website:bit.ly/3AbCdEf"]),
        ("evil.com/www.facebook.com/a/posts/1", ["website:evil.com/www.facebook.com/a/posts/1"]),
        ("notfacebook.com/a/b", ["website:notfacebook.com/a/b"]),
        ("https://a.edu.vn/x,y/z-1,2.html", ["website:a.edu.vn/x,y/z-1,2.html"]),
        ("www.thcsnguyendu.edu.vn", [None]),
    ],
)
def test_links_are_found_in_order(text: str, found: list[str | None]) -> None:
    assert keys(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Chào cả nhà",
        "TP.HCM",
        "TP.HCM/Hà Nội",
        "v.v.",
        "v.v/v.v...",
        "17.11",
        "17.11/2025",
        "17/11/2025",
        "baocao.docx",
        "thu-muc/baocao.docx/xong",
        "lớp 5.A",
        "lớp 5.A/5.B",
        "co.nguyen@thcsnguyendu.edu.vn",
        "ten@truong.edu.vn/abc",
        "mailto:ten@truong.edu.vn",
        "0912.345.678",
        "0912.345.678/0987.654.321",
        "10.000.000đ",
        "10.000.000đ/tháng",
        "THCS.Nguyễn Du",
        "THCS.Nguyễn Du/THPT.Lê Lợi",
        "GV.CN/HS",
        "và/hoặc",
        "em nộp rồi.cô ơi",
        "P.GDĐT/SGD.ĐT",
        "3.5/10",
        "24/7",
        "https://",
        "http://a",
        "://",
        "www.",
        "facebook",
        "facebook.com",
    ],
)
def test_nothing_is_found_where_there_is_no_link(text: str) -> None:
    assert find(text) == []


def test_a_hidden_link_is_found() -> None:
    text = "Bài viết của em đây ạ"
    assert keys(text, [entity("text_link", text, "đây", url=FB)]) == [KEY]


def test_a_link_that_is_marked_and_written_is_found_once() -> None:
    text = f"Em nộp 🌸🌸 {FB} ạ"
    assert keys(text, [entity("url", text, FB)]) == [KEY]


def test_a_marked_host_without_a_path_is_found() -> None:
    text = "Trang 🌸 thcsnguyendu.edu.vn của trường"
    assert [link.url for link in find(text, [entity("url", text, "thcsnguyendu.edu.vn")])] == [
        "thcsnguyendu.edu.vn"
    ]


@pytest.mark.parametrize("typo", ["nhé.em", "xong.nha", "baocao.zip", "ok.la"])
def test_a_typing_mistake_that_is_marked_as_a_link_is_passed_over(typo: str) -> None:
    assert find(typo, [entity("url", typo, typo)]) == []


def test_hidden_and_written_links_come_in_the_order_of_the_text() -> None:
    text = f"🌸 một {WEB} hai 🌸 https://youtu.be/dQw4w9WgXcQ"
    assert keys(
        text,
        [entity("text_link", text, "hai", url=FB), entity("text_link", text, "một", url="fb.watch/abcd1")],
    ) == [
        "facebook:watch:abcd1",
        "website:thcsnguyendu.edu.vn/tin-tuc/abc",
        KEY,
        "youtube:dQw4w9WgXcQ",
    ]


def test_order_survives_styled_and_invisible_letters() -> None:
    text = f"𝐀𝐁𝐂\u200b\u200b {WEB} rồi đây"
    assert keys(text, [entity("text_link", text, "đây", url=FB)]) == [
        "website:thcsnguyendu.edu.vn/tin-tuc/abc",
        KEY,
    ]


@pytest.mark.parametrize("url", ["tg://user?id=1", "mailto:a@b.vn", "", "javascript:a.b"])
def test_a_hidden_link_into_an_app_is_passed_over(url: str) -> None:
    assert find("đây", [entity("text_link", "đây", "đây", url=url)]) == []


@pytest.mark.parametrize(
    "broken",
    [
        {},
        None,
        "url",
        7,
        {"type": None},
        {"type": ["url"]},
        {"type": "url"},
        {"type": "url", "offset": "0", "length": 3},
        {"type": "url", "offset": None, "length": 3},
        {"type": "url", "offset": -5, "length": 3},
        {"type": "url", "offset": 0, "length": -1},
        {"type": "url", "offset": 10**9, "length": 10**9},
        {"type": "url", "offset": 1.5, "length": 2},
        {"type": "url", "offset": True, "length": True},
        {"type": "url", "offset": 0, "length": 0},
        {"type": "url", "offset": 2, "length": 9999},
        {"type": "text_link", "offset": 0, "length": 3},
        {"type": "text_link", "offset": 0, "length": 3, "url": None},
        {"type": "text_link", "offset": 0, "length": 3, "url": 5},
        {"type": "mention", "offset": 0, "length": 3},
        {"type": "custom_emoji", "custom_emoji_id": 5},
    ],
)
@pytest.mark.parametrize("text", [f"Em nộp {FB}", f"🌸 Em nộp {FB}"])
def test_a_malformed_entity_changes_nothing(text: str, broken: Any) -> None:
    assert keys(text, [broken]) == [KEY]
