"""What the bot can say, as plain data that fits into an outbox row and that every platform understands."""

from dataclasses import asdict, dataclass
from enum import IntEnum, StrEnum
from typing import Any, TypeAlias


class Reaction(StrEnum):
    """The quiet answer to a proof; each platform shows it in its own way."""

    ACCEPTED = "accepted"
    PENDING = "pending"
    DUPLICATE = "duplicate"
    NOT_A_POST = "not_a_post"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Button:
    """A press tells the bot `data`. A `link` leads to the bot instead: `start:word` opens the private chat with it,
    `startgroup:word` lets somebody choose a group to take the bot (and the word) to.
    """

    label: str
    data: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """A text message. `reply_to` is given up quietly when that message is gone, and so is `pin` where it is refused.

    `ask_contact` labels a key under the text field by which somebody shares their own number (in private only);
    `drop_keys` takes such a key away.
    """

    chat_id: str
    text: str
    topic: str | None = None
    reply_to: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    pin: bool = False
    ask_contact: str = ""
    drop_keys: bool = False


@dataclass(frozen=True, slots=True)
class Show:
    """Pictures of the file store as one, side by side, with words under it; the words alone where none can be shown.

    `images` are the names by which the file store knows them.
    """

    chat_id: str
    images: tuple[str, ...]
    text: str
    reply_to: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class SendFile:
    """A file of the file store under a `name` of its own, with words under it. Once it is sent, nobody keeps it."""

    chat_id: str
    content: str
    name: str
    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class React:
    chat_id: str
    message_id: str
    reaction: Reaction


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Replace the words (and the buttons) of a message the bot sent; of a picture they are the words under it."""

    chat_id: str
    message_id: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    of_picture: bool = False


@dataclass(frozen=True, slots=True)
class AnswerButton:
    """Tell the person who pressed a button that it was heard."""

    chat_id: str
    button_id: str
    text: str = ""
    alert: bool = False


Outgoing: TypeAlias = Say | Show | SendFile | React | Rewrite | AnswerButton

_KINDS: dict[str, type[Outgoing]] = {
    "say": Say,
    "show": Show,
    "send_file": SendFile,
    "react": React,
    "rewrite": Rewrite,
    "answer_button": AnswerButton,
}
TEXTS = frozenset({"say", "show", "send_file"})
"""The kinds that a platform counts as messages, and of which it takes only so many."""


class Rank(IntEnum):
    """What goes first: whatever is no message of its own, answers in words, what nobody waits for."""

    QUICK = 0
    ANSWER = 1
    BULK = 2


def rank_of(kind: str, *, bulk: bool) -> Rank:
    if kind not in TEXTS:
        return Rank.QUICK
    return Rank.BULK if bulk else Rank.ANSWER


_EMPTY = (None, (), False, "")
_NAMES = {kind: name for name, kind in _KINDS.items()}


def kind_of(outgoing: Outgoing) -> str:
    return _NAMES[type(outgoing)]


def pack(outgoing: Outgoing) -> dict[str, Any]:
    """The JSON form of an outgoing message, without what stands at its default."""
    packed = {name: value for name in outgoing.__slots__ if (value := getattr(outgoing, name)) not in _EMPTY}
    if "buttons" in packed:
        packed["buttons"] = [[_packed(button) for button in row] for row in packed["buttons"]]
    return packed


def _packed(button: Button) -> dict[str, str]:
    packed = asdict(button)
    return packed if button.link else {name: packed[name] for name in ("label", "data")}


def unpack(kind: str, packed: dict[str, Any]) -> Outgoing:
    fields = dict(packed)
    if "buttons" in fields:
        fields["buttons"] = tuple(tuple(Button(**button) for button in row) for row in fields["buttons"])
    if "images" in fields:
        fields["images"] = tuple(fields["images"])
    if kind == "react":
        fields["reaction"] = Reaction(fields["reaction"])
    return _KINDS[kind](**fields)
