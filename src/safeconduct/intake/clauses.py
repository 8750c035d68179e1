"""What a parse says of a clause: whose verb this is, where a name ends, whom "it" means, and where what was said ends.

Nothing here knows a cue. A parse of news is wrong in one sentence of ten, so every answer is short and may be None.
"""

from collections.abc import Iterator
from typing import Any

from safeconduct.intake.document import Span
from safeconduct.intake.lexicon import known_kind
from safeconduct.intake.sentences import trim
from safeconduct.intake.shallow import when_and_where

SUBJECT = frozenset({"nsubj"})
_RELATIVE = frozenset({"who", "which", "that"})
_HEARS = frozenset({"hear", "see", "let", "watch", "make"})
_OBJECT_ACTS = frozenset(
    {
        "tell",
        "urge",
        "ask",
        "order",
        "press",
        "call",
        "request",
        "allow",
        "permit",
        "force",
        "instruct",
        "warn",
        "invite",
        "enable",
        "require",
        "encourage",
        "push",
        "want",
        "need",
        "expect",
        "appeal",
        "advise",
        "help",
        "oblige",
    }
)
_PERSON = frozenset({"official", "anonymous", "correspondent"})
_THING = frozenset({"party", "mission", "organisation", "newspaper", "broadcaster", "agency", "document"})
_ASIDE = frozenset({"relcl", "acl", "appos", "punct", "advcl", "mark", "cc_", "parataxis"})
_WHEN = frozenset({"on", "at", "during", "since", "after", "before", "until"})


def subject(token: Any) -> tuple[Any | None, str]:
    """Give whose verb this is, and how it was found."""
    every = [child for child in token.children if child.dep_ in SUBJECT]
    if every:
        before = [child for child in every if child.i < token.i]
        return _own_subject(token, _after_but(token, before[-1] if before else every[0]))
    if token.dep_ == "conj" and token.head.pos_ in ("VERB", "AUX", "ADJ"):
        return _of_head(token.head, "conjunct")
    if token.dep_ in ("xcomp", "acomp"):
        return (None, "") if token.tag_ == "VB" and token.head.lemma_.lower() in _OBJECT_ACTS else _of_head(token.head, "control")
    if token.tag_ == "VBG" and token.dep_ in ("advcl", "pcomp", "acl", "dep", "prep"):
        return _of_gerund(token)
    if token.tag_ == "VB" or token.pos_ == "NOUN":
        return None, ""
    if token.dep_ == "advcl" and token.tag_ in ("VBN",):
        return None, ""
    if (
        token.dep_ == "acl"
        and token.tag_ in ("VBN", "VBD")
        and token.i
        and token.nbor(-1).text == ","
        and token.head.pos_ in ("NOUN", "PROPN")
    ):
        return token.head, "described"
    if token.dep_ == "acl" and token.tag_ == "VBD" and token.head.pos_ in ("NOUN", "PROPN"):
        return token.head, "described"
    return _parted(token)


def _after_but(token: Any, own: Any) -> Any:
    """Give the later noun where the parser joins two over a "but": "the first asked to go, but a guard refused"."""
    for child in own.children:
        if (
            child.dep_ == "conj"
            and own.i < child.i < token.i
            and any(one.dep_ == "cc" and one.lower_ == "but" for one in own.children)
        ):
            return child
    return own


def _own_subject(token: Any, own: Any) -> tuple[Any | None, str]:
    if (
        token.tag_ == "VB"
        and not any(child.dep_ == "aux" for child in token.children)
        and token.head.lemma_.lower() not in _HEARS
    ):
        helped = any(child.tag_ == "MD" for child in token.children) or token.dep_ in ("ROOT", "conj") or own.i > token.i
        if not helped and any(child.dep_ == "mark" for child in token.children):
            return None, ""
    if any(child.lower_ == "to" and child.dep_ == "aux" for child in token.children):
        return None, ""
    if own.lower_ in _RELATIVE:
        noun = token
        while noun.dep_ in ("conj", "relcl", "ccomp", "advcl") and noun.pos_ in ("VERB", "AUX") and noun.head.i != noun.i:
            noun = noun.head
        if (
            own.lower_ == "who"
            and noun.dep_ == "pobj"
            and noun.head.dep_ == "prep"
            and not _is_person(noun)
            and noun.head.head.pos_ == "NOUN"
        ):
            noun = noun.head.head
        if noun.pos_ in ("NOUN", "PROPN", "PRON"):
            return noun, "relative"
        before = token.doc[own.i - 1] if own.i else None
        return (before, "relative") if before is not None and before.pos_ in ("NOUN", "PROPN") else (None, "")
    return own, "subject"


