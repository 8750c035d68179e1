"""The acts that were kept without effect, and why: inside the programme those that a seat sees, outside it its own."""

from typing import Any

import msgspec

from safeconduct.secretariat.office import Entry
from safeconduct.web.programme.people import ActSeen, act_seen
from safeconduct.web.programme.seen import Sight


class KeptAct(msgspec.Struct, frozen=True, kw_only=True):
    """An act that had no effect, and the cases it names that the seat may know of."""

    act: ActSeen
    cases: tuple[str, ...]


def kept(sight: Sight) -> list[KeptAct]:
    """Give the acts that had no effect, the latest first."""
    found = [KeptAct(act=act_seen(sight, entry, fields, entry.missing), cases=_cases(fields))
             for entry, fields in sight.entries(one for one in sight.office.entries if one.missing and _is_told(sight, one))]
    return found[::-1]


def _is_told(sight: Sight, entry: Entry) -> bool:
    return sight.sees("Kept", "reasons") or (sight.viewer.has_role and entry.act.actor in sight.viewer.orgs)


def _cases(fields: dict[str, Any]) -> tuple[str, ...]:
    return (*fields.get("cases", ()), *filter(None, (fields.get("case", ""),)))
