"""The engine without a model: cue verbs by their forms; the source stands before them, what was said after them.

It finds less than the engine with a parser and takes a thousandth of the time. It has no dependency, so it is always there.
"""

import re
from collections.abc import Iterable, Iterator

from safeconduct.intake.document import Span
from safeconduct.intake.engine import Found, Piece
from safeconduct.intake.formulas import formulas
from safeconduct.intake.lexicon import Cue, kind_of, lexicon, stance_for
from safeconduct.intake.polarity import polarity, turned_by
from safeconduct.intake.sentences import sentences, spoken, trim

_TOKEN = re.compile(r"[A-Za-z][\w'-]*(?:\.[A-Z]\.)?|[0-9][\w.,:/-]*|[^\w\s]")
_BE = frozenset("is are was were be been being 's 're".split())
_HAVE = frozenset("has have had having 've".split())
_MODAL = frozenset("will would shall should can could may might must do does did cannot to".split())
_ADVERBS = frozenset(
    "also again still now then already not never once first later earlier further since yet openly always soon "
    "just only no longer even both all too neither".split()
)
_STOP = frozenset(
    "the a an this that these those its his her their our my your some any no each every of in on at by to from "
    "with without for as amid despite following than about into over under per all several many few new recent".split()
)
_JOINS = frozenset(
    "and but nor while as after before because when if where although though whereas that or until since whether".split()
)
_STARTS_CONTENT = frozenset(
    "that to the a an its his her their it he she they there this these no any all some both what how whether".split()
)
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE_TAIL = re.compile(
    r",? (?:(?:on|in|at|late|early|earlier|since|by|this|last) )?(?:(?:late|early|the same) )?(?:on )?"
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|evening|night|afternoon))?|yesterday|today"
    r"|earlier|again|later|separately"
    rf"|[0-9]{{1,2}} (?:{_MONTH})(?: [0-9]{{4}})?|(?:{_MONTH}) [0-9]{{1,2}}(?:,? [0-9]{{4}})?"
    r"|the same day|morning|evening|week|month|night)$",
    re.IGNORECASE,
)
_PAST = frozenset({"said", "told", "saw", "wrote", "thought", "sought", "put", "seen", "heard", "swore"})
_PHRASE_FIRST = re.compile(r"(?:in|on|at|during|after|before|since|by|for|from|speaking|with|as|amid|despite)\b", re.IGNORECASE)
_GERUND_FIRST = frozenset("while without by despite as after before instead".split())


class Shallow:
    """Attributions by word forms and fixed phrases."""

    name = "shallow"
    version = "1"

    def finds(self, pieces: Iterable[Piece]) -> Iterator[tuple[Piece, tuple[Found, ...]]]:
        """Find the attributions of each paragraph, one paragraph after the other."""
        for piece in pieces:
            yield piece, tuple(found for sentence in sentences(piece.text) for found in in_sentence(piece.text, sentence))


def in_sentence(text: str, sentence: Span) -> list[Found]:
    """Find the attributions of one sentence."""
    fixed = list(formulas(text, sentence))
    read = _Sentence(text, sentence)
    told = fixed
    for at in range(len(read.words)):
        if (found := read.at(at)) is not None and not any(one.cue and found.cue and one.cue.overlaps(found.cue) for one in fixed):
            told = [*told, found]
    return told


def when_and_where(text: str, span: Span) -> Span | None:
    """Give a name without what only says when it was said; None where no name is left."""
    while (match := _DATE_TAIL.search(text, span.start, span.end)) is not None:
        span = Span(span.start, match.start())
    words = text[span.start : span.end]
    return span if 0 < len(words) <= 120 and not _PHRASE_FIRST.match(words) else None


