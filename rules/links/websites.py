"""Which addresses of ordinary websites are articles, and the spelling all copies of one address share."""

import re
import unicodedata
from urllib.parse import unquote

from rules.links.address import Address
from rules.links.model import NOT_A_POST, PROFILE, Found, Kind
from rules.links.short_hosts import SHORTENERS
from rules.links.tables import words

# Hosts (with all their sub-domains) where nothing is a public post.
_NEVER = words("""
    zoom.us zoom.com teams.microsoft.com teams.live.com webex.com meet.jit.si skype.com google.com
    google.com.vn gmail.com forms.gle app.goo.gl g.co page.link googleusercontent.com gstatic.com office.com
    office365.com microsoft.com live.com outlook.com hotmail.com 1drv.ms sharepoint.com onedrive.com
    forms.cloud.microsoft dropbox.com box.com mega.nz mediafire.com fshare.vn wetransfer.com icloud.com
    terabox.com 4shared.com yahoo.com yandex.com proton.me bing.com duckduckgo.com coccoc.com apple.com
    whatsapp.com wa.me viber.com signal.me discord.com discord.gg line.me skype.com slack.com fbcdn.net
    cdninstagram.com ytimg.com ggpht.com zdn.vn zadn.vn imgur.com postimg.cc ibb.co prnt.sc canva.com
    padlet.com quizizz.com kahoot.it kahoot.com azota.vn shub.edu.vn k12online.vn olm.vn
    calendly.com surveymonkey.com jotform.com typeform.com chatgpt.com openai.com archive.org archive.is
    shopee.vn shope.ee lazada.vn tiki.vn sendo.vn
    """)
# Parts of those hosts where articles are published after all.
_YET_POSTS = words("""
    sites.google.com news.google.com blog.google.com techcommunity.microsoft.com news.microsoft.com
    news.yahoo.com blog.zoom.us
    """)
# Networks without a platform of their own here, and the posts among their addresses.
_STATUS = re.compile(r"/(?:[^/]+|i/web)/status(?:es)?/(\d+)", re.IGNORECASE | re.ASCII)
_CHANNEL_POST = re.compile(r"/(?:s/)?((?!c/|joinchat/|share/)[A-Za-z]\w+/(?:\d+/)?\d+)", re.ASCII)
_NETWORKS: dict[str, tuple[str, re.Pattern[str]]] = {
    "x.com": ("x.com", _STATUS),
    "twitter.com": ("x.com", _STATUS),
    "mobile.twitter.com": ("x.com", _STATUS),
    "t.me": ("t.me", _CHANNEL_POST),
    "telegram.me": ("t.me", _CHANNEL_POST),
}

# What rides on an address to say where the visitor came from or which comment to open.
_TRACKING = words("""
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid twclid ttclid igsh igshid ig_mid mibextid rdid
    rdc share_url share_id share_source si _rdr _rdc __tn__ __xts__ __eep__ comment_id
    reply_comment_id ref ref_src ref_url refsrc referrer fref hc_ref locale paipv eav wtsid sfnsn extid
    _ft_ mc_cid mc_eid mkt_tok _ga _gl _hsenc _hsmi gidzl zarsrc zl3rd zanpid zsrc spm vero_id
    oly_enc_id s_cid cmpid amp fb_ref fb_source fb_action_ids fb_action_types is_from_webapp
    sender_device web_id _r _t u_code srsltid gs_l gs_lcrp _openstat os_ehash echobox __hsfp __hssc __hstc
    hsctatracking ml_subscriber ml_subscriber_hash oly_anon_id vero_conv wickedid rb_clickid
    __twitter_impression tracking_source
    """)
_TRACKING_PREFIXES = (
    "utm_",
    "__cft__",
    "notif_",
    "_x_tr_",
    "hsa_",
    "pk_",
    "mtm_",
    "ga_",
    "itm_",
    "hmb_",
    "otm_",
    "vn_",
)

