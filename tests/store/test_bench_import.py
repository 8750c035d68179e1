"""What the benchmark of bundles measures: that it is a whole import up to the store. Never how long it takes."""

from __future__ import annotations

import pytest

from bench import record_import
from bench.measure import _bundle_limit
from bench.record_import import make_bundle, measure, taken_in
from safeconduct.record.body import act_id
from safeconduct.record.faults import Bad


def test_every_act_of_the_bundle_is_opened_and_checked() -> None:
    acts, data = make_bundle(70)
    assert [(one.seq, one.act_id, one.leaf) for one in taken_in(data)] == [
        (seq, act_id(act.body), act.leaf) for seq, act in enumerate(acts)]  # fmt: skip


def test_a_bad_signature_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    good = record_import.signed_acts(2)
    wrong = good[1]._replace(leaf=good[1].leaf[:-1] + bytes([good[1].leaf[-1] ^ 1]))
    monkeypatch.setattr(record_import, "signed_acts", lambda count: [good[0], wrong])
    with pytest.raises(Bad, match="the signature is not that of the key"):
        taken_in(make_bundle(2)[1])


def test_each_round_has_its_figure() -> None:
    found = measure(2, 20)
    assert {name: len(each) for name, each in found.rounds.items()} == {"verify": 2, "import": 2}
    assert 100 < found.bytes_per_act < 400


def test_the_figure_has_its_least() -> None:
    assert [_bundle_limit({"import_": rate}).kept for rate in (0.69, 0.7)] == [False, True]
