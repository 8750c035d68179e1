"""A verb in a parse that carries a stance: active, passive, joined, as a participle, or behind "was able to".

The subject is the source; of a passive it is whoever stands behind "by", and nobody where none does.
"""

import re
from typing import Any

from msgspec.structs import replace

from safeconduct.intake.clauses import antecedent, before_words, group, noun, subject
from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found
from safeconduct.intake.lexicon import Cue, kind_of, lexicon, speaks, stance_for
from safeconduct.intake.polarity import polarity, turned_by
from safeconduct.intake.said import SEE_AS, TIMES, Part, beside_commas, content_of, place, speech_beside, stretch, what_follows

PRONOUNS = frozenset({"he", "she", "it", "they", "we", "i", "who", "which"})
_NO_VERB = frozenset({"NN", "NNS", "JJ", "NNP"})
_PERSONAL = frozenset(
    "say tell claim insist argue promise swear vow warn complain declare deny admit add reply believe think hope fear announce"
    " allege maintain demand protest pledge contend concede acknowledge remark".split()
)
_MAYBE = frozenset({"shall", "should", "must", "may", "might", "can", "could", "ought"})
_LATER = frozenset({"will", "would", "'ll", "wo"})
_TELLS = frozenset(
    {"asserts", "announces", "affirms", "confirms", "estimates", "reports", "argues", "observes", "views", "stipulates"}
)
_RAISES = frozenset(
    {
        "begin",
        "start",
        "continue",
        "go",
        "try",
        "seem",
        "appear",
        "have",
        "fail",
        "manage",
        "proceed",
        "come",
        "use",
        "dare",
        "able",
        "unable",
        "ready",
        "prepared",
        "prepare",
        "willing",
        "unwilling",
        "reluctant",
        "quick",
        "slow",
        "keen",
        "likely",
        "unlikely",
        "be",
        "set",
        "free",
        "stop",
        "cease",
        "keep",
        "yet",
        "get",
        "rush",
        "bother",
        "hasten",
        "move",
    }
)
_UNNAMED = frozenset(
    {
        "demands",
        "requests",
        "urges",
        "orders",
        "rejects",
        "accepts",
        "denies",
        "confirms",
        "announces",
        "proposes",
        "offers",
        "promises",
        "warns",
        "accuses",
        "condemns",
        "refuses",
        "asserts",
    }
)
_UNNAMED_WISH = re.compile(r"(?:not )?to (?:be|remain|stay) (?:named|identified|quoted|cited|anonymous|unnamed)|anonymity")
_IF = frozenset({"if", "whether", "unless", "should", "lest"})


def verb(token: Any, part: Part) -> Found | None:
    """Give the attribution whose cue is this verb."""
    if token.pos_ not in ("VERB", "AUX", "ADJ", "NOUN") or (token.tag_ in _NO_VERB and not _says_that(token)):
        return None
    met = cues_of(token)
    shouted = token.text.isupper() and token.tag_ in ("VB", "VBP", "NN")  # "SITUATION REPORT" is a title.
    if not met or shouted or token.dep_ in ("amod", "compound") or _is_supposed(token):
        return None
    passive = any(child.dep_ == "auxpass" for child in token.children)
    by = next((one for child in token.children if child.dep_ == "agent" for one in child.children if one.dep_ == "pobj"), None)
    if passive or (by is not None and token.tag_ == "VBN" and token.dep_ in ("acl", "advcl", "ROOT", "conj")):
        return _passive(token, met, by, part, helped=passive)
    return _active(token, met, part)


def _says_that(token: Any) -> bool:
    """Whether a verb that only somebody can do is followed by what was said: "the formations say that ..."."""
    return (token.lemma_.lower() in _PERSONAL or lexicon().bases.get(token.lower_) in _PERSONAL) and any(
        child.dep_ == "ccomp" and child.i > token.i for child in token.children
    )


def cues_of(token: Any) -> tuple[tuple[Cue, Any], ...]:
    """Give the cues that a verb may be, each with its last word."""
    cues = lexicon().lemmas.get(token.lemma_.lower()) or lexicon().lemmas.get(lexicon().bases.get(token.lower_, ""), ())
    return tuple((cue, last) for cue in cues if (last := _particle(token, cue)) is not None)


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
        return None if inner is not None and inner.lower_ in TIMES else after[-1]
    if len(words) == 1:
        hangs = (child for child in token.children if child.lower_ == words[0] and child.dep_ in ("prep", "prt", "dative"))
        for child in hangs:
            inner = next(iter(child.children), None)
            if 0 < child.i - token.i < 9 and (inner is None or inner.lower_ not in TIMES):
                return child
    return None


def _is_supposed(token: Any) -> bool:
    """Whether the verb tells what may or must be done and not what somebody did: "must accept", "if Israel rejects"."""
    helps = {child.lower_ for child in token.children if child.dep_ in ("aux", "neg")}
    turned = any(child.dep_ == "neg" for child in token.children) or any(
        one.lower_ in ("neither", "nobody", "none", "no") for one in token.doc[max(0, token.i - 5) : token.i]
    )
    if helps & _MAYBE <= {"can", "could"} and token.lemma_.lower() in ("confirm", "verify", "corroborate"):
        helps -= {"can", "could"}
    if helps & _MAYBE and not (turned and not helps & {"shall", "should", "must", "ought"}):
        return True
    return any(child.dep_ == "mark" and child.lower_ in _IF for child in token.children)


