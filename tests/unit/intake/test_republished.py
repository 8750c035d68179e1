"""One story in two papers is one source."""

from safeconduct.intake.bringing_in import bring_in
from safeconduct.intake.document import Document
from safeconduct.intake.republished import Republished, republication

STORY = (
    "The mission said that about 40 people were waiting at the bridge. A spokesman of the joint panel told the “Daily Courier” "
    "that nobody would be turned back, and that the ferry would run again once both sides had agreed on the escort."
)


def document(text: str) -> Document:
    """Bring in one text."""
    return bring_in(text.encode(), name="story.txt")[0]


def test_the_same_bytes():
    assert republication(document(STORY), document(STORY)) == Republished(how="bytes", shared=1000)


def test_the_same_story_under_another_name_and_other_marks():
    other = document("By Amal Deng (River Press Agency)\n\n" + STORY.replace("“", '"').replace("”", '"') + "\n\nPhoto: the ferry")
    assert republication(document(STORY), other) == Republished(how="words", shared=1000)


def test_another_story_of_the_same_source_is_another():
    assert republication(document(STORY), document(STORY[:66] + "Nobody else spoke of it on that day at the river bank.")) is None


def test_too_few_words_are_never_the_same_story():
    assert republication(document("The panel met."), document("The panel met!")) is None
