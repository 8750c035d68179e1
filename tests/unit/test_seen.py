"""Lines that come again: one act each, whether the file can be read a second time or comes only once."""

import os
from collections.abc import Callable
from io import BytesIO

import pytest

from safeconduct.agreement.act_log import chunks_of, read_acts, read_batches
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement
from safeconduct.agreement.seen import rereading
from safeconduct.kernel.acts import ActBase
from tests.builders import act_line, agreement_text, faults_of


@pytest.fixture(name="agreement", scope="module")
def _agreement() -> Agreement:
    return read_agreement(agreement_text().encode(), file="a.yaml").model


def many(number: int, *, note: str = "x" * 300) -> list[bytes]:
    return [act_line(id=f"n{n}", note=note) for n in range(number)]


def ways(lines: list[bytes], agreement: Agreement) -> list[Callable[[], list[ActBase]]]:
    """Give three ways to read the same lines: line by line, a file that comes once, a file that can be read again."""
    file = BytesIO(b"".join(lines))

    def blocks(*, again: bool) -> list[ActBase]:
        file.seek(0)
        batches = read_batches(chunks_of(file), agreement, file="x", reread=rereading(file) if again else None)
        return [act for batch in batches for act in batch.found]

    return [lambda: list(read_acts(lines, agreement, file="x")), lambda: blocks(again=False), lambda: blocks(again=True)]


def test_lines_that_come_again_in_another_block_are_one_act(agreement: Agreement) -> None:
    lines = many(1500)
    again = [*lines, *lines[::3], lines[700].rstrip() + b" \t\r\n", lines[-1], *lines[::-1]]
    assert len(b"".join(lines)) > 3 * (1 << 17)
    for read in ways(again, agreement):
        assert [act.id for act in read()] == [f"n{n}" for n in range(1500)]


def test_a_second_text_of_an_id_is_told_wherever_it_stands(agreement: Agreement) -> None:
    lines = many(1500)
    other = act_line(id="n3", note="another")
    said = [*lines[:700], other, *lines[700:], *lines, other, other, lines[3]]
    for read in ways(said, agreement):
        assert [(fault.code, fault.line) for fault in faults_of(read)] == [("SC022", n) for n in (701, 3002, 3003)]


def test_what_was_no_first_line_is_not_taken_for_one_when_the_file_is_read_again(agreement: Agreement) -> None:
    # Both texts stand in one block; only the first of them has the id.
    first, second = act_line(id="twice", note="one"), act_line(id="twice", note="two")
    said = [first, second, *many(1200), second, first]
    for read in ways(said, agreement):
        assert [(fault.code, fault.line) for fault in faults_of(read)] == [("SC022", 2), ("SC022", 1203)]


def test_a_batch_that_is_looked_at_twice_forgets_what_it_noted_at_once(agreement: Agreement) -> None:
    said = [*many(900), act_line(id="w", actor="nobody"), *many(900)]
    for read in ways(said, agreement):
        assert [(fault.code, fault.line) for fault in faults_of(read)] == [("SC101", 901)]


def test_a_part_is_read_again_without_losing_the_place() -> None:
    file = BytesIO(b"before|first|second")
    assert file.read(7) == b"before|"
    reread = rereading(file)
    assert file.read(6) == b"first|"
    assert reread is not None
    assert reread(0, 5) == b"first"
    assert file.read() == b"second"


def test_a_pipe_comes_once() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        assert rereading(pipe) is None
