"""Two texts beside each other: which words, which norms, which findings are new, gone or changed.

What has the same id is compared; nothing is matched by likeness. A text compared with itself gives nothing.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from safeconduct.agreement.model import SECTIONS, Agreement
from safeconduct.checks.engines.waits import released
from safeconduct.checks.finding import Finding, Severity
from safeconduct.checks.in_words import NOTHING, in_words, key_words
from safeconduct.checks.run import Checked
from safeconduct.checks.text import NORM_SECTIONS, CheckedText


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a point or clause in one language, before and after; empty where there are none."""

    clause: str
    language: str
    old: str
    new: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One key of an entry, before and after, in words."""

    key: str
    says: str
    old: str
    new: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A norm or another entry with an id. `how`: added, removed, changed, released."""

    id: str
    kind: str
    title: str
    how: str
    changes: tuple[Change, ...] = ()


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that one of the two texts has and the other has not, or that has been answered for since."""

    code: str
    name: str
    severity: Severity
    path: str
    message: str
    remedy: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Everything in which two texts differ. `not_compared`: rules for which there was no time in one of them."""

    wording: tuple[Wording, ...]
    norms: tuple[Entry, ...]
    others: tuple[Entry, ...]
    appear: tuple[Told, ...]
    disappear: tuple[Told, ...]
    answered: tuple[Told, ...]
    not_compared: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.wording or self.norms or self.others or self.appear or self.disappear or self.answered)


def compare(old: CheckedText, new: CheckedText, found: tuple[Checked, Checked]) -> Compared:
    """Compare two texts, with what the rules found in each."""
    entries = tuple(_entries(old, new))
    norms = tuple(entry for entry in entries if entry.kind in _NORM_KINDS)
    not_run = tuple(sorted({*found[0].not_run, *found[1].not_run}))
    before, after = ([one for one in checked.findings if one.code not in not_run] for checked in found)
    kept = Counter(map(_same, before)) & Counter(map(_same, after))
    opened = Counter(_same(one) for one in before if one.open)
    return Compared(
        wording=tuple(_wording(old.agreement, new.agreement)),
        norms=norms,
        others=tuple(entry for entry in entries if entry.kind not in _NORM_KINDS),
        appear=tuple(_left(after, kept)),
        disappear=tuple(_left(before, kept)),
        answered=tuple(_told(one) for one in after if not one.open and _same(one) in kept and opened[_same(one)]),
        not_compared=not_run,
    )


_NORM_KINDS = {SECTIONS[section][0] for section in NORM_SECTIONS}


def _same(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.path


def _left(findings: list[Finding], kept: Counter[tuple[str, str]]) -> Iterator[Told]:
    left = Counter(kept)
    for one in findings:
        left[_same(one)] -= 1
        if left[_same(one)] < 0:
            yield _told(one)


def _told(one: Finding) -> Told:
    return Told(code=one.code, name=one.name, severity=one.severity, path=one.path, message=one.message, remedy=one.remedy)


def _said(agreement: Agreement) -> dict[tuple[str, str], str]:
    """Give the words of every point and clause by (clause, language); one without words says why."""
    found: dict[tuple[str, str], str] = {}
    for name, point in agreement.points.items():
        parts = [(name, point), *((f"{name}.{key}", clause) for key, clause in point.clauses.items())]
        parts += [(f"{name} read as {key}", reading) for key, reading in point.readings.items()]
        for clause, value in parts:
            for words, mark in ((value.says, ""), (getattr(value, "not_encoded", None), "not given: ")):
                for language, text in (words.versions if words is not None else {}).items():
                    found[clause, language] = mark + " ".join(text.split())
            for number, words in enumerate(getattr(value, "open", ()), 1):
                for language, text in words.versions.items():
                    found[f"{clause}, open point {number}", language] = " ".join(text.split())
    return found


def _wording(old: Agreement, new: Agreement) -> Iterator[Wording]:
    before, after = _said(old), _said(new)
    for clause, language in dict.fromkeys((*before, *after)):
        words = before.get((clause, language), ""), after.get((clause, language), "")
        if words[0] != words[1]:
            yield Wording(clause=clause, language=language, old=words[0], new=words[1])


def _entries(old: CheckedText, new: CheckedText) -> Iterator[Entry]:
    gone = released(new) - released(old)
    for section, (kind, _) in SECTIONS.items():
        before, after = getattr(old.agreement, section), getattr(new.agreement, section)
        for name in dict.fromkeys((*before, *after)):
            how = "removed" if name not in after else "added" if name not in before else "released" if name in gone else "changed"
            changes = () if how == "released" else _changes(before.get(name), after.get(name), old, new)
            # The words of a point are compared by themselves.
            if how != "changed" or (kind != "point" and changes):
                title = (old if how == "removed" else new).name(name)
                yield Entry(id=name, kind=kind, title=title, how=how, changes=changes)
    yield from _head(old, new)


def _head(old: CheckedText, new: CheckedText) -> Iterator[Entry]:
    """Compare what stands above the sections and beside them: days and zone, evidence, programme."""
    for key in ("title", "wording", "authentic", "time", "evidence", "units", "programme"):
        one, other = getattr(old.agreement, key), getattr(new.agreement, key)
        if one != other:
            words = in_words(one, old.name), in_words(other, new.name)
            words = words if words[0] != words[1] else ("as it was", "changed")
            yield Entry(id=key, kind="head", title=key_words(key), how="changed",
                        changes=(Change(key=key, says=key_words(key), old=words[0], new=words[1]),))  # fmt: skip


_SHOWN = ("who", "to", "amount", "tranches", "after", "as_long_as", "earliest", "takes", "deadline", "verified_by", "phase",
          "granted_by", "affects", "found_by", "clause")  # fmt: skip
"""What is told of an entry that is new or gone."""


def _changes(one: Any, other: Any, old: CheckedText, new: CheckedText) -> tuple[Change, ...]:
    fields = msgspec.structs.fields(other if other is not None else one)
    found = []
    for field in fields:
        pair = getattr(one, field.name, None), getattr(other, field.name, None)
        if pair[0] == pair[1] or ((one is None or other is None) and field.name not in _SHOWN):
            continue
        words = in_words(pair[0], old.name), in_words(pair[1], new.name)
        if words[0] == words[1]:
            if one is None or other is None:
                continue
            # The words are those of one language; what differs stands in another one, or deeper inside.
            words = f"{words[0]} (as it was)", f"{words[1]} (changed)"
        found.append(Change(key=field.name, says=key_words(field.name), old="" if one is None else words[0],
                            new="" if other is None else words[1]))  # fmt: skip
    # Of what is new or gone, only what it says is told.
    alone = one is None or other is None
    return tuple(change for change in found if not alone or NOTHING not in (change.old, change.new))
