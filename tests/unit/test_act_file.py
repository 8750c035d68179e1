"""A long file of acts is read by two processes as it is by one: the same acts, the same status, the same faults."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bench.act_lines import act_lines
from bench.agreement_text import agreement_text
from safeconduct.agreement import act_file
from safeconduct.agreement.casefile import Case, open_case
from safeconduct.agreement.results import Status
from safeconduct.kernel.errors import Invalid

AS_OF = datetime(2026, 9, 1, tzinfo=UTC)
ACTS, OBLIGATIONS = 6_000, 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("log")
    (made / "agreement.yaml").write_text(agreement_text(OBLIGATIONS), encoding="utf-8")
    (made / "acts.jsonl").write_bytes(b"".join(act_lines(ACTS, OBLIGATIONS)))
    return made


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a short log has many pieces."""
    monkeypatch.setattr(act_file, "_PIECE", 20_000)


def case_of(folder: Path, lines: list[bytes] | None = None, name: str = "changed.jsonl") -> Case:
    file = folder / "acts.jsonl"
    if lines is not None:
        file = folder / name
        file.write_bytes(b"".join(lines))
    return open_case(file=folder / "agreement.yaml", acts=file)


Answer = tuple[bytes, list[tuple[str, int | None, str]], int]
"""A status, or the faults, and how many pieces the second process has handed on."""


def by(monkeypatch: pytest.MonkeyPatch, least: int, ask: Callable[[], Status]) -> Answer:
    """Ask for a status where a file of so many bytes is read by two."""
    handed = 0
    taken = act_file._Second._piece

    def counted(self: act_file._Second, begin: int, end: int) -> act_file.Piece:
        nonlocal handed
        piece = taken(self, begin, end)
        handed += piece.handed is not None
        return piece

    with monkeypatch.context() as patched:
        patched.setattr(act_file, "LEAST", least)
        patched.setattr(act_file._Second, "_piece", counted)
        patched.setattr(act_file.os, "sched_getaffinity", lambda _pid: {0, 1})
        try:
            return msgspec.json.encode(ask(), order="deterministic"), [], handed
        except Invalid as wrong:
            return b"", [(fault.code, fault.line, fault.message) for fault in wrong.faults], handed


def same(monkeypatch: pytest.MonkeyPatch, case: Case, *, handed: bool = True, **asked: datetime) -> None:
    both = [by(monkeypatch, least, lambda: case.status(**(asked or {"as_of": AS_OF}))) for least in (10**12, 0)]
    assert both[0][:2] == both[1][:2]
    assert (both[0][2], both[1][2] > 0) == (0, handed)


def lines_of(folder: Path) -> list[bytes]:
    return (folder / "acts.jsonl").read_bytes().splitlines(keepends=True)


def test_the_status_is_that_of_one_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    same(monkeypatch, case_of(folder))


@pytest.mark.parametrize("day", [datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 6, 1, 12, tzinfo=UTC),
                                 datetime(2025, 1, 1, tzinfo=UTC)])  # fmt: skip
def test_what_was_not_yet_known_is_left_out_in_the_same_way(folder: Path, monkeypatch: pytest.MonkeyPatch, day: datetime) -> None:
    same(monkeypatch, case_of(folder), as_of=day)
    same(monkeypatch, case_of(folder), as_of=AS_OF, known_by=day)


def other_id(line: bytes, of: bytes) -> bytes:
    """Give a line the id of another."""
    mine, theirs = (msgspec.json.decode(one)["id"].encode() for one in (line, of))
    return line.replace(b'"' + mine + b'"', b'"' + theirs + b'"', 1)


