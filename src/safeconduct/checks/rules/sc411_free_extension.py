"""SC411 free-extension

What:
    Finds a right to put off a date that does not say by whom, by how much, how often, or what is owed meanwhile.

Why:
    An end that may be moved for nothing is no end. In South Sudan the transition was put off by 6 months, then by 100 days,
    then by 24 months.

Example:
    extension: {by: [alpha, bravo]}

Remedy:
    Say who puts it off, by how much each time, how often, and what is owed meanwhile.

Known problems:
    An extension that is only in the wording of a clause is not seen; the mandates of bodies are left to SC853.
"""

from collections.abc import Iterator

from safeconduct.agreement.means import Extension
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.finding import Found, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING


def check(text: CheckedText) -> Iterator[Found]:
    """Find every extension that leaves something open."""
    put_off = [(path, name, norm.extension) for path, name, norm in text.norms()]
    put_off += [(f"phases.{name}", name, phase.extension) for name, phase in text.agreement.phases.items()]
    for path, name, extension in put_off:
        open_ones = _open(extension) if extension is not None else []
        if open_ones:
            yield Found(f"{path}.extension",
                        f"the date of “{text.name(name)}” may be put off, and it is not said {_listed(open_ones)}")  # fmt: skip


def _open(extension: Extension) -> list[str]:
    said = (("by whom", UNSTATED in extension.by), ("by how much", extension.each == UNSTATED),
            ("how often", extension.times == UNSTATED),
            ("what is owed meanwhile", UNSTATED in extension.owed_meanwhile))  # fmt: skip
    return [words for words, missing in said if missing]


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
