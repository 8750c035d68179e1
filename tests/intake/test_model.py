"""A model that differs from the one we pinned is refused before it is loaded."""

import pytest

from safeconduct.intake.model import NoModel, checked, pinned


def test_a_changed_file_is_refused_by_name(tmp_path):
    (tmp_path / "parser").mkdir()
    (tmp_path / "parser" / "model").write_bytes(b"another")
    with pytest.raises(NoModel, match="parser/model"):
        checked(tmp_path, {"parser/model": pinned()["files"]["parser/model"]})


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(NoModel, match="tok2vec/model"):
        checked(tmp_path, {"tok2vec/model": pinned()["files"]["tok2vec/model"]})
