"""A rule: one module with its code, its name, its severity, and the page that explains it.

The docstring of the module is the page. It has the sections What, Why, Example, Remedy and Known problems, each begun by
a line with the word and a colon. `check(text)` gives what it finds.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from safeconduct.checks.finding import Found, Severity

if TYPE_CHECKING:
    from safeconduct.checks.text import CheckedText

SECTIONS = ("What", "Why", "Example", "Remedy", "Known problems")
ONLY_ACKNOWLEDGED = frozenset({"SC501", "SC502", "SC506"})
"""Limbo, an objection without bounds, an indefinite hold: no comment silences these; they are acknowledged in words."""

_FILE = re.compile(r"(sc[0-9]{3})_([a-z_]+)")


class Rule(NamedTuple):
    """One rule of the catalogue."""

    code: str
    name: str
    severity: Severity
    check: "Callable[[CheckedText], Iterable[Found]]"
    page: dict[str, str]


@lru_cache(maxsize=1)
def every_rule() -> tuple[Rule, ...]:
    """Give every rule, by code."""
    names = sorted(path.stem for path in (Path(__file__).parent / "rules").glob("sc*.py"))
    return tuple(_rule(import_module(f"safeconduct.checks.rules.{name}")) for name in names)


def _rule(module: ModuleType) -> Rule:
    found = _FILE.fullmatch(module.__name__.rpartition(".")[2])
    assert found is not None, module.__name__
    return Rule(found.group(1).upper(), found.group(2).replace("_", "-"), module.SEVERITY, module.check, page_of(module))


def page_of(module: ModuleType) -> dict[str, str]:
    """Give the sections of the page of a rule."""
    lines: dict[str, list[str]] = {}
    section = ""
    for line in (module.__doc__ or "").splitlines():
        word = line.strip().removesuffix(":")
        if line.strip().endswith(":") and word in SECTIONS:
            section = word
            lines[section] = []
        elif section:
            lines[section].append(line.removeprefix("    "))
    return {name: "\n".join(parts).strip("\n") for name, parts in lines.items()}


def find_rule(word: str) -> Rule | None:
    """Give the rule of a code or a name, or None."""
    wanted = word.strip().lower()
    return next((rule for rule in every_rule() if wanted in (rule.code.lower(), rule.name)), None)
