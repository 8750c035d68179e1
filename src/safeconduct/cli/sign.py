"""`safeconduct sign`: the signing sheet of a text, for a printer.

It signs nothing. The status is 0 also where errors are open: the sheet says so on its first page.
"""

import argparse

from safeconduct.cli.output import add_case_arguments, open_named_case, write_page
from safeconduct.kernel.acts import FigureReported


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser, formats=("html",))


def run(options: argparse.Namespace) -> int:
    """Check the text and write its sheet. Raises Invalid with every fault."""
    from safeconduct.checks.opening import check_case
    from safeconduct.checks.run import check
    from safeconduct.checks.sheet import sheet

    case = open_named_case(options, options.file)
    text, lines = check_case(case, tuple(act for act in case.acts() if isinstance(act, FigureReported)))
    write_page(sheet(text, check(text, lines)))
    return 0