_LANGUAGES = frozenset({"vi", "en", "vn", "vi-vn", "en-us", "vie", "eng"})
_HOME = frozenset({"index", "default", "home", "trang-chu", "trangchu", "main", "portal", "homepage"})
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp|cfm)", re.IGNORECASE)
_PAGE_NAME = re.compile(r"\.(?:html?|php\d?|aspx?|jspx?|cfm|htm)$", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|csv|txt|rtf|zip|rar|7z|exe|apk|jpe?g|png|gif|webp|svg|bmp|heic|mp[34]|avi|mov|"
    r"wmv|ico|css|js|json|xml)$",
    re.IGNORECASE,
)
_SESSION = re.compile(r";jsessionid=.*", re.IGNORECASE | re.DOTALL)
_PAGING = re.compile(r"(?:page|trang)-?\d+", re.ASCII)
_PAGES = words("page trang")

# Rooms of a website that hold no article, wherever in the path they stand.
_ROOMS = words("""
    login dang-nhap dangnhap signin sign-in logout dang-xuat register dang-ky dangky signup wp-admin
    wp-login wp-json search tim-kiem timkiem cart gio-hang checkout thanh-toan feed rss sitemap
    sitemap_index robots admin administrator account tai-khoan quen-mat-khau forgot-password sso
    cas oauth
    """)
# The same as first word only: lists of articles.
_LISTS = words("""
    tag tags category categories chuyen-muc chuyenmuc the-loai author tac-gia archive archives
    su-kien-tag
    """)
# Sections of school and news sites. An address of nothing but these is a list, not an article.
_SECTIONS = words("""
    tin-tuc tintuc news tin tin-tuc-su-kien su-kien sukien events gioi-thieu gioithieu about about-us
    gioi-thieu-chung lien-he lienhe contact contact-us thong-bao thongbao announcements hoat-dong
    hoatdong activities tin-hoat-dong van-ban vanban tai-lieu tailieu documents thu-vien thuvien gallery
    album albums hinh-anh hinhanh thu-vien-anh video videos media blog bai-viet articles posts
    tuyen-sinh tuyensinh co-cau-to-chuc so-do-to-chuc tin-noi-bat tin-moi tin-nha-truong doan-doi
    doan-thanh-nien cong-doan chuyen-mon lich-cong-tac lich-tuan thoi-khoa-bieu diem-thi tra-cuu hoi-dap
    faq gop-y cong-khai ba-cong-khai guong-sang nguoi-tot-viec-tot giao-duc thoi-su the-gioi kinh-doanh
    kinh-te the-thao giai-tri phap-luat suc-khoe doi-song du-lich khoa-hoc so-hoa xe y-kien tam-su
    xa-hoi chinh-tri van-hoa cong-nghe nhip-song-tre goc-nhin bat-dong-san tuyen-dung privacy terms
    chinh-sach dieu-khoan quy-dinh site-map so-do-trang tin-tuc-thong-bao so-lien-lac tra-cuu-diem
    """)
# Parameters that pick one article, and those that only pick or arrange a list.
_PICKS = re.compile(
    r"(?!(?:cat|category|catid|cate|tab|tabid|item|lang|page|site|menu|parent|nhom|loai|group|user)_?id$)"
    r".*id|p|n|a|nid|tin|tintuc|news|newsid|bai|baiviet|article|post|slug|url|code|detail|alias|name|title|ma|v|k",
    re.IGNORECASE,
)

_UNSAFE_IN_PATH = re.compile(r"[\x00-\x20\x7f-\xa0/%?#<>\"\\\u2028\u2029\ud800-\udfff]")
_UNSAFE_IN_QUERY = re.compile(r"[\x00-\x20\x7f-\xa0%?#<>\"\\&=\u2028\u2029\ud800-\udfff]")


def recognise(address: Address, _base: str, _sub: str) -> Found:
    host = _plain_host(address.host)
    if host in _NETWORKS:
        return _on_a_network(host, address)
    if never_posts(host):
        return NOT_A_POST
    if host in SHORTENERS:
        code = address.segments[0] if len(address.segments) == 1 else ""
        return Found(Kind.SHARE_SHORTLINK, f"{host}/{_tidy(code)}") if code else NOT_A_POST
    segments = _tidy_path(address.segments)
    pairs = [pair for pair in address.pairs() if not _is_tracking(pair[0])] if address.raw_query else []
    if host.endswith(".blogspot.com"):  # the same article for phones
        pairs = [pair for pair in pairs if pair[0] != "m"]
    route = _route(address.fragment)
    if not route and not _is_article(segments, pairs):
        return NOT_A_POST
    port = f":{address.port}" if address.port else ""
    query = _tidy_query(pairs) if pairs else ""
    return Found(Kind.POST, f"{host}{port}/{'/'.join(segments)}{query}{route}")


