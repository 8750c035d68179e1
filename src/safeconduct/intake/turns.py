"""Who speaks where no verb says so: turns of an interview, a label before a colon, bullets, a quotation that goes on.

Only the form of the text is asked, so every engine reads turns alike.
"""

import re
from collections import Counter

import msgspec

from safeconduct.intake.document import Document, Span
from safeconduct.intake.engine import Found, Names, Piece
from safeconduct.intake.lexicon import known_kind
from safeconduct.intake.plain_text import plain
from safeconduct.intake.sentences import quotations, trim

_LABEL = re.compile(r"[\"*_ ]{0,3}(?P<who>[A-Z][\w.'-]*(?: (?:of|the|de|al|[A-Z])[\w.'-]*){0,5}) ?[:.](?= )[*_]{0,2} ?")
_ROLE = re.compile(r"[\"*_ ]{0,3}(?P<who>[A-Z][\w.'-]*(?: [\w.'-]+){0,4}) ?:(?= )[*_]{0,2} ?")
_ASKS = frozenset({"q", "question", "interviewer", "reporter", "journalist", "host", "moderator", "presenter", "anchor"})
_ANSWERS = frozenset({"a", "answer"})
_NAME = re.compile(r"(?:[A-Z][\w'-]+ ){1,4}(?:\"[A-Z][\w'-]+\"|[A-Z][\w'-]+)")
_BULLET = re.compile(r"(?:[-*\u2022]|\(?[a-z0-9]{1,2}[.)]) +")
_ISSUED = re.compile(
    r"\b(?:statement|communique|communiqué|declaration|message|letter|bulletin|note|appeal|address)s? "
    r"(?:of|by|from|to .{3,40}? from) (?P<who>(?:the )?[^,.;:\n]{3,80})",
    re.IGNORECASE,
)
_WE_THE = re.compile(r"\b[Ww]e, (?P<who>(?:the |an? )?[^,;.]{3,90}(?:, [^,;.]{3,40} and [^,;.]{3,40})?),")
_OUTSIDE = frozenset({"headline", "byline", "dateline", "caption"})
_LEAST, _ASKED, _PROMPT = 3, 45, 11
_ASKED_OF = re.compile(r"\b(?:to|with|asked|met|of|put to|joined by|meet|meets|and) (?:[\w'-]+ ){0,5}\Z", re.IGNORECASE)
_TITLE = re.compile(r",? (?:is|was|has|who|answers?|answered|spoke|speaks|told|says|(?:the|an?|its|head|chief|deputy)\b)")
_BYLINE = re.compile(r"\b(?:By|interviewed by|words|asked by) \Z")
_ROLE_SPEAKS = re.compile(
    r"(?:^|\n)(?P<who>(?:An?|The|One of the) [^,.:;?\n]{5,80}?),? (?:(?:was |is )?interviewed|(?:talks|speaks|spoke|talked"
    r"|answers|answered|replied|explains|in conversation|tells|told|who) )"
)
_NOTE = re.compile(r"^[\[(]|\binterview (?:was|has been)\b|\bspoke (?:to|with)\b")


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker of an interview says: the words of the label, and whether this one only asks."""

    who: str
    label: int
    asks: bool


def turns(document: Document) -> dict[int, Turn]:
    """Give the turns of an interview by the numbers of their paragraphs; nothing where the document is none."""
    texts = {block.number: plain(document.words(block.span)).text for block in document.blocks if block.kind not in _OUTSIDE}
    labels = {n: match for n, words in texts.items() if (match := _LABEL.match(words)) is not None and _is_label(match)}
    roles = {n: match for n, words in texts.items() if n not in labels and (match := _ROLE.match(words)) is not None}
    repeated = Counter(match["who"] for match in roles.values())
    more = labels | {n: match for n, match in roles.items() if repeated[match["who"]] > 1}
    if any(_asks(who, document, [texts[n] for n, match in more.items() if match["who"] == who])
           for who in {match["who"] for match in more.values()}):  # fmt: skip
        labels = more
    often = Counter(match["who"] for match in labels.values())
    if sum(often.values()) < _LEAST or max(often.values()) < 2:
        return _by_questions(document, texts)
    who_asks = {who for who in often if _asks(who, document, [texts[n] for n, match in labels.items() if match["who"] == who])}
    if len(who_asks) == len(often):
        return {}
    named = {who: _speaker(who, document, often) for who in often}
    return {n: Turn(who=named[match["who"]], label=match.end(), asks=match["who"] in who_asks) for n, match in labels.items()}


def _by_questions(document: Document, texts: dict[int, str]) -> dict[int, Turn]:
    """Give the turns of an interview without labels: questions, and between them what one person answers."""
    asked, who, told = [n for n, words in texts.items() if _is_question(words)], _asked_person(document), dict[int, Turn]()
    if len(asked) < 2 or not who or asked[0] == next(iter(texts)):
        return {}
    order = [n for n in texts if n >= asked[0] and not _NOTE.search(texts[n])]
    asks = False
    for n, after in zip(order, [*order[1:], 0], strict=True):
        words = texts[n]
        # A prompt that is no question is short, and stands between two answers.
        prompt = not asks and after and after not in asked and '"' not in words and len(words.split()) < _PROMPT
        asks = n in asked or bool(prompt and len(texts[after]) > len(words))
        told[n] = Turn(who=who, label=0, asks=asks)
    return told


def _is_question(words: str) -> bool:
    whole = words.strip(" *_")
    return whole.rstrip("\"'").endswith("?") and len(whole.split()) < _ASKED and '"' not in whole.strip('"')


def _asked_person(document: Document) -> str:
    """Give who answers, as the head of the text names them: not who asked, nor whose byline it is."""
    head = plain(document.text[:1500]).text
    for match in _ROLE_SPEAKS.finditer(head):
        if known_kind(match["who"]) in ("official", "anonymous", "mission", "correspondent"):
            return match["who"]
    found = [(-_answers(head, match), match.start(), match[0]) for match in _NAME.finditer(head)
             if match[0] not in document.publisher and known_kind(match[0]) == "official"]  # fmt: skip
    return min(found)[2] if found else ""


def _answers(head: str, match: re.Match[str]) -> int:
    before, after = head[max(0, match.start() - 60) : match.start()], head[match.end() : match.end() + 60]
    return 2 * bool(_ASKED_OF.search(before)) + bool(_TITLE.match(after)) - 3 * bool(_BYLINE.search(before))


def _is_label(match: re.Match[str]) -> bool:
    return match[0].rstrip().rstrip("*_").endswith(":") or match["who"].lower() in _ASKS | _ANSWERS


def _asks(who: str, document: Document, said: list[str]) -> bool:
    if who.lower() in _ASKS:
        return True
    if who.lower() in _ANSWERS:
        return False
    publisher = document.publisher.lower()
    if publisher and (who.lower() in publisher or publisher in who.lower() or who == _initials(document.publisher)):
        return True
    return 2 * sum(words.rstrip().rstrip("\"'*_").endswith("?") for words in said) > len(said)


def _initials(words: str) -> str:
    return "".join(word[0] for word in words.split() if word[:1].isupper())


def _speaker(who: str, document: Document, often: Counter[str]) -> str:
    """Give the fullest name that the text has for a label."""
    text = plain(document.text).text
    if who.lower() in _ANSWERS:
        return _asked_person(document) or who
    if who.isupper() and 2 <= len(who) <= 4:
        names = re.findall(rf"(?:[A-Z][\w'-]+ ){{{len(who) - 1}}}[A-Z][\w'-]+", text)
        return next((one for one in names if _initials(one) == who), who)
    surname = who.split()[-1]
    found = re.findall(
        rf"(?:[A-Z][\w'.-]+ ){{0,4}}\"?{re.escape(surname.title() if who.isupper() else surname)}\"?(?![\w-])", text
    )
    longest = max((one for one in found if not one.startswith(("The ", "In ", "On ", "At "))), key=len, default=who)
    return longest if len(longest) > len(who) else who


def answer(piece: Piece, turn: Turn) -> Found | None:
    """Give the whole of an answer as one thing said."""
    text = piece.text
    content = trim(text, Span(turn.label, len(text)), ' "*_\n')
    if turn.asks or content.end - content.start < 2:
        return None
    return Found(
        cue=None,
        lemma="",
        stance="asserts",
        source=trim(text, Span(0, turn.label), ' :.*_"'),
        content=content,
        rule="turn.answer",
        prior=720,
    )


def labelled(piece: Piece, names: Names) -> Found | None:
    """Give what stands in a headline behind the name of a source and a colon, or before a colon and the name."""
    text = piece.text
    if (piece.block.kind != "headline" and piece.block.number > 1) or ":" not in text:
        return None
    at = text.find(": ")
    if at < 0:
        return None
    front, back = Span(0, at), Span(at + 2, len(text))
    for who, said in ((front, back), (back, front)):
        words = text[who.start : who.end].strip()
        if 0 < len(words.split()) <= 5 and '"' not in words and _is_source(words, names):
            content = trim(text, said, " \n")
            return Found(
                cue=Span(at, at + 1),
                lemma=":",
                stance="asserts",
                source=trim(text, who),
                content=content,
                rule="turn.headline",
                prior=640,
            )
    return None


def _is_source(words: str, names: Names) -> bool:
    kind = known_kind(words)
    return bool(names.actor(words)) or kind in ("official", "anonymous", "newspaper", "broadcaster", "agency", "mission", "party")


def goes_on(piece: Piece) -> Span | None:
    """Give a quotation that is the whole of a paragraph, so that only the text around it says whose it is."""
    text = piece.text.strip()
    if piece.block.kind == "headline" or piece.block.number == 1 or len(text) < 12 or not text.startswith('"'):
        return None
    inside = quotations(piece.text)
    if len(inside) == 1 and len(piece.text[inside[0].end :].strip(' ".\n')) == 0:
        return trim(piece.text, inside[0])
    return None


def lead(text: str) -> str:
    """Give the words of a lead-in without a verb: "The participants:", "The Commission, meeting at the bridge,"."""
    line = re.split(r"\n|(?<=[a-z0-9)])\. ", text.strip())[-1]
    if not line.endswith((":", ",")) or '"' in line:
        return ""
    words = line.rstrip(":, ").partition(",")[0]
    return words if 0 < len(words.split()) <= 8 else ""


def bullet(text: str) -> int:
    """Give where the words of a bullet begin; 0 where the text is none."""
    match = _BULLET.match(text)
    return match.end() if match else 0


def author(document: Document) -> str:
    """Say who "we" is in a text that is nobody's quotation: "We, the ...", "Statement of the ...", else the publisher."""
    return issuer(document) or document.publisher


def issuer(document: Document) -> str:
    """Give whose text a document says it is: "We, the ...", "Statement of the ..."."""
    text = plain(document.text[:4000]).text
    if (match := _WE_THE.search(text)) is not None:
        return match["who"]
    if (match := _ISSUED.search(text.partition("\n")[0])) is not None:
        return re.split(r" (?:on|about|after|in|at|to) ", match["who"])[0]
    return ""
