"""`safeconduct demo`: serve the pages of an example on this machine, for looking only."""

import argparse
from typing import TYPE_CHECKING

from safeconduct.cli.output import add_case_arguments, open_named_case, say
from safeconduct.cli.serve import of_web

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case


EXAMPLE, PASSAGE = "gaza-2025", "drafts/rafah-passage.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on (8000)")


def run(options: argparse.Namespace) -> int:
    """Open the case first, so that a faulty file is told here, then serve until stopped."""
    if not options.file and not options.example:
        options.example, options.with_files = EXAMPLE, options.with_files or [PASSAGE]
    case = open_named_case(options, options.file)
    serve = of_web("safeconduct.web.serve").serve
    _days(case)
    say("", f"{case.agreement.title}", f"Serving on http://127.0.0.1:{options.port}/  (this machine only; Ctrl+C stops it)")
    return int(serve(port=options.port, example=options.example, file=options.file, acts=options.acts,
                     with_files=options.with_files) or 0)  # fmt: skip


def _days(case: "Case") -> None:
    """Step through the days of the programme, if there is one, and say what an offer of places changed."""
    if case.agreement.programme is None or case.case_acts_file is None:
        return
    from safeconduct.caseload.persons.acts import PlacesOffered
    from safeconduct.cli.programme import days_table
    from safeconduct.secretariat.opening import open_caseload
    from safeconduct.secretariat.queries import stranded

    last = open_caseload(case)
    say(*days_table(last, case))
    taken = [entry.act.id for entry in last.office.entries if isinstance(entry.act, PlacesOffered) and not entry.missing]
    if taken:
        without = open_caseload(case, leave_out=tuple(taken), acts=last.acts)
        found = [len(stranded(one.office, one.as_of)) for one in (last, without)]
        say("", f"On day {last.day}, people without a lasting way on: {found[0]}. Had no state offered places "
                f"({', '.join(taken)} left out): {found[1]}.")  # fmt: skip
        say("More: safeconduct programme status|why, or /programme on the pages.")
