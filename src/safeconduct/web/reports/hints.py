"""Which other reports of the same thing does a draft not go with? Those of the record, and those of other documents here.

Pairs are shown, with why they were formed. Nothing is decided by them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from safeconduct.intake.contradictions import Beside, Figure, Position, beside, figure_of, of_reading, position_of
from safeconduct.kernel.acts import ActBase, FigureReported, StatementReported
from safeconduct.web.reports import kept
from safeconduct.web.reports.marks import plain
from safeconduct.web.reports.models import Report

MOST, _DOCUMENTS = 6, 12
_WEIGHT = ("disowned", "opposed", "conflicting", "other_day", "revision", "touching", "weak")
"""What is shown, the weightiest first. What goes together needs no hint."""


class Hint(NamedTuple):
    """Something beside a draft: how they lie, who said the other, what it says, and where it is."""

    kind: str
    who: str
    says: str
    subject: str = ""
    report: str = ""
    draft: int = -1


def hints(acts: Sequence[ActBase], recorded: Iterable[ActBase], report: Report, number: int) -> list[Hint]:
    """Give what lies beside the acts that a draft would become, and beside the draft in other documents."""
    found = [*_in_the_record(acts, recorded), *_in_documents(report, number)]
    return sorted(dict.fromkeys(found), key=lambda hint: _WEIGHT.index(hint.kind))[:MOST]


def _in_the_record(acts: Sequence[ActBase], recorded: Iterable[ActBase]) -> Iterator[Hint]:
    figures = [figure_of(act) for act in acts if isinstance(act, FigureReported)]
    positions = [position_of(act) for act in acts if isinstance(act, StatementReported)]
    own = {act.id for act in acts}
    for act in recorded:
        if act.id in own:
            continue
        if isinstance(act, FigureReported):
            other = figure_of(act)
            for pair in (pair for one in figures if one.key == other.key for pair in _told(beside((one, other)))):
                yield Hint(pair.kind, act.chain[-1].who if act.chain else "", _range(other), subject=act.subject)
        elif isinstance(act, StatementReported):
            said = position_of(act)
            for pair in (pair for one in positions if one.points & said.points for pair in _told(beside((), (one, said)))):
                yield Hint(pair.kind, act.chain[-1].who if act.chain else "", act.says)


def _in_documents(report: Report, number: int) -> Iterator[Hint]:
    """Give what is beside a draft in this document and in the last ones that came in."""
    own_figures, own_positions = _of(report)
    mine = f"{report.sha256[:12]}.{number}"
    figures = [one for one in own_figures if one.id.rpartition(".")[0] == mine]
    positions = [one for one in own_positions if one.id == mine]
    others = Report.objects.filter(drafted=True, erased=False, same_as=None).exclude(pk=report.pk).order_by("-id")[:_DOCUMENTS]
    for other in (report, *others):
        there_figures, there_positions = _of(other) if other is not report else (own_figures, own_positions)
        for figure in there_figures:
            for pair in (pair for one in figures if one.key == figure.key and one.id != figure.id
                         for pair in _told(beside((one, figure)))):  # fmt: skip
                n = int(figure.id.split(".")[1])
                if other is not report or n != number:
                    yield Hint(pair.kind, _root(figure.chain), _range(figure), report=other.key, draft=n)
        for position in there_positions:
            for pair in (pair for one in positions if one.points & position.points and one.id != position.id
                         for pair in _told(beside((), (one, position)))):  # fmt: skip
                n = int(position.id.split(".")[1])
                yield Hint(pair.kind, _root(position.chain), plain(position.words), report=other.key, draft=n)


def _of(report: Report) -> tuple[tuple[Figure, ...], tuple[Position, ...]]:
    reading = kept.reading(report.key)
    return of_reading(reading, kept.document(report.key)) if reading is not None else ((), ())


def _root(chain: Sequence[str]) -> str:
    return plain(chain[-1]) if chain else ""


def _told(pairs: Iterable[Beside]) -> list[Beside]:
    return [pair for pair in pairs if pair.kind in _WEIGHT]


def _range(figure: Figure) -> str:
    low, high = figure.bounds.low, figure.bounds.high
    about = "≈ " if figure.bounds.approximate else ""
    if low == high:
        return f"{about}{'–' if low is None else low}"
    return f"{about}{'…' if low is None else low}–{'…' if high is None else high}"
