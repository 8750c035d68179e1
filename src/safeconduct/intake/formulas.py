"""Fixed phrases that attribute, for every engine: according to, reportedly, it is believed, under the plan, reports that."""

import re
from collections.abc import Iterator

from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found
from safeconduct.intake.lexicon import kind_of, lexicon
from safeconduct.intake.sentences import trim
from safeconduct.kernel.acts import Stance

_ACCORDING = re.compile(r"\b(?:according to|in the words of|as (?:reported|told|stated|noted) by)\b ", re.IGNORECASE)
_SEEMS = (
    r"(?:believed|reported|thought|said|understood|alleged|estimated|feared|rumoured|rumored|assumed|claimed|presumed|suspected"
    r"|known)"
)
_STANCE: dict[str, Stance] = {
    "believed": "views",
    "thought": "views",
    "understood": "views",
    "assumed": "views",
    "presumed": "views",
    "suspected": "views",
    "feared": "views",
    "estimated": "estimates",
    "reported": "reports",
    "reportedly": "reports",
}
_IT_IS = re.compile(rf"\bit (?:is|was|has been) (?:also |widely |not |being )?(?P<verb>{_SEEMS}) that\b", re.IGNORECASE)
_IS_SAID = re.compile(rf"\b(?:is|are|was|were) (?:also |widely |still |not )?(?P<verb>{_SEEMS}) to\b")
_ADVERB = re.compile(r"\b(?P<verb>reportedly|allegedly|purportedly|supposedly)\b", re.IGNORECASE)
_TEXTS = (
    r"plan|agreement|accord|accords|deal|memorandum|protocol|resolution|terms|roadmap|proposal|arrangement|treaty|text|draft"
    r"|provisions"
    r"|article|annex|point|paragraph|clause|framework|understanding"
)
_UNDER = re.compile(
    rf"(?:(?<!\S)(?=[A-Z])|(?<=[.,;] )|(?<=that )|(?<=and )|(?<=but ))(?P<cue>Under|under|In line with|Pursuant to|pursuant to) "
    rf"(?P<who>[^,.;]{{0,60}}?\b(?i:{_TEXTS})\b[^,.;]{{0,40}}),"
)
_NAME_END = re.compile(r"[,.;:]|\"? (?:that|who|which|but|while|as|after|before|although|and (?:that|said))\b|$")
_HOLDER = re.compile(r"(?:(?P<of>(?:[\w'-]+ ){0,5}?[\w'-]+)(?:'s|') )?(?:[a-z-]+ ){0,2}$")
_WHAT = re.compile(r" that\b| (?:of|to)\b")
_OPENS = re.compile(r"\b(?:that|but|and|while|because|whether)$")
_FURTHER = re.compile(r"(?:an?|the|its|his|her|citing|quoting|(?:who|which)(?: in turn)? (?:cited|quoted)) [^,.;]{3,90},")
_VERB_LIKE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|said|says|\w{3,}ed)\b")


def according(text: str, sentence: Span) -> Iterator[Found]:
    """Find "according to ...", at the front, inside or at the end of a sentence."""
    for match in _ACCORDING.finditer(text, sentence.start, sentence.end):
        begin = match.end()
        ends = _NAME_END.search(text, begin, sentence.end)
        end = ends.start() if ends else sentence.end
        source = trim(text, Span(begin, end), ' "')
        if source.end <= source.start:
            continue
        cue = trim(text, Span(match.start(), match.end()))
        before = trim(text, Span(sentence.start, match.start()), ' ,"')
        if _OPENS.search(text, before.start, before.end):
            before = Span(before.end, before.end)
        after = _after(text, end, sentence.end)
        content = after if before.end - before.start < 12 and after.end > after.start else before
        if content.end - content.start < 3:
            continue
        words = text[source.start : source.end]
        yield Found(
            cue=cue,
            lemma="according to",
            stance=stance_of(words),
            source=source,
            content=content,
            rule="formula.according",
            prior=900,
        )


