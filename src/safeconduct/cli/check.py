"""`safeconduct check`: is this a well-formed agreement, and which gaps does it have that will cost later?

The status is 0 where nothing is open but warnings, 8 where an error is open, 9 where none was found and not everything
was decided. Faults of the file itself are told before
anything else, with status 3.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from safeconduct.agreement.model import SECTIONS
from safeconduct.cli.output import add_case_arguments, add_moment_arguments, open_named_case, say, wrapped, write_json, write_page
from safeconduct.kernel.acts import FigureReported
from safeconduct.kernel.errors import Fault, Invalid

if TYPE_CHECKING:
    from safeconduct.checks.finding import Finding
    from safeconduct.checks.run import Checked
    from safeconduct.checks.text import CheckedText

OPEN_ERRORS = 8
NOT_DECIDED = 9


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the command."""
    add_case_arguments(parser, formats=("text", "json", "html"))
    parser.add_argument("--form-only", action="store_true", help="only the faults of format and reference, no rules")
    parser.add_argument("--deep", action="store_true",
                        help="take choices of routes together, also with suspensions, disputes and objections to persons "
                             "(needs the optional extra deep)")  # fmt: skip
    parser.add_argument("--stops", metavar="NORM",
                        help="which fewest suspensions and disputes would keep a norm from ever beginning?")  # fmt: skip
    parser.add_argument("--live", action="store_true",
                        help="can the rest still be done from today, and can the next phase still open? (see --at)")  # fmt: skip
    parser.add_argument("--save-logs", metavar="FOLDER",
                        help="write the made-up log of each finding that has one into a new folder")  # fmt: skip
    add_moment_arguments(parser)


def run(options: argparse.Namespace) -> int:
    """Read the agreement, its amendments, its places and its acts, then run the rules. Raises Invalid with every fault."""
    if options.save_logs and (options.live or options.form_only or options.stops):
        raise Invalid([Fault(code="SC030", message="only the findings of the rules have logs to save",
                             remedy="leave out --live, --stops and --form-only, or --save-logs")])  # fmt: skip
    if options.stops is not None:
        if options.live or options.form_only or options.deep or options.format == "html":
            raise Invalid([Fault(code="SC030", message="--stops is a question of its own, told as text or JSON",
                                 remedy="leave out --live, --deep, --form-only and --format html")])  # fmt: skip
        from safeconduct.cli.stops import run as run_stops

        return run_stops(options)
    if options.live:
        from safeconduct.cli.live import run as run_live

        return run_live(options)
    if options.form_only and options.format == "html":
        raise Invalid([Fault(code="SC030", message="a page of findings needs the rules",
                             remedy="leave out --form-only, or write text")])  # fmt: skip
    case = open_named_case(options, options.file)
    count, figures = 0, list[FigureReported]()
    for act in case.acts():
        count += 1
        if isinstance(act, FigureReported):
            figures.append(act)
    if case.agreement.programme is not None:
        from safeconduct.secretariat.opening import case_acts_of

        count += len(case_acts_of(case))
    checked, text, lines = None, None, dict[str, list[str]]()
    if not options.form_only:
        from safeconduct.checks.opening import check_case
        from safeconduct.checks.run import check

        text, lines = check_case(case, tuple(figures))
        checked = check(text, lines, deep=options.deep)
        if options.save_logs:
            _save_logs(checked, Path(options.save_logs))
        if options.format == "html":
            from safeconduct.checks.report import report

            write_page(report(text, checked, lines))
            return _status(checked)
    agreement = case.agreement
    sections = {section: len(getattr(agreement, section)) for section in SECTIONS}
    result: dict[str, Any] = {
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
    if checked is not None:
        result |= {"findings": checked.findings, "not_run": checked.not_run, "undecided": checked.undecided}
    status = _status(checked) if checked is not None else 0
    if options.format == "json":
        write_json(result)
        return status
    held = ", ".join(f"{number} {section}" for section, number in sections.items() if number)
    say(f"{agreement.title}: no fault of format or reference.", f"hash {case.versions[-1].source.hash}", f"holds {held}")
    say(*(f"read with the amendment: {title}" for title in result["amendments"]))
    say(f"acts {count}, features of places {len(case.places)}")
    if checked is not None and text is not None:
        _report(checked, lines, text)
    return status


def _save_logs(checked: "Checked", folder: Path) -> None:
    """Write each made-up log as acts that `status --acts` reads. Raises Invalid if the folder is there already."""
    try:
        folder.mkdir(parents=True)
        for number, finding in enumerate(checked.findings, 1):
            if finding.witness is not None:
                lines = msgspec.json.Encoder().encode_lines(finding.witness.acts)
                (folder / f"{number:03}-{finding.code}-{finding.witness.blocked}.acts.jsonl").write_bytes(lines)
    except OSError as error:
        raise Invalid([Fault(code="SC030", file=str(folder), message=f"cannot write: {error.strerror or error}",
                             remedy="name a folder that is not there yet")]) from error  # fmt: skip


def _status(checked: "Checked") -> int:
    if any(one.open and one.severity.value == "error" for one in checked.findings):
        return OPEN_ERRORS
    return NOT_DECIDED if checked.undecided else 0


def _report(checked: "Checked", lines: dict[str, list[str]], text: "CheckedText") -> None:
    from safeconduct.checks.report import not_decided
    from safeconduct.checks.story import told

    for finding in checked.findings:
        if finding.open:
            story = told(text, finding) if finding.severity.value == "error" else ()
            say("", *_shown(finding, lines.get(finding.file, []), story))
    answered = [finding for finding in checked.findings if not finding.open]
    say("", *(f"answered for: {one.file}:{one.line} {one.code} {one.name}: {one.allowed or one.acknowledged}"
              for one in answered))  # fmt: skip
    errors = sum(one.open and one.severity.value == "error" for one in checked.findings)
    warnings = sum(one.open and one.severity.value == "warning" for one in checked.findings)
    say(f"{errors} errors and {warnings} warnings are open; {len(answered)} answered for. `safeconduct explain CODE` says more.")
    say(*map(wrapped, not_decided(checked)))


def _shown(finding: "Finding", lines: list[str], story: tuple[str, ...]) -> list[str]:
    shown = [f"{finding.file}:{finding.line}:{finding.column}: {finding.code} {finding.name} ({finding.severity.value})"]
    shown.append(wrapped(finding.message, indent="    "))
    if 0 < finding.line <= len(lines):
        source = lines[finding.line - 1].rstrip()[:140]
        shown += [f"  {finding.line:>5} | {source}", f"        | {' ' * (finding.column - 1)}^"]
    shown += [wrapped(step, indent="    ") for step in finding.trace]
    if story:
        shown.append("    As it could go, made up:")
        shown += [wrapped(sentence, indent="      ", hang="  ") for sentence in story]
    shown += [wrapped(f"see {other.path}: {other.says}", indent="    ") for other in finding.related]
    shown.append(wrapped(finding.remedy, indent="    "))
    if finding.fix:
        shown.append(wrapped(f"offered: {finding.fix.says}", indent="    "))
    return shown
