"""What a reading of a log found wrong, place by place. It goes on after a fault, so that one look shows all of them."""

from collections.abc import Iterator
from typing import TypeVar

from safeconduct.record.faults import Bad

MOST = 1_000
"""Faults that are listed. After that they are counted."""

T = TypeVar("T")


class Findings:
    """Faults in the order in which they were found."""

    def __init__(self) -> None:
        self.faults: list[Bad] = []
        self.left_out = 0

    def add(self, bad: Bad, where: str = "") -> None:
        """Note a fault, with the place in front of the place that it names itself."""
        place = ", ".join(part for part in (where, bad.where) if part)
        if any((one.code, one.where, one.got) == (bad.code, place, bad.got) for one in self.faults[:8]):
            return  # the checkpoint of a folder is looked at twice
        if len(self.faults) >= MOST:
            self.left_out += 1
            return
        self.faults.append(Bad(bad.code, bad.what, where=place, expected=bad.expected, got=bad.got))

    def guarded(self, found: Iterator[T]) -> Iterator[T]:
        """Give what an iterator gives, and note the fault that ends it, if one does."""
        try:
            yield from found
        except Bad as bad:
            self.add(bad)

    @property
    def count(self) -> int:
        """How many faults there are, listed or not."""
        return len(self.faults) + self.left_out
