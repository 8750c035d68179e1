"""`safeconduct owes`: who owes what to whom, in both directions."""

import argparse

from safeconduct.agreement.results import Owed
from safeconduct.cli.output import (
    add_case_arguments,
    add_moment_arguments,
    head,
    moment,
    open_named_case,
    say,
    wrapped,
    write_json,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser)
    add_moment_arguments(parser)
    parser.add_argument("--as", dest="seen_by", default="", metavar="PARTY",
                        help="let this organisation's own counts and claims decide")  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write what is still owed, debtor by debtor."""
    case = open_named_case(options, options.file)
    status = case.status(as_of=moment(options.at, "--at"), known_by=moment(options.known_by, "--known-by"),
                         seen_by=options.seen_by)  # fmt: skip
    agreement = case.agreement
    if options.format == "json":
        write_json({"agreement": status.agreement, "as_of": status.as_of, "known_by": status.known_by,
                    "owes": status.owes, "exchanges": status.exchanges})  # fmt: skip
        return 0
    say(*head(case, status))
    parties = [name for name, party in agreement.parties.items() if party.role.value == "party"]
    # What the parties owe each other comes first, both ways; the rest follows in the order of the text.
    pairs = sorted(dict.fromkeys((line.debtor, line.creditor) for line in status.owes),
                   key=lambda pair: sum(name not in parties for name in pair))  # fmt: skip
    for debtor, creditor in pairs:
        say("", f"{_name(debtor, 'who', agreement)} owes {_name(creditor, 'to whom', agreement)}")
        for line in status.owes:
            if (line.debtor, line.creditor) == (debtor, creditor):
                say(wrapped(_line(line, agreement), indent="  - "))
    if not pairs:
        say("", "Nothing is owed.")
    return 0


def _name(name: str, word: str, agreement) -> str:  # type: ignore[no-untyped-def]
    return f"(the text does not say {word})" if name == "unstated" else agreement.name_of(name)


def _line(line: Owed, agreement) -> str:  # type: ignore[no-untyped-def]
    parts = [f"{line.norm}: {line.title}: {line.label}"]
    if line.remaining and line.unit and not line.per:
        parts.append(f"{line.remaining} {agreement.units[line.unit]} left")
    parts.append("no date in the text" if line.limit == "unstated" else line.limit or "continuing")
    if line.waits_for:
        parts.append("waits for: " + " / ".join(agreement.name_of(name) for name in line.waits_for))
    missing = [word.replace("_", " ") for word in line.missing if word not in ("number", "date")]
    if missing:
        parts.append("the text gives no " + ", no ".join(missing))
    return "; ".join(parts)
