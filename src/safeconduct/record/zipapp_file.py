"""This verifier as one file: this room and nothing else, for machines that have nothing of safeconduct."""

import zipapp
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns
from tempfile import TemporaryDirectory

_START = "from safeconduct.record.__main__ import main\n\nraise SystemExit(main())\n"


def write_out(target: Path) -> None:
    """Write the room as a file that Python runs."""
    own = getattr(__loader__, "archive", None)
    if own is not None:
        # This is that file already.
        copyfile(own, target)
        return
    with TemporaryDirectory() as folder:
        room = Path(folder) / "safeconduct"
        copytree(Path(__file__).parent, room / "record", ignore=ignore_patterns("__pycache__"))
        (room / "__init__.py").write_text("", encoding="utf-8")
        (Path(folder) / "__main__.py").write_text(_START, encoding="utf-8")
        zipapp.create_archive(folder, target, interpreter="/usr/bin/env python3")
