"""The folder of a mirror: whose it is, of which log, its two keys, and its copy.

`safeconduct verify` reads it like a store. It says in `mirror.toml` that it is one, so that bodies it may not see are not missed.
"""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.kernel.errors import Conflict, Fault, Invalid, NotPermitted
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.mirror.forks import Loud
from safeconduct.mirror.keeper import Mirror, Signer
from safeconduct.mirror.round import cosigners_of
from safeconduct.record import jsonform
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.receipt import LONGEST
from safeconduct.record.vkey import Verifier, parse_vkey, write_vkey
from safeconduct.store.open import make_store
from safeconduct.store.witness_file import WitnessFile

SETTINGS, GENESIS, STORE, WITNESS, SUBJECTS = "mirror.toml", "genesis.json", "log.db", "witness.state", "subjects.keys"
_KEYS = ("org", "witness_name", "mirror_name", "witness_key", "mirror_key", "phrase", "readers", "within_hours")

HOURS = 24
"""For an act that was handed in with a guarantor to reach the log, if nothing else was agreed."""


class Settings(NamedTuple):
    """What `mirror.toml` says. Key files and the file of the pass phrase are paths beside it; `phrase` may be empty.

    `readers` are keys, besides that of the log, that may read the bodies held here. `within_hours` is the agreed time for an act
    that was handed in to reach the log; a day if it is empty. Only guarantors take acts in.
    """

    org: str
    witness_name: str
    mirror_name: str
    witness_key: str
    mirror_key: str
    phrase: str = ""
    readers: tuple[str, ...] = ()
    within_hours: str = ""


def write_settings(settings: Settings) -> str:
    """Write the settings as TOML."""
    lines = [f"{key} = {json.dumps(list(value) if key == 'readers' else value, ensure_ascii=False)}"
             for key, value in zip(_KEYS, settings, strict=True) if value or key == "readers"]  # fmt: skip
    return "# A mirror and witness of a record. Paths begin at this folder.\n" + "\n".join(lines) + "\n"


def begin_place(folder: Path, genesis_act: dict[str, Any], settings: Settings, *, digest: bytes) -> Genesis:
    """Make the folder of a mirror. `digest` is what stands on paper.

    Raises what `check_paper` raises, and Conflict where the folder holds a mirror.
    """
    genesis = check_paper(genesis_act, settings.org, digest=digest)
    folder.mkdir(parents=True, exist_ok=True)
    for name in (SETTINGS, STORE, WITNESS):
        if (folder / name).exists():
            raise Conflict(f"{folder / name} is there already: this folder has a mirror. Nothing was changed.",
                           remedy="name another folder; a mirror is never begun a second time with the same keys")  # fmt: skip
    (folder / GENESIS).write_bytes(jsonform.write(genesis_act) + b"\n")
    make_store(folder / STORE, origin=genesis.act.origin).close()
    WitnessFile(folder / WITNESS).close()
    (folder / SETTINGS).write_text(write_settings(settings), encoding="utf-8")
    return genesis


def check_paper(genesis_act: dict[str, Any], org: str, *, digest: bytes) -> Genesis:
    """Read the first act. Raises Bad where it is not the one on paper, Invalid where the organisation is not in it."""
    genesis = parse_genesis(genesis_act)
    if genesis.digest != digest:
        raise Bad("mirror.paper", "this is not the first act that stands on your paper", where="--digest",
                  expected=digest.hex(), got=genesis.digest.hex())  # fmt: skip
    orgs = [one.id for one in genesis.act.organisations]
    if org not in orgs:
        raise Invalid([Fault(code="SC101", message=f"{org!r} is no organisation of this record",
                             remedy=did_you_mean(org, orgs, otherwise=f"known here: {', '.join(orgs)}"))])  # fmt: skip
    return genesis


