"""What was found in the paragraphs, put together: which attribution stands inside which, and the whole chain of each."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

from msgspec.structs import replace

from safeconduct.intake.back_references import Sources
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Certainty, Draft, Realis, Source
from safeconduct.intake.engine import Found, Names, Piece
from safeconduct.intake.lexicon import lexicon
from safeconduct.intake.polarity import negated
from safeconduct.intake.sentences import quotations, sentences, spoken, trim

_FIRST = frozenset({"we", "i", "our", "us", "my"})
_NOT_SAID = frozenset(
    "urges demands proposes offers requests orders intends considers threatens promises accepts "
    "rejects resists refuses disagrees".split()
)
_LIKELY = frozenset({"views", "estimates"})
_CONDITION = re.compile(r"\b(?:if|unless|provided that|on condition|would|in case)\b")
_PLANNED = re.compile(r"\b(?:will|shall|going to|plans?|scheduled|due to|to begin|next)\b|n't\b(?=\Z)")
_GUESSED = re.compile(r"\b(?:may|might|could|possibly|perhaps)\b")
_ONGOING = re.compile(r"\b(?:is|are|am|'s|remains?|continues?|has|have|currently|still|now)\b")
_JOINED = re.compile(r"[ ,;]*(?:\b(?:and|but|or|while|then|also|further|has|have|had|is|are|was|were) *)*$")
_GOES_ON = re.compile(r"(?:These|This|They|It|Those|The) [^.]{0,60}?\b(?:would|shall|must|are to|is to)\b")


def drafts(document: Document, found: Iterable[tuple[Piece, tuple[Found, ...]]], names: Names) -> tuple[Draft, ...]:
    """Draft one statement for each attribution, in the order of the text."""
    told: list[Draft] = []
    sources = Sources(document.text, names)
    for piece, every in found:
        ordered = [_cut(piece.text, one, every) for one in _once(every)]
        ordered = _ordered([*ordered, *_carried(piece, ordered)])
        told.extend(_of_piece(piece, ordered, sources, len(told), told[-1] if told else None, names))
    return tuple(told)


def _ordered(found: Iterable[Found]) -> list[Found]:
    return sorted(found, key=lambda one: ((one.cue or one.content).start, -_reach(one)))


def _reach(one: Found) -> int:
    return one.content.end - one.content.start


def _once(found: Iterable[Found]) -> list[Found]:
    """Keep one attribution for each cue, the likelier."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: -one.prior):
        if one.cue is None or not any(other.cue is not None and other.cue.overlaps(one.cue) for other in kept):
            kept.append(one)
    return kept


def _cut(text: str, one: Found, every: Iterable[Found]) -> Found:
    """End what was said before the next thing that the same source said: "left, and warned that ..."."""
    if one.source is None:
        return one
    later = [
        other.cue.start
        for other in every
        if other is not one
        and other.source == one.source
        and other.cue is not None
        and other.cue.within(one.content)
        and other.cue.start > one.content.start
    ]
    if not later:
        return one
    kept = _JOINED.sub("", text[one.content.start : min(later)])
    return replace(one, content=trim(text, Span(one.content.start, one.content.start + len(kept)), " ,")) if kept.strip() else one


def _carried(piece: Piece, found: list[Found]) -> list[Found]:
    """Suggest that the sentence after what a document lays down goes on with it, where it has no cue of its own."""
    told: list[Found] = []
    every = sentences(piece.text)
    for before, sentence in pairwise(every):
        first = next(
            (one for one in found if one.cue and before.start <= one.cue.start < before.end and one.stance == "stipulates"), None
        )
        if first is None and told and told[-1].content.start >= before.start:
            first = told[-1]
        if first is None or any(one.cue and sentence.start <= one.cue.start < sentence.end for one in found):
            continue
        if _GOES_ON.match(piece.text, sentence.start, sentence.end):
            told.append(
                Found(
                    cue=None,
                    lemma="",
                    stance=first.stance,
                    source=first.source,
                    content=trim(piece.text, sentence, " ."),
                    rule="carried.document",
                    prior=320,
                    carried=True,
                )
            )
    return told