def _after(text: str, end: int, stop: int) -> Span:
    """Give what follows a name, stepping over words that only describe it."""
    rest = trim(text, Span(end, stop), " ,")
    further = _FURTHER.match(text, rest.start, rest.end)
    if further and text[end : end + 1] == "," and not _VERB_LIKE.search(further[0]):
        rest = trim(text, Span(further.end(), rest.end), " ,")
    return trim(text, rest, " .")


def stance_of(words: str) -> Stance:
    """Give what a source does of which only the name stands there: a plan stipulates, a paper reports."""
    lower = words.lower()
    if "estimate" in lower:
        return "estimates"
    kind = kind_of(words)
    if kind == "document":
        return "reports" if re.search(r"\b(?:report|statement|letter)s?\b", lower) else "stipulates"
    return (
        "reports" if kind in ("newspaper", "broadcaster", "agency", "correspondent") or lower.startswith("reports") else "asserts"
    )


def impersonal(text: str, sentence: Span) -> Iterator[Found]:
    """Find what somebody is believed or said to have done: the text names no source."""
    for pattern, rule in ((_IT_IS, "formula.it_is"), (_IS_SAID, "formula.is_said"), (_ADVERB, "formula.adverb")):
        for match in pattern.finditer(text, sentence.start, sentence.end):
            verb = match["verb"].lower()
            begin = match.end() if rule == "formula.it_is" else clause_start(text, sentence, match.start())
            content = trim(text, Span(begin, clause_end(text, sentence, match.end())), ' ,."')
            if content.end > content.start:
                yield Found(
                    cue=Span(match.start(), match.end()),
                    lemma=verb,
                    stance=_STANCE.get(verb, "asserts"),
                    source=None,
                    content=content,
                    rule=rule,
                    prior=660,
                    polarity="-" if " not " in match[0] else "+",
                )


_VIEWS: dict[str, Stance] = {
    **dict.fromkeys(("view", "opinion", "judgement", "judgment", "reading", "eyes", "mind"), "views"),
    **dict.fromkeys(
        ("assessment", "estimate", "estimation", "count", "reckoning", "calculation", "calculations", "tally"), "estimates"
    ),
    **dict.fromkeys(("account", "words", "telling", "version", "admission", "description", "phrase"), "asserts"),
}
_VIEW = rf"(?P<how>{'|'.join(sorted(_VIEWS, key=len, reverse=True))})"
_IN_VIEW = re.compile(
    rf"\b(?:[Ii]n|[Bb]y) (?:(?P<own>his|her|their|its)|(?P<whose>[A-Za-z][^,.;]{{1,60}}?)(?:'s|'))"
    rf"(?: own)?(?: [a-z]+)? {_VIEW}\b,?"
    rf"|\b(?:[Ii]n|[Tt]o|[Bb]y) the {_VIEW.replace('how', 'what')} of (?P<of>[^,.;]{{2,60}}),"
)


def in_view(text: str, sentence: Span) -> Iterator[Found]:
    """Find "in the mission's view" and "in her opinion"."""
    for match in _IN_VIEW.finditer(text, sentence.start, sentence.end):
        group = next(name for name in ("own", "whose", "of") if match[name])
        after = trim(text, Span(match.end(), sentence.end), " ,.")
        before = trim(text, Span(sentence.start, match.start()), " ,")
        content = before if before.end - before.start > 12 and after.end - after.start < 12 else after
        if content.end - content.start > 3:
            yield Found(
                cue=Span(match.start(), match.end()),
                lemma="in view",
                stance=_VIEWS[match["how"] or match["what"]],
                source=Span(match.start(group), match.end(group)),
                content=content,
                rule="formula.view",
                prior=760,
            )


_SOURCE = re.compile(
    r"[(\[](?P<cue>[Ss]ources?): ?(?P<who>[^)\]]{3,80})[)\]]"
    r"|(?<=[.;] )(?P<last>[Ss]ources?): (?P<whose>[^.;]{3,80})\.?$"
)


