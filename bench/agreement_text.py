"""A made-up agreement of any size, as the text of its file.

The same number of obligations gives the same text on every machine. The duties are those that ceasefires have: troops
leave, weapons come in, people go free, aid passes, mines are cleared; each side owes about as much as the other. The
organisations and places do not exist.
"""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

SIDES = ("government", "movement")
WATCHERS = ("mission", "joint_team")
SOURCES = 24
CATEGORIES = ("adults", "minors", "sick", "remains")
SUBJECTS = ("displaced", "shells_fired", "crossings_open", "fighters_assembled")


class Duty(NamedTuple):
    """What the generator of acts has to know of an obligation."""

    id: str
    unit: str
    who: str
    to: str
    tally: str  # the tally that the mission keeps, if the obligation has several
    per_person: bool
    counted: bool  # the mission states running totals; otherwise each act is confirmed


class _Kind(NamedTuple):
    name: str
    unit: str
    amount: int
    words: str


_KINDS = (
    _Kind("withdraw", "soldiers", 48_000, "soldiers leave sector {n} and go behind the line"),
    _Kind("hand_in", "weapons", 36_000, "weapons of sector {n} are handed in and sealed"),
    _Kind("release", "persons", 30_000, "persons held in prison {n} go free"),
    _Kind("let_pass", "trucks", 60_000, "trucks with food and fuel pass crossing {n}"),
    _Kind("clear", "mines", 24_000, "mines on road {n} are cleared and marked"),
    _Kind("return", "persons", 42_000, "displaced persons return to district {n}"),
    _Kind("open", "", 0, "crossing {n} is open from dawn to dusk"),
    _Kind("repair", "posts", 9_000, "power and water posts of district {n} are repaired"),
    _Kind("report", "", 0, "the list of positions in sector {n} is handed over"),
    _Kind("register", "persons", 54_000, "members of unit {n} are registered at the assembly site"),
)


