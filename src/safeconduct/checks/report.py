"""The report as a page: every finding with its place, its steps, the course of events that shows it, and the remedy."""

from html import escape

from safeconduct.agreement.model import SECTIONS
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.markup import items, page, prose, tongues, words
from safeconduct.checks.run import Checked
from safeconduct.checks.story import told
from safeconduct.checks.text import CheckedText

LIMITS = (
    "What is found holds for the text as it is written in this file. The checker takes the capacities, the times and the "
    "rights of access in it as true, and knows nothing of what the text does not say. That nothing was found is no promise."
)
_HEADINGS = {Severity.ERROR: "Errors: it cannot be completed, or it has two readings",
             Severity.WARNING: "Warnings: it can be completed, at a price"}  # fmt: skip


def report(text: CheckedText, checked: Checked, lines: dict[str, list[str]]) -> str:
    """Give the report of a check as a page of its own."""
    open_ = [finding for finding in checked.findings if finding.open]
    answered = [finding for finding in checked.findings if not finding.open]
    errors = sum(finding.severity is Severity.ERROR for finding in open_)
    parts = [
        head(text, "Report of the checker"),
        f"<p>{counted(errors, 'error')} and {counted(len(open_) - errors, 'warning')} open; {len(answered)} answered for.</p>",
        undecided(checked),
    ]
    for severity, heading in _HEADINGS.items():
        found = [finding for finding in open_ if finding.severity is severity]
        if found:
            parts += [f"<h2>{escape(heading)}</h2>", *(shown(text, finding, lines) for finding in found)]
    if answered:
        parts += ["<h2>Answered for</h2>", *(shown(text, finding, lines) for finding in answered)]
    return page(f"{text.agreement.title}: report", *parts, f'<p class="soft">{escape(LIMITS)}</p>')


def counted(number: int, what: str) -> str:
    """Give a number with its word: `1 error`, `2 errors`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def head(text: CheckedText, kind: str) -> str:
    """Give the head of a page: what it is, the title in each language, whose wording, the hash."""
    agreement = text.agreement
    rows = [("Wording", escape(agreement.wording.value) + (tongues(agreement.wording_note) if agreement.wording_note else "")),
            ("Hash of the text", f'<code class="hash">{escape(text.versions[-1].source.hash)}</code>')]  # fmt: skip
    rows += [
        ("Read with", words(str(source.model.title)) + f" <code>{escape(source.file)}</code>") for source in text.sources[1:]
    ]
    if agreement.authentic:
        rows.append(("Authentic in", escape(", ".join(agreement.authentic))))
    listed = "".join(f"<dt>{name}</dt><dd>{said}</dd>" for name, said in rows)
    title, others = words(agreement.title.pick("en")), {**agreement.title.versions}
    others.pop(agreement.title.language_of("en"), None)
    below = "".join(f'<p lang="{escape(one)}" dir="auto">{escape(said)}</p>' for one, said in others.items())
    return f'<header><p class="kind">{escape(kind)}</p><h1>{title}</h1>{below}<dl>{listed}</dl></header>'


def undecided(checked: Checked) -> str:
    """Give what could not be decided, each in a box; nothing if there is none."""
    return "".join(f'<p class="notice">{escape(words)}</p>' for words in not_decided(checked))


def not_decided(checked: Checked) -> list[str]:
    """Give what could not be decided, in whole sentences."""
    return [f"{words[:1].upper()}{words[1:]}." for words in checked.undecided]


def shown(text: CheckedText, finding: Finding, lines: dict[str, list[str]]) -> str:
    """Give one finding with all that its author needs."""
    source = lines.get(finding.file, [])
    excerpt = escape(source[finding.line - 1].strip()[:200]) if 0 < finding.line <= len(source) else ""
    place = f"{escape(finding.file)}:{finding.line} <code>{escape(finding.path)}</code>"
    where = " · ".join(part for part in (words(clauses(text, finding.path)), place) if part != words(""))
    course = told(text, finding)
    others = items(f"<code>{escape(other.path)}</code>: {prose(other.says)}" for other in finding.related)
    answered = f"Allowed: {finding.allowed}" if finding.allowed else f"Acknowledged: {finding.acknowledged}"
    return "".join((
        f'<article class="finding {finding.severity.value}"><h3>{finding.code} {escape(finding.name)}</h3>',
        f'<p class="where">{where}</p><p class="said">{prose(finding.message)}.</p>',
        f'<pre dir="auto">{excerpt}</pre>' if excerpt else "",
        items((prose(step) for step in finding.trace), tag="ol"),
        f'<p class="soft">How it would come about, on made-up days:</p>{items(map(words, course))}' if course else "",
        f'<p class="soft">See also:</p>{others}' if others else "",
        f'<p class="remedy">{prose(finding.remedy)}</p>',
        f'<p>Offered: {prose(finding.fix.says)}</p><pre dir="auto">{escape(finding.fix.text)}</pre>' if finding.fix else "",
        "" if finding.open else f"<p><strong>{words(answered)}</strong></p>",
        "</article>",
    ))  # fmt: skip


def clauses(text: CheckedText, path: str) -> str:
    """Give the clauses that a place in the file comes from: the title of their text, and their numbers."""
    section, _, rest = path.partition(".")
    name = rest.partition(".")[0].partition("[")[0]
    entry = getattr(text.agreement, section, {}).get(name) if section in SECTIONS else None
    found: dict[str, list[str]] = {}
    for clause in (name,) if section == "points" else getattr(entry, "clause", ()):
        point, _, part = clause.partition(".")
        if point in text.agreement.points:
            numbered = text.agreement.points[point]
            found.setdefault(numbered.of, []).append(f"{numbered.number}{part}")
    return "; ".join(f"{text.name(of)}, {', '.join(numbers)}" for of, numbers in found.items())
