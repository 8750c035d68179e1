"""How long is somebody waited for? A while at first, and then as long as bytes go on coming, or being taken, at a least rate."""

from typing import NamedTuple


class Pace(NamedTuple):
    """The seconds that are waited, and the slowest that may be sent or taken, in bytes a second."""

    patience: float = 15.0
    rate: int = 1024
    head: float = 10.0
    rest: float = 75.0
    linger: float = 2.0

    def until(self, began: float, done: int) -> float:
        """Give the moment up to which the next byte is waited for, where `done` of them have come since it began.

        Nobody gains time by saying that much will come: only what has come counts.
        """
        return began + self.patience + done / self.rate
