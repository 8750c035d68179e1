"""What stands on a signing sheet, as plain data: the same for HTML and for PDF.

It holds the hash of the text, what was found in it and is still open, what the parties accept in their own words, what was
allowed and why, whose signatures there is room for, and the wording. It says nothing of the day on which it was made.
"""

from collections.abc import Iterable
from typing import Any

from safeconduct.agreement.frame import Clause, Point, Role
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.report import LIMITS, clauses, counted, not_decided
from safeconduct.checks.rule import every_rule
from safeconduct.checks.run import Checked
from safeconduct.checks.story import told
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.text import Text

SIGNING = (Role.PARTY, Role.ADHERENT, Role.GUARANTOR, Role.WITNESS)
Tongues = dict[str, str]
"""A text by its languages."""

_OPEN = {
    Severity.ERROR: ("Errors that are open", "The text cannot be completed, or it has two readings."),
    Severity.WARNING: ("Warnings that are open", "The text can be completed, at a price."),
}


def signing(text: CheckedText, checked: Checked) -> dict[str, Any]:
    """Give what stands on the sheet of a text."""
    agreement = text.agreement
    open_ = [finding for finding in checked.findings if finding.open]
    errors = sum(finding.severity is Severity.ERROR for finding in open_)
    allowed = [finding for finding in checked.findings if finding.allowed]
    accepted = counted(len(agreement.acknowledged), "finding")
    said = (f"{counted(errors, 'error')} and {counted(len(open_) - errors, 'warning')} open; {accepted} accepted in words, "
            f"{len(allowed)} allowed with a reason.")  # fmt: skip
    return {
        "title": _tongues(agreement.title),
        "wording": agreement.wording.value,
        "wording_note": _tongues(agreement.wording_note),
        "hash": text.versions[-1].source.hash,
        "read_with": [str(source.model.title) for source in text.sources[1:]],
        "authentic": list(agreement.authentic),
        "summary": f"{said} Whoever signs this text signs it with what is open." if errors else said,
        "errors": errors,
        "undecided": not_decided(checked),
        "open": [_by_severity(text, severity, open_) for severity in _OPEN],
        "accepted": [_accepted(text, one, checked) for one in agreement.acknowledged],
        "allowed": [{"rule": f"{one.code} {one.name}", "where": clauses(text, one.path), "found": one.message,
                     "reason": one.allowed} for one in allowed],
        "holes": [_hole(text, name) for name in agreement.holes],
        "signatures": [{"name": str(party.name), "role": party.role.value.replace("_", " ")}
                       for party in agreement.parties.values() if party.role in SIGNING],
        "rules": _rules(checked),
        "texts": [_wording(text, name) for name in agreement.texts],
        "limits": LIMITS,
    }  # fmt: skip


def _tongues(text: object) -> Tongues:
    """Give a text by its languages; nothing for what is unstated or left out."""
    return {language: " ".join(said.split()) for language, said in text.versions.items()} if isinstance(text, Text) else {}


def _by_severity(text: CheckedText, severity: Severity, open_: list[Finding]) -> dict[str, Any]:
    heading, means = _OPEN[severity]
    mine = [finding for finding in open_ if finding.severity is severity]
    return {"severity": severity.value, "heading": f"{heading}: {len(mine)}", "means": means, "rules": [
        {"code": rule.code, "name": rule.name, "findings": [_finding(text, one) for one in found],
         "remedies": list(dict.fromkeys(one.remedy for one in found))}
        for rule in every_rule() if (found := [one for one in mine if one.code == rule.code])
    ]}  # fmt: skip


def _finding(text: CheckedText, finding: Finding) -> dict[str, Any]:
    # A course of one step and its end says no more than the message does.
    course = finding.trace or told(text, finding)
    return {"message": f"{finding.message}.", "where": clauses(text, finding.path),
            "steps": list(course) if finding.trace or len(course) > 2 else []}  # fmt: skip


def _accepted(text: CheckedText, said: Any, checked: Checked) -> dict[str, Any]:
    found = next((one.message for one in checked.findings if said.finding in (one.name, one.code)
                  and (one.path == said.at or one.path.startswith(f"{said.at}."))), "")  # fmt: skip
    return {"rule": said.finding, "where": clauses(text, said.at) or said.at, "found": found or "Nothing of the kind was found.",
            "words": _tongues(said.words), "by": text.names(said.by)}  # fmt: skip


def _hole(text: CheckedText, name: str) -> dict[str, Any]:
    hole = text.agreement.holes[name]
    until = " or ".join(clock.words(text.name) for clock in text.clocks(hole.deadline))
    return {"what": text.name(name), "owner": text.names(hole.owner), "until": until or "not said",
            "if_not": _tongues(hole.if_not) or {"en": "not said"}}  # fmt: skip


def _rules(checked: Checked) -> list[dict[str, str]]:
    named = {finding.code for finding in checked.findings}
    return [{"code": rule.code, "name": rule.name, "what": " ".join(rule.page["What"].split()),
             "why": " ".join(rule.page["Why"].split())} for rule in every_rule() if rule.code in named]  # fmt: skip


def _wording(text: CheckedText, name: str) -> dict[str, Any]:
    points = (point for point in text.agreement.points.values() if point.of == name)
    return {"title": text.name(name), "points": list(_numbered(points))}


def _numbered(points: Iterable[Point]) -> Iterable[dict[str, Any]]:
    for point in points:
        yield _said(point.number, point)
        for part, clause in point.clauses.items():
            yield _said(f"{point.number}{part}", clause)


def _said(number: str, part: Point | Clause) -> dict[str, Any]:
    return {"number": number, "says": _tongues(part.says), "not_given": _tongues(part.not_encoded)}
