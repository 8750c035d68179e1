"""What is wrong with a statement, a figure, a source or a withdrawal that somebody is about to enter? Everything at once.

Asked is only whether it can be entered as what a source said. Whether it is true is asked nowhere.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time

from safeconduct.agreement.evidence import same_root
from safeconduct.agreement.model import Agreement
from safeconduct.caseload.moves import Missing
from safeconduct.caseload.statements.state import Filed, Reported, may_correct
from safeconduct.kernel.acts import ActBase, AsTold, FigureReported, SourceAdded, StatementReported, Withdrawn
from safeconduct.kernel.moments import utc

_MAY_LACK_A_NAME = frozenset({"anonymous", "unknown"})


def lacks(act: ActBase, known: Filed, agreement: Agreement, *, length: int | None = None) -> tuple[Missing, ...]:
    """Give every reason why an act cannot be entered; none for an act that is none of this room.

    `length` is how many characters the text of its document has, where that is known.
    """
    if isinstance(act, SourceAdded):
        return tuple(_source(act, known))
    if isinstance(act, Withdrawn):
        return tuple(_withdrawal(act, known))
    if not isinstance(act, StatementReported | FigureReported):
        return ()
    own = _statement(act, agreement) if isinstance(act, StatementReported) else _figure(act, agreement)
    return (*_chain(act, agreement), *own, *_times(act), *_document(act, length), *_sources(act, known, agreement),
            *_republished(act, known), *_corrected(act, known))  # fmt: skip


def _chain(act: Reported, agreement: Agreement) -> Iterator[Missing]:
    if not act.chain:
        yield Missing("chain_empty")
    for number, link in enumerate(act.chain, 1):
        if not link.who.strip() and link.kind not in _MAY_LACK_A_NAME:
            yield Missing("link_without_name", {"link": number})
        if link.speaks_for and link.speaks_for not in {*agreement.parties, *agreement.bodies}:
            yield Missing("speaker_not_known", {"name": link.speaks_for})


def _statement(act: StatementReported, agreement: Agreement) -> Iterator[Missing]:
    if not act.says.strip():
        yield Missing("says_nothing")
    if unknown := tuple(name for name in act.on if agreement.find(name) is None):
        yield Missing("point_not_known", {"names": unknown})


def _figure(act: FigureReported, agreement: Agreement) -> Iterator[Missing]:
    low, high, whole = act.low, act.high, act.out_of
    if agreement.find(act.subject) is None:
        yield Missing("subject_not_known", {"name": act.subject})
    if low is None and high is None and not act.words.strip() and not act.vague.strip():
        yield Missing("figure_without_number")
    if any(number is not None and number < 0 for number in (low, high, whole)):
        yield Missing("figure_negative")
    if low is not None and high is not None and low > high:
        yield Missing("figure_reversed", {"low": low, "high": high})
    if whole is not None and low is not None and low > whole:
        yield Missing("more_than_the_whole", {"number": low, "whole": whole})


def _times(act: Reported) -> Iterator[Missing]:
    told = (act.said, act.as_of if isinstance(act, FigureReported) else None)
    if any(one is not None and _begins(one) > utc(act.recorded) for one in told):
        yield Missing("said_in_the_future")


def _begins(told: AsTold) -> datetime:
    if told.moments is not None:
        return utc(told.moments[0])
    assert told.days is not None
    # A day begins first where the sun rises first: nobody is told that today is tomorrow.
    return datetime.combine(told.days[0], time.min, UTC) - _FIRST_ZONE


_FIRST_ZONE = datetime(2000, 1, 1, 14, tzinfo=UTC) - datetime(2000, 1, 1, tzinfo=UTC)


def _document(act: Reported, length: int | None) -> Iterator[Missing]:
    if act.document is not None and length is not None and act.document.end > length:
        yield Missing("beyond_the_document", {"end": act.document.end, "length": length})


def _sources(act: Reported, known: Filed, agreement: Agreement) -> Iterator[Missing]:
    named = dict.fromkeys((*act.evidence, *(link.source for link in act.chain if link.source)))
    if unknown := tuple(name for name in named if name not in known.sources and name not in agreement.sources):
        yield Missing("source_not_known", {"names": unknown})


def _republished(act: Reported, known: Filed) -> Iterator[Missing]:
    if not act.republishes:
        return
    seen, at = {act.id}, act.republishes
    if at not in known.entries and at != act.id:
        yield Missing("republishes_unknown", {"name": act.republishes})
    while at in known.entries or at == act.id:
        if at in seen:
            yield Missing("republishes_itself", {"name": act.republishes})
            return
        seen.add(at)
        at = known.entries[at].act.republishes


def _corrected(act: Reported, known: Filed) -> Iterator[Missing]:
    name = act.corrects
    if not name:
        return
    entry = known.entries.get(name)
    if name == act.id or (entry is not None and act.id in known.history(name)):
        yield Missing("corrects_itself", {"name": name})
    elif entry is None:
        yield Missing("corrects_unknown", {"name": name})
    elif not may_correct(act, entry.act):
        other = type(entry.act) is not type(act)
        yield Missing("corrects_other_kind", {"name": name}) if other else Missing(
            "corrects_anothers", {"name": name, "who": entry.act.actor}, (), (entry.act.actor,))
    elif entry.withdrawn_by:
        yield Missing("withdrawn_already", {"name": name})
    elif entry.corrected_by:
        yield Missing("corrected_already", {"name": name, "by": entry.corrected_by})


def _source(act: SourceAdded, known: Filed) -> Iterator[Missing]:
    if act.source in known.sources:
        yield Missing("source_known", {"name": act.source})
    if not act.republishes:
        return
    if act.republishes == act.source:
        yield Missing("republishes_itself", {"name": act.republishes})
    elif act.republishes not in known.sources:
        yield Missing("republishes_unknown", {"name": act.republishes})
    elif known.sources[act.republishes] != same_root(act.root):
        yield Missing("another_root", {"name": act.republishes, "root": known.sources[act.republishes]})


def _withdrawal(act: Withdrawn, known: Filed) -> Iterator[Missing]:
    if not act.refs:
        yield Missing("nothing_withdrawn")
    for name in act.refs:
        entry = known.entries.get(name)
        if entry is None or entry.act.actor != act.actor:
            yield Missing("not_reported", {"name": name})
        elif entry.withdrawn_by:
            yield Missing("withdrawn_already", {"name": name})
