"""`safeconduct read --queue`: several machines read one folder, each file once; a machine that is killed costs nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from safeconduct.cli.main import main
from safeconduct.cli.read_crew import Asked, Task
from safeconduct.cli.read_queue import Queue
from safeconduct.cli.read_rounds import once
from tests.store.postgres import Server, why_not

STORY = "According to the Daily Courier, the Government of Indonesia urged GAM to give up {} weapons.\n"
MACHINE = """
import sys
from safeconduct.cli import read_queue
from safeconduct.cli.main import main
read_queue.BEAT, read_queue.DEAD_AFTER = 0.2, 1.5
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL server for these tests; skips with the reason where there is none."""
    pytest.importorskip("procrastinate", exc_type=ImportError)
    if reason := why_not():
        pytest.skip(reason)
    server = Server()
    yield server
    server.remove()


@pytest.fixture
def address(server: Server) -> str:
    """The address of an empty database."""
    return server.url()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of forty stories."""
    inner = tmp_path / "in"
    inner.mkdir()
    for number in range(40):
        (inner / f"{number}.txt").write_text(STORY.format(100 + number) * 40)
    return inner


def results(out: Path) -> dict[str, dict]:
    """Give the results of a folder by the name of their file."""
    return {Path(one["name"]).name: one for one in (json.loads(path.read_bytes()) for path in out.glob("*.json"))}


class Machine:
    """A machine that was given the command; what it says is kept."""

    def __init__(self, folder: Path, address: str, name: str, *more: str) -> None:
        self.err = folder.parent / f"{name}.err"
        words = ["read", str(folder), "--out", str(folder.parent / "out"), "--example", "aceh-2005", "--queue", address, *more]
        with self.err.open("wb") as err:
            self._process = subprocess.Popen([sys.executable, "-c", MACHINE, *words], stderr=err, stdout=subprocess.DEVNULL)

    def end(self, seconds: float = 60) -> int:
        return self._process.wait(seconds)

    def sends(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)

    def killed_over_a_file(self, address: str) -> bool:
        """Kill it if it holds a file at this moment."""
        self.sends(signal.SIGSTOP)
        holds = any(status == "doing" for status, _, _ in jobs(address))
        self.sends(signal.SIGKILL if holds else signal.SIGCONT)
        return holds

    def read(self) -> int:
        """Give how many files it says to have read."""
        line = self.err.read_text().strip().splitlines()[-1]
        return int(line.split("read ")[1].split()[0])


def until(done, seconds: float = 40) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def jobs(address: str) -> list[tuple]:
    """Give all that the queue still holds."""
    import psycopg

    with psycopg.connect(address) as connection:
        return connection.execute("SELECT status, lock, args FROM procrastinate_jobs").fetchall()


def test_two_machines_share_a_folder_and_read_nothing_twice(folder: Path, address: str, tmp_path: Path):
    (folder / "bad.docx").write_bytes(b"PK\x03\x04rest")
    two = [Machine(folder, address, name) for name in "ab"]
    assert sorted(one.end() for one in two) == [0, 3]
    found = results(tmp_path / "out")
    assert (len(found), sum(one.read() for one in two)) == (41, 41)
    assert "archive" in found["bad.docx"]["refused"][0]["message"]
    assert jobs(address) == []
    again = Machine(folder, address, "c")
    assert (again.end(), again.read()) == (0, 0)


def test_a_machine_that_is_killed_costs_nothing(folder: Path, address: str, tmp_path: Path):
    out = tmp_path / "out"
    first = Machine(folder, address, "first")
    until(lambda: len(list(out.glob("*.json"))) >= 3)
    until(lambda: first.killed_over_a_file(address))
    assert first.end() == -signal.SIGKILL
    there = len(list(out.glob("*.json")))
    # What it had taken is taken by another once it has said nothing for a while.
    second = Machine(folder, address, "second", "--jobs", "2")
    assert (second.end(), second.read()) == (0, 40 - there)
    assert sorted(results(out)) == sorted(path.name for path in folder.iterdir())
    assert jobs(address) == []


def test_one_of_two_is_killed_and_the_other_does_the_rest(folder: Path, address: str, tmp_path: Path):
    out = tmp_path / "out"
    one, other = Machine(folder, address, "one"), Machine(folder, address, "other")
    until(lambda: len(list(out.glob("*.json"))) >= 5)
    one.sends(signal.SIGKILL)
    assert other.end() == 0
    assert sorted(results(out)) == sorted(path.name for path in folder.iterdir())
    assert (one.end(), jobs(address)) == (-signal.SIGKILL, [])


