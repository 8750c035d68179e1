"""Run the rules over a text: every finding with its place, and what the parties have said to it.

A comment `# allow circular-wait: reason` on the line of a finding, or on the lines just above it, allows that finding.
Without a reason it allows nothing. A finding about what was not seen of the text is answered for by that. Limbo, an objection
without bounds and an indefinite hold are only acknowledged, in words, under `acknowledged:` in the text itself.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from safeconduct.checks.finding import Finding, Found
from safeconduct.checks.rule import ONLY_ACKNOWLEDGED, Rule, every_rule
from safeconduct.checks.stopping import LONGEST, Watch
from safeconduct.checks.text import CheckedText

_ALLOW = re.compile(r"#\s*allow\s+([a-z-]+|SC[0-9]{3})\s*:\s*(.*\S)?\s*$")


_UNSEEN = "This part of the text was not seen, so nobody can say here that it is silent."


class Checked(NamedTuple):
    """The findings of a text, in the order of the file.

    `not_run` names the rules for which there was no time or memory, or not enough to finish; `undecided` says, in
    sentences without a full stop, what is therefore not decided, and what the second level could not decide.
    """

    findings: tuple[Finding, ...]
    not_run: tuple[str, ...]
    undecided: tuple[str, ...] = ()


def check(text: CheckedText, lines: dict[str, list[str]], *, rules: Iterable[Rule] | None = None,
          seconds: float = LONGEST, deep: bool = False) -> Checked:  # fmt: skip
    """Run the rules. `lines` gives the lines of each file, for the comments that allow something.

    With `deep`, choices of routes are also taken together, and what is found stands under choice-deadlock.
    """
    asked = tuple(every_rule() if rules is None else rules)
    found: list[Finding] = []
    begun = done = 0
    with Watch(seconds) as watch:
        for rule in asked:
            watch.ask()
            begun += 1
            for one in rule.check(text):
                # What a rule found before it is stopped stands; that it found everything is not said.
                found.append(_finding(rule, one, text, lines))
                watch.ask()
            done += 1
    not_run = asked[done:]
    undecided = list(_not_decided(not_run, begun > done, watch.stopped))
    if deep:
        more, said = _deep(text, lines)
        found += more
        undecided += said
    found.sort(key=lambda one: (one.file, one.line, one.column, one.code, one.path))
    return Checked(tuple(found), tuple(rule.code for rule in not_run), tuple(undecided))


def _not_decided(not_run: tuple[Rule, ...], stopped: bool, why: str) -> Iterable[str]:
    """Say which rule was stopped in the middle, and for which there was no time. The first of `not_run` may be `stopped`."""
    if not_run and stopped:
        first, not_run = not_run[0], not_run[1:]
        yield (f"the checker stopped itself inside {first.code} {first.name}: {why}; what that rule found so far stands, the "
               "rest is not decided")  # fmt: skip
    if not_run:
        yield f"there was no time for {', '.join(rule.code for rule in not_run)}: what they look for is not decided"


def _deep(text: CheckedText, lines: dict[str, list[str]]) -> tuple[list[Finding], list[str]]:
    from safeconduct.checks import deep, together

    choice = next(rule for rule in every_rule() if rule.code == "SC303")
    found: list[Finding] = []
    said: list[str] = []
    for question, level in (("whether choices lock up", deep), ("whether choices and halts lock up", together)):
        with Watch(LONGEST) as watch:
            answer = level.check(text)
            found += [_finding(choice, one, text, lines) for one in answer.found]
            said += [answer.undecided] if answer.undecided else []
            continue
        said.append(f"the checker stopped itself in the second level: {watch.stopped}; {question} is not decided")
    return found, said


def _finding(rule: Rule, found: Found, text: CheckedText, lines: dict[str, list[str]]) -> Finding:
    file, line, column = text.place(found.path)
    unseen = any(found.path == path or found.path.startswith(f"{path}.") for path in text.versions[-1].source.unseen)
    allowed = "" if rule.code in ONLY_ACKNOWLEDGED else _allowed(rule, lines.get(file, []), line) or (_UNSEEN if unseen else "")
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
