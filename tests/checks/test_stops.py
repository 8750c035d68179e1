"""`check --stops NORM`: which halts keep a norm from beginning, said in words and as JSON, with a log where one shows it."""

import json
from pathlib import Path

import pytest

from safeconduct.checks import halts
from safeconduct.cli.main import main as run_program
from tests.checks.locks import CONTESTED, DISPUTE, replayed, step
from tests.checks.test_engines import made_up, read

PLAIN = step(made_up(4), "o0", "verified_by", CONTESTED)
TWO = step(step(step(made_up(4), "o0", "verified_by", CONTESTED), "o1", "verified_by", CONTESTED.replace("alpha", "bravo")), "o2",
           "after: {verified: o1}", "after: {any: [{verified: o0}, {verified: o1}]}")  # fmt: skip
EITHER = step(TWO, "o1", "after: {verified: o0}", "after: {anchor: day_d}")


def answer(content: str, norm: str, folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    file = folder / "a.yaml"
    file.write_text(content, encoding="utf-8")
    status = run_program(["check", str(file), "--stops", norm, *more])
    captured = capsys.readouterr()
    return status, " ".join((captured.out + captured.err).split())


def test_one_dispute_is_found_without_the_solver(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                                 monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(halts, "available", lambda: False)
    status, said = answer(PLAIN, "o3", tmp_path, capsys)
    assert status == 0
    assert "It takes one to keep “step 3” from ever beginning: - Alpha contests “step 0”" in said
    assert "3 Mar 2026: Alpha contests “step 0”." in said
    assert said.endswith("“step 3” still waits and cannot begin.")


def test_two_together_need_the_solver(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                      monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    pytest.importorskip("clingo", reason="the solver is an optional extra")
    status, said = answer(EITHER, "o3", tmp_path, capsys, "--format", "json")
    data = json.loads(said)
    assert (status, [one["path"] for one in data["halts"]], data["proved"]) == (
        0, ["obligations.o0.dispute", "obligations.o1.dispute"], True)  # fmt: skip
    found = halts.stops(read(EITHER), "o3")
    assert found.witness is not None
    assert replayed(read(EITHER), found.witness) == {"life": "dormant"}
    assert "Fewer do not." in answer(EITHER, "o3", tmp_path, capsys)[1]
    monkeypatch.setattr(halts, "available", lambda: False)
    status, said = answer(EITHER, "o3", tmp_path, capsys)
    assert (status, "is not decided: the solver of safeconduct[deep] is missing" in said) == (9, True)


@pytest.mark.parametrize(("content", "norm", "says"), [
    (DISPUTE, "o3", "keeps “step 3” from beginning, nor do all of them together."),
    (made_up(4, circle=True), "o3", "“step 3” can never begin as the text stands, halts or none."),
])  # fmt: skip
def test_nothing_to_say_is_said_too(content: str, norm: str, says: str, tmp_path: Path,
                                    capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    status, said = answer(content, norm, tmp_path, capsys)
    assert (status, says in said) == (0, True)


@pytest.mark.parametrize(("words", "says"), [
    (("o9",), "SC101 --stops 'o9': the text has no such norm known here: o0, o1, o2, o3"),
    (("o3", "--live"), "--stops is a question of its own"),
    (("o3", "--deep"), "--stops is a question of its own"),
    (("o3", "--save-logs", "logs"), "only the findings of the rules have logs to save"),
])  # fmt: skip
def test_words_that_do_not_fit_are_refused(words: tuple[str, ...], says: str, tmp_path: Path,
                                           capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    status, said = answer(PLAIN, words[0], tmp_path, capsys, *words[1:])
    assert (status, says in said) == (3, True), said