def _cue_for(met: tuple[tuple[Cue, Any], ...], kind: str) -> tuple[Cue | None, Any]:
    cue = stance_for(tuple(cue for cue, _ in met), kind)
    return cue, next((last for one, last in met if one is cue), None)


def _active(token: Any, met: tuple[tuple[Cue, Any], ...], part: Part) -> Found | None:
    whose, how = subject(token)
    if whose is None or whose.lower_ == "you" or (how == "control" and not _raised(token)):
        return None
    if whose.lower_ in ("that", "this", "there", "what", "these", "those", "something", "anything", "everything"):
        return None
    if how == "subject" and token.tag_ == "VB" and not _stands_alone(token):
        return None
    source = noun(whose, part.text)
    if source is None:
        return None
    words = part.text[source.start : source.end]
    if whose.pos_ in ("NOUN", "NUM") and not speaks(words) and not _says_that(token):
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
    if (
        cue is None
        or last is None
        or content is None
        or (
            cue.stance in _TELLS
            and {child.lower_ for child in token.children if child.dep_ == "aux"} & _LATER
            and not any(child.dep_ == "neg" for child in token.children)
            and not _nobody(words)
        )
    ):
        return None
    if cue.only and whose.lower_ == "we" and cue.stance != "observes":
        return None
    if content.end - content.start < 2 or _UNNAMED_WISH.match(part.text, content.start, content.end):
        return None
    begin = group(_leader(token, how))
    cue_span = Span(token.doc[begin].idx, (end := last if last.i - token.i < 4 else token).idx + len(end.text))
    if source.overlaps(cue_span) and whose.i < token.i:
        cue_span = Span(token.idx, cue_span.end)
    stance, turned = cue.stance, turned_by(part.text, content, polarity(before_words(token, whose), source=words))
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
        whom, content = content_of(token, last, cue, part)
        if (
            content is None
            and (after := _object_before(token, whose)) is not None
            and (cue.takes & {"thing", "person"} or cue.only)
        ):
            content = place(after, part)
        if content is None and (joined := _shared_object(token)) is not None:
            content = stretch(joined.left_edge.i, joined.right_edge.i + 1, part, token.doc)
        if content is not None and content.end > content.start:
            return cue, last, whom, content
    for cue, last in fit:
        if "clause" in cue.takes and (content := beside_commas(whose, last, part)) is not None:
            return cue, last, None, content
        if (
            cue.takes & {"clause", "thing"}
            and cue.lemma not in SEE_AS
            and (content := what_follows(token, last, part)) is not None
        ):
            return replace(cue, prior=cue.prior - 300), last, None, content
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
    return (
        any(child.dep_ == "aux" for child in token.children)
        or token.head.lemma_.lower() in ("hear", "see", "listen")
        or token.dep_ in ("ROOT", "conj", "parataxis")
    )


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
    rest = next(
        (
            child
            for child in token.children
            if child.dep_ == "prep"
            and child.lower_ in ("of", "for", "against", "with", "about", "as")
            and child.i > token.i
            and child.i != last.i
        ),
        None,
    )
    meant: Any = None
    of = next((child for child in last.children if child.dep_ in ("pobj", "pcomp")), None) if last is not token else None
    if of is not None and "person" in cue.takes:
        content = stretch(last.i + 1, of.right_edge.i + 1, part, token.doc)
    elif clause is not None and ("person" in cue.takes or "clause" in cue.takes):
        start = clause.left_edge.i if clause.left_edge.i > token.i else begin
        content = stretch(start, max(clause.right_edge.i + 1, start + 1), part, token.doc)
    elif rest is not None and "person" in cue.takes:
        content = stretch(rest.i, rest.right_edge.i + 1, part, token.doc)
    elif (quote := speech_beside(token, None, part)) is not None and "clause" in cue.takes:
        content = quote
    elif (
        sufferer is not None
        and sufferer.lower_ not in ("it", "he", "she", "they")
        and cue.lemma not in ("tell", "inform", "ask", "say")
    ):
        content = place(sufferer, part)
        meant = sufferer
    elif not helped and token.head.pos_ == "NOUN":
        content = place(token.head, part, whole=False)
    else:
        return None
    if content is None or content.end - content.start < 2:
        return None
    if (
        source is None
        and cue.takes == {"person", "clause"}
        and clause is None
        and rest is None
        and of is None
        and cue.lemma not in ("tell", "inform")
    ):
        return None
    before = before_words(token, sufferer)
    subject_words = (
        part.text[(span := noun(sufferer, part.text)).start : span.end]
        if sufferer is not None and (span := noun(sufferer, part.text))
        else ""
    )
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
        polarity=turned_by(part.text, content, polarity(before, source=subject_words)),
    )


def _object_before(token: Any, whose: Any) -> Any | None:
    """Give what a relative clause says of the thing before it: "the list that Hamas rejected"; "what we refuse is ..."."""
    top = token
    while top.dep_ == "conj" and top.head.i < top.i and top.head.pos_ in ("VERB", "AUX"):
        top = top.head
    if top.dep_ == "relcl" and top.head.i != whose.i and top.head.pos_ in ("NOUN", "PROPN"):
        return top.head
    if token.dep_ == "csubj" and any(child.lower_ == "what" for child in token.children):
        return next(
            (child for child in token.head.children if child.dep_ in ("attr", "ccomp", "acomp") and child.i > token.i), None
        )
    return None
