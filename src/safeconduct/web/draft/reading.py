"""A text as it is being written: read, checked, and nothing of it kept."""

import time
from typing import NamedTuple

from safeconduct.agreement.amend import Version
from safeconduct.agreement.reader import read_agreement
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.report import not_decided
from safeconduct.checks.run import check
from safeconduct.checks.stopping import LONGEST
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.errors import Fault, Invalid

MOST_BYTES = 1_000_000
MOST_SHOWN = 200
"""Findings, and rows of a table, in one answer. Whoever has more reads the first of them first."""

FILE = "agreement.yaml"


class Read(NamedTuple):
    """What is found in a text. `checked` is None while the form has faults: the rules need a text that can be read."""

    faults: tuple[Fault, ...]
    checked: CheckedText | None
    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]
    lines: tuple[str, ...]
    left_out: int

    @property
    def open_findings(self) -> list[Finding]:
        """Give the findings that nobody has answered for."""
        return [one for one in self.findings if one.open]

    @property
    def answered(self) -> list[Finding]:
        """Give the findings that are allowed with a reason or acknowledged."""
        return [one for one in self.findings if not one.open]

    def count(self, severity: Severity) -> int:
        """Count the open findings of a severity."""
        return sum(one.severity is severity for one in self.open_findings)


def plain_lines(written: str) -> str:
    """Give a text as a file would hold it: a browser sends two signs for each end of a line."""
    return written.replace("\r\n", "\n").replace("\r", "\n")


def too_long(written: str) -> bool:
    """Whether a text is longer than is read here."""
    return len(written) > MOST_BYTES or len(written.encode(errors="replace")) > MOST_BYTES


def read(written: str) -> Read:
    """Read and check a text; the rules stop when the time of a check is over."""
    begun, lines = time.monotonic(), written.split("\n")
    try:
        source = read_agreement(written.encode(errors="replace"), file=FILE)
    except Invalid as error:
        return Read(tuple(error.faults), None, (), (), tuple(lines), error.left_out)
    text = CheckedText((Version(source),), (source,))
    checked = check(text, {FILE: lines}, seconds=max(0.0, LONGEST - (time.monotonic() - begun)))
    return Read((), text, checked.findings, tuple(not_decided(checked)), tuple(lines), 0)
