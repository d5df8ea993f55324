"""Posts on TikTok, YouTube, Instagram and Threads: each names a post by one id that stands alone."""

import base64
import binascii
import re
from itertools import pairwise

from rules.links.address import Address, decoded_segments
from rules.links.model import NOT_A_POST, PROFILE, Found, Kind
from rules.links.tables import words

_TIKTOK_NUMBER = re.compile(r"\d+(?!\w)", re.ASCII)
_TIKTOK_CODE = re.compile(r"[A-Za-z0-9]{2,}", re.ASCII)
# The word before the number says what it is; videos and photo posts are numbered from one space.
_TIKTOK_WORDS = {
    "video": Kind.VIDEO,  # /@name/video/1, /share/video/1
    "photo": Kind.PHOTO,  # /@name/photo/1, a post of pictures
    "story": Kind.STORY,  # /@name/story/1
    "v": Kind.VIDEO,  # m.tiktok.com/v/1.html
    "embed": Kind.VIDEO,  # /embed/1
    "v2": Kind.VIDEO,  # /embed/v2/1
    "v1": Kind.VIDEO,  # /player/v1/1
    "item": Kind.VIDEO,  # /share/item/1
}
_TIKTOK_SHORT = frozenset({"vm", "vt"})


def tiktok(address: Address, _base: str, sub: str) -> Found:
    segments = decoded_segments(address.segments)
    if sub in _TIKTOK_SHORT or (segments and segments[0] == "t"):
        short = next(filter(None, map(_TIKTOK_CODE.match, segments)), None)
        return Found(Kind.SHARE_SHORTLINK, f"t:{short[0]}") if short else NOT_A_POST
    for word, number in pairwise(segments):
        kind = _TIKTOK_WORDS.get(word.lower())
        match = _TIKTOK_NUMBER.match(number) if kind else None
        if kind and match:
            return Found(kind, match[0])
    names = segments[1:2] if segments[:1] == ["embed"] else segments[:1]
    return PROFILE if names and names[0].startswith("@") else NOT_A_POST


_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{2,}", re.ASCII)
_YOUTUBE_POST = re.compile(r"Ug[A-Za-z0-9_-]{10,}", re.ASCII)
# Paths that carry the video's id as the next segment; all of them open the same video.
YOUTUBE_PATHS = words("shorts live embed v e vi watch watch_popup movie video")
# Ids in an embed's place that are no video: a playlist, whatever a channel broadcasts now.
_YOUTUBE_NO_VIDEO = frozenset({"videoseries", "live_stream", "playlist"})
YOUTUBE_ROOMS = words("""
    feed results playlist hashtag gaming premium account signin login upload about t ads creators
    trending redirect oembed intl kids musicpremium paid_memberships reporthistory music news podcasts
    movies attribution_link source supported_browsers error browse course tv
    """)


def youtube(address: Address, base: str, _sub: str) -> Found:
    segments = decoded_segments(address.segments)
    query = address.query()
    if base == "youtu.be" and segments and segments[0] not in YOUTUBE_PATHS:
        return _youtube_video(segments[0])
    if segments in ([], ["tv"]) and address.fragment.startswith("/watch?"):  # before 2014, and on televisions
        segments, query = ["watch"], Address("", "", [], address.fragment[7:], "").query()
    if not segments:
        return _youtube_video(query.get("v", ""))
    first = segments[0].lower()
    if first in YOUTUBE_PATHS:
        return _youtube_video(query.get("v") or query.get("vi") or (segments[1] if segments[1:] else ""))
    if first == "clip" and segments[1:]:
        match = _YOUTUBE_ID.match(segments[1])
        return Found(Kind.VIDEO, f"clip:{match[0]}") if match else NOT_A_POST
    post = _YOUTUBE_POST.match(segments[1] if first == "post" and segments[1:] else query.get("lb", ""))
    if post:  # the community tab
        return Found(Kind.POST, post[0])
    return NOT_A_POST if first in YOUTUBE_ROOMS else PROFILE


def _youtube_video(name: str) -> Found:
    match = _YOUTUBE_ID.match(name)
    if match and match[0] not in _YOUTUBE_NO_VIDEO:
        return Found(Kind.VIDEO, match[0])
    return NOT_A_POST


_INSTAGRAM_CODE = re.compile(r"[A-Za-z0-9_-]{2,}", re.ASCII)
# A private account's links carry 28 letters of permission behind the code.
_INSTAGRAM_PERMISSION = 28
INSTAGRAM_WORDS = {"p": Kind.POST, "reel": Kind.REEL, "reels": Kind.REEL, "tv": Kind.VIDEO}
INSTAGRAM_ROOMS = words("""
    explore accounts direct directory about legal developer developers web oauth emails session terms
    privacy press api graphql challenge topics notifications your_activity lite download share
    """)
INSTAGRAM_OFFICES = frozenset({"help", "about", "business", "developers"})
_HIGHLIGHT = re.compile(rb"highlight:(\d+)")


def instagram(address: Address, base: str, sub: str) -> Found:
    segments = decoded_segments(address.segments)
    if base == "ig.me" or sub in INSTAGRAM_OFFICES or not segments:
        return NOT_A_POST
    first = segments[0].lower()
    if first == "stories":
        return _instagram_story(segments[1:])
    if first == "s" and segments[1:]:
        return _instagram_highlight(segments[1])
    if first == "share":
        shared = _INSTAGRAM_CODE.match(segments[-1]) if segments[1:] else None
        return Found(Kind.SHARE_SHORTLINK, f"share:{shared[0]}") if shared else NOT_A_POST
    for word, code in pairwise(segments[:3]):
        kind = INSTAGRAM_WORDS.get(word.lower())
        match = _INSTAGRAM_CODE.match(code) if kind else None
        if kind and match and code != "audio":
            return Found(kind, _without_permission(match[0]))
    return NOT_A_POST if first in INSTAGRAM_ROOMS or first in INSTAGRAM_WORDS else PROFILE


def _without_permission(code: str) -> str:
    return code[:-_INSTAGRAM_PERMISSION] if len(code) > _INSTAGRAM_PERMISSION else code


def _instagram_story(rest: list[str]) -> Found:
    if rest[1:] and rest[1].isascii() and rest[1].isdigit():
        return Found(Kind.STORY, f"{'highlight' if rest[0] == 'highlights' else 'story'}:{rest[1]}")
    return PROFILE  # today's stories of somebody, not one of them


def _instagram_highlight(packed: str) -> Found:
    """/s/<base64 of highlight:123>, the app's way to share /stories/highlights/123."""
    try:
        match = _HIGHLIGHT.match(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (binascii.Error, ValueError):
        return NOT_A_POST
    return Found(Kind.STORY, f"highlight:{match[1].decode()}") if match else NOT_A_POST


def threads(address: Address, _base: str, _sub: str) -> Found:
    segments = decoded_segments(address.segments)
    for word, code in pairwise(segments[:3]):
        match = _INSTAGRAM_CODE.match(code) if word.lower() in {"post", "t"} else None
        if match:
            return Found(Kind.POST, match[0])
    return PROFILE if segments and segments[0].startswith("@") else NOT_A_POST
