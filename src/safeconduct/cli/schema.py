"""`safeconduct schema`: the JSON Schema of the agreement format, for editors and other programs."""

import argparse
import sys
from pathlib import Path

import msgspec

from safeconduct.agreement.json_schema import ids_of, schema
from safeconduct.agreement.reader import read_bytes
from safeconduct.kernel.errors import Fault, Invalid


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    parser.add_argument("--for", dest="file", metavar="FILE",
                        help="list the ids of this agreement, so that an editor completes them; it may have faults")  # fmt: skip
    parser.add_argument("--with", dest="with_files", action="append", default=[], metavar="FILE",
                        help="an amendment whose ids are listed too; may be given again")  # fmt: skip
    parser.add_argument("--amendment", action="store_true", help="the schema of an amendment instead")


def run(options: argparse.Namespace) -> int:
    """Write the schema. Raises Invalid (SC030) when a file cannot be opened."""
    if options.with_files and not options.file:
        raise Invalid([Fault(code="SC030", message="--with names an amendment, and nothing says of which text",
                             remedy="give the agreement with --for FILE")])  # fmt: skip
    files = [Path(file) for file in (options.file, *options.with_files) if file]
    files = [file / "agreement.yaml" if file.is_dir() else file for file in files]
    ids = ids_of(map(read_bytes, files)) if files else None
    data = msgspec.json.encode(schema(amendment=options.amendment, ids=ids))
    sys.stdout.write(msgspec.json.format(data, indent=2).decode() + "\n")
    return 0
