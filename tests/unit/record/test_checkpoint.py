"""Checkpoints: whose they are, and what their text may hold."""


import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.record import ed25519
from safeconduct.record.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint, sign_checkpoint, write_checkpoint
from safeconduct.record.faults import Bad
from safeconduct.record.note import sign_note, verifier_of
from safeconduct.record.test_keys import seed_for

SEED = seed_for("operator log 0")
LOG = verifier_of("log.example", 1, ed25519.public_of(SEED))
HEAD = Checkpoint("log.example", 9, bytes(range(32)))


def test_a_checkpoint_opens_with_the_key_of_its_log() -> None:
    opened = open_checkpoint(sign_checkpoint(HEAD, SEED), LOG)
    assert (opened.checkpoint, opened.text, opened.cosigned, opened.others) == (HEAD, write_checkpoint(HEAD), (), ())
    assert opened.log.verifier == LOG


def test_the_origin_is_the_name_of_the_key_unless_another_is_said() -> None:
    note = sign_note(write_checkpoint(HEAD._replace(origin="other.example")), "log.example", SEED)
    with pytest.raises(Bad, match="another log"):
        open_checkpoint(note, LOG)
    assert open_checkpoint(note, LOG, origin="other.example").checkpoint.size == 9


def test_a_cosigner_alone_makes_no_checkpoint() -> None:
    witness = verifier_of("witness.example", 1, LOG.public)
    note = sign_note(write_checkpoint(HEAD), "witness.example", SEED)
    with pytest.raises(Bad, match="the log itself has not signed"):
        open_checkpoint(note, LOG, [witness])
    with pytest.raises(Bad, match="among its own cosigners"):
        open_checkpoint(note, LOG, [LOG])


lines = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=20)
roots = st.binary(min_size=32, max_size=32)
heads = st.builds(Checkpoint, lines, st.integers(0, 2**64 - 1), roots, st.tuples(lines) | st.just(()))


@given(heads)
def test_a_checkpoint_is_read_as_it_is_written(head: Checkpoint) -> None:
    assert parse_checkpoint(write_checkpoint(head)) == head


@pytest.mark.parametrize(
    "head",
    [
        HEAD._replace(origin=""),
        HEAD._replace(origin="a\nb"),
        HEAD._replace(origin="\ud800"),
        HEAD._replace(size=-1),
        HEAD._replace(size=2**64),
        HEAD._replace(root=bytes(31)),
        HEAD._replace(extensions=("",)),
        HEAD._replace(extensions=("a\n",)),
    ],
)
def test_a_head_that_could_not_be_read_is_not_written(head: Checkpoint) -> None:
    with pytest.raises(Bad, match=r"checkpoint|no such tree"):
        write_checkpoint(head)


@given(st.binary(max_size=120))
def test_reading_any_bytes_raises_nothing_else(data: bytes) -> None:
    try:
        head = parse_checkpoint(data)
    except Bad:
        return
    assert write_checkpoint(head) == data
