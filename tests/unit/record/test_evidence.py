"""Evidence of a fork: who has only the log's key can check it, and what shows no fork is refused."""

from __future__ import annotations

import pytest

from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.evidence import MAGIC, MOST_BYTES, verify_evidence, write_evidence
from safeconduct.record.faults import Bad
from safeconduct.record.grown import Grown
from safeconduct.record.vkey import NOTE, verifier_of
from tests.signed_log import ORIGIN, public, seed

LOG = verifier_of(ORIGIN, NOTE, public("operator log 0"))


def tree(*names: str) -> Grown:
    made = Grown()
    for name in names:
        made.append(name.encode())
    return made


ONE, OTHER = tree("a", "b", "c", "d", "e", "f", "g"), tree("a", "b", "x", "d", "e", "f", "g")


def note(made: Grown, size: int, label: str = "operator log 0") -> bytes:
    return sign_checkpoint(Checkpoint(ORIGIN, size, made.root(size)), seed(label))


def evidence(small: int = 5, large: int = 7) -> bytes:
    """Show that a log whose tree was ONE at first had OTHER later."""
    path = OTHER.consistency(small, large)
    return write_evidence(note(ONE, small), note(OTHER, large), LOG, prefix=OTHER.root(small), path=path)


def code(data: bytes) -> str:
    with pytest.raises(Bad) as caught:
        verify_evidence(data, LOG)
    return caught.value.code


def test_two_roots_of_one_size_are_a_fork() -> None:
    first, second = verify_evidence(write_evidence(note(ONE, 7), note(OTHER, 7), LOG), LOG)
    assert (first.size, first.root, second.root) == (7, ONE.root(), OTHER.root())


@pytest.mark.parametrize("small", range(3, 7))
def test_a_larger_tree_that_does_not_begin_with_the_smaller_is_a_fork(small: int) -> None:
    first, second = verify_evidence(evidence(small), LOG)
    assert (first, second) == (Checkpoint(ORIGIN, small, ONE.root(small)), Checkpoint(ORIGIN, 7, OTHER.root()))


def test_the_file_is_the_one_of_the_specification() -> None:
    lines = evidence().split(b"\n")
    assert lines[0] == b"safeconduct evidence of a fork/v1"
    assert lines[1].startswith(b"prefix ")
    assert lines[lines.index(b"") + 1] == b"note %d" % len(note(ONE, 5))


def test_what_fits_together_shows_no_fork() -> None:
    for small, prefix, path in ((7, b"", ()), (5, ONE.root(5), ONE.consistency(5, 7)), (2, OTHER.root(2), ONE.consistency(2, 7))):
        with pytest.raises(Bad) as caught:
            write_evidence(note(ONE, small), note(ONE, 7), LOG, prefix=prefix, path=path)
        assert caught.value.code == "evidence.none"


def test_what_does_not_show_it_is_refused() -> None:
    good, parts = evidence(), (note(ONE, 7), note(OTHER, 5))
    cases = {
        "evidence.path": good.replace(b"prefix " + good.split(b"\n")[1][7:], b"prefix " + b"A" * 43 + b"="),
        "evidence.form": good[:-1],
        "evidence.order": MAGIC + b"prefix -\n\n" + b"".join(b"note %d\n%b" % (len(one), one) for one in parts),
    }  # fmt: skip
    assert {name: code(data) for name, data in cases.items()} == {name: name for name in cases}
    for data in (b"", MAGIC, MAGIC + b"\n\n", good + b"x", good.replace(b"note ", b"Note ", 1),
                 good.replace(b"prefix", b"prefiX"), MAGIC + b"prefix \xff\n\n", MAGIC + b"0" * MOST_BYTES):  # fmt: skip
        assert code(data) == "evidence.form"
    same = write_evidence(note(ONE, 7), note(OTHER, 7), LOG)
    assert code(same.replace(b"prefix -\n", b"prefix -\n" + b"A" * 43 + b"=\n")) == "evidence.form"


def test_both_have_to_be_signed_by_that_log() -> None:
    with pytest.raises(Bad):
        write_evidence(note(ONE, 7), note(OTHER, 7, "north root 0"), LOG)
    with pytest.raises(Bad):
        verify_evidence(evidence(), verifier_of(ORIGIN, NOTE, public("north root 0")))


def test_no_changed_byte_of_it_goes_through_unless_it_still_shows_the_same() -> None:
    good, before = evidence(), verify_evidence(evidence(), LOG)
    for at in range(len(good)):
        changed = good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :]
        try:
            assert verify_evidence(changed, LOG) == before
        except Bad:
            continue
        # Only the name or id on a line of nobody known could pass, and there is none here.
        pytest.fail(f"byte {at} was changed, and nothing was found")
