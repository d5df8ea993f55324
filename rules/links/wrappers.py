"""Addresses that only lead on to another address, which is the one that was meant."""

from rules.links.address import Address, decoded
from rules.links.tables import words

_USUAL = (
    "url",
    "u",
    "q",
    "to",
    "target",
    "link",
    "href",
    "dest",
    "redirect",
    "redirect_url",
    "goto",
    "continue",
)

# Host or the end of a host: {first path segment, "*" for any other: parameters that carry the target}.
_CARRIERS: dict[str, dict[str, tuple[str, ...]]] = {
    "facebook.com": {
        "l.php": ("u",),  # every outgoing link; l. and lm. too
        "flx": ("u",),  # the warning before an outgoing link
        "sharer": ("u", "href"),  # the share button of a website: its target is what is shared
        "sharer.php": ("u", "href"),
        "share.php": ("u", "href"),
        "share_channel": ("link",),
        "dialog": ("href", "link", "u"),
        "plugins": ("href",),  # embedded posts and videos
        "login": ("next",),  # what somebody copies who is not logged in
        "login.php": ("next",),
        "checkpoint": ("next",),
        "oauth": ("next",),
        "cookie": ("next",),
    },
    "messenger.com": {"l.php": ("u",)},
    "l.instagram.com": {"*": ("u",)},
    "instagram.com": {"accounts": ("next",)},
    "l.threads.net": {"*": ("u",)},
    "l.threads.com": {"*": ("u",)},
    "tiktok.com": {"login": ("redirect_url",), "link": ("target", "url")},
    "youtube.com": {
        "redirect": ("q",),
        "attribution_link": ("u",),  # the share link of the app before 2018, its target without a host
        "oembed": ("url",),
        "signin": ("next",),
    },
    "consent.youtube.com": {"*": ("continue",)},
    "accounts.google.com": {"*": ("continue",)},
    "translate.google.com": {"*": ("u",)},
    "google.com": {"url": ("q", "url"), "imgres": ("imgrefurl",)},
    "google.com.vn": {"url": ("q", "url"), "imgres": ("imgrefurl",)},
    "zalo.me": {"*": _USUAL},  # share?url=, sp.zalo.me/share_inline?url= and the shim around links in a chat
    "zaloapp.com": {"*": _USUAL},
    "zapps.vn": {"*": _USUAL},
    "vk.com": {"away.php": ("to",)},
    "safelinks.protection.outlook.com": {"*": ("url",)},  # around every link in an office's mail
    "t.me": {"iv": ("url",), "share": ("url",)},  # Telegram's quick view, and its share button
    "telegram.me": {"share": ("url",)},
    "x.com": {"intent": ("url",), "share": ("url",)},
    "twitter.com": {"intent": ("url",), "share": ("url",)},
    "linkedin.com": {"sharing": ("url",), "sharearticle": ("url",), "safety": ("url",)},
    "pinterest.com": {"pin": ("url",)},  # /pin/create/button/?url=
    "slack-redir.net": {"*": ("url",)},
    "bing.com": {"ck": ("u",)},
}
_GOOGLE = frozenset({"google.com", "www.google.com", "google.com.vn", "www.google.com.vn"})
# Any other host whose name says that it only passes visitors on.
_PASSING_ON = words("out l lm link links redirect go away exit click r track")


def target_of(address: Address) -> str | None:
    """The address this one leads to, or None when it leads nowhere else."""
    if address.host in _GOOGLE and address.segments[:1] == ["amp"]:
        return _amp_target(address)
    if not address.raw_query:
        return None
    names = _names(address)
    if not names:
        return None
    query = address.query()
    for name in names:
        value = query.get(name)
        if value:
            target = _absolute(value, address.host)
            if target:
                return target
    return None


def _names(address: Address) -> tuple[str, ...]:
    host = address.host
    first = address.segments[0].lower() if address.segments else ""
    if first[:1] == "v" and first[1:2].isdigit() and len(address.segments) > 1:  # /v2.3/plugins/…
        first = address.segments[1].lower()
    label, _, rest = host.partition(".")
    while host:
        carrier = _CARRIERS.get(host)
        if carrier is not None:
            return carrier.get(first) or carrier.get("*") or ()
        host = host.partition(".")[2]
    return _USUAL if label in _PASSING_ON and "." in rest else ()


def _absolute(value: str, host: str) -> str | None:
    value = value.strip()
    if value[:6].lower() in {"http%3", "https%", "%2f%2f"}:  # wrapped twice, escaped twice
        value = decoded(value)
    lower = value[:8].lower()
    if lower.startswith(("http://", "https://")):
        return value
    if value.startswith("//"):
        return f"https:{value}"
    if value.startswith("/"):
        return f"https://{host}{value}"
    head = value.partition("/")[0]
    return value if "." in head and "/" in value and " " not in head else None


def _amp_target(address: Address) -> str | None:
    """google.com/amp/s/<host>/<path>: a page kept by Google, with the page's own query."""
    segments = address.segments[2:] if address.segments[1:2] == ["s"] else address.segments[1:]
    query = f"?{address.raw_query}" if address.raw_query else ""
    return "/".join(segments) + query if len(segments) > 1 else None
