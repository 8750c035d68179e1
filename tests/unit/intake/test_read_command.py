"""`safeconduct read`: documents in, drafts out; what cannot be brought in does not stop the others."""

import json
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from safeconduct.intake import model

STORY = """Panel asks for the weapons

By Amal Deng (River Press Agency) September 6, 2005

According to the Daily Courier, the Government of Indonesia urged GAM to hand over 840 weapons.
"""


@pytest.fixture
def story(tmp_path: Path) -> str:
    """Give the path of a made-up story."""
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    return str(path)


def test_drafts_with_an_agreement(story: str, capsys: pytest.CaptureFixture[str]):
    assert main(["read", story, "--example", "aceh-2005", "--format", "json"]) == 0
    (reading,) = json.loads(capsys.readouterr().out)["readings"]
    chains = [[source["actor"] for source in draft["chain"]] for draft in reading["drafts"] if draft["stance"] == "urges"]
    assert chains == [["", "goi"]]


@pytest.mark.parametrize("installed", [True, False])
def test_without_a_word_about_it_the_best_engine_that_is_installed_reads(story: str, installed: bool,
                                                                         monkeypatch: pytest.MonkeyPatch,
                                                                         capsys: pytest.CaptureFixture[str]):
    if installed and not model.is_installed():
        pytest.skip("needs safeconduct[dep]")
    if not installed:
        monkeypatch.setattr(model, "find_spec", lambda name: None)
    assert main(["read", story, "--example", "aceh-2005", "--format", "json"]) == 0
    (reading,) = json.loads(capsys.readouterr().out)["readings"]
    assert reading["engine"].split()[0] == ("dep" if installed else "shallow")


def test_paragraphs_without_one(story: str, capsys: pytest.CaptureFixture[str]):
    assert main(["read", story]) == 0
    out = capsys.readouterr().out
    assert ("River Press Agency   author: Amal Deng   written: 6 Sep 2005" in out, "drafted by" in out) == (True, False)


def test_one_refusal_does_not_stop_the_others(story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "packed.docx").write_bytes(b"PK\x03\x04rest")
    status = main(["read", str(tmp_path / "packed.docx"), str(tmp_path / "missing"), story, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert (status, [fault["code"] for fault in told["refused"]], len(told["documents"])) == (3, ["SC042", "SC030"], 1)


@pytest.mark.parametrize("words", [
    ["--zone", "Nairobi"], ["--created", "yesterday"], ["--example", "aceh-2005", "--agreement", "a"],
])  # fmt: skip
def test_wrong_words_are_refused(story: str, words: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["read", story, *words]) == 3
    assert capsys.readouterr().out == ""
