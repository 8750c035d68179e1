"""A porch that stands, and pages behind it that say what they were asked."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from safeconduct.web.porch.keeping import Porch
from safeconduct.web.porch.pace import Pace

NAME = "records.example.org"
QUICK = Pace(patience=0.4, rate=2_000, head=0.4, rest=5.0, linger=0.5)
"""Nobody in a test is waited for as long as people are."""


class Standing:
    """A porch in a thread of this process, and what its pages were asked."""

    def __init__(self, porch: Porch, listener: socket.socket, *, context: ssl.SSLContext | None) -> None:
        self.porch, self.address, self.context = porch, listener.getsockname(), context
        self.seen: list[dict[str, str]] = []
        self.bodies: list[bytes] = []
        self.held = threading.Event()

    def connect(self, *, of: str = "127.0.0.1") -> socket.socket:
        """Connect, from an address of this machine."""
        found = socket.create_connection(self.address, timeout=10, source_address=(of, 0))
        return self.context.wrap_socket(found, server_hostname=NAME) if self.context else found

    def ask(self, request: bytes, *, of: str = "127.0.0.1") -> bytes:
        """Send, and give all that comes until the other side ends."""
        with self.connect(of=of) as asked:
            asked.sendall(request)
            return all_of(asked)


def all_of(asked: socket.socket) -> bytes:
    """Give all that comes."""
    found = b""
    with contextlib.suppress(ConnectionError):
        while part := asked.recv(65_536):
            found += part
    return found


def get(path: str = "/", *more: str) -> bytes:
    """Give a request that asks for a page, and for nothing after it."""
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *more, "", ""]).encode()


def post(body: bytes, *more: str, path: str = "/", length: int | None = None) -> bytes:
    """Give a request that sends something."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {NAME}", "Connection: close", *more]
    return "\r\n".join([*lines, f"Content-Length: {len(body) if length is None else length}", "", ""]).encode() + body


@contextmanager
def standing(*, certificate: tuple[Path, Path] | None = None, **how: Any) -> Iterator[Standing]:
    """Let a porch stand, with pages behind it."""
    with TemporaryDirectory() as between, socket.create_server(("127.0.0.1", 0)) as listener:
        pages = Path(between) / "pages"
        how = {"pace": QUICK, "at_once": 4, "most": lambda path: 100_000, "words": lambda status: b"own words %d" % status} | how
        context = None
        if certificate:
            context = ssl.create_default_context(cafile=str(certificate[0]))
        porch = Porch(listener=listener, pages=pages, certificate=certificate, **how)
        here = Standing(porch, listener, context=context)
        ready, loop = threading.Event(), asyncio.new_event_loop()
        told = asyncio.Event()

        async def stand() -> None:
            async with await asyncio.start_unix_server(lambda *both: _page(here, *both), str(pages)):
                ready.set()
                await porch.stand(told)

        thread = threading.Thread(target=lambda: loop.run_until_complete(stand()))
        thread.start()
        ready.wait(10)
        here.end = lambda: loop.call_soon_threadsafe(told.set)  # type: ignore[attr-defined]
        try:
            yield here
        finally:
            here.held.set()
            here.end()  # type: ignore[attr-defined]
            thread.join(20)
            loop.close()


async def _page(here: Standing, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head[:-4].split("\r\n")
    fields = {name: value for name, _, value in (line.partition(": ") for line in lines)}
    assert len(fields) == len(lines)
    body = await reader.readexactly(int(fields.get("content-length", 0)))
    here.seen.append({"": first, **fields})
    here.bodies.append(body)
    method, path, _ = first.split(" ")
    said = json.dumps(here.seen[-1]).encode()
    if path == "/held":
        while not here.held.is_set():
            await asyncio.sleep(0.01)
    if path == "/silent":
        said = b""
    elif path == "/broken":
        said = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf"
    elif path == "/parts":
        said = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\n\r\n"
    elif path == "/unchanged":
        said = b"HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n"
    elif path == "/endless":
        said = b"HTTP/1.1 200 OK\r\n\r\nto the end"
    elif path == "/much":
        said = b"HTTP/1.1 200 OK\r\ncontent-length: 30000000\r\n\r\n" + bytes(30_000_000)
    else:
        head = f"HTTP/1.1 200 OK\r\nserver: pages\r\ncontent-length: {len(said)}\r\n\r\n"
        said = head.encode() + (b"" if method == "HEAD" else said)
    writer.write(said)
    with contextlib.suppress(ConnectionError):
        await writer.drain()
    writer.close()


def made_certificate(folder: Path, *, name: str = NAME, called: str = "") -> tuple[Path, Path]:
    """Make a certificate of this test for a name and for this machine, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names = [x509.DNSName(name), x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (x509.CertificateBuilder().subject_name(who).issuer_name(who).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1)).add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256()))  # fmt: skip
    files = folder / f"{called}certificate.pem", folder / f"{called}key.pem"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    files[1].chmod(0o600)
    return files
