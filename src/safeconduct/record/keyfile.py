"""A private key on disk: sealed with a pass phrase, never written over, and the list of what it has signed beside it.

The list is what keeps a chain whole. A key whose list is lost must not sign again, unless its holder takes number and act id
of its last act from the log.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

from safeconduct.record import ed25519, jsonform, key_acts
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import kid_of

HEAD = b"safeconduct keyfile/v1\n"
ROLES = ("root", *key_acts.ROLES)
SHORTEST = 12
"""Characters of a pass phrase."""
_LARGEST = 4096
_MOST_MEMORY, _LEAST_MEMORY, _MOST_PASSES = 2**31, 2**23, 64
_FIELDS = ("box", "kdf", "mem", "nonce", "ops", "org", "public", "role", "salt")


class Cost(NamedTuple):
    """What one guess of the pass phrase costs: passes over the memory, and bytes of memory."""

    passes: int
    memory: int


MODERATE = Cost(3, 2**28)
"""A quarter of a gibibyte and about a second: bearable on an old laptop, dear for whoever guesses."""


class KeyFile(NamedTuple):
    """A key file taken apart. Everything but `box` may be read by anyone."""

    org: str
    role: str
    public: bytes
    cost: Cost
    salt: bytes
    nonce: bytes
    box: bytes

    @property
    def kid(self) -> bytes:
        """Give the id of the key."""
        return kid_of(self.public)


def seal_key(seed: bytes, phrase: str, *, org: str, role: str, cost: Cost = MODERATE) -> bytes:
    """Give the bytes of a key file. Raises Bad for a pass phrase that is too short."""
    from nacl.utils import random

    if len(phrase) < SHORTEST:
        raise Bad("keyfile.short", "the pass phrase is too short", expected=f"at least {SHORTEST} characters; six words are good",
                  got=str(len(phrase)))  # fmt: skip
    file = KeyFile(org, role, ed25519.public_of(seed), cost, random(16), random(24), b"")
    box = _box(file, phrase).encrypt(_bound(file) + seed, file.nonce).ciphertext
    return _write(file._replace(box=box))


def open_key(file: KeyFile, phrase: str) -> bytes:
    """Give the private key. Raises Bad where the pass phrase is wrong or the file was changed; the file stays as it is."""
    from nacl.exceptions import CryptoError

    try:
        plain = _box(file, phrase).decrypt(file.box, file.nonce)
    except CryptoError:
        raise Bad("keyfile.phrase", "this pass phrase does not open the key, or the file was changed") from None
    seed = plain[32:]
    if plain[:32] != _bound(file) or len(seed) != 32 or ed25519.public_of(seed) != file.public:
        raise Bad("keyfile.changed", "the file says other things of the key than when it was sealed")
    return seed


def parse_key(data: bytes) -> KeyFile:
    """Read a key file without its pass phrase. Raises Bad for anything else."""
    if len(data) > _LARGEST or not data.startswith(HEAD) or not data.endswith(b"\n"):
        raise Bad("keyfile.form", "not a key file", expected=f"a first line {HEAD.decode().strip()}")
    value = jsonform.parse(data[len(HEAD) : -1])
    if tuple(value) != _FIELDS or value["kdf"] != "argon2id":
        raise Bad("keyfile.form", "not a key file of this form", expected=", ".join(_FIELDS), got=", ".join(value)[:200])
    sizes = {"box": 80, "nonce": 24, "public": 32, "salt": 16}
    parts = {name: _digits(value[name], size, name) for name, size in sizes.items()}
    memory, passes = value["mem"], value["ops"]
    if type(memory) is not int or type(passes) is not int or not (
        _LEAST_MEMORY <= memory <= _MOST_MEMORY and 1 <= passes <= _MOST_PASSES
    ):  # fmt: skip
        raise Bad("keyfile.cost", "a cost that no key file has", where="mem, ops", got=f"{memory}, {passes}")
    if type(value["org"]) is not str or value["role"] not in ROLES:
        raise Bad("keyfile.form", "not an organisation and a role", where="org, role", expected=", ".join(ROLES))
    cost = Cost(passes, memory)
    return KeyFile(value["org"], value["role"], parts["public"], cost, parts["salt"], parts["nonce"], parts["box"])


def _digits(value: object, size: int, where: str) -> bytes:
    if isinstance(value, str) and len(value) == 2 * size and set(value) <= set("0123456789abcdef"):
        return bytes.fromhex(value)
    raise Bad("keyfile.form", f"not {size} bytes in hexadecimal", where=where)


def _write(file: KeyFile) -> bytes:
    return HEAD + jsonform.write({
        "box": file.box.hex(), "kdf": "argon2id", "mem": file.cost.memory, "nonce": file.nonce.hex(), "ops": file.cost.passes,
        "org": file.org, "public": file.public.hex(), "role": file.role, "salt": file.salt.hex()}) + b"\n"  # fmt: skip


def _bound(file: KeyFile) -> bytes:
    """Give the hash of everything outside the box, so that nobody relabels a key."""
    return sha256(_write(file._replace(box=b""))).digest()


def _box(file: KeyFile, phrase: str):  # type: ignore[no-untyped-def]
    from nacl import pwhash
    from nacl.secret import SecretBox

    # One phrase has one spelling, whatever keyboard it is typed on.
    secret = normalize("NFC", phrase).encode()
    return SecretBox(pwhash.argon2id.kdf(32, secret, file.salt, opslimit=file.cost.passes, memlimit=file.cost.memory))


# ---- the list of what a key has signed ----


class Last(NamedTuple):
    """The last act of a chain. `seq` is -1 before the first."""

    seq: int
    act_id: str


LIST_HEAD = "safeconduct signed/v1\n"


def list_beside(path: Path) -> Path:
    """Give the place of the list that belongs to a key file."""
    return path.with_name(path.name + ".signed")


def read_list(data: str) -> Last:
    """Give the last act of a list: a line for each act, number and act id. Raises Bad where the list is not whole."""
    lines = data.split("\n")
    if not data.startswith(LIST_HEAD) or lines.pop() != "":
        raise Bad("signed.form", "the list of what this key has signed is damaged", where=f"line {len(lines)}",
                  expected="number and act id on each line, each line ended")  # fmt: skip
    last = Last(-1, "")
    for number, line in enumerate(lines[1:], 2):
        seq, _, act_id = line.partition(" ")
        follows = seq.isascii() and seq.isdigit() and (last.seq == -1 or int(seq) == last.seq + 1)
        if not follows or len(act_id) != 64 or set(act_id) - set("0123456789abcdef"):
            raise Bad("signed.form", "the list of what this key has signed is damaged", where=f"line {number}",
                      expected="the next number and an act id", got=ascii(line[:80]))  # fmt: skip
        last = Last(int(seq), act_id)
    return last


def append_to_list(path: Path, *done: Last) -> None:
    """Add acts to a list, before their signatures leave the machine: a number that was used is never used again.

    Raises Bad, and adds nothing, where another process has signed in between.
    """
    with path.open("r+", encoding="ascii", errors="replace") as file:
        lock(file.fileno())
        before = read_list(file.read())
        if done and before.seq != done[0].seq - 1:
            raise Bad("signed.order", "this key has signed something else in the meantime", where=path.name,
                      expected=f"number {before.seq + 1}", got=f"number {done[0].seq}")  # fmt: skip
        file.write("".join(f"{one.seq} {one.act_id}\n" for one in done))
        file.flush()
        os.fsync(file.fileno())


def lock(handle: int) -> None:
    """Hold an open file, until it is closed, against others who ask for it in this way."""
    try:
        import fcntl
    except ImportError:
        # There is no such lock on this system. One person signs with one key there, one act after the other.
        return
    fcntl.flock(handle, fcntl.LOCK_EX)


def write_new(path: Path, data: bytes, *, mode: int = 0o600, first: Callable[[], None] | None = None) -> None:
    """Write a file that is not there yet, whole or not at all. Raises FileExistsError rather than write over one.

    `first` is done when the bytes are on the disk and before they get their name. Should naming them fail after that, they
    stay under the draft's name, which the error gives.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError(17, "there is a file already", str(path))
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if first is not None:
            first()
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    try:
        _name(draft, path, mode)
    except OSError as error:
        if first is not None:
            raise OSError(error.errno, f"{error.strerror}; what was signed lies in {draft}", str(path)) from error
        draft.unlink(missing_ok=True)
        raise


def _name(draft: Path, path: Path, mode: int) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        # A stick that a camera can read has no links. There the name is taken first, and then filled at once.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
        draft.replace(path)
    else:
        draft.unlink()
