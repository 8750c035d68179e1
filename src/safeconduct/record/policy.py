"""Whose signatures a checkpoint needs before it counts. C2SP `tlog-policy`.

Keys of logs are of kind 1 or 6, keys of witnesses of kind 4 or 6: only those sign a time. A mirror is a witness here; what
its cosignature says besides is agreed elsewhere.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from safeconduct.record.cosignature import is_ahead
from safeconduct.record.faults import Bad
from safeconduct.record.head import Checkpoint, parse_checkpoint
from safeconduct.record.note import open_note
from safeconduct.record.spelling import read_number
from safeconduct.record.vkey import COSIGNATURE, ML_DSA_44, NOTE, Verifier, parse_vkey

MOST_BYTES = 262_144
_CONTROL = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")


class Log(NamedTuple):
    """A log whose checkpoints may count. The name of its key is its origin."""

    verifier: Verifier
    url: str


class Witness(NamedTuple):
    """A cosigner, under the name by which this policy calls it."""

    name: str
    verifier: Verifier
    url: str


class Group(NamedTuple):
    """Counts as cosigned when `threshold` of its members do. Members are witnesses or groups."""

    name: str
    threshold: int
    members: tuple[str, ...]


class Policy(NamedTuple):
    """Logs, witnesses and groups in the order of the file, and the name that has to count; `none` for nobody's."""

    logs: tuple[Log, ...]
    witnesses: tuple[Witness, ...]
    groups: tuple[Group, ...]
    quorum: str

    def satisfied(self, names: Collection[str]) -> bool:
        """Say whether the cosignatures of these witnesses are enough."""
        if self.quorum == "none":
            return True
        counted = {witness.name for witness in self.witnesses if witness.name in names}
        # A group names only what stands before it, so one pass in order is enough.
        for group in self.groups:
            if sum(member in counted for member in group.members) >= group.threshold:
                counted.add(group.name)
        return self.quorum in counted

    def asked(self) -> tuple[str, ...]:
        """Name the witnesses whose cosignature can count for the quorum, in the order of the file."""
        reached = {self.quorum}
        for group in reversed(self.groups):
            if group.name in reached:
                reached.update(group.members)
        return tuple(witness.name for witness in self.witnesses if witness.name in reached)

    def missing(self, names: Collection[str]) -> tuple[str, ...]:
        """Name the witnesses that are asked and are not among these."""
        return tuple(name for name in self.asked() if name not in names)


class _Draft:
    """What has been read of a policy so far."""

    def __init__(self) -> None:
        self.logs: list[Log] = []
        self.witnesses: list[Witness] = []
        self.groups: list[Group] = []
        self.quorum: str | None = None
        self.names: set[str] = {"none"}
        self.grouped: set[str] = set()

    def define(self, name: str, where: str) -> None:
        if name in self.names:
            raise Bad("policy.name", "this name is taken", where=where, got=repr(name))
        self.names.add(name)

    def known(self, name: str, where: str) -> None:
        if name not in self.names:
            raise Bad("policy.name", "nothing above this line has this name", where=where, got=repr(name))


def _key(text: str, kinds: tuple[int, int], others: Collection[Verifier], where: str) -> Verifier:
    verifier = parse_vkey(text, where)
    if verifier.kind not in kinds:
        expected, got = f"kind {kinds[0]} or {kinds[1]}", f"kind {verifier.kind}"
        raise Bad("policy.key", "a key of this kind cannot stand here", where=where, expected=expected, got=got)
    if any(verifier.public == other.public for other in others):
        raise Bad("policy.key", "this key stands in the policy already", where=where, got=verifier.name)
    return verifier


def _read_log(draft: _Draft, words: list[str], where: str) -> None:
    verifier = _key(words[1], (NOTE, ML_DSA_44), [log.verifier for log in draft.logs], where)
    draft.logs.append(Log(verifier, "".join(words[2:])))


def _read_witness(draft: _Draft, words: list[str], where: str) -> None:
    verifier = _key(words[2], (COSIGNATURE, ML_DSA_44), [witness.verifier for witness in draft.witnesses], where)
    draft.define(words[1], where)
    draft.witnesses.append(Witness(words[1], verifier, "".join(words[3:])))


