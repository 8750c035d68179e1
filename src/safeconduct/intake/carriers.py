"""Who carries the words of another: "citing a diplomat", "quoted by the paper", "told the broadcaster", "in an interview with".

A carrier that is named beside a source stands outside it in the chain; a source that is cited stands inside.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from safeconduct.intake.clauses import antecedent, noun
from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found
from safeconduct.intake.formulas import stance_of
from safeconduct.intake.lexicon import known_kind

_CITES = frozenset({"cite", "quote", "credit", "relay"})
_MEDIA = frozenset({"newspaper", "broadcaster", "agency"})
_THROUGH = ("to", "with", "in", "by", "on", "for")
_WHERE = frozenset(
    {
        "interview",
        "speak",
        "remark",
        "comment",
        "talk",
        "conversation",
        "statement",
        "briefing",
        "carry",
        "publish",
        "air",
        "broadcast",
        "report",
        "quote",
        "cite",
        "write",
    }
)


def carried_by(doc: Any, text: str, told: Iterable[Found]) -> Iterator[Found]:
    """Give what was found again, each with the medium it went through, and those that are cited or quoted beside it."""
    found = list(told)
    nouns = {token.idx: token for token in doc if token.dep_ in ("dobj", "pobj", "dative")}
    cited = [pair for token in doc if token.lemma_.lower() in _CITES for pair in _cited(token, text, found)]
    inside = {outer.cue: cue for outer, cue, _ in cited if cue is not None}
    replaced = {one.cue for _, _, one in cited}
    for one in found:
        if one.cue in replaced and one.cue is not None:
            continue
        if one.cue in inside:
            one = replace(one, inside=inside[one.cue])
        if one.through is None and one.cue is not None and (medium := _medium(one, text, nouns)) is not None:
            one = replace(one, through=medium)
        yield one
    yield from (one for _, _, one in cited)


def _cited(token: Any, text: str, found: list[Found]) -> Iterator[tuple[Found, Span | None, Found]]:
    """Give the attribution beside a citation, the cue that one stands inside if the citation carries it, and the citation."""
    if token.pos_ not in ("VERB", "ADP"):
        return
    agent = next((one for child in token.children if child.dep_ == "agent" for one in child.children if one.dep_ == "pobj"), None)
    if (
        agent is not None
        and token.dep_ in ("acl", "advcl", "relcl")
        and not any(child.dep_ == "pcomp" for prep in token.children for child in prep.children)
    ):
        who = noun(agent, text)
        main = _beside(token, text, found)
        if who is not None and main is not None and main.cue is not None:
            cue = Span(token.idx, token.idx + len(token.text))
            yield (
                main,
                cue,
                replace(
                    main,
                    cue=cue,
                    lemma=token.lemma_.lower(),
                    stance="reports",
                    source=who,
                    polarity="+",
                    rule="dep.quoted_by",
                    prior=760,
                    addressee=None,
                    antecedent=None,
                ),
            )
        return
    who_said = next((child for child in token.children if child.dep_ in ("dobj", "pobj") and child.i > token.i), None)
    if who_said is None or any(child.lower_ == "as" and child.dep_ == "prep" for child in token.children):
        return
    who = noun(who_said, text)
    if who is None or not _speaks(text[who.start : who.end], who_said):
        return
    main = _beside(token, text, found)
    if main is None or main.cue is None:
        return
    cue = Span(token.idx, token.idx + len(token.text))
    meant = antecedent(who_said, text) if who_said.pos_ == "PRON" else None
    yield (
        main,
        None,
        replace(
            main,
            cue=cue,
            lemma=token.lemma_.lower(),
            stance=stance_of(text[who.start : who.end]) if known_kind(text[who.start : who.end]) == "document" else "asserts",
            source=who,
            polarity="+",
            rule="dep.citing",
            prior=780,
            addressee=None,
            through=None,
            inside=main.cue,
            antecedent=meant,
        ),
    )


def _speaks(words: str, head: Any) -> bool:
    return (
        known_kind(words)
        in (
            "official",
            "anonymous",
            "newspaper",
            "broadcaster",
            "agency",
            "mission",
            "party",
            "document",
            "correspondent",
            "organisation",
        )
        or head.pos_ == "PROPN"
    )


def _beside(token: Any, text: str, found: list[Found]) -> Found | None:
    """Give the attribution that a citation supports: the one of its own source, else that of its verb."""
    head = token.head
    if token.dep_ in ("acl", "relcl", "advcl", "prep", "ROOT", "conj", "dep"):
        holds = [
            one
            for one in found
            if one.source is not None
            and one.source.start <= head.idx < one.source.end
            and one.cue is not None
            and not one.cue.start <= token.idx < one.cue.end
        ]
        if holds and head.pos_ in ("NOUN", "PROPN", "PRON"):
            return min(holds, key=lambda one: abs((one.cue or one.content).start - token.idx))
    while head.head.i != head.i and head.pos_ not in ("VERB", "AUX"):
        head = head.head
    at = next((one for one in found if one.cue is not None and one.cue.start <= head.idx < one.cue.end), None)
    if at is not None and not (at.cue and at.cue.start <= token.idx < at.cue.end):
        return at
    before = [
        one
        for one in found
        if one.cue is not None
        and one.cue.end <= token.idx
        and one.rule == "formula.according"
        and one.source is not None
        and token.idx - one.source.end < 4
    ]
    return before[-1] if before else None


def _medium(one: Found, text: str, nouns: dict[int, Any]) -> Span | None:
    """Give the paper, broadcaster or agency that somebody told it to, or that carried it."""
    if one.addressee is not None and one.lemma in ("tell", "inform", "brief", "say"):
        words = text[one.addressee.start : one.addressee.end]
        if known_kind(words) in _MEDIA and (words[:1].isupper() or words.lower().startswith("the ")):
            return one.addressee
    for token in nouns.values():
        if token.dep_ != "pobj" or token.head.lower_ not in _THROUGH or abs(token.idx - (one.cue or one.content).start) > 150:
            continue
        above = token.head.head
        if above.lemma_.lower() not in _WHERE or not _belongs(above, one):
            continue
        span = noun(token, text)
        if (
            span is not None
            and known_kind(text[span.start : span.end]) in _MEDIA
            and not span.overlaps(one.source or one.cue or span)
        ):
            return span
    return None


def _belongs(above: Any, one: Found) -> bool:
    """Whether an interview or remark is the one in which something was said: it hangs on the verb or on its source."""
    source, cue = one.source, one.cue
    for _ in range(5):
        if cue is not None and cue.start <= above.idx < cue.end:
            return True
        if source is not None and source.start <= above.idx < source.end:
            return True
        if above.head.i == above.i or above.dep_ == "ccomp":
            return False
        above = above.head
    return False
