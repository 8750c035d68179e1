"""Peers that are measured only where they are installed, and are never needed: which there are, and why one is missing."""

import subprocess
from pathlib import Path

PYTHON = Path(__file__).resolve().parent.parent / ".venv-peers" / "bin" / "python"
"""Made by `make bench-peers`."""

NO_CLINGO = "clingo is not installed (the optional extra deep)"
NO_DECLARE = "pm4py is not installed (make bench-peers)"
NO_PARSER = "reading reports beside the bare parse: spaCy and its model are not installed (the optional extra dep)"
NO_TEXTACY = "textacy is not installed (make bench-peers)"
NO_RECORD = "pymerkle and pycose are not installed (make bench-peers)"
_ASK = """
from importlib.metadata import metadata
import sys
for name in sys.argv[1:]:
    about = metadata(name)
    classed = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier", ()) if line.startswith("License :: ")]
    told = about["License-Expression"] or about["License"] or ""
    print(name, about["Version"], "(" + (told if told and "\\n" not in told and len(told) < 60 else ", ".join(classed)) + ")")
"""


def installed(*names: str, python: Path = PYTHON) -> dict[str, str]:
    """Give version and licence of each of these packages by its name; nothing unless all are installed."""
    if not python.exists():
        return {}
    asked = subprocess.run([python, "-c", _ASK, *names], capture_output=True, text=True, check=False)
    if asked.returncode:
        return {}
    return dict(line.split(" ", 1) for line in asked.stdout.splitlines())


def declare_version(python: Path = PYTHON) -> str:
    """Give the version of pm4py and its licence; empty if it is not installed."""
    return installed("pm4py", python=python).get("pm4py", "")