class _Sentence:
    """The words of one sentence, and what was found in it so far."""

    def __init__(self, text: str, sentence: Span) -> None:
        self.text, self.sentence = text, sentence
        found = list(_TOKEN.finditer(text, sentence.start, sentence.end))
        self.words = [match[0].lower() for match in found]
        self.raw = [match[0] for match in found]
        self.spans = [Span(*match.span()) for match in found]
        self.quoted = spoken(text[sentence.start : sentence.end])
        self.speech = tuple(Span(one.start + sentence.start, one.end + sentence.start) for one in self.quoted)
        self.last: Span | None = None

    def at(self, at: int) -> Found | None:
        """Give the attribution whose cue is this word."""
        cues = tuple(cue for cue in lexicon().verbs.get(self.words[at], ()) if self._has_particle(cue, at))
        if not cues:
            return None
        group = self._group(at)
        form = self._form(at, group)
        if form is None:
            return None
        after = at + 1
        tail = (inverted := self._inverted(at, group)) is not None
        source = inverted or self._subject(group, form)
        kind = kind_of(self.text[source.start : source.end]) if source else "unknown"
        cue = stance_for(cues, kind)
        if cue is None or (source is None and form != "gerund"):
            return None
        if cue.particle and cue.particle not in ("that",):
            after += len(cue.particle.split())
        addressee, content = (None, self._left(group, source)) if tail else self._right(cue, after)
        rule = "shallow.inverted" if tail else f"shallow.{form}"
        if content is None and "clause" in cue.takes:
            addressee, content, rule = None, self._left(group, source), "shallow.after"
        if content is None or content.end - content.start < 3:
            return None
        if form == "gerund" and source is not None and content.start < source.start < content.end:
            content = trim(self.text, Span(content.start, source.start), " ,")
        self.last = source
        words = [
            word
            for word, span in zip(self.words[self._clause(group) : at], self.spans[self._clause(group) : at], strict=True)
            if source is None or not span.within(source)
        ]
        sign = polarity(words, source=self.text[source.start : source.end] if source else "")
        if group and self.words[group - 1] == "nor":  # whatever stood before it belongs to another verb
            sign = "-"
        return Found(
            cue=Span(self.spans[group].start, self.spans[after - 1].end),
            lemma=cue.lemma,
            stance=cue.stance,
            source=source,
            content=content,
            rule=rule,
            prior=cue.prior - 200,
            addressee=addressee,
            polarity=turned_by(self.text, content, sign),
        )

    def _has_particle(self, cue: Cue, at: int) -> bool:
        size = len(cue.particle.split())
        return not cue.particle or " ".join(self.words[at + 1 : at + 1 + size]) == cue.particle

    def _group(self, at: int) -> int:
        """Give where the verb with its helpers and adverbs begins."""
        group = at
        while group > 0 and (self._helps(group - 1) or (group < len(self.words) and self._is_adverb(group - 1))):
            group -= 1
        while group < at and self._is_adverb(group) and self.words[group] not in ("not", "never", "neither"):
            group += 1
        return group

    def _helps(self, at: int) -> bool:
        word = self.words[at]
        return word in _BE or word in _HAVE or word in _MODAL or word.endswith("n't")

    def _is_adverb(self, at: int) -> bool:
        word = self.words[at]
        return word in _ADVERBS or (
            word.endswith("ly") and len(word) > 4 and word not in ("daily", "weekly", "assembly", "family", "monthly")
        )

    def _form(self, at: int, group: int) -> str | None:
        """Say how the verb stands: `verb`, `gerund`, `as_saying`; None where it is a noun, passive or an infinitive."""
        word, helpers = self.words[at], self.words[group:at]
        before = self.words[group - 1] if group else ""
        if word.endswith("ing"):
            if _BE & set(helpers):
                return "verb"
            if before == "as":
                return "as_saying"
            return "gerund" if not before or before == "," or _GERUND_FIRST & set(self.words[max(0, group - 3) : group]) else None
        if "to" in helpers or before == "to":
            return None
        past = word.endswith("ed") or word in _PAST
        if past and _BE & set(helpers):
            return None
        if not past and word != "say" and not helpers and self._is_noun(at, before):
            return None
        if (
            past
            and not helpers
            and (before in _STOP - {"that", "this", "all", "several", "many", "few"} or self._next(at) in ("by",))
        ):
            return None
        return "verb"

    def _is_noun(self, at: int, before: str) -> bool:
        raw = self.raw[at - 1] if at else ""
        if not at or before in _STOP or before.endswith(("'s", "s'")) or before in (",", '"', "and", "or", ";", "-"):
            return True
        if before in lexicon().verbs or (before.endswith("ed") and not raw[0].isupper()):
            return True
        if raw[0].isupper() or before in ("he", "she", "it", "they", "we", "who", "you", "i"):
            return self._next(at) in (",", ".", "of", "and", "")
        return self._next(at) not in _STARTS_CONTENT and not self._next(at).endswith("ing")

    def _next(self, at: int) -> str:
        return self.words[at + 1] if at + 1 < len(self.words) else ""

    def _clause(self, at: int) -> int:
        """Give where the clause of a word begins."""
        begin = at
        while begin > 0 and self.words[begin - 1] not in (",", ";", ":", '"', "that", "which", "but", "and"):
            begin -= 1
        return begin

    def _inverted(self, at: int, group: int) -> Span | None:
        """Give the source of `..., said the minister`."""
        if group != at or at == 0 or self.words[at - 1] not in (",", '"') or not self._closes_speech(at):
            return None
        if self.words[at].endswith("ing") or at + 1 >= len(self.words) or self.words[at + 1] in ("that", "to", ":", ",", '"'):
            return None
        begin = at + 1
        end = begin
        while end < len(self.words) and self.words[end] not in (
            ",",
            ".",
            '"',
            ";",
            ":",
            "who",
            "in",
            "on",
            "during",
            "after",
            "as",
        ):
            end += 1
        return self._name(begin, end)

    def _closes_speech(self, at: int) -> bool:
        return (
            self.words[at - 1] == '"' or any(one.end <= self.spans[at].start for one in self.speech) or self.words[at - 1] == ","
        )

    def _subject(self, group: int, form: str) -> Span | None:
        """Give the source that stands before a verb."""
        if form == "gerund":
            return self.last or self._ahead(group)
        if form == "as_saying":
            return self._quoted_one(group)
        end = group
        if end and self.words[end - 1] == ",":
            described = self._back(end - 1)
            if described > 0 and self.words[described - 1] == ",":
                return self._name(self._back(described - 1), described - 1)
        if end and self.words[end - 1] in ("who", "which", "that"):
            end -= 1
            if end and self.words[end - 1] == ",":
                end -= 1
        elif end and self.words[end - 1] == "and":
            return self.last
        if end and self.words[end - 1] in ("he", "she", "it", "they"):
            return self.spans[end - 1]
        return self._name(self._back(end), end)

    def _back(self, end: int) -> int:
        """Give where the noun before a place begins."""
        begin = end
        while begin > 0:
            word = self.words[begin - 1]
            if word in (",", ";", ":") or (word == '"' and self._is_speech_mark(begin - 1)):
                break
            if word in _JOINS and not (word in ("and", "or") and self._joins_names(begin - 1)):
                break
            begin -= 1
        return begin

    def _is_speech_mark(self, at: int) -> bool:
        place = self.spans[at].start
        return any(one.start - 1 <= place <= one.end for one in self.speech)

    def _joins_names(self, at: int) -> bool:
        before = self.words[max(0, at - 5) : at]
        return not any(word in _BE or word in _HAVE or word in lexicon().verbs or word.endswith("ed") for word in before)

    def _name(self, begin: int, end: int) -> Span | None:
        """Give the name between two words, without what only says when and where it was said."""
        if end <= begin:
            return None
        return when_and_where(self.text, trim(self.text, Span(self.spans[begin].start, self.spans[end - 1].end), ' ,:"*-'))

    def _ahead(self, at: int) -> Span | None:
        """Give the subject of the main clause that follows `while not rejecting it, ...`."""
        comma = next((n for n in range(at, len(self.words)) if self.words[n] == ","), None)
        if comma is None:
            return None
        end = comma + 1
        while (
            end < len(self.words) and not self._helps(end) and not self._is_adverb(end) and self.words[end] not in lexicon().verbs
        ):
            end += 1
        return self._name(comma + 1, end) if end < len(self.words) else None

    def _quoted_one(self, group: int) -> Span | None:
        """Give whom a paper quotes "as saying": what stands between `quoted` and `as`."""
        end = group - 1
        begin = end
        while begin > 0 and self.words[begin - 1] not in lexicon().verbs:
            begin -= 1
        if begin > 1 and self.words[begin - 2] in _BE:  # "was quoted as saying"
            return self._name(self._back(begin - 2), begin - 2)
        return self._name(begin, end)

    def _right(self, cue: Cue, after: int) -> tuple[Span | None, Span | None]:
        """Give whom it was said to, and what was said, where both follow the verb."""
        if after >= len(self.words) or self.words[after] in (".", ";", ")"):
            return None, None
        end = self._end(after)
        words = self.words[after:end]
        addressee = None
        if "person" in cue.takes:
            turn = next((n for n, word in enumerate(words) if word in ("to", "that", "of", "for", "against", "as") and n), None)
            colon = next((n for n, word in enumerate(words) if word in (":", ",") and n), None)
            if turn is not None and turn <= 9 and words[0] not in ("that", "to", "for"):
                addressee = self._name(after, after + turn)
                skip = turn + 1 if words[turn] in ("that", "of") else turn
                return addressee, self._place(after + (skip if words[turn] != "as" else 0), end)
            if colon is not None and colon <= 6:
                return self._name(after, after + colon), self._place(after + colon + 1, end)
        if (
            "as" in cue.takes
            and cue.lemma in ("see", "view", "regard", "describe", "characterise", "characterize")
            and "as" not in words[:9]
        ):
            return None, None
        that = next((n for n, word in enumerate(words[:12]) if word == "that"), None)
        if that is not None and "clause" in cue.takes and (that == 0 or self._only_when(after, after + that)):
            return None, self._place(after + that + 1, end)
        first = words[0] if words else ""
        if first in (",", '"', ":") and not any(word.isalpha() for word in words[:3]):
            return None, None
        if cue.takes == {"act"} and first != "to" and not first.endswith("ing"):
            return None, None
        if first == "," and "clause" in cue.takes and not any(one.start > self.spans[after].start for one in self.speech):
            return None, None
        if first in ("in", "on", "at", "during", "after", "by", "with") or self._only_when(after, end):
            return None, None
        return None, self._place(after, end)

    def _only_when(self, begin: int, end: int) -> bool:
        if end <= begin:
            return False
        words = " " + self.text[self.spans[begin].start : self.spans[end - 1].end].strip(" .,")
        if (match := _DATE_TAIL.search(words)) and match.start() == 0:
            return True
        return (
            self.words[begin] in ("on", "in", "at", "during", "late", "earlier")
            and end - begin < 9
            and "to" not in self.words[begin:end]
        )

    def _end(self, begin: int) -> int:
        """Give where what was said ends: before ", adding ..." and another clause, never inside a quotation."""
        for n in range(begin, len(self.words)):
            place = self.spans[n].start
            if any(one.start <= place < one.end for one in self.speech):
                continue
            if self.words[n] == ";":
                return n
            if self.words[n] == "," and (
                self._next(n) in ("but", "while", "although", "whereas")
                or (self._next(n).endswith("ing") and self._next(n) in lexicon().verbs)
            ):
                return n
        return len(self.words)

    def _place(self, begin: int, end: int) -> Span | None:
        if begin >= end or begin >= len(self.words):
            return None
        return trim(self.text, Span(self.spans[begin].start, self.spans[min(end, len(self.words)) - 1].end), ' ,:."')

    def _left(self, group: int, source: Span | None) -> Span | None:
        """Give what was said where it stands before the verb and its source."""
        stop = min(self.spans[group].start, source.start if source else self.sentence.end)
        before = trim(self.text, Span(self.sentence.start, stop), " ")
        if before.end <= before.start or self.text[before.end - 1] not in ',"?!':
            return None
        inside = [one for one in self.speech if one.end <= stop]
        if inside and self.text[before.end - 1] == '"' and inside[0].start - self.sentence.start <= 2:
            before = Span(inside[0].start, inside[-1].end)
        return trim(self.text, before, ' ,"')
