"""A small bundle on paper: cut into pieces, each a QR code, and put together again from the codes in any order.

Section 12 of `docs/spec/record.md`. The paper can be lost, copied and read by anyone; so can the file. What is missing is
named, and nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape

from safeconduct.record import base45
from safeconduct.record.faults import Bad

PIECE = 900
"""Bytes in one code: it can be read from paper that was folded."""
MOST_PIECES = 99

_FORM = re.compile(r"SCB:([1-9][0-9]?)/([1-9][0-9]?):([0-9A-F]{8}):(.+)", re.DOTALL)


def cut(data: bytes) -> list[str]:
    """Cut a file into the texts of its codes. Raises Bad for one that is too large for paper, or empty."""
    count = -(-len(data) // PIECE)
    if not 0 < count <= MOST_PIECES:
        raise Bad("printed.size", "too large to be printed, or empty", expected=f"1 to {MOST_PIECES * PIECE} bytes",
                  got=str(len(data)))  # fmt: skip
    return [f"SCB:{number + 1}/{count}:{_digest(data)}:{base45.encode(data[number * PIECE : (number + 1) * PIECE])}"
            for number in range(count)]  # fmt: skip


def join(texts: Iterable[str]) -> bytes:
    """Put the texts of codes together, in any order, also where one came twice.

    Raises Bad with the numbers that are missing, and for a text that does not belong to the others.
    """
    found: dict[int, bytes] = {}
    first: tuple[str, str] | None = None
    for place, text in enumerate(texts, 1):
        parsed = _FORM.fullmatch(text)
        if parsed is None or int(parsed[1]) > int(parsed[2]):
            raise Bad("printed.form", "not a code of a bundle", where=f"code {place}", expected="SCB:1/3:, 8 digits and :",
                      got=ascii(text[:40]))  # fmt: skip
        of, number = (parsed[2], parsed[3]), int(parsed[1])
        if first is not None and of != first:
            raise Bad("printed.other", "the code of another bundle", where=f"code {place}", expected=f"of {first[0]}, {first[1]}",
                      got=f"of {of[0]}, {of[1]}")  # fmt: skip
        part = base45.decode(parsed[4])
        if found.setdefault(number, part) != part:
            raise Bad("printed.differs", f"number {number} was read before, and said something else", where=f"code {place}")
        first = of
    if first is None:
        raise Bad("printed.none", "there is no code to put together")
    if missing := [number for number in range(1, int(first[0]) + 1) if number not in found]:
        raise Bad("printed.missing", f"still to be read: {', '.join(map(str, missing))}", expected=f"{first[0]} codes",
                  got=str(len(found)))  # fmt: skip
    data = b"".join(found[number] for number in sorted(found))
    if _digest(data) != first[1]:
        raise Bad("printed.digest", "together the codes are not the file that was printed; read them again", expected=first[1],
                  got=_digest(data))  # fmt: skip
    return data


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:8].upper()


def as_page(texts: Sequence[str], *, title: str, facts: Sequence[tuple[str, str]]) -> str:
    """Give a page of codes that any browser prints: no script, no address, its styles inside."""
    codes = "\n".join(f'<figure>{_drawn(text)}<figcaption>{escape(text.rpartition(":")[0][4:])}</figcaption></figure>'
                      for text in texts)  # fmt: skip
    said = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    return (f'<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(title)}</h1>\n<dl>{said}</dl>\n"
            f"<p>All {len(texts)} codes belong together. They can be read in any order.</p>\n<section>{codes}</section>\n"
            "</main>\n</body>\n</html>\n")  # fmt: skip


def _drawn(text: str) -> str:
    # Only this page needs it, and the verifier is shipped without it.
    import segno

    return str(segno.make(text, error="m", micro=False).svg_inline(scale=2, border=4, dark="#000", light="#fff", omitsize=True))


_STYLE = """
@page { size: A4; margin: 10mm }
body { margin: 0; color: #000; background: #fff; font: 10pt/1.3 "Noto Sans", sans-serif }
main { max-inline-size: 190mm; margin-inline: auto }
h1 { font-size: 14pt; margin-block: 0 2mm }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5mm 4mm; margin: 0 }
dd { margin: 0; overflow-wrap: anywhere; font-family: monospace }
section { display: grid; grid-template-columns: 1fr 1fr; gap: 4mm }
figure { margin: 0; text-align: center; break-inside: avoid; font-family: monospace }
figure svg { inline-size: 90mm; block-size: 90mm; display: block; margin-inline: auto }
""".replace("\n", " ").strip()
