"""Findings that are known to be wrong. They are kept in the open, each with the reason why it is wrong.

A file is named after its rule: `<code>_<what>.yaml`, with `# why:` lines and `# expect: PATH` lines at its top. When a rule
learns better, its file moves to the good side.
"""

from pathlib import Path

import pytest

from safeconduct.checks.opening import check_files
from safeconduct.checks.rule import find_rule
from safeconduct.checks.run import check

FOLDER = Path(__file__).parent / "known_wrong"
FILES = [pytest.param(path, id=path.stem) for path in sorted(FOLDER.glob("sc*.yaml")) if not path.stem.endswith("_with")]


@pytest.mark.parametrize("path", FILES)
def test_a_wrong_finding_is_still_there_and_says_why_it_is_wrong(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert any(line.startswith("# why: ") for line in lines)
    rule = find_rule(path.stem.partition("_")[0])
    assert rule is not None
    other = path.with_name(f"{path.stem}_with.yaml")
    text, shown = check_files(path, [other] if other.is_file() else [])
    found = sorted(one.path for one in check(text, shown, rules=[rule]).findings)
    assert found == sorted(line.removeprefix("# expect: ") for line in lines if line.startswith("# expect: "))
