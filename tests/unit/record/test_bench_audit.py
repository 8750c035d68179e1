"""What the benchmark of the verifier measures: that it is what it says. Never how long it takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.measure import _audit_limits
from bench.peers import installed
from bench.record_audit import PATHS, TREE, audits, beside_peers, proofs
from bench.record_log import leaves, write_log
from safeconduct.record.audit import audit
from safeconduct.record.body import parse_body
from safeconduct.record.sources import open_source


def test_the_log_is_sound_and_its_acts_are_in_effect(tmp_path: Path) -> None:
    made = write_log(tmp_path, 300)
    found = audit(open_source(tmp_path), made.digest, now=0)
    assert (found.faults, found.standings, found.not_here) == ((), {"in_effect": 300}, 0)
    places = list(open_source(tmp_path).places())
    assert [one.leaf for one in places] == list(leaves(tmp_path, 300))
    own = [parse_body(one.body or b"") for one in places[made.founding :]]
    assert [body.seq for body in own] == list(range(300 - made.founding))
    assert len({body.at for body in own}) == len(own)
    assert 500 < len(places[200].body or b"") < 800


def test_each_round_has_its_figures(tmp_path: Path) -> None:
    made = write_log(tmp_path, 40)
    assert {name: len(each) for name, each in audits(made, 40, 2).items()} == {"audit": 2, "signatures": 2}
    assert {name: len(each) for name, each in proofs(1).items()} == {"proof": 1, "hash": 1}


def test_what_is_over_a_limit_is_not_kept() -> None:
    good = {"audit": 1.5, "megabytes": 1000, "proof": 0.6}
    bad = {"audit": 1.51, "megabytes": 1001, "proof": 0.59}
    assert [one.kept for one in _audit_limits(good, 10)] == [True, True, True]
    assert [one.kept for one in _audit_limits(bad, 10)] == [False, False, False]


def test_the_peers_do_the_same(tmp_path: Path) -> None:
    if not installed("pymerkle", "pycose"):
        pytest.skip("pymerkle and pycose are not installed (make bench-peers)")
    count = TREE + 20
    found = beside_peers(write_log(tmp_path, count), count, 1)
    assert json.loads(json.dumps(list(found))) == ["our proof", "our leaf", "pymerkle", "pycose"]
    assert PATHS < TREE
