"""One signed act in a file of three lines, to carry from the machine that signs to the one that keeps the log."""

from hashlib import sha256
from typing import NamedTuple

from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import parse_leaf
from safeconduct.record.spelling import read_bytes, write_bytes

HEAD = b"safeconduct act/v1"


class SignedAct(NamedTuple):
    """A leaf and the body it signs, as they go into the log."""

    leaf: bytes
    body: bytes


def write_signed(signed: SignedAct) -> bytes:
    """Give the file: its name, the leaf in base64, the body as it is. A body holds no line ends."""
    return b"\n".join((HEAD, write_bytes(signed.leaf).encode(), signed.body, b""))


def parse_signed(data: bytes) -> SignedAct:
    """Read such a file. Raises Bad; whether the signature holds is asked where the key is known."""
    lines = data.split(b"\n")
    if len(lines) != 4 or lines[0] != HEAD or lines[3]:
        raise Bad("signed.file", "not a signed act", expected=f"{HEAD.decode()}, a leaf and a body, each line ended")
    try:
        text = lines[1].decode("ascii")
    except UnicodeDecodeError:
        raise Bad("signed.file", "the leaf is not base64", where="line 2") from None
    signed = SignedAct(read_bytes(text, "line 2"), lines[2])
    act_id = parse_leaf(signed.leaf).act_id
    parse_body(signed.body)
    if sha256(signed.body).digest() != act_id:
        raise Bad("signed.file", "the leaf was signed for another body", where="line 2", expected=act_id.hex(),
                  got=sha256(signed.body).hexdigest())  # fmt: skip
    return signed
