"""The operator's side of what two hold: what it can hand over to the guarantor, and what would be lost with its file of keys."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from safeconduct.bootstrap.folder import SUBJECTS
from safeconduct.mirror.custody import Custody, lying_alone, not_come, sealing_key
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis
from safeconduct.record.keyring import Keyring
from safeconduct.record.standing import Replay
from safeconduct.store.copied import Copied
from safeconduct.store.database import Database
from safeconduct.store.keys_file import SubjectKeys
from safeconduct.store.reading import Reading
from safeconduct.store.vault import StoredVault


@contextmanager
def opened_custody(folder: Path, genesis: Genesis, keyring: Keyring) -> Iterator[Custody | None]:
    """Open the file of keys of a server's folder for handing over; None where there is none. It is never made here."""
    path = folder / SUBJECTS
    if not path.is_file():
        yield None
        return
    with closing(SubjectKeys(path)) as keys:
        yield Custody(keys, sealing_key(keyring, genesis.act.attachments))


def custody_lines(folder: Path, database: Database, genesis: Genesis, replay: Replay) -> list[str]:
    """Say which attachments would be lost with this server, and why, and which have not come; nothing if all is well."""
    holder, copied = genesis.act.attachments, Copied(database)
    keyring = replay.state.keyring if replay.size else genesis.keyring()
    with opened_custody(folder, genesis, keyring) as custody:
        found = lying_alone(copied, custody)
    lines = []
    if found.alone:
        why = (f"{holder} was not given the keys yet. The next `record push` hands them over" if custody and custody.sealing else
               f"{holder} has registered no sealing key, so no key can be handed over to it")  # fmt: skip
        lines.append(f"{_many(found.alone)} with the operator only: {why}.")
    if found.keyless:
        lines.append(f"{_many(found.keyless)} here without a key and cannot be opened. If the file of keys was lost: "
                     f"`safeconduct mirror release` at {holder}, then `safeconduct vault take` here.")  # fmt: skip
    if replay.size and (held := len(not_come(Reading(database), copied, replay))):
        lines.append(f"Held: {held:,} attachment{'s' if held != 1 else ''} that acts name and that did not come. The acts stand; "
                     "bring the bundle again, or ask the other holder.")  # fmt: skip
    return lines


def damaged_attachments(folder: Path, database: Database) -> dict[bytes, Bad]:
    """Try every attachment with the key that lies here; gives the commitments of those that do not open, with the reason."""
    path = folder / SUBJECTS
    if not path.is_file():
        return {}
    with closing(SubjectKeys(path)) as keys:
        return StoredVault(database, keys).damaged()


def _many(count: int) -> str:
    return f"{count:,} attachment{'s' if count != 1 else ''} lie{'' if count != 1 else 's'}"
