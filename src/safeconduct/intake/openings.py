"""A clause of a list that begins with its verb: "Reaffirming that ...", "Undertake to ...", "Deeply concerned by ...".

Who says it stands in a lead-in before the list, or nowhere but at the head of the text.
"""

from typing import Any

from safeconduct.intake.clauses import before_words, group
from safeconduct.intake.cue_verbs import cues_of
from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found
from safeconduct.intake.lexicon import lexicon
from safeconduct.intake.polarity import polarity
from safeconduct.intake.said import Part, content_of, stretch
from safeconduct.intake.turns import bullet

RULE = "dep.lead"
_VERBS = frozenset({"VB", "VBP", "VBZ", "VBG"})
_BEFORE = frozenset({"ADV", "CCONJ", "PUNCT", "NUM", "SPACE", "X", "SYM"})


def opening(token: Any, part: Part) -> Found | None:
    """Give the attribution of a word with which a clause of a list begins."""
    if not _opens(token, part):
        return None
    if (row := lexicon().states.get(token.lower_)) is not None and token.tag_ not in _VERBS:
        after = next(
            (
                child
                for child in token.children
                if child.i > token.i
                and (
                    child.dep_ in ("xcomp", "ccomp", "advcl")
                    or (child.dep_ in ("prep", "agent") and child.lower_ in row.preps | {"by"})
                )
            ),
            None,
        )
        content = stretch(after.left_edge.i, after.right_edge.i + 1, part, token.doc) if after is not None else None
        return _found(token, token, row.lemma, row.stance, content, row.prior)
    if token.tag_ not in _VERBS and not any(child.dep_ == "ccomp" for child in token.children):
        return None
    for cue, last in cues_of(token):
        if cue.only:
            continue
        _, content = content_of(token, last, cue, part)
        if (
            content is not None
            and content.start > token.idx
            and (found := _found(token, last, cue.lemma, cue.stance, content, cue.prior))
        ):
            return found
    return None


def _opens(token: Any, part: Part) -> bool:
    doc = token.doc
    if any(child.dep_ in ("nsubj", "nsubjpass", "expl") for child in token.children):
        return False
    if token.dep_ == "conj" and token.head.i < token.i:
        return _opens(token.head, part)
    marked = bullet(part.text)
    return all(one.pos_ in _BEFORE for one in doc[: token.i] if one.idx >= marked) and token.idx < part.sentence.end


def _found(token: Any, last: Any, lemma: str, stance: Any, content: Span | None, prior: int) -> Found | None:
    if content is None or content.end - content.start < 3:
        return None
    return Found(
        cue=Span(token.doc[group(token)].idx, last.idx + len(last.text)),
        lemma=lemma,
        stance=stance,
        source=None,
        content=content,
        rule=RULE,
        prior=prior - 200,
        polarity=polarity(before_words(token, None), source=""),
    )
