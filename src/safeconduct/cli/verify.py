"""`safeconduct verify`: check a record from outside, with nothing but the paper in the safe."""

import argparse
from typing import TYPE_CHECKING

from safeconduct.agreement.casefile import example_folder
from safeconduct.cli.output import say
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from types import ModuleType


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command. Without the libraries for signatures any words are taken, and `run` says what is missing."""
    try:
        _door().add_arguments(parser)
    except Invalid:
        parser.add_argument("words", nargs=argparse.REMAINDER, help="needs the record extra, which is not installed")
    else:
        parser.add_argument("--example", metavar="NAME", default="", help="the signed log of a packaged example, for training")


def run(options: argparse.Namespace) -> int:
    """Check what was named."""
    door = _door()
    if options.example:
        if options.path:
            raise Invalid([Fault(code="SC030", message=f"both {options.path} and an example are named",
                                 remedy="name one of them")])  # fmt: skip
        options.path = str(example_folder(options.example) / "record.zip")
    return int(door.run(options, say))


def _door() -> "ModuleType":
    try:
        from safeconduct.record import door
    except ImportError as error:
        raise Invalid([Fault(code="SC030", message="checking signatures needs the record extra, which is not installed",
                             remedy="pip install 'safeconduct[record]'")]) from error  # fmt: skip
    return door
