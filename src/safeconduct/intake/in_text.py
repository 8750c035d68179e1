"""Which of many places of a text lie in a part of it? A long text costs hardly more for each."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from safeconduct.intake.document import Span


class Placed(Protocol):
    """What has a place in the text."""

    @property
    def span(self) -> Span:
        """Its place."""


One = TypeVar("One", bound=Placed)


class InText(Generic[One]):
    """Things with a place, in the order of their places."""

    def __init__(self, every: Sequence[One]) -> None:
        self._every = sorted(every, key=lambda one: one.span)
        self._starts = [one.span.start for one in self._every]

    def near(self, span: Span) -> Sequence[One]:
        """Give what begins inside a place."""
        return self._every[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def holding(self, span: Span) -> One | None:
        """Give what holds a place, where what is given does not overlap."""
        at = bisect_right(self._starts, span.start) - 1
        return self._every[at] if at >= 0 and span.within(self._every[at].span) else None
