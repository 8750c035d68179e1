"""A noun or an adjective in a parse that carries a stance: "Israel's demand that", "issued a warning", "is ready to".

The holder of a noun is its owner, whoever stands behind "by", "of" or "from", or the subject of "made", "issued", "expressed".
"""

from typing import Any

from safeconduct.intake.clauses import antecedent, before_words, group, noun, subject
from safeconduct.intake.cue_verbs import PRONOUNS
from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found
from safeconduct.intake.lexicon import Noun, known_kind, lexicon, speaks
from safeconduct.intake.polarity import polarity
from safeconduct.intake.said import Part
from safeconduct.intake.sentences import trim

_HOLDS = ("by", "of", "from", "between", "among")
_SAYS_WHAT = ("that", "to")


def cue_noun(token: Any, part: Part) -> Found | None:
    """Give the attribution whose cue is this noun."""
    row = lexicon().named_acts.get(token.lemma_.lower())
    if row is None or token.dep_ == "compound":
        return None
    light = _light(token)
    if row.light_only and light is None:
        return None
    whose, span = _holder(token, light, part)
    content = _content(token, row, span, light, part)
    if content is None or content.end - content.start < 3:
        return None
    if span is None and not (_clause(token) is not None and _is_that(token)):
        return None
    negative = [one.lower_ for one in token.children if one.dep_ in ("det", "neg") and one.lower_ in ("no", "any")]
    before = [*(before_words(light, None) if light is not None else []), *(word for word in negative if word == "no")]
    begin = group(light) if light is not None else token.i
    source = part.text[span.start : span.end] if span else ""
    meant = (
        antecedent(whose, part.text) if whose is not None and whose.lower_ in PRONOUNS | {"its", "his", "her", "their"} else None
    )
    cue = Span(token.doc[begin].idx, token.idx + len(token.text))
    if span is not None and span.overlaps(cue):
        cue = Span(token.idx, cue.end)
    return Found(
        cue=cue,
        lemma=row.lemma,
        stance=row.stance,
        source=span,
        content=content,
        rule="dep.light" if light is not None else "dep.noun",
        prior=row.prior,
        polarity=polarity(["not" if word == "no" else word for word in before], source=source),
        antecedent=meant,
    )


def _light(token: Any) -> Any | None:
    """Give the verb of which the noun is the object, where the verb only lends it a subject: "issued a warning"."""
    head = token.head
    if token.dep_ == "conj" and head.pos_ == "NOUN":
        head = head.head
    if head.dep_ == "prep":
        return None
    return head if token.dep_ in ("dobj", "conj") and head.lemma_.lower() in lexicon().light else None


def _holder(token: Any, light: Any | None, part: Part) -> tuple[Any | None, Span | None]:
    own = next((child for child in token.children if child.dep_ == "poss"), None)
    if own is not None:
        if own.tag_ == "PRP$":
            return own, Span(own.idx, own.idx + len(own.text))
        span = noun(own, part.text)
        if span and part.text[span.start : span.end].endswith(("'s", "'")):
            span = trim(part.text, span, "'s") if part.text[span.start : span.end].endswith("'s") else trim(part.text, span, "'")
        return own, span
    if light is not None:
        whose = subject(light)[0]
        if whose is not None and whose.lower_ not in ("that", "this", "there", "which"):
            return whose, noun(whose, part.text)
        by = next((one for child in light.children if child.dep_ == "agent" for one in child.children), None)
        return (by, noun(by, part.text)) if by is not None else (None, None)
    for child in token.children:
        if child.dep_ in ("prep", "agent") and child.lower_ in _HOLDS:
            inner = next((one for one in child.children if one.dep_ == "pobj"), None)
            if inner is None:
                continue
            span = noun(inner, part.text)
            words = part.text[span.start : span.end] if span else ""
            if span and (child.lower_ != "of" or inner.pos_ == "PROPN" or known_kind(words)):
                return inner, span
    people = next((child for child in token.children if child.dep_ == "amod" and child.text[:1].isupper() and child.i), None)
    if people is not None and not token.doc[people.i].is_sent_start:
        return people, Span(people.idx, people.idx + len(people.text))
    return None, None


