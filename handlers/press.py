"""Who answers a button, and where it may be pressed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeAlias, TypeVar

from handlers.context import Context
from rules.buttons import ButtonKind

_P = ParamSpec("_P")
_T = TypeVar("_T", bound=tuple[Any, ...])
Answer: TypeAlias = Callable[[Context], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Press:
    """A kind of button by its name. `answer_to` reads what stands behind the name, or raises DoesNotFitError."""

    name: str
    answer_to: Callable[[str | None], Answer]


def on(kind: ButtonKind[_P, _T], act: Callable[[Context, _T], Awaitable[None]]) -> Press:
    """A press of this kind of button is answered by `act`."""

    def answer_to(tail: str | None) -> Answer:
        told = kind.read(tail)
        return lambda context: act(context, told)

    return Press(kind.name, answer_to)


def only_private(refusal: str, *presses: Press) -> tuple[Press, ...]:
    """The same, but in a group these words are the answer."""

    def guarded(press: Press) -> Press:
        def answer_to(tail: str | None) -> Answer:
            answer = press.answer_to(tail)

            async def guard(context: Context) -> None:
                if context.in_private:
                    return await answer(context)
                context.answer_press(context.words(refusal), alert=True)
                return None

            return guard

        return Press(press.name, answer_to)

    return tuple(map(guarded, presses))
