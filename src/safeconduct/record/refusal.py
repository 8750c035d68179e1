"""That the log did not take an act which was handed in with a guarantor: one file that anyone can check.

It holds the receipt, a checkpoint that the same guarantor has cosigned after the agreed time, and the hashes that make its root:
those of the complete subtrees over what was there before, and that of every leaf since. The leaf is not among them.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from safeconduct.record.checkpoint import open_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.receipt import Receipt, open_receipt
from safeconduct.record.spelling import read_number, take_note
from safeconduct.record.tree import Frontier, leaf_hash
from safeconduct.record.vkey import Verifier

MAGIC = b"safeconduct refusal/v1\n"
MOST_BYTES = 256 << 20


class Refusal(NamedTuple):
    """What such a file shows: the receipt, who gave it, how many acts the log had at which time (POSIX seconds) after it was due.

    `since` counts the leaves that came after the receipt.
    """

    receipt: Receipt
    signers: tuple[str, ...]
    size: int
    at: int
    since: int


def write_refusal(receipt: bytes, checkpoint: bytes, before: Sequence[bytes], since: Sequence[bytes]) -> bytes:
    """Write the file. `before` are the hashes along the right edge of the tree at the receipt, `since` those of leaves since."""
    parts = [MAGIC]
    for note in (receipt, checkpoint):
        parts.append(b"note %d\n%b" % (len(note), note))
    return b"".join([*parts, b"hashes %d %d\n" % (len(before), len(since)), *before, *since])


def verify_refusal(data: bytes, log: Verifier, cosigners: Iterable[Verifier]) -> Refusal:
    """Say what such a file shows to a reader who knows the keys of log and cosigners. Raises Bad where it shows no refusal."""
    cosigners = tuple(cosigners)
    note, signed, hashes = _parts(data)
    receipt, signers = open_receipt(note, cosigners)
    if receipt.origin != log.name:
        raise Bad("refusal.origin", "the receipt is for another log", expected=log.name, got=receipt.origin)
    opened = open_checkpoint(signed, log, cosigners)
    head, count = opened.checkpoint, receipt.size.bit_count()
    if head.size < receipt.size:
        raise Bad("refusal.size", "the checkpoint is older than the receipt", expected=f"{receipt.size} acts or more",
                  got=str(head.size))  # fmt: skip
    if len(hashes) != count + head.size - receipt.size:
        raise Bad("refusal.hashes", "there are not as many hashes as it takes", got=str(len(hashes)),
                  expected=str(count + head.size - receipt.size))  # fmt: skip
    frontier, since = Frontier(receipt.size, hashes[:count]), hashes[count:]
    frontier.extend(since)
    if frontier.root() != head.root:
        raise Bad("refusal.root", "the hashes do not make the root that was signed", expected=head.root.hex(),
                  got=frontier.root().hex())  # fmt: skip
    if leaf_hash(receipt.leaf) in set(since):
        raise Bad("refusal.there", "the log has taken the act: it stands among the leaves since",
                  where=receipt.signed.act_id.hex())  # fmt: skip
    keys = {one.public for one in signers}
    times = [one.at or 0 for one in opened.cosigned if one.verifier.public in keys]
    if max(times, default=-1) < receipt.due:
        raise Bad("refusal.early", "whoever gave the receipt has cosigned no such checkpoint after the agreed time",
                  expected=f"{receipt.due} or later", got=str(max(times, default="never")))  # fmt: skip
    return Refusal(receipt, tuple(one.name for one in signers), head.size, max(times), len(since))


def _parts(data: bytes) -> tuple[bytes, bytes, list[bytes]]:
    if not data.startswith(MAGIC) or len(data) > MOST_BYTES:
        raise Bad("refusal.form", "this is no file of a refusal", where="line 1", expected=MAGIC.decode().strip())
    first, rest = take_note(data[len(MAGIC) :], "the receipt", "refusal.form")
    second, rest = take_note(rest, "the checkpoint", "refusal.form")
    line, parted, rest = rest.partition(b"\n")
    words = line.decode("ascii", "replace").split(" ")
    if not parted or len(words) != 3 or words[0] != "hashes":
        raise Bad("refusal.form", "the hashes are missing", expected="hashes and two numbers", got=ascii(line[:80]))
    count = sum(read_number(word, "hashes") for word in words[1:])
    if len(rest) != 32 * count:
        raise Bad("refusal.form", "the file is cut, or something stands behind it", expected=f"{32 * count} bytes of hashes",
                  got=str(len(rest)))  # fmt: skip
    return first, second, [rest[at : at + 32] for at in range(0, len(rest), 32)]
