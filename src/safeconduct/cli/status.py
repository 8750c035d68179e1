"""`safeconduct status`: every norm with its life, evidence and amount, and what stands beside it."""

import argparse

from safeconduct.agreement import wording
from safeconduct.agreement.results import ClockStatus, NormStatus, Status
from safeconduct.agreement.timeline import figure_words
from safeconduct.cli.output import (
    add_case_arguments,
    add_moment_arguments,
    clock,
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
    """Write the status."""
    case = open_named_case(options, options.file)
    status = case.status(as_of=moment(options.at, "--at"), known_by=moment(options.known_by, "--known-by"),
                         seen_by=options.seen_by)  # fmt: skip
    if options.format == "json":
        write_json(status)
        return 0
    agreement = case.agreement
    say(*head(case, status))
    for kind in ("obligation", "prohibition", "entitlement", "power"):
        norms = [norm for norm in status.norms if norm.kind == kind]
        if norms:
            say("", _PLURALS[kind].upper())
            for norm in norms:
                say(*_norm(norm, status, agreement))
    say(*_exchanges(status, agreement), *_holes(status, agreement), *_figures(status, agreement), *_acts(status))
    return 0


_PLURALS = {"obligation": "Obligations", "prohibition": "Prohibitions", "entitlement": "Entitlements",
            "power": "Powers"}  # fmt: skip


def _norm(norm: NormStatus, status: Status, agreement) -> list[str]:  # type: ignore[no-untyped-def]
    who = wording.names(norm.who, agreement)
    lines = [wrapped(f"{norm.id}: {norm.title}", indent="  ", hang="    "),
             wrapped(f"{who}: {norm.label}. Evidence: {norm.evidence.value}.", indent="      ")]  # fmt: skip
    if norm.amount is not None:
        for tally in norm.amount.tallies:
            if tally.counted:
                decides = ", decides" if tally.decides else ""
                word = f", {tally.acknowledged} of them by the word of the one it is owed to" if tally.acknowledged else ""
                below = f", {tally.below} below the tally that decides" if tally.below else ""
                keepers = wording.names(tally.by, agreement)
                lines.append(wrapped(f"tally {tally.id} ({keepers}{decides}): {tally.total}{word}{below}",
                                     indent="      ", hang="  "))  # fmt: skip
    for part in norm.tranches:
        lines.append(f"      {part.id}: {part.label}")
    for found in norm.clocks:
        lines += _clock(found, agreement) if norm.competing else _limit(found)
    if norm.missing:
        lines.append(f"      the text gives no {', no '.join(word.replace('_', ' ') for word in norm.missing)}")
    if norm.waits_for:
        lines.append(wrapped("waits for " + "; ".join(agreement.name_of(name) for name in norm.waits_for),
                             indent="      ", hang="  "))  # fmt: skip
    if norm.if_for and norm.if_against:
        lines.append(f"      if the dispute goes for the claim: {norm.if_for.done}, {wording.life_word(norm.if_for.life)}; "
                     f"if against: {norm.if_against.done}, {wording.life_word(norm.if_against.life)}")  # fmt: skip
    return lines


def _limit(found: ClockStatus) -> list[str]:
    finer = f", {wording.ANSWERS[found.at_any_hour.value]} at every hour" if found.answer is not found.at_any_hour else ""
    return [wrapped(f"limit {found.words}: {wording.ANSWERS[found.answer.value]}{finer}", indent="      ", hang="  ")]


def _clock(found: ClockStatus, agreement) -> list[str]:  # type: ignore[no-untyped-def]
    finer = ""
    if found.answer is not found.at_any_hour:
        finer = f" ({wording.ANSWERS[found.at_any_hour.value]} under every candidate, at every hour it could have been)"
    lines = [wrapped(f"clock {found.id}: {found.words}: {wording.ANSWERS[found.answer.value]}{finer}", indent="      ",
                     hang="  ")]  # fmt: skip
    for candidate in found.candidates:
        hour = "hour unknown" if candidate.hour == "unknown" else clock(candidate.start)
        if candidate.id == "text":
            hour = ""
        relied = f", relied on by {wording.names(candidate.relied_on_by, agreement)}" if candidate.relied_on_by else ""
        finer = ""
        if candidate.answer is not candidate.at_any_hour:
            finer = f" (at every hour of that time: {wording.ANSWERS[candidate.at_any_hour.value]})"
        limit = f", limit {clock(candidate.limit_end)}" if candidate.limit_end and candidate.hour == "known" else ""
        answer = wording.ANSWERS[candidate.answer.value]
        lines.append(wrapped(f"{candidate.says.rstrip('.')}: {hour}{limit}: {answer}{finer}{relied}".replace(": :", ":")
                             .replace(": ,", ","), indent="        - "))  # fmt: skip
    return lines


def _exchanges(status: Status, agreement) -> list[str]:  # type: ignore[no-untyped-def]
    lines = ["", "EXCHANGE KEYS"] if status.exchanges else []
    for exchange in status.exchanges:
        lines.append(wrapped(f"{exchange.id}: {exchange.title}", indent="  ", hang="    "))
        for row in exchange.rows:
            name = agreement.name_of(row.category)
            key = "the text gives no key: undefined" if row.key is None else f"x {row.key} = {row.owed} owed"
            lines.append(f"      {name}: {row.handed_over} handed over, {key}")
        lines.append(f"      done so far: {exchange.done} of {exchange.owed_so_far}")
    return lines


def _holes(status: Status, agreement) -> list[str]:  # type: ignore[no-untyped-def]
    lines = ["", "LEFT OPEN BY THE TEXT"] if status.holes else []
    for hole in status.holes:
        state = f"agreed: {hole.filled_with}" if hole.filled else f"open; to be agreed by {_owner(hole, agreement)}"
        lines.append(wrapped(f"{hole.id}: {hole.what}: {state}", indent="  ", hang="    "))
    return lines


def _owner(hole, agreement) -> str:  # type: ignore[no-untyped-def]
    when = "no date" if hole.deadline == "unstated" else hole.deadline
    return f"{wording.names(hole.owner, agreement)}, {when}"


def _figures(status: Status, agreement) -> list[str]:  # type: ignore[no-untyped-def]
    lines = ["", "FIGURES AS REPORTED (never averaged; none changes a status)"] if status.figures else []
    subjects = dict.fromkeys(figure.subject for figure in status.figures)
    for subject in subjects:
        lines.append(f"  {agreement.name_of(subject)}")
        for figure in status.figures:
            if figure.subject == subject:
                words = figure_words(figure.low, figure.high, figure.approximate, figure.words)
                chain = " > ".join(agreement.name_of(link.who) for link in figure.chain)
                method = f" [{figure.method}]" if figure.method else ""
                lines.append(wrapped(f"{words}: {chain}, {figure.as_of_start:%-d %b %Y}{method}", indent="      ",
                                     hang="  "))  # fmt: skip
    return lines


def _acts(status: Status) -> list[str]:
    counts = status.acts
    line = (f"{counts.read} acts read: {counts.changed_status} bear on a status, {counts.not_counted} kept without "
            f"effect, {counts.later} happened or became known later, the rest are statements, figures and sources.")  # fmt: skip
    return ["", wrapped(line)]
