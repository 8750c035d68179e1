"""What may be kept about a person, and what is never held about anyone: asked before anything is sealed.

The kinds are a closed list, each with a form. A text that looks like a telephone, a device, a position, or that is labelled as
a hiding place, a route, a unit or a commander is refused with its place. What a sentence means cannot be checked: a unit named
in the middle of a note is not found. Whoever writes is asked not to, and this is said on every page.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.secretariat.pictures import media_of

CASE = re.compile(r"[A-Z0-9][A-Z0-9-]{2,23}").fullmatch
"""A case number, as acts of a programme have it. It says nothing about the person."""
TEXT = "text/plain"


class Kind(NamedTuple):
    """One kind of what is kept: what it is for, how long it may be in characters (bytes for a picture), and its form."""

    what: str
    most: int
    form: str = ""
    lines: int = 1
    numbers: str = "no"
    """Whether numbers may stand in it that could be taken for a telephone or a position."""


KINDS = {
    "name": Kind("a name as the person gives it, in any script; each spelling apart", 200),
    "birth": Kind("year or day of birth, or two years between which it lies", 10, r"\d{4}(-\d\d-\d\d|/\d{4})?", numbers="yes"),
    "paper": Kind("kind and number of a paper of identity or travel", 80, numbers="yes"),
    "contact": Kind("the organisation or lawyer through whom the person is reached, never a telephone", 300),
    "need": Kind("what the person needs on the way: an interpreter, medicine, a wheelchair", 500, lines=10),
    "note": Kind("what has to be said about the person and fits nowhere else", 2_000, lines=40),
    "photo": Kind("a picture of the face, with consent: JPEG or PNG without data about camera and place", 2_000_000),
}
"""The only kinds there are. None is for a hiding place, a route, a unit, a commander, a telephone, a device, who knows whom."""

SEARCHED = ("name", "paper")
"""Kinds by which a case can be found. A search through notes would be a query across persons, and does not exist."""

_DIGIT = "[0-9\N{ARABIC-INDIC DIGIT ZERO}-\N{ARABIC-INDIC DIGIT NINE}\N{EXTENDED ARABIC-INDIC DIGIT ZERO}-"
_DIGIT += "\N{EXTENDED ARABIC-INDIC DIGIT NINE}]"
_NUMBER = re.compile(rf"\+?{_DIGIT}(?:[\s.()/-]{{0,2}}{_DIGIT}){{6,}}")
_DAYS = (rf"{_DIGIT}{{4}}-{_DIGIT}{{2}}-{_DIGIT}{{2}}", rf"{_DIGIT}{{1,2}}[./]{_DIGIT}{{1,2}}[./]{_DIGIT}{{4}}",
         r"(?:19|20)\d\d ?[/-] ?(?:19|20)\d\d")  # fmt: skip
_DAY = re.compile(rf"(?<!{_DIGIT})(?:{'|'.join(_DAYS)})(?!{_DIGIT})")
_POSITIONS = tuple(map(re.compile, (
    rf"-?{_DIGIT}{{1,3}}\.{_DIGIT}{{3,}}\s*[,;\s]\s*-?{_DIGIT}{{1,3}}\.{_DIGIT}{{3,}}",
    rf"{_DIGIT}{{1,3}}(?:\.{_DIGIT}+)?\s*[°º]\s*(?:{_DIGIT}{{1,2}}|[NSEWnsew]\b)",
    r"\b\d{1,2}[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?\d{2,5}\s?\d{2,5}\b",
    r"\b[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}\b",
    r"(?i)\bgeo:|\bmaps\.google|\bgoogle\.[a-z.]+/maps|\bgoo\.gl/maps|///\w+\.\w+\.\w+",
)))  # fmt: skip
_DEVICE = re.compile(r"(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b|\b(?:imei|imsi|iccid|android.?id|udid)\b")
_LABELS = {
    "a hiding place": ("hiding place", "hideout", "tunnel", "مخبأ", "نفق", "מקום מסתור", "מנהרה"),
    "a route of arrival": ("route", "route of arrival", "طريق الوصول", "المسار", "מסלול", "נתיב"),
    "a unit": ("unit", "brigade", "battalion", "الوحدة", "لواء", "كتيبة", "יחידה", "חטיבה", "גדוד", "פלוגה"),
    "a commander": ("commander", "القائد", "المسؤول", "מפקד", "ממונה"),
    "a telephone or a device": ("phone", "telephone", "mobile", "whatsapp", "telegram", "imei", "هاتف", "جوال", "טלפון", "נייד"),
}  # fmt: skip
_LABELLED = {what: re.compile(rf"(?im)^[\s*•-]*(?:{'|'.join(map(re.escape, words))})\s*[:=\N{{FULLWIDTH COLON}}]")
             for what, words in _LABELS.items()}  # fmt: skip
_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029\ufeff"


class Checked(NamedTuple):
    """What may be kept, as it will be kept: its bytes and its media type."""

    data: bytes
    media: str


def checked(kind: str, data: bytes) -> Checked:
    """Give what may be kept. Raises Invalid with every fault; no message repeats what was written about the person."""
    if kind not in KINDS:
        raise Invalid([Fault(code="SC041", message=f"{kind[:40]!a} is no kind of what is kept about a person", path="kind",
                             remedy=did_you_mean(kind, list(KINDS), otherwise=f"kinds are: {', '.join(KINDS)}"))])  # fmt: skip
    if kind == "photo":
        return _picture(data)
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8")).replace("\r\n", "\n").strip()
    except UnicodeDecodeError as error:
        raise Invalid([Fault(code="SC010", message=f"the {kind} is not UTF-8 text", path=kind,
                             remedy="save it as UTF-8 and try again")]) from error  # fmt: skip
    faults = [*_of_form(kind, text), *_never_held(kind, text)]
    if faults:
        raise Invalid(faults)
    return Checked(text.encode(), TEXT)


def check_case(case: str) -> None:
    """Raise Invalid for what is no case number."""
    if not CASE(case):
        raise Invalid([Fault(code="SC016", message=f"{case[:40]!a} is no case number", path="case",
                             remedy="write it as the acts do: capital letters, digits and dashes, such as SYN-4K7Q")])


def _picture(data: bytes) -> Checked:
    if len(data) > KINDS["photo"].most:
        raise Invalid([Fault(code="SC011", message=f"the picture has {len(data):,} bytes", path="photo",
                             remedy=f"at most {KINDS['photo'].most:,}; save it smaller")])  # fmt: skip
    return Checked(data, media_of(data))


def _of_form(kind: str, text: str) -> Iterator[Fault]:
    rule = KINDS[kind]
    if not text:
        yield Fault(code="SC016", message=f"the {kind} is empty", path=kind, remedy=f"write {rule.what}")
    elif len(text) > rule.most:
        yield Fault(code="SC011", message=f"the {kind} has {len(text):,} characters", path=kind,
                    remedy=f"at most {rule.most:,}: {rule.what}")  # fmt: skip
    elif rule.form and not (re.fullmatch(rule.form, text, re.ASCII) and _is_time(text)):
        yield Fault(code="SC016", message=f"the {kind} is not written as it should be", path=kind,
                    remedy="write 1994, 1994-05-02, or 1992/1996 where only that much is known")  # fmt: skip
    if text.count("\n") >= rule.lines:
        yield Fault(code="SC016", message=f"the {kind} has {text.count(chr(10)) + 1} lines", path=kind,
                    remedy=f"at most {rule.lines}")  # fmt: skip
    for place, letter in enumerate(text):
        if letter != "\n" and (letter in _TURNING or unicodedata.category(letter) == "Cc"):
            yield Fault(code="SC025", message=f"character {place + 1} is U+{ord(letter):04X}, which is not seen", path=kind,
                        remedy="take it out")  # fmt: skip
            break


def _is_time(text: str) -> bool:
    first, _, last = text.partition("/")
    try:
        date.fromisoformat(first if "-" in first else f"{first}-01-01")
    except ValueError:
        return False
    return not last or first <= last


def _never_held(kind: str, text: str) -> Iterator[Fault]:
    def fault(what: str, at: int) -> Fault:
        line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
        return Fault(code="SC041", path=kind,
                     message=f"line {line}, character {column} of the {kind} looks like {what}, which is never held",
                     remedy="take it out; what is not held cannot be stolen, and nobody can be made to give it")  # fmt: skip

    for what, pattern in _LABELLED.items():
        if found := pattern.search(text):
            yield fault(what, found.start())
    if found := _DEVICE.search(text):
        yield fault("the id of a device", found.start())
    if KINDS[kind].numbers == "no":
        places = [found.start() for pattern in _POSITIONS if (found := pattern.search(text))]
        if places:
            yield fault("a position", min(places))
            return
        # A day is no telephone. It is blanked out, so that places stay as they are.
        if found := _NUMBER.search(_DAY.sub(lambda day: "x" * len(day[0]), text)):
            yield fault("the number of a telephone or a device", found.start())