def duties(obligations: int) -> list[Duty]:
    """Give the duties of the agreement of this size, in the order of its file."""
    found = []
    for n in range(obligations):
        kind = _KINDS[n % len(_KINDS)]
        tally = "mission_count" if kind.name == "hand_in" else ""
        who, to = (SIDES[n // len(_KINDS) % 2], SIDES[1 - n // len(_KINDS) % 2])
        found.append(Duty(f"{kind.name}_{n + 1:04d}", kind.unit, who, to, tally, kind.unit == "persons",
                          kind.name in ("let_pass", "repair", "register")))  # fmt: skip
    return found


def agreement_text(obligations: int) -> str:
    """Give the file of an agreement with this many obligations."""
    return "\n".join(_lines(obligations)) + "\n"


def _lines(obligations: int) -> Iterator[str]:
    rng = Random(obligations)
    all_duties = duties(obligations)
    share = obligations // 25 + 1  # how many anchors, parts left open and so on go with this many obligations
    yield from _HEAD.splitlines()
    yield "sources:"
    for n in range(SOURCES):
        yield f"  source_{n}: {{root: outlet_{n // 2}, address: news.example/{n}, published: 2026-02-{n + 1:02d}}}"
    yield from _ORGANISATIONS.splitlines()
    yield from _points(obligations // 5 + 1)
    yield from _frame(share, all_duties)
    yield "obligations:"
    for n, duty in enumerate(all_duties):
        yield from _obligation(n, duty, all_duties, share, rng)
    yield from _other_norms(share, all_duties)
    yield from _rest(share, all_duties)


_HEAD = """\
# Made by the benchmark. No such agreement exists.
safeconduct: 1
id: bench
title: {en: Ceasefire of the two valleys, ar: "وقف إطلاق النار في الواديين", he: "הפסקת האש בשני העמקים"}
language: en
wording: draft
summary: {en: "Generated to measure with; its parties and places do not exist."}
time: {zone: Europe/Kyiv, day_ends: "24:00", count: exclusive, months: round_down}
evidence: {independent_reports: 2}
units:
  soldiers: {en: soldiers, ar: جنود, he: חיילים}
  weapons: {en: weapons, ar: قطع سلاح, he: כלי נשק}
  persons: {en: persons, ar: أشخاص, he: אנשים}
  trucks: {en: trucks, ar: شاحنات, he: משאיות}
  mines: {en: mines, ar: ألغام, he: מוקשים}
  posts: {en: posts, ar: محطات, he: עמדות}"""

_ORGANISATIONS = """\
texts:
  main: {title: {en: The agreement}, date: 2026-02-27, signed_by: [government, movement], sources: [source_0]}
parties:
  government: {name: {en: Government, ar: الحكومة, he: הממשלה}, role: party, sources: [source_0]}
  movement: {name: {en: Movement, ar: الحركة, he: התנועה}, role: party, sources: [source_1]}
  north_state: {name: {en: State to the north}, role: mediator}
  south_state: {name: {en: State to the south}, role: guarantor}
  carrier: {name: {en: Relief carrier}, role: carrier}
bodies:
  mission:
    name: {en: Observer mission, ar: بعثة المراقبة, he: משלחת המשקיפים}
    clause: article_1
    composition: [{who: north_state, seats: 40}, {who: south_state, seats: 40}]
    powers: [monitor, verify, count, certify]
  joint_team:
    name: {en: Joint team of liaison officers}
    clause: article_1
    composition: [{who: government, seats: 6}, {who: movement, seats: 6}, {who: carrier, seats: 1}]
    powers: [verify, coordinate]
    mandate:
      - {start: 2026-03-02, end: 2026-08-30}
  commission:
    name: {en: Commission that rules}
    clause: article_1
    composition: [{who: north_state, seats: 1}, {who: government, seats: 1}, {who: movement, seats: 1}]
    powers: rule"""


def _points(count: int) -> Iterator[str]:
    yield "points:"
    for n in range(1, count + 1):
        yield f"  article_{n}:"
        yield "    of: main"
        yield f'    number: "{n}"'
        yield "    clauses:"
        for letter in "abcde":
            says = f"Clause {letter} of article {n} says who does what, and by when."
            yield f'      {letter}: {{says: {{en: "{says}"}}, sources: [source_{n % SOURCES}]}}'


def _frame(share: int, all_duties: list[Duty]) -> Iterator[str]:
    yield "anchors:"
    yield "  entry: {name: {en: Entry into force}, clause: article_1.a, on: 2026-03-01}"
    for n in range(1, share + 1):
        yield f"  event_{n}:"
        yield f'    name: {{en: "Event {n}: the list is agreed"}}'
        yield "    clause: article_1.b"
        if n % 4 == 0:
            yield f"    when: {{verified: {all_duties[n % len(all_duties)].id}}}"
        else:
            yield "    fixed_by: [mission]"
    yield "phases:"
    yield "  phase_1: {name: {en: First phase}}"
    yield "  phase_2: {name: {en: Second phase}, opens: {anchor: event_1}}"
    opens = f"{{all: [{{anchor: event_1}}, {{claimed: {all_duties[0].id}}}]}}"
    yield f"  phase_3: {{name: {{en: Third phase}}, opens: {opens}}}"
    yield "places:"
    for n in range(1, share + 1):
        yield f"  zone_{n}: {{name: {{en: Zone {n}}}, kind: zone, clause: article_1.c, held_by: {SIDES[n % 2]}}}"
    yield "categories:"
    for name in CATEGORIES:
        yield f"  {name}: {{name: {{en: {name.capitalize()}}}, clause: article_1.d, count: unstated}}"


def _obligation(n: int, duty: Duty, all_duties: list[Duty], share: int, rng: Random) -> Iterator[str]:
    kind = _KINDS[n % len(_KINDS)]
    yield f"  {duty.id}:"
    title = kind.words.format(n=n + 1).capitalize()
    yield f'    title: {{en: "{title}", ar: "الالتزام رقم {n + 1}", he: "התחייבות {n + 1}"}}'
    yield f"    clause: [article_{n // 5 + 1}.{'abcde'[n % 5]}]"
    yield f"    who: {duty.who}"
    yield f"    to: {duty.to}"
    yield f"    phase: phase_{1 + (n % 7 == 3) + (n % 11 == 5)}"
    if kind.unit:
        amount = 400 if kind.name == "let_pass" else kind.amount + 500 * rng.randrange(8)
        yield f"    amount: {amount} {kind.unit}"
    if kind.name == "let_pass":
        yield "    per: 1 day"
    if kind.name == "release":
        yield f"    category: [{', '.join(CATEGORIES[:3])}]"
    if kind.name == "withdraw":
        yield "    tranches:"
        yield "      rounding: down"
        yield "      parts:"
        yield f"        first: {{share: 25%, deadline: {{within: {rng.randrange(20, 60)} days, of: entry}}}}"
        yield f"        second: {{share: 25%, after: {{verified: {all_duties[(n + 1) % len(all_duties)].id}}}}}"
        yield "        last: {rest: yes}"
    if n % 3 == 2:
        earlier = all_duties[rng.randrange(n)].id
        opens = f"{{verified: {earlier}}}"
        if n % 2:
            opens = f"{{any: [{opens}, {{anchor: event_{rng.randint(1, share)}}}]}}"
        yield f"    after: {opens}"
    if n % 10 == 9:
        yield "    deadline: unstated"
    elif n % 4 == 1:
        yield f"    deadline: {{within: {rng.randrange(10, 90)} days, of: event_{rng.randint(1, share)}}}"
    else:
        yield f"    deadline: {{by: 2026-{rng.randrange(4, 9):02d}-{rng.randrange(1, 29):02d}}}"
    if kind.name == "hand_in":
        yield "    tallies:"
        yield "      mission_count: {by: mission, decides: [fulfilment, conditions]}"
        yield f"      own_count: {{by: {duty.to}, counts: {{en: What the other side saw come in}}}}"
    yield f"    verified_by: {{any: [{', '.join(WATCHERS)}]}}"
    silence = ("stands", "falls", "unstated")[n % 3]
    ruling = f"to: commission, ruling_within: 14 days, if_no_ruling: {silence}"
    yield f"    dispute: {{by: [{duty.to}], window: 7 days, {ruling}}}"


def _other_norms(share: int, all_duties: list[Duty]) -> Iterator[str]:
    yield "prohibitions:"
    for n in range(1, 2 * share + 1):
        yield f"  no_fire_{n}:"
        yield f'    title: {{en: "Nobody fires across line {n}"}}'
        yield f"    clause: [article_1.{'abcde'[n % 5]}]"
        yield f"    who: {SIDES[n % 2]}"
        yield f"    to: {SIDES[1 - n % 2]}"
        yield "    found_by: [mission]"
    yield "powers:"
    for n in range(1, share + 1):
        yield f"  suspend_{n}:"
        yield f'    title: {{en: "Suspend duty {n} while a finding is open"}}'
        yield "    clause: [article_1.e]"
        yield f"    who: {SIDES[n % 2]}"
        yield f"    affects: [{all_duties[n % len(all_duties)].id}]"
        yield "    lasts: 5 days"


def _rest(share: int, all_duties: list[Duty]) -> Iterator[str]:
    released = next((duty.id for duty in all_duties if duty.id.startswith("release")), all_duties[0].id)
    yield "exchanges:"
    yield "  key_1:"
    yield "    title: {en: Release for release}"
    yield "    clause: [article_1.d]"
    yield f"    given: {released}"
    yield f"    owed: {all_duties[-1].id}"
    yield "    keys: {adults: 3 persons, minors: 5 persons, sick: unstated}"
    yield "decisions:"
    yield "  ready: {what: {en: Is the next phase ready to open?}, clause: article_1.b, by: [commission]}"
    yield "holes:"
    for n in range(1, share + 1):
        yield f'  map_{n}: {{what: {{en: "The map of sheet {n}"}}, clause: article_1.c, owner: [government, movement]}}'
    yield "subjects:"
    for name in SUBJECTS:
        yield f"  {name}: {{name: {{en: {name.replace('_', ' ').capitalize()}}}, unit: persons}}"
