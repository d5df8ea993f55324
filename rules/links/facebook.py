"""Which Facebook addresses are posts, and which number or code names the post.

Facebook numbers its objects from one space: the Graph API and facebook.com/<number> find a photo, a video,
a status by its number alone, whatever its kind or owner. So the number is the post's name, and one video
handed in as watch?v=, as /name/videos/ and as /reel/ is one post. Posts with numbers too short for that
space are kept together with their owner. A pfbid is an encrypted number that nobody outside can turn back,
so it names a post of its own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from rules.links.address import Address, decoded_segments
from rules.links.model import NOT_A_POST, PROFILE, Found, Kind
from rules.links.tables import words

_UNIQUE_DIGITS = 9
# Photos, videos and reels also have addresses without an owner, so their numbers stand alone at any length.
_WITH_OWNER = frozenset({Kind.POST, Kind.GROUP_POST})

# A long number may have the next word stuck to it: /posts/1234567890Em
_ID = re.compile(r"(pfbid[A-Za-z0-9]+)|(\d+)(?![A-Za-z0-9_.-])|\d{9,}(?=[A-Z][a-z]{0,9}$)", re.ASCII)
PAGE_AND_POST = re.compile(r"(\d{5,})_(\d{5,})", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_-]{2,}", re.ASCII)
_SET = re.compile(r"([a-z]+)\.(\d+)", re.ASCII)
_VERSION = re.compile(r"v\d+\.\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Form:
    """A shape of address. `at` says where the number stands: "?name" in the query, "/" last in the path."""

    kind: Kind
    at: tuple[str, ...]
    why: str


# By the first segment of the path.
FIRST: dict[str, Form] = {
    "permalink.php": Form(Kind.POST, ("?story_fbid",), "a post of a page or person without a name"),
    "story.php": Form(Kind.POST, ("?story_fbid",), "the same on the mobile site"),
    "posts": Form(Kind.POST, ("/",), "a post whose owner was left out"),
    "photo.php": Form(Kind.PHOTO, ("?fbid", "?v"), "a photo; before 2014 also a video as v="),
    "photo": Form(Kind.PHOTO, ("?fbid", "/"), "the photo viewer of today"),
    "photos": Form(Kind.PHOTO, ("?photo", "?fbid", "/"), "the mobile viewer: /photos/viewer/?photo="),
    "album.php": Form(Kind.PHOTO, ("?fbid", "?aid"), "an album in its oldest form"),
    "video.php": Form(Kind.VIDEO, ("?v", "?video_id"), "a video in its old form"),
    "video": Form(Kind.VIDEO, ("?v", "?video_id", "/"), "/video/video.php?v= and /video/embed?video_id="),
    "videos": Form(Kind.VIDEO, ("?v", "/"), "a video whose owner was left out"),
    "watch": Form(Kind.VIDEO, ("?v",), "the video tab: /watch/?v= and /watch/live/?v="),
    "live": Form(Kind.VIDEO, ("?v",), "a broadcast: /live/?v="),
    "watchparty": Form(Kind.VIDEO, ("/",), "people watching one video together"),
    "reel": Form(Kind.REEL, ("/", "?v"), "a reel"),
    "reels": Form(Kind.REEL, ("/",), "a reel as some apps share it"),
    "events": Form(Kind.POST, ("/",), "an event is written and published by a page and numbered like a post"),
    "notes": Form(Kind.POST, ("/",), "a note, the long post of old"),
    "note.php": Form(Kind.POST, ("?note_id",), "the same, older"),
    "questions": Form(Kind.POST, ("/",), "a poll published as a post"),
}

# By the second segment, after the owner's name or number.
_SECOND: dict[str, Form] = {
    "posts": Form(Kind.POST, ("/", "?story_fbid"), "/name/posts/123, /name/posts/some-text/123, pfbid"),
    "permalink": Form(Kind.POST, ("/",), "the same under another word"),
    "activity": Form(Kind.POST, ("/",), "a person's post in its old form"),
    "notes": Form(Kind.POST, ("/",), "a note of a page"),
    "photos": Form(Kind.PHOTO, ("/", "?fbid"), "/name/photos/a.1.2/123 and /name/photos/123"),
    "photo": Form(Kind.PHOTO, ("?fbid", "/"), "the same under another word"),
    "videos": Form(Kind.VIDEO, ("/", "?v"), "/name/videos/123, with text or vb.1 between"),
    "video": Form(Kind.VIDEO, ("/", "?v"), "the same under another word"),
    "live": Form(Kind.VIDEO, ("?v", "/"), "a broadcast on a page"),
    "reel": Form(Kind.REEL, ("/",), "a reel under its owner"),
    "reels": Form(Kind.REEL, ("/",), "the same under another word"),
    "events": Form(Kind.POST, ("/",), "an event under its page"),
}

# Inside a group: /groups/<group>/<word>/<number>.
_GROUP: dict[str, Form] = {
    "posts": Form(Kind.GROUP_POST, ("/",), "a post in a group"),
    "permalink": Form(Kind.GROUP_POST, ("/",), "its older form"),
    "photos": Form(Kind.GROUP_POST, ("/",), "a photo in a group"),
    "videos": Form(Kind.GROUP_POST, ("/",), "a video in a group"),
    "post": Form(Kind.GROUP_POST, ("/",), "as some apps write it"),
}
# On the group's own page: ?multi_permalinks=1,2 opens the first from a notification, ?post= is a unit of a
# guide (and ?view=permalink&id= the mobile site's form).
_GROUP_QUERY = ("multi_permalinks", "story_fbid", "post")

# What stands before the dot in set=: which object the number after it is.
_SETS: dict[str, Kind] = {
    "a": Kind.PHOTO,  # an album, numbered like a photo
    "ms": Kind.PHOTO,  # a picked set of photos
    "oa": Kind.GROUP_POST,  # an album in a group
    "gm": Kind.GROUP_POST,  # the photos of one post in a group; the number is the post's
    "pcb": Kind.POST,  # the photos of one post; the number is the post's
    "p": Kind.PHOTO,  # one photo
}

# First segments that are Facebook's own rooms, never somebody's name and never a post.
ROOMS = words("""
    about ads adsmanager ajax allactivity api bookmarks browse business business_support buddylist
    careers checkpoint coronavirus_info creatorstudio crisisresponse cookie cookies communitystandards
    dating dialog directory feed feeds find-friends flx friends fundraisers games gaming gettingstarted
    graphsearch groups hashtag help home home.php invite invites jobs l.php latest legal login login.php
    logout logout.php lite maps marketplace me media memories messages mobile mobile.php modules mydata
    navigation news notifications n nearby nt oauth offers onthisday page_likers pages payments places
    plugins policies policy policy.php privacy privacy.php profile.php public r.php recover reg requests
    safety saved search security settings share.php sharer sharer.php sitetour subscribe support survey
    terms terms.php tr ufi unsupported-interstitial unsupportedbrowser verify weather whitehat work
    """)
# Sub-domains for builders, advertisers and help, where nobody posts.
OFFICES = words("""
    about apps ads adsmanager developers code engineering research investor newsroom static s graph api
    connect badge pixel upload communityforums transparency opensource ai ar tech portal workplace work
    """)

# What may stand in full where a letter mostly stands: /share/reel/CODE.
_SHARED_THINGS = words("post posts photo video videos reel reels story group groups event")
_SHARED_ROOMS = words("g group groups")  # /share/g/CODE invites into a group

SHORT_HOSTS = {"fb.watch": "watch", "fb.gg": "gg"}


def recognise(address: Address, base: str, sub: str) -> Found:
    if base in SHORT_HOSTS:
        return _short(decoded_segments(address.segments), SHORT_HOSTS[base])
    if base == "fb.me":
        return _fb_me(decoded_segments(address.segments))
    if base in {"m.me", "messenger.com"} or sub in OFFICES:
        return NOT_A_POST
    return _facebook_com(*path_and_query(address))


def path_and_query(address: Address) -> tuple[list[str], dict[str, str]]:
    if not address.fragment.startswith("!/"):  # facebook.com/#!/name/posts/1, from before 2012
        return decoded_segments(address.segments), address.query()
    path, _, query = address.fragment[1:].partition("?")
    inner = Address(address.host, "", [piece for piece in path.split("/") if piece], query, "")
    return decoded_segments(inner.segments), inner.query()


def _facebook_com(segments: list[str], query: dict[str, str]) -> Found:
    segments = from_the_owner(segments)
    if not segments:
        return _by_story(query, "", NOT_A_POST)
    first = segments[0].lower()
    form = FIRST.get(first)
    if form:
        return _number(form, segments[1:], query, query.get("id", "")) or _without_number(first, query)
    branch = BRANCHES.get(first)
    if branch:
        return branch(segments[1:], query)
    if first in ROOMS:
        return _by_story(query, query.get("id", ""), PROFILE if first == "profile.php" else NOT_A_POST)
    return _of_owner(segments, query)


def from_the_owner(segments: list[str]) -> list[str]:
    """Drop what only leads to the owner: /pages/Name/123/…, /people/Name/123/…, /pg/name/…"""
    if not segments:
        return segments
    first = segments[0].lower()
    if first == "gaming" and len(segments) > 1:  # /gaming/name/videos/123
        return segments[1:]
    if first == "pages" and len(segments) > 1 and segments[1].lower() == "category":
        return segments[3:]
    if first in {"pages", "people"}:
        return segments[2:] or segments[1:]
    if first in {"pg", "p"} or _VERSION.fullmatch(first):
        return segments[1:]
    return segments


def _of_owner(segments: list[str], query: dict[str, str]) -> Found:
    owner = segments[0]
    joined = PAGE_AND_POST.fullmatch(owner)
    if joined:  # the Graph API's name of a post: <page>_<post>
        return Found(Kind.POST, _post_name(joined[2], joined[1]))
    if len(segments) > 1:
        word = segments[1].lower()
        form = _SECOND.get(word)
        found = _number(form, segments[2:], query, owner) if form else None
        if found:
            return found
        if word == "photos" and _ID.match(query.get("album_id", "")):  # ?tab=album&album_id=1
            return Found(Kind.PHOTO, _post_name(query["album_id"], ""))
        if word in {"photos", "media_set"}:
            return _set(query.get("set") or (segments[2] if segments[2:] else ""), otherwise=PROFILE)
        if word == "stories":
            return _story(segments[2:], query)
    return _by_story(query, owner, PROFILE)


def _number(form: Form, rest: list[str], query: dict[str, str], owner: str) -> Found | None:
    for place in form.at:
        if place == "/":
            matches = (_ID.match(segment) for segment in reversed(rest))
        else:
            matches = (_ID.match(value) for value in (query.get(place[1:], ""),) if value)
        for match in matches:
            if match:
                return Found(form.kind, _post_name(match[0], owner if form.kind in _WITH_OWNER else ""))
    return None


def _post_name(number: str, owner: str) -> str:
    if not number.startswith("pfbid"):
        number = number.lstrip("0") or "0"
        if len(number) < _UNIQUE_DIGITS and owner:
            return f"{owner.lower().replace('.', '')}:{number}"
    return number


def _without_number(first: str, query: dict[str, str]) -> Found:
    if first in {"photo", "photo.php", "photos"} and "set" in query:
        return _set(query["set"])
    return _by_story(query, query.get("id", ""), NOT_A_POST)


def _by_story(query: dict[str, str], owner: str, otherwise: Found) -> Found:
    """Old addresses hang the post on the owner's page: /pages/Name/1?story_fbid=2."""
    match = _ID.match(query.get("story_fbid", ""))
    return Found(Kind.POST, _post_name(match[0], owner)) if match else otherwise


