"""TikTok, YouTube, Instagram, Threads and Zalo: kinds and keys."""

import pytest

from rules.links import Kind, Platform, recognise

T = "7234567890123456789"
Y = "dQw4w9WgXcQ"
I = "CabcDEF_-12"  # noqa: E741
Z = "7bfb229abddf54810dce"

SAME = [
    [
        f"https://www.tiktok.com/@thcs.nguyendu/video/{T}",
        f"https://www.tiktok.com/@thcs.nguyendu/video/{T}?is_from_webapp=1&sender_device=pc&web_id=1",
        f"https://m.tiktok.com/v/{T}.html?u_code=1",
        f"https://www.tiktok.com/@/video/{T}",
        f"https://www.tiktok.com/embed/v2/{T}",
        f"https://www.tiktok.com/embed/{T}",
        f"https://www.tiktok.com/player/v1/{T}",
        f"https://www.tiktok.com/share/video/{T}",
        f"https://www.tiktok.com/@thcs.nguyendu/photo/{T}",
        f"tiktok.com/@THCS.NguyenDu/video/{T}/",
        f"https://www.tiktok.com/login?redirect_url=https%3A%2F%2Fwww.tiktok.com%2F%40a%2Fvideo%2F{T}",
    ],
    ["https://vt.tiktok.com/ZSabc123x/", "https://vt.tiktok.com/ZSabc123x", "vm.tiktok.com/ZSabc123x/?k=1"],
    [
        f"https://www.youtube.com/watch?v={Y}",
        f"https://youtu.be/{Y}",
        f"https://youtu.be/{Y}?si=AbCdEf&t=10",
        f"https://www.youtube.com/watch?app=desktop&v={Y}&list=PL1&index=2&t=1s",
        f"https://m.youtube.com/watch?v={Y}&feature=share",
        f"https://music.youtube.com/watch?v={Y}",
        f"https://www.youtube.com/shorts/{Y}?feature=share",
        f"https://www.youtube.com/live/{Y}?si=x",
        f"https://www.youtube.com/embed/{Y}",
        f"https://www.youtube-nocookie.com/embed/{Y}?rel=0",
        f"https://www.youtube.com/v/{Y}",
        f"https://www.youtube.com/attribution_link?a=x&u=%2Fwatch%3Fv%3D{Y}%26feature%3Dshare",
        f"https://m.youtube.com/#/watch?v={Y}",
        f"https://consent.youtube.com/m?continue=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D{Y}&gl=VN",
        f"https://www.youtube.com/watch?v={Y}#comments",
    ],
    [
        f"https://www.instagram.com/p/{I}/",
        f"https://www.instagram.com/p/{I}/?igsh=MTIz&img_index=2",
        f"https://instagr.am/p/{I}",
        f"https://www.instagram.com/reel/{I}/?igshid=1",
        f"https://www.instagram.com/reels/{I}/",
        f"https://www.instagram.com/tv/{I}/",
        f"https://www.instagram.com/thcsnguyendu/p/{I}/",
        f"https://www.instagram.com/thcsnguyendu/reel/{I}/",
        f"https://www.instagram.com/p/{I}/embed/captioned/",
        f"https://www.instagram.com/p/{I}{'x' * 28}/",
        f"https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Fp%2F{I}%2F&e=AT",
        f"https://www.instagram.com/accounts/login/?next=%2Fp%2F{I}%2F",
    ],
    [
        "https://www.instagram.com/stories/highlights/17931234567890123/",
        "https://www.instagram.com/s/aGlnaGxpZ2h0OjE3OTMxMjM0NTY3ODkwMTIz?story_media_id=1_2&igsh=x",
    ],
    [
        f"https://www.threads.net/@thcsnguyendu/post/{I}",
        f"https://www.threads.com/@thcsnguyendu/post/{I}?xmt=AQ",
        f"https://threads.net/t/{I}/",
        f"https://www.threads.com/@thcsnguyendu/post/{I}/media",
        f"https://l.threads.com/?u=https%3A%2F%2Fwww.threads.net%2F%40a%2Fpost%2F{I}",
    ],
    [
        f"https://rd.zapps.vn/detail/3277426331189217616?id={Z}&pageId=3277426331189217616",
        f"https://rd.zapps.vn/detail/3277426331189217616?zarsrc=33&utm_campaign=zalo&id={Z}&utm_source=zalo",
        f"http://rd.zapps.vn/detail/3277426331189217616/?zl3rd=815789662550058820&id={Z}",
    ],
]


