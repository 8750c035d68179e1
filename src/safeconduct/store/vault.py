"""The vault in files: ciphertexts lie in the log's store as attachments, keys and salts in a small file of their own.

The file of keys has its own backups, and they live short: whatever is erased comes back with a backup that is older than the
order. Seven days are long enough to survive a broken disk. It is never put on a PostgreSQL server, whose own log keeps for a
while everything that was ever written.
"""

import secrets
import threading

from safeconduct.kernel.errors import Conflict, VerificationFailed
from safeconduct.record.attachment import new_salt, open_attachment, seal_attachment
from safeconduct.record.faults import Bad
from safeconduct.secretariat.particulars import check_case, checked
from safeconduct.secretariat.vault import (
    Index,
    Particular,
    SealedParticular,
    attached,
    parse_plaintext,
    plaintext_of,
)
from safeconduct.store.database import Database
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.reading import Reading

SUBJECT_SIZE = 16
_TRIES = 5


class StoredVault:
    """A vault over a log's store and its file of keys. Safe to use from several threads and processes.

    Opening it opens everything once, to make the index. What another process keeps or erases is noticed at the next question.
    """

    def __init__(self, database: Database, keys: SubjectKeys) -> None:
        self._reading, self._keys = Reading(database), keys
        self._thread = threading.Lock()
        self._index = Index()
        self._subjects: dict[str, bytes] = {}
        self._damaged: dict[bytes, Bad] = {}
        self._refresh()

    # ---- keeping ----

    def keep(self, case: str, kind: str, data: bytes) -> SealedParticular:
        """Seal something about a person; key and salt are on the disk then, the ciphertext is the caller's to attach."""
        check_case(case)
        found = checked(kind, data)
        plaintext = plaintext_of(Particular(case, kind, found.media, found.data))
        for _ in range(_TRIES):
            with self._thread:
                self._refresh()
                subject = self._subjects.setdefault(case, secrets.token_bytes(SUBJECT_SIZE))
            key, salt = self._keys.key_for(subject), new_salt()
            ciphertext, c = seal_attachment(key, salt, plaintext)
            self._keys.put(c, subject, salt)
            try:
                # If all else about the person was erased just now, the key went with it.
                self._keys.receive(subject, key)
            except ValueError:
                self._keys.erase([c])
                continue
            return SealedParticular(attached(c, ciphertext), ciphertext, subject)
        raise Conflict("the key of this person changed every time", remedy="try again in a moment")

    def withdraw(self, c: bytes) -> None:
        """Take back what no act names."""
        self._keys.erase([c])

    # ---- questions ----

    def read(self, case: str) -> tuple[tuple[bytes, Particular], ...]:
        """Give what is kept about a person, each with its commitment.

        Raises VerificationFailed where something of it cannot be opened: nothing is left out in silence.
        """
        with self._thread:
            self._refresh()
            found = []
            for c in self._index.of(case):
                try:
                    if (one := self._open(c, self._keys.kept_with(c))) is not None:
                        found.append((c, one))
                except Bad as bad:
                    raise VerificationFailed(
                        step=f"opening an attachment of {case}", expected=c.hex(), got=bad.what,
                        remedy="Keep the files, and fetch the attachment from the other holder.") from bad  # fmt: skip
            return tuple(found)

    def search(self, words: str) -> tuple[str, ...]:
        """Give the cases that have a name or a paper beginning with these words."""
        with self._thread:
            self._refresh()
            return self._index.search(words)

    def subjects(self) -> tuple[str, ...]:
        """Give the case numbers of which anything is kept."""
        with self._thread:
            self._refresh()
            return self._index.cases()

    def commitments(self, case: str) -> tuple[bytes, ...]:
        """Give what an order to erase has to name."""
        with self._thread:
            self._refresh()
            return self._index.of(case)

    def damaged(self) -> dict[bytes, Bad]:
        """Give what is here and cannot be opened, with the reason."""
        with self._thread:
            self._refresh()
            return dict(self._damaged)

    def forget(self, commitments: tuple[bytes, ...]) -> None:
        """Take keys and salts out for good, and everything the index knows of them."""
        with self._thread:
            self._keys.erase(commitments)
            self._refresh()

    # ---- the index ----

    def _refresh(self) -> None:
        """Forget what was erased by whomever, and enter what is new."""
        kept = self._keys.kept()
        for c in (self._index.known() | self._damaged.keys()) - kept.keys():
            self._index.forget(c)
            self._damaged.pop(c, None)
        known = self._index.known() | self._damaged.keys()
        for c in [c for c in kept if c not in known]:
            try:
                if (one := self._open(c, kept[c])) is not None:
                    self._index.add(c, one)
                    self._subjects.setdefault(one.case, kept[c])
            except Bad as bad:
                self._damaged[c] = bad
        used = set(kept.values())
        for case in [case for case, subject in self._subjects.items() if subject not in used]:
            # Whatever is kept of this person later gets another key, under another id.
            del self._subjects[case]

    def _open(self, c: bytes, subject: bytes | None) -> Particular | None:
        """Open an attachment; None while its act has not come, or once it was erased."""
        ciphertext = self._reading.attachment(c)
        if ciphertext is None or subject is None:
            return None
        key, salt = self._keys.key(subject), self._keys.salt(c)
        if key is None or salt is None:
            return None
        return parse_plaintext(open_attachment(key, salt, bytes(ciphertext), c))
