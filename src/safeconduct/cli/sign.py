"""`safeconduct sign`: the signing sheet of a text, for a printer.

It signs nothing. The status is 0 also where errors are open: the sheet says so on its first page.
"""

import argparse

from safeconduct.cli.output import add_case_arguments, open_named_case, write_bytes, write_page
from safeconduct.kernel.acts import FigureReported


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser, formats=("html", "pdf"))
    parser.add_argument("--deep", action="store_true", help="take choices of routes together as well, as check --deep does")


def run(options: argparse.Namespace) -> int:
    """Check the text and write its sheet. Raises Invalid with every fault, and where a PDF cannot be made."""
    from safeconduct.checks.opening import check_case
    from safeconduct.checks.run import check

    case = open_named_case(options, options.file)
    text, lines = check_case(case, tuple(act for act in case.acts() if isinstance(act, FigureReported)))
    checked = check(text, lines, deep=options.deep)
    if options.format == "pdf":
        from safeconduct.checks.pdf import printed
        from safeconduct.checks.signing import signing

        write_bytes(printed(signing(text, checked)))
    else:
        from safeconduct.checks.sheet import sheet

        write_page(sheet(text, checked))
    return 0
