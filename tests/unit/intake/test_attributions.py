"""Who said what through whom, as the engine without a model drafts it. The sentences, people and outlets are made up."""

import pytest

from safeconduct.agreement.casefile import open_case
from safeconduct.intake.gazetteer import gazetteer
from safeconduct.intake.reading import Limits, read
from tests.reports import report, told

NAMES = gazetteer(open_case(example="gaza-2025").agreement)

ROWS = [
    ("The mission said on Monday that the gate is open.", [("The mission", "said", "asserts+", "the gate is open")]),
    ("Israel has not rejected the proposal.", [("Israel", "has not rejected", "rejects-", "the proposal")]),
    ("Israel hasn't rejected the proposal.", [("Israel", "hasn't rejected", "rejects-", "the proposal")]),
    (
        "Hamas has neither accepted nor ruled out the proposal.",
        [("Hamas", "has neither accepted", "accepts-", "nor ruled out the proposal")],
    ),
    ("Qatar offered none.", [("Qatar", "offered", "offers-", "none")]),
    ("Neither side accepted the draft.", [("Neither side", "accepted", "accepts-", "the draft")]),
    (
        "While not outright rejecting the offer, Hamas has resisted a deadline.",
        [("Hamas", "rejecting", "rejects-", "the offer"), ("Hamas", "has resisted", "resists+", "a deadline")],
    ),
    (
        "“The gate is shut,” said Dana Keller, a spokeswoman for the mission.",
        [("Dana Keller", "said", "asserts+", "The gate is shut")],
    ),
    (
        "It is believed that dozens of men are still there.",
        [("", "It is believed that", "views+", "dozens of men are still there")],
    ),
    (
        "According to the Harbour Courier, the gate is open.",
        [("the Harbour Courier", "According to", "reports+", "the gate is open")],
    ),
    (
        "The gate is open, according to the Harbour Courier.",
        [("the Harbour Courier", "according to", "reports+", "The gate is open")],
    ),
    (
        "Under the plan, they would leave. They would then be moved to a third country.",
        [
            ("the plan", "Under", "stipulates+", "they would leave"),
            ("the plan", "", "stipulates+", "They would then be moved to a third country"),
        ],
    ),
    (
        "The Harbour Courier quoted a diplomat as saying that Qatar is urging Hamas to answer.",
        [
            ("The Harbour Courier", "quoted", "reports+", "a diplomat as saying that Qatar is urging Hamas to answer"),
            ("The Harbour Courier > a diplomat", "saying", "asserts+", "Qatar is urging Hamas to answer"),
            ("The Harbour Courier > a diplomat > Qatar", "is urging", "urges+", "to answer"),
        ],
    ),
    ("The report lists the demand and the claims of all.", []),
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[text for text, _ in ROWS])
def test_who_said_what_through_whom(text, expected):
    document = report(text)
    found = read(document, gazetteer=NAMES).drafts
    assert [told(document, draft) for draft in found if draft.quote != "narrator"] == expected


def test_each_draft_names_the_rule_and_has_its_place():
    document = report("The mission said that 12 trucks passed.")
    (draft,) = read(document, gazetteer=NAMES).drafts
    assert (draft.rules[0], document.words(draft.cue), [document.words(one.span) for one in draft.quantities]) == (
        "attribution:shallow.verb",
        "said",
        ["12"],
    )


def test_a_person_is_named_by_the_fullest_name_of_the_text():
    document = report(
        "Mission talks go on\n\nForeign Minister Arel Dov said the list is final. "
        "Mr. Dov added that no date was set.\n\nHe denied the report."
    )
    chains = [draft.chain[-1].words for draft in read(document, gazetteer=NAMES).drafts]
    assert chains == ["Foreign Minister Arel Dov", "Foreign Minister Arel Dov", "Foreign Minister Arel Dov"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"', "“", 1).replace('"', "”", 1),
        lambda text: text + "\n\nPhoto: made up",
        lambda text: "\u200f" + text,
    ],
)
def test_signs_and_added_lines_change_no_statement(change):
    text = '"We will hold our fire until Friday," said Dana Keller.'
    document, changed = report(text), report(change(text))
    expected = [told(document, draft)[:3] for draft in read(document, gazetteer=NAMES).drafts]
    assert [told(changed, draft)[:3] for draft in read(changed, gazetteer=NAMES).drafts] == expected


def test_not_turns_the_polarity_and_nothing_else():
    plain, turned = report("Israel accepted the list."), report("Israel has not accepted the list.")
    (one,), (other,) = read(plain, gazetteer=NAMES).drafts, read(turned, gazetteer=NAMES).drafts
    assert [(one.stance, one.polarity), (other.stance, other.polarity)] == [("accepts", "+"), ("accepts", "-")]


def test_what_is_in_another_language_is_told_as_unread():
    document = report("Le poste est ouvert.", language="fr")
    assert [one.why for one in read(document, gazetteer=NAMES).unread] == ["language"]


def test_a_paragraph_without_end_is_told_as_unread_and_the_rest_is_read():
    document = report("A" * 30_000 + "\n\nThe mission said the gate is open.")
    found = read(document, gazetteer=NAMES)
    assert ([one.why for one in found.unread], len(found.drafts)) == (["size"], 1)


def test_a_document_that_takes_too_long_stops_and_says_where():
    ticks = iter(range(0, 1000, 3))
    document = report("The mission said yes.\n\nThe mission said no.\n\nThe mission said nothing.")
    found = read(document, gazetteer=NAMES, limits=Limits(clock=lambda: next(ticks)))
    assert ([draft.span.start for draft in found.drafts], [one.why for one in found.unread]) == ([0], ["time", "time"])
