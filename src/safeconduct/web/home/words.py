"""The words of where a seat begins: its roles, what it can do next, and what has been said."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from safeconduct.web.programme.words import ACT, CLOCK

ROLES: dict[str, Promise] = {
    "party": _("party to the agreement"),
    "adherent": _("adherent to the agreement"),
    "non_signatory": _("has not signed the agreement"),
    "guarantor": _("guarantor"),
    "mediator": _("mediator"),
    "witness": _("witness to the signing"),
    "verifier": _("verifier"),
    "carrier": _("carrier"),
    "enabler": _("makes it possible"),
    "receiving_state": _("receiving state"),
    "other": _("named in the agreement"),
    "body": _("body of the agreement"),
    "member": _("member of a body"),
    "monitor": _("monitoring"),
    "verify": _("verifies"),
    "certify": _("certifies"),
    "count": _("counts"),
    "rule": _("rules on disputes"),
    "coordinate": _("coordinates"),
    "carry": _("carries people and goods"),
    "mark_line": _("marks the line"),
    "adjust_line": _("adjusts the line"),
    "re_date": _("sets new dates"),
    "enforce": _("enforces"),
    "govern": _("governs"),
    "liaison": _("liaison"),
    "reception": _("reception"),
    "explosives": _("clearance of explosives"),
    "medic": _("medical care"),
    "interpreter": _("interpreting"),
    "child_protection": _("protection of children"),
    "registrar": _("registration"),
    "weapons": _("inspection of weapons"),
    "stores": _("keeping of weapons"),
    "legal": _("legal review"),
    "escort": _("escort"),
    "control": _("control of ground"),
}
"""What a seat is there for: as an organisation, as a body, as a post."""

MOVES: dict[str, Promise] = {
    "objection.raised/1": _("Case numbers you may object to"),
    "movement.begun/1": _("Begin the movement"),
    "group.came_out/1": _("Count a group that came out"),
    "movement.resumed/1": _("Go on after the halt"),
    "movement.arrived/1": _("Count who has arrived"),
    "movement.closed/1": _("Close the movement"),
    "movement.cancelled/1": _("Begin or cancel the movement that is planned"),
    "age.established/1": _("Establish age"),
    "child.referred/1": _("Refer to civilian care"),
    "child.received/1": _("Receive in civilian care"),
    "consent.recorded/1": _("Ask the person, and record the answer"),
    "notice.given/1": _("Give notice of the case number"),
    "person.disarmed/1": _("Record that no weapon is left"),
    "screening.decided/1": _("Decide who is eligible"),
    "assurance.given/1": _("Give the assurance"),
    "objection.decided/1": _("Rule on an objection"),
    "hold.reviewed/1": _("Review a hold"),
    "acceptance.decided/1": _("Answer whether the person is accepted"),
    "protection.tested/1": _("Test whether the destination is safe"),
    "paper.issued/1": _("Issue a travel paper"),
    "way.chosen/1": _("Record the way the person chooses"),
    "stay.arranged/1": _("Arrange a stay"),
    "person.boarded/1": _("Board for the way chosen"),
    "person.turned_back/1": _("Record who did not travel"),
    "person.arrived/1": _("Record arrival"),
    "arrival.checked/1": _("Ask after the person on arrival"),
    "weapon.assessed/1": _("Assess a weapon"),
    "container.sealed/1": _("Seal loose weapons in a container"),
    "weapon.contested/1": _("Weapons whose acceptance you may contest"),
}
"""What can be done next, by the act that does it."""

SAID: dict[str, Promise | str] = {
    "obligation.claimed/1": _("said to be done"),
    "obligation.confirmed/1": _("confirmed as done"),
    "obligation.refuted/1": _("said not to be done"),
    "obligation.contested/1": _("contested"),
    "obligation.counted/1": _("counted anew"),
    "obligation.waived/1": _("the rest given up"),
    "act.withdrawn/1": _("an act taken back"),
    "dispute.ruled/1": _("a dispute ruled on"),
    "breach.alleged/1": _("said to be broken: an allegation"),
    "breach.found/1": _("found, whether it was broken"),
    "anchor.dated/1": _("the start of a clock dated"),
    "decision.made/1": _("decided"),
    "hole.filled/1": _("a part left open was agreed"),
    "suspension.declared/1": _("stopped for now"),
    "suspension.ended/1": _("goes on"),
    "power.exercised/1": _("a power used"),
    "delay.explained/1": _("a delay explained"),
    "mandate.extended/1": _("a mandate carried on"),
    "step.taken/1": _("a step outside the text"),
    "access.requested/1": _("a request that takes a second one"),
    "access.glass_broken/1": _("the glass was broken: somebody looked alone"),
    "access.glass_reviewed/1": _("broken glass was reviewed"),
    "access.disclosed/1": _("something was given to one side"),
    "access.disclosure_offered/1": _("the same was offered to the others"),
    "access.disclosure_refused/1": _("the same was not given to the others"),
    **ACT,
}
"""What was said or done, by the act that says so."""

ACTIONS: dict[str, Promise] = {
    "reveal": _("to show particulars of a person"),
    "unmask": _("to say at which cases somebody looked"),
    "export": _("to write a file"),
    "delete": _("to erase what is kept"),
}
"""What takes two."""

LIMITS: dict[str, Promise] = CLOCK

SECTIONS: dict[str, Promise] = {
    "points": _("Points"),
    "obligations": _("Duties"),
    "prohibitions": _("Restraints"),
    "entitlements": _("Rights"),
    "powers": _("Powers"),
    "parties": _("Parties"),
    "bodies": _("Bodies"),
    "posts": _("Posts"),
    "places": _("Places"),
    "holes": _("Left open"),
    "questions": _("Open questions"),
    "anchors": _("Events that start clocks"),
    "decisions": _("Decisions"),
    "texts": _("Texts"),
}
"""The sections of a text that are searched."""

NUMBERS: dict[str, Promise] = {
    "case": _("case number"),
    "item": _("tag of a weapon"),
    "container": _("container"),
    "receipt": _("receipt"),
    "movement": _("movement"),
}
"""What a number stands for."""
