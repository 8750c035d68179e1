"""Where are the bytes as they came in, and are they still the same?

A folder of files named by their hash: the same bytes lie there once. What is asked for is hashed again before it is given. What
somebody has a right to have erased is erased, and a mark says that it was, so that the same bytes are not taken in again.
"""

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from safeconduct.intake.errors import cannot_bring_in
from safeconduct.kernel.errors import Fault, Invalid

_HEX = frozenset("0123456789abcdef")


def whole_or_not(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, readable for its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=".unfinished-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


class Originals:
    """The folder of what came in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, data: bytes, *, name: str) -> str:
        """Keep bytes and give their hash. Raises Invalid for bytes that were erased."""
        digest = sha256(data).hexdigest()
        if self.erased(digest):
            raise cannot_bring_in("it was erased here by order of a person", name=name,
                                  remedy="ask whoever keeps this folder why, before anyone brings it in elsewhere")  # fmt: skip
        path = self._at(digest)
        if not (path.is_file() and sha256(path.read_bytes()).hexdigest() == digest):
            whole_or_not(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        """Give the bytes of a hash. Raises Invalid where they are not there, or are no longer the same."""
        path = self._at(digest)
        if not path.is_file():
            why = "was erased" if self.erased(digest) else "is not there"
            raise _fault(f"the original {digest} {why}", path, "look whether this is the right folder")
        data = path.read_bytes()
        if sha256(data).hexdigest() != digest:
            raise _fault(f"the original {digest} was changed on this disk", path,
                         "bring the document in again from where it came")  # fmt: skip
        return data

    def erase(self, digest: str) -> bool:
        """Erase the bytes of a hash for good, and say whether they were there. The mark that stays holds no words of them."""
        path = self._at(digest)
        there = path.is_file()
        whole_or_not(path.with_suffix(".erased"), b"")
        path.unlink(missing_ok=True)
        return there

    def erased(self, digest: str) -> bool:
        """Say whether bytes of this hash were erased here."""
        return self._at(digest).with_suffix(".erased").exists()

    def _at(self, digest: str) -> Path:
        if len(digest) != 64 or not _HEX.issuperset(digest):
            raise _fault(f"{digest[:80]!r} is not a hash", self.folder,
                         "give the 64 letters that `safeconduct read` prints as sha256")  # fmt: skip
        return self.folder / digest[:2] / digest


def _fault(message: str, path: Path, remedy: str) -> Invalid:
    return Invalid([Fault(code="SC042", message=message, file=str(path), remedy=remedy)])
