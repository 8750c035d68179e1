"""`safeconduct demo`: serve the pages of an example on this machine, for looking only."""

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from safeconduct.bootstrap.story import beginning_of
from safeconduct.cli.output import add_case_arguments, clock, moment, open_named_case, say
from safeconduct.cli.serve import of_web
from safeconduct.kernel.moments import utc

if TYPE_CHECKING:
    from safeconduct.agreement.casefile import Case


EXAMPLE, PASSAGE = "gaza-2025", "drafts/rafah-passage.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)
    parser.add_argument("--at", metavar="TIME", help="when the demonstration begins; what the acts tell from later is left out")
    parser.add_argument("--port", type=int, default=8000, help="the port to serve on (8000)")


def run(options: argparse.Namespace) -> int:
    """Open the case first, so that a faulty file is told here, then serve until stopped."""
    if not options.file and not options.example:
        options.example, options.with_files = EXAMPLE, options.with_files or [PASSAGE]
    case = open_named_case(options, options.file)
    serve = of_web("safeconduct.web.serve").serve
    starts = moment(options.at, "--at") or beginning_of(case, now=datetime.now(UTC))
    _days(case, starts)
    say("", f"{case.agreement.title}", f"Its clock begins at {clock(starts)} and runs on.",
        f"Serving on http://127.0.0.1:{options.port}/  (this machine only; Ctrl+C stops it)")  # fmt: skip
    return int(serve(port=options.port, example=options.example, file=options.file, acts=options.acts,
                     with_files=options.with_files, starts=starts) or 0)  # fmt: skip


def _days(case: "Case", starts: datetime) -> None:
    """Step through the days of the programme until then, if there is one, and say what an offer of places changed."""
    if case.agreement.programme is None or case.case_acts_file is None:
        return
    from safeconduct.caseload.persons.acts import PlacesOffered
    from safeconduct.cli.programme import days_table
    from safeconduct.secretariat.opening import case_acts_of, open_caseload
    from safeconduct.secretariat.queries import stranded

    acts = tuple(act for act in case_acts_of(case) if utc(act.recorded) <= utc(starts))
    if not acts:
        return
    last = open_caseload(case, acts=acts)
    say(*days_table(last, case))
    taken = [entry.act.id for entry in last.office.entries if isinstance(entry.act, PlacesOffered) and not entry.missing]
    if taken:
        without = open_caseload(case, leave_out=tuple(taken), acts=last.acts)
        found = [len(stranded(one.office, one.as_of)) for one in (last, without)]
        say("", f"On day {last.day}, people without a lasting way on: {found[0]}. Had no state offered places "
                f"({', '.join(taken)} left out): {found[1]}.")  # fmt: skip
        say("More: safeconduct programme status|why, or /programme on the pages.")
