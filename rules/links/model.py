"""What is said about a link: whose it is, what it shows, and the key all its spellings share."""

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    FACEBOOK = "facebook"
    ZALO = "zalo"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    INSTAGRAM = "instagram"
    THREADS = "threads"
    WEBSITE = "website"


class Kind(StrEnum):
    POST = "post"
    PHOTO = "photo"
    VIDEO = "video"
    REEL = "reel"
    STORY = "story"
    GROUP_POST = "group_post"
    SHARE_SHORTLINK = "share_shortlink"
    PROFILE = "profile"
    NOT_A_POST = "not_a_post"


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was handed in; `key` is None exactly when it leads to no single post.

    Of a short link `leads_to` is the address of its post, where that is known.
    """

    url: str
    platform: Platform
    kind: Kind
    key: str | None
    leads_to: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a platform's tables say about an address; `post` names the post within the platform."""

    kind: Kind
    post: str | None = None


PROFILE = Found(Kind.PROFILE)
NOT_A_POST = Found(Kind.NOT_A_POST)