def test_a_machine_that_is_told_to_stop_gives_back_at_once(folder: Path, address: str, tmp_path: Path):
    out = tmp_path / "out"
    first = Machine(folder, address, "first")
    until(lambda: len(list(out.glob("*.json"))) >= 3)
    first.sends(signal.SIGTERM)
    assert first.end() == 130
    assert {status for status, _, _ in jobs(address)} == {"todo"}
    assert len(jobs(address)) == 40 - len(list(out.glob("*.json")))
    # The queue holds hashes: no name of a file and no word of one.
    assert [args for _, _, args in jobs(address) if args] == []
    second = Machine(folder, address, "second")
    assert (second.end(), len(results(out))) == (0, 40)


def test_a_file_that_ends_its_readers_is_told_and_left(folder: Path, address: str, tmp_path: Path,
                                                       monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    from safeconduct.cli import read_queue

    for path in sorted(folder.iterdir())[3:]:
        path.unlink()
    poison = sorted(folder.iterdir())[0]
    poison.write_text("poison")
    monkeypatch.setattr(read_queue, "_LOOK", 0.05)
    kills = _killing(poison, monkeypatch)
    words = ["read", str(folder), "--out", str(tmp_path / "out"), "--example", "aceh-2005", "--queue", address]
    assert (main(words), len(kills)) == (3, read_queue.READERS)
    assert sorted(results(tmp_path / "out")) == sorted(path.name for path in folder.iterdir() if path != poison)
    assert "the process that read it ended" in capsys.readouterr().err
    assert jobs(address) == []


@pytest.fixture
def end(address: str, tmp_path: Path) -> Iterator[Callable[..., Queue]]:
    """Give the ends of machines that have so many files each and room for all."""
    made = list[Queue]()
    (tmp_path / "out").mkdir()

    def end(*files: str) -> Queue:
        tasks = [Task(name=one, path=one, sha256=one * 64) for one in files]
        made.append(Queue(address, asked=Asked(out=str(tmp_path / "out")), room=lambda: 9, watched=once(tasks)))
        return made[-1]

    yield end
    for one in made:
        one.close()


def names(tasks: list[Task] | None) -> list[str] | None:
    """Give the names of tasks."""
    return tasks if tasks is None else [task.name for task in tasks]


def test_a_file_is_given_to_one_machine_alone_and_a_foreign_one_is_told(end: Callable[..., Queue], address: str,
                                                                         capsys: pytest.CaptureFixture[str]):
    one, other = end("a", "b"), end("a", "c")
    one._room = lambda: 1
    assert (names(one.more()), sorted(status for status, _, _ in jobs(address))) == (["a"], ["doing", "todo"])
    # It holds `a` too, which is being read, and `b`, which it does not see.
    assert names(other.more()) == ["c"]
    assert "another machine handed it in" in capsys.readouterr().err
    assert other.given_up == 1


def test_a_file_over_which_three_machines_ended_is_told(end: Callable[..., Queue], address: str,
                                                         capsys: pytest.CaptureFixture[str]):
    import psycopg

    first = end("a")
    first._room = lambda: 0
    assert names(first.more()) == []
    with psycopg.connect(address) as connection:
        connection.execute("UPDATE procrastinate_jobs SET attempts = 3")
    second = end("a")
    assert names(second.more()) == []
    assert ("3 readers ended" in capsys.readouterr().err, second.given_up, jobs(address)) == (True, 1, [])


def _killing(poison: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """End each process that is given one file, as a crash would."""
    from safeconduct.cli import read_crew

    kills, give = list[str](), read_crew._Hand.give

    def given(hand, task, seconds: float) -> None:
        if task.path == str(poison):
            kills.append(task.sha256)
            hand._process.kill()
            hand._process.join()
        give(hand, task, seconds)

    monkeypatch.setattr(read_crew._Hand, "give", given)
    return kills


@pytest.mark.parametrize(("words", "why"), [
    (["--queue", "postgresql://nowhere.invalid/x"], "the folder of results"),
    (["--queue", "postgresql://nowhere.invalid/x", "--out", "o", "--feeds", "list"], "no feeds"),
])  # fmt: skip
def test_words_that_do_not_go_together(folder: Path, words: list[str], why: str, capsys: pytest.CaptureFixture[str]):
    assert main(["read", str(folder), *words]) == 3
    assert why in capsys.readouterr().err


def test_a_queue_that_does_not_answer_is_told(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pytest.importorskip("procrastinate", exc_type=ImportError)
    nowhere = f"postgresql:///x?host={tmp_path}"
    assert main(["read", str(folder), "--out", str(tmp_path / "out"), "--queue", nowhere]) == 1
    said = capsys.readouterr().err
    assert ("The queue does not answer" in said, "the same command again" in said) == (True, True)
    assert os.listdir(tmp_path / "out") == [".queue"]
