"""How numbers and bytes are spelled in notes, proofs and requests. Each value has one spelling, and any other is refused."""

from base64 import b64encode
from binascii import Error, a2b_base64

from safeconduct.record.faults import Bad

_NUMBERS = 2**64


def write_bytes(data: bytes) -> str:
    """Spell bytes in base64 with padding, RFC 4648 section 4."""
    return b64encode(data).decode()


def read_bytes(text: str, where: str = "") -> bytes:
    """Read base64. Raises `Bad` for another alphabet, missing padding, or bits that mean nothing."""
    try:
        data = a2b_base64(text.encode("ascii"), strict_mode=True)
    except (Error, UnicodeEncodeError):
        data = None
    # The comparison also finds bits set in the last character that no byte holds.
    if data is None or b64encode(data).decode() != text:
        raise Bad("spelling.base64", "this is not base64 in its one spelling", where=where, got=repr(text[:80]))
    return data


def read_hash(text: str, where: str = "") -> bytes:
    """Read a hash of 32 bytes in base64."""
    data = read_bytes(text, where)
    if len(data) != 32:
        raise Bad("spelling.hash", "a hash has another length", where=where, expected="32 bytes", got=f"{len(data)} bytes")
    return data


def read_number(text: str, where: str = "") -> int:
    """Read a whole number below 2^64 in decimal: ASCII digits, no sign, no leading zero."""
    digits = text.isascii() and text.isdigit() and len(text) <= 20 and (text == "0" or text[0] != "0")
    if not digits or int(text) >= _NUMBERS:
        raise Bad(
            "spelling.number",
            "this is not a number in its one spelling",
            where=where,
            expected="decimal digits without a leading zero, below 2^64",
            got=repr(text[:80]),
        )
    return int(text)


def take_note(data: bytes, where: str, code: str) -> tuple[bytes, bytes]:
    """Take a note off the front of a file: a line with its length, then its bytes. Gives it and the rest.

    Raises `Bad` with the code of the file where it is missing or cut.
    """
    line, parted, rest = data.partition(b"\n")
    if not parted or not line.startswith(b"note "):
        raise Bad(code, "a note is missing", where=where, expected="note and its length")
    size = read_number(line[5:].decode("ascii", "replace"), where)
    if size > len(rest):
        raise Bad(code, "the file is cut", where=where, expected=f"{size} bytes", got=str(len(rest)))
    return rest[:size], rest[size:]
