"""The signed log beside a file of acts: is it sound, which grade has it, and does the file say what was signed?

The file is what people read and programs compute with; the log is what proves it. Where they differ, the log is right and
the difference is said.
"""

from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from safeconduct.record.audit import Audit, audit
from safeconduct.record.body import matter, parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.sources import open_source

BESIDE = "record.zip"
MOST_OTHERS = 8
"""Acts that are named for having one id."""


class InLog(NamedTuple):
    """Where an act of the file stands in the log. `same` says that the file has it as it was signed.

    `others` are the first indexes of other acts with its id: an id is given by whoever signs, and takes nothing from anyone.
    """

    index: int
    act_id: str
    org: str
    same: bool
    others: tuple[int, ...] = ()


class SignedFile(NamedTuple):
    """A log that was checked, and where each act of the file stands in it.

    `unsigned` are ids that the log does not have, `differing` those of acts that the file tells otherwise than they were signed.
    """

    path: Path
    audit: Audit
    acts: dict[str, InLog]
    unsigned: tuple[str, ...]
    differing: tuple[str, ...] = ()

    @property
    def grade(self) -> str:
        """Give the grade of what the newest checkpoint covers; empty if the log is not sound or has signed nothing."""
        return self.audit.best.grade if self.audit.sound and self.audit.best else ""


def log_beside(acts_file: Path | None) -> Path | None:
    """Give the signed log that lies beside a file of acts: `record.zip`, or `NAME.record.zip` for `NAME.acts.jsonl`."""
    if acts_file is None:
        return None
    found = acts_file.with_name(acts_file.name.removesuffix("acts.jsonl") + BESIDE)
    return found if found.is_file() else None


def signed_file(acts_file: Path | None, *, now: int) -> SignedFile | None:
    """Check the log beside a file of acts. None where there is none; a log that cannot be read is one with a fault."""
    path = log_beside(acts_file)
    if path is None or acts_file is None:
        return None
    stamps = tuple((file.stat().st_mtime_ns, file.stat().st_size) for file in (path, acts_file))
    return _checked(path, acts_file, stamps, now - now % 3600)


@lru_cache(maxsize=8)
def _checked(path: Path, acts_file: Path, stamps: tuple[tuple[int, int], ...], now: int) -> SignedFile:
    try:
        source = open_source(path)
        if not source.holds_leaves:
            raise Bad("source.hashes", "this folder holds the hashes of the tree and no acts", where=path.name)
        found = audit(source, now=now + 3600)
    except Bad as bad:
        return SignedFile(path, _unread(path, bad), {}, ())
    lines = (msgspec.json.decode(line) for line in acts_file.read_bytes().splitlines() if line.strip())
    said = {str(act["id"]): matter(act) for act in lines}
    acts: dict[str, InLog] = {}
    matters: dict[str, dict[bytes, int]] = {}
    for place in source.places():
        if place.body is None:
            continue
        try:
            body = parse_body(place.body)
        except Bad:
            continue  # the audit has said so
        name = body.act.get("id")
        if not isinstance(name, str):
            continue
        of_this = matter(body.act)
        matters.setdefault(name, {}).setdefault(of_this, place.index)
        # Several acts may have one id: the one that the file has is meant.
        if name not in acts or (not acts[name].same and said.get(name) == of_this):
            acts[name] = InLog(place.index, place.leaf[48:80].hex(), body.org, said.get(name) == of_this)
    for name, places in matters.items():
        if len(places) > 1:
            others = islice((index for index in places.values() if index != acts[name].index), MOST_OTHERS)
            acts[name] = acts[name]._replace(others=tuple(others))
    differing = tuple(name for name, place in acts.items() if not place.same)
    return SignedFile(path, found, acts, tuple(name for name in said if name not in acts), differing)


def _unread(path: Path, bad: Bad) -> Audit:
    return Audit("file", path.name, "", b"", False, 0, b"", (bad,), 0, None, {}, 0, (), b"", training=False)
