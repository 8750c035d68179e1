"""What is found in a text, ready for a page: each thing with its line, the words of that line, and what to do."""

from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.markup import prose
from safeconduct.checks.story import told
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.errors import Fault
from safeconduct.web.draft.reading import MOST_SHOWN, Read

_LONGEST_LINE = 160


class Item(NamedTuple):
    """One fault of the form, or one finding of a rule."""

    code: str
    name: str
    kind: str
    line: int
    excerpt: str
    message: SafeString
    remedy: SafeString
    steps: tuple[SafeString, ...] = ()
    course: tuple[str, ...] = ()
    others: tuple[tuple[str, SafeString], ...] = ()
    offered: SafeString = SafeString()
    becomes: str = ""
    answered: str = ""


def found(read: Read) -> dict[str, Any]:
    """Give the faults, what is open, and what was answered for."""
    shown = read.open_findings[:MOST_SHOWN]
    return {
        "faults": [_fault(fault, read.lines) for fault in read.faults],
        "left_out": read.left_out,
        "open": [_finding(one, read) for one in shown],
        "more": len(read.open_findings) - len(shown),
        "answered": [_finding(one, read) for one in read.answered[:MOST_SHOWN]],
        "errors": read.count(Severity.ERROR),
        "warnings": read.count(Severity.WARNING),
        "undecided": read.undecided,
    }


def _fault(fault: Fault, lines: tuple[str, ...]) -> Item:
    return Item(fault.code, fault.path, "form", fault.line, _excerpt(lines, fault.line), _sentence(fault.message),
                _sentence(fault.remedy))  # fmt: skip


def _finding(one: Finding, read: Read) -> Item:
    text = read.checked
    assert isinstance(text, CheckedText)
    others = tuple((other.path, _prose(other.says)) for other in one.related)
    return Item(one.code, one.name, one.severity.value, one.line, _excerpt(read.lines, one.line), _sentence(one.message),
                _prose(one.remedy), tuple(map(_prose, one.trace)), told(text, one), others,
                _prose(one.fix.says) if one.fix else SafeString(), one.fix.text if one.fix else "",
                one.allowed or one.acknowledged)  # fmt: skip


def _excerpt(lines: tuple[str, ...], line: int) -> str:
    if not 0 < line <= len(lines):
        return ""
    words = lines[line - 1].strip()
    return words if len(words) <= _LONGEST_LINE else f"{words[:_LONGEST_LINE]}…"


def _prose(words: str) -> SafeString:
    return mark_safe(prose(words))  # `prose` escapes all it is given


def _sentence(words: str) -> SafeString:
    return _prose(words if words.endswith((".", "?", "!", "”")) else f"{words}.") if words else SafeString()
