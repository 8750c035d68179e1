"""`safeconduct verify`: check a record from outside, with nothing but the paper in the safe."""

import argparse
from typing import TYPE_CHECKING

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


def run(options: argparse.Namespace) -> int:
    """Check what was named."""
    return int(_door().run(options, say))


def _door() -> "ModuleType":
    try:
        from safeconduct.record import door
    except ImportError as error:
        raise Invalid([Fault(code="SC030", message="checking signatures needs the record extra, which is not installed",
                             remedy="pip install 'safeconduct[record]'")]) from error  # fmt: skip
    return door
