"""The engine with a parser: the subject of a cue verb is the source, its clause or object is what was said.

Fixed phrases and quotations are read as the engine without a model reads them, because parsers are weak there. Polarity is never
taken from the parse.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found, Piece
from safeconduct.intake.formulas import formulas
from safeconduct.intake.lexicon import Cue, kind_of, lexicon, stance_for
from safeconduct.intake.model import parser, pinned
from safeconduct.intake.polarity import polarity
from safeconduct.intake.sentences import sentences, trim
from safeconduct.intake.shallow import in_sentence, when_and_where

_SUBJECT = frozenset({"nsubj", "csubj"})
_CLAUSE = ("ccomp", "xcomp", "advcl")
_HELPS = frozenset({"aux", "auxpass", "neg"})
_SHALLOW_TOO = frozenset({"shallow.after", "shallow.inverted", "shallow.as_saying", "shallow.gerund"})
_AS = frozenset({"see", "view", "regard", "describe", "characterise", "characterize"})


class Dep:
    """Attributions by the parse of each paragraph."""

    name = "dep"

    def __init__(self) -> None:
        self._parser = parser()
        self.version = f"1 {pinned()['package']} {pinned()['version']}"

    def finds(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, tuple[Found, ...]]]:
        """Find the attributions of each paragraph, one paragraph after the other."""
        for doc, piece in self._parser.pipe(((piece.text, piece) for piece in pieces), as_tuples=True, batch_size=16):
            yield piece, tuple(found for sentence in sentences(piece.text) for found in _in_sentence(doc, piece.text, sentence))


def _in_sentence(doc: Any, text: str, sentence: Span) -> Iterator[Found]:
    fixed = formulas(text, sentence)
    parsed = [
        found for token in doc if sentence.start <= token.idx < sentence.end and (found := _at(token, text, sentence)) is not None
    ]
    yield from fixed
    quoted = [one for one in in_sentence(text, sentence) if one.rule in _SHALLOW_TOO]
    firm = [one for one in quoted if one.rule != "shallow.gerund"]
    taken = [one.cue for one in (*fixed, *firm) if one.cue]
    yield from firm
    for one in parsed:
        if one.cue and not any(one.cue.overlaps(cue) for cue in taken):
            taken.append(one.cue)
            yield one
    yield from (one for one in quoted if one not in firm and one.cue and not any(one.cue.overlaps(cue) for cue in taken))


def _at(token: Any, text: str, sentence: Span) -> Found | None:
    """Give the attribution whose cue is this word."""
    cues = tuple(cue for cue in lexicon().lemmas.get(token.lemma_.lower(), ()) if _particle(token, cue) is not None)
    if not cues or token.pos_ not in ("VERB", "AUX") or any(child.dep_ == "auxpass" for child in token.children):
        return None
    subject, how = _subject(token)
    if subject is None or token.dep_ in ("amod", "compound"):
        return None
    source = _noun(subject, text)
    if source is None:
        return None
    words = text[source.start : source.end]
    cue = stance_for(cues, kind_of(words))
    if cue is None:
        return None
    last = _particle(token, cue) or token
    addressee, content = _content(token, last, cue, text, sentence)
    if content is None:
        return None
    begin = min([token.i, *(child.i for child in token.children if child.dep_ in _HELPS and child.i < token.i)])
    before = [one.text for one in token.doc[max(0, token.i - 8) : token.i]]
    if subject.i < token.i:
        before = [one.text for one in token.doc[max(subject.i + 1, token.i - 8) : token.i]]
    return Found(
        cue=Span(token.doc[begin].idx, last.idx + len(last.text)),
        lemma=cue.lemma,
        stance=cue.stance,
        source=source,
        content=content,
        rule=f"dep.{how}",
        prior=cue.prior,
        addressee=addressee,
        polarity=polarity(before, source=words),
    )


def _particle(token: Any, cue: Cue) -> Any | None:
    """Give the last word of the cue, or None where its second word does not follow."""
    words = cue.particle.split()
    if not words or words == ["that"]:
        follows = [token.doc[token.i + 1].lower_] if words and token.i + 1 < len(token.doc) else words
        return token if follows == words else None
    after = token.doc[token.i + 1 : token.i + 1 + len(words)]
    return after[-1] if [one.lower_ for one in after] == words else None


def _subject(token: Any) -> tuple[Any | None, str]:
    """Give whose verb this is, and how it was found."""
    own = next((child for child in token.children if child.dep_ in _SUBJECT), None)
    if own is not None:
        if own.lower_ in ("who", "which", "that") and token.dep_ == "relcl":
            return token.head, "relative"
        return own, "subject"
    if token.tag_ in ("VB",) and not any(child.dep_ == "aux" and child.lower_ != "to" for child in token.children):
        return None, ""
    if token.dep_ == "conj":
        return _subject(token.head)[0], "conjunct"
    if token.dep_ in ("advcl", "pcomp") or (token.dep_ in ("xcomp", "acl") and token.tag_ == "VBG"):
        head = token.head
        while head.dep_ in ("prep", "mark") and head.head is not head:
            head = head.head
        if head.pos_ in ("VERB", "AUX"):
            return (_subject(head)[0], "gerund") if token.tag_ == "VBG" else (None, "")
        return (head, "participle") if token.dep_ == "acl" else (None, "")
    return None, ""


def _noun(token: Any, text: str) -> Span | None:
    """Give a noun with all that belongs to its name, without clauses and what is set beside it."""
    if token.pos_ == "PRON":
        return Span(token.idx, token.idx + len(token.text))
    inside = [token]
    queue = [token]
    while queue:
        for child in queue.pop().children:
            if child.dep_ in ("relcl", "acl", "appos", "punct", "advcl", "mark") and not _in_marks(child):
                continue
            if child.dep_ == "prep" and child.lower_ in ("on", "at", "during", "since", "after"):
                continue
            inside.append(child)
            queue.append(child)
    first, last = min(one.i for one in inside), max(one.i for one in inside)
    doc = token.doc
    stop = next((n for n in range(token.i + 1, last + 1) if doc[n].text in (",", ";") and not _lists(doc[n])), last + 1)
    begin, end = doc[first].idx, doc[stop - 1].idx + len(doc[stop - 1].text)
    return when_and_where(text, trim(text, Span(begin, end), ' ,:"*-'))


def _lists(comma: Any) -> bool:
    return any(child.dep_ == "conj" and child.i > comma.i for child in comma.head.children)


def _in_marks(token: Any) -> bool:
    return token.text == '"'


def _content(token: Any, last: Any, cue: Cue, text: str, sentence: Span) -> tuple[Span | None, Span | None]:
    """Give whom it was said to, and what was said."""
    children = list(token.children)
    things = [child for child in children if child.dep_ in ("dobj", "dative", "attr", "oprd", "pobj") and child.i > token.i]
    clauses = [
        child
        for child in children
        if child.dep_ in _CLAUSE and child.i > token.i and (child.dep_ != "advcl" or cue.takes == {"act"})
    ]
    preps = [child for child in children if child.dep_ in ("prep", "prt", "agent") and child.i > token.i]
    if cue.lemma in _AS and not any(_says_that(one) for one in clauses):
        rest = token.doc[last.i + 1 : last.i + 10]
        if not any(one.lower_ == "as" for one in rest):
            return None, None
        return None, _until(last.i + 1, token.right_edge.i + 1, text, sentence, token.doc)
    if cue.particle:
        edge = token.right_edge
        return None, _until(last.i + 1, edge.i + 1, text, sentence, token.doc)
    if "person" in cue.takes and (whom := next((child for child in things if child.i > token.i), None)) is not None:
        rest = [one for one in (*clauses, *preps) if one.i > whom.i]
        if rest:
            start = (
                min(one.left_edge.i for one in rest if one.left_edge.i > whom.i)
                if any(one.left_edge.i > whom.i for one in rest)
                else None
            )
            if start is not None:
                return _noun(whom, text), _until(start, token.right_edge.i + 1, text, sentence, token.doc)
        inner = next((child for child in whom.children if child.dep_ in ("acl", "relcl") and child.i > whom.i), None)
        if inner is not None:
            return _noun(whom, text), _until(inner.left_edge.i, token.right_edge.i + 1, text, sentence, token.doc)
    clause = next(iter(clauses), None)
    if clause is not None and ("clause" in cue.takes or "act" in cue.takes or "person" in cue.takes):
        return None, _until(clause.left_edge.i, max(clause.right_edge.i + 1, clause.i + 1), text, sentence, token.doc)
    if things and ("thing" in cue.takes or "as" in cue.takes or cue.takes & {"person"}):
        stop = token.right_edge.i + 1
        return None, _until(things[0].left_edge.i, stop, text, sentence, token.doc)
    before = next((child for child in children if child.dep_ in ("ccomp", "parataxis") and child.right_edge.i < token.i), None)
    if before is None and token.dep_ == "parataxis" and token.head.i < token.i:
        before = token.head
    if before is not None and "clause" in cue.takes:
        first = min(before.left_edge.i, token.i)
        span = trim(text, Span(max(sentence.start, token.doc[first].idx), _start_of(token)), ' ,"')
        return (None, span) if span.end > span.start else (None, None)
    return None, None


def _start_of(token: Any) -> int:
    subject = next((child for child in token.children if child.dep_ in _SUBJECT), None)
    return min(token.idx, subject.left_edge.idx if subject is not None else token.idx)


def _says_that(clause: Any) -> bool:
    return any(child.lower_ == "that" and child.dep_ == "mark" for child in clause.children)


def _until(begin: int, end: int, text: str, sentence: Span, doc: Any) -> Span | None:
    """Give the words of a clause, up to a gerund that says more and never beyond the sentence."""
    if begin >= end or begin >= len(doc):
        return None
    if doc[begin].lower_ == "that" and doc[begin].dep_ == "mark":
        begin += 1
    if begin >= len(doc):
        return None
    for n in range(begin, min(end, len(doc)) - 1):
        following = doc[n + 1]
        if doc[n].text == "," and following.tag_ == "VBG" and following.lower_ in lexicon().verbs:
            end = n
            break
    start = doc[begin].idx
    stop = min(doc[min(end, len(doc)) - 1].idx + len(doc[min(end, len(doc)) - 1].text), sentence.end)
    span = trim(text, Span(start, stop), ' ,:."')
    return span if span.end - span.start >= 3 else None
