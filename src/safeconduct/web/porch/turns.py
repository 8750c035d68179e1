"""Whose request do the pages answer next? So many at once; those who wait get their turn by address, one each, round and round.

Whoever asks for much at once waits for their own, and lets others through between them.
"""

import asyncio
from collections import deque


class Turns:
    """So many at work at once, and a queue for each address."""

    def __init__(self, at_once: int) -> None:
        self._free = at_once
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    async def take(self, address: str) -> None:
        """Wait for a turn."""
        if self._free:
            self._free -= 1
            return
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(address, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give()  # the turn came in the very moment in which nobody wanted it any more
            raise

    def give(self) -> None:
        """Give a turn back: to the first of the address that has waited longest since it had one."""
        while self._waiting:
            address, queue = next(iter(self._waiting.items()))
            del self._waiting[address]
            following = queue.popleft()
            if queue:
                self._waiting[address] = queue  # behind all others
            if not following.done():
                following.set_result(None)
                return
        self._free += 1
