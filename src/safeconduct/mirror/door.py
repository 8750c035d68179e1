"""The doors over HTTP: of a mirror, which takes and gives, and of the log, which only gives. WSGI, no framework.

Files of the log stand at their paths of C2SP `tlog-tiles`, also below the hash of the origin, as witnesses are asked. Entries,
bodies and attachments are given to a signed request only: the leaf in an entry says who signed.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from io import BytesIO
from typing import Any

from safeconduct.kernel.errors import SafeconductError
from safeconduct.mirror.asking import WINDOW
from safeconduct.mirror.keeper import Mirror, write_attachments
from safeconduct.record.faults import Bad
from safeconduct.record.sources import body_path
from safeconduct.record.tiles import WIDTH, Bundle, Tile, parse_path
from safeconduct.record.witness import TEXT_TYPE, Reply, refuse
from safeconduct.store.publish import Shows

LARGEST = 64 << 20
"""Bytes of one request."""
ENTRIES = "/tile/entries/"
IMMUTABLE = "public, max-age=31536000, immutable"
_REASONS = {200: "OK", 202: "Accepted", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
            405: "Method Not Allowed", 409: "Conflict", 411: "Length Required", 413: "Content Too Large",
            422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error",
            503: "Service Unavailable"}  # fmt: skip

Start = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


def mirror_door(mirror: Mirror) -> Application:
    """Give the WSGI application of a mirror."""

    def answer(environ: dict[str, Any]) -> tuple[Reply, str]:
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "/")
        if method == "POST":
            return mirror_request(mirror, path, _body(environ), environ.get("HTTP_AUTHORIZATION", "")), "no-store"
        if method not in ("GET", "HEAD"):
            return refuse(405, "ask with GET or POST"), "no-store"
        path = _short(path, mirror.origin)
        if path == "/checkpoint":
            return _found(mirror.checkpoint()), "no-cache"
        if path == "/held":
            return _found(mirror.held()), "no-cache"
        if path.startswith((ENTRIES, "/bodies/", "/attachment/")) or path == "/intake":
            return _private(mirror, path, environ.get("HTTP_AUTHORIZATION", "")), "no-store"
        return log_file(path, mirror.copied.newest(), mirror.reading.file)

    return _application(answer)


def mirror_request(mirror: Mirror, path: str, body: bytes, header: str = "", *, window: int = WINDOW) -> Reply:
    """Answer one of the requests that a log sends, however it came. `window` is how far the time of a signed one may be off."""
    if path == "/held":
        return _found(mirror.held())
    if path == "/hand-in":
        return mirror.hand_in(body)
    if path == "/add-checkpoint":
        return mirror.add_checkpoint(body)
    if path == "/add-entries":
        return mirror.add_entries(BytesIO(body).read)
    if path == "/add-bodies":
        return mirror.add_bodies(BytesIO(body).read)
    if path == "/add-attachments":
        return mirror.add_attachments(body, header, window=window)
    if path == "/add-keys":
        return mirror.add_keys(body, header, window=window)
    return refuse(404, "there is nothing here under this name")


def log_door(files: Callable[[str], bytes | None], shown: Callable[[], int], fetch: Callable[[str], bytes | None],
             origin: str, *, shows: Shows = Shows.HASHES) -> Application:  # fmt: skip
    """Give the WSGI application of a log, for reading only.

    `files` gives what changes, such as `checkpoint`; `fetch` gives tiles and entries, of which nothing is shown beyond the size
    that `shown` gives. Entries are given where leaves are shown.
    """

    def answer(environ: dict[str, Any]) -> tuple[Reply, str]:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return refuse(405, "this is for reading only: ask with GET"), "no-store"
        path = _short(environ.get("PATH_INFO", "/"), origin)
        if path.startswith(ENTRIES) and shows is Shows.HASHES:
            return refuse(403, "leaves say who signed when, so they are not for everyone; mirrors hold them"), "no-store"
        if path.startswith("/tile/"):
            return log_file(path, shown(), fetch)
        return _found(files(path[1:])), "no-cache"

    return _application(answer)


def log_file(path: str, size: int, fetch: Callable[[str], bytes | None]) -> tuple[Reply, str]:
    """Give a tile or a bundle of a log of this size, and how long it may be kept by others."""
    try:
        asked = parse_path(path[1:])
    except Bad:
        return refuse(404, "there is nothing here under this name"), "no-store"
    end = asked.index * WIDTH + asked.width
    if end > (size if isinstance(asked, Bundle) else size >> 8 * asked.level):
        return refuse(404, "the log does not reach as far"), "no-store"
    return _found(fetch(path[1:]), "application/octet-stream"), IMMUTABLE


def _private(mirror: Mirror, path: str, header: str) -> Reply:
    try:
        mirror.may_read(header, path)
    except Bad as fault:
        return refuse(401, str(fault))
    if path == "/intake":
        return _found(mirror.intake.waiting() if mirror.intake is not None else None)
    if path.startswith("/attachment/"):
        digits = path.removeprefix("/attachment/")
        found = mirror.copied.attachment(bytes.fromhex(digits)) if len(digits) == 64 and _is_hex(digits) else None
        return _found(write_attachments(mirror.origin, [found]) if found else None, "application/octet-stream")
    if path.startswith(ENTRIES):
        return log_file(path, mirror.copied.newest(), mirror.reading.file)[0]
    try:
        asked = parse_path(path[1:].replace("bodies/", "tile/entries/", 1))
    except Bad:
        return refuse(404, "there is nothing here under this name")
    if isinstance(asked, Tile) or body_path(asked) != path[1:] or asked.index * WIDTH + asked.width > mirror.copied.newest():
        return refuse(404, "the copy does not reach as far")
    held = {body.idx: body.bytes or b"" for body in mirror.reading.bodies(asked.index * WIDTH, asked.width)}
    first = asked.index * WIDTH
    parts = [held.get(index, b"") for index in range(first, first + asked.width)]
    return _found(b"".join(len(part).to_bytes(4, "big") + part for part in parts), "application/octet-stream")


def _is_hex(text: str) -> bool:
    return set(text) <= set("0123456789abcdef")


def _short(path: str, origin: str) -> str:
    return "/" + path.removeprefix(f"/{sha256(origin.encode()).hexdigest()}/").removeprefix("/")


def _found(data: bytes | None, kind: str = TEXT_TYPE) -> Reply:
    return refuse(404, "there is nothing here under this name") if data is None else Reply(200, kind, data)


class _Refused(Exception):
    def __init__(self, reply: Reply) -> None:
        self.reply = reply


def _body(environ: dict[str, Any]) -> bytes:
    length = environ.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or len(length) > 12:
        raise _Refused(refuse(411, "say how long the request is"))
    if int(length) > LARGEST:
        raise _Refused(refuse(413, f"a request has at most {LARGEST} bytes"))
    parts, missing = [], int(length)
    while missing and (part := environ["wsgi.input"].read(missing)):
        parts.append(part)
        missing -= len(part)
    # A request that was cut is answered as far as it goes: its packages are checked one by one.
    return b"".join(parts)


def _application(answer: Callable[[dict[str, Any]], tuple[Reply, str]]) -> Application:
    def application(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        try:
            reply, keep = answer(environ)
        except _Refused as refused:
            reply, keep = refused.reply, "no-store"
        except SafeconductError as error:
            # The disk did not confirm. Whoever asks may ask again.
            reply, keep = refuse(503, error.message()), "no-store"
        headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(reply.body))), ("Cache-Control", keep),
                   ("X-Content-Type-Options", "nosniff"), ("Access-Control-Allow-Origin", "*")]  # fmt: skip
        start(f"{reply.status} {_REASONS.get(reply.status, 'Other')}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else reply.body]

    return application
