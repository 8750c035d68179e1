"""When, as a text says it: days, weeks, months, years and hours, as half-open periods with how exact they are.

What is counted from the day of the document is left open where the document has no day. What can be read in two ways has both
readings. Nothing is taken from the time of a file.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

from msgspec.structs import replace

from safeconduct.intake.days import COUNTS, MONTHS, READ, SHORT, WEEKDAYS, Days, Part
from safeconduct.intake.draft import When
from safeconduct.intake.plain_text import Plain, lowered, plain

_MONTH = rf"(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(SHORT)}|sept)\.?(?![a-z]))"
_YEAR = r"(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
_DAY = r"(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?"
_TO = r"(?: ?(?:-|to|and|until|or) ?(?:the )?(?P<last>[0-3]?[0-9])(?:st|nd|rd|th)?)?"
_PRE = (r"(?P<pre>(?:early|mid|late|since|before|after|until|till|by|around|about)(?:[ -](?:on|in|the))? ?-?"
        r"|(?:by |until |before |at )?the end of |(?:on|in|from|between|during) )?")  # fmt: skip
_CLOCK = (r"(?P<hour>[0-2]?[0-9])(?:[:.h](?P<minute>[0-5][0-9]))?(?: ?(?P<half>[ap]\.?m\b\.?))?(?: ?(?:hours|hrs))?"
          r"(?: (?P<zone>gmt|utc|local time|(?:\w{3,12} )time))?")  # fmt: skip
_COUNT = rf"(?P<count>[0-9]{{1,2}}|{'|'.join(COUNTS)})"
_COMING = re.compile(r"\b(?:will|shall|due|scheduled|deadline|by|next|coming|expected|until|planned|plans|to begin|to start|would"
                     r"|upcoming|later|set to|before)\b")  # fmt: skip
_PAST = re.compile(r"\b(?:was|were|had|has|took|since|began|said|last)\b")
_NEAR = 40

_PATTERNS = {
    "iso": r"\b(?P<year>(?:19|20)[0-9]{2})-(?P<month_n>[01][0-9])-(?P<day>[0-3][0-9])"
           r"(?:t(?P<hour>[0-2][0-9]):(?P<minute>[0-5][0-9])(?::[0-5][0-9])?(?P<offset>z|[+-][0-2][0-9]:?[0-5][0-9])?)?(?![0-9])",
    "day_month": rf"\b{_PRE}(?:the )?\b{_DAY}{_TO} (?:of )?{_MONTH}(?:,? {_YEAR})?",
    "month_day": rf"\b{_PRE}{_MONTH} {_DAY}(?![0-9:]){_TO}(?:,? {_YEAR})?(?![0-9])",
    "month_year": rf"\b{_PRE}{_MONTH},? (?:of )?{_YEAR}",
    "month": r"\b(?P<pre>(?:early|mid|late|since|before|after|until|by)(?:[ -](?:in|the))?[ -]|(?:by |until |before "
             r"|at )?the end of "
             rf"|in (?:early |late |mid-)?|during |throughout ){_MONTH}(?! [0-9])",
    "slashed": r"(?<![0-9/.])(?P<one>[0-3]?[0-9])(?P<mark>[/.])(?P<two>[0-3]?[0-9])(?P=mark)(?P<year>(?:19"
               r"|20)[0-9]{2})(?![0-9/])",
    "weekday": r"\b(?:(?P<pre>on|last|next|this|since|by|until|before|late|early|this past|this coming|the previous"
               r"|the following) )?"
               rf"(?P<weekday>{'|'.join(WEEKDAYS)})(?!s)\b",
    "relative": r"\b(?P<relative>the day before yesterday|the day after tomorrow|yesterday|today|tomorrow|tonight"
                r"|this (?:morning|afternoon|evening)|last night|overnight)\b",
    "same": r"\b(?:on |at |during )?(?P<same>(?:the|that) same (?:day|evening|morning|afternoon|night)|that (?:day"
            r"|evening|night|morning)"
            r"|the (?:previous|preceding) day|the day before|a day (?:earlier|later|before|after)|the (?:following|next) day"
            r"|the day after|the next morning)(?! (?:yesterday|tomorrow))\b",
    "of_month": r"\b(?P<pre>on|by|from|until|since) the (?P<day>[0-3]?[0-9])(?:st|nd|rd|th)\b(?! (?:of|[a-z]+ion|article|point))",
    "ago": rf"\b{_COUNT} (?P<unit>day|week|month|year)s? (?P<way>ago|earlier)\b",
    "period": r"\b(?:(?P<pre>by|until|since|before) )?(?P<which>last|this|next|the past|the coming|the previous|the following"
              r"|earlier this|later this|the end of (?:the|this|next|last)) (?P<unit>week|month|year)\b",
    "year": r"\b(?P<pre>in|since|by|until|during|throughout|before|after|of|from|late|early|mid"
            r"|the end of)(?: (?:early|late|mid))?[ -]"
            rf"{_YEAR}(?! [a-z]{{3,}}s\b)",
}  # fmt: skip
"""By the name of how it is read. Where two begin at one place the longer is taken."""
_ALL = [(name, re.compile(pattern)) for name, pattern in _PATTERNS.items()]
_CLOCK_BEFORE = re.compile(rf"\b(?:at |by |around |from |shortly after |before |after )?{_CLOCK},? (?:on )?$")
_CLOCK_AFTER = re.compile(rf",? (?:at|by|from|around|before|after) (?:about )?{_CLOCK}")

def times(text: str, *, created: date | datetime | None, zone: str = "") -> tuple[When, ...]:
    """Give every time of a text with its place. `created` is the document's own time, never that of a file; `zone` is told on.

    A bare weekday, and a day or month without a year, is the latest one that is not after `created`, unless the words near it
    look ahead.
    """
    found = plain(text)
    lower = lowered(found.text)
    day = created.date() if isinstance(created, datetime) else created
    told: list[When] = []
    previous: date | None = None
    for name, match in _matches(lower, found):
        part = {key: value for key, value in match.groupdict().items() if value is not None}
        ahead = _looks_ahead(lower, match)
        try:
            one = READ[name](part, day, previous, ahead)
        except ValueError:  # the 31st of November
            continue
        told.append(when := _when(name, one, part, match, found, lower, day))
        if isinstance(when.start, date) and when.precision in ("day", "instant"):
            previous = when.start.date() if isinstance(when.start, datetime) else when.start
    return tuple(told)


def _matches(lower: str, found: Plain) -> Iterator[tuple[str, re.Match[str]]]:
    every = [(match.start(), -(match.end() - match.start()), n, name, match)
             for n, (name, pattern) in enumerate(_ALL) for match in pattern.finditer(lower)]  # fmt: skip
    taken = 0
    for start, _, _, name, match in sorted(every, key=lambda one: one[:3]):
        if start < taken or (name in ("month", "day_month", "month_day", "month_year") and not _is_month(match, found)):
            continue
        taken = match.end()
        yield name, match


def _is_month(match: re.Match[str], found: Plain) -> bool:
    """Whether 'may' and 'march' are months: they are written with a capital letter then."""
    return found.text[match.start("month")].isupper() or match["month"] not in ("may", "march", "mar")


def _looks_ahead(lower: str, match: re.Match[str]) -> bool:
    before = lower[max(0, match.start() - _NEAR):match.start()]
    before = before[max(before.rfind("."), before.rfind(";")) + 1:]
    after = lower[match.end():match.end() + _NEAR // 2].partition(".")[0]
    if (match.groupdict().get("pre") or "").strip().startswith(("by", "until", "next", "before", "this coming")):
        return True
    if re.match(r",? (?:will|shall|is due)\b", after):
        return True
    return _COMING.search(before) is not None and _PAST.search(before) is None


_MODIFIERS: tuple[tuple[Literal["before", "after", "about"], str], ...] = (
    ("before", r"^(?:by|until|till|before)"), ("after", r"^(?:since|after)"), ("about", r"^(?:around|about)"),
)  # fmt: skip


def _when(name: str, one: Days | None, part: Part, match: re.Match[str], found: Plain, lower: str,
          day: date | None) -> When:  # fmt: skip
    pre = part.get("pre", "").strip()
    modifier = next((word for word, sign in _MODIFIERS if re.match(sign, pre)), "")
    told = When(span=found.span(*match.span()), start=None, end=None, precision="day", anchor="created", modifier=modifier,
                rule=f"time.{name}")  # fmt: skip
    if one is None:
        return told
    (start, stop), *others = one.periods
    clock, begin, end = _clock(part, match, lower) if one.precision == "day" else (None, *match.span())
    if clock is not None:
        at = datetime.combine(start, clock)
        return replace(told, span=found.span(begin, end), start=at, end=at + timedelta(minutes=1), precision="instant",
                       anchor=one.anchor, rule=f"time.{name}.clock")  # fmt: skip
    told = replace(told, start=start, end=stop, precision=one.precision, anchor=one.anchor, candidates=tuple(others))
    if modifier == "before" and day is not None and day < start:  # a deadline: from now until its last day
        return replace(told, start=day, precision="interval")
    return told


def _clock(part: Part, match: re.Match[str], lower: str) -> tuple[time | None, int, int]:
    """Give the hour that stands beside a day, and the place of both together."""
    begin, end = match.span()
    if "hour" in part:
        return _time(part), begin, end
    after = _CLOCK_AFTER.match(lower, end, end + _NEAR)
    if after and (at := _time(after.groupdict())) is not None:
        return at, begin, after.end()
    before = _CLOCK_BEFORE.search(lower[max(0, begin - _NEAR):begin])
    if before and (at := _time(before.groupdict())) is not None:
        return at, max(0, begin - _NEAR) + before.start(), end
    return None, begin, end


def _time(part: dict[str, str | None]) -> time | None:
    hour, minute, half = int(part["hour"] or 0), part.get("minute"), part.get("half")
    if minute is None and half is None:
        return None  # a bare number beside a day is no hour
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    zone = UTC if part.get("zone") in ("gmt", "utc") or part.get("offset") == "z" else _offset(part.get("offset"))
    return time(hour, int(minute or 0), tzinfo=zone) if hour < 24 else None


def _offset(words: str | None) -> timezone | None:
    if not words:
        return None
    sign, digits = (-1 if words[0] == "-" else 1), words[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