def _is_person(token: Any) -> bool:
    return known_kind(token.text) in _PERSON


def _of_head(head: Any, how: str) -> tuple[Any | None, str]:
    found, _ = subject(head)
    if found is None:
        found = next((child for child in head.children if child.dep_ == "nsubjpass"), None)
    return found, how


def _as_saying(token: Any) -> Any | None:
    """Give who is quoted as saying: the object of "quoted", and of "was quoted" its subject."""
    above = token.head
    while above.dep_ != "ROOT" and above.pos_ not in ("VERB", "AUX"):
        above = above.head
    wanted = ("nsubjpass",) if any(child.dep_ == "auxpass" for child in above.children) else ("dobj", "pobj", "nsubj")
    for dep in wanted:
        if (found := next((child for child in above.children if child.dep_ == dep and child.i < token.i), None)) is not None:
            return found
    return None


def _of_gerund(token: Any) -> tuple[Any | None, str]:
    head = token.head
    if token.i and token.nbor(-1).lower_ == "as":
        return _as_saying(token), "as_saying"
    while head.pos_ in ("ADP", "SCONJ") and head.head.i != head.i:
        head = head.head
    if token.dep_ == "acl" and head.pos_ in ("NOUN", "PROPN", "PRON"):
        if known_kind(head.text) != "document":
            return head, "participle"
        while head.pos_ in ("NOUN", "ADP", "PROPN") and head.head.i != head.i:
            head = head.head
    while head.pos_ in ("NOUN", "ADP") and head.head.i != head.i:
        head = head.head
    return _of_head(head, "gerund") if head.pos_ in ("VERB", "AUX") else (None, "")


def _parted(token: Any) -> tuple[Any | None, str]:
    """Give the subject of a finite verb that the parser cut off from it: the noun right before it."""
    if token.tag_ not in ("VBD", "VBZ", "VBP") or not token.i:
        return None, ""
    before = token.doc[token.i - 1]
    if before.dep_ in ("nsubj", "npadvmod", "ROOT", "dep", "compound", "appos", "pobj") and before.pos_ in ("PROPN", "PRON"):
        return before, "beside"
    return None, ""


def noun(token: Any, text: str) -> Span | None:
    """Give a noun with all that belongs to its name, without clauses and what is set beside it."""
    if token.pos_ == "PRON" and not any(child.dep_ in ("prep", "appos", "det", "amod") for child in token.children):
        return Span(token.idx, token.idx + len(token.text))
    named = _better_named(token)
    inside, doc = {one.i for one in _of_name(named)}, token.doc
    first = last = named.i
    while first - 1 in inside:
        first -= 1
    while last + 1 in inside or (last + 2 in inside and doc[last + 1].text in (",", '"')):
        last += 1
    stop = next((n for n in range(named.i + 1, last + 1) if doc[n].text in (",", ";") and not _lists(doc[n])), last + 1)
    begin, end = doc[first].idx, doc[stop - 1].idx + len(doc[stop - 1].text)
    while begin > 1 and text[begin - 1] == "-" and text[begin - 2].isalnum():
        begin = max((at for at in range(begin - 1) if text[at] in ' \n("'), default=-1) + 1
    while end + 1 < len(text) and text[end] == "-" and text[end + 1].isalnum():
        end = min((at for at in range(end + 1, len(text)) if not (text[at].isalnum() or text[at] == "'")), default=len(text))
    span = trim(text, Span(begin, end), ' ,:"*-')
    return when_and_where(text, span) if span.end > span.start else None


def _better_named(token: Any) -> Any:
    """Give the name set beside a common noun: "the group's spokesman, Dana Keller"."""
    if token.pos_ == "NOUN":
        for child in token.children:
            if child.dep_ == "appos" and child.pos_ == "PROPN" and any(one.dep_ == "compound" for one in child.children):
                return child
    return token


