"""The signing sheet: what a delegation has to know of a text before it signs, on paper.

It holds the hash of the text, what was found in it and is still open, what the parties accept in their own words, what was
allowed and why, room for signatures, and the wording. It says nothing of the day on which it was made.
"""

from html import escape

from safeconduct.agreement.frame import Role
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.markup import items, page, prose, table, tongues, words
from safeconduct.checks.report import LIMITS, clauses, head, undecided
from safeconduct.checks.rule import every_rule
from safeconduct.checks.run import Checked
from safeconduct.checks.story import told
from safeconduct.checks.text import CheckedText

SIGNING = (Role.PARTY, Role.ADHERENT, Role.GUARANTOR, Role.WITNESS)
_OPEN = {Severity.ERROR: "Errors that are open", Severity.WARNING: "Warnings that are open"}
_MEANS = {Severity.ERROR: "The text cannot be completed, or it has two readings.",
          Severity.WARNING: "The text can be completed, at a price."}  # fmt: skip


def sheet(text: CheckedText, checked: Checked) -> str:
    """Give the signing sheet of a text as a page of its own."""
    open_ = [finding for finding in checked.findings if finding.open]
    errors = sum(finding.severity is Severity.ERROR for finding in open_)
    allowed = [finding for finding in checked.findings if finding.allowed]
    parts = [
        head(text, "Signing sheet"),
        _summary(errors, len(open_) - errors, len(allowed), len(text.agreement.acknowledged)),
        undecided(checked),
    ]
    for severity, heading in _OPEN.items():
        found = [finding for finding in open_ if finding.severity is severity]
        parts += [f"<h2>{heading}: {len(found)}</h2>", f"<p>{_MEANS[severity]}</p>" if found else "<p>None.</p>"]
        parts += _by_rule(text, found)
    parts += ["<h2>What the parties accept knowingly</h2>", _acknowledged(text, checked)]
    parts += ["<h2>What was allowed, and why</h2>", _allowed(text, allowed)]
    parts += ["<h2>Parts left open in the text</h2>", _holes(text)]
    parts += ['<h2 class="newpage">Signatures</h2>', _signatures(text)]
    parts += ['<h2 class="newpage">The rules named above</h2>', _rules(checked)]
    parts += ['<h2 class="newpage">The wording</h2>', _wording(text), f'<p class="soft">{escape(LIMITS)}</p>']
    return page(f"{text.agreement.title}: signing sheet", *parts)


def _summary(errors: int, warnings: int, allowed: int, accepted: int) -> str:
    said = f"{errors} errors and {warnings} warnings are open. {accepted} findings are accepted in words, {allowed} were allowed."
    if not errors:
        return f"<p>{said}</p>"
    return f'<p class="notice">{said} Whoever signs this text signs it with these errors.</p>'


def _by_rule(text: CheckedText, found: list[Finding]) -> list[str]:
    """Give findings under their rules, each with the clause it concerns, and the remedy once."""
    parts = []
    for rule in every_rule():
        mine = [finding for finding in found if finding.code == rule.code]
        if not mine:
            continue
        many = f" ({len(mine)})" if len(mine) > 1 else ""
        parts.append(f'<section class="finding {rule.severity.value}">'
                     f'<h3><a href="#{rule.code}">{rule.code}</a> {rule.name}{many}</h3><ul>'
                     f"{''.join(_listed(text, finding) for finding in mine)}</ul>"
                     + "".join(f'<p class="remedy">{prose(one)}</p>' for one in dict.fromkeys(one.remedy for one in mine))
                     + "</section>")  # fmt: skip
    return parts


def _listed(text: CheckedText, finding: Finding) -> str:
    where = f' <span class="where">({found})</span>' if (found := clauses(text, finding.path)) else ""
    steps = items((prose(step) for step in finding.trace or told(text, finding)), tag="ol")
    return f'<li><p class="said">{prose(finding.message)}.{where}</p>{steps}</li>'


def _acknowledged(text: CheckedText, checked: Checked) -> str:
    rows = []
    for said in text.agreement.acknowledged:
        found = [one for one in checked.findings if said.finding in (one.name, one.code)
                 and (one.path == said.at or one.path.startswith(f"{said.at}."))]  # fmt: skip
        about = prose(found[0].message) if found else "<em>Nothing of the kind was found.</em>"
        where = clauses(text, said.at) or f"<code>{escape(said.at)}</code>"
        rows.append((f"<strong>{escape(said.finding)}</strong><br>{where}", about, tongues(said.words),
                     words(text.names(said.by))))  # fmt: skip
    return table(("Finding", "What was found", "In their words", "Accepted by"), rows) if rows else "<p>Nothing.</p>"


def _allowed(text: CheckedText, allowed: list[Finding]) -> str:
    rows = ((f"<strong>{escape(one.code)} {escape(one.name)}</strong><br>{clauses(text, one.path)}", prose(one.message),
             words(one.allowed)) for one in allowed)  # fmt: skip
    return table(("Finding", "What was found", "Reason given in the file"), rows) if allowed else "<p>Nothing.</p>"


def _holes(text: CheckedText) -> str:
    rows = []
    for name, hole in text.agreement.holes.items():
        owner = words(text.names(hole.owner))
        limits = text.clocks(hole.deadline)
        until = words(" or ".join(clock.words(text.name) for clock in limits)) if limits else "not said"
        if_not = "not said" if hole.if_not == UNSTATED else tongues(hole.if_not) if not isinstance(hole.if_not, str) else ""
        rows.append((words(text.name(name)), owner, until, if_not))
    return table(("What is left open", "Who has to close it", "By when", "If not"), rows) if rows else "<p>None.</p>"


def _signatures(text: CheckedText) -> str:
    parts = [f'<p>The text with the hash <code class="hash">{escape(text.versions[-1].source.hash)}</code></p>']
    line = '<div><span class="line"></span><span>{}</span></div>'
    lines = "".join(map(line.format, ("Name and office", "Signature", "Place and day")))
    for party in text.agreement.parties.values():
        if party.role in SIGNING:
            role = party.role.value.replace("_", " ")
            parts.append(f'<section class="signature"><h3>{words(str(party.name))} <span class="soft">{role}</span></h3>'
                         f'<div class="lines">{lines}</div></section>')  # fmt: skip
    return "".join(parts)


def _rules(checked: Checked) -> str:
    named = {finding.code for finding in checked.findings}
    rules = [rule for rule in every_rule() if rule.code in named]
    return "".join(f'<section class="rule" id="{rule.code}"><h3>{rule.code} {rule.name}</h3><p>{prose(rule.page["What"])}</p>'
                   f'<p>{prose(rule.page["Why"])}</p></section>' for rule in rules) or "<p>None.</p>"  # fmt: skip


def _wording(text: CheckedText) -> str:
    agreement, parts = text.agreement, []
    for name, document in agreement.texts.items():
        points = [point for point in agreement.points.values() if point.of == name]
        if not points:
            continue
        rows = []
        for point in points:
            said = tongues(point.says) if point.says else ""
            if point.not_encoded is not None:
                said += f"<p><em>Not given.</em></p>{tongues(point.not_encoded)}"
            said += items(f"<strong>{escape(part)}</strong> {tongues(clause.says) if clause.says else '<em>Not given.</em>'}"
                          for part, clause in point.clauses.items())  # fmt: skip
            rows.append((f"<strong>{escape(point.number)}</strong>", said))
        parts.append(
            f'<section class="words"><h3>{words(str(document.title))}</h3>{table(("Number", "Wording"), rows)}</section>'
        )
    return "".join(parts)
