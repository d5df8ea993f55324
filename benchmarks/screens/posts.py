"""What a screen shows: a post, whose it is, the phone it is seen on; and its look-alikes."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.screens import words


@dataclass(frozen=True, slots=True)
class Phone:
    width: int
    height: int
    density: float
    font: str
    status: int
    navigation: int


PHONES = (
    Phone(360, 800, 3, "Roboto", 28, 16),
    Phone(393, 852, 3, "Liberation Sans", 50, 24),
    Phone(412, 915, 2.625, "Roboto", 32, 48),
    Phone(360, 640, 2, "Roboto", 24, 48),
    Phone(375, 667, 2, "Open Sans", 20, 0),
    Phone(414, 896, 2, "Liberation Sans", 44, 20),
    Phone(360, 780, 2, "Open Sans", 30, 14),
    Phone(384, 854, 2.8125, "DejaVu Sans", 26, 44),
)


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    face: int


@dataclass(frozen=True, slots=True)
class Post:
    author: Person
    ago: str
    text: str
    photos: tuple[int, ...]
    likes: int
    replies: int
    shares: int
    shared: "Post | None" = None


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything that makes a picture: equal screens are equal pictures."""

    phone: Phone
    layout: str
    dark: bool
    post: Post
    before: Post
    after: Post
    comments: tuple[tuple[Person, str], ...]
    clock: str
    battery: int
    scroll: int  # of the post's upper edge, above that of the view

    def with_post(self, **changes: object) -> "Screen":
        return replace(self, post=replace(self.post, **changes))  # type: ignore[arg-type]


def screen(rng: random.Random) -> Screen:
    layout = rng.choice(("facebook_feed", "facebook_post", "facebook_post", "zalo_feed", "zalo_post"))
    return Screen(
        phone=rng.choice(PHONES),
        layout=layout,
        dark=rng.random() < 0.3,
        post=_sharing(rng) if rng.random() < 0.4 else _own(rng),
        before=_own(rng),
        after=_own(rng),
        comments=tuple((_person(rng), words.reply(rng)) for _ in range(rng.randint(0, 4))),
        clock=_clock(rng),
        battery=rng.randint(5, 100),
        scroll=rng.randint(-100, 8) if layout.endswith("feed") else 0,
    )


def _person(rng: random.Random) -> Person:
    return Person(words.person(rng), rng.randrange(10**6))


def _photos(rng: random.Random) -> tuple[int, ...]:
    return tuple(rng.randrange(10**6) for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 4))))


def _own(rng: random.Random) -> Post:
    return Post(
        _person(rng), words.ago(rng), words.story(rng, rng.randint(1, 5)), _photos(rng), *_counts(rng)
    )


def _counts(rng: random.Random) -> tuple[int, int, int]:
    return rng.randint(1, 480), rng.randint(0, 60), rng.randint(0, 90)


def _sharing(rng: random.Random) -> Post:
    page = Person(words.school(rng), rng.randrange(10**6))
    photos = _photos(rng) or (rng.randrange(10**6),)
    featured = Post(page, words.ago(rng), words.story(rng, rng.randint(1, 4)), photos, *_counts(rng))
    return Post(_person(rng), words.ago(rng), words.remark(rng), (), *_counts(rng), shared=featured)


def _clock(rng: random.Random) -> str:
    return f"{rng.randint(6, 22):02}:{rng.randint(0, 59):02}"


def another_minute(one: Screen, rng: random.Random) -> Screen:
    return replace(one, clock=_clock(rng), battery=rng.randint(5, 100))


def scrolled(one: Screen, rng: random.Random) -> Screen:
    """By 20 to 300 pixels of a 1080 pixel wide screen, up or down."""
    pixels = rng.randint(20, 300) * one.phone.width / 1080
    down = rng.random() < 0.7 or not one.layout.endswith("feed")
    return replace(one, scroll=round(one.scroll + (pixels if down else -pixels)))


def hours_later(one: Screen, rng: random.Random) -> Screen:
    """The same post of the same person, whose age and counts have moved on."""
    post = one.post
    moved = another_minute(one, rng)
    return moved.with_post(
        ago=words.ago(rng), likes=post.likes + rng.randint(1, 60), replies=post.replies + 1
    )


def other_sharer(one: Screen, rng: random.Random) -> Screen:
    """Another teacher shares the same featured post with the same words, on the same kind of phone."""
    shared = replace(_sharing(rng), shared=one.post.shared or _sharing(rng).shared, text=one.post.text)
    return another_minute(replace(one, post=shared), rng)


def second_post(one: Screen, rng: random.Random) -> Screen:
    """The same teacher, another text; a photo if there was one, but another."""
    photos = tuple(rng.randrange(10**6) for _ in one.post.photos)
    text = words.story(rng, rng.randint(1, 5))
    moved = another_minute(one, rng).with_post(text=text, photos=photos, shared=None, ago=words.ago(rng))
    likes, replies, shares = _counts(rng)
    return moved.with_post(likes=likes, replies=replies, shares=shares)


def text_only(one: Screen, rng: random.Random) -> Screen:
    """Two people's posts that are nothing but text."""
    return another_minute(replace(one, post=replace(_own(rng), photos=()), comments=()), rng)


def from_template(one: Screen, rng: random.Random) -> Screen:
    """The post's words are filled into the form its author always uses."""
    form = words.template(random.Random(one.post.author.face))
    return one.with_post(text=form.filled(rng), shared=None, photos=one.post.photos[:1])


def new_caption(one: Screen, rng: random.Random) -> Screen:
    """Another teacher's words and name above the very same photo."""
    other = replace(_own(rng), photos=one.post.photos)
    return another_minute(replace(one, post=other), rng)


def new_photo(one: Screen, rng: random.Random) -> Screen:
    """The same teacher and words, another photo of the same scene's make."""
    return another_minute(one, rng).with_post(photos=tuple(rng.randrange(10**6) for _ in one.post.photos))


Variant = Callable[[Screen, random.Random], Screen]


def share_of(one: Screen, rng: random.Random) -> Screen:
    """The screen itself, made to be one of a share."""
    return one if one.post.shared else replace(one, post=_sharing(rng))


def with_photo(one: Screen, rng: random.Random) -> Screen:
    return one.with_post(photos=(rng.randrange(10**6),), shared=None)


def unchanged(one: Screen, _rng: random.Random) -> Screen:
    return one


# The first makes one picture of the pair from the screen, the second makes the other from the first.
HARD: dict[str, tuple[Variant, Variant]] = {
    "other_sharer": (share_of, other_sharer),
    "second_post": (unchanged, second_post),
    "text_only": (text_only, text_only),
    "template": (from_template, from_template),
    "new_caption": (with_photo, new_caption),
    "new_photo": (with_photo, new_photo),
}