@pytest.mark.parametrize(("first", "other"), [(same[0], other) for same in SAME for other in same[1:]])
def test_two_spellings_of_one_post_share_their_key(first: str, other: str) -> None:
    assert recognise(other).key == recognise(first).key is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"https://www.tiktok.com/@a/video/{T}", f"https://www.tiktok.com/@a/video/{T[:-1]}0"),
        ("https://vt.tiktok.com/ZSabc123x/", "https://vt.tiktok.com/ZSabc123X/"),
        (f"https://youtu.be/{Y}", f"https://youtu.be/{Y.lower()}"),
        (f"https://www.youtube.com/clip/{Y}", f"https://youtu.be/{Y}"),
        (f"https://www.instagram.com/p/{I}/", f"https://www.instagram.com/p/{I.lower()}/"),
        (f"https://www.instagram.com/p/{I}/", f"https://www.threads.net/@a/post/{I}"),
        (f"https://www.instagram.com/share/{I}/", f"https://www.instagram.com/p/{I}/"),
        (f"https://rd.zapps.vn/detail/1?id={Z}", f"https://rd.zapps.vn/detail/1?id={Z[:-1]}0"),
        ("https://zalo.me/s/1983189999337011308/detail?id=1234", "https://zalo.me/s/298/detail?id=1234"),
        ("https://zalo.me/s/1983189999337011308/detail?id=1234", "https://oa.zalo.me/detail?id=1234"),
        ("https://zalo.video/s/jZrFD33t", "https://zalo.video/s/jZrFD33T"),
    ],
)
def test_two_posts_never_share_a_key(one: str, other: str) -> None:
    assert recognise(one).key != recognise(other).key


