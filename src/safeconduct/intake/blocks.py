"""What is each paragraph of a text: headline, byline, dateline, caption, bullet, table, quotation, body, or none of the story?

A paragraph is what empty lines part. A caption, a byline or a line of navigation
taken for body would be quoted as if the document had said it.
"""

import re
from collections.abc import Iterator

from safeconduct.intake.document import BlockKind, Span

_PARTED = re.compile(r"\n[ \t\r\f\v\u00a0]*\n")
_BULLET = re.compile(r"(?:[*•‣▪●◦–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])[ \t\u00a0]+\S")
_QUOTED = re.compile(r">")
_LONG = 200
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
DATE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})-(?P<month3>\d{2})-(?P<day3>\d{2}))\b",
    re.IGNORECASE,
)
_BY = re.compile(r"(?i:by|from|reporting by|text:|author:|correspondent:)\s+[A-Z\u00c0-\u024f]")
_UPDATED = re.compile(r"(?i:published|updated|posted|issued|released|last modified|date|created)\b\s*(?:on|at|:)?\s")
_DATELINE = re.compile(r"[A-Z][A-Z' .-]{2,40}(?:,\s*[A-Z0-9][\w. ]{2,30})?(?:\s*\([^)]{2,60}\))?\s*[-–—]{1,2}\s")
_CAPTION = re.compile(
    r"(?i)(?:(?:file|illustration|stock)?\s*(?:photo|image|picture)s?\b[^.]{0,40}[:/]|caption\s*:|photograph(?:ed)? by\b"
    r"|credit\s*:|photo by\b|ch[uú] th[ií]ch ảnh|\[(?:photo|image|video|map|figure)|figure \d+[.:]|map \d+[.:])"
)
_CREDIT = re.compile(r"(?i)(?:\b(?:photo|image|picture|credit)s?\s*(?:credit)?\s*:\s*[^.]{1,80}"
                     r"|\((?:photo|image)[^)]{0,80}\)|©\s*\S.{0,60})\s*$")
_NOTHING = re.compile(
    r"(?i)(?:advertisement|read more|read also|also read|see also|related(?: articles| stories)?\b|subscribe|sign up|sign in"
    r"|log in|share this|share on|follow us"
    r"|click here|cookie|privacy policy|terms of (?:use|service)|all rights reserved|copyright\b|©"
    r"|tags?\s*:|keywords?\s*:|newsletter|skip to|home\s*[>|/»]|more on this|recommended|most read"
    r"|print this|e-?mail this|unsubscribe|to unsubscribe)"
)
_SECTIONS = frozenset(
    """international world news politics middle-east africa asia europe americas opinion home breaking live national region
    regional latest security conflict diplomacy""".split()
)
_JOINING = re.compile(r"[\d:.,|/–-]+|in|of|and|at|for|UTC|GMT|[ap]\.?m\.?")
_ENDS = re.compile(r"[.!?…][\"'”’)\]]*\s*$")


def paragraphs(text: str) -> Iterator[Span]:
    """Give the place of each paragraph, without the white space around it."""
    start = 0
    for match in [*_PARTED.finditer(text), None]:
        end = match.start() if match else len(text)
        piece = text[start:end]
        bare = piece.strip()
        if bare:
            at = start + len(piece) - len(piece.lstrip())
            yield Span(at, at + len(bare))
        start = match.end() if match else end


def kinds(texts: list[str]) -> list[BlockKind]:
    """Say what each paragraph is. The headline is looked for among those before the first one that is body."""
    found: list[BlockKind] = [_kind(text) for text in texts]
    for at, (kind, text) in enumerate(zip(found, texts, strict=True)):
        if kind != "body":
            continue
        if len(text) > _LONG or _ENDS.search(text[-_LONG:]) or "\n" in text:
            break
        if at + 1 < len(texts):
            found[at] = "headline"
            break
    return found


def _kind(text: str) -> BlockKind:
    lines = [line for line in text.splitlines() if line.strip()]
    head = text[:_LONG]
    if all(_QUOTED.match(line.lstrip()) for line in lines):
        return "quote"
    if _is_table(lines):
        return "table"
    if _CAPTION.match(head) or (len(text) <= 2 * _LONG and _CREDIT.search(text[-_LONG:])):
        return "caption"
    if len(text) <= _LONG:
        if text.lower() in _SECTIONS or (_NOTHING.match(head) and (len(text) < 80 or not _ENDS.search(text))):
            return "boilerplate"
        if _is_byline(text):
            return "byline"
        if DATE.search(text) and len(DATE.sub("", text).split()) <= 6 and not _ENDS.search(text):
            return "dateline"
    if _BULLET.match(head):
        return "bullet"
    return "body"


def _is_byline(text: str) -> bool:
    words = DATE.sub("", text).split()
    if len(words) > 14:
        return False
    if _BY.match(text) and not _ENDS.search(text):
        return True
    named = [word for word in words if word[:1].isupper() or word[:1] == "("]
    if _UPDATED.match(text) and DATE.search(text):
        return True
    # A name with the house it writes for in brackets, as wires sign: nothing but names, and a day perhaps.
    rest = [word for word in words if word not in named and not _JOINING.fullmatch(word) and not word.endswith(")")]
    return "(" in text and len(named) >= 2 and not rest and not _ENDS.search(text.rstrip(")"))


def dateline_city(text: str) -> str:
    """Give the city a paragraph opens with, as in `RIVERTON, 6 Nov (House) -`, or nothing."""
    match = _DATELINE.match(text[:_LONG])
    return re.split(r"[,(–—-]", match[0])[0].strip().title() if match else ""


def _is_table(lines: list[str]) -> bool:
    if len(lines) < 2:
        return False
    return any(all(mark in line for line in lines) for mark in ("\t", "|", "   "))