def _clause(token: Any) -> Any | None:
    return next(
        (
            child
            for child in token.children
            if child.dep_ in ("acl", "ccomp", "relcl")
            and child.i > token.i
            and (
                any(one.dep_ == "mark" and one.lower_ == "that" for one in child.children)
                or (child.dep_ == "acl" and any(one.dep_ == "aux" and one.lower_ == "to" for one in child.children))
                or (
                    child.dep_ == "relcl"
                    and token.i + 1 < len(token.doc)
                    and token.doc[token.i + 1].lower_ == "that"
                    and not any(one.lower_ == "that" and one.dep_ in ("nsubj", "dobj", "nsubjpass") for one in child.children)
                )
            )
        ),
        None,
    )


def _is_that(token: Any) -> bool:
    return token.i + 1 < len(token.doc) and token.doc[token.i + 1].lower_ == "that"


def _content(token: Any, row: Noun, holder: Span | None, light: Any | None, part: Part) -> Span | None:
    clause = _clause(token)
    if clause is not None:
        begin = clause.left_edge
        return _from(begin, clause.right_edge, part)
    if light is not None:
        told = next(
            (
                child
                for child in light.children
                if child.dep_ in ("ccomp", "xcomp", "advcl")
                and child.i > token.i
                and any(one.dep_ in ("mark", "aux") and one.lower_ in _SAYS_WHAT for one in child.children)
            ),
            None,
        )
        if told is not None:
            return _from(told.left_edge, told.right_edge, part)
    for head in (token, light):
        for child in head.children if head is not None else ():
            if child.dep_ == "prep" and child.lower_ in row.preps and child.i > token.i:
                inner = next(iter(child.children), None)
                if inner is None or (holder is not None and holder.start <= inner.idx < holder.end):
                    continue
                act = next((one for one in inner.children if one.dep_ in ("acl", "relcl") and _to_do(one)), None)
                if act is not None and child.lower_ == "to":
                    return _from(act.left_edge, act.right_edge, part)
                return _from(child, child.right_edge, part)
    if token.dep_ in ("nsubj",) and token.head.lemma_ == "be" and holder is not None:
        told = next(
            (child for child in token.head.children if child.dep_ in ("ccomp", "xcomp", "attr") and child.i > token.head.i), None
        )
        if told is not None and told.dep_ != "attr":
            return _from(told.left_edge, told.right_edge, part)
    return None


def _to_do(act: Any) -> bool:
    return any(one.dep_ == "aux" and one.lower_ == "to" for one in act.children)


def _from(first: Any, last: Any, part: Part) -> Span:
    begin = first.nbor().idx if first.lower_ == "that" and first.dep_ == "mark" else first.idx
    return trim(part.text, Span(begin, min(last.idx + len(last.text), part.sentence.end)), ' ,:."')


def adjective(token: Any, part: Part) -> Found | None:
    """Give the attribution whose cue is "is ready", "is opposed", "are concerned"."""
    row = lexicon().states.get(token.lemma_.lower()) or lexicon().states.get(token.lower_)
    if row is None:
        return None
    head = token.head if token.dep_ in ("acomp", "attr", "oprd") else token
    if token.dep_ in ("amod", "compound", "nsubj") or (
        head is token and not any(child.dep_ == "auxpass" for child in token.children)
    ):
        return None
    whose = next((child for child in head.children if child.dep_ in ("nsubj", "nsubjpass")), None) or subject(head)[0]
    if whose is None or whose.lower_ in ("that", "this", "there", "which", "what"):
        return None
    act = next((child for child in token.children if child.dep_ in ("xcomp", "ccomp", "advcl") and child.i > token.i), None)
    if act is not None and act.tag_ == "VB" and act.lemma_.lower() in lexicon().lemmas:
        return None
    thing = next((child for child in token.children if child.dep_ == "prep" and child.lower_ in row.preps), None)
    said = act if act is not None else thing
    source = noun(whose, part.text)
    if said is None or source is None:
        return None
    words = part.text[source.start : source.end]
    if whose.lower_ not in PRONOUNS and not speaks(words):
        return None
    content = _from(said.left_edge, said.right_edge, part)
    if content.end - content.start < 3:
        return None
    return Found(
        cue=Span(token.doc[group(head)].idx, token.idx + len(token.text)),
        lemma=row.lemma,
        stance=row.stance,
        source=source,
        content=content,
        rule="dep.state",
        prior=row.prior,
        polarity=polarity(before_words(token, whose), source=words),
        antecedent=antecedent(whose, part.text) if whose.lower_ in PRONOUNS else None,
    )
