"""At what hour, as a text says it: beside a day or alone, one minute or from one hour to another."""

import re
from datetime import UTC, time, timedelta, timezone
from typing import NamedTuple

from safeconduct.intake.days import Part

_ZONE = r"(?: \(?(?P<zone>gmt|utc|local time|(?:\w{3,12} )time)\)?)?"
_FORM = (r"(?:(?P<{0}hour>[0-2]?[0-9])(?:[:.h](?P<{0}minute>[0-5][0-9]))?(?: ?(?P<{0}half>[ap]\.?m\b\.?)| ?(?:hours|hrs|h"
         r"|o'clock)\b)?"
         r"|(?P<{0}army>[0-2][0-9][0-5][0-9](?= ?(?:hours|hrs|h|z|lt)\b)"
         r"|(?:(?<=at )|(?<=\bto )|(?<=and )|(?<=from )|(?<=between ))0[0-9][0-5][0-9]"
         r"|(?<=at )[12][0-9][0-5][0-9](?! (?!on |in |to |and |by |the |local)[a-z]))(?: ?(?:hours|hrs|h|z|lt)\b)?"
         r"|(?:(?<=at )|(?<=by )|(?<=om )|(?<=nd ))(?P<{0}word>noon"
         r"|midday|midnight))(?![0-9:%])")  # fmt: skip
_BEFORE = r"(?:(?:at|by|from|between|around|about|approximately|before|after|until|till|since|shortly|exactly|just) ){0,3}"
_CLOCK = rf"(?<![\w.:,/-]){_FORM.format('')}(?: ?(?:-|to|and|until) {{0,1}}{_FORM.format('to_')})?{_ZONE}"
_AFTER = re.compile(rf"(?:,? (?:at|by|from|between|around|before|after|until) (?:about |around )?|, | \(){_CLOCK}")
_LEADING = re.compile(rf"\b{_BEFORE}{_CLOCK}(?:,| \()? ?(?:(?:on|of|in the (?:morning|evening|afternoon) of) )?$")
_ALONE = re.compile(rf"\b(?P<lead>{_BEFORE}){_CLOCK}")
_ROW = re.compile(
    r"(?:^|\n)[^\w\n]{0,3}(?:\w{1,2}[.)]? {1,4})?(?P<army>[0-2][0-9][0-5][0-9])"
    r"(?= ?(?:hrs?|h|z)?(?: {1,4}|: | - )[a-z])"
)
"""A row of a log that begins with its hour."""
_NEAR = 60


class Hour(NamedTuple):
    """An hour of a day, the hour up to which it goes where two are given, and its place. One minute, where there is only one."""

    start: int
    end: int
    first: time
    last: time | None


def beside(part: Part, lower: str, begin: int, end: int) -> Hour | None:
    """Give the hour that stands beside a day, and the place of both together."""
    if part.get("hour"):
        at = _time(part)
        return Hour(begin, end, at, None) if at is not None else None
    for match in (_AFTER.match(lower, end, end + _NEAR), _LEADING.search(lower[max(0, begin - _NEAR):begin])):
        if match is not None and (hour := _hour(match)) is not None:
            if match.re is _AFTER:
                return hour._replace(start=begin, end=match.end())
            return hour._replace(start=max(0, begin - _NEAR) + match.start(), end=end)
    return None


def alone(lower: str) -> list[Hour]:
    """Give the hours of a text. A number without minutes, `a.m.` or `hours` is none; one with a point needs `at` before it."""
    rows = [Hour(match.start("army"), match.end(), at, None) for match in _ROW.finditer(lower)
            if (at := _time(match.groupdict())) is not None]  # fmt: skip
    found = rows if len(rows) > 1 else []
    taken = {one.start for one in found}
    for match in _ALONE.finditer(lower):
        hour = _hour(match)
        dotted = "." in match.group()[len(match["lead"]):] and not match["half"] and not match["to_half"]
        if hour is None or (dotted and not match["lead"]):
            continue
        if hour.start not in taken:
            found.append(hour)
    return sorted(found, key=lambda one: one.start)


def _hour(match: re.Match[str]) -> Hour | None:
    part = match.groupdict()
    last = _time({name.removeprefix("to_"): value for name, value in part.items() if name.startswith("to_")})
    first = _time({**part, "half": part["half"] or (part["to_half"] if last else None)})
    if first is None:
        return None
    end = match.end()
    if last is None and part["to_hour"]:
        end = match.start("to_hour")
    return Hour(match.start(), end, first, last)


def _time(part: dict[str, str | None]) -> time | None:
    if part.get("word"):
        return time(0 if part["word"] == "midnight" else 12)
    if part.get("army"):
        digits = str(part["army"])
        return time(int(digits[:2]), int(digits[2:])) if int(digits[:2]) < 24 else None
    hour, minute, half = int(part.get("hour") or 0), part.get("minute"), part.get("half")
    if minute is None and half is None:
        return None  # a bare number beside a day is no hour
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    offset = (part.get("offset") or "").strip()
    zone = UTC if part.get("zone") in ("gmt", "utc") or offset == "z" else _offset(offset)
    return time(hour, int(minute or 0), tzinfo=zone) if hour < 24 else None


def _offset(words: str | None) -> timezone | None:
    if not words:
        return None
    sign, digits = (-1 if words[0] == "-" else 1), words[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
