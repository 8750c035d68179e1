"""One round to all mirrors: each asked on its own, none waited for longer than agreed, and whose signature is missing since when.

A mirror that is dead, slow or wrong keeps nobody else waiting. What it did not sign is shown, and nothing stops for it, unless
it shows that the log has signed something else.
"""

import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from safeconduct.mirror.against import Evidence, fork_with_ours
from safeconduct.mirror.calling import NoAnswer, caller
from safeconduct.mirror.custody import Custody
from safeconduct.mirror.keeper import Signer
from safeconduct.mirror.seeing import Line
from safeconduct.mirror.sending import Sending, Told
from safeconduct.record.faults import Bad
from safeconduct.record.policy import Policy
from safeconduct.record.vkey import Verifier
from safeconduct.store.checkpoints import Checkpoints
from safeconduct.store.copied import Copied
from safeconduct.store.reading import Reading, StoredCheckpoint

AT_ONCE = 4
"""Mirrors that are asked at the same time."""
PATIENCE = 60.0
"""Seconds that one round waits for one mirror."""


class Missing(NamedTuple):
    """A cosigner that has not signed the newest checkpoint: since when, in POSIX seconds, and how much it has signed."""

    name: str
    since: int
    size: int


def push(checkpoints: Checkpoints, checkpoint: StoredCheckpoint, lines: Sequence[Line], memory: "Memory", *, origin: str,
         cosigners: Sequence[Verifier], log: Signer, copied: Copied, now: Callable[[], int],
         patience: float = PATIENCE, custody: Custody | None = None) -> list[Told]:  # fmt: skip
    """Send a checkpoint with all that belongs to it to every mirror that has an address, and keep the lines that come back."""
    asked = [line for line in lines if line.url]
    told: dict[str, Told] = {}
    free, guard = threading.Semaphore(AT_ONCE), threading.Lock()

    def one(line: Line) -> None:
        with free:
            known = memory.of(line)
            sending = Sending(checkpoints.reading, checkpoint, line, origin=origin, cosigners=tuple(cosigners), log=log,
                              copied=copied, now=now, custody=custody if line.attachments else None)  # fmt: skip
            try:
                call = caller(line.url, until=time.monotonic() + patience)
                found = sending.run(call, bodies=known["bodies"], attachments=known["attachments"])
            except NoAnswer as error:
                found = Told(line.org, (), known["bodies"], known["attachments"], -1, str(error))
            except Exception as error:  # whatever one mirror brings about is no reason to leave the others out
                found = Told(line.org, (), known["bodies"], known["attachments"], -1, f"{type(error).__name__}: {error}")
        with guard:
            told[line.org] = found

    threads = [threading.Thread(target=one, args=(line,), daemon=True) for line in asked]
    for thread in threads:
        thread.start()
    # Each waits at most its own patience; those that had to wait for a free place began later.
    until = time.monotonic() + patience * (1 + len(asked) // AT_ONCE) + 5
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    with guard:
        found = [told.get(line.org, Told(line.org, (), 0, 0, -1, "no answer in time")) for line in asked]
    results = [_kept(each, checkpoints, checkpoint.size, cosigners, now()) for each in found]
    memory.note(asked, results)
    memory.keep(results, checkpoints.reading, log.in_notes())
    if len(asked) == len(lines) and all(each.answered for each in results):
        memory.asked()  # nobody is left to ask, so a mirror that only refuses does not stop a store that was made again
    return results


def _kept(told: Told, checkpoints: Checkpoints, size: int, cosigners: Sequence[Verifier], now: int) -> Told:
    """Keep the lines a mirror gave. One that does not count is told, and not kept."""
    for line in told.lines:
        try:
            checkpoints.add_cosignature(size, line, cosigners, now=now)
        except Bad as fault:
            return told._replace(wrong=told.wrong or f"its signature does not count: {fault}")
    return told


def cosigners_of(*policies: Policy) -> tuple[Verifier, ...]:
    """Give the keys of every cosigner that some policy names."""
    return tuple(dict.fromkeys(witness.verifier for policy in policies for witness in policy.witnesses))


def missing(reading: Reading, policies: Sequence[Policy]) -> Iterator[Missing]:
    """Give the cosigners that a policy asks for and that have not signed the newest checkpoint shown, in its order."""
    shown = reading.shown()
    newest = reading.checkpoint(shown[0]) if shown else reading.newest()
    if newest is None:
        return
    asked = {one.verifier.name: None for policy in policies for one in policy.witnesses if one.name in policy.asked()}
    for name in asked:
        last = reading.last_cosigned(name)
        if last < newest.size:
            first = next(iter(reading.checkpoints(last, 1)), newest)
            yield Missing(name, first.made, last)


class Memory:
    """What is remembered of mirrors between rounds, in a small file: how far their bodies go, and what they say.

    Losing it does no harm: bodies are sent again then. What speaks against this store lies beside it, in the folder `evidence`.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.evidence = path, Evidence(path.with_name("evidence"))
        try:
            self._known: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError):
            self._known = {}

    def of(self, line: Line) -> dict[str, int]:
        """Give how far the bodies and attachments of a mirror go. What it may see more of than before is sent anew."""
        known = self._known.get(line.org, {})
        if known.get("sees") != str(line.sees) or known.get("url") != line.url:
            return {"bodies": 0, "attachments": 0}
        return {"bodies": int(known.get("bodies", 0)), "attachments": int(known.get("attachments", 0))}

    def seen(self, line: Line) -> int:
        """Give how many acts the witness of a mirror has signed, as it says."""
        return int(self._known.get(line.org, {}).get("seen", 0))

    def note(self, lines: Sequence[Line], told: Sequence[Told]) -> None:
        """Remember a round."""
        for line, found in zip(lines, told, strict=True):
            before = self._known.get(line.org, {})
            self._known[line.org] = {
                "sees": str(line.sees), "url": line.url, "bodies": found.bodies, "attachments": found.attachments,
                "seen": found.seen if found.seen >= 0 else before.get("seen", 0),
                "refused": found.refused if found.answered else before.get("refused", ""),
            }  # fmt: skip
        if any(found.vouched for found in told):
            self._known.pop("restored", None)
        self._write()

    def keep(self, told: Sequence[Told], reading: Reading, log: Verifier) -> list[Path]:
        """Keep what speaks against this store. Gives the files to show to others."""
        return [self.evidence.keep(one.against, fork_with_ours(one.against, log, reading)) for one in told if one.against]

    def statements(self) -> list[tuple[str, str]]:
        """Give whose witness does not sign, and what it says. Nothing of it was shown."""
        return [(org, one["refused"]) for org, one in sorted(self._known.items()) if isinstance(one, dict) and one.get("refused")]

    def asked(self) -> None:
        """Note that every mirror was asked, so that a store that was made again may be signed."""
        if self._known.pop("restored", None) is not None:
            self._write()

    def restored(self) -> None:
        """Note that the store was made again from a mirror, so that nothing is signed before the others were asked."""
        self._known = {"restored": True}
        self._write()

    def refusal(self, copied: Copied) -> str:
        """Say why nothing may be signed over the tree that is here; empty if nothing speaks against it.

        Only what the log itself has signed does. What a mirror says stops nothing.
        """
        if self._known.get("restored"):
            return "This store was made again from a mirror, and no other was asked yet how much it has seen"
        return self.evidence.refusal(copied)

    def _write(self) -> None:
        unfinished = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with unfinished.open("w", encoding="ascii") as file:
            json.dump(self._known, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self.path)
