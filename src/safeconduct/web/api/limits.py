"""How often may be asked, by one token or from one address? Counted in memory only: no address is kept or written down."""

import math
import threading
import time
from collections import OrderedDict
from typing import NamedTuple

KEPT = 10_000
"""Askers that are counted at once. Of more, who has asked longest ago is forgotten."""


class Rate(NamedTuple):
    """So many requests at once, and as many again in so many seconds."""

    most: int
    seconds: int


PUBLIC, TOKEN, WRITING, WRONG = Rate(120, 60), Rate(600, 60), Rate(60, 60), Rate(20, 60)
"""From one address without a token; with one token; what writes, with one token; wrong tokens from one address."""


class Left(NamedTuple):
    """Whether it may be asked, how often still, and in how many seconds once more."""

    allowed: bool
    left: int
    wait: int


class Limiter:
    """Buckets that fill up again as time goes by, one for each asker and rate."""

    def __init__(self, most: int = KEPT) -> None:
        self._lock, self._most = threading.Lock(), most
        self._buckets: OrderedDict[tuple[str, Rate], tuple[float, float]] = OrderedDict()

    def ask(self, who: str, rate: Rate, *, now: float | None = None, cost: int = 1) -> Left:
        """Take from the bucket of an asker what a request costs; nothing is taken where there is too little in it."""
        at = time.monotonic() if now is None else now
        speed = rate.most / rate.seconds
        with self._lock:
            there, since = self._buckets.pop((who, rate), (float(rate.most), at))
            there = min(float(rate.most), there + (at - since) * speed)
            allowed = there >= max(cost, 1)
            there -= cost if allowed else 0
            self._buckets[who, rate] = (there, at)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return Left(allowed, int(there), 0 if there >= 1 else math.ceil((1 - there) / speed))

    def clear(self) -> None:
        """Forget everyone."""
        with self._lock:
            self._buckets.clear()


LIMITER = Limiter()
"""The counts of this process."""
