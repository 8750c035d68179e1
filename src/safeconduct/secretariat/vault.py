"""The vault: where names, contacts, pictures and free text about people are kept, each person under a key of its own.

This is the port, the form of what lies sealed, and the index by which a case is found. The index lives in memory only. It is
made when a vault is opened and forgets what is erased. Who may keep and read is asked before, by the scope of the key and by the
post; here it is not known who asks.
"""

import unicodedata
from typing import NamedTuple, Protocol

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.record import jsonform
from safeconduct.record.body import Attached
from safeconduct.record.faults import Bad
from safeconduct.secretariat.particulars import SEARCHED

MEDIA, NAME = "application/octet-stream", "person"
"""What a body says of every attachment of the vault: nothing that tells one from another."""
KEPT = "attachment.kept/1"
MOST_FOUND = 20
"""Cases that a search gives. Who finds more has asked for no particular person."""

_HEAD = b"safeconduct particular/v1\n"
_STEP, _PICTURE_STEP = 1024, 65_536
_FIELDS = ("case", "kind", "media", "size")


class Particular(NamedTuple):
    """One thing that is kept: about which case, of which kind, and its bytes as they were given."""

    case: str
    kind: str
    media: str
    data: bytes


class SealedParticular(NamedTuple):
    """The same sealed: what the body names, the ciphertext, and the id of the key it is sealed with."""

    attached: Attached
    ciphertext: bytes
    subject: bytes

    @property
    def c(self) -> bytes:
        """Give the commitment."""
        return self.attached.c


class Vault(Protocol):
    """What the secretariat asks of whoever keeps the vault."""

    def keep(self, case: str, kind: str, data: bytes) -> SealedParticular:
        """Seal something about a person; key and salt are kept from now on. Raises Invalid for what is never held.

        The caller attaches it to an act, and calls `withdraw` if that act does not come into the log.
        """
        ...

    def withdraw(self, c: bytes) -> None:
        """Take back what no act names."""
        ...

    def read(self, case: str) -> tuple[tuple[bytes, Particular], ...]:
        """Give what is kept about a person, each with its commitment."""
        ...

    def search(self, words: str) -> tuple[str, ...]:
        """Give the cases whose name or paper begins with these words. Raises Invalid where that is too little to go by."""
        ...

    def subjects(self) -> tuple[str, ...]:
        """Give the case numbers of which anything is kept."""
        ...

    def commitments(self, case: str) -> tuple[bytes, ...]:
        """Give what an order to erase has to name so that nothing is left about a person."""
        ...

    def forget(self, commitments: tuple[bytes, ...]) -> None:
        """Take keys and salts out for good, and everything the index knows of them."""
        ...


def attached(c: bytes, ciphertext: bytes) -> Attached:
    """Give what a body says of a sealed particular."""
    return Attached(c, len(ciphertext), MEDIA, NAME)


def plaintext_of(one: Particular) -> bytes:
    """Write a particular as it is sealed: filled up, so that its length tells little."""
    head = {"case": one.case, "kind": one.kind, "media": one.media, "size": len(one.data)}
    data = _HEAD + jsonform.write(head) + b"\n" + one.data
    return data + bytes(-len(data) % (_PICTURE_STEP if one.kind == "photo" else _STEP))


def parse_plaintext(data: bytes) -> Particular:
    """Read what was sealed. Raises Bad for anything else."""
    head, end, rest = data.removeprefix(_HEAD).partition(b"\n")
    value = jsonform.parse(head) if data.startswith(_HEAD) and end else {}
    size = value.get("size")
    if tuple(value) != _FIELDS or type(size) is not int or not 0 <= size <= len(rest) or rest[size:].strip(b"\x00"):
        raise Bad("particular.form", "not something that a vault has sealed", expected=", ".join(_FIELDS))
    return Particular(str(value["case"]), str(value["kind"]), str(value["media"]), rest[:size])


class Index:
    """What is known of an open vault without opening anything again. Never written anywhere."""

    def __init__(self) -> None:
        self._cases: dict[bytes, str] = {}
        self._words: dict[bytes, tuple[str, ...]] = {}

    def add(self, c: bytes, one: Particular) -> None:
        """Enter a particular."""
        self._cases[c] = one.case
        if one.kind in SEARCHED:
            self._words[c] = words_of(one.data.decode())

    def forget(self, c: bytes) -> None:
        """Drop what is known of a particular."""
        self._cases.pop(c, None)
        self._words.pop(c, None)

    def known(self) -> frozenset[bytes]:
        """Give the commitments that are entered."""
        return frozenset(self._cases)

    def of(self, case: str) -> tuple[bytes, ...]:
        """Give the commitments of a case, in the order in which they were entered."""
        return tuple(c for c, found in self._cases.items() if found == case)

    def cases(self) -> tuple[str, ...]:
        """Give every case number once."""
        return tuple(sorted(set(self._cases.values())))

    def search(self, words: str) -> tuple[str, ...]:
        """Give the cases of which one name or paper has a word beginning with each of these. Raises Invalid for too little."""
        wanted = words_of(words)
        if sum(map(len, wanted)) < 3:
            raise Invalid([Fault(code="SC016", message="too little to search for", path="words",
                                 remedy="give at least three letters of the name")])  # fmt: skip
        found = {self._cases[c] for c, has in self._words.items()
                 if all(any(word.startswith(part) for word in has) for part in wanted)}  # fmt: skip
        if len(found) > MOST_FOUND:
            raise Invalid([Fault(code="SC016", message=f"{len(found)} cases have such a name", path="words",
                                 remedy="give more of the name; lists of persons are not made here")])  # fmt: skip
        return tuple(sorted(found))


def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a name as they are compared: without accents, vowel signs, lengthening and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter for letter in plain if unicodedata.category(letter) not in ("Mn", "Lm") and letter != "\u0640")
    return tuple("".join(letter if letter.isalnum() else " " for letter in kept).split())
