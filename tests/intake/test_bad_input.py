"""Bad input through the command: each is refused or bounded with what to do, and the report beside it is read all the same."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from tests.intake.test_pages_and_pdf import pdf

SAID = "The mission said that 40 weapons were handed in. "
GOOD = "According to the Daily Courier, the Government of Indonesia urged GAM to give up 840 weapons.\n"
NAMES = [f"the Daily {letter}{other}" for letter in "ABCDEFGH" for other in "klmnop"]
ENTITIES = "".join(f"<!ENTITY {chr(98 + n)} '&{chr(97 + n)};&{chr(97 + n)};'>" for n in range(20))
BOMB = f"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'>{ENTITIES}]>"


def told(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, engine: str = "shallow") -> tuple[int, dict]:
    """Read a bad file, then a good one; the good one is read."""
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(GOOD)
    files = [str(tmp_path / name), str(tmp_path / "good.txt")]
    status = main(["read", *files, "--example", "aceh-2005", "--engine", engine, "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    last = found["readings"][-1]
    assert [one["low"] for draft in last["drafts"] for one in draft["quantities"]] == [840]
    assert len(json.dumps(found)) < 30 * len(data) + 60_000
    return status, found


@pytest.mark.parametrize("engine", ["shallow", "dep"])
@pytest.mark.parametrize("text", [
    '"' + SAID * 40 + "\n\n" + '“' + SAID * 40, SAID * 20 + '"' + SAID * 20, "'" * 999 + SAID,
], ids=["open", "odd", "marks"])  # fmt: skip
def test_unbalanced_quotes_are_read(text: str, engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status, found = told(tmp_path, capsys, "bad.txt", text.encode(), engine)
    assert (status, found["refused"], len(found["readings"])) == (0, [], 2)
    assert any(one["low"] == 40 for draft in found["readings"][0]["drafts"] for one in draft["quantities"])


@pytest.mark.parametrize("engine", ["shallow", "dep"])
def test_signs_that_turn_the_text_are_shown(engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = "\u202eThe mission said that \u2066forty\u2069 weapons\u202c were handed in. " + SAID
    told(tmp_path, capsys, "bad.txt", text.encode(), engine)
    assert main(["read", str(tmp_path / "bad.txt"), "--example", "aceh-2005", "--engine", engine]) == 0
    out = capsys.readouterr().out
    assert [sign for sign in "\u202e\u2066\u2069\u202c" if sign in out] == []
    assert ("[U+202E]" in out, "turn the order" in out) == (True, True)


@pytest.mark.parametrize("engine", ["shallow", "dep"])
@pytest.mark.parametrize("text", [
    "The Courier said that " + " said that ".join(NAMES[:20]) + " said that the gate is open.",
    "According to the Courier, " + "according to the Daily, " * 348 + "the gate is open.",
], ids=["twenty", "hundreds"])  # fmt: skip
def test_quoting_is_followed_twenty_deep(text: str, engine: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    _, found = told(tmp_path, capsys, "bad.txt", text.encode(), engine)
    assert max((len(draft["chain"]) for draft in found["readings"][0]["drafts"]), default=0) <= 20


@pytest.mark.parametrize(("name", "data", "why"), [
    ("bad.pdf", pdf(""), "no text layer"), ("bad.pdf", b"%PDF-1.7 nothing", "broken"),
    ("bad.html", b"<html>" + b"<div>" * 20_000, "nested more than"),
    ("bad.xml", f"<?xml version='1.0'?>{BOMB}".replace("html", "x").encode(), "XML"),
    ("bad.rss", f"<?xml version='1.0'?>{BOMB}<rss><channel><item><title>&u;</title></item></channel></rss>".encode(), ""),
    ("bad.docx", b"PK\x03\x04rest", "archive"), ("bad.txt", b"", "empty"), ("bad.txt", b"\x00\x01\x02" * 400, ""),
], ids=["picture", "broken", "deep", "xml-bomb", "feed-bomb", "packed", "empty", "bytes"])  # fmt: skip
def test_what_cannot_be_read_is_refused(name: str, data: bytes, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    status, found = told(tmp_path, capsys, name, data)
    (fault,) = found["refused"]
    assert (status, fault["code"], why in fault["message"], bool(fault["remedy"])) == (3, "SC042", True, True)


def test_a_bomb_of_entities_is_not_multiplied(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    page = f"{BOMB}<html><body><p>&u; {SAID}</p><p>{'&amp;' * 50_000}</p></body></html>"
    began = time.process_time()
    _, found = told(tmp_path, capsys, "bad.html", page.encode())
    assert len(found["documents"][0]["text"]) < len(page)
    assert "aaaaaaaaaa" not in found["documents"][0]["text"]
    assert time.process_time() - began < 20


def test_a_long_document_takes_no_more_memory_than_it_is_given(tmp_path: Path):
    (tmp_path / "long.txt").write_text(SAID * 200 + "words and no end " * 294_000)
    words = [sys.executable, "-m", "safeconduct.cli.main", "read", str(tmp_path / "long.txt"), "--example", "aceh-2005"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert (process.returncode, used.ru_maxrss / 1024 < 500) == (0, True)


def test_five_megabytes_on_one_line_are_read_up_to_the_limit(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text = SAID * 200 + "words and no end " * 294_000
    status, found = told(tmp_path, capsys, "bad.txt", text.encode())
    first = found["readings"][0]
    assert (len(text) > 5_000_000, status, len(first["drafts"]) >= 200) == (True, 0, True)
    (rest,) = [one["span"] for one in first["unread"] if one["why"] == "size" and one["span"]["end"] > 4_000_000]
    assert (rest["start"], rest["end"] >= len(text.rstrip())) == (1_000_000, True)
