"""What was said, and to whom: the clause, the act or the thing that hangs on the verb of a cue, or the quotation beside it."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from safeconduct.intake.clauses import end_of, noun
from safeconduct.intake.document import Span
from safeconduct.intake.lexicon import Cue, lexicon
from safeconduct.intake.sentences import trim

_NO_THING = frozenset(
    {"see", "hear", "put", "hold", "feel", "mean", "show", "direct", "call", "calculate", "carry", "find", "table", "note"}
)
_OF = frozenset({"of", "for", "against", "about", "to", "over", "not", "with", "that", "on", "from", "by", "into", "at"})
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september "
    "october november december morning evening night afternoon week month year day yesterday today noon".split()
)
_BESIDE = frozenset({"in", "at", "to", "on", "during", "after", "before", "from", "through", "by", "since", "until", "as"})
_ONLY_HOW = frozenset({"so", "too", "also", "again", "here", "there", "then", "later", "earlier", "now", "yesterday", "today"})
_ASIDE_THAT = re.compile(
    r",? (?:citing|quoting|in|on|at|during|after|before|through|late|early|speaking|by)\b[^,;:.\"]{2,90}, that\b"
    r"|(?<= known| stood) that\b"
)
SEE_AS = frozenset(
    {"see", "view", "regard", "describe", "characterise", "characterize", "call", "brand", "label", "dub", "portray", "term"}
)


_LEAST = 14
_WHEN = frozenset("after before when while since because although though until once".split())


class Part(NamedTuple):
    """A sentence of a parsed paragraph: its text, its place, and the quotations that are speech."""

    text: str
    sentence: Span
    speech: Sequence[Span]


def place(token: Any, part: Part, *, whole: bool = True) -> Span | None:
    """Give a noun with all that hangs on it."""
    if not whole or token.dep_ not in ("attr", "ccomp", "nsubjpass"):
        return noun(token, part.text)
    return stretch(token.left_edge.i, token.right_edge.i + 1, part, token.doc)


def content_of(token: Any, last: Any, cue: Cue, part: Part) -> tuple[Any | None, Span | None]:
    """Give whom it was said to, and what was said."""
    doc = token.doc
    if token.dep_ == "acl" and "clause" in cue.takes and token.tag_ != "VBG":
        that = next((one.i for one in doc[token.i + 1 : token.i + 14] if one.lower_ == "that"), None)
        if that is not None:
            return None, stretch(that + 1, len(doc), part, doc)
    if "clause" in cue.takes and (aside := _ASIDE_THAT.match(part.text, last.idx + len(last.text), part.sentence.end)):
        span = trim(part.text, Span(aside.end(), part.sentence.end), ' ,:."')
        return None, span if span.end > span.start else None
    after = [child for child in token.children if child.i > token.i and child.i != last.i]
    clauses = [child for child in after if child.dep_ in ("ccomp", "xcomp") and child.left_edge.i > token.i]
    things = [child for child in after if child.dep_ in ("dobj", "dative", "attr", "oprd")]
    if last is not token:
        things = [child for child in last.children if child.dep_ in ("pobj", "pcomp")] or things
    if cue.lemma in SEE_AS and cue.stance == "views" and not cue.particle and not any(_marked(one) for one in clauses):
        if not any(one.lower_ == "as" for one in doc[last.i + 1 : last.i + 12]) and not any(one.dep_ == "oprd" for one in after):
            return None, None
        return None, stretch(last.i + 1, end_of(token, last.i + 1), part, doc)
    if "person" in cue.takes and (told := _to_somebody(token, last, cue, things, clauses, after, part)) is not None:
        return told
    if clauses and cue.takes & {"clause", "act", "person"}:
        clause = clauses[0]
        if clause.tag_ != "VB" or "act" in cue.takes or "person" in cue.takes or clause.dep_ != "xcomp":
            begin = min(clause.left_edge.i, *(one.i for one in clause.children)) if list(clause.children) else clause.i
            return _said_to(after), stretch(max(begin, last.i + 1), end_of(token, begin), part, doc)
    if last.dep_ == "prt" and things and things[0].i < last.i and cue.takes & {"thing"}:
        return None, stretch(things[0].left_edge.i, things[0].right_edge.i + 1, part, doc)
    if (
        "clause" in cue.takes
        and not (things and "thing" in cue.takes)
        and (speech := speech_beside(token, last, part)) is not None
    ):
        return _said_to(after), speech
    if last is not token and (things or "act" in cue.takes):
        return None, stretch(last.i + 1, max(last.right_edge.i + 1, end_of(token, last.i + 1)), part, doc)
    if things and cue.takes & {"thing", "as"} and cue.lemma not in _NO_THING | ({"say"} if cue.stance != "stipulates" else set()):
        return None, stretch(things[0].left_edge.i, end_of(token, things[0].left_edge.i), part, doc)
    if (things and cue.stance in ("observes",)) or (
        things and cue.lemma in ("put", "say", "claim") and _counts_as(things[0], after, cue)
    ):
        return None, stretch(things[0].left_edge.i, end_of(token, things[0].left_edge.i), part, doc)
    if "clause" in cue.takes and (before := _clause_before(token)) is not None:
        first = _start(token)
        span = trim(part.text, Span(max(part.sentence.start, before.left_edge.idx), first), ' ,"')
        if span.end > span.start:
            return _said_to(after), span
    if "clause" in cue.takes and (inner := _joined_clause(token)) is not None:
        return None, stretch(inner.left_edge.i, inner.right_edge.i + 1, part, doc)
    loose = next(
        (child for child in after if child.dep_ == "npadvmod" and child.left_edge.i == last.i + 1 and not _is_time(child)), None
    )
    if loose is not None and "thing" in cue.takes and cue.lemma not in _NO_THING:
        return None, stretch(loose.left_edge.i, end_of(token, loose.left_edge.i), part, doc)
    acts = [child for child in after if child.dep_ == "advcl" and child.tag_ in ("VB", "VBG")]
    if acts and "act" in cue.takes:
        return None, stretch(acts[0].left_edge.i, end_of(token, acts[0].left_edge.i), part, doc)
    odd = next((child for child in after if child.dep_ == "advmod" and child.lower_ in ("otherwise", "so", "nothing")), None)
    if odd is not None and "clause" in cue.takes and doc[odd.i - 1] is not token.doc[odd.i]:
        return None, Span(odd.idx, odd.idx + len(odd.text))
    return None, None


def what_follows(token: Any, last: Any, part: Part) -> Span | None:
    """Give what stands behind a verb of saying where it is neither a clause nor a quotation: "spoke of a delay"."""
    for child in token.children:
        if child.i <= last.i or child.dep_ not in ("dobj", "prep", "npadvmod", "attr", "advcl", "dative", "advmod"):
            continue
        if _is_time(child) or (child.dep_ in ("prep", "dative") and child.lower_ in _BESIDE) or child.lower_ in _ONLY_HOW:
            continue
        return stretch(child.left_edge.i, end_of(token, child.left_edge.i), part, token.doc)
    return None


def beside_commas(whose: Any, last: Any, part: Part) -> Span | None:
    """Give what stands before a source and its verb between commas: "Two fell ill, medics said, in an area that ..."."""
    start, end = whose.left_edge.idx, last.idx + len(last.text)
    before = part.text[part.sentence.start : start].rstrip()
    if whose.i > last.i or not before.endswith(",") or len(before) < _LEAST or part.text[end : end + 1] not in (",", ".", ""):
        return None
    return trim(part.text, Span(part.sentence.start, part.sentence.start + len(before)), ' ,"')


def _counts_as(thing: Any, after: list[Any], cue: Cue) -> bool:
    if cue.lemma == "put":
        return any(child.lower_ == "at" for child in [*after, *thing.children])
    return thing.lower_ in ("nothing", "thing", "so", "otherwise", "little", "that", "this", "much")


def _to_somebody(
    token: Any, last: Any, cue: Cue, things: list[Any], clauses: list[Any], after: list[Any], part: Part
) -> tuple[Any | None, Span | None] | None:
    doc = token.doc
    whom = next((one for one in things if one.i > last.i and one.dep_ != "pcomp"), None)
    if whom is None:
        for clause in clauses:
            own = next((child for child in clause.children if child.dep_ in ("nsubj", "nsubjpass")), None)
            to = next((child for child in clause.children if child.dep_ == "aux" and child.lower_ == "to"), None)
            if own is not None and to is not None and own.i < to.i:
                begin = next((child.i for child in clause.children if child.dep_ == "neg" and child.i < to.i), to.i)
                return own, stretch(begin, max(clause.right_edge.i + 1, end_of(token, begin)), part, doc)
        return None
    if whom.lower_ in ("so", "that", "this", "nothing"):
        return None
    edge = max((one.i for one in whom.subtree if one.i <= whom.i + 12 and _of_whom(one, whom)), default=whom.i)
    if "clause" in cue.takes and edge + 2 < len(doc) and doc[edge + 1].lower_ == "that" and doc[edge + 1].dep_ != "mark":
        return whom, stretch(edge + 2, max(whom.right_edge.i + 1, end_of(token, edge + 2)), part, doc)
    rest = [
        child
        for child in [*after, *last.children, *whom.children]
        if child.i > whom.i
        and (
            child.dep_ in ("ccomp", "xcomp", "acl", "relcl")
            or (
                child.dep_ in ("prep", "pcomp", "advcl", "dative")
                and child.lower_ in _OF
                and not _is_time(child)
                and child not in _own_preps(whom)
            )
        )
    ]
    acts = sorted((child for child in rest if child.dep_ in ("ccomp", "xcomp", "acl")), key=lambda child: child.left_edge.i)
    first = next(iter(acts), None) or next((child for child in rest if child.dep_ != "relcl"), None)
    if first is not None:
        begin = first.left_edge.i if first.left_edge.i > whom.i else edge + 1
        stop = max(first.right_edge.i + 1, end_of(token, begin))
        return whom, stretch(begin, stop, part, doc)
    if "clause" in cue.takes and (speech := speech_beside(token, whom, part)) is not None:
        return whom, speech
    if "clause" in cue.takes and (before := _clause_before(token)) is not None:
        span = trim(part.text, Span(max(part.sentence.start, before.left_edge.idx), _start(token)), ' ,"')
        if span.end > span.start:
            return whom, span
    if "thing" in cue.takes or cue.stance == "accuses":
        return None, stretch(whom.left_edge.i, end_of(token, whom.left_edge.i), part, doc)
    return None


def _of_whom(one: Any, whom: Any) -> bool:
    while one.i != whom.i:
        if one.dep_ in ("acl", "relcl", "advcl", "ccomp", "xcomp"):
            return False
        if one.head.i == one.i:  # the top of the sentence: it lies above, not within
            return False
        one = one.head
    return True


def _own_preps(whom: Any) -> list[Any]:
    return [child for child in whom.children if child.dep_ == "prep" and child.lower_ in ("of", "in", "at", "from", "on")]


def _is_time(prep: Any) -> bool:
    return any(one.lower_ in TIMES for one in prep.subtree)


def _said_to(after: list[Any]) -> Any | None:
    to = next((child for child in after if child.dep_ in ("prep", "dative") and child.lower_ == "to"), None)
    return next((one for one in to.children if one.dep_ == "pobj"), None) if to is not None else None


def _marked(clause: Any) -> bool:
    return any(child.lower_ == "that" and child.dep_ == "mark" for child in clause.children)


def _clause_before(token: Any) -> Any | None:
    before = [child for child in token.children if child.dep_ in ("ccomp", "parataxis") and child.right_edge.i < token.i]
    if before:
        return before[0]
    if any(child.dep_ == "mark" and child.lower_ in _WHEN for child in token.children):
        return None
    if token.dep_ in ("parataxis", "advcl") and token.head.i != token.i and _start(token) > token.sent[0].idx:
        return token.head if token.head.i < token.i else None
    if token.dep_ == "conj" and token.head.i < token.i and token.doc[max(0, token.i - 1)].pos_ in ("NOUN", "PROPN", "PRON"):
        own = next((child for child in token.children if child.dep_ == "nsubj"), None)
        if own is not None and own.left_edge.i and token.doc[own.left_edge.i - 1].text in (",", '"'):
            return token.head
    return None


def _joined_clause(token: Any) -> Any | None:
    """Give the clause around a parenthesis: "The gate, the mission said, is open"."""
    if token.dep_ in ("parataxis", "ccomp", "advcl") and token.head.i > token.i and token.head.pos_ in ("VERB", "AUX"):
        doc, edge = token.doc, token.i + 1
        if any(one.text in (",", '"') for one in doc[edge : edge + 7]) and any(child.dep_ == "nsubj" for child in token.children):
            return _After(token.head, edge)
    return None


class _After(NamedTuple):
    """A clause as far as it stands after a word."""

    head: Any
    begin: int

    @property
    def left_edge(self) -> Any:
        """Its first word."""
        doc, at = self.head.doc, self.begin
        while at < self.head.i and doc[at].text not in (",", '"'):
            at += 1
        while at < self.head.i and doc[at].text in (",", '"'):
            at += 1
        return doc[at]

    @property
    def right_edge(self) -> Any:
        """Its last word."""
        return self.head.right_edge


def _start(token: Any) -> int:
    """Give where the verb or its subject begins."""
    own = next((child for child in token.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    return min(token.idx, own.left_edge.idx if own is not None else token.idx)


def speech_beside(token: Any, whom: Any | None, part: Part) -> Span | None:
    """Give the quotation beside a verb: after it behind a colon or a comma, or right before it or its subject."""
    end = token.idx + len(token.text)
    if any(one.start <= token.idx < one.end for one in part.speech):
        return None
    later = [one for one in part.speech if one.start >= end and part.sentence.start <= one.start < part.sentence.end]
    earlier = [one for one in part.speech if one.end <= _start(token) and one.start >= part.sentence.start - 1]
    if (
        later
        and not any(sign in part.text[end : later[0].start] for sign in (";", ". "))
        and (part.text[end : later[0].start - 1].rstrip().endswith((":", ",")) or later[0].start - end <= 4)
        and later[0].start - end < 90
        and not earlier
    ):
        return trim(part.text, later[0], " ,")
    if earlier and not any(sign.isalpha() for sign in part.text[earlier[-1].end : min(_start(token), token.idx)]):
        begin = earlier[-1].start if part.text[earlier[0].start - 2 : earlier[0].start - 1].strip() else earlier[0].start
        return trim(part.text, Span(begin, earlier[-1].end), " ,")
    return None


def stretch(begin: int, end: int, part: Part, doc: Any) -> Span | None:
    """Give the words of a clause, up to a gerund that says more, and never beyond the sentence."""
    if begin >= end or begin >= len(doc):
        return None
    if doc[begin].lower_ == "that" and doc[begin].dep_ in ("mark", "det") and begin + 1 < end and doc[begin].dep_ == "mark":
        begin += 1
    while begin < end - 1 and doc[begin].text in (",", ":", "-"):
        begin += 1
    for n in range(begin, min(end, len(doc)) - 1):
        following = doc[n + 1]
        if doc[n].text == ";" or (doc[n].text == "," and following.tag_ == "VBG" and following.lower_ in lexicon().verbs):
            end = n
            break
        if doc[n].text == "," and following.lower_ == "according":
            end = n
            break
    stop = doc[min(end, len(doc)) - 1]
    span = trim(part.text, Span(doc[begin].idx, min(stop.idx + len(stop.text), part.sentence.end)), ' ,:."')
    return span if span.end > span.start else None
