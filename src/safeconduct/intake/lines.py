"""Where does a line end because the paper was too narrow, and where because the writer meant it?

A sentence that was broken to fit a page goes on; a list, a table, a headline and a quoted line stay as they are. The end of a
line becomes one space, so no character changes its place.
"""

import re
from itertools import pairwise

_NARROW, _WIDE = 40, 130
"""Text that was broken to fit has lines of about so many characters; longer lines nobody has broken."""
_OWN = re.compile(r"\s*(?:$|[>*•‣▪●◦|–—-]|\(?\d{1,3}[.)]\s|\(?[a-zA-Z][.)]\s)")
_TABLE = re.compile(r"\t|\||\S {3,}\S")


def unbroken(text: str) -> str:
    """Join lines that were broken to fit, paragraph by paragraph."""
    lines = text.split("\n")
    out, at = [], 0
    while at < len(lines):
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        if end > at:
            out.append(_joined(lines[at:end]))
        at = end
        while at < len(lines) and not lines[at].strip():
            out.append(lines[at])
            at += 1
    return "\n".join(out)


def _joined(lines: list[str]) -> str:
    width = max(map(len, lines), default=0)
    if not _NARROW <= width <= _WIDE or any(map(_TABLE.search, lines)):
        return "\n".join(lines)
    pieces = lines[:1]
    for before, line in pairwise(lines):
        # The first word of the next line would not have fitted where the line was broken for room.
        room = width - len(before.rstrip())
        fits = len(line.split(maxsplit=1)[0]) < room
        pieces += ["\n" if _OWN.match(line) or before.startswith(">") or fits else " ", line]
    return "".join(pieces)


def parted(page: str) -> str:
    """Part the paragraphs of a page that has no empty lines: one ends where a line stops well before the edge."""
    lines = page.split("\n")
    width = max(map(len, lines), default=0)
    out = []
    for number, line in enumerate(lines):
        out.append(line)
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if line.strip() and after.strip() and len(line.rstrip()) + len(after.split(maxsplit=1)[0]) + 1 < 0.9 * width:
            out.append("")
    return "\n".join(out)
