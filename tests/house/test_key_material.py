"""No key stands in the project, and none of ours lies where others can read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from safeconduct.web.secret import FILE, server_secret
from tests.house.key_material import key_material

ROOT = Path(__file__).parents[2]


def test_no_key_stands_in_the_project() -> None:
    assert key_material(ROOT) == []


@pytest.mark.parametrize("text", [
    "-----BEGIN EC " + "PRIVATE KEY-----", "PRIVATE+" + "KEY+log.example+0123abcd+" + "AQ" * 20, "AK" + "IA" + "A" * 16,
    "gh" + "p_" + "a" * 36, "SECRET" + "_KEY = '" + "0a" * 32 + "'", "seed" + ": \"" + "0a" * 32 + '"',
    "postgresql" + "://log:word" + "@db.example/log", "ey" + "J" + "a" * 12 + ".ey" + "J" + "b" * 12 + "." + "c" * 20,
])  # fmt: skip
def test_a_planted_key_is_noticed(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.py").write_text(f"line one\nX = {text}\n", encoding="utf-8")
    found = key_material(tmp_path)
    assert [line.rpartition(":")[0] for line in found] == ["settings.py:2"]


def test_the_secrets_of_a_server_are_for_its_owner_only(tmp_path: Path) -> None:
    made = server_secret(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600
    assert (server_secret(tmp_path), server_secret(None) == server_secret(None)) == (made, False)