class Place:
    """The folder of a mirror, read. Raises Invalid where it is none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = _read_settings(folder / SETTINGS)
        try:
            act = jsonform.parse((folder / GENESIS).read_bytes().removesuffix(b"\n"))
            self.genesis = parse_genesis(act)
        except (OSError, Bad) as error:
            raise Invalid([Fault(code="SC040", file=str(folder / GENESIS), message=str(error),
                                 remedy="put the file back as it was when the mirror was begun")]) from error  # fmt: skip

    def key_path(self, role: str) -> Path:
        """Give the key file of a role, witness or mirror."""
        return self.folder / (self.settings.witness_key if role == "witness" else self.settings.mirror_key)

    def signers(self, seed_of: Callable[[Path], bytes]) -> tuple[Signer, Signer]:
        """Open both keys. Raises NotPermitted where they are one, for one key never signs under two names."""
        found = (Signer(self.settings.witness_name, seed_of(self.key_path("witness"))),
                 Signer(self.settings.mirror_name, seed_of(self.key_path("mirror"))))  # fmt: skip
        if found[0].seed == found[1].seed or found[0].name == found[1].name:
            raise NotPermitted("witness and mirror have one key or one name. Nothing was signed.",
                               remedy="give each its own; see `safeconduct mirror init`")  # fmt: skip
        return found

    def within(self) -> int:
        """Give the agreed time in seconds for an act that was handed in; 0 where none is taken in. Raises Invalid."""
        if self.settings.org not in [org.id for org in self.genesis.of_role("guarantor")]:
            return 0
        text = self.settings.within_hours or str(HOURS)
        if not text.isdecimal() or not 0 < int(text) * 3600 <= LONGEST:
            raise Invalid([Fault(code="SC016", file=str(self.folder / SETTINGS), message=f"within_hours = {text!r}",
                                 remedy=f"whole hours from 1 to {LONGEST // 3600}")])  # fmt: skip
        return int(text) * 3600

    def open(self, signers: tuple[Signer, Signer], *, now: Callable[[], int], loud: Loud) -> Mirror:
        """Open the mirror, and carry out what the log has ordered before it answers anyone."""
        genesis, origin = self.genesis, self.genesis.act.origin
        readers = [parse_vkey(text, "readers") for text in self.settings.readers]
        mirror = Mirror(
            database=make_store(self.folder / STORE, origin=origin), file=WitnessFile(self.folder / WITNESS),
            logs={origin: [genesis.log]}, origin=origin, as_witness=signers[0], as_mirror=signers[1], now=now, loud=loud,
            readers=readers, digest=genesis.digest, attachments=genesis.act.attachments == self.settings.org,
            keys=self.folder / SUBJECTS, evidence=self.folder / "evidence", within=self.within(),
        )  # fmt: skip
        mirror.carry_out_orders()
        return mirror

    def unasked(self, signers: tuple[Signer, Signer]) -> list[Verifier]:
        """Give those of our two keys that no policy of the genesis act names: they may sign, and nobody counts it."""
        named = cosigners_of(self.genesis.witnessed, self.genesis.sealed)
        return [verifier for verifier in (one.verifier() for one in signers) if verifier not in named]


def vkeys(signers: tuple[Signer, Signer]) -> tuple[str, str]:
    """Spell our two public keys as a policy has them."""
    return write_vkey(signers[0].verifier()), write_vkey(signers[1].verifier())


def _read_settings(path: Path) -> Settings:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"no folder of a mirror: {error.strerror}",
                             remedy="`safeconduct mirror init` makes one")]) from error  # fmt: skip
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid([Fault(code="SC016", file=str(path), message=f"not TOML: {error}", remedy="correct the line")]) from error
    for key in found:
        if key not in _KEYS:
            raise Invalid([Fault(code="SC002", file=str(path), message=f"{key}: not a setting of a mirror",
                                 remedy=did_you_mean(key, _KEYS))])  # fmt: skip
    missing = [key for key in _KEYS[:5] if not found.get(key)]
    if missing:
        raise Invalid([Fault(code="SC015", file=str(path), message=f"missing: {', '.join(missing)}",
                             remedy="`safeconduct mirror init` writes them all")])  # fmt: skip
    readers = tuple(str(one) for one in found.pop("readers", ()))
    return Settings(readers=readers, **{key: str(value) for key, value in found.items()})
