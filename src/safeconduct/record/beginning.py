"""What does a log begin with? The genesis act, from its first body or from the file beside it, before anything else is read."""

from typing import Any

from safeconduct.record import jsonform
from safeconduct.record.body import parse_body
from safeconduct.record.faults import Bad
from safeconduct.record.genesis import Genesis, parse_genesis
from safeconduct.record.published import GENESIS
from safeconduct.record.source import Source


def first_genesis(source: Source) -> Genesis | None:
    """Give the genesis act that a log begins with, or that lies beside it. None where neither can be read, or they differ."""
    found = []
    for read in (_published_act, _first_act):
        try:
            act = read(source)
            found += [parse_genesis(act)] if act is not None else []
        except Bad:
            continue  # told when the log is read
    return found[0] if found and found[0].digest == found[-1].digest else None


def _published_act(source: Source) -> dict[str, Any] | None:
    data = source.file(GENESIS)
    return jsonform.parse(data) if data is not None else None


def _first_act(source: Source) -> dict[str, Any] | None:
    place = next(source.places(), None)
    return parse_body(place.body).act if place is not None and place.body is not None else None
