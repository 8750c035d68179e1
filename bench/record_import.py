"""What a bundle costs to take in before it is kept, inside one process: opened and checked, beside bare signature verification.

Run by `measure`, it prints what it found as JSON. Opening is all of it: the signature of the device, the seal, unpacking, each
leaf beside its body; then form, key and signature of each act, and its leaf hash. Keeping is measured in `record_store`. Only
processor time counts. Rounds are interleaved and the median is kept.
"""

import sys
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.record_store import ORIGIN, SEED, in_turns, rate, signed_acts
from safeconduct.record import ed25519
from safeconduct.record.bundle import Act, open_bundle, write_bundle
from safeconduct.record.leaf import kid_of, parse_leaf, to_sign
from safeconduct.record.sealing import sealing_private, sealing_public
from safeconduct.record.tree import leaf_hash
from safeconduct.store.examine import Examined, Signed, examine

ACTS = 10_000
READER = bytes(range(32))


class Bundled(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: acts of a bundle taken in, by signatures alone verified; the size of the bundle by that of its acts."""

    import_: float
    bytes_per_act: int
    rounds: dict[str, list[float]]


def make_bundle(count: int) -> tuple[list[Signed], bytes]:
    """Make the acts of one device, and their bundle."""
    acts = signed_acts(count)
    readers = {kid_of(ed25519.public_of(READER)).hex(): sealing_public(ed25519.public_of(READER))}
    return acts, write_bundle([Act(act.leaf, act.body) for act in acts], seed=SEED, readers=readers)


def taken_in(data: bytes) -> list[Examined]:
    """Open a bundle and check every act of it, as an import does before it keeps them."""
    public = ed25519.public_of(SEED)
    known = {kid_of(public): public}.get
    opened = open_bundle(data, public=public, kid=kid_of(ed25519.public_of(READER)).hex(), private=sealing_private(READER))
    found = []
    for leaf, body in opened.acts:
        found.append(examine(Signed(leaf, body), origin=ORIGIN, key_of=known))
        leaf_hash(leaf)
    return found


def measure(rounds: int, count: int = ACTS) -> Bundled:
    """Measure in turns."""
    acts, data = make_bundle(count)
    public, verify = ed25519.public_of(SEED), ed25519.LIBRARY.verify
    each = [(to_sign(leaf.kid, leaf.act_id), leaf.signature) for leaf in (parse_leaf(act.leaf) for act in acts)]

    def verified(_: int) -> None:
        for message, signature in each:
            verify(public, message, signature)

    def imported(_: int) -> None:
        taken_in(data)

    found = in_turns({"verify": verified, "import": imported}, rounds, 0)
    return Bundled(import_=rate(found, "import", "verify"), bytes_per_act=len(data) // count, rounds=found)


if __name__ == "__main__":
    print(msgspec.json.encode(measure(int(sys.argv[1]))).decode())
