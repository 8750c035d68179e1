"""`safeconduct serve`: the pages of a record, for officers with accounts; on this machine, or encrypted for others."""

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
    parser.add_argument("--host", default="", help="the address to listen on, if not 127.0.0.1; others only with --certificate")
    parser.add_argument("--origin", default="", metavar="ADDRESS",
                        help="the address under which others reach the pages, such as https://records.example.org")  # fmt: skip
    parser.add_argument("--socket", metavar="FILE", help="listen here in place of a port, for a web server in front")
    parser.add_argument("--certificate", metavar="FILE", help="encrypt with this certificate (PEM), with none in front")
    parser.add_argument("--key", metavar="FILE", help="the key of the certificate (PEM), which only its owner may read")


def run(options: argparse.Namespace) -> int:
    """Open the record first, so that a faulty file or a damaged log is told here, then serve until stopped."""
    from safeconduct.bootstrap.folder import RecordFolder

    home = Path(options.folder)
    folder = RecordFolder(home)
    case = folder.case()
    folder.look_through_store()
    settings = folder.settings
    file = str(home / settings.agreement) if settings.agreement else ""
    with_files = [str(home / one) if (home / one).is_file() else one for one in settings.with_files]
    web = of_web("safeconduct.web.serve")
    by = web.way(host=options.host, port=options.port, origin=options.origin, at=options.socket,
                 certificate=options.certificate, key=options.key)  # fmt: skip
    who = "for everyone who reaches this address" if options.origin else "this machine only"
    say("", f"{case.agreement.title}", f"Serving on {by.shown}/  ({who}; Ctrl+C stops it)",
        "The first officer of an organisation comes in with: safeconduct accounts invite DIR --org ORG --manages")  # fmt: skip
    return int(web.serve(example=settings.example, file=file, with_files=with_files, home=home.resolve(), by=by) or 0)


def of_web(name: str) -> Any:
    """Load a part of the pages. Named by a string: the command line and the pages are siblings, and neither imports the other."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise Invalid([Fault(code="SC030", message=f"the pages need the web extra ({error.name} is missing)",
                             remedy="pip install 'safeconduct[web]', or `make demo` in a checkout")]) from error  # fmt: skip
