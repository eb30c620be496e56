"""Answers remembered for the length of one request, so that each question is put to the data once.

Outside `remembering()` nothing is remembered: commands, tests and hands always ask again. Whoever
opens it only reads, or sees to it that `forget()` is called when something is written.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
_memory: ContextVar[dict[Any, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember the answers of `remembered` questions until the block ends, or the outer one."""
    if _memory.get() is None:
        with _new_memory():
            yield
    else:
        yield


@contextmanager
def apart() -> Iterator[None]:
    """Ask anew inside the block: the same questions are about something else there."""
    if _memory.get() is None:
        yield
        return
    try:
        with _new_memory():
            yield
    finally:
        forget()  # what was written inside holds outside too, also where the block ends in an error


@contextmanager
def _new_memory() -> Iterator[None]:
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def forget() -> None:
    """Drop what is remembered: something was written."""
    memory = _memory.get()
    if memory:
        memory.clear()


def remembered(question: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Put the question once per request for the same hashable arguments; refusals ask again."""

    @wraps(question)
    def ask(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        memory = _memory.get()
        if memory is None:
            return question(*args, **kwargs)
        key = (question, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = question(*args, **kwargs)
        answer: Answer = memory[key]
        return answer

    return ask
