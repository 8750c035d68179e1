"""What a cold `check` loads: not the evaluator, and nothing of the web or of coloured terminals."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.agreement_text import agreement_text

PROGRAM = """
import sys
from safeconduct.cli.main import main
assert main(["check", sys.argv[1]]) in (0, 8)
loaded = [name for name in sys.argv[2:] if name in sys.modules]
print("loaded:", *loaded)
"""


@pytest.mark.parametrize("name", ["django", "rich", "safeconduct.agreement.status", "safeconduct.web"])
def test_check_does_without(name: str, tmp_path: Path) -> None:
    file = tmp_path / "agreement.yaml"
    file.write_text(agreement_text(12), encoding="utf-8")
    said = subprocess.run([sys.executable, "-c", PROGRAM, file, name], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "loaded:"