def _of_name(token: Any) -> Iterator[Any]:
    queue = [token]
    yield token
    while queue:
        for child in queue.pop().children:
            if (child.dep_ in _ASIDE and child.text != '"') or child.text in ("-", ":"):
                continue
            if child.dep_ == "prep" and (child.lower_ in _WHEN or (child.lower_ == "in" and _is_year(child))):
                continue
            if child.dep_ in ("nsubj", "aux", "ccomp", "xcomp", "neg"):
                continue
            if child.dep_ in ("advmod",) and child.lower_ not in ("only", "about", "some"):
                continue
            yield child
            queue.append(child)


def _is_year(prep: Any) -> bool:
    return any(child.pos_ == "NUM" for child in prep.children)


def _lists(comma: Any) -> bool:
    return any(child.dep_ == "conj" and child.i > comma.i for child in comma.head.children)


def antecedent(pronoun: Any, text: str) -> Span | None:
    """Give the noun of this paragraph that a pronoun means: whose clause it stands in, then the subjects before it."""
    word = pronoun.lower_
    for candidate in _candidates(pronoun):
        if candidate.i != pronoun.i and fits(word, candidate, text) and (span := noun(candidate, text)) is not None:
            return span
    return None


def _candidates(pronoun: Any) -> Iterator[Any]:
    above = pronoun.head
    while above.head.i != above.i:
        above = above.head
        if above.pos_ in ("VERB", "AUX"):
            yield from (child for child in above.children if child.dep_ in ("nsubj", "nsubjpass") and child.i != pronoun.i)
    own = pronoun.sent
    yield from (token for token in own if token.dep_ in ("nsubj", "nsubjpass") and token.i < pronoun.i)
    before = own
    for _ in range(2):
        if not before.start:
            return
        before = pronoun.doc[before.start - 1].sent
        subjects = [token for token in before if token.dep_ in ("nsubj", "nsubjpass")]
        yield from sorted(subjects, key=lambda token: (token.head.i != before.root.i, token.i))


def fits(word: str, candidate: Any, text: str) -> bool:
    """Say whether a pronoun can mean a noun. Whether a person is a man or a woman is not asked."""
    if candidate.pos_ not in ("NOUN", "PROPN"):
        return False
    span = noun(candidate, text)
    kind = known_kind(text[span.start : span.end]) if span else ""
    plural = candidate.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in candidate.children)
    if word in ("he", "she", "his", "her"):
        return kind in _PERSON and not plural
    if word in ("it", "its"):
        return kind in _THING and not (plural and candidate.pos_ == "NOUN")
    if word in ("they", "their"):
        return (plural and bool(kind)) or kind in ("mission", "party")
    return False


def before_words(token: Any, whose: Any | None) -> list[str]:
    """Give the words before a verb that may turn it round: those of its own clause, without its subject and its company."""
    doc, begin = token.doc, max(0, token.i - 9)
    if whose is not None and whose.i < token.i:
        edge = max((one.i for one in whose.subtree if one.i < token.i), default=whose.i)
        begin = max(begin, edge + 1) if token.head.i != whose.i and not whose.is_ancestor(token) else max(begin, whose.i + 1)
    if token.dep_ == "conj" and token.tag_ in ("VBD", "VBZ", "VBP"):
        joins = [child.i for child in token.head.children if child.dep_ == "cc" and child.i < token.i]
        begin = max([begin, *(at if doc[at].lower_ == "nor" else at + 1 for at in joins)])
    return [one.text for one in doc[begin : token.i]]


def group(token: Any) -> int:
    """Give the number of the first word of a verb with its helpers."""
    helps = [child.i for child in token.children if child.dep_ in ("aux", "auxpass", "neg") and child.i < token.i]
    return min([token.i, *(at for at in helps if token.i - at < 5)])


def end_of(token: Any, begin: int) -> int:
    """Give the number of the word after what hangs on a verb from `begin` on: without a second verb joined to it."""
    edges = [
        child.right_edge.i + 1
        for child in token.children
        if child.right_edge.i >= begin and child.dep_ not in ("conj", "cc", "punct", "parataxis", "nsubj", "nsubjpass")
    ]
    return max([begin + 1, *edges]) if edges else begin
