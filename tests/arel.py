"""A small made-up ceasefire for tests: Alpha and Bravo, a mission that verifies, a panel that rules.

Nobody and nothing in it is real. `status_at` reads the agreement text, takes acts as keyword data and gives the status.
"""

from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from safeconduct.agreement.reader import Source, read_agreement
from safeconduct.agreement.results import NormStatus, Status
from safeconduct.agreement.status import Version, status
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase

TEXT = """
safeconduct: 1
id: arel
title: Ceasefire of Arel
wording: draft
time: {zone: Etc/GMT-2}
units: {persons: persons, weapons: weapons, soldiers: soldiers, trucks: trucks, bodies: bodies}
sources:
  s1: {root: Agency One}
  s2: {root: Agency Two}
  s3: {root: Agency One, republished_at: a paper}
texts: {main: {title: The text}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
  other: {name: Other, role: mediator}
bodies:
  mission: {name: Mission, powers: [verify, count], mandate: [{start: 2026-03-01, end: 2026-12-31}], extended_by: panel}
  second: {name: Second verifier, powers: verify}
  panel: {name: Panel, powers: rule}
points:
  p1: {of: main, number: "1", says: weapons and persons}
anchors:
  day_d: {name: D-day, on: 2026-03-01}
  accepted: {name: acceptance, fixed_by: unstated}
  withdrawn: {name: withdrawal, fixed_by: mission}
  opened: {name: the opening, when: {verified: release}}
categories:
  locals: {name: locals}
  strangers: {name: strangers}
decisions:
  complies: {what: does Bravo comply, by: panel}
  adrift: {what: is it fair, by: unstated}
holes:
  route: {what: the route, owner: [alpha, bravo]}
phases:
  later: {name: later, opens: {anchor: opened}}
obligations:
  weapons:
    title: hand in weapons
    clause: p1
    who: bravo
    to: alpha
    amount: 100 weapons
    tranches:
      rounding: down
      parts:
        t1: {share: 33%, deadline: {within: 10 days, of: day_d}}
        t2: {share: 33%}
        t3: {rest: yes, after: {verified: release}}
    deadline: {within: 60 days, of: day_d}
    cure: 5 days
    verified_by: {any: mission}
    tallies:
      mission: {by: mission, decides: [fulfilment, conditions]}
      army: {by: alpha}
    dispute: {by: alpha, window: 7 days, to: panel, ruling_within: 14 days, if_no_ruling: stands}
  release:
    title: release persons
    clause: p1
    who: alpha
    to: bravo
    amount: 20 persons
    after: {verified: weapons.t1}
    deadline: unstated
    verified_by: {any: mission}
    dispute: {by: bravo, to: panel}
  living:
    title: return the living
    clause: p1
    who: bravo
    to: alpha
    amount: 20 persons
    deadline:
      clocks:
        acceptance: {within: 72 hours, of: accepted}
        withdrawal: {within: 72 hours, of: withdrawn}
    verified_by: {any: mission}
  remains:
    title: return remains
    clause: p1
    who: bravo
    to: alpha
    amount: 10 bodies
    category: [locals, strangers]
    deadline: {by: 2026-03-10}
    verified_by: {any: mission}
  remains_back:
    title: remains for remains
    clause: p1
    who: alpha
    to: bravo
    exchange: key
    deadline: unstated
    verified_by: {any: mission}
  checked_twice:
    title: checked by two
    clause: p1
    who: alpha
    to: unstated
    deadline: {by: 2026-03-20}
    verified_by: {any: [mission, second], quorum: 2}
  soldiers:
    title: at most 100 soldiers stay
    clause: p1
    who: alpha
    to: bravo
    amount: at most 100 soldiers
    deadline: {by: 2026-03-20}
    verified_by: {any: mission}
  trucks:
    title: trucks a day
    clause: p1
    who: alpha
    to: unstated
    amount: 60 trucks
    per: 1 day
    verified_by: {any: mission}
  vague:
    title: disarm one day
    clause: p1
    who: unstated
    to: unstated
    amount: unstated
    deadline: unstated
    phase: later
    holes: route
prohibitions:
  quiet: {title: no fire, clause: p1, who: [alpha, bravo], to: [bravo, alpha], after: {anchor: accepted}, found_by: panel}
  no_return: {title: no return, clause: p1, who: alpha, to: bravo, as_long_as: {decided: complies}}
  pause: {title: a pause, clause: p1, who: alpha, to: bravo, ends: {within: 72 hours, of: day_d}}
entitlements:
  passage: {title: leave, clause: p1, who: locals, after: {all: [{verified: remains}, {agreed: route}]}, destination: unstated}
powers:
  stop: {title: suspend the release, clause: p1, who: alpha, affects: release, lasts: 5 days}
exchanges:
  key: {title: two for one, clause: p1, given: remains, owed: remains_back, keys: {locals: 2 bodies, strangers: unstated}}
"""


@cache
def read(text: str = TEXT) -> Source:
    """Read the agreement."""
    return read_agreement(text.encode(), file="arel.yaml")


def at(text: str) -> datetime:
    """Read `03-05`, `03-05 10:00` (2026, UTC+2) or a full ISO time."""
    if len(text) in (5, 11):
        text = f"2026-{text.replace(' ', 'T')}" + ("" if len(text) == 11 else "T12:00") + ":00+02:00"
    return datetime.fromisoformat(text)


def act(kind: str, when: str, actor: str, **fields: Any) -> ActBase:
    """Make an act. `kind` is its type without version; it is recorded when it happened unless told otherwise."""
    cls = acts.TYPES[f"{kind}/1"]
    recorded = fields.pop("recorded", None) or fields.get("until", when)
    data = {"happened": at(when), "recorded": at(recorded), "actor": actor, **fields}
    if "until" in data:
        data["until"] = at(data["until"])
    data.setdefault("id", f"{kind}-{when.replace(chr(32), chr(84))}-{actor}-{len(str(sorted(fields.items())))}")
    return cls(**data)


def status_at(when: str, *entries: ActBase, text: str = TEXT, known_by: str = "", seen_by: str = "",
              more: tuple[Version, ...] = ()) -> Status:  # fmt: skip
    """Give the status at a time from some acts."""
    return status((Version(read(text)), *more), iter(entries), as_of=at(when), known_by=at(known_by or when),
                  seen_by=seen_by)  # fmt: skip


def norm(found: Status, name: str) -> NormStatus:
    """Give one norm of a status."""
    result = found.norm(name)
    assert result is not None, name
    return result


def as_json(found: Status) -> bytes:
    """Give a status as JSON, without the hash of the text."""
    return msgspec.json.encode(msgspec.structs.replace(found, hash=""))
