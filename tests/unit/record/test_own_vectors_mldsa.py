"""Our own vectors of cosignatures with ML-DSA-44: each gets its answer, and the file is as written but for the signatures."""

import json
from typing import Any

import pytest

from safeconduct.record import mldsa
from safeconduct.record.faults import Bad
from safeconduct.record.note import open_note
from safeconduct.record.policy import parse_policy, weigh
from safeconduct.record.vkey import parse_vkey
from tools import record_vectors_mldsa

VECTORS = json.loads(record_vectors_mldsa.FILE.read_bytes())
pytestmark = pytest.mark.skipif(not mldsa.available(), reason="the library cryptography brings no ML-DSA-44 here")


def test_the_file_is_what_the_tool_writes() -> None:
    made = record_vectors_mldsa.without_signatures(record_vectors_mldsa.content())
    assert record_vectors_mldsa.without_signatures(VECTORS) == made


@pytest.mark.parametrize("case", VECTORS["cosignatures"], ids=lambda case: case["why"])
def test_cosignature(case: dict[str, Any]) -> None:
    keys = [parse_vkey(VECTORS["log"]), parse_vkey(case["vkey"])]
    if not case["valid"]:
        with pytest.raises(Bad, match="does not fit"):
            open_note(case["note"].encode(), keys)
        return
    times = [one.at for one in open_note(case["note"].encode(), keys).verified if one.at is not None]
    assert times == ([] if case["at"] is None else [case["at"]])


@pytest.mark.parametrize("case", VECTORS["weighed"])
def test_a_policy_counts_them_like_others(case: dict[str, Any]) -> None:
    found = weigh(case["note"].encode(), parse_policy(case["policy"].encode()), now=case["now"])
    assert (found.satisfied, [one.name for one in found.cosigned], list(found.ahead), list(found.missing)) == (
        case["satisfied"], case["cosigned"], case["ahead"], case["missing"])  # fmt: skip
