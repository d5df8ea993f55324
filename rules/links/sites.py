"""Whose an ordinary website is.

A host is one page: a school's own domain, and just as well its sub-domain at a portal, at Blogspot or at
WordPress. Only where one host is known to give many owners a path of their own does the path count too. On
any other host a path is a section or an article, and taking it for an owner would tear one site into many.
"""

import re
from unicodedata import normalize

from rules.links.address import Address, decoded_segments
from rules.links.short_hosts import SHORTENERS
from rules.links.tables import words
from rules.links.websites import never_posts

_HANDLE = r"@?[a-z0-9_.-]{2,80}"
_WORD = r"[\w.~-]{1,80}"
# Hosts where the path names the owner, and how it does.
_SHARED: dict[str, re.Pattern[str]] = {
    # Google Sites: of today; of an organisation, and the same before 2020; of everybody before 2020.
    "sites.google.com": re.compile(
        rf"(?:u/\d+/)?(view/{_WORD}|[a-z0-9-]+(?:\.[a-z0-9-]+)+/{_WORD}|a/{_WORD}/{_WORD}|site/{_WORD})"
    ),
    "violet.vn": re.compile(r"([a-z0-9_-]{3,80})"),  # a school's or teacher's corner in its old form
    "x.com": re.compile(rf"({_HANDLE})"),
    "t.me": re.compile(r"(?:s/)?([a-z]\w{3,80})", re.ASCII),  # /s/ shows the channel in a browser
    "linkedin.com": re.compile(rf"((?:in|company|school|showcase)/{_WORD})"),
    "medium.com": re.compile(rf"({_HANDLE})"),
    "pinterest.com": re.compile(rf"({_HANDLE})"),
    "tumblr.com": re.compile(rf"({_HANDLE})"),  # the newer form; name.tumblr.com is a host of its own
    "vimeo.com": re.compile(r"([a-z]\w{2,80})", re.ASCII),  # a number is a video
    "linktr.ee": re.compile(rf"({_HANDLE})"),
    "beacons.ai": re.compile(rf"({_HANDLE})"),
}
# The same for every sub-domain: account.wixsite.com/site is one of the account's sites.
_SHARED_BELOW: dict[str, re.Pattern[str]] = {"wixsite.com": re.compile(rf"({_WORD})")}
# First segments on those hosts that nobody owns.
_NOBODY = words("""
    home explore search i hashtag intent share settings messages notifications login logout signup compose
    tos privacy about joinchat addstickers addemoji addlist proxy socks iv boost giftcode c s m u p main user
    site view tag topic topics me pin feed tagged dashboard watch categories channels
    """)
# A host in front of which these stand shows the same site, however often they do.
_LEADING = re.compile(r"^(?:(?:www|m)\.)+(?=[^.]+\.)")
# One host under several names.
_SAME = {
    "twitter.com": "x.com",
    "mobile.twitter.com": "x.com",
    "telegram.me": "t.me",
    "vn.linkedin.com": "linkedin.com",
    "vn.pinterest.com": "pinterest.com",
}

# The site of an education office, which gives its schools a path where they have no host of their own.
_OFFICE = re.compile(r"(?:pgd|phonggd|phonggiaoduc|sgd|sogd|sogiaoduc|gddt)[a-z0-9-]*\.[a-z0-9.-]*vn")
# A school's path there: its kind and a name of at most five words. A longer one is the title of an article.
_SCHOOL = re.compile(
    r"(?:truong-)?(?:mn|mam-?non|mg|mau-?giao|th|tieu-?hoc|th-?thcs|thcs|thcs-?thpt|thpt|ptdtbt|ptdtnt|gdtx|c[123])"
    r"(?:-[a-z0-9]+){1,5}"
    r"|(?:truong)?(?:mamnon|maugiao|tieuhoc|thcs|thpt|c[123])[a-z0-9]{2,40}"  # in one word: thcsnguyendu
)


def website_page(address: Address, _base: str, _sub: str) -> str | None:
    host = _LEADING.sub("", address.host)
    host = _SAME.get(host, host)
    if host in SHORTENERS or never_posts(host):
        return None
    segments = [normalize("NFC", segment.lower()) for segment in decoded_segments(address.segments)]
    shared = _SHARED.get(host) or _SHARED_BELOW.get(host.partition(".")[2])
    if shared:
        owner = _owner(shared, segments)
        return f"{host}/{owner}" if owner else None
    port = f":{address.port}" if address.port else ""
    if segments and _OFFICE.fullmatch(host) and _SCHOOL.fullmatch(segments[0]):
        return f"{host}{port}/{segments[0]}"
    return f"{host}{port}"


def _owner(shared: re.Pattern[str], segments: list[str]) -> str | None:
    path = "/".join(segments)
    match = shared.match(path)
    whole = match and path[match.end() :][:1] in {"", "/"}
    return match[1] if match and whole and match[1] not in _NOBODY else None
