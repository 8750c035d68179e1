"""`safeconduct serve`: the pages of a record on this machine, for officers with accounts."""

import argparse
import importlib
from pathlib import Path
from typing import Any

from safeconduct.cli.output import say
from safeconduct.kernel.errors import Fault, Invalid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("folder", metavar="DIR", help="the folder of the record, as `record begin` has made it")
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on (8000)")


def run(options: argparse.Namespace) -> int:
    """Open the record first, so that a faulty file is told here, then serve until stopped."""
    from safeconduct.bootstrap.folder import RecordFolder

    home = Path(options.folder)
    folder = RecordFolder(home)
    case = folder.case()
    settings = folder.settings
    file = str(home / settings.agreement) if settings.agreement else ""
    with_files = [str(home / one) if (home / one).is_file() else one for one in settings.with_files]
    serve = of_web("safeconduct.web.serve").serve
    say("", f"{case.agreement.title}", f"Serving on http://127.0.0.1:{options.port}/  (this machine only; Ctrl+C stops it)",
        "The first officer of an organisation comes in with: safeconduct accounts invite DIR --org ORG --manages")  # fmt: skip
    return int(serve(port=options.port, example=settings.example, file=file, with_files=with_files, home=home.resolve()) or 0)


def of_web(name: str) -> Any:
    """Load a part of the pages. Named by a string: the command line and the pages are siblings, and neither imports the other."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise Invalid([Fault(code="SC030", message=f"the pages need the web extra ({error.name} is missing)",
                             remedy="pip install 'safeconduct[web]', or `make demo` in a checkout")]) from error  # fmt: skip