def _group(rest: list[str], query: dict[str, str]) -> Found:
    group = rest[0] if rest else ""
    form = _GROUP.get(rest[1].lower()) if rest[1:] else None
    found = _number(form, rest[2:], query, group) if form else None
    if found:
        return found
    names = (*_GROUP_QUERY, "id") if query.get("view") == "permalink" else _GROUP_QUERY
    for name in names:
        match = _ID.match(query.get(name, ""))
        if match:
            return Found(Kind.GROUP_POST, _post_name(match[0], group))
    return _bare_number(rest[1:2], group)


def _bare_number(rest: list[str], group: str) -> Found:
    """/groups/<group>/<number>, as written before there were words; a short one is a room's, not a post's."""
    number = _ID.fullmatch(rest[0]) if rest and len(rest[0]) >= _UNIQUE_DIGITS else None
    return Found(Kind.GROUP_POST, _post_name(number[0], group)) if number else NOT_A_POST


def _share(rest: list[str], _query: dict[str, str]) -> Found:
    """/share/p/CODE, /share/CODE: the letter only hints at the kind, the code alone names the share."""
    letter = rest[0].lower() if rest and (len(rest[0]) == 1 or rest[0].lower() in _SHARED_THINGS) else ""
    if letter in _SHARED_ROOMS:
        return NOT_A_POST
    code = rest[1:2] if letter else rest[:1]
    match = _CODE.match(code[0]) if code else None
    return Found(Kind.SHARE_SHORTLINK, f"share:{match[0]}") if match else NOT_A_POST


