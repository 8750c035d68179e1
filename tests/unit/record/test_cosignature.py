"""Cosignatures: what they cover, their times, and the second kind where it can be checked."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import cosignature, ed25519, mldsa
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.cosignature import (
    LAST_TIME,
    cosign,
    cosign_ml_dsa,
    is_ahead,
    time_of,
    verify_cosignature,
)
from safeconduct.record.faults import Bad
from safeconduct.record.note import add_lines, open_note, parse_note, verifier_of
from safeconduct.record.test_keys import seed_for
from safeconduct.record.vkey import parse_line, write_line

SEED = seed_for("guarantor witness 0")
LOG_SEED = seed_for("operator log 0")
LOG = verifier_of("log.example", 1, ed25519.public_of(LOG_SEED))
WITNESS = verifier_of("witness.example", 4, ed25519.public_of(SEED))
HEAD = Checkpoint("log.example", 9, bytes(range(32)), ("extension",))
TEXT, NOTE = write_checkpoint(HEAD), sign_checkpoint(HEAD, LOG_SEED)
AT = 1_800_000_000

mldsa_here = pytest.mark.skipif(not mldsa.available(), reason="the library cryptography brings no ML-DSA-44 here")


def signature_in(line: str) -> bytes:
    return parse_line(line.removesuffix("\n")).signature


def test_every_changed_byte_of_a_cosignature_is_found() -> None:
    signature = signature_in(cosign(TEXT, "witness.example", SEED, AT))
    assert verify_cosignature(WITNESS, TEXT, signature)
    for at in range(len(signature)):
        for bit in (1, 128):
            assert not verify_cosignature(WITNESS, TEXT, signature[:at] + bytes([signature[at] ^ bit]) + signature[at + 1 :])
    assert not verify_cosignature(WITNESS, TEXT.replace(b"extension", b"extensiom"), signature)
    assert not verify_cosignature(WITNESS._replace(kind=1), TEXT, signature)
    for other in (b"", signature[:8], signature[:-1], signature + b"\x00"):
        assert not verify_cosignature(WITNESS, TEXT, other)


@pytest.mark.parametrize("at", [-1, LAST_TIME + 1, 2**64])
def test_a_time_that_no_cosignature_has(at: int) -> None:
    with pytest.raises(Bad, match="no time of a cosignature"):
        cosign(TEXT, "witness.example", SEED, at)


@given(st.binary(max_size=80))
def test_the_time_of_any_bytes(data: bytes) -> None:
    at = time_of(data)
    assert at is None or (0 <= at <= LAST_TIME and len(data) > 8)


def test_only_checkpoints_are_cosigned() -> None:
    with pytest.raises(Bad):
        cosign(b"a text\n", "witness.example", SEED, AT)


def test_ten_minutes_ahead_is_the_most() -> None:
    assert [is_ahead(AT + ahead, AT) for ahead in (-9999, 0, 600, 601)] == [False, False, False, True]


def test_a_cosigner_counts_once_with_its_latest_line() -> None:
    lines = [cosign(TEXT, "witness.example", SEED, at) for at in (AT, AT + 60, AT + 30)]
    opened = open_checkpoint(add_lines(NOTE, lines), LOG, [WITNESS])
    assert [(signed.verifier, signed.at) for signed in opened.cosigned] == [(WITNESS, AT + 60)]


@mldsa_here
def test_the_second_kind_covers_name_time_origin_size_and_root() -> None:
    key = verifier_of("witness.example", 6, mldsa.public_of(SEED))
    signature = signature_in(cosign_ml_dsa(TEXT, "witness.example", SEED, AT))
    assert (len(signature), time_of(signature)) == (8 + 2420, AT)
    assert verify_cosignature(key, TEXT, signature)
    assert not verify_cosignature(key._replace(name="witness2.example"), TEXT, signature)
    changes = [{"origin": "log2.example"}, {"size": 10}, {"root": bytes(32)}]
    assert not any(verify_cosignature(key, write_checkpoint(HEAD._replace(**change)), signature) for change in changes)
    assert not verify_cosignature(key, TEXT, (AT + 1).to_bytes(8, "big") + signature[8:])
    assert not verify_cosignature(key, b"no checkpoint\n", signature)
    assert not verify_cosignature(key, TEXT, signature[:-1])
    # Extension lines are not signed by this kind; the log's own line covers them.
    assert verify_cosignature(key, write_checkpoint(HEAD._replace(extensions=())), signature)


@mldsa_here
def test_the_bytes_that_the_second_kind_signs() -> None:
    expected = (
        b"subtree/v1\n\x00" + b"\x0fwitness.example" + AT.to_bytes(8, "big") + b"\x0blog.example"
        + bytes(8) + (9).to_bytes(8, "big") + bytes(range(32))
    )
    assert mldsa.verify(mldsa.public_of(SEED), expected, signature_in(cosign_ml_dsa(TEXT, "witness.example", SEED, AT))[8:])


@mldsa_here
@pytest.mark.parametrize("head", [HEAD._replace(origin="o" * 256), HEAD])
def test_names_too_long_for_the_second_kind(head: Checkpoint) -> None:
    name = "witness.example" if head is not HEAD else "w" * 256
    with pytest.raises(Bad, match="too long"):
        cosign_ml_dsa(write_checkpoint(head), name, SEED, AT)
    assert not verify_cosignature(verifier_of(name, 6, mldsa.public_of(SEED)), write_checkpoint(head), bytes(2428))


@mldsa_here
def test_where_the_second_kind_cannot_be_checked_its_line_is_left_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    key = verifier_of("witness.example", 6, mldsa.public_of(SEED))
    note = add_lines(NOTE, [cosign_ml_dsa(TEXT, "witness.example", SEED, AT)])
    assert [signed.verifier for signed in open_note(note, [LOG, key]).verified] == [LOG, key]
    spoiled = parse_note(note).lines[1]
    spoiled = spoiled._replace(signature=spoiled.signature[:-1] + bytes([spoiled.signature[-1] ^ 1]))
    with pytest.raises(Bad, match="does not fit"):
        open_note(add_lines(NOTE, [write_line(spoiled)]), [LOG, key])
    monkeypatch.setattr(mldsa, "_library", lambda: None)
    assert [line.name for line in open_note(note, [LOG, key]).unverified] == ["witness.example"]
    assert not cosignature.checked_here(key)
    with pytest.raises(Bad, match="not checked here"):
        cosign_ml_dsa(TEXT, "witness.example", SEED, AT)
    with pytest.raises(Bad, match="not checked here"):
        verify_cosignature(key, TEXT, bytes(2428))
