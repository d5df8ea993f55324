"""Ordinary websites: what is an article, and the one spelling of its address."""

import pytest

from rules.links import Kind, Platform, recognise

ARTICLE = "https://thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html"
QUERY = "https://thcsnguyendu.edu.vn/index.php?option=com_content&view=article&id=12"


@pytest.mark.parametrize(
    ("first", "other"),
    [
        (ARTICLE, "http://thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html"),
        (ARTICLE, "http://www.thcsnguyendu.edu.vn:80/tin-tuc/hoi-khoe-phu-dong.html"),
        (ARTICLE, "thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html"),
        (ARTICLE, "https://m.thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html"),
        (ARTICLE, "https://ThcsNguyenDu.EDU.VN/tin-tuc/hoi-khoe-phu-dong.html/"),
        (ARTICLE, "https://thcsnguyendu.edu.vn//tin-tuc/./x/../hoi-khoe-phu-dong.html"),
        (ARTICLE, "https://thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html#binh-luan"),
        (
            ARTICLE,
            "https://thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html?utm_source=zalo&fbclid=1&gidzl=x",
        ),
        (ARTICLE, "https://thcsnguyendu.edu.vn/tin%2Dtuc/hoi%2dkhoe-phu-dong.html"),
        (ARTICLE, "https://thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html;jsessionid=ABC"),
        (
            ARTICLE,
            "https://out.example.vn/?url=https%3A%2F%2Fthcsnguyendu.edu.vn%2Ftin-tuc%2Fhoi-khoe-phu-dong.html",
        ),
        (ARTICLE, "https://www.google.com/amp/s/thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html"),
        (ARTICLE, "https://www.google.com/amp/s/thcsnguyendu.edu.vn/tin-tuc/hoi-khoe-phu-dong.html?fbclid=x"),
        (
            QUERY,
            "https://www.google.com/amp/thcsnguyendu.edu.vn/index.php?option=com_content&view=article&id=12",
        ),
        (QUERY, "https://thcsnguyendu.edu.vn/?id=12&option=com_content&view=article"),
        (
            QUERY,
            "https://www.thcsnguyendu.edu.vn/index.php?view=article&id=12&fbclid=x&option=com_content#top",
        ),
        ("https://a.edu.vn/b/index.html", "https://a.edu.vn/b/"),
        ("https://a.edu.vn/tin/đại-hội", "https://a.edu.vn/tin/%C4%91%E1%BA%A1i-h%E1%BB%99i"),
        ("https://a.edu.vn/tin/đại-hội", "https://a.edu.vn/tin/đa\u0323i-hô\u0323i"),
        ("https://trường.vn/tin/a", "https://xn--trng-rib8295b.vn/tin/a"),
        ("https://a.edu.vn/tim?bai=a+b", "https://a.edu.vn/tim?bai=a%20b"),
        ("https://twitter.com/a/status/1234567890", "https://x.com/b/status/1234567890?s=20"),
        ("https://t.me/TinTuc/12", "https://t.me/s/tintuc/12?single"),
    ],
)
def test_two_spellings_of_one_article_share_their_key(first: str, other: str) -> None:
    assert recognise(other).key == recognise(first).key is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.edu.vn/tin/bai-1", "https://a.edu.vn/tin/bai-2"),
        ("https://a.edu.vn/tin/Bai", "https://a.edu.vn/tin/bai"),
        ("https://a.edu.vn/tin/bai", "https://b.edu.vn/tin/bai"),
        ("https://a.edu.vn/tin/bai", "https://notgoogle.com/amp/s/a.edu.vn/tin/bai"),
        ("https://tin.a.edu.vn/x/bai", "https://a.edu.vn/x/bai"),
        ("https://a.edu.vn/?id=1", "https://a.edu.vn/?id=2"),
        ("https://a.edu.vn/x?a=1&id=2", "https://a.edu.vn/x?a=2&id=1"),
        ("https://a.edu.vn/x?id=1&id=2", "https://a.edu.vn/x?id=1"),
        ("https://a.edu.vn/x/a%2Fb", "https://a.edu.vn/x/a/b"),
        ("https://a.edu.vn/x?id=a%26b=1", "https://a.edu.vn/x?id=a&b=1"),
        ("https://a.edu.vn/x/a%3Fb", "https://a.edu.vn/x/a?b"),
        ("https://a.edu.vn/x/%e9", "https://a.edu.vn/x/%e8"),
        ("https://a.edu.vn/#/tin/12", "https://a.edu.vn/#/tin/13"),
        ("https://a.edu.vn:8080/tin/bai", "https://a.edu.vn/tin/bai"),
        ("https://a.edu.vn/x/" + "a" * 300, "https://a.edu.vn/x/" + "a" * 301),
    ],
)
def test_two_articles_never_share_a_key(one: str, other: str) -> None:
    assert recognise(one).key != recognise(other).key


