"""Where the pages are served, and whether that is safe: on this machine alone, behind one that encrypts, or encrypted from here.

Nothing is ever served without encryption on an address that others can reach.
"""

import ipaddress
import os
import socket
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from safeconduct.mirror.listening import CannotServe, port_of
from safeconduct.web.porch.keeping import encrypting
from safeconduct.web.served import ALONE, BEHIND, ENCRYPTED

SOCKET_RIGHTS = 0o660
"""Who may speak to a socket: its owner, and the group that the machine in front runs in."""
WAITING = 1024
"""How many may knock before they are let in."""


class Way(NamedTuple):
    """Where is listened, how requests come, and what the server needs for it."""

    arrival: str
    origin: str
    address: str
    port: int
    at: Path | None = None
    certificate: tuple[Path, Path] | None = None

    @property
    def shown(self) -> str:
        """Give the address that people write."""
        return self.origin or f"http://{f'[{self.address}]' if ':' in self.address else self.address}:{self.port}"


def way(
    *,
    host: str = "",
    port: int = 8000,
    origin: str = "",
    at: Path | str | None = None,
    certificate: Path | str | None = None,
    key: Path | str | None = None,
) -> Way:
    """Give the way that was asked for; `at` is a socket in the file system. Raises CannotServe where it is not safe."""
    if not origin:
        _none_of(at, certificate, key)
        return Way(ALONE, "", *_listens(_loopback(host), port))
    origin = _origin(origin)
    if certificate or key:
        return Way(ENCRYPTED, origin, *_listens(_address(host), port), certificate=_certificate(certificate, key))
    if at:
        return Way(BEHIND, origin, "127.0.0.1", port, at=_socket(Path(at)))
    return Way(BEHIND, origin, *_listens(_loopback(host), port))


def listener(by: Way) -> socket.socket:
    """Listen there. Raises CannotServe where something else has come in between."""
    try:
        if by.at is None:
            return socket.create_server((by.address, by.port), family=_family(by.address), backlog=WAITING)
        found = socket.socket(socket.AF_UNIX)
        before = os.umask(0o777 & ~SOCKET_RIGHTS)  # nobody else gets in for the moment between making it and shutting it
        try:
            found.bind(str(by.at))
        finally:
            os.umask(before)
        found.listen(WAITING)
        return found
    except OSError as error:
        raise CannotServe(f"cannot listen on {by.at or by.shown}: {error.strerror or error}",
                          remedy="stop what listens there, or name another place") from error  # fmt: skip


def _none_of(*given: object) -> None:
    if any(given):
        raise CannotServe("a socket or a certificate was given, but not under which address others reach the pages",
                          remedy="add --origin https://NAME, with the name that stands in the certificate")  # fmt: skip


def _origin(text: str) -> str:
    parts = urlsplit(text)
    try:
        sound = parts.scheme == "https" and bool(parts.hostname) and parts.path in ("", "/") and text.isascii()
        sound = sound and not (parts.query or parts.fragment or "@" in parts.netloc) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise CannotServe(f"{text!r} is not an address under which pages are served encrypted",
                          remedy="write https, a name, perhaps a port: --origin https://records.example.org")  # fmt: skip
    port = f":{parts.port}" if parts.port not in (None, 443) else ""
    return f"https://{parts.hostname}{port}" if ":" not in str(parts.hostname) else f"https://[{parts.hostname}]{port}"


def _certificate(certificate: Path | str | None, key: Path | str | None) -> tuple[Path, Path]:
    found = []
    for word, given in (("certificate", certificate), ("key", key)):
        path = Path(given) if given else None
        if path is None or not path.is_file():
            raise CannotServe(f"--{word}: {f'no file {path}' if path else 'is missing'}; both files are needed to encrypt",
                              remedy=f"write --{word} FILE, in PEM")  # fmt: skip
        found.append(path.resolve())
    if found[1].stat().st_mode & 0o077:
        raise CannotServe(f"{key}: others on this machine may read the key of the certificate",
                          remedy=f"chmod 600 {key}")  # fmt: skip
    try:
        encrypting(*found)
    except OSError as error:
        reason = getattr(error, "reason", None) or error.strerror or "they are no PEM files of a certificate and its key"
        raise CannotServe(f"{certificate} and {key} cannot be used together: {str(reason).replace('_', ' ').lower()}",
                          remedy="give the certificate with its chain, and its own key without a pass phrase, both in PEM"
                          ) from error  # fmt: skip
    return found[0], found[1]


def _socket(path: Path) -> Path:
    if not path.parent.is_dir():
        raise CannotServe(f"there is no folder {path.parent} for the socket", remedy="make it, or name another with --socket")
    if path.exists() and not path.is_socket():
        raise CannotServe(f"{path} is there and is no socket; nothing was changed", remedy="name another with --socket")
    if path.exists():
        with socket.socket(socket.AF_UNIX) as probe:
            if probe.connect_ex(str(path)) == 0:
                raise CannotServe(f"something answers at {path} already", remedy="stop it, or name another with --socket")
        path.unlink()  # left behind by a server that was killed
    return path.resolve()


def _address(host: str) -> str:
    name = host.strip("[]") or "0.0.0.0"
    try:
        return str(ipaddress.ip_address("127.0.0.1" if name == "localhost" else name))
    except ValueError:
        raise CannotServe(f"{host!r} is not an address of this machine", remedy="leave --host out: all of them") from None


def _loopback(host: str) -> str:
    name = "127.0.0.1" if host in ("", "localhost") else host.strip("[]")
    try:
        if ipaddress.ip_address(name).is_loopback:
            return name
    except ValueError:
        pass
    raise CannotServe(
        f"{host!r} is not an address of this machine alone; the pages are not encrypted, so nobody else may reach them",
        remedy="leave --host out, or write --host 127.0.0.1; to serve others, see docs/how-to/serve-others.md",
    )


def _listens(address: str, port: int) -> tuple[str, int]:
    return address, port_of(address, port, remedy=f"write --port {port + 1}")


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
