"""The ruler that remembers says of every word what the model's own says: its kind, its form, its base."""

from pathlib import Path
from types import SimpleNamespace

import pytest

pytest.importorskip("spacy", exc_type=ImportError)

from safeconduct.intake.model import parser
from safeconduct.intake.ruler import Remembering

OPEN = Path(__file__).resolve().parents[2] / "eval" / "gold" / "open"
ODD = ("There is a bridge, and there's a ford; that there are two is known.", "We ain't gonna go, and y'all gotta let's see.",
       "But he said nothin' of the 12 men who had n't come.", "", "  \n ", "He has had to be had.")  # fmt: skip


def tagged(text: str):
    """Give a text as it is before the ruler."""
    doc = parser().make_doc(text)
    for name, step in parser().pipeline:
        if name == "attribute_ruler":
            return doc
        doc = step(doc)
    raise AssertionError("the model has no ruler")


def said(doc) -> list[tuple]:
    return [(token.text, token.pos_, str(token.morph), token.lemma_) for token in doc]


def test_it_says_what_the_model_says_and_asks_it_seldom():
    own = parser().get_pipe("attribute_ruler")
    texts = [line for path in sorted(OPEN.glob("*.txt")) for line in path.read_text().splitlines()] + list(ODD) * 2
    model, asked = own._ruler, []
    ours = Remembering(model, parser().vocab)
    ours._ruler = lambda doc: asked.append(doc) or model(doc)
    for text in texts:
        assert said(ours(tagged(text))) == said(model(tagged(text))), text
    assert len(asked) < len(texts) / 2


@pytest.mark.parametrize("token", [{"ORTH": "x"}, {"LOWER": {"NOT_IN": ["x"]}}])
def test_a_rule_that_looks_elsewhere_is_not_taken(token: dict):
    ruler = SimpleNamespace(patterns=[{"patterns": [[token]], "attrs": {}, "index": 0}])
    with pytest.raises(ValueError, match="does not know"):
        Remembering(ruler, parser().vocab)
