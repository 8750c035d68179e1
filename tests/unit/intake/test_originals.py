"""Originals: by hash, once, whole; checked when asked for; erased for good."""

from hashlib import sha256
from pathlib import Path

import pytest

from safeconduct.intake.originals import Originals
from safeconduct.kernel.errors import Invalid

WORDS = b"The mission said no."
NAME = sha256(WORDS).hexdigest()


def test_the_same_bytes_lie_there_once(tmp_path: Path):
    kept = Originals(tmp_path)
    assert [kept.keep(WORDS, name="a"), kept.keep(WORDS, name="b")] == [NAME, NAME]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [NAME]
    assert kept.get(NAME) == WORDS
    assert (tmp_path / NAME[:2] / NAME).stat().st_mode & 0o077 == 0


def test_a_changed_original_is_not_given_and_comes_whole_again(tmp_path: Path):
    kept = Originals(tmp_path)
    kept.keep(WORDS, name="a")
    (tmp_path / NAME[:2] / NAME).write_bytes(b"The mission said yes.")
    with pytest.raises(Invalid, match="changed on this disk"):
        kept.get(NAME)
    kept.keep(WORDS, name="a")
    assert kept.get(NAME) == WORDS


def test_erased_is_gone_and_stays_gone(tmp_path: Path):
    kept = Originals(tmp_path)
    kept.keep(WORDS, name="a")
    assert [kept.erase(NAME), kept.erase(NAME)] == [True, False]
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b""]
    with pytest.raises(Invalid, match="was erased"):
        kept.get(NAME)
    with pytest.raises(Invalid, match="erased here"):
        kept.keep(WORDS, name="a")


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, NAME[:-1]])
def test_what_is_no_hash_names_no_file(tmp_path: Path, name: str):
    with pytest.raises(Invalid, match="is not a hash"):
        Originals(tmp_path).get(name)


def test_a_crash_leaves_nothing_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="no room"):
        Originals(tmp_path).keep(WORDS, name="a")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
