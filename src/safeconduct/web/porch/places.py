"""Who gives up a place when all are taken? One of the address that holds most: whoever has been silent for longest.

So whoever comes finds a place, one address cannot hold all of them, and among those of one address whoever keeps sending stays.
"""

from collections import Counter
from collections.abc import Callable


class Place:
    """One place that is held. `heard` is when something last came, `at_work` whether the pages are busy with it."""

    def __init__(self, address: str, now: float, put_out: Callable[[], object]) -> None:
        self.address, self.heard, self.at_work, self.lost = address, now, False, False
        self._put_out = put_out

    def lose(self) -> None:
        """Tell the holder that the place is gone."""
        self.lost = True
        self._put_out()


class Places:
    """So many places, and no more."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._held: dict[Place, None] = {}
        self._of: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._held)

    def enter(self, *, address: str, now: float, put_out: Callable[[], object]) -> Place:
        """Give a place. If there was none, another loses its own, and hears of it by its `put_out`."""
        came = Place(address, now, put_out)
        self._of[address] += 1
        if len(self._held) >= self.most:
            gone = self._gives_up()
            self.leave(gone)
            gone.lose()
        self._held[came] = None
        return came

    def move(self, place: Place, address: str) -> None:
        """Count a place for another address: the one that the machine in front has told."""
        if place in self._held and address != place.address:
            self._less(place.address)
            self._of[address] += 1
            place.address = address

    def leave(self, place: Place) -> None:
        """Give a place back. Whoever has lost it has none to give."""
        if place in self._held:
            del self._held[place]
            self._less(place.address)

    def _less(self, address: str) -> None:
        self._of[address] -= 1
        if not self._of[address]:
            del self._of[address]

    def _gives_up(self) -> Place:
        # Whoever comes is counted already, so an address takes from others only while it has no more than they. Whoever is just
        # being answered goes last of its address.
        return min(self._held, key=lambda place: (-self._of[place.address], place.at_work, place.heard))
