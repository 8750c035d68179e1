"""`safeconduct demo`: serve the pages of an example on this machine, for looking only."""

import argparse
import importlib

from safeconduct.cli.output import add_case_arguments, open_named_case, say
from safeconduct.kernel.errors import Fault, Invalid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on (8000)")


def run(options: argparse.Namespace) -> int:
    """Open the case first, so that a faulty file is told here, then serve until stopped."""
    if not options.file and not options.example:
        options.example = "gaza-2025"
    case = open_named_case(options, options.file)
    try:
        # Named by a string: the command line and the pages are siblings, and neither imports the other.
        serve = importlib.import_module("safeconduct.web.serve").serve
    except ModuleNotFoundError as error:
        raise Invalid([Fault(code="SC030", message=f"the pages need the web extra ({error.name} is missing)",
                             remedy="pip install 'safeconduct[web]', or `make demo` in a checkout")]) from error  # fmt: skip
    say(f"{case.agreement.title}", f"Serving on http://127.0.0.1:{options.port}/  (this machine only; Ctrl+C stops it)")
    return int(serve(port=options.port, example=options.example, file=options.file, acts=options.acts,
                     with_files=options.with_files) or 0)  # fmt: skip
