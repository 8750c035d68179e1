"""Peers that are measured only where they are installed, and are never needed: which there are, and why one is missing."""

import subprocess
from pathlib import Path

PYTHON = Path(__file__).resolve().parent.parent / ".venv-peers" / "bin" / "python"
"""Made by `make bench-peers`."""

NO_CLINGO = "clingo is not installed (the optional extra deep)"
NO_DECLARE = "pm4py is not installed (make bench-peers)"
_ASK = "from importlib.metadata import metadata as m; d = m('pm4py'); print(d['Version'], '(' + d['License-Expression'] + ')')"


def declare_version(python: Path = PYTHON) -> str:
    """Give the version of pm4py and its licence; empty if it is not installed."""
    if not python.exists():
        return ""
    asked = subprocess.run([python, "-c", _ASK], capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else ""
