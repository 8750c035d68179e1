"""`safeconduct`: parse the words, run one command, answer with an exit status for each family of errors.

0 done, 1 something this program did not expect, 2 the words of the command, 3 invalid input, 4 refused by the agreement,
5 not permitted, 6 conflict, 7 a verification failed.
"""

import argparse
import gc
import os
import sys
from importlib import import_module

from safeconduct import __version__
from safeconduct.cli.output import write_error
from safeconduct.kernel.errors import SafeconductError

COMMANDS = {
    "check": "report every fault of an agreement, and every gap that will cost later",
    "sign": "print the signing sheet: what is open, what was accepted and why, room for signatures",
    "verify": "check a record of signed acts, or a part of it, from outside",
    "keys": "make keys, the first act of a record and its sheet of paper; sign acts without a network",
    "record": "keep the record of an agreement, send it to its mirrors, make it again after a loss",
    "device": "sign at a site without a network, carry acts in and out, learn what was recorded",
    "mirror": "keep a copy of a record on a machine of your own, and sign that you hold it",
    "publish": "write a record as files that any web server can give out and anyone can check",
    "vault": "keep names, pictures and notes about people, apart from the log and each under its own key",
    "erase": "order that something about a person is erased, carry it out, see who has not done it",
    "explain": "say what a rule of the checker finds, why, and what to do",
    "status": "say what is promised, done, claimed, confirmed, disputed and late",
    "why": "explain the status of one norm, anchor, hole or point",
    "owes": "who owes what to whom",
    "residual": "print what is left to do, as an agreement file of its own",
    "timeline": "anchors, limits and acts in order",
    "diff": "compare two texts: wording, norms, findings, and what the new one makes of an existing log",
    "simulate": "what happens if somebody is late, refuses or stops: a model of the text, not a forecast",
    "programme": "safe passage and disarmament: how far everyone is, and who has no way on",
    "read": "draft from reports who said what through whom, for a person to confirm",
    "schema": "print the JSON Schema of the format",
    "examples": "list the packaged examples",
    "accounts": "let the first officer of an organisation in",
    "serve": "serve the pages of a record on this machine, for officers with accounts",
    "demo": "serve the pages of an example on this machine",
}


def build_parser(only: str = "") -> argparse.ArgumentParser:
    """Make the parser. With `only`, the options of that command alone are loaded."""
    parser = argparse.ArgumentParser(
        prog="safeconduct",
        description="Carry out a negotiated ceasefire: the agreement as checked data, its status with reasons.",
        epilog="Try: safeconduct status --example gaza-2025",
    )
    parser.add_argument("--version", action="version", version=f"safeconduct {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, sentence in COMMANDS.items():
        command = commands.add_parser(name, help=sentence, description=sentence[0].upper() + sentence[1:] + ".")
        if not only or name == only:
            import_module(f"safeconduct.cli.{name}").add_arguments(command)
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit status."""
    words = sys.argv[1:] if argv is None else argv
    named = next((word for word in words if not word.startswith("-")), "")
    parser = build_parser(named if named in COMMANDS else "")
    try:
        options = parser.parse_args(words)
    except SystemExit:
        _flush()
        raise
    if argv is None and options.command != "demo":
        # One command and then the process ends: looking for circles of garbage costs a fifth of a long log's time.
        gc.disable()
    status = 0
    try:
        try:
            status = int(import_module(f"safeconduct.cli.{options.command}").run(options) or 0)
        except SafeconductError as error:
            status = error.exit_status
            write_error(error, getattr(options, "format", "text"))
        sys.stdout.flush()
    except BrokenPipeError:
        _nobody_reads()
    return status


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _nobody_reads()


def _nobody_reads() -> None:
    # The reader of our output went away, as `| head` does. Nothing is wrong. What is still in the buffer has to go
    # somewhere when Python ends, or it would complain then.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
