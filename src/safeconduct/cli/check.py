"""`safeconduct check`: is this a well-formed agreement? Every fault with its place."""

import argparse

from safeconduct.agreement.model import SECTIONS
from safeconduct.cli.output import add_case_arguments, open_named_case, say, write_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Read the agreement, its amendments, its places and its acts. Raises Invalid with every fault."""
    case = open_named_case(options, options.file)
    count = sum(1 for _ in case.acts())
    agreement = case.agreement
    sections = {section: len(getattr(agreement, section)) for section in SECTIONS}
    result = {
        "agreement": agreement.id,
        "title": str(agreement.title),
        "hash": case.versions[-1].source.hash,
        "wording": agreement.wording.value,
        "amendments": [version.title for version in case.versions[1:]],
        "sections": {section: number for section, number in sections.items() if number},
        "acts": count,
        "features": len(case.places),
        "faults": [],
    }
    if options.format == "json":
        write_json(result)
        return 0
    held = ", ".join(f"{number} {section}" for section, number in sections.items() if number)
    say(f"{agreement.title}: no fault of format or reference.", f"hash {case.versions[-1].source.hash}", f"holds {held}")
    say(*(f"read with the amendment: {title}" for title in result["amendments"]))
    say(f"acts {count}, features of places {len(case.places)}")
    return 0
