"""What is kept of a person on this server, opened for whoever may see it. Nothing of it is written anywhere.

The vault is open where the file of keys lies beside the record. Where it does not, whoever holds that file reads it with
`safeconduct vault`, and these pages say so.
"""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from safeconduct.bootstrap.folder import SUBJECTS
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.secretariat.particulars import TEXT
from safeconduct.store.database import Database
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.orders import carry_out, still_here
from safeconduct.store.vault import StoredVault
from safeconduct.web.desk.handing import Refusal
from safeconduct.web.shell import clock
from safeconduct.web.shell.worked import Worked


class Told(NamedTuple):
    """One thing that is kept: its words, or its picture, which goes by its commitment."""

    kind: str
    text: str = ""
    picture: str = ""
    media: str = ""
    data: bytes = b""


def has_vault(record: Worked) -> bool:
    """Whether the file of keys lies here."""
    return (record.folder.path / SUBJECTS).is_file()


def vault_of(record: Worked) -> StoredVault:
    """Open the vault of a record. Raises Refusal where its keys lie elsewhere.

    What the log orders out is gone first: a file of keys may have been put back from before the order.
    """
    path = record.folder.path / SUBJECTS
    records = record.desk.records
    if not path.is_file() or not isinstance(records, StoredRecords):
        raise Refusal(_("The keys of what is kept about people do not lie on this server. "
                        "Whoever holds them carries it out there."))  # fmt: skip
    database, replay = records.log.database, record.desk.docket.replay
    if any(still_here(database, replay, keys=path)):
        carry_out(database, replay, keys=path, now=int(clock.now().timestamp()))
    return _opened(database, path)


@lru_cache(maxsize=2)
def _opened(database: Database, path: Path) -> StoredVault:
    return StoredVault(database, SubjectKeys(path))


def told(record: Worked, case: str, kinds: tuple[str, ...]) -> list[Told]:
    """Give what is kept of a case, of some kinds. Raises VerificationFailed where something of it cannot be opened."""
    found = []
    for c, one in vault_of(record).read(case):
        if one.kind not in kinds:
            continue
        if one.media == TEXT:
            found.append(Told(one.kind, text=one.data.decode()))
        else:
            found.append(Told(one.kind, picture=c.hex(), media=one.media, data=one.data))
    return sorted(found, key=lambda one: kinds.index(one.kind))
