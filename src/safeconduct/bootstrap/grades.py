"""How much stands behind the checkpoints of a record: the grade of one, and the best of those that cover an act."""

import time

from safeconduct.bootstrap.folder import RecordFolder
from safeconduct.bootstrap.records import StoredRecords
from safeconduct.record.grading import Graded, grade
from safeconduct.record.policy import parse_policy
from safeconduct.secretariat.desk import Desk

LOOKED_AT = 50
"""Checkpoints that are weighed for one answer, each with every signature below it. `safeconduct verify` weighs all."""


def weighed(folder: RecordFolder, desk: Desk, size: int) -> Graded:
    """Weigh the checkpoint of a size by the policies that held for it."""
    records = desk.records
    assert isinstance(records, StoredRecords)
    policies = desk.docket.replay.state.keyring.policies_at(size)
    note = records.reading.note(size)
    assert note is not None
    return grade(note, parse_policy(policies.witnessed.encode()), parse_policy(policies.sealed.encode()), now=int(time.time()),
                 log=folder.genesis.log)  # fmt: skip


def best_over(folder: RecordFolder, desk: Desk, index: int) -> Graded | None:
    """Give the best of the checkpoints that cover an act; None while none does."""
    records = desk.records
    assert isinstance(records, StoredRecords)
    found = [weighed(folder, desk, one.size) for one in records.reading.checkpoints(index, LOOKED_AT)]
    return max(found, key=lambda one: (one.rank[0], -one.size), default=None)
