"""The engine with a parser: what a parse shows of each sentence, with the fixed phrases that every engine reads.

Polarity is never taken from the parse: parsers hang "not" on the wrong word.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from safeconduct.intake.carriers import carried_by
from safeconduct.intake.cue_nouns import adjective, cue_noun
from safeconduct.intake.cue_verbs import verb
from safeconduct.intake.engine import Found, Piece
from safeconduct.intake.formulas import formulas
from safeconduct.intake.lexicon import lexicon
from safeconduct.intake.model import parser, pinned
from safeconduct.intake.openings import opening
from safeconduct.intake.said import Part
from safeconduct.intake.sentences import asked, sentences, spoken
from safeconduct.intake.shallow import in_sentence

_TOGETHER, _CHARACTERS = 64, 40_000
"""How many paragraphs are parsed at once, and of how much text: a batch of long ones would take the memory of a document."""
_FIRM = frozenset({"shallow.after", "shallow.inverted", "shallow.as_saying"})
_HEADLINE = frozenset({"shallow.verb"})


class Dep:
    """Attributions by the parse of each paragraph."""

    name = "dep"

    def __init__(self) -> None:
        self._parser = parser()
        self.version = f"2 {pinned()['package']} {pinned()['version']}"

    def finds(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, tuple[Found, ...]]]:
        """Find the attributions of each paragraph, one paragraph after the other."""
        parsed = (one for batch in _batches(pieces) for one in self._parser.pipe(batch, as_tuples=True, batch_size=_TOGETHER))
        for doc, piece in parsed:
            speech, questions, words = spoken(piece.text), asked(piece.text), tuple(_words(doc))
            told = [
                found
                for sentence in sentences(piece.text)
                for found in _in_sentence(doc, words, Part(piece.text, sentence, speech), headline=piece.block.kind == "headline")
                if found.cue is None or not any(found.cue.within(one) for one in questions)
            ]
            yield piece, tuple(carried_by(doc, piece.text, told))


def _batches(pieces: Iterable[Piece]) -> Iterator[list[tuple[str, Piece]]]:
    batch, size = list[tuple[str, Piece]](), 0
    for piece in pieces:
        if batch and (len(batch) == _TOGETHER or size + len(piece.text) > _CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append((piece.text, piece))
        size += len(piece.text)
    if batch:
        yield batch


def _words(doc: Any) -> Iterator[tuple[Any, str]]:
    """Give the words that may be a cue, each with the form the lexicon knows it by."""
    known = lexicon()
    cues = known.lemmas.keys() | known.named_acts.keys()
    for token in doc:
        word = token.lemma_.lower()
        word = word if word in cues else known.bases.get(token.lower_, word)
        if word in cues or token.pos_ == "ADJ" or word in known.states:
            yield token, word


def _in_sentence(doc: Any, words: Sequence[tuple[Any, str]], part: Part, *, headline: bool) -> Iterator[Found]:
    fixed = formulas(part.text, part.sentence, with_nouns=False)
    taken = [one.cue for one in fixed if one.cue]
    yield from fixed
    known = lexicon()
    for token, word in words:
        if not part.sentence.start <= token.idx < part.sentence.end:
            continue
        if token.pos_ == "NOUN" and word in known.named_acts:
            found = cue_noun(token, part)
        elif token.pos_ == "ADJ" or (token.tag_ == "VBN" and word in known.states):
            found = adjective(token, part) or (verb(token, part) if word in known.lemmas else None)
        elif word in known.lemmas:
            found = verb(token, part)
        else:
            continue
        found = found or opening(token, part)
        if found is not None and found.cue and not any(found.cue.overlaps(cue) for cue in taken):
            taken.append(found.cue)
            yield found
    rules = _FIRM | _HEADLINE if headline else _FIRM
    for one in in_sentence(part.text, part.sentence):
        if one.rule in rules and one.cue and not any(one.cue.overlaps(cue) for cue in taken) and _may_be(one, doc):
            taken.append(one.cue)
            yield one


def _may_be(one: Found, doc: Any) -> bool:
    """Whether the parser does not say that a word is something else: the source must end in a noun."""
    if one.source is None or one.cue is None:
        return False
    inside = [token for token in doc if one.source.start <= token.idx < one.source.end]
    return bool(inside) and not any(token.pos_ in ("VERB", "AUX", "SCONJ") for token in inside)