def _plain_host(host: str) -> str:
    """Without www. and m., which show the same articles."""
    for prefix in ("www.", "m."):
        if host.startswith(prefix) and "." in host[len(prefix) :]:
            host = host[len(prefix) :]
    return host


def never_posts(host: str) -> bool:
    while host:
        if host in _YET_POSTS:
            return False
        if host in _NEVER:
            return True
        host = host.partition(".")[2]
    return False


def _on_a_network(host: str, address: Address) -> Found:
    name, pattern = _NETWORKS[host]
    match = pattern.match("/" + "/".join(address.segments))
    if match:
        return Found(Kind.POST, f"{name}/{match[1].lower()}")
    return PROFILE if len(address.segments) == 1 else NOT_A_POST


def _is_tracking(name: str) -> bool:
    name = name.lower()
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _is_article(segments: list[str], pairs: list[tuple[str, str]]) -> bool:
    names = [(_PAGE_NAME.sub("", segment) if "." in segment else segment).lower() for segment in segments]
    if names:
        is_list = names[0] in _LISTS and not _PAGE_NAME.search(segments[-1])
        if is_list or not _ROOMS.isdisjoint(names) or _FILE_NAME.search(segments[-1]):
            return False
    if any(value and _PICKS.fullmatch(name) for name, value in pairs):
        return True
    names = _without_wayside(names)
    return bool(names) and not _SECTIONS.issuperset(names)


def _without_wayside(names: list[str]) -> list[str]:
    """Drop the language in front, and behind it the home page's names and page numbers of a list."""
    if names and names[0] in _LANGUAGES:
        names = names[1:]
    while names:
        if names[-1] in _HOME or names[-1] in _PAGES or _PAGING.fullmatch(names[-1]):
            names = names[:-1]
        elif names[-1].isdigit() and names[-2:-1] and names[-2] in _PAGES:
            names = names[:-2]
        else:
            break
    return names


def _route(fragment: str) -> str:
    """The page inside a site that is one page for its server: #/tin/12, #!tin/12. Others only scroll."""
    if fragment.startswith(("/", "!")):
        route = "/".join(map(_tidy, filter(None, fragment.lstrip("!").split("/"))))
        return f"#/{route}" if route else ""
    return ""


def _tidy_query(pairs: list[tuple[str, str]]) -> str:
    tidied = sorted(
        (_tidy_text(name, _UNSAFE_IN_QUERY), _tidy_text(value, _UNSAFE_IN_QUERY)) for name, value in pairs
    )
    return "?" + "&".join(f"{name}={value}" if value else name for name, value in tidied)


def _tidy_path(raw: list[str]) -> list[str]:
    segments = [_tidy(_SESSION.sub("", segment) if ";" in segment else segment) for segment in raw]
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    if len(segments) > 1 and segments[-1].lower() == "amp":  # the same article for phones
        segments.pop()
    return segments


def _tidy(piece: str) -> str:
    """The one spelling of a piece of a path: letters as letters, what means something in a path escaped."""
    if "%" in piece:
        piece = unquote(piece, errors="surrogateescape")  # an old site's own encoding is kept
    return _tidy_text(piece, _UNSAFE_IN_PATH)


def _tidy_text(text: str, unsafe: re.Pattern[str]) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return unsafe.sub(escaped, text)


def escaped(letter: re.Match[str]) -> str:
    """As bytes; a byte that was no letter to begin with is itself again."""
    byte = "surrogateescape" if "\udc80" <= letter[0] <= "\udcff" else "surrogatepass"
    return "".join(f"%{each:02X}" for each in letter[0].encode("utf-8", byte))
