"""Signed notes: a text and, below an empty line, the lines of those who signed it. C2SP `signed-note`.

Where that document leaves a choice: one line of a known key that does not verify refuses the whole note; a key counts once,
with its latest line, however many it has; a note has at most 100 lines and a million bytes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.record import ed25519
from safeconduct.record.cosignature import checked_here, time_of, verify_cosignature
from safeconduct.record.faults import Bad
from safeconduct.record.vkey import (
    NOTE,
    Line,
    Verifier,
    key_id_of,
    parse_line,
    parse_vkey,
    verifier_of,
    write_line,
    write_vkey,
)

__all__ = [
    "Line",
    "Note",
    "Opened",
    "Signed",
    "Verifier",
    "add_lines",
    "key_id_of",
    "open_note",
    "parse_note",
    "parse_vkey",
    "sign_note",
    "verifier_of",
    "write_vkey",
]

MOST_LINES = 100
MOST_BYTES = 1_000_000


class Note(NamedTuple):
    """A note in its parts. Nothing in it has been verified."""

    text: bytes
    lines: tuple[Line, ...]


class Signed(NamedTuple):
    """A signature that fits. `at` is the time in it, in POSIX seconds; a plain signature has none."""

    verifier: Verifier
    signature: bytes
    at: int | None


class Opened(NamedTuple):
    """A note that at least one known key signed.

    `unverified` are lines of keys nobody named, and of keys that cannot be checked here.
    """

    text: bytes
    verified: tuple[Signed, ...]
    unverified: tuple[Line, ...]


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text):
        raise Bad("note.text", "the text of a note ends in a newline and has no other control character", got=repr(text[-40:]))


def sign_note(text: bytes, name: str, seed: bytes) -> bytes:
    """Sign a text with Ed25519 and give the note. Raises `Bad` for a text that cannot be signed."""
    try:
        _check_text(text.decode())
    except UnicodeDecodeError as fault:
        raise Bad("note.text", "the text of a note is not UTF-8", where=f"byte {fault.start}") from fault
    verifier = verifier_of(name, NOTE, ed25519.public_of(seed))
    return text + b"\n" + write_line(Line(name, verifier.key_id, ed25519.sign(seed, text))).encode()


def add_lines(note: bytes, lines: Iterable[str]) -> bytes:
    """Put further lines, each with its newline, below a note. Lines that are there already are left out."""
    parsed = parse_note(note)
    kept = list(parsed.lines)
    for text in lines:
        line = parse_line(text.removesuffix("\n"))
        if line not in kept:
            kept.append(line)
    added = parsed.text + b"\n" + "".join(map(write_line, kept)).encode()
    parse_note(added)
    return added


def parse_note(data: bytes) -> Note:
    """Take a note apart without verifying anything. Raises `Bad`."""
    if len(data) > MOST_BYTES:
        raise Bad("note.size", "the note is too large", expected=f"at most {MOST_BYTES} bytes", got=f"{len(data)} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError as fault:
        raise Bad("note.text", "the note is not UTF-8", where=f"byte {fault.start}") from fault
    _check_text(whole)
    # The last empty line parts text and lines: the text may hold empty lines itself.
    text, parted, below = whole.rpartition("\n\n")
    lines = below.split("\n")[:-1]
    if not parted or not lines:
        raise Bad("note.unsigned", "nobody has signed this", expected="a text, an empty line, and signature lines below it")
    if len(lines) > MOST_LINES:
        raise Bad("note.size", "the note has too many lines", expected=f"at most {MOST_LINES}", got=str(len(lines)))
    above = text.count("\n") + 2
    parsed = [parse_line(line, f"line {above + number}") for number, line in enumerate(lines, 1)]
    return Note(text.encode() + b"\n", tuple(parsed))


def verify_line(verifier: Verifier, text: bytes, signature: bytes) -> bool:
    """Say whether the signature of a line was made by this key over this text."""
    if verifier.kind == NOTE:
        return len(signature) == 64 and ed25519.verify(verifier.public, text, signature)
    return verify_cosignature(verifier, text, signature)


def open_note(data: bytes, verifiers: Iterable[Verifier]) -> Opened:
    """Open a note with the keys one knows. Raises `Bad` where a known key does not verify, and where no known key signed."""
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault(verifier[:2], verifier) != verifier:
            raise Bad("note.ambiguous", "two different keys have this name and id", got=write_vkey(verifier)[:80])
    text, lines = parse_note(data)
    signed: dict[Verifier, Signed] = {}
    unverified: dict[Line, None] = {}
    for line in lines:
        verifier = known.get((line.name, line.key_id))
        if verifier is None or not checked_here(verifier):
            unverified[line] = None
            continue
        if not verify_line(verifier, text, line.signature):
            raise Bad("note.signature", "a signature of a known key does not fit the text", where=line.name)
        at = None if verifier.kind == NOTE else time_of(line.signature)
        earlier = signed.get(verifier)
        if earlier is None or (at or 0) > (earlier.at or 0):
            signed[verifier] = Signed(verifier, line.signature, at)
    if not signed:
        names = ", ".join(line.name for line in lines)
        raise Bad("note.unverified", "no known key has signed this", got=f"lines of {names}"[:200])
    return Opened(text, tuple(signed.values()), tuple(unverified))
