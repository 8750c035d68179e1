"""`safeconduct verify`: check a record from outside, with nothing but the paper in the safe."""

import argparse
from typing import TYPE_CHECKING

from safeconduct.cli.output import say
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from types import ModuleType


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    _door().add_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Check what was named."""
    return int(_door().run(options, say))


def _door() -> "ModuleType":
    try:
        from safeconduct.record import door
    except ModuleNotFoundError as error:
        raise Invalid([Fault(code="SC030", message=f"checking signatures needs the record extra ({error.name} is missing)",
                             remedy="pip install 'safeconduct[record]'")]) from error  # fmt: skip
    return door
