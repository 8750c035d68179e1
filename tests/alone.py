"""Runs the verifier's single file in a process of its own, with one library for signatures and nothing of safeconduct."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.cosigned_log import NOW

ALONE = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {blocked!r}:
            raise ImportError(name + " is not installed here")
sys.meta_path.insert(0, Blocked())
import time
time.time = lambda: {now!r}
sys.argv = [{pyz!r}, *{words!r}]
import runpy
runpy.run_path({pyz!r}, run_name="__main__")
"""


def outside(pyz: Path, missing: str, *words: object) -> tuple[int, str]:
    """Run the single file in a process that has one library for signatures, and nothing of safeconduct."""
    blocked = {missing, "msgspec", "yaml", "cbor2", "segno", "django"}
    code = ALONE.format(blocked=blocked, now=float(NOW), pyz=str(pyz), words=[str(word) for word in words])
    # The file stands first in the path, in front of the package that is installed here.
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False, cwd=os.sep)
    assert done.stderr == ""
    return done.returncode, done.stdout.rstrip("\n")
