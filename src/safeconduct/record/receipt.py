"""A receipt of an act that was handed in with a guarantor, because the log might refuse it.

It holds the leaf alone, so whoever gives it learns nothing of what was signed. It is a note of C2SP `signed-note`, signed with
the keys that cosign for the guarantor, over a text that is no checkpoint and under key ids that no cosignature has. Section 10
of `docs/spec/record.md`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from safeconduct.record.faults import Bad
from safeconduct.record.leaf import Leaf, parse_leaf
from safeconduct.record.note import add_lines, open_note, parse_note, sign_note
from safeconduct.record.spelling import read_bytes, read_number, write_bytes
from safeconduct.record.vkey import NOTE, PUBLIC_LENGTH, Verifier, verifier_of

FIRST_LINE = "safeconduct intake/v1"
LONGEST = 365 * 24 * 3600
"""Seconds that may be agreed for an act to reach the log."""


class Receipt(NamedTuple):
    """What a guarantor says: a leaf was handed in, at a time in POSIX seconds, and was not among the first `size` of the log.

    By `at` + `within` it should stand in the log.
    """

    origin: str
    leaf: bytes
    size: int
    at: int
    within: int

    @property
    def signed(self) -> Leaf:
        """The leaf, read."""
        return parse_leaf(self.leaf)

    @property
    def due(self) -> int:
        """The time by which the act should stand in the log."""
        return self.at + self.within


def receipt_text(receipt: Receipt) -> bytes:
    """Write the text that is signed. Raises Bad for what could not be read again."""
    lines = (FIRST_LINE, receipt.origin, write_bytes(receipt.leaf), str(receipt.size), str(receipt.at), str(receipt.within))
    text = "".join(f"{line}\n" for line in lines).encode()
    if read_receipt(text) != receipt:
        raise Bad("receipt.form", "this cannot be written as a receipt")
    return text


def read_receipt(text: bytes) -> Receipt:
    """Read the text of a receipt, without signatures. Raises Bad."""
    lines = text.decode("utf-8", "replace").split("\n")
    if len(lines) != 7 or lines[0] != FIRST_LINE or lines[6]:
        raise Bad("receipt.form", "this is no receipt", expected=f"{FIRST_LINE}, then five lines", got=ascii(lines[0][:80]))
    found = Receipt(lines[1], read_bytes(lines[2], "line 3"), *(read_number(lines[n], f"line {n + 1}") for n in (3, 4, 5)))
    parse_leaf(found.leaf)
    if not 0 < found.within <= LONGEST:
        raise Bad("receipt.within", "no such time can be agreed", where="line 6", expected=f"1 to {LONGEST}", got=lines[5])
    return found


def write_receipt(receipt: Receipt, signers: Sequence[tuple[str, bytes]]) -> bytes:
    """Sign a receipt with each name and private key, and give the note."""
    text = receipt_text(receipt)
    notes = [sign_note(text, name, seed) for name, seed in signers]
    return add_lines(notes[0], [line for note in notes[1:] for line in note[len(text) + 1 :].decode().splitlines(keepends=True)])


def open_receipt(note: bytes, cosigners: Iterable[Verifier]) -> tuple[Receipt, tuple[Verifier, ...]]:
    """Open a receipt; gives it with the cosigners whose keys have signed it. Raises Bad where none has, or one does not fit."""
    parsed = read_receipt(parse_note(note).text)
    known = {signing_as_text(one): one for one in cosigners if PUBLIC_LENGTH[NOTE] == len(one.public)}
    opened = open_note(note, known)
    return parsed, tuple(known[one.verifier] for one in opened.verified)


def signing_as_text(cosigner: Verifier) -> Verifier:
    """Give the verifier of texts without a time that a cosigner signs with the same key: its id is another one."""
    return verifier_of(cosigner.name, NOTE, cosigner.public)
