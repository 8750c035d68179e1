"""`safeconduct timeline`: anchors, limits, acts and statements in order, each with its source."""

import argparse

from safeconduct.agreement.timeline import rows
from safeconduct.cli.output import (
    add_case_arguments,
    add_moment_arguments,
    head,
    moment,
    open_named_case,
    say,
    stretch,
    wrapped,
    write_json,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)
    add_moment_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write the timeline up to the moment looked at."""
    case = open_named_case(options, options.file)
    status = case.status(as_of=moment(options.at, "--at"), known_by=moment(options.known_by, "--known-by"))
    found = rows(case, status)
    if options.format == "json":
        write_json({"agreement": status.agreement, "as_of": status.as_of, "known_by": status.known_by, "rows": found})
        return 0
    say(*head(case, status), "")
    for row in found:
        sources = f" [{', '.join(row.evidence)}]" if row.evidence else ""
        detail = f" ({row.detail})" if row.detail else ""
        say(wrapped(f"{stretch(row.start, row.end)}  {row.kind}: {row.title}{detail}{sources}", hang="    "))
    return 0
