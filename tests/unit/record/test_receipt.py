"""Receipts and the file of a refusal: one form only, and nothing shown that does not hold."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from safeconduct.record.checkpoint import Checkpoint, sign_checkpoint
from safeconduct.record.cosignature import cosign
from safeconduct.record.ed25519 import public_of
from safeconduct.record.faults import Bad
from safeconduct.record.leaf import sign_leaf
from safeconduct.record.note import add_lines, parse_note
from safeconduct.record.receipt import LONGEST, Receipt, open_receipt, read_receipt, receipt_text, write_receipt
from safeconduct.record.refusal import verify_refusal, write_refusal
from safeconduct.record.tree import Frontier, leaf_hash
from safeconduct.record.vkey import COSIGNATURE, NOTE, verifier_of

ORIGIN, NAME = "record.example/test", "record.example/test/witness/mission"
LOG, SEED = sha256(b"a log").digest(), sha256(b"a guarantor").digest()
KEY, LOG_KEY = verifier_of(NAME, COSIGNATURE, public_of(SEED)), verifier_of(ORIGIN, NOTE, public_of(LOG))
LEAF = sign_leaf(SEED, b"\1" * 32)
RECEIPT = Receipt(ORIGIN, LEAF, 5, 1_800_000_000, 3600)


def hashes(count: int, first: int = 0) -> list[bytes]:
    return [sha256(b"%d" % n).digest() for n in range(first, first + count)]


def refusal(receipt: Receipt = RECEIPT, *, size: int = 12, at: int = 0, leaves: list[bytes] | None = None, signer: bytes = SEED,
            cosigner: bytes = SEED) -> bytes:  # fmt: skip
    """Give the file for a log whose first leaves are those of `hashes`, and that goes on with `leaves`."""
    since = hashes(size - receipt.size, receipt.size) if leaves is None else leaves
    frontier = Frontier()
    frontier.extend(hashes(receipt.size))
    before = frontier.hashes
    frontier.extend(since)
    note = sign_checkpoint(Checkpoint(ORIGIN, frontier.size, frontier.root()), LOG)
    note = add_lines(note, [cosign(parse_note(note).text, NAME, cosigner, at or receipt.due)])
    return write_refusal(write_receipt(receipt, [(NAME, signer)]), note, before, since)


def test_a_receipt_is_read_as_it_was_written() -> None:
    note = write_receipt(RECEIPT, [(NAME, SEED), ("another.example", sha256(b"another").digest())])
    assert open_receipt(note, [KEY]) == (RECEIPT, (KEY,))
    assert read_receipt(receipt_text(RECEIPT)) == RECEIPT


@pytest.mark.parametrize("changes", [{"within": 0}, {"within": LONGEST + 1}, {"leaf": b"x"}, {"origin": "a\nb"}, {"at": -1}])
def test_what_could_not_be_read_again_is_not_written(changes: dict[str, Any]) -> None:
    with pytest.raises((Bad, ValueError)):
        receipt_text(RECEIPT._replace(**changes))


@pytest.mark.parametrize(("old", "new"), [(b"intake/v1", b"intake/v2"), (b"\n5\n", b"\n05\n"), (b"\n5\n", b"\n5 \n"),
                                          (b"\n3600\n", b"\n3600\nmore\n"), (b"\n3600\n", b"\n")])  # fmt: skip
def test_another_form_is_no_receipt(old: bytes, new: bytes) -> None:
    text = receipt_text(RECEIPT)
    assert old in text
    with pytest.raises(Bad):
        read_receipt(text.replace(old, new))


@pytest.mark.parametrize("before", [0, 1, 5, 8, 11, 12])
def test_a_refusal_holds_from_any_size_on(before: int) -> None:
    found = verify_refusal(refusal(RECEIPT._replace(size=before)), LOG_KEY, [KEY])
    assert (found.size, found.since, found.at, found.signers) == (12, 12 - before, RECEIPT.due, (NAME,))


def test_an_act_that_came_after_the_receipt_was_not_refused() -> None:
    with pytest.raises(Bad, match="stands among the leaves since"):
        verify_refusal(refusal(leaves=[*hashes(3, 5), leaf_hash(LEAF), *hashes(3, 8)]), LOG_KEY, [KEY])


def test_before_the_agreed_time_nothing_was_refused() -> None:
    with pytest.raises(Bad, match="no such checkpoint after the agreed time"):
        verify_refusal(refusal(at=RECEIPT.due - 1), LOG_KEY, [KEY])


def test_the_word_of_one_who_did_not_give_the_receipt_is_not_enough() -> None:
    other = sha256(b"another").digest()
    keys = [KEY, verifier_of(NAME, COSIGNATURE, public_of(other))]
    with pytest.raises(Bad, match="whoever gave the receipt has cosigned no such checkpoint"):
        verify_refusal(refusal(cosigner=other), LOG_KEY, keys)
    with pytest.raises(Bad, match="no known key"):
        verify_refusal(refusal(signer=other), LOG_KEY, [KEY])


def test_a_log_that_has_not_grown_as_far_as_the_receipt_shows_nothing() -> None:
    data = refusal(RECEIPT._replace(size=0), size=4)
    note = write_receipt(RECEIPT, [(NAME, SEED)])
    before = write_receipt(RECEIPT._replace(size=0), [(NAME, SEED)])
    with pytest.raises(Bad, match="older than the receipt"):
        verify_refusal(data.replace(b"note %d\n%b" % (len(before), before), b"note %d\n%b" % (len(note), note)), LOG_KEY, [KEY])


def test_any_changed_byte_is_found() -> None:
    data = refusal()
    assert verify_refusal(data, LOG_KEY, [KEY]).since == 7
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        with pytest.raises(Bad):
            verify_refusal(changed, LOG_KEY, [KEY])
    for end in range(0, len(data), 7):
        with pytest.raises(Bad):
            verify_refusal(data[:end], LOG_KEY, [KEY])
