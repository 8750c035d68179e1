"""`safeconduct read` over many files: processes, results by hash, restart, a watched folder, feeds; one bad file costs itself."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from safeconduct.cli import read_feeds
from safeconduct.cli.main import main
from safeconduct.cli.read_crew import Asked, Crew, Task
from safeconduct.intake import model
from safeconduct.kernel.errors import Invalid

STORY = "According to the Daily Courier, the Government of Indonesia urged GAM to give up {} weapons.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of six stories, one again under another name, one that is no text, and what is not meant."""
    inner = tmp_path / "in" / "more"
    inner.mkdir(parents=True)
    for number in range(5):
        (tmp_path / "in" / f"{number}.txt").write_text(STORY.format(100 + number))
    (inner / "again.txt").write_text(STORY.format(100))
    (inner / "6.txt").write_text(STORY.format(106))
    (inner / "bad.docx").write_bytes(b"PK\x03\x04rest")
    (inner / ".hidden").write_text("no")
    (inner / "half.part").write_text("no")
    return tmp_path / "in"


def results(out: Path) -> dict[str, dict]:
    """Give the results of a folder by the name of their file."""
    every = [json.loads(path.read_bytes()) for path in out.glob("*.json")]
    return {Path(one["name"]).name: one for one in every}


def read(*words: object) -> int:
    """Run the command."""
    return main(["read", *map(str, words), "--example", "aceh-2005"])