def _of_piece(piece: Piece, ordered: list[Found], sources: Sources, first: int, last: Draft | None, names: Names) -> list[Draft]:
    parents = [_parent(n, ordered) for n in range(len(ordered))]
    chains: dict[int, tuple[Source, ...]] = {}
    links: dict[Span, Source] = {}
    for n in sorted(range(len(ordered)), key=lambda n: _depth(n, parents)):
        one = ordered[n]
        words = piece.text[one.source.start : one.source.end] if one.source else ""
        span = piece.span(one.source) if one.source else None
        link = links.get(one.source) if one.source else None
        above = parents[n]
        outer = chains.get(above, ()) if above is not None else ()
        if outer and words.lower() in _FIRST:
            chains[n] = outer
            continue
        link = link or sources.source(words, span)
        if one.source:
            links[one.source] = link
        chains[n] = outer if outer and outer[-1].words == link.words and link.words else (*outer, link)
    return [
        _draft(piece, one, chains[n], first + n, None if parents[n] is None else first + (parents[n] or 0), names)
        for n, one in enumerate(ordered)
    ]


def _depth(n: int, parents: list[int | None]) -> int:
    """Give how many attributions stand around one. A ring, which the text cannot make, would end here."""
    depth, above = 0, parents[n]
    while above is not None and depth <= len(parents):
        depth, above = depth + 1, parents[above]
    return depth


def _parent(n: int, ordered: list[Found]) -> int | None:
    """Give the nearest attribution in whose content this one stands. Of two around it the shorter."""
    mark = ordered[n].cue or ordered[n].content
    around = [
        (_reach(other), k)
        for k, other in enumerate(ordered)
        if k != n
        and mark.within(other.content)
        and not (other.cue or other.content).within(ordered[n].content)
        and not (ordered[n].carried and k != n)
    ]
    return min(around)[1] if around else None


def _draft(piece: Piece, one: Found, chain: tuple[Source, ...], number: int, parent: int | None, names: Names) -> Draft:
    content = piece.text[one.content.start : one.content.end]
    spans = [piece.span(span) for span in (one.cue, one.source, one.content) if span is not None]
    near = [span for span in spans if span.overlaps(piece.block.span) or span.within(piece.block.span)]
    addressee = piece.text[one.addressee.start : one.addressee.end] if one.addressee else ""
    return Draft(
        number=number,
        span=Span(min(span.start for span in near), max(span.end for span in near)),
        chain=chain,
        stance=one.stance,
        content=piece.span(one.content),
        cue=piece.span(one.cue) if one.cue else None,
        cue_lemma=one.lemma,
        polarity=one.polarity,
        addressee=addressee,
        addressee_actor=names.actor(addressee) if addressee else "",
        quote=_quote(piece.text, one.content),
        certainty=_certainty(one, content),
        realis=_realis(one, content),
        parent=parent,
        rules=(f"attribution:{one.rule}", *(f"source:{link.resolved}" for link in chain[-1:] if link.resolved)),
        prior=one.prior,
    )


def _quote(text: str, content: Span) -> Literal["direct", "indirect", "mixed"]:
    inside = [one for one in quotations(text) if one.overlaps(content)]
    if any(one.start - 2 <= content.start and content.end <= one.end + 2 for one in inside):
        return "direct"
    return "mixed" if any(one.overlaps(content) for one in spoken(text)) else "indirect"


def _certainty(one: Found, content: str) -> Certainty:
    words = frozenset(re.findall(r"[a-z']+", content.lower()[:200]))
    sign = "-" if negated(content) else "+"
    if one.stance in _NOT_SAID:
        return "U"
    if one.stance == "denies":
        return "CT-" if one.polarity == "+" else "U"
    if one.polarity == "-":
        return "U"
    if words & lexicon().possible:
        return "PS-" if sign == "-" else "PS+"
    if words & lexicon().probable or one.stance in _LIKELY:
        return "PR-" if sign == "-" else "PR+"
    return "CT-" if sign == "-" else "CT+"


def _realis(one: Found, content: str) -> Realis:
    lower = content.lower()
    if _CONDITION.search(lower) or one.stance == "stipulates":
        return "conditional"
    if _GUESSED.search(lower):
        return "hypothetical"
    if one.stance in _NOT_SAID or _PLANNED.search(lower) or lower.startswith("to "):
        return "planned"
    return "ongoing" if _ONGOING.search(lower) else "past"
