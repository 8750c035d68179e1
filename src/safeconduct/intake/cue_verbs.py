"""A verb in a parse that carries a stance: active, passive, joined, as a participle, or behind "was able to".

The subject is the source; of a passive it is whoever stands behind "by", and nobody where none does. What was said is the clause, the
act or the thing that hangs on the verb, or the quotation beside it.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from safeconduct.intake.clauses import antecedent, before_words, end_of, group, noun, subject
from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found
from safeconduct.intake.lexicon import Cue, kind_of, lexicon, speaks, stance_for
from safeconduct.intake.polarity import polarity
from safeconduct.intake.sentences import trim

PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "who", "which"})
_MAYBE = frozenset({"shall", "should", "must", "may", "might", "can", "could", "ought"})
_LATER = frozenset({"will", "would", "'ll", "wo"})
_TELLS = frozenset(
    {"asserts", "announces", "affirms", "confirms", "estimates", "reports", "argues", "observes", "views", "stipulates"}
)
_RAISES = frozenset({"begin", "start", "continue", "go", "try", "seem", "appear", "have", "fail", "manage", "proceed", "come", "use", "dare", "able",
                     "unable", "ready", "prepared", "prepare", "willing", "unwilling", "reluctant", "quick", "slow", "keen", "likely", "unlikely",
                     "be", "set", "free", "stop", "cease", "keep", "yet", "get", "rush", "bother", "hasten", "move"})  # fmt: skip
_UNNAMED = frozenset({"demands", "requests", "urges", "orders", "rejects", "accepts", "denies", "confirms", "announces", "proposes", "offers",
                      "promises", "warns", "accuses", "condemns", "refuses", "asserts"})  # fmt: skip
_NO_THING = frozenset(
    {"see", "hear", "put", "hold", "feel", "mean", "show", "direct", "call", "calculate", "carry", "find", "table", "note"}
)
_UNNAMED_WISH = re.compile(r"(?:not )?to (?:be|remain|stay) (?:named|identified|quoted|cited|anonymous|unnamed)|anonymity")
_IF = frozenset({"if", "whether", "unless", "should", "lest"})
_OF = frozenset({"of", "for", "against", "about", "to", "over", "not", "with", "that", "on", "from", "by", "into", "at"})
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november "
    "december morning evening night afternoon week month year day yesterday today noon".split()
)
_SEE_AS = frozenset(
    {"see", "view", "regard", "describe", "characterise", "characterize", "call", "brand", "label", "dub", "portray", "term"}
)


class Part(NamedTuple):
    """A sentence of a parsed paragraph: its text, its place, and the quotations that are speech."""

    text: str
    sentence: Span
    speech: Sequence[Span]


def verb(token: Any, part: Part) -> Found | None:
    """Give the attribution whose cue is this verb."""
    cues = lexicon().lemmas.get(token.lemma_.lower()) or lexicon().lemmas.get(lexicon().bases.get(token.lower_, ""), ())
    if not cues or token.pos_ not in ("VERB", "AUX", "ADJ", "NOUN") or token.tag_ in ("NN", "NNS", "JJ", "NNP"):
        return None
    met = tuple((cue, last) for cue in cues if (last := _particle(token, cue)) is not None)
    if not met or token.dep_ in ("amod", "compound") or _is_supposed(token):
        return None
    passive = any(child.dep_ == "auxpass" for child in token.children)
    by = next((one for child in token.children if child.dep_ == "agent" for one in child.children if one.dep_ == "pobj"), None)
    if passive or (by is not None and token.tag_ == "VBN" and token.dep_ in ("acl", "advcl", "ROOT", "conj")):
        return _passive(token, met, by, part, helped=passive)
    return _active(token, met, part)


def _particle(token: Any, cue: Cue) -> Any | None:
    """Give the last word of the cue, or None where its second word does not belong to the verb."""
    words = cue.particle.split()
    if not words:
        return token
    if words == ["that"]:
        return token if any(one.lower_ == "that" for one in token.doc[token.i + 1 : token.i + 4]) else None
    after = token.doc[token.i + 1 : token.i + 1 + len(words)]
    if [one.lower_ for one in after] == words:
        inner = next(iter(after[-1].children), None)
        return None if inner is not None and inner.lower_ in _TIMES else after[-1]
    if len(words) == 1:
        hangs = (child for child in token.children if child.lower_ == words[0] and child.dep_ in ("prep", "prt", "dative"))
        for child in hangs:
            inner = next(iter(child.children), None)
            if 0 < child.i - token.i < 9 and (inner is None or inner.lower_ not in _TIMES):
                return child
    return None


def _is_supposed(token: Any) -> bool:
    """Whether the verb tells what may or must be done and not what somebody did: "must accept", "if Israel rejects"."""
    helps = {child.lower_ for child in token.children if child.dep_ in ("aux", "neg")}
    turned = any(child.dep_ == "neg" for child in token.children) or any(
        one.lower_ in ("neither", "nobody", "none", "no") for one in token.doc[max(0, token.i - 5) : token.i]
    )
    if helps & _MAYBE and not (turned and not helps & {"shall", "should", "must", "ought"}):
        return True
    return any(child.dep_ == "mark" and child.lower_ in _IF for child in token.children)


def _cue_for(met: tuple[tuple[Cue, Any], ...], kind: str) -> tuple[Cue | None, Any]:
    cue = stance_for(tuple(cue for cue, _ in met), kind)
    return cue, next((last for one, last in met if one is cue), None)


def _active(token: Any, met: tuple[tuple[Cue, Any], ...], part: Part) -> Found | None:
    whose, how = subject(token)
    if whose is None or (how == "control" and not _raised(token)):
        return None
    if whose.lower_ in ("that", "this", "there", "what", "these", "those", "something", "anything", "everything"):
        return None
    if how == "subject" and token.tag_ == "VB" and not _stands_alone(token):
        return None
    source = noun(whose, part.text)
    if source is None:
        return None
    words = part.text[source.start : source.end]
    if whose.pos_ in ("NOUN", "NUM") and not speaks(words):
        return None
    meant = antecedent(whose, part.text) if whose.lower_ in PRONOUNS else None
    pronoun = whose.lower_ in PRONOUNS and meant is None
    kind = (
        kind_of(part.text[meant.start : meant.end])
        if meant
        else "mission"
        if whose.lower_ in ("they", "it", "we")
        else kind_of(words)
    )
    if (
        how == "described"
        and not any(one.lower_ == "that" for one in token.doc[token.i + 1 : token.i + 14])
        and token.tag_ == "VBN"
    ):
        return None
    cue, last, whom, content = _first_with_content(token, met, kind, whose, part)
    if cue is None or last is None or content is None or (cue.stance in _TELLS and {child.lower_ for child in token.children if child.dep_ == "aux"} & _LATER
                       and not any(child.dep_ == "neg" for child in token.children) and not _nobody(words)):  # fmt: skip
        return None
    if cue.only and whose.lower_ == "we" and cue.stance != "observes":
        return None
    if content.end - content.start < 2 or _UNNAMED_WISH.match(part.text, content.start, content.end):
        return None
    begin = group(_leader(token, how))
    cue_span = Span(token.doc[begin].idx, (end := last if last.i - token.i < 4 else token).idx + len(end.text))
    if source.overlaps(cue_span) and whose.i < token.i:
        cue_span = Span(token.idx, cue_span.end)
    stance, turned = cue.stance, polarity(before_words(token, whose if how != "control" else whose), source=words)
    return Found(
        cue=cue_span,
        lemma=cue.lemma,
        stance="rejects" if stance == "resists" and turned == "-" else stance,
        source=source,
        content=content,
        rule=f"dep.{how}",
        prior=cue.prior,
        addressee=noun(whom, part.text) if whom is not None else None,
        polarity=turned,
        antecedent=meant,
        only=cue.only if pronoun else frozenset(),
    )


def _first_with_content(
    token: Any, met: tuple[tuple[Cue, Any], ...], kind: str, whose: Any, part: Part
) -> tuple[Cue | None, Any, Any | None, Span | None]:
    """Give the first cue behind which something is said: "expects that" is a view, "expects to" an intention."""
    fit = [both for both in met if kind in both[0].only] + [both for both in met if not both[0].only]
    for cue, last in fit:
        whom, content = _content(token, last, cue, part)
        if (
            content is None
            and (after := _object_before(token, whose)) is not None
            and (cue.takes & {"thing", "person"} or cue.only)
        ):
            content = _place(after, part)
        if content is None and (joined := _shared_object(token)) is not None:
            content = _words(joined.left_edge.i, joined.right_edge.i + 1, part, token.doc)
        if content is not None and content.end > content.start:
            return cue, last, whom, content
    return None, None, None, None


def _shared_object(token: Any) -> Any | None:
    """Give what two joined verbs say together: "neither confirmed nor denied the report"."""
    later = next((child for child in token.children if child.dep_ == "conj" and child.pos_ == "VERB"), None)
    if later is None or any(child.dep_ in ("nsubj", "nsubjpass") for child in later.children):
        return None
    return next((child for child in later.children if child.dep_ in ("ccomp", "xcomp", "dobj") and child.i > later.i), None)


def _nobody(words: str) -> bool:
    return words.lower().startswith(("no ", "nobody", "none", "neither"))


def _stands_alone(token: Any) -> bool:
    """Whether a bare verb with a subject is told as done: helped, or after "heard her say"."""
    return any(child.dep_ == "aux" for child in token.children) or token.head.lemma_.lower() in ("hear", "see", "listen") or token.dep_ in (
        "ROOT", "conj", "parataxis")  # fmt: skip


def _raised(token: Any) -> bool:
    return token.head.lemma_.lower() in _RAISES or token.head.pos_ == "AUX"


def _leader(token: Any, how: str) -> Any:
    """Give the verb that leads a cue of several verbs: `were` of "were not able to confirm"."""
    leader = token
    while how == "control" and leader.dep_ in ("xcomp", "acomp") and leader.i - leader.head.i < 6 and leader.head.i != leader.i:
        leader = leader.head
    return leader


def _passive(token: Any, met: tuple[tuple[Cue, Any], ...], by: Any | None, part: Part, *, helped: bool) -> Found | None:
    sufferer = next((child for child in token.children if child.dep_ == "nsubjpass"), None)
    source = noun(by, part.text) if by is not None else None
    words = part.text[source.start : source.end] if source else ""
    cue, last = _cue_for(met, kind_of(words))
    if cue is None or (source is None and (cue.stance not in _UNNAMED or not helped or cue.only)):
        return None
    if by is not None and not speaks(words):
        return None
    if not helped and (cue.stance in _TELLS or token.dep_ == "ROOT"):
        return None
    if source is None and (
        token.dep_ == "relcl" or {child.lower_ for child in token.children if child.dep_ == "aux"} & (_LATER | {"to", "be"})
    ):
        return None
    begin = last.i + 1 if by is None else by.right_edge.i + 1
    clause = next((child for child in token.children if child.dep_ in ("ccomp", "xcomp") and child.i > token.i), None)
    rest = next((child for child in token.children if child.dep_ == "prep" and child.lower_ in ("of", "for", "against", "with", "about", "as")
                 and child.i > token.i and child.i != last.i), None)  # fmt: skip
    meant: Any = None
    if clause is not None and ("person" in cue.takes or "clause" in cue.takes):
        start = clause.left_edge.i if clause.left_edge.i > token.i else begin
        content = _words(start, max(clause.right_edge.i + 1, start + 1), part, token.doc)
    elif rest is not None and "person" in cue.takes:
        content = _words(rest.i, rest.right_edge.i + 1, part, token.doc)
    elif (quote := _speech_beside(token, None, part)) is not None and "clause" in cue.takes:
        content = quote
    elif (
        sufferer is not None
        and sufferer.lower_ not in ("it", "he", "she", "they")
        and cue.lemma not in ("tell", "inform", "ask", "say")
    ):
        content = _place(sufferer, part)
        meant = sufferer
    elif not helped and token.head.pos_ == "NOUN":
        content = _place(token.head, part, whole=False)
    else:
        return None
    if content is None or content.end - content.start < 2:
        return None
    if (
        source is None
        and cue.takes == {"person", "clause"}
        and clause is None
        and rest is None
        and cue.lemma not in ("tell", "inform")
    ):
        return None
    before = before_words(token, sufferer)
    subject_words = part.text[(span := noun(sufferer, part.text)).start : span.end] if sufferer is not None and (
        span := noun(sufferer, part.text)) else ""  # fmt: skip
    stop = token if by is None or by.head.i - token.i > 2 else by.head
    return Found(
        cue=Span(
            token.doc[group(token)].idx, max(last.idx + len(last.text) if last.i - token.i < 3 else 0, stop.idx + len(stop.text))
        ),
        lemma=cue.lemma,
        stance=cue.stance,
        source=source,
        content=content,
        rule="dep.passive",
        prior=cue.prior - 60,
        addressee=noun(sufferer, part.text) if sufferer is not None and meant is None else None,
        polarity=polarity(before, source=subject_words),
    )


def _object_before(token: Any, whose: Any) -> Any | None:
    """Give what a relative clause says of the thing before it: "the list that Hamas rejected"; "what we refuse is ..."."""
    if token.dep_ == "relcl" and token.head.i != whose.i and token.head.pos_ in ("NOUN", "PROPN"):
        return token.head
    if token.dep_ == "csubj" and any(child.lower_ == "what" for child in token.children):
        return next(
            (child for child in token.head.children if child.dep_ in ("attr", "ccomp", "acomp") and child.i > token.i), None
        )
    return None


def _place(token: Any, part: Part, *, whole: bool = True) -> Span | None:
    """Give a noun with all that hangs on it."""
    if not whole or token.dep_ not in ("attr", "ccomp", "nsubjpass"):
        return noun(token, part.text)
    return _words(token.left_edge.i, token.right_edge.i + 1, part, token.doc)


def _content(token: Any, last: Any, cue: Cue, part: Part) -> tuple[Any | None, Span | None]:
    """Give whom it was said to, and what was said."""
    doc = token.doc
    if token.dep_ == "acl" and "clause" in cue.takes and token.tag_ != "VBG":
        that = next((one.i for one in doc[token.i + 1 : token.i + 14] if one.lower_ == "that"), None)
        if that is not None:
            return None, _words(that + 1, len(doc), part, doc)
    after = [child for child in token.children if child.i > token.i and child.i != last.i]
    clauses = [child for child in after if child.dep_ in ("ccomp", "xcomp") and child.left_edge.i > token.i]
    things = [child for child in after if child.dep_ in ("dobj", "dative", "attr", "oprd")]
    if last is not token:
        things = [child for child in last.children if child.dep_ in ("pobj", "pcomp")] or things
    if cue.lemma in _SEE_AS and cue.stance == "views" and not cue.particle and not any(_marked(one) for one in clauses):
        if not any(one.lower_ == "as" for one in doc[last.i + 1 : last.i + 12]) and not any(one.dep_ == "oprd" for one in after):
            return None, None
        return None, _words(last.i + 1, end_of(token, last.i + 1), part, doc)
    if "person" in cue.takes and (told := _to_somebody(token, last, cue, things, clauses, after, part)) is not None:
        return told
    if clauses and cue.takes & {"clause", "act", "person"}:
        clause = clauses[0]
        if clause.tag_ != "VB" or "act" in cue.takes or "person" in cue.takes or not clause.dep_ == "xcomp":
            begin = min(clause.left_edge.i, *(one.i for one in clause.children)) if list(clause.children) else clause.i
            return _said_to(after), _words(max(begin, last.i + 1), end_of(token, begin), part, doc)
    if last.dep_ == "prt" and things and things[0].i < last.i and cue.takes & {"thing"}:
        return None, _words(things[0].left_edge.i, things[0].right_edge.i + 1, part, doc)
    if (
        "clause" in cue.takes
        and not (things and "thing" in cue.takes)
        and (speech := _speech_beside(token, last, part)) is not None
    ):
        return _said_to(after), speech
    if last is not token and (things or "act" in cue.takes):
        return None, _words(last.i + 1, max(last.right_edge.i + 1, end_of(token, last.i + 1)), part, doc)
    if things and cue.takes & {"thing", "as"} and cue.lemma not in _NO_THING | ({"say"} if cue.stance != "stipulates" else set()):
        return None, _words(things[0].left_edge.i, end_of(token, things[0].left_edge.i), part, doc)
    if (
        things
        and cue.stance in ("observes",)
        or (things and cue.lemma in ("put", "say", "claim") and _counts_as(things[0], after, cue))
    ):
        return None, _words(things[0].left_edge.i, end_of(token, things[0].left_edge.i), part, doc)
    if "clause" in cue.takes and (before := _clause_before(token)) is not None:
        first = _start(token)
        span = trim(part.text, Span(max(part.sentence.start, before.left_edge.idx), first), ' ,"')
        if span.end > span.start:
            return _said_to(after), span
    if "clause" in cue.takes and (inner := _joined_clause(token)) is not None:
        return None, _words(inner.left_edge.i, inner.right_edge.i + 1, part, doc)
    loose = next(
        (child for child in after if child.dep_ == "npadvmod" and child.left_edge.i == last.i + 1 and not _is_time(child)), None
    )
    if loose is not None and "thing" in cue.takes and cue.lemma not in _NO_THING:
        return None, _words(loose.left_edge.i, end_of(token, loose.left_edge.i), part, doc)
    acts = [child for child in after if child.dep_ == "advcl" and child.tag_ in ("VB", "VBG")]
    if acts and "act" in cue.takes:
        return None, _words(acts[0].left_edge.i, end_of(token, acts[0].left_edge.i), part, doc)
    odd = next((child for child in after if child.dep_ == "advmod" and child.lower_ in ("otherwise", "so", "nothing")), None)
    if odd is not None and "clause" in cue.takes and doc[odd.i - 1] is not token.doc[odd.i]:
        return None, Span(odd.idx, odd.idx + len(odd.text))
    return None, None


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
                return own, _words(begin, max(clause.right_edge.i + 1, end_of(token, begin)), part, doc)
        return None
    if whom.lower_ in ("so", "that", "this", "nothing"):
        return None
    edge = max((one.i for one in whom.subtree if one.i <= whom.i + 12 and _of_whom(one, whom)), default=whom.i)
    if "clause" in cue.takes and edge + 2 < len(doc) and doc[edge + 1].lower_ == "that" and doc[edge + 1].dep_ != "mark":
        return whom, _words(edge + 2, max(whom.right_edge.i + 1, end_of(token, edge + 2)), part, doc)
    rest = [child for child in [*after, *last.children, *whom.children] if child.i > whom.i and (
        child.dep_ in ("ccomp", "xcomp", "acl", "relcl") or (child.dep_ in ("prep", "pcomp", "advcl", "dative") and child.lower_ in _OF
                                                               and not _is_time(child) and child not in _own_preps(whom)))]  # fmt: skip
    acts = sorted((child for child in rest if child.dep_ in ("ccomp", "xcomp", "acl")), key=lambda child: child.left_edge.i)
    first = next(iter(acts), None) or next((child for child in rest if child.dep_ != "relcl"), None)
    if first is not None:
        begin = first.left_edge.i if first.left_edge.i > whom.i else edge + 1
        stop = max(first.right_edge.i + 1, end_of(token, begin))
        return whom, _words(begin, stop, part, doc)
    if "clause" in cue.takes and (speech := _speech_beside(token, whom, part)) is not None:
        return whom, speech
    if "clause" in cue.takes and (before := _clause_before(token)) is not None:
        span = trim(part.text, Span(max(part.sentence.start, before.left_edge.idx), _start(token)), ' ,"')
        if span.end > span.start:
            return whom, span
    if "thing" in cue.takes or cue.stance == "accuses":
        return None, _words(whom.left_edge.i, end_of(token, whom.left_edge.i), part, doc)
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
    return any(one.lower_ in _TIMES for one in prep.subtree)


def _said_to(after: list[Any]) -> Any | None:
    to = next((child for child in after if child.dep_ in ("prep", "dative") and child.lower_ == "to"), None)
    return next((one for one in to.children if one.dep_ == "pobj"), None) if to is not None else None


def _marked(clause: Any) -> bool:
    return any(child.lower_ == "that" and child.dep_ == "mark" for child in clause.children)


def _clause_before(token: Any) -> Any | None:
    before = [child for child in token.children if child.dep_ in ("ccomp", "parataxis") and child.right_edge.i < token.i]
    if before:
        return before[0]
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


def _speech_beside(token: Any, whom: Any | None, part: Part) -> Span | None:
    """Give the quotation beside a verb: after it behind a colon or a comma, or right before it or its subject."""
    end = token.idx + len(token.text)
    if any(one.start <= token.idx < one.end for one in part.speech):
        return None
    later = [one for one in part.speech if one.start >= end and part.sentence.start <= one.start < part.sentence.end]
    earlier = [one for one in part.speech if one.end <= _start(token) and one.start >= part.sentence.start - 1]
    if later and not any(sign in part.text[end : later[0].start] for sign in (";", ". ")) and (
        part.text[end : later[0].start - 1].rstrip().endswith((":", ",")) or later[0].start - end <= 4
    ) and later[0].start - end < 90 and not earlier:  # fmt: skip
        return trim(part.text, later[0], " ,")
    if earlier and not any(sign.isalpha() for sign in part.text[earlier[-1].end : min(_start(token), token.idx)]):
        begin = earlier[-1].start if part.text[earlier[0].start - 2 : earlier[0].start - 1].strip() else earlier[0].start
        return trim(part.text, Span(begin, earlier[-1].end), " ,")
    return None


def _words(begin: int, end: int, part: Part, doc: Any) -> Span | None:
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
