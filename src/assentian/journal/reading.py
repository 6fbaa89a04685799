"""One reading of the records: what several rooms ask of them for one answer is asked of the database once.

Inside `with reading():` a function marked `@once` keeps its answer for those arguments; a nested reading belongs to the
outer one. Invariants: nothing is kept outside a reading or longer than it, and no act is opened within one, so that no
write is followed by what stood before it. Answers are shared: whoever gets one does not change it.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("assentian_reading", default=None)


@contextmanager
def reading() -> Iterator[None]:
    if is_under_way():
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def is_under_way() -> bool:
    return _kept.get() is not None


def once(function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Ask the same question once in a reading. Arguments must be hashable and given by position."""

    @wraps(function)
    def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        kept = _kept.get()
        if kept is None or kwargs:
            return function(*args, **kwargs)
        question = (function, args)
        if question not in kept:
            kept[question] = function(*args, **kwargs)
        found: Answer = kept[question]
        return found

    return asked
