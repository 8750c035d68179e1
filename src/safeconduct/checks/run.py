"""Run the rules over a text: every finding with its place, and what the parties have said to it.

A comment `# allow circular-wait: reason` on the line of a finding, or on the lines just above it, allows that finding.
Without a reason it allows nothing. Limbo, an objection without bounds and an indefinite hold are only acknowledged, in
words, under `acknowledged:` in the text itself.
"""

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from safeconduct.checks.finding import Finding, Found
from safeconduct.checks.rule import ONLY_ACKNOWLEDGED, Rule, every_rule
from safeconduct.checks.text import CheckedText

LONGEST = 2.0
"""Seconds of work after which the checker stops itself and says so. Waiting for a busy machine does not count."""
MOST_MEMORY = 500
"""Megabytes at which the checker stops itself and says so."""

_STATM = Path("/proc/self/statm")
_ALLOW = re.compile(r"#\s*allow\s+([a-z-]+|SC[0-9]{3})\s*:\s*(.*\S)?\s*$")


class Checked(NamedTuple):
    """The findings of a text, in the order of the file.

    `not_run` names the rules for which there was no time or memory, or not enough to finish; `undecided` says what the
    second level could not decide.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[str, ...]
    undecided: tuple[str, ...] = ()


def check(text: CheckedText, lines: dict[str, list[str]], *, rules: Iterable[Rule] | None = None,
          seconds: float = LONGEST, deep: bool = False) -> Checked:  # fmt: skip
    """Run the rules. `lines` gives the lines of each file, for the comments that allow something.

    With `deep`, choices of routes are also taken together, and what is found stands under choice-deadlock.
    """
    ends = time.thread_time() + seconds
    found: list[Finding] = []
    not_run: list[str] = []
    for rule in every_rule() if rules is None else rules:
        if _spent(ends):
            not_run.append(rule.code)
            continue
        for one in rule.check(text):
            found.append(_finding(rule, one, text, lines))
            if _spent(ends):
                # What it found so far stands; that it found everything is not said.
                not_run.append(rule.code)
                break
    undecided = ""
    if deep:
        from safeconduct.checks.deep import check as check_deep

        answer = check_deep(text)
        undecided = answer.undecided
        choice = next(rule for rule in every_rule() if rule.code == "SC303")
        found += [_finding(choice, one, text, lines) for one in answer.found]
    found.sort(key=lambda one: (one.file, one.line, one.column, one.code, one.path))
    return Checked(tuple(found), tuple(not_run), (undecided,) if undecided else ())


def _spent(ends: float) -> bool:
    return time.thread_time() > ends or _megabytes() > MOST_MEMORY


def _megabytes() -> float:
    """Give what this process uses now, not the most it ever used; 0 where the system does not say."""
    try:
        pages = int(_STATM.read_bytes().split()[1])
    except (OSError, IndexError, ValueError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_048_576


def _finding(rule: Rule, found: Found, text: CheckedText, lines: dict[str, list[str]]) -> Finding:
    file, line, column = text.place(found.path)
    allowed = "" if rule.code in ONLY_ACKNOWLEDGED else _allowed(rule, lines.get(file, []), line)
    return Finding(
        code=rule.code, name=rule.name, severity=rule.severity, path=found.path, file=file, line=line, column=column,
        message=found.message, remedy=found.remedy or rule.page["Remedy"].partition("\n\n")[0].replace("\n", " "),
        trace=found.trace, related=found.related, fix=found.fix, witness=found.witness, allowed=allowed,
        acknowledged=_acknowledged(rule, found.path, text),
    )  # fmt: skip


def _allowed(rule: Rule, lines: list[str], line: int) -> str:
    """Give the reason a comment gives on the line of a finding or just above it."""
    at = line - 1
    candidates = [lines[at]] if 0 <= at < len(lines) else []
    while 0 < at <= len(lines) and lines[at - 1].lstrip().startswith("#"):
        at -= 1
        candidates.append(lines[at])
    for candidate in candidates:
        match = _ALLOW.search(candidate)
        if match and match.group(1) in (rule.name, rule.code) and match.group(2):
            return match.group(2)
    return ""


def _acknowledged(rule: Rule, path: str, text: CheckedText) -> str:
    for said in text.agreement.acknowledged:
        if said.finding in (rule.name, rule.code) and (path == said.at or path.startswith(f"{said.at}.")):
            return str(said.words)
    return ""
