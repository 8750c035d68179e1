"""What happens on one connection: a head and a body are waited for, the pages are asked, their answer goes out, and again.

What has not come whole is not passed on. The pages are told so, and answer in words and in the language of whoever sent it.
"""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from safeconduct.web.porch.answers import Answer, Broken, Pages
from safeconduct.web.porch.forwarded import counted, read_forwarded
from safeconduct.web.porch.heads import FORWARDED, Head, Refused, for_the_pages, read_head
from safeconduct.web.porch.pace import Pace
from safeconduct.web.porch.places import Place, Places
from safeconduct.web.porch.told import Unread, came
from safeconduct.web.porch.turns import Turns

LONGEST_HEAD, PART = 65_536, 65_536
_END = b"\r\n\r\n"


class House(NamedTuple):
    """What all visits share: where the pages are, how people come, what is read at most, and the places for it.

    `in_front` says whether a machine in front tells where a request comes from, `encrypted` whether it came encrypted to here.
    """

    pages: Pages
    in_front: bool
    encrypted: bool
    most: Callable[[str], int]
    pace: Pace
    visits: Places
    bodies: Places
    turns: Turns
    words: Callable[[int], bytes]


class Visit:
    """One connection, from its first byte to its last."""

    def __init__(self, house: House, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, place: Place) -> None:
        self._house, self._reader, self._writer, self._place = house, reader, writer, place
        self._rest = bytearray()
        self._from = place.address
        self._unread = False

    async def stay(self) -> None:
        """Answer until one of the two goes."""
        try:
            while await self._one():
                pass
        except Refused as refused:
            self._unread = True
            await self._send(_plain(refused.status, self._house.words(refused.status)))
        except (Broken, EOFError):
            return  # nobody is there to be told, or the answer has begun already
        await self._leave()

    async def _one(self) -> bool:
        data = await self._head()
        if data is None:
            return False
        head = read_head(data)
        if self._house.in_front:
            self._from = counted(read_forwarded(",".join(head.all_of(FORWARDED)))[0])
            self._house.visits.move(self._place, self._from)
        body, unread = await self._body(head)
        self._unread = unread is not None
        told = came(address=self._from, encrypted=self._house.encrypted, unread=unread, length=head.length)
        asked = for_the_pages(head, came=told, length=len(body)) + body
        return await self._answered(head, asked) and not self._unread

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    async def _more(self) -> bytes:
        data = await self._reader.read(PART)
        self._place.heard = self._now()
        return data

    async def _head(self) -> bytes | None:
        """Give the next head, None where none comes. Raises Refused for one that is too long or too slow."""
        pace, seen = self._house.pace, 0
        until = self._now() + (pace.head if self._rest else pace.rest)
        while (end := self._rest.find(_END, max(seen - 3, 0))) < 0:
            seen = len(self._rest)
            if seen > LONGEST_HEAD:
                raise Refused(431)
            try:
                async with asyncio.timeout_at(until):
                    data = await self._more()
            except TimeoutError:
                if seen:
                    raise Refused(408) from None
                return None
            if not data:
                return None
            if not seen:
                until = self._now() + pace.head
            self._rest += data
        if end > LONGEST_HEAD:
            raise Refused(431)
        head = bytes(self._rest[:end])
        del self._rest[: end + len(_END)]
        return head

    async def _body(self, head: Head) -> tuple[bytes, Unread | None]:
        """Give the body whole, or why it is not read."""
        if head.unsaid:
            return b"", Unread.UNSAID
        if head.length > self._house.most(head.path):
            return b"", Unread.MUCH
        found = self._rest[: head.length]
        del self._rest[: head.length]
        if len(found) < head.length:
            if head.waits:
                await self._send(b"HTTP/1.1 100 Continue\r\n\r\n")
            return await self._awaited(found, head.length)
        return bytes(found), None

    async def _awaited(self, found: bytearray, length: int) -> tuple[bytes, Unread | None]:
        pace, began, bodies = self._house.pace, self._now(), self._house.bodies
        place: Place | None = None
        try:
            async with asyncio.timeout_at(pace.until(began, len(found))) as patience:
                place = bodies.enter(address=self._from, now=began,
                                     put_out=lambda: patience.expired() or patience.reschedule(began))  # fmt: skip
                while len(found) < length:
                    data = await self._reader.read(min(PART, length - len(found)))
                    if not data:
                        raise EOFError
                    found += data
                    place.heard = self._place.heard = self._now()
                    if not place.lost:
                        patience.reschedule(pace.until(began, len(found)))
        except TimeoutError:
            return b"", Unread.BUSY if place is not None and place.lost else Unread.SLOW
        finally:
            if place is not None:
                bodies.leave(place)
        return bytes(found), None

    async def _answered(self, head: Head, asked: bytes) -> bool:
        """Ask the pages and send what they say. Give whether more may be asked on this connection."""
        self._place.at_work = True
        await self._house.turns.take(self._from)
        try:
            try:
                answer = await self._house.pages.ask(asked, method=head.method)
            except Broken:
                raise Refused(503) from None
            try:
                return await self._passed_on(head, answer)
            finally:
                answer.close()
        finally:
            self._house.turns.give()
            self._place.at_work = False
            self._place.heard = self._now()

    async def _passed_on(self, head: Head, answer: Answer) -> bool:
        stays = head.stays and not self._unread
        chunked = answer.length is None and head.minor == 1
        stays = stays and (chunked or answer.length is not None)
        await self._send(answer.head(stays=stays, chunked=chunked))
        async for part in answer.parts():
            await self._send(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
        if chunked:
            await self._send(b"0\r\n\r\n")
        return stays

    async def _send(self, data: bytes) -> None:
        """Send, and wait as long as the other takes it at the least rate. Raises TimeoutError where it does not."""
        self._writer.write(data)
        pace, waiting = self._house.pace, self._writer.transport.get_write_buffer_size
        before = waiting()
        while True:
            try:
                async with asyncio.timeout(pace.patience):
                    return await self._writer.drain()
            except TimeoutError:
                if before - waiting() < pace.patience * pace.rate:
                    raise
                before = waiting()

    async def _leave(self) -> None:
        """Let everything that was said go out; of what is still being sent a little is taken, or the answer would be lost."""
        self._writer.transport.set_write_buffer_limits(0)
        await self._send(b"")
        if self._unread and self._writer.can_write_eof():
            self._writer.write_eof()
        if self._unread:
            try:
                async with asyncio.timeout(self._house.pace.linger):
                    while await self._reader.read(PART):
                        pass
            except TimeoutError:
                pass


def _plain(status: int, words: bytes) -> bytes:
    head = f"HTTP/1.1 {status} {_REASONS[status]}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {len(words)}\r\n"
    return f"{head}cache-control: no-store\r\nconnection: close\r\n\r\n".encode() + words


_REASONS = {400: "Bad Request", 408: "Request Timeout", 431: "Request Header Fields Too Large", 503: "Service Unavailable",
            505: "HTTP Version Not Supported"}  # fmt: skip
