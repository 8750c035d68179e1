"""SC005 vague-term

What:
    Finds open words, such as “promptly” or “substantial”, in a clause on which a norm rests, where neither a date nor a
    decider gives them a measure.

Why:
    Nobody can say whether such a clause is kept, so each side decides for itself. The Bangsamoro accord made substantial
    compliance the measure for going on, with nobody to say what that is.

Example:
    points:
      p1: {of: main, number: "1", says: Alpha withdraws as soon as possible}

Remedy:
    Write a measure and a date, or name who decides, on what record and by when.

Known problems:
    Words are looked for in the languages that have a list: English, Arabic, Hebrew, Indonesian and Spanish. A word about
    time is left alone where its sentence has a number, or every duty of the clause has a date. A word of degree is left
    alone where someone decides, tests or rules under that clause. “Immediately” is no open word: it means at once. What
    a wording leaves open does not show in the status, so no made-up log comes with this finding.
"""

import re
from collections.abc import Iterator

from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText
from safeconduct.checks.words import around, found_words

SEVERITY = Severity.WARNING

_NUMBER = re.compile(r"[0-9]")


def check(text: CheckedText) -> Iterator[Found]:
    """Find every clause whose wording has open words that nothing measures, once for all its languages."""
    rests, dated, decided = _measured(text)
    for path, ref, says in text.wordings():
        head = ref.partition(".")[0]
        if not {ref, head} & rests.keys():
            continue
        kinds = [kind for kind, measured in (("time", dated), ("degree", decided)) if not {ref, head} & measured]
        words = [word for language, said in says.versions.items() for word in _open_words(said, language, kinds)]
        if words:
            at, norm = rests.get(ref) or rests[head]
            called = ", ".join(f"“{word}”" for word in dict.fromkeys(words))
            yield Found(path, f"{called}: no measure says whether “{text.name(norm)}” is kept",
                        related=(Related(at, "rests on this clause"),))  # fmt: skip


def _open_words(said: str, language: str, kinds: list[str]) -> Iterator[str]:
    for kind in kinds:
        for at, word in found_words(kind, said, language):
            if kind == "degree" or not _NUMBER.search(around(said, at)):
                yield word


def _measured(text: CheckedText) -> tuple[dict[str, tuple[str, str]], set[str], set[str]]:
    """Give, by clause, the first norm that rests on it; then the clauses whose duties are all dated, and those with a decider."""
    agreement = text.agreement
    rests: dict[str, tuple[str, str]] = {}
    dated, undated, decided = set[str](), set[str](), set[str]()
    for path, name, norm in text.norms():
        for ref in norm.clause:
            rests.setdefault(ref, (path, name))
        if hasattr(norm, "deadline"):
            has = isinstance(norm.deadline, Limit) or norm.per is not None
            (dated if has else undated).update(norm.clause)
            if norm.dispute is not None and set(norm.dispute.to) - {UNSTATED}:
                decided.update(norm.clause)
    for one in agreement.decisions.values():
        decided.update(one.clause if set(one.by) - {UNSTATED} else ())
    for one in (*agreement.objections.values(), *agreement.tests.values()):
        decided.update(one.clause if set(one.decided_by) - {UNSTATED} else ())
    return rests, dated - undated, decided


