"""How does the head of a request read, so that nobody after us reads it otherwise? What could be read in two ways is refused.

The head that goes on to the pages is written anew from what was read. Nothing goes on that speaks of the connection, and no
field with an underscore: the pages could not tell it from another with a dash.
"""

import re
from typing import NamedTuple

CAME = "sc-came"
"""The field by which the pages are told how a request came. What a client writes there is thrown away."""
_REQUEST = re.compile(r"([A-Z]{1,20}) (/[!-~]*) HTTP/1\.([01])", re.ASCII)
_FIELD = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*((?:[^\x00-\x08\x0a-\x1f\x7f])*?)[ \t]*")
_LENGTH = re.compile(r"[0-9]{1,15}")
FORWARDED = "forwarded"
_OURS = frozenset({"connection", "keep-alive", "proxy-connection", "proxy-authenticate", "proxy-authorization", "te", "trailer",
                   "transfer-encoding", "upgrade", "expect", "http2-settings", "content-length", FORWARDED, CAME})  # fmt: skip


class Refused(Exception):
    """A request that is not passed on, with the status that answers it."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Head(NamedTuple):
    """What stands before the body: fields with their names in small letters, in their order."""

    method: str
    target: str
    minor: int
    fields: tuple[tuple[str, str], ...]

    def all_of(self, name: str) -> list[str]:
        """Give every value of a field."""
        return [value for field, value in self.fields if field == name]

    @property
    def path(self) -> str:
        """Give the address without what is asked for in it."""
        return self.target.partition("?")[0]

    @property
    def unsaid(self) -> bool:
        """Whether a body follows of which nobody says how long it is."""
        return bool(self.all_of("transfer-encoding"))

    @property
    def length(self) -> int:
        """Give how many bytes follow."""
        return int(next(iter(self.all_of("content-length")), 0))

    @property
    def waits(self) -> bool:
        """Whether the client sends the body only once it is told that it may."""
        return [value.lower() for value in self.all_of("expect")] == ["100-continue"]

    @property
    def stays(self) -> bool:
        """Whether the client wants to ask more on the same connection."""
        words = {word.strip().lower() for value in self.all_of("connection") for word in value.split(",")}
        return self.minor == 1 and "close" not in words


def read_head(data: bytes) -> Head:
    """Read a head, without the empty line that ends it. Raises Refused."""
    first, *lines = data.decode("latin-1").split("\r\n")
    asked = _REQUEST.fullmatch(first)
    if asked is None:
        raise Refused(505 if re.search(r" HTTP/([2-9]|1\.[2-9])", first) else 400)
    fields = []
    for line in lines:
        found = _FIELD.fullmatch(line)
        if found is None:
            raise Refused(400)
        fields.append((found[1].lower(), found[2]))
    head = Head(asked[1], asked[2], int(asked[3]), tuple(fields))
    _read_one_way(head)
    return head


def _read_one_way(head: Head) -> None:
    lengths = head.all_of("content-length")
    if len(lengths) > 1 or not all(map(_LENGTH.fullmatch, lengths)):
        raise Refused(400)
    if head.unsaid and (lengths or head.minor == 0):
        raise Refused(400)  # it would end here for one reader, and there for another
    if len(head.all_of("host")) != 1:
        raise Refused(400)


def for_the_pages(head: Head, *, came: str, length: int) -> bytes:
    """Write the head that goes on: the fields of the client, how long the body is that goes along, and how it came."""
    lines = [f"{head.method} {head.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in head.fields if name not in _OURS and "_" not in name]
    if told := head.all_of(FORWARDED):
        lines.append(f"{FORWARDED}: {', '.join(told)}")  # one field, so that its last part is the last for everybody
    if length or head.method not in ("GET", "HEAD", "OPTIONS"):
        lines.append(f"content-length: {length}")
    lines += [f"{CAME}: {came}", "connection: close"]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
