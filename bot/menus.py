"""Which commands a platform offers where; the texts stand in the language files."""

from platforms.messages import Menu, Scope
from rules.language import LANGUAGES, text

_EVERYBODY = ("toi", "noibat", "rut", "dangky", "trogiup")
_ADMINS = (
    "duyet",
    "tonghop",
    "chuanop",
    "danhsach",
    "mien",
    "caidat",
    "trang",
    "nhac",
    "ketnoi",
    *_EVERYBODY,
)
_PRIVATE = (*_ADMINS[:-1], "dulieu", "trogiup")
_ENGLISH = {
    "duyet": "review",
    "toi": "me",
    "rut": "withdraw",
    "tonghop": "summary",
    "chuanop": "missing",
    "nhac": "remind",
    "noibat": "featured",
    "trang": "pages",
    "ketnoi": "connect",
    "dangky": "register",
    "danhsach": "roster",
    "mien": "exempt",
    "caidat": "settings",
    "dulieu": "mydata",
    "trogiup": "help",
}


def menus() -> list[Menu]:
    """Vietnamese for everybody, English for those whose app is English."""
    scopes: tuple[tuple[Scope, tuple[str, ...]], ...] = (
        ("private", _PRIVATE),
        ("groups", _EVERYBODY),
        ("group_admins", _ADMINS),
    )
    return [
        Menu(scope, "" if language == "vi" else "en", _commands(commands, language))
        for language in LANGUAGES
        for scope, commands in scopes
    ]


def _commands(names: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    return [(name if language == "vi" else _ENGLISH[name], text(f"menu.{name}", language)) for name in names]
