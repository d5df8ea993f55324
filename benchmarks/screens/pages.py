"""The web pages that look like social networks on a phone: one page a screen, nothing loaded from anywhere."""

from functools import lru_cache
from html import escape
from pathlib import Path

from benchmarks.screens import drawing
from benchmarks.screens.posts import Person, Post, Screen

_LIGHT = {
    "page": "#ffffff",
    "gap": "#ced0d4",
    "ink": "#050505",
    "soft": "#65676b",
    "line": "#e4e6eb",
    "box": "#f0f2f5",
}
_DARK = {
    "page": "#242526",
    "gap": "#0f1011",
    "ink": "#e4e6eb",
    "soft": "#b0b3b8",
    "line": "#3e4042",
    "box": "#3a3b3c",
}
_STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def html(screen: Screen) -> str:
    colours = _DARK if screen.dark else _LIGHT
    style = _STYLE
    for name, colour in colours.items():
        style = style.replace(name.upper(), colour)
    bars = {"facebook_feed": _facebook_feed, "facebook_post": _facebook_post}
    top, bottom = bars.get(screen.layout, _zalo_post if screen.layout == "zalo_post" else _zalo_feed)(screen)
    return (
        f"<!doctype html><meta charset=utf-8><style>{style.replace('FONT', screen.phone.font)}</style>"
        f"<body>{_status(screen)}{top}<div class=view>{_contents(screen)}</div>{bottom}{_system(screen)}"
    )


def _contents(screen: Screen) -> str:
    zalo = screen.layout.startswith("zalo")
    comments = "".join(map(_comment, *zip(*screen.comments, strict=True))) if screen.comments else ""
    if screen.layout.endswith("feed"):
        before, post, after = (_post(each, zalo=zalo) for each in (screen.before, screen.post, screen.after))
        return f"{before}<div id=post></div>{post}{after}"
    return f"<div id=post></div>{_post(screen.post, zalo=zalo)}<div class=post>{comments}</div>"


def _status(screen: Screen) -> str:
    return (
        f"<div class='status{' zalo' if screen.layout == 'zalo_feed' else ''}' style='height:{screen.phone.status}px'>"
        f"<b>{screen.clock}</b><span class=wave></span><span>4G</span><span>{screen.battery}%</span>"
        f"<span class=cell><i style='width:{screen.battery}%'></i></span></div>"
    )


def _facebook_feed(_screen: Screen) -> tuple[str, str]:
    top = "<div class=head><span class=brand>facebook</span><span class=round>+</span><span class=round>⌕</span></div>"
    return f"{top}<div class=tabs><i>⌂</i><i>☺</i><i>▷</i><i>⚑</i><i>♫</i><i>☰</i></div>", ""


def _facebook_post(screen: Screen) -> tuple[str, str]:
    top = f"<div class=head><span>←</span><b style='flex:1'>Bài viết của {escape(screen.post.author.name)}</b>⋯</div>"
    return top, "<div class=write><p>Viết bình luận…</p><span class=round>☺</span></div>"


def _zalo_feed(_screen: Screen) -> tuple[str, str]:
    top = "<div class='head zalo'><span>⌕</span><span class=field>Tìm kiếm</span><span>✎</span><span>♪</span></div>"
    names = ("Tin nhắn", "Danh bạ", "Khám phá", "Tường nhà", "Cá nhân")
    return top, f"<div class=bottom>{''.join(f'<span>◉<br>{name}</span>' for name in names)}</div>"


def _zalo_post(_screen: Screen) -> tuple[str, str]:
    top = "<div class=head><span>‹</span><b style='flex:1'>Bình luận</b><span>⋯</span></div>"
    return top, "<div class=write><span>☺</span><p>Nhập bình luận</p><span>🖼</span></div>"


def _system(screen: Screen) -> str:
    high = screen.phone.navigation
    keys = "<span style='letter-spacing:70px;padding-left:70px'>◁○□</span>" if high > 40 else "<i></i>"
    return f"<div class=system style='height:{high}px'>{keys}</div>" if high else ""


def _post(post: Post, *, zalo: bool) -> str:
    shared = f"<div class=shared>{_body(post.shared)}</div>" if post.shared else ""
    return f"<div class=post>{_body(post)}{shared}{(_zalo_counts if zalo else _counts)(post)}</div>"


def _body(post: Post) -> str:
    many = " many" if len(post.photos) > 1 else ""
    photos = "".join(f"<img src='{_photo(number)}'>" for number in post.photos)
    return (
        f"<div class=top><img src='{_face(post.author.face)}'><div><b>{escape(post.author.name)}</b><br>"
        f"<small>{post.ago} · ◍</small></div><u>⋯</u></div><div class=text>{escape(post.text)}</div>"
        f"<div class='photos{many}'>{photos}</div>"
    )


def _counts(post: Post) -> str:
    return (
        f"<div class=counts>👍❤️ {post.likes}<span>{post.replies} bình luận · {post.shares} lượt chia sẻ</span></div>"
        "<div class=keys><i>👍 Thích</i><i>💬 Bình luận</i><i>↪ Chia sẻ</i></div>"
    )


def _zalo_counts(post: Post) -> str:
    return f"<div><span class=pill>♡ Thích {post.likes}</span><span class=pill>💬 {post.replies}</span></div>"


def _comment(person: Person, words: str) -> str:
    said = f"<p><b>{escape(person.name)}</b><br>{escape(words)}</p>"
    return f"<div class=comment><img src='{_face(person.face)}'>{said}</div>"


@lru_cache(256)
def _photo(number: int) -> str:
    return drawing.as_address(drawing.photo(number))


@lru_cache(256)
def _face(number: int) -> str:
    return drawing.as_address(drawing.face(number))