CHANGES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "no json": lambda x: [*x[:1000], b"{nothing}\n", *x[1000:]],
    "several": lambda x: [*x[:70], b"[]\n", *x[70:2000], b'{"type":"no.such/1"}\n', *x[2000:5000], b"\xff\n", *x[5000:]],
    "an empty line": lambda x: [*x[:1500], b"\n", *x[1500:]],
    "an unknown name": lambda x: [*x[:3000], x[3000].replace(b'"actor":"', b'"actor":"x', 1), *x[3001:]],
    "an id twice, far apart": lambda x: [*x[:5000], other_id(x[5000], x[100]), *x[5001:]],
    "an id twice, near": lambda x: [*x[:2001], other_id(x[2001], x[2000]), *x[2002:]],
    "a line again, far apart": lambda x: [*x, *x[:200], x[3000]],
    "all lines again": lambda x: [*x, *x],
    "each line twice": lambda x: [one for line in x for one in (line, line)],
    "spaces": lambda x: [line.replace(b',"', b', "') if n % 500 == 3 else line for n, line in enumerate(x)],
    "a field twice": lambda x: [*x[:2500], x[2500].replace(b'{', b'{"id":"q",', 1), *x[2501:]],
    "a hidden character": lambda x: [*x[:2600], x[2600].replace(b'"note":"', '"note":"\u202e'.encode(), 1), *x[2601:]],
    "no end of line": lambda x: [*x[:-1], x[-1].rstrip(b"\n")],
    "carriage returns": lambda x: [line.replace(b"\n", b"\r\n") for line in x],
    "the other way round": lambda x: x[::-1],
    "a line without end": lambda x: [*x[:3000], b'{"note":"' + b"x" * 1_200_000 + b'"}\n', *x[3000:]],
    "names that are none": lambda x: [line.replace(b'"refs":["', (b'"refs":["","', b'"refs":["a,b","')[n % 2], n % 40 < 2)
                                      for n, line in enumerate(x)],
    "ends before it begins": lambda x: [*x[:1200], x[1200].replace(b'"recorded":"2026', b'"recorded":"2020', 1), *x[1201:]],
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_fault_is_found_at_its_place(folder: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    same(monkeypatch, case_of(folder, CHANGES[change](lines_of(folder))))


def test_some_of_the_changes_are_faults(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {name: by(monkeypatch, 0, case_of(folder, CHANGES[name](lines_of(folder))).status)[1]
             for name in ("no json", "several")}
    assert [fault[1] for fault in found["no json"]] == [1001]
    assert [fault[1] for fault in found["several"]] == [71, 2002, 5003]


def test_pieces_are_whole_lines_and_all_of_them(folder: Path) -> None:
    data = (folder / "acts.jsonl").read_bytes()
    with (folder / "acts.jsonl").open("rb") as file:
        found = [data[begin:end] for begin, end in act_file.pieces(file.fileno(), len(data))]
    assert b"".join(found) == data
    assert (len(found) > 100, {piece[-1:] for piece in found}) == (True, {b"\n"})


def test_nobody_begins_a_second_process_where_that_is_not_sound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(act_file, "LEAST", 0)
    monkeypatch.setattr(act_file.os, "sched_getaffinity", lambda _pid: {0, 1})
    with (folder / "acts.jsonl").open("rb") as file:
        stop = threading.Event()
        other = threading.Thread(target=stop.wait)
        other.start()
        assert act_file._is_worth_it(file) is False
        stop.set()
        other.join()
        assert act_file._is_worth_it(file) is True
        monkeypatch.setattr(act_file, "LEAST", 10**12)
        assert act_file._is_worth_it(file) is False


def test_a_second_process_that_dies_is_not_missed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = act_file._Second.__init__

    def killed(self: act_file._Second, *given: object) -> None:
        begun(self, *given)  # type: ignore[arg-type]
        os.kill(self.child, signal.SIGKILL)

    alone = by(monkeypatch, 10**12, lambda: case_of(folder).status(as_of=AS_OF))
    monkeypatch.setattr(act_file._Second, "__init__", killed)
    assert by(monkeypatch, 0, lambda: case_of(folder).status(as_of=AS_OF))[:2] == alone[:2]


def test_no_process_is_left_behind(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children: list[int] = []
    begun = act_file._Second.__init__

    def noted(self: act_file._Second, *given: object) -> None:
        begun(self, *given)  # type: ignore[arg-type]
        children.append(self.child)

    monkeypatch.setattr(act_file._Second, "__init__", noted)
    by(monkeypatch, 0, case_of(folder).status)
    by(monkeypatch, 0, case_of(folder, CHANGES["no json"](lines_of(folder))).status)
    assert len(children) == 2
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, 0)
