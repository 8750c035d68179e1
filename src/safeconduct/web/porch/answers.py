"""What do the pages answer, and where does an answer end? One connection for each request, so that no answer goes to another."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

LONGEST_LINE, PART = 65_536, 65_536
_OF_THE_WAY = ("connection", "keep-alive", "transfer-encoding", "server")
STARTING, TRIES = 0.05, 400
"""How often it is tried to reach pages that are still being started, and how often in all."""


class Broken(Exception):
    """The pages broke off before they had answered."""


class Answer:
    """One answer: its first line, its fields, and its bytes as they come."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asked: str) -> None:
        self._reader, self._writer, self._asked = reader, writer, asked
        self.first, self.fields = b"", [("", "")]

    async def begin(self) -> None:
        """Read the head. Raises Broken."""
        try:
            data = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError) as error:
            raise Broken from error
        self.first, *lines = data[:-4].split(b"\r\n")
        split = (line.decode("latin-1").partition(":") for line in lines)
        self.fields = [(name.lower(), value.strip()) for name, _, value in split]

    @property
    def status(self) -> int:
        """Give the status."""
        return int(self.first.split(b" ", 2)[1])

    @property
    def length(self) -> int | None:
        """Give how many bytes come, or None where that is not said beforehand."""
        if self._asked == "HEAD" or self.status in (204, 304):
            return 0
        if self._chunked:
            return None
        said = dict(self.fields).get("content-length")
        return int(said) if said is not None else None

    @property
    def _chunked(self) -> bool:
        return dict(self.fields).get("transfer-encoding", "").lower() == "chunked"

    def head(self, *, stays: bool, chunked: bool) -> bytes:
        """Write the head for the client: what speaks of the way is ours to say."""
        lines = [f"{name}: {value}" for name, value in self.fields if name not in _OF_THE_WAY]
        lines += ["transfer-encoding: chunked"] if chunked else []
        lines += [] if stays else ["connection: close"]
        return b"\r\n".join((self.first, "\r\n".join(lines).encode("latin-1"), b"", b""))

    async def parts(self) -> AsyncIterator[bytes]:
        """Give the bytes. Raises Broken where they end too early."""
        left = self.length
        try:
            if left is None and self._chunked:
                while size := int((await self._reader.readline()).partition(b";")[0], 16):
                    yield await self._reader.readexactly(size)
                    await self._reader.readexactly(2)
                return
            while left is None or left:
                part = await self._reader.read(PART if left is None else min(PART, left))
                if not part:
                    if left:
                        raise Broken
                    return
                left = None if left is None else left - len(part)
                yield part
        except (asyncio.IncompleteReadError, ValueError, OSError) as error:
            raise Broken from error

    def close(self) -> None:
        """End the connection."""
        self._writer.transport.abort()


class Pages:
    """Where the pages are asked. While they are being started they are waited for; once they have been there, no more."""

    def __init__(self, socket: Path) -> None:
        self._socket, self._seen = socket, False

    async def ask(self, request: bytes, *, method: str) -> Answer:
        """Send a request, and give the answer from its head on. Raises Broken, also where there are no pages."""
        reader, writer = await self._reached()
        answer = Answer(reader, writer, asked=method)
        try:
            writer.write(request)
            await answer.begin()
        except BaseException:
            answer.close()
            raise
        return answer

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in range(TRIES):
            try:
                found = await asyncio.open_unix_connection(str(self._socket), limit=LONGEST_LINE)
            except OSError as error:
                if self._seen:
                    raise Broken from error
                await asyncio.sleep(STARTING)
            else:
                self._seen = True
                return found
        raise Broken
