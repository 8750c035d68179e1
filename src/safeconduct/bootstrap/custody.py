"""The operator's side of what two hold: what it can hand over to the guarantor, and what would be lost with its own file of keys."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from safeconduct.bootstrap.folder import SUBJECTS
from safeconduct.mirror.custody import Custody, lying_alone, sealing_key
from safeconduct.record.genesis import Genesis
from safeconduct.record.keyring import Keyring
from safeconduct.store.copied import Copied
from safeconduct.store.database import Database
from safeconduct.store.keys_file import SubjectKeys


@contextmanager
def opened_custody(folder: Path, genesis: Genesis, keyring: Keyring) -> Iterator[Custody | None]:
    """Open the file of keys of a server's folder for handing over; None where there is none. It is never made here."""
    path = folder / SUBJECTS
    if not path.is_file():
        yield None
        return
    with closing(SubjectKeys(path)) as keys:
        yield Custody(keys, sealing_key(keyring, genesis.act.attachments))


def alone_lines(folder: Path, database: Database, genesis: Genesis, keyring: Keyring) -> list[str]:
    """Say which attachments would be lost with this server, and why; nothing if the guarantor could open them all."""
    holder = genesis.act.attachments
    with opened_custody(folder, genesis, keyring) as custody:
        found = lying_alone(Copied(database), custody)
    lines = []
    if found.alone:
        why = (f"{holder} was not given their keys yet. The next `record push` does it" if custody and custody.sealing else
               f"{holder} has registered no sealing key to seal their keys to")  # fmt: skip
        lines.append(f"{_many(found.alone)} with the operator only: {why}.")
    if found.keyless:
        lines.append(f"{_many(found.keyless)} here without a key, so nobody can open them here. If the file of keys was lost: "
                     f"`safeconduct mirror release` at {holder}, then `safeconduct vault take` here.")  # fmt: skip
    return lines


def _many(count: int) -> str:
    return f"{count:,} attachment{'s' if count != 1 else ''} lie{'' if count != 1 else 's'}"
