"""What the engine with a parser drafts from sentences of many kinds. The sentences, people and outlets are made up."""

import pytest

from safeconduct.agreement.casefile import open_case
from safeconduct.intake.dep import Dep
from safeconduct.intake.gazetteer import gazetteer
from safeconduct.intake.reading import read
from tests.reports import report, told

NAMES = gazetteer(open_case(example="gaza-2025").agreement)


@pytest.fixture(scope="module")
def engine() -> Dep:
    return Dep()


def drafted(text, engine):
    document = report(text)
    found = read(document, gazetteer=NAMES, engine=engine).drafts
    return [told(document, draft) for draft in found if draft.quote != "narrator"]


SENTENCES = [
    ("The drivers say that the road is open.", [("The drivers", "say", "asserts+", "the road is open")]),
    ("The package promises that the fire ceases.", [("The package", "promises", "promises+", "the fire ceases")]),
    ("The mayor spoke of a long delay at the bridge.", [("The mayor", "spoke of", "asserts+", "a long delay at the bridge")]),
    ("The movement demanded nothing of the kind.", [("The movement", "demanded", "demands-", "nothing of the kind")]),
    ("Qatar offered none.", [("Qatar", "offered", "offers-", "none")]),
    (
        "Qatar said that nothing was offered.",
        [("Qatar", "said", "asserts+", "nothing was offered"), ("Qatar > ", "was offered", "offers-", "nothing")],
    ),
    ("US urges Hamas to answer.", [("US", "urges", "urges+", "to answer")]),
    ("The lorries stood at the gate.", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES, ids=[text for text, _ in SENTENCES])
def test_what_a_sentence_attributes(text, expected, engine):
    assert drafted(text, engine) == expected


TEXTS = {
    "a questioner with a label, and an answer under a title": (
        "An hour with a planner\n\nDana Keller plans convoys. The Harbour Courier met her on Monday.\n\n"
        "Harbour Courier: Is the gate open?\n\nThe planner: It is. Forty lorries came through.\n\n"
        "Harbour Courier: Who closed it before?\n\nThe planner: Nobody tells us that.",
        [("The planner", "", "asserts+", "It is. Forty lorries came through."),
         ("The planner", "", "asserts+", "Nobody tells us that.")],
    ),
    "questions without labels": (
        "An hour with a planner\n\nDana Keller plans convoys. She spoke to the Harbour Courier on Monday.\n\n"
        "Is the gate open?\n\nIt is. Forty lorries came through.\n\nWho closed it before?\n\nThe people at the gate.",
        [("Dana Keller", "", "asserts+", "It is. Forty lorries came through."),
         ("Dana Keller", "", "asserts+", "The people at the gate.")],
    ),
    "one question does not make an interview": (
        "A gate\n\nDana Keller plans convoys. She spoke to the Harbour Courier on Monday.\n\n"
        "Is the gate open?\n\nNobody knows.", [],
    ),
    "clauses of a list behind a lead-in": (
        "A text of the bridge\n\nThe Commission of the bridge,\n\nWelcoming the return of the families,\n\n"
        "Deeply concerned by the delay at the gate,\n\n1. Urges the parties to open the gate;\n\n"
        "2. Reaffirms that nobody may be held.",
        [("The Commission of the bridge", "Welcoming", "welcomes+", "the return of the families"),
         ("The Commission of the bridge", "concerned", "views+", "by the delay at the gate"),
         ("The Commission of the bridge", "Urges", "urges+", "to open the gate"),
         ("The Commission of the bridge", "Reaffirms", "affirms+", "nobody may be held")],
    ),
    "a clause that begins with its verb where nobody stands before it": ("A note\n\nUrge the parties to open the gate.", []),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_what_the_form_of_a_text_attributes(name, engine):
    text, expected = TEXTS[name]
    found = drafted(text, engine)
    assert [one for one in expected if one not in found] == []
    assert expected or found == []
