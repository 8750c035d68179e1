"""Keys that sign notes, and the lines they leave below a text: C2SP `signed-note`, without the text itself."""

from hashlib import sha256
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.spelling import read_bytes, write_bytes

NOTE, COSIGNATURE, ML_DSA_44 = 0x01, 0x04, 0x06
"""Kinds of signature: over the text, over the text with a time, and ML-DSA-44 over the tree head with a time."""

PUBLIC_LENGTH = {NOTE: 32, COSIGNATURE: 32, ML_DSA_44: 1312}

DASH = "\N{EM DASH} "


class Verifier(NamedTuple):
    """A public key, its kind, and the name it signs under. Name and key id together say whose a line is."""

    name: str
    key_id: bytes
    kind: int
    public: bytes


class Line(NamedTuple):
    """One line below a note: who signed, by their own word, and the bytes of the signature after the key id."""

    name: str
    key_id: bytes
    signature: bytes


def check_name(name: str, where: str = "") -> None:
    """Refuse a name that cannot stand in a line: empty, with a space of any script, a plus, or a control character."""
    if not name or "+" in name or any(letter.isspace() or letter < " " for letter in name) or not _is_text(name):
        raise Bad("note.name", "no key can have this name", where=where, expected="no space and no plus", got=repr(name[:80]))


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def key_id_of(name: str, kind: int, public: bytes) -> bytes:
    """Give the four bytes by which lines name a key."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def verifier_of(name: str, kind: int, public: bytes) -> Verifier:
    """Make a verifier. Raises `Bad` for a name, a kind or a length that cannot be."""
    check_name(name)
    if PUBLIC_LENGTH.get(kind) != len(public):
        raise Bad(
            "note.key",
            "no key of this kind has this length",
            expected="kind 1 or 4 with 32 bytes, kind 6 with 1312 bytes",
            got=f"kind {kind} with {len(public)} bytes",
        )
    return Verifier(name, key_id_of(name, kind, public), kind, public)


def write_vkey(verifier: Verifier) -> str:
    """Spell a key as name, key id and public key with plus signs between them."""
    return f"{verifier.name}+{verifier.key_id.hex()}+{write_bytes(bytes([verifier.kind]) + verifier.public)}"


def parse_vkey(text: str, where: str = "") -> Verifier:
    """Read a key. Raises `Bad` also where its id is not the hash of the rest."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Bad("note.vkey", "this is no key", where=where, expected="name+key id+public key", got=repr(text[:80]))
    name, key_id, key = parts
    data = read_bytes(key, where)
    if not data:
        raise Bad("note.vkey", "the public key is empty", where=where, got=repr(text[:80]))
    verifier = verifier_of(name, data[0], data[1:])
    if key_id != verifier.key_id.hex():
        raise Bad("note.key_id", "the id is not that of the key", where=where, expected=verifier.key_id.hex(), got=key_id[:80])
    return verifier


def write_line(line: Line) -> str:
    """Spell the line of one signature, with its newline."""
    return f"{DASH}{line.name} {write_bytes(line.key_id + line.signature)}\n"


def parse_line(text: str, where: str = "") -> Line:
    """Read the line of one signature, without its newline."""
    parts = text.removeprefix(DASH).split(" ")
    if not text.startswith(DASH) or len(parts) != 2:
        raise Bad("note.line", "this is no signature line", where=where, expected="\N{EM DASH} name base64", got=repr(text[:80]))
    check_name(parts[0], where)
    data = read_bytes(parts[1], where)
    if len(data) < 5:
        raise Bad("note.line", "the signature is too short", where=where, expected="at least 5 bytes", got=str(len(data)))
    return Line(parts[0], data[:4], data[4:])
