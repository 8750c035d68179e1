"""A small made-up programme for tests: people of Bravo come out through ground that Alpha controls.

Nobody and nothing in it is real. The two parties have the same posts and the same rights, so that they can be swapped.
"""

from datetime import UTC, datetime, timedelta

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import read_agreement

DAY_1 = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)

STEPS = {
    "offer": "[mediator]", "hold_fire": "[alpha_post, bravo_post]", "way_out": "centre",
    "halt": "[centre, alpha_post, bravo_post]",
    "reception": "registrar", "age": "child_officer", "child_care": "[child_officer, carer]", "consent": "registrar",
    "hand_over": "[weapons_officer, registrar]", "assessment": "[weapons_officer, monitor]", "contest": "[alpha, bravo]",
    "custody": "stores_officer", "disposal": "stores_officer", "notice": "registrar", "screening": "panel_legal",
    "assurance": "[panel, alpha]", "hold": "panel_legal", "review": "panel", "places": "[haven, harbour]",
    "acceptance": "[haven, harbour]", "protection_test": "panel_legal", "papers": "registrar", "choice": "registrar",
    "stay": "centre", "transfer": "[centre, escort]", "after_arrival": "monitor",
}  # fmt: skip

TEXT = """
safeconduct: 1
id: pilot
title: Passage in Arel
wording: draft
time: {zone: Etc/GMT-2}
units: {persons: persons}
sources: {}
texts: {main: {title: The text}}
parties:
  alpha: {name: Alpha, role: party}
  bravo: {name: Bravo, role: party}
  mediator: {name: Mediator, role: mediator}
  haven: {name: Haven, role: receiving_state}
  harbour: {name: Harbour, role: receiving_state}
  carer: {name: Care, role: other}
bodies:
  centre: {name: Centre}
  panel: {name: Panel, powers: rule}
  monitor: {name: Monitor, powers: verify}
posts:
  alpha_post: {title: Alpha's post, of: alpha, task: control}
  bravo_post: {title: Bravo's post, of: bravo, task: control}
  reception: {title: reception, of: centre, task: reception}
  explosives: {title: explosives officer, of: centre, task: explosives}
  medic: {title: medic, of: centre, task: medic}
  registrar: {title: registrar, of: centre, task: registrar}
  weapons_officer: {title: weapons inspector, of: centre, task: weapons}
  stores_officer: {title: storekeeper, of: centre, task: stores}
  escort: {title: escort, of: centre, task: escort}
  child_officer: {title: child officer, of: carer, task: child_protection}
  panel_legal: {title: legal officer, of: panel, task: legal}
points:
  p1: {of: main, number: "1", says: people come out safely}
  p2: {of: main, number: "2", says: weapons are handed in}
  p3: {of: main, number: "3", says: people go on}
  p4: {of: main, number: "4", says: objections and holds}
places:
  behind: {name: behind the line, kind: zone, held_by: alpha}
  beyond: {name: beyond the line, kind: zone, held_by: bravo}
  site: {name: the site, kind: site}
objections:
""" + "".join(
    f"""  {who}_objects:
    title: {who} objects
    clause: p4
    by: {who}
    grounds: {{{ground}: {words}}}
    within: 2 days
    decided_by: panel
    decided_within: 3 days
    if_undecided: falls
"""
    for who, ground, words in (("alpha", "grave_crime", "a grave crime"), ("bravo", "grave_crime", "a grave crime"))
) + """categories:
  cut_off:
    name: people cut off
    moves:
      abroad: {title: go abroad, clause: p3, to: [haven, harbour], blocked_if: [alpha_objects, bravo_objects]}
      across: {title: go across, clause: p3, to: beyond, blocked_if: [alpha_objects, bravo_objects]}
      stay: {title: stay, clause: p3, to: site}
      review: {title: be held for review, clause: p4}
programme:
  title: Passage
  category: cut_off
  clause: p1
  way_out:
    clause: p1
    zone: behind
    controlled_by: [alpha_post, bravo_post]
    group_size: 10
    longest: 6 hours
    team: [reception, explosives, medic]
    languages: ar
  age: {clause: p1, adult_at: 18, care_within: 48 hours}
  notice_to: [alpha, bravo]
  hold: {clause: p4, legal_bases: {ordinary_court: before an ordinary court}, review_within: 14 days,
    longest: 28 days, reviewed_by: panel}
  assurance: {clause: p3, instrument: a letter, covers: {membership: membership, weapon: the weapon handed in},
    revoked_by: panel}
  receiving_states: [haven, harbour]
  stay_review: 14 days
  ways:
    abroad: {kind: abroad, clause: p3, needs: [screening, assurance, notice, papers]}
    across: {kind: across, clause: p3, needs: [screening, assurance, notice]}
    stay: {kind: stay, clause: p3}
    review: {kind: review, clause: p4}
  steps:
""" + "".join(f"    {step}: {{clause: p1, by: {by}}}\n" for step, by in STEPS.items())


def agreement() -> Agreement:
    """Give the agreement with its programme."""
    model: Agreement = read_agreement(TEXT.encode(), file="pilot.yaml").model
    return model


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Give a moment of the programme: day 1 begins at 06:00 UTC."""
    return DAY_1 + timedelta(days=day - 1, hours=hour, minutes=minute)
