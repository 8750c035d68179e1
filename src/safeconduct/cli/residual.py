"""`safeconduct residual`: what is left to do, as an agreement file of its own."""

import argparse

from safeconduct.agreement.residual import residual_text
from safeconduct.cli.output import add_case_arguments, add_moment_arguments, moment, open_named_case, say, write_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)
    add_moment_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Write what is left. The file can be checked, amended and signed like any other."""
    case = open_named_case(options, options.file)
    status = case.status(as_of=moment(options.at, "--at"), known_by=moment(options.known_by, "--known-by"))
    in_force = next(version.source for version in reversed(case.versions) if version.source.hash == status.hash)
    text = residual_text(in_force, status).rstrip()
    if options.format == "json":
        write_json({"agreement": status.agreement, "as_of": status.as_of, "known_by": status.known_by, "text": text})
    else:
        say(text)
    return 0