@pytest.mark.parametrize(
    ("url", "platform", "kind"),
    [
        (f"https://www.tiktok.com/@a/video/{T}", Platform.TIKTOK, Kind.VIDEO),
        (f"https://www.tiktok.com/@a/photo/{T}", Platform.TIKTOK, Kind.PHOTO),
        ("https://vt.tiktok.com/ZSabc123x/", Platform.TIKTOK, Kind.SHARE_SHORTLINK),
        ("https://vm.tiktok.com/ZMabc123x/", Platform.TIKTOK, Kind.SHARE_SHORTLINK),
        ("https://www.tiktok.com/t/ZTabc123x/", Platform.TIKTOK, Kind.SHARE_SHORTLINK),
        ("https://www.tiktok.com/@thcs.nguyendu", Platform.TIKTOK, Kind.PROFILE),
        ("https://www.tiktok.com/@thcs.nguyendu/live", Platform.TIKTOK, Kind.PROFILE),
        ("https://www.tiktok.com/", Platform.TIKTOK, Kind.NOT_A_POST),
        ("https://www.tiktok.com/tag/thcs", Platform.TIKTOK, Kind.NOT_A_POST),
        ("https://www.tiktok.com/search?q=a", Platform.TIKTOK, Kind.NOT_A_POST),
        (f"https://youtu.be/{Y}", Platform.YOUTUBE, Kind.VIDEO),
        (f"https://www.youtube.com/shorts/{Y}", Platform.YOUTUBE, Kind.VIDEO),
        ("https://www.youtube.com/post/UgkxAbCdEfGhIjKlMn", Platform.YOUTUBE, Kind.POST),
        ("https://www.youtube.com/channel/UC1/community?lb=UgkxAbCdEfGhIjKlMn", Platform.YOUTUBE, Kind.POST),
        ("https://www.youtube.com/@thcsnguyendu", Platform.YOUTUBE, Kind.PROFILE),
        ("https://www.youtube.com/channel/UCabcdef/videos", Platform.YOUTUBE, Kind.PROFILE),
        ("https://www.youtube.com/c/thcsnguyendu", Platform.YOUTUBE, Kind.PROFILE),
        ("https://www.youtube.com/", Platform.YOUTUBE, Kind.NOT_A_POST),
        ("https://www.youtube.com/watch", Platform.YOUTUBE, Kind.NOT_A_POST),
        ("https://www.youtube.com/playlist?list=PL1", Platform.YOUTUBE, Kind.NOT_A_POST),
        ("https://www.youtube.com/embed/videoseries?list=PL1", Platform.YOUTUBE, Kind.NOT_A_POST),
        ("https://www.youtube.com/results?search_query=a", Platform.YOUTUBE, Kind.NOT_A_POST),
        (f"https://www.instagram.com/p/{I}/", Platform.INSTAGRAM, Kind.POST),
        (f"https://www.instagram.com/reel/{I}/", Platform.INSTAGRAM, Kind.REEL),
        (f"https://www.instagram.com/tv/{I}/", Platform.INSTAGRAM, Kind.VIDEO),
        ("https://www.instagram.com/stories/thcs/3123456789012345678/", Platform.INSTAGRAM, Kind.STORY),
        ("https://www.instagram.com/share/reel/BAhXyz12/", Platform.INSTAGRAM, Kind.SHARE_SHORTLINK),
        ("https://www.instagram.com/share/BAhXyz12/", Platform.INSTAGRAM, Kind.SHARE_SHORTLINK),
        ("https://www.instagram.com/thcsnguyendu/", Platform.INSTAGRAM, Kind.PROFILE),
        ("https://www.instagram.com/stories/thcsnguyendu/", Platform.INSTAGRAM, Kind.PROFILE),
        ("https://www.instagram.com/explore/tags/thcs/", Platform.INSTAGRAM, Kind.NOT_A_POST),
        ("https://www.instagram.com/reels/audio/123456789/", Platform.INSTAGRAM, Kind.NOT_A_POST),
        ("https://www.instagram.com/s/khong-phai-base64", Platform.INSTAGRAM, Kind.NOT_A_POST),
        (f"https://www.threads.com/@a/post/{I}", Platform.THREADS, Kind.POST),
        ("https://www.threads.com/@thcsnguyendu", Platform.THREADS, Kind.PROFILE),
        ("https://www.threads.net/search?q=a", Platform.THREADS, Kind.NOT_A_POST),
        (f"https://rd.zapps.vn/detail/1?id={Z}", Platform.ZALO, Kind.POST),
        (f"https://rd.zapps.vn/video?id={Z}&pageId=280555573236572442", Platform.ZALO, Kind.VIDEO),
        (f"https://oa.zalo.me/article/{Z}", Platform.ZALO, Kind.POST),
        ("https://zalo.video/s/jZrFD33t", Platform.ZALO, Kind.SHARE_SHORTLINK),
        ("https://rd.zapps.vn/articles?pageId=2802088037247282112", Platform.ZALO, Kind.PROFILE),
        ("https://zalo.me/0912345678", Platform.ZALO, Kind.PROFILE),
        ("https://zalo.me/2802088037247282112", Platform.ZALO, Kind.PROFILE),
        ("https://oa.zalo.me/2802088037247282112", Platform.ZALO, Kind.PROFILE),
        ("https://zalo.me/g/abcxyz123", Platform.ZALO, Kind.NOT_A_POST),
        ("https://zalo.me/s/1983189999337011308/", Platform.ZALO, Kind.NOT_A_POST),
        ("https://zalo.me/", Platform.ZALO, Kind.NOT_A_POST),
        ("https://zalo.me/s/1983189999337011308/detail?id=1234", Platform.ZALO, Kind.POST),
        ("https://chat.zalo.me/", Platform.ZALO, Kind.NOT_A_POST),
        ("https://oa.zalo.me/chat", Platform.ZALO, Kind.NOT_A_POST),
        ("https://oa.zalo.me/manage/content/article", Platform.ZALO, Kind.NOT_A_POST),
        (f"https://tiktok.com.evil.vn/@a/video/{T}", Platform.WEBSITE, Kind.POST),
        (f"https://youtube.com@evil.vn/watch?v={Y}", Platform.WEBSITE, Kind.POST),
    ],
)
def test_platform_and_kind_are_known(url: str, platform: Platform, kind: Kind) -> None:
    link = recognise(url)
    assert (link.platform, link.kind) == (platform, kind)
