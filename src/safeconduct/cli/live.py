"""`safeconduct check --live`: can the rest still be done from today, and can the next phase still open?

The status is 8 where a phase cannot open any more, or where what is left waits for itself.
"""

import argparse
from typing import TYPE_CHECKING

from safeconduct.agreement import wording
from safeconduct.cli.output import head, moment, open_named_case, say, wrapped, write_json
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.agreement.model import Agreement
    from safeconduct.checks.live import Cause, Live, Possible, Stuck

STOPPED = 8
_HOW = {"amend": "by amending the text", "resume": "by ending the suspension", "extend": "by extending the mandate"}


def run(options: argparse.Namespace) -> int:
    """Say what can still be done. Raises Invalid with every fault."""
    from safeconduct.checks.effect import source_in_force
    from safeconduct.checks.live import Stuck, circles_left, live
    from safeconduct.checks.opening import check_case

    if options.format == "html":
        raise Invalid([Fault(code="SC030", message="what can still be done is told as text or JSON",
                             remedy="leave out --format html")])  # fmt: skip
    case = open_named_case(options, options.file)
    status = case.status(as_of=moment(options.at, "--at"), known_by=moment(options.known_by, "--known-by"))
    found = live(case.versions, status, case.acts())
    text, _ = check_case(case)
    circles = circles_left(text, source_in_force(case.versions, status), status)
    code = STOPPED if circles or any(isinstance(one, Stuck) for one in found.phases) else 0
    if options.format == "json":
        cannot = {one.id for one in found.phases if isinstance(one, Stuck)}
        write_json({"agreement": status.agreement, "as_of": found.as_of, "open_phases": found.open_phases,
                    "phases": [{"can_open": one.id not in cannot, "phase": one} for one in found.phases],
                    "possible": found.possible, "stuck": found.stuck, "circles": circles})  # fmt: skip
        return code
    say(*head(case, status), *_phases(found, case.agreement))
    if found.stuck:
        say("", f"CANNOT BE DONE ANY MORE AS THINGS STAND ({len(found.stuck)})")
        for stuck in found.stuck:
            say(wrapped(f"{stuck.id}: {stuck.title}", indent="  ", hang="    "), *_why(stuck, case.agreement))
    for finding in circles:
        say("", f"{finding.file}:{finding.line}:{finding.column}: {finding.code} {finding.name}",
            wrapped(finding.message, indent="    "), *(wrapped(step, indent="    ") for step in finding.trace))  # fmt: skip
    ready = [one for one in found.possible if one.kind == "obligation" or one.waits_for]
    if ready:
        say("", f"CAN STILL BE DONE ({len(ready)})")
        for one in ready:
            say(*_can(one, case.agreement))
    return code


def _phases(found: "Live", agreement: "Agreement") -> list[str]:
    from safeconduct.checks.live import Stuck

    lines = ["", "CAN THE NEXT PHASE STILL OPEN?"]
    if found.open_phases:
        lines.append(wrapped("open: " + ", ".join(agreement.name_of(name) for name in found.open_phases), indent="  "))
    if not found.phases:
        return [*lines, "  No phase is left that is not open." if found.open_phases else "  The text has no phases."]
    for phase in found.phases:
        if isinstance(phase, Stuck):
            lines += [wrapped(f"{phase.title}: no, not as things stand.", indent="  "), *_why(phase, agreement)]
        else:
            lines += [wrapped(f"{phase.title}: yes, on {phase.first:%-d %b %Y} at the earliest.", indent="  ")]
            lines += [wrapped(wording.how(one, agreement), indent="      ", hang="  ") for one in phase.unblocked_by]
    return lines


def _why(stuck: "Stuck", agreement: "Agreement") -> list[str]:
    return [*(wrapped(step, indent="      ") for step in stuck.chain),
            *(wrapped(f"stopped: {_cause(cause, agreement)}", indent="      ", hang="  ") for cause in stuck.causes)]  # fmt: skip


def _cause(cause: "Cause", agreement: "Agreement") -> str:
    who = wording.names(cause.who, agreement)
    together = " together" if cause.how == "amend" and len(cause.who) > 1 else ""
    return f"{cause.why.rstrip('.')}. {who} can change that{together} {_HOW[cause.how]}."


def _can(one: "Possible", agreement: "Agreement") -> list[str]:
    life = {"dormant": "not yet open", "": ""}.get(one.life, one.life.replace("_", " "))
    doubt = "" if one.confirmable else "; nobody is left whose word would confirm it"
    lines = [wrapped(f"{one.id}: {one.title}", indent="  ", hang="    "),
             wrapped(f"{life}, on {one.first:%-d %b %Y} at the earliest{doubt}", indent="      ", hang="  ")]  # fmt: skip
    return lines + [wrapped(wording.how(change, agreement), indent="      ", hang="  ") for change in one.unblocked_by[:4]]
