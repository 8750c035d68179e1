"""Make a record in a folder and serve it for use, with nobody made up. Browser tests start this beside themselves."""

import sys
from pathlib import Path

from safeconduct.agreement.casefile import open_case
from safeconduct.bootstrap.demonstration import make_demonstration
from safeconduct.bootstrap.folder import Settings
from safeconduct.web.serve import serve

if __name__ == "__main__":
    home, port, example, file, *with_files = sys.argv[1:]
    settings = Settings(agreement=file, example=example, with_files=tuple(with_files))
    make_demonstration(Path(home), open_case(example=example, file=file or None, with_files=with_files), settings,
                       origin="browser.invalid/record", at="2026-11-01T12:00:00+00:00")  # fmt: skip
    serve(port=int(port), example=example, file=file or None, with_files=with_files, home=Path(home))