@pytest.mark.parametrize(
    "url",
    [
        ARTICLE,
        QUERY,
        "https://thcsnguyendu.edu.vn/tin-tuc/abc",
        "https://thcsnguyendu.edu.vn/tin-tuc/123",
        "https://thcsnguyendu.edu.vn/hoi-khoe-phu-dong-nam-hoc-2025-2026",
        "https://thcsnguyendu.edu.vn/?p=123",
        "https://thcsnguyendu.edu.vn/tin-tuc?id=5",
        "https://thcsnguyendu.edu.vn/chuyen-muc/tin-tuc/hoi-khoe-123.html",
        "https://vnexpress.net/hoc-sinh-tieu-hoc-4812345.html",
        "https://pgdquan1.hcm.edu.vn/chuyenmon/ctfull/abc/41000/123",
        "https://sites.google.com/view/thcsnguyendu/tin-tuc/bai-1",
        "https://app.a.edu.vn/#!tin/12",
    ],
)
def test_an_address_that_names_an_article_is_a_post(url: str) -> None:
    link = recognise(url)
    assert (link.platform, link.kind) == (Platform.WEBSITE, Kind.POST)


@pytest.mark.parametrize(
    "url",
    [
        "https://thcsnguyendu.edu.vn",
        "https://thcsnguyendu.edu.vn/",
        "https://thcsnguyendu.edu.vn/index.php",
        "https://thcsnguyendu.edu.vn/trang-chu.html",
        "https://thcsnguyendu.edu.vn/vi/",
        "https://thcsnguyendu.edu.vn/?utm_source=zalo",
        "https://thcsnguyendu.edu.vn/?s=hoi+khoe",
        "https://thcsnguyendu.edu.vn/tim-kiem?q=a",
        "https://thcsnguyendu.edu.vn/dang-nhap",
        "https://thcsnguyendu.edu.vn/wp-login.php?redirect_to=x",
        "https://thcsnguyendu.edu.vn/tin-tuc",
        "https://thcsnguyendu.edu.vn/tin-tuc/page/2",
        "https://thcsnguyendu.edu.vn/tin-tuc/trang-2.html",
        "https://thcsnguyendu.edu.vn/gioi-thieu.html",
        "https://thcsnguyendu.edu.vn/category/tin-tuc/",
        "https://thcsnguyendu.edu.vn/tag/phu-dong",
        "https://thcsnguyendu.edu.vn/upload/cong-van-12.pdf",
        "https://thcsnguyendu.edu.vn/images/anh.JPG",
        "https://meet.google.com/abc-defg-hij",
        "https://us02web.zoom.us/j/123456789?pwd=x",
        "https://docs.google.com/document/d/1AbC/edit",
        "https://docs.google.com/forms/d/e/1FAIpQL/viewform",
        "https://forms.gle/AbCdEf",
        "https://drive.google.com/file/d/1AbC/view",
        "https://mail.google.com/mail/u/0/#inbox/abc",
        "https://www.google.com/search?q=thcs",
        "https://www.dropbox.com/s/abc/x",
        "https://1drv.ms/w/abc",
        "https://wa.me/84912345678",
        "https://t.me/joinchat/AAAA",
        "https://scontent.fhan2-1.fna.fbcdn.net/v/t39/123_n.jpg",
        "http://192.168.1.1/tin/abc",
        "http://[::1]/tin/abc",
        "http://localhost:8000/tin/abc",
        "ftp://a.edu.vn/tin/abc",
        "mailto:a@b.edu.vn",
        "tg://resolve?domain=a",
        "javascript:alert(1)//a.vn/b/c",
        "khong phai dia chi",
        "https://",
        "",
        "\x00",
    ],
)
def test_an_address_that_names_no_article_is_no_post(url: str) -> None:
    link = recognise(url)
    assert (link.platform, link.kind, link.key) == (Platform.WEBSITE, Kind.NOT_A_POST, None)


@pytest.mark.parametrize(
    "url", ["https://bit.ly/3AbCdEf", "https://tinyurl.com/abc", "https://by.com.vn/Ab1"]
)
def test_a_short_link_says_that_its_target_is_unknown(url: str) -> None:
    assert recognise(url).kind is Kind.SHARE_SHORTLINK


def test_wrappings_without_end_are_followed_only_so_far() -> None:
    url = "https://a.edu.vn/tin/bai"
    for _ in range(40):
        url = f"https://out.example.vn/go?url={url}"
    assert recognise(url).platform is Platform.WEBSITE
