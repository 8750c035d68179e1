"""A small made-up agreement as text, one act as a line, and the faults that a reading finds.

Nobody and nothing in it is real. A test changes one thing and says what must be told about it.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from safeconduct.kernel.codes import BY_CODE
from safeconduct.kernel.errors import Fault, Invalid

SECTIONS = {
    "safeconduct": "1",
    "id": "norrland",
    "title": "Ceasefire of Norrland",
    "wording": "draft",
    "time": "{zone: Europe/Stockholm}",
    "units": """
  rifles: rifles
  persons: persons""",
    "sources": """
  gazette: {root: The Gazette}""",
    "texts": """
  main: {title: The text}""",
    "parties": """
  north: {name: North, role: party}
  south: {name: South, role: party}""",
    "bodies": """
  mission: {name: Mission, powers: [verify, count]}""",
    "points": """
  p1:
    of: main
    number: "1"
    clauses:
      a: {says: weapons are handed in}""",
    "anchors": """
  signature: {name: signature, on: 2026-03-01}""",
    "categories": """
  locals: {name: locals}""",
    "holes": """
  route: {what: the route}""",
    "decisions": """
  complies: {what: does South comply, by: mission}""",
    "obligations": """
  weapons:
    title: hand in rifles
    clause: p1.a
    who: south
    to: north
    amount: 100 rifles
    deadline: {within: 10 days, of: signature}
    verified_by: {any: mission}
    tranches:
      parts:
        first: {share: 25%}
        last: {rest: yes}
  release:
    title: release persons
    clause: p1
    who: north
    after: {verified: weapons.first}
    amount: 20 persons""",
}


def agreement_text(**changes: str | None) -> str:
    """Give the agreement with the given top-level keys changed, added, or left out where the value is None."""
    sections = {**SECTIONS, **changes}
    return "".join(f"{key}: {value.lstrip(' ')}\n" for key, value in sections.items() if value is not None)


def with_obligation(*lines: str) -> str:
    """Give the agreement with one more obligation, `extra`, that has the given lines beside what it needs."""
    needed = ("title: extra", "clause: p1", "who: south")
    given = {line.partition(":")[0] for line in lines}
    kept = [line for line in needed if line.partition(":")[0] not in given]
    body = "".join(f"\n    {line}" for line in (*kept, *lines))
    return agreement_text(obligations=f"{SECTIONS['obligations']}\n  extra:{body}")


def amendment_text(base_hash: str, **changes: str | None) -> str:
    """Give an amendment of the agreement that changes nothing yet."""
    head = {
        "safeconduct": "1",
        "id": "norrland_2",
        "title": "Second text",
        "wording": "draft",
        "amends": f"{{agreement: norrland, hash: {base_hash!r}}}",
        **changes,
    }
    return "".join(f"{key}: {value.lstrip(' ')}\n" for key, value in head.items() if value is not None)


ACT = {
    "type": "obligation.claimed/1",
    "id": "c1",
    "actor": "south",
    "of": "weapons",
    "amount": 5,
    "unit": "rifles",
    "happened": "2026-03-05T10:00:00+01:00",
    "recorded": "2026-03-05T11:00:00+01:00",
}


def act_line(**changes: Any) -> bytes:
    """Give one act as a line, with the given fields changed, added, or left out where the value is None."""
    fields = {key: value for key, value in {**ACT, **changes}.items() if value is not None}
    return msgspec.json.encode(fields) + b"\n"


def place(text: str | bytes, words: str) -> tuple[int, int]:
    """Give the line and column at which words first stand in a text, counted from 1."""
    text = text.decode() if isinstance(text, bytes) else text
    before = text[: text.index(words)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def found_by(call: Callable[..., Any], *args: Any, **options: Any) -> tuple[Fault, ...]:
    """Call something that reads a file, and give the faults it finds, each of them fit for a person."""
    try:
        call(*args, **options)
    except Invalid as error:
        faults = error.faults
    else:
        return ()
    assert [complaint for fault in faults for complaint in unfit(fault)] == []
    assert faults
    return faults


def faults_of(call: Callable[..., Any], *args: Any, **options: Any) -> tuple[Fault, ...]:
    """Do the same where the input is wrong: something must be found."""
    faults = found_by(call, *args, **options)
    assert faults, "nothing was found to be wrong"
    return faults


def unfit(fault: Fault) -> list[str]:
    """Say what a fault of a file lacks: a known code, a message, a place, a remedy, a readable length."""
    lacks = {
        "a known code": fault.code not in BY_CODE,
        "a message": not fault.message,
        "a file": not fault.file,
        "a place": not ((fault.line > 0 and fault.column > 0) or fault.path),
        "a remedy": not fault.remedy,
        "a length one can read": max(map(len, (fault.message, fault.remedy, fault.path))) > 600,
        "words for people": "object at 0x" in fault.text() or "<class" in fault.text(),
    }
    return [f"{fault.text()!r} lacks {what}" for what, missing in lacks.items() if missing]