def in_brackets(text: str, sentence: Span) -> Iterator[Found]:
    """Find "(source: the survey)" behind what it is the source of."""
    for match in _SOURCE.finditer(text, sentence.start, sentence.end):
        cue, who = ("cue", "who") if match["cue"] else ("last", "whose")
        content = trim(text, Span(sentence.start, match.start()), " .;")
        if content.end > content.start:
            yield Found(
                cue=Span(match.start(cue), match.end(cue)),
                lemma="source",
                stance="asserts",
                source=trim(text, Span(match.start(who), match.end(who))),
                content=content,
                rule="formula.source",
                prior=800,
            )


def under(text: str, sentence: Span) -> Iterator[Found]:
    """Find "under the plan, ...": a document is the source."""
    for match in _UNDER.finditer(text, sentence.start, sentence.end):
        content = trim(text, Span(match.end(), sentence.end), " .")
        if content.end > content.start:
            yield Found(
                cue=Span(match.start("cue"), match.end("cue")),
                lemma="under",
                stance="stipulates",
                source=Span(match.start("who"), match.end("who")),
                content=content,
                rule="formula.under",
                prior=820,
            )


def nouns(text: str, sentence: Span) -> Iterator[Found]:
    """Find "reports that ...", "Israel's claim that ...": the holder of the noun is the source, or nobody."""
    for match in re.finditer(r"[A-Za-z]+", text[sentence.start : sentence.end]):
        cue = lexicon().nouns.get(match[0].lower())
        end = sentence.start + match.end()
        if cue is None or not text.startswith(" that ", end):
            continue
        start = sentence.start + match.start()
        source = _holder(text, sentence, start)
        content = trim(text, Span(end + 6, clause_end(text, sentence, end)), ' ,."')
        if content.end > content.start and not _is_verb(text, sentence, start):
            yield Found(
                cue=Span(start, end),
                lemma=cue.lemma,
                stance=cue.stance,
                source=source,
                content=content,
                rule="formula.noun",
                prior=cue.prior,
            )


_POSSESSED = re.compile(r"((?:[Tt]he )?(?:[A-Z][\w-]+ ){0,3}[A-Z][\w-]+|the [a-z]+)(?:'s?) (?:[a-z-]+ ){0,2}$")
_BY = re.compile(r"((?:its|his|her|their) )(?:[a-z-]+ ){0,1}$")


def _holder(text: str, sentence: Span, start: int) -> Span | None:
    before = text[sentence.start : start]
    if match := _POSSESSED.search(before) or _BY.search(before):
        return trim(text, Span(sentence.start + match.start(1), sentence.start + match.end(1)))
    return None


def _is_verb(text: str, sentence: Span, start: int) -> bool:
    """Whether "reports" is what somebody does: a name, `who` or a noun stands right before it."""
    word = text[sentence.start : start].rstrip().rpartition(" ")[2]
    return bool(word) and (
        (word[0].isupper() and len(word) > 3 and word.lower() not in ("amid", "the", "despite", "israeli", "following"))
        or word in ("who", "he", "she", "it", "they", "newspaper", "mission", "daily", "paper", "agency")
    )


_CLAUSE = re.compile(r"[;]|, (?:but|while|although|whereas|and (?:that|it|he|she|they)|who|which)\b|\. ")


def clause_end(text: str, sentence: Span, begin: int) -> int:
    """Give where what was said ends: at the end of the sentence, or before another clause."""
    match = _CLAUSE.search(text, begin, sentence.end)
    return match.start() if match else sentence.end


def clause_start(text: str, sentence: Span, end: int) -> int:
    """Give where the clause a word stands in begins."""
    starts = [match.end() for match in re.finditer(r"[;:]|, (?:but|while|and|although)\b|\bthat\b", text[sentence.start : end])]
    return sentence.start + starts[-1] if starts else sentence.start


def formulas(text: str, sentence: Span, *, with_nouns: bool = True) -> tuple[Found, ...]:
    """Find every fixed phrase of a sentence; "reports that" only where no parse shows it better."""
    every = (according, impersonal, under, in_view, in_brackets)
    fixed = tuple(one for find in every for one in find(text, sentence))
    return (*fixed, *nouns(text, sentence)) if with_nouns else fixed
