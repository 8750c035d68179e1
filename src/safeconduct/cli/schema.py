"""`safeconduct schema`: the JSON Schema of the agreement format, for editors and other programs."""

import argparse
import sys

import msgspec

from safeconduct.agreement.json_schema import schema


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("--amendment", action="store_true", help="the schema of an amendment instead")


def run(options: argparse.Namespace) -> int:
    """Write the schema."""
    data = msgspec.json.encode(schema(amendment=options.amendment))
    sys.stdout.write(msgspec.json.format(data, indent=2).decode() + "\n")
    return 0