def _read_group(draft: _Draft, words: list[str], where: str) -> None:
    name, threshold, members = words[1], words[2], tuple(words[3:])
    for member in members:
        draft.known(member, where)
        if member == "none" or member in draft.grouped:
            raise Bad("policy.member", "this cannot be a member, or is one already", where=where, got=repr(member))
        draft.grouped.add(member)
    count = {"any": 1, "all": len(members)}.get(threshold)
    count = read_number(threshold, where) if count is None else count
    if not 1 <= count <= len(members):
        expected = f"1 to {len(members)}, all or any"
        raise Bad("policy.threshold", "a group cannot count with so many", where=where, expected=expected, got=threshold)
    draft.define(name, where)
    draft.groups.append(Group(name, count, members))


def _read_quorum(draft: _Draft, words: list[str], where: str) -> None:
    if draft.quorum is not None:
        raise Bad("policy.quorum", "there is a second quorum", where=where)
    draft.known(words[1], where)
    draft.quorum = words[1]


# How to read a line, the fewest and the most words on it, and how it looks.
_LINES = {
    "log": (_read_log, 2, 3, "log <key> [<address>]"),
    "witness": (_read_witness, 3, 4, "witness <name> <key> [<address>]"),
    "group": (_read_group, 4, MOST_BYTES, "group <name> all|any|<number> <member>..."),
    "quorum": (_read_quorum, 2, 2, "quorum <name>"),
}


def parse_policy(text: bytes) -> Policy:
    """Read a policy. Raises `Bad` with the line."""
    if len(text) > MOST_BYTES:
        raise Bad("policy.size", "the policy is too large", expected=f"at most {MOST_BYTES} bytes", got=f"{len(text)} bytes")
    wrong = _CONTROL.search(text)
    if wrong:
        raise Bad("policy.text", "a control character", where=f"byte {wrong.start()}", got=f"0x{wrong[0].hex()}")
    draft = _Draft()
    # Names are bytes that mean nothing more; this way of decoding gives each its own text, and back.
    for number, line in enumerate(text.decode("utf-8", "surrogateescape").split("\n"), 1):
        words, where = [word for word in line.replace("\t", " ").split(" ") if word], f"line {number}"
        if not words or words[0].startswith("#"):
            continue
        read, least, most, form = _LINES.get(words[0], (None, 0, 0, "log, witness, group or quorum"))
        if read is None or not least <= len(words) <= most:
            raise Bad("policy.line", "this is no line of a policy", where=where, expected=form, got=ascii(line[:80]))
        read(draft, words, where)
    if draft.quorum is None:
        raise Bad("policy.quorum", "the policy names no quorum", expected="a line quorum <name>, or quorum none")
    return Policy(tuple(draft.logs), tuple(draft.witnesses), tuple(draft.groups), draft.quorum)


class Cosigned(NamedTuple):
    """A witness of the policy that has cosigned, and the time it gave, in POSIX seconds."""

    name: str
    at: int


class Weighed(NamedTuple):
    """What a checkpoint carries by a policy. `ahead` are witnesses whose time is too far in the future to count."""

    checkpoint: Checkpoint
    text: bytes
    log: Verifier
    cosigned: tuple[Cosigned, ...]
    ahead: tuple[str, ...]
    missing: tuple[str, ...]
    satisfied: bool


def weigh(note: bytes, policy: Policy, *, now: int, log: Verifier | None = None) -> Weighed:
    """Open a checkpoint with the keys of a policy, at a time in POSIX seconds. Too few cosignatures are no fault.

    The log must have signed with the key that stands under its origin: one of the policy's logs, or `log` if given. Raises
    `Bad` where it has not, and where a line of a known key does not fit.
    """
    logs = [log] if log is not None else [listed.verifier for listed in policy.logs]
    opened = open_note(note, {*logs, *(witness.verifier for witness in policy.witnesses)})
    checkpoint = parse_checkpoint(opened.text)
    at = {signed.verifier: signed.at for signed in opened.verified}
    own = [verifier for verifier in logs if verifier in at and verifier.name == checkpoint.origin]
    if not own:
        names = ", ".join(verifier.name for verifier in logs) or "no log"
        raise Bad("checkpoint.unsigned", "no log that counts here has signed this", expected=names[:200], got=checkpoint.origin)
    cosigned, ahead = [], []
    for witness in policy.witnesses:
        time = at.get(witness.verifier)
        if time is not None and is_ahead(time, now):
            ahead.append(witness.name)
        elif time is not None:
            cosigned.append(Cosigned(witness.name, time))
    names = {witness.name for witness in cosigned}
    missing, satisfied = policy.missing(names), policy.satisfied(names)
    return Weighed(checkpoint, opened.text, own[0], tuple(cosigned), tuple(ahead), missing, satisfied)