def test_a_folder_by_two_processes_and_what_was_done_is_not_done_again(folder: Path, tmp_path: Path,
                                                                       capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "out"
    assert read(folder, "--out", out, "--jobs", 2) == 3
    assert "read 7 of 7 files" in capsys.readouterr().err
    found = results(out)
    assert sorted(found) == ["0.txt", "1.txt", "2.txt", "3.txt", "4.txt", "6.txt", "bad.docx"]
    drafts = found["6.txt"]["readings"][0]["drafts"]
    assert [one["low"] for draft in drafts for one in draft["quantities"]] == [106]
    (folder / "7.txt").write_text(STORY.format(107))
    assert read(folder, "--out", out, "--jobs", 2) == 0
    assert "read 1 of 1 files" in capsys.readouterr().err


def test_processes_give_what_one_gives(folder: Path, capsys: pytest.CaptureFixture[str]):
    read(folder, "--format", "json")
    one = capsys.readouterr().out
    read(folder, "--format", "json", "--jobs", 3)
    assert capsys.readouterr().out == one


def test_a_file_that_kills_its_process_costs_itself_alone(tmp_path: Path):
    (tmp_path / "a.txt").write_text(STORY.format(1))
    crew = Crew(Asked(), jobs=1)
    try:
        crew.give(Task(name="killer", data=b"x" * 100))
        os.kill(crew._hands[0]._process.pid, signal.SIGKILL)
        found = _until(crew)
        crew.give(Task(name="next", path=str(tmp_path / "a.txt")))
        found += _until(crew)
    finally:
        crew.close()
    assert [(task.name, [fault.message for fault in taken.refused]) for task, taken in found] == [
        ("killer", ["cannot bring in: the process that read it ended"]), ("next", [])]  # fmt: skip


def test_a_file_that_takes_too_long_is_left():
    crew = Crew(Asked(), jobs=1, patience=-1000)
    try:
        crew.give(Task(name="slow", data=b"The panel met."))
        (found,) = crew.finished(0)
    finally:
        crew.close()
    assert found[1].refused[0].message == "cannot bring in: it took too long"


def _until(crew: Crew) -> list:
    end, found = time.monotonic() + 60, []
    while not found and time.monotonic() < end:
        found = crew.finished(0.5)
    return found


def test_a_watched_folder_reads_each_file_once_waits_for_half_written_ones_and_stops(folder: Path, tmp_path: Path):
    out, err = tmp_path / "out", tmp_path / "err"
    with err.open("wb") as said:
        words = ["read", "--watch", folder, "--out", out, "--every", "0.3", "--originals", tmp_path / "kept"]
        child = subprocess.Popen([sys.executable, "-m", "safeconduct.cli.main", *map(str, words)], stderr=said)
    try:
        _wait_for(lambda: len(results(out)) == 7, err)
        with (folder / "slow.txt").open("w") as file:
            for _ in range(8):
                file.write("The panel met on Friday. ")
                file.flush()
                time.sleep(0.1)
        _wait_for(lambda: "slow.txt" in results(out), err)
        assert results(out)["slow.txt"]["documents"][0]["text"].count("Friday") == 8
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 3
    finally:
        child.kill()
        child.wait()
    assert "stopped: read 8 files" in err.read_text()
    assert len([path for path in (tmp_path / "kept").rglob("*") if path.is_file()]) == 8


def _wait_for(done, err: Path) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, err.read_text()
        time.sleep(0.1)


def test_what_is_erased_is_gone_with_its_result_and_does_not_come_back(folder: Path, tmp_path: Path,
                                                                       capsys: pytest.CaptureFixture[str]):
    out, kept = tmp_path / "out", tmp_path / "kept"
    words = ["--out", out, "--originals", kept]
    read(folder / "more" / "6.txt", folder / "1.txt", *words)
    digest = results(out)["6.txt"]["sha256"]
    assert read("--erase", digest, *words) == 0
    assert capsys.readouterr().out == f"erased {digest}\n"
    assert list(results(out)) == ["1.txt"]
    assert read(folder / "more" / "6.txt", *words) == 3
    assert "106" not in "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file() and "in/" not in str(path))


@pytest.mark.parametrize("words", [
    ["--watch", "."], ["--feeds", "list"], [], ["--jobs", "0", "a"], ["--watch", "nowhere", "--out", "o"], ["--erase", "a" * 64],
    ["a", "--every", "nan"],
])  # fmt: skip
def test_words_that_do_not_go_together(words: list[str], capsys: pytest.CaptureFixture[str]):
    assert (read(*words), capsys.readouterr().out) == (3, "")


ITEM = "<item><title>{0}</title><description>The panel met {0} times, a spokesman said.</description></item>"
HEAD = '<?xml version="1.0"?><rss version="2.0"><channel><title>River</title>'


class _Feeds(BaseHTTPRequestHandler):
    """A server of feeds, one of which never ends."""

    items = 2

    def do_GET(self) -> None:
        if self.path in ("/away", "/file"):
            self.send_response(302)
            self.send_header("Location", "http://10.0.0.1/x" if self.path == "/away" else "file:///etc/passwd")
            self.end_headers()
            return
        self.send_response(200 if self.path in ("/good", "/endless") else 404)
        self.end_headers()
        self.wfile.write((HEAD + "".join(ITEM.format(number) for number in range(self.items))).encode())
        try:
            while self.path == "/endless":
                self.wfile.write(ITEM.format("x" * 1000).encode())
        except OSError:
            return
        self.wfile.write(b"</channel></rss>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    """Serve feeds on this machine."""
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Feeds)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_address[1]}"
    served.shutdown()
    served.server_close()


def test_feeds_are_read_once_an_entry_and_a_bad_one_stops_nothing(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                                  capsys: pytest.CaptureFixture[str]):
    listed, out = tmp_path / "list", tmp_path / "out"
    listed.write_text(f"# ours\n{server}/gone\n{server}/good # the river\n\n{server}/away\n")
    assert read("--feeds", listed, "--out", out) == 3
    err = capsys.readouterr().err
    assert ("fetching 3 of 3" in err, "Not Found" in err, "leads to a place that is not public" in err) == (True, True, True)
    first = {path.name for path in out.iterdir()}
    monkeypatch.setattr(_Feeds, "items", 3)
    listed.write_text(f"{server}/good\n")
    assert read("--feeds", listed, "--out", out) == 0
    assert (len(first), len({path.name for path in out.iterdir()} - first)) == (2, 1)


def test_a_feed_that_never_ends_is_cut(server: str):
    data, cut = read_feeds.fetched(f"{server}/endless", most=100_000)
    assert (len(data), "it was cut" in cut.message) == (100_000, True)
    data, cut = read_feeds.fetched(f"{server}/endless", most=10**12, seconds=0.2)
    assert (len(data) > 0, "it was cut" in cut.message) == (True, True)


def test_a_feed_that_never_ends_gives_what_came_and_the_rest_goes_on(server: str, tmp_path: Path,
                                                                     capsys: pytest.CaptureFixture[str]):
    (tmp_path / "list").write_text(f"{server}/endless\n{server}/good\n")
    (tmp_path / "story.txt").write_text(STORY.format(840))
    out = tmp_path / "out"
    assert read(tmp_path / "story.txt", "--feeds", tmp_path / "list", "--out", out) == 3
    err = capsys.readouterr().err
    assert ("it was cut" in err, "entries were left" in err) == (True, True)
    assert "story.txt" in results(out)


@pytest.mark.parametrize("path", ["/file", "/away"])
def test_a_redirect_leads_to_no_file_and_no_private_place(server: str, path: str):
    with pytest.raises(Invalid, match=r"leads to|is not allowed"):
        read_feeds.fetched(server + path)


@pytest.mark.parametrize("line", ["file:///etc/passwd", "ftp://a.example/x", "/etc/passwd", "http://", "https://me:{}@a.example/",
                                  "data:text/plain,x"])  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(tmp_path: Path, line: str):
    (tmp_path / "list").write_text(f"https://a.example/\n{line.format('word')}\n")
    with pytest.raises(Invalid) as caught:
        read_feeds.addresses(str(tmp_path / "list"))
    assert [fault.line for fault in caught.value.faults] == [2]


@pytest.mark.parametrize(("words", "status"), [(["--example", "nowhere"], 3), (["--example", "aceh-2005", "--engine", "dep"], 1)])
def test_what_every_file_needs_is_looked_for_once_and_first(folder: Path, tmp_path: Path, words: list[str], status: int,
                                                            monkeypatch: pytest.MonkeyPatch,
                                                            capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(model, "find_spec", lambda name: None)
    assert main(["read", str(folder), "--out", str(tmp_path / "out"), "--jobs", "2", *words]) == status
    assert (capsys.readouterr().err.count("\n") < 4, (tmp_path / "out").exists()) == (True, False)
