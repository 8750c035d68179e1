"""What was found in the paragraphs, put together: which attribution stands inside which, and the whole chain of each."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal

from msgspec.structs import replace

from safeconduct.intake.back_references import Sources, is_first
from safeconduct.intake.document import Document, Span
from safeconduct.intake.draft import Certainty, Draft, Realis, Source
from safeconduct.intake.engine import Found, Names, Piece
from safeconduct.intake.lexicon import lexicon
from safeconduct.intake.polarity import negated
from safeconduct.intake.sentences import quotations, sentences, spoken, trim
from safeconduct.intake.turns import Turn, answer, bullet, goes_on, issuer, labelled, lead, turns

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
    sources, speakers = Sources(document, names), turns(document)
    leading, issued = "", issuer(document)
    for piece, every in found:
        turn = speakers.get(piece.block.number)
        if not (leading or issued):
            every = tuple(one for one in every if one.rule != "dep.lead")
        ordered = [_cut(piece.text, one, every) for one in _once([*every, *_in_form(piece, turn, names)])]
        ordered = _ordered([*ordered, *_carried(piece, ordered), *_unnamed_quotation(piece, ordered)])
        told.extend(_of_piece(piece, ordered, sources, len(told), names, turn.who if turn else leading or issued))
        if not (bullet(piece.text) or any(one.rule == "dep.lead" for one in ordered)):
            before = _source_words(piece.text, ordered) if piece.text.rstrip().endswith(":") else ""
            leading = lead(piece.text) or before or leading  # what leads in a list holds until something else does
    return tuple(told)


def _in_form(piece: Piece, turn: Turn | None, names: Names) -> list[Found]:
    """Give what the form of a paragraph attributes: the turn of an interview, the label of a headline."""
    found = answer(piece, turn) if turn is not None else labelled(piece, names)
    return [found] if found is not None else []


def _unnamed_quotation(piece: Piece, found: list[Found]) -> list[Found]:
    """Draft a paragraph that is one quotation and names nobody as going on with the last source."""
    span = goes_on(piece)
    if span is None or any(one.cue is None or (one.content.within(span) and one.cue.start > span.end) for one in found):
        return []
    return [
        Found(cue=None, lemma="", stance="asserts", source=None, content=span, rule="carried.quotation", prior=420, carried=True)
    ]


def _source_words(text: str, found: list[Found]) -> str:
    last = next((one.source for one in reversed(found) if one.source is not None), None)
    return text[last.start : last.end] if last else ""


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


def _of_piece(piece: Piece, ordered: list[Found], sources: Sources, first: int, names: Names, spoken_by: str) -> list[Draft]:
    parents = [_parent(n, ordered) for n in range(len(ordered))]
    chains: dict[int, tuple[Source, ...]] = {}
    links: dict[Span, Source] = {}
    read: list[tuple[int, int, Source]] = []
    for n in sorted(range(len(ordered)), key=lambda n: _depth(n, parents)):
        one, above = ordered[n], parents[n]
        outer = chains.get(above, ()) if above is not None else ()
        words = piece.text[one.source.start : one.source.end] if one.source else ""
        if one.rule == "turn.answer" or (one.rule == "dep.lead" and spoken_by):
            words = spoken_by
        if outer and is_first(words):
            chains[n] = outer
            continue
        if one.rule == "carried.quotation":
            link = sources.last() or sources.source("", None)
        else:
            meant = piece.text[one.antecedent.start : one.antecedent.end] if one.antecedent else ""
            own = above is not None and _in_own_words(piece.text, ordered[above])
            meant = meant if own else _own_speaker(words, outer) or meant
            link = (links.get(one.source) if one.source and not meant else None) or sources.source(
                words, piece.span(one.source) if one.source else None, meant, but=outer[-1:] if own else ()
            )
        if one.source:
            links[one.source] = link
        if link.words and not outer:
            outer = sources.carriers(link)
        if one.through is not None:
            medium = sources.source(piece.text[one.through.start : one.through.end], piece.span(one.through))
            outer = outer if any(_alike(medium, each) for each in outer) or _is_publisher(medium, sources) else (*outer, medium)
        chains[n] = outer if outer and link.words and _alike(outer[-1], link) else (*outer, link)
        if link.words:
            read.append((-_depth(n, parents), n, link))
            sources.remember(chains[n])
    sources.read_on([link for _, _, link in sorted(read, key=lambda each: each[:2])])
    return [
        _draft(piece, one, chains[n], first + n, None if parents[n] is None else first + (parents[n] or 0), names)
        for n, one in enumerate(ordered)
        if not one.only or chains[n][-1].kind in one.only
    ]


def _in_own_words(text: str, one: Found) -> bool:
    """Whether what was said stands there as it was said: an answer, or a quotation."""
    return one.rule == "turn.answer" or _quote(text, one.content) == "direct"


def _own_speaker(words: str, outer: tuple[Source, ...]) -> str:
    """Give whom a pronoun inside somebody's words means, where it fits who says them: "it said that it had refused"."""
    if not outer or not outer[-1].words:
        return ""
    last, lower = outer[-1], words.lower()
    person = last.kind in ("official", "anonymous", "correspondent")
    if (lower in ("he", "she") and person) or (lower == "it" and not person and last.kind != "unknown"):
        return last.words
    return ""


def _alike(one: Source, other: Source) -> bool:
    return (
        bool(one.actor) and one.actor == other.actor and one.kind == other.kind
    ) or one.words.casefold() == other.words.casefold()


def _is_publisher(link: Source, sources: Sources) -> bool:
    publisher = sources.publisher.casefold()
    return bool(publisher) and link.words.casefold().removeprefix("the ") == publisher.removeprefix("the ")


def _depth(n: int, parents: list[int | None]) -> int:
    """Give how many attributions stand around one. A ring, which the text cannot make, would end here."""
    depth, above = 0, parents[n]
    while above is not None and depth <= len(parents):
        depth, above = depth + 1, parents[above]
    return depth


def _parent(n: int, ordered: list[Found]) -> int | None:
    """Give the nearest attribution in whose content this one stands. Of two around it the shorter."""
    mark = ordered[n].cue or ordered[n].content
    if ordered[n].inside is not None:
        return next((k for k, other in enumerate(ordered) if other.cue == ordered[n].inside and k != n), None)
    around = [
        (_reach(other), -_steps(other, ordered), k)
        for k, other in enumerate(ordered)
        if k != n
        and mark.within(other.content)
        and not (
            other.cue is not None and other.cue.within(ordered[n].content) and other.inside is None and ordered[n].cue is not None
        )
        and not ordered[n].carried
    ]
    return min(around)[2] if around else None


def _steps(one: Found, ordered: list[Found]) -> int:
    """Give how many attributions one was put inside by its words."""
    steps = 0
    while one.inside is not None and steps <= len(ordered):
        above = next((other for other in ordered if other.cue == one.inside), None)
        if above is None:
            break
        one, steps = above, steps + 1
    return steps


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