def _story(rest: list[str], _query: dict[str, str]) -> Found:
    """/stories/<collection>/<card>: without a card the collection is a highlight, numbered itself."""
    if rest and rest[0].isascii() and rest[0].isdigit():
        card = _CODE.match(rest[1]) if rest[1:] else None
        return Found(Kind.STORY, f"story:{card[0] if card else rest[0]}")
    return NOT_A_POST


def _set(name: str, otherwise: Found = NOT_A_POST) -> Found:
    match = _SET.match(name)
    kind = _SETS.get(match[1]) if match else None
    if match and kind:
        return Found(kind, _post_name(match[2], match[1]))
    return otherwise


def _album(_rest: list[str], query: dict[str, str]) -> Found:
    return _set(query.get("set") or query.get("album") or "")


BRANCHES: dict[str, Callable[[list[str], dict[str, str]], Found]] = {
    "groups": _group,
    "share": _share,
    "stories": _story,
    "media": _album,
}


def _short(segments: list[str], host: str) -> Found:
    match = _CODE.match(segments[-1]) if segments else None
    return Found(Kind.SHARE_SHORTLINK, f"{host}:{match[0]}") if match else NOT_A_POST


def _fb_me(segments: list[str]) -> Found:
    """fb.me/p/CODE and fb.me/CODE are short links; fb.me/some.name is the short form of a page."""
    if not segments:
        return NOT_A_POST
    last = segments[-1]
    match = _CODE.fullmatch(last)
    if match and (segments[1:] or (any(map(str.isdigit, last)) and not last.islower())):
        return Found(Kind.SHARE_SHORTLINK, f"me:{last}")
    return PROFILE
