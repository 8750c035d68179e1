"""Where does the porch stand: who is let in, encrypted with which certificate, and how does it end?"""

import asyncio
import contextlib
import os
import signal
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from safeconduct.web.porch.answers import Pages
from safeconduct.web.porch.forwarded import counted
from safeconduct.web.porch.pace import Pace
from safeconduct.web.porch.places import Place, Places
from safeconduct.web.porch.turns import Turns
from safeconduct.web.porch.visits import LONGEST_HEAD, House, Visit

VISITS, BODIES = 400, 64
"""How many may be connected at once, and how many bodies may be on their way."""
GREETING, LEAVING, LOOKED_AT = 10.0, 10.0, 60.0
"""Seconds for agreeing on keys, for those still at work when the porch ends, and between two looks at the certificate."""
HELD = 1_000_000
"""Bytes of an answer that are held for whoever takes them slowly, so that the pages are free for others."""


class Porch:
    """Lets visitors in and looks after them."""

    def __init__(
        self,
        *,
        listener: socket.socket,
        pages: Path,
        most: Callable[[str], int],
        words: Callable[[int], bytes],
        at_once: int,
        in_front: bool = False,
        certificate: tuple[Path, Path] | None = None,
        pace: Pace = Pace(),  # noqa: B008
        visits: int = VISITS,
        bodies: int = BODIES,
    ) -> None:
        """Ask the `pages` at their socket; `most` gives how much is read for an address, `words` what is said with a status."""
        self._listener, self._certificate = listener, certificate
        self._context = encrypting(*certificate) if certificate else None
        self.house = House(Pages(pages), in_front, certificate is not None, most, pace, Places(visits), Places(bodies),
                           Turns(at_once), words)  # fmt: skip
        self._guests: dict[asyncio.Task[None], Place] = {}

    def run(self, parent: int) -> None:
        """Stand there until told to end, or until the process that has started this one is gone."""
        asyncio.run(self._until_told(parent))

    def hand_over(self) -> None:
        """Leave the listening to the process in which this runs."""
        self._listener.close()

    async def _until_told(self, parent: int) -> None:
        told = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, told.set)
        loop.add_signal_handler(signal.SIGINT, lambda: None)  # whoever has started this one says when
        watching = asyncio.create_task(_gone(parent, told))
        await self.stand(told)
        watching.cancel()

    async def stand(self, told: asyncio.Event) -> None:
        """Let visitors in until told to end. Whoever is being answered then is answered."""
        self._listener.setblocking(False)
        doing = [asyncio.create_task(self._let_in())]
        if self._certificate is not None and self._context is not None:
            doing.append(asyncio.create_task(_kept_fresh(self._context, *self._certificate)))
        await told.wait()
        for task in doing:
            task.cancel()
        self._listener.close()
        await self._see_off()

    async def _see_off(self) -> None:
        for guest, place in self._guests.items():
            if not place.at_work:
                guest.cancel()
        if self._guests:
            await asyncio.wait(list(self._guests), timeout=LEAVING)

    async def _let_in(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                came, peer = await loop.sock_accept(self._listener)
            except OSError:
                await asyncio.sleep(0.1)  # no more files may be open: somebody leaves soon
                continue
            address = counted(peer[0]) if isinstance(peer, tuple) else ""
            guest = loop.create_task(self._welcome(came))
            place = self.house.visits.enter(address=address, now=loop.time(), put_out=guest.cancel)
            self._guests[guest] = place
            guest.add_done_callback(self._gone)

    def _gone(self, guest: asyncio.Task[None]) -> None:
        self.house.visits.leave(self._guests.pop(guest))
        if not guest.cancelled() and (error := guest.exception()) is not None:
            asyncio.get_running_loop().call_exception_handler({"message": "a visit", "exception": error})

    async def _welcome(self, came: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=LONGEST_HEAD, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        within = GREETING if self._context else None
        try:
            transport, _ = await loop.connect_accepted_socket(
                lambda: protocol, came, ssl=self._context, ssl_handshake_timeout=within, ssl_shutdown_timeout=within
            )
        except OSError:  # an SSLError is one too
            came.close()
            return
        writer = asyncio.StreamWriter(transport, protocol, reader, loop)
        transport.set_write_buffer_limits(HELD)
        me = asyncio.current_task()
        assert me is not None
        try:
            await Visit(self.house, reader, writer, self._guests[me]).stay()
            writer.close()
        except OSError:
            transport.abort()
        except BaseException:
            transport.abort()
            raise


async def _gone(parent: int, told: asyncio.Event) -> None:
    while os.getppid() == parent:
        await asyncio.sleep(1)
    told.set()


async def _kept_fresh(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Take a new certificate when there is one. A pair that does not fit yet is looked at again later."""
    seen = _when(certificate, key)
    while True:
        await asyncio.sleep(LOOKED_AT)
        if (now := _when(certificate, key)) != seen:
            with contextlib.suppress(OSError):
                encrypting(certificate, key)  # tried apart: half of a faulty pair would stay in the one in use
                context.load_cert_chain(certificate, key, password=_no_phrase)
                seen = now


def _when(*files: Path) -> list[int]:
    try:
        return [file.stat().st_mtime_ns for file in files]
    except OSError:
        return []


def encrypting(certificate: Path, key: Path) -> ssl.SSLContext:
    """Give what encrypts with a certificate: TLS 1.3 only. Raises OSError for files that cannot be read, or do not fit."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate, key, password=_no_phrase)
    return context


def _no_phrase() -> str:
    return ""  # or OpenSSL would ask at the terminal, and the server would wait
