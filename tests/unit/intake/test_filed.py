"""What a person has confirmed of a draft becomes an act: who said it through whom, when, and where its words stand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec.structs import replace

from safeconduct.agreement.casefile import open_case
from safeconduct.caseload.statements.decide import lacks
from safeconduct.caseload.statements.state import filed as entered
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Bound, Draft, Quantity, Source, When
from safeconduct.intake.filed import Entering, figure, filed, source_of
from safeconduct.kernel.acts import AsTold, Link, Passage
from tests.reports import report

TEXT = "Hill Wire quotes an officer of the army as saying on Wednesday that about 20 of 28 remains have not been found."
NOW = datetime(2025, 11, 7, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def entering() -> Entering:
    return Entering(open_case(example="gaza-2025").agreement, NOW, "valley1106", "17")


def span(words: str) -> Span:
    at = TEXT.index(words)
    return Span(at, at + len(words))


@pytest.fixture
def document() -> Document:
    return replace(report(TEXT), publisher="The Valley Daily", created=datetime(2025, 11, 6, tzinfo=UTC), day_only=True)


WEDNESDAY = When(span=span("Wednesday"), start=date(2025, 11, 5), end=date(2025, 11, 6), precision="day", role="said")
DRAFT = Draft(
    number=1, span=Span(0, len(TEXT)), stance="asserts", content=span("about 20 of 28 remains have not been found"),
    chain=(Source(words="Hill Wire", kind="agency"),
           Source(words="an officer of the army", kind="official", speaks_for="israel", actor="israel")),
    quantities=(Quantity(span=span("about 20 of 28"), low=20, high=20, approximate=True, of=28),),
    times=(WEDNESDAY,), points=(Bound(point="p4", score=700), Bound(point="p5", score=300)), certainty="CT+", realis="ongoing",
)  # fmt: skip


def test_the_act_says_who_said_it_through_whom_and_when_and_holds_no_word_of_the_document(entering: Entering,
                                                                                         document: Document) -> None:  # fmt: skip
    act = filed(DRAFT, document, entering, id="s1", says="Says that some of the dead are missing still.")
    assert act.chain == (
        Link(who="The Valley Daily", kind="newspaper", source="valley1106"), Link(who="Hill Wire", kind="agency"),
        Link(who="an officer of the army", kind="official", speaks_for="israel"),
    )  # fmt: skip
    assert (act.stance, act.polarity, act.on, act.certainty, act.confirmed_by) == ("asserts", "+", ("p4",), "CT+", "17")
    assert act.said == AsTold(days=(date(2025, 11, 5), date(2025, 11, 6)))
    assert act.document == Passage(sha256=document.sha256, start=DRAFT.content.start, end=DRAFT.content.end)
    assert not [words for words in (act.says, act.note) if words and words in TEXT]


def test_what_the_person_chose_takes_the_place_of_what_was_drafted(entering: Entering, document: Document) -> None:
    act = filed(DRAFT, document, entering, id="s1", says="Does not say so.", polarity="-", on=("p5",), certainty="U")
    assert (act.polarity, act.on, act.certainty) == ("-", ("p5",), "U")


def test_a_figure_keeps_about_and_of(entering: Entering, document: Document) -> None:
    act = figure(DRAFT, DRAFT.quantities[0], document, entering, id="f1", subject="remains", unit="bodies")
    assert (act.low, act.high, act.approximate, act.out_of, act.words) == (20, 20, True, 28, "")


def test_what_is_made_of_a_draft_can_be_entered(entering: Entering, document: Document) -> None:
    source = source_of(document, entering, id="s0")
    known, agreement = entered((source,), entering.agreement), entering.agreement
    assert lacks(source, entered(()), agreement) == ()
    for act in (filed(DRAFT, document, entering, id="s1", says="Says so."),
                figure(DRAFT, DRAFT.quantities[0], document, entering, id="f1", subject="remains", unit="bodies")):  # fmt: skip
        assert lacks(act, known, agreement, length=len(TEXT)) == ()


def test_a_source_says_when_it_was_published_and_holds_the_hash_of_its_bytes(entering: Entering, document: Document) -> None:
    act = source_of(document, entering, id="s0")
    assert (act.root, act.document, act.published) == ("The Valley Daily", document.sha256,
                                                       AsTold(days=(date(2025, 11, 6), date(2025, 11, 7))))  # fmt: skip


@pytest.mark.parametrize(("times", "created", "happened"), [
    ((), datetime(2025, 11, 6, tzinfo=UTC), "2025-11-06T00:00:00+02:00"),
    ((WEDNESDAY,), None, "2025-11-05T00:00:00+02:00"),
    ((replace(WEDNESDAY, candidates=((date(2025, 5, 11), date(2025, 5, 12)),)),), None, NOW.isoformat()),
    ((), None, NOW.isoformat()), ((), datetime(2031, 1, 1, tzinfo=UTC), NOW.isoformat()),
])  # fmt: skip
def test_where_the_day_is_not_told_it_is_that_of_the_document_and_never_one_to_come(
        entering: Entering, document: Document, times: Any, created: datetime | None, happened: str) -> None:  # fmt: skip
    act = filed(replace(DRAFT, times=times), replace(document, created=created), entering, id="s1", says="Says so.")
    assert act.happened.isoformat() == happened
    assert act.until is None or act.happened < act.until <= NOW


def test_what_the_document_says_in_its_own_voice_has_only_the_publisher(entering: Entering, document: Document) -> None:
    act = filed(replace(DRAFT, chain=()), document, entering, id="s1", says="Says so.")
    assert act.chain == (Link(who="The Valley Daily", kind="newspaper", source="valley1106"),)
