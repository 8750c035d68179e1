"""The words of the programme's pages: steps, ends, acts, states. One place, so that a thing has one name everywhere."""

from django.utils.translation import gettext_lazy as _

from safeconduct.web.desk.fields import MOVES

MOVE = MOVES
"""What each act does, as the title of a move."""

STEP = {
    "age": _("Age not yet established"),
    "consent": _("Has not agreed to disarm"),
    "hand_over": _("Agreed to disarm; weapons not yet handed over"),
    "screening": _("Disarmed; eligibility not yet decided"),
    "excluded": _("Not eligible for the assurance"),
    "assurance": _("Eligible; no assurance yet"),
    "way": _("Way on not clear yet"),
    "ready": _("Way chosen is clear; ready to leave"),
    "on_the_way": _("On the way"),
    "staying": _("Staying for now, with a date to look again"),
    "held": _("Held for review"),
    "arrived": _("Arrived"),
    "care": _("In or on the way to civilian care"),
    "left": _("Left the programme"),
    "died": _("Died"),
}
"""Where a case can be, in the order in which people go through."""

END = {
    "abroad": _("Arrived in a receiving state"),
    "across": _("Arrived on the other side of the line"),
    "arrived": _("Arrived elsewhere"),
    "on_the_way": STEP["on_the_way"],
    "staying": STEP["staying"],
    "held": STEP["held"],
    "at_the_site": _("At the site, in the programme"),
    "care": STEP["care"],
    "left": STEP["left"],
    "died": STEP["died"],
}
"""Where people have come to."""

STAND = {"open": _("open"), "waits": _("waits"), "closed": _("closed")}
STAND_ICON = {"open": "in_time", "waits": "dormant", "closed": "lapsed"}

OBJECTION = {
    "open": _("Undecided"),
    "upheld": _("Upheld"),
    "dismissed": _("Dismissed"),
    "withdrawn": _("Taken back"),
    "fell": _("Fell at its limit, undecided"),
    "stood": _("Stands at its limit, undecided"),
}

COVER = {"held": _("held for review"), "staying": _("staying for now")}

CLOCK = {
    "care": _("to be in civilian care"),
    "objection_window": _("time to object"),
    "ruling": _("ruling on an objection"),
    "hold": _("review of a hold"),
    "stay": _("look again at a stay"),
}

MOVEMENT = {"way_out": _("Way out"), "transfer": _("Transfer")}
STAGE = {
    "planned": _("planned"),
    "open": _("under way"),
    "halted": _("halted"),
    "arrived": _("everyone counted in"),
    "closed": _("closed"),
    "cancelled": _("cancelled"),
}
STAGE_ICON = {"planned": "dormant", "open": "in_force", "halted": "suspended", "arrived": "in_time", "closed": "fulfilled",
              "cancelled": "lapsed"}  # fmt: skip

ITEM = {
    "received": _("loose"),
    "sealed": _("sealed"),
    "transferred": _("handed on"),
    "destroyed": _("destroyed"),
    "lost": _("missing"),
}
CONTAINER = {"sealed": _("sealed"), "transferred": _("handed on, sealed"), "opened": _("opened")}
ORIGIN = {"person": _("handed over by people"), "group_asset": _("belonged to a group"),
          "found": _("found at the site, or origin not shown")}  # fmt: skip
SERIAL = {"read": _("read"), "none": _("has none"), "altered": _("altered"), "unread": _("not yet read")}
RECEIPT = {"valid": _("valid"), "lost": _("reported lost"), "void": _("void, replaced")}
ACCEPTED = {"yes": _("accepted"), "no": _("not accepted"), "unknown": _("undecided"), "unassessed": _("not assessed")}
ACCEPTED_ICON = {"yes": "for", "no": "against", "unknown": "unknown", "unassessed": "open"}
CONDITION = {"serviceable": _("serviceable"), "defective": _("defective"), "unknown": _("condition not known")}
CONSENT = {"given": _("given"), "refused": _("refused"), "withdrawn": _("withdrawn"), "not asked": _("not asked")}
ANSWER = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}

PART = {
    "here": _("In the programme"),
    "arrived": _("Arrived where they go"),
    "gone": _("No longer in the programme, for any other reason"),
}
"""What is published of the people. Why somebody is gone is told to nobody."""

FIELD = {
    "presented": _("Presented"),
    "site": _("At the site"),
    "movement": _("Came with"),
    "wounded": _("Wounded"),
    "language": _("Language"),
    "age": _("Age"),
    "age_ground": _("Found by"),
    "age_at": _("Age established"),
    "challenged": _("Age challenged"),
    "child_since": _("Protected since"),
    "referred": _("Referred to civilian care"),
    "referred_to": _("Referred to"),
    "in_care": _("In civilian care since"),
    "noticed": _("Notice given"),
    "noticed_to": _("Notice given to"),
    "disarmed": _("Found without weapons"),
    "screening": _("Eligibility"),
    "screening_reason": _("Reason given"),
    "screening_review": _("Eligibility looked at again by"),
    "assured": _("Assurance given"),
    "covers": _("The assurance covers"),
    "revoked": _("Assurance revoked, because of"),
    "tests": _("Is it safe there?"),
    "answers": _("Answers of states"),
    "papers": _("Travel papers, one way"),
    "boarded": _("Aboard"),
    "boarded_at": _("Boarded"),
    "arrived": _("Arrived"),
    "arrived_to": _("Arrived at"),
    "left": _("Left the programme"),
    "died": _("Died"),
}
"""What is known of a person, field by field, in the order in which a case goes on."""

FOUND = {
    "adult": _("adult"),
    "child": _("under age"),
    "eligible": _("eligible"),
    "excluded": _("not eligible"),
    "unable": _("could not be decided"),
    "safe": _("safe"),
    "not_safe": _("not safe"),
    "accepted": _("accepted"),
    "declined": _("declined"),
    "document": _("a document"),
    "statement": _("the person’s own word"),
    "assessment": _("an assessment"),
    "doubt": _("doubt"),
    "assessment_refused": _("an assessment that was refused"),
    "challenged": _("a challenge"),
    "yes": _("yes"),
    "no": _("no"),
    "unknown": _("unknown"),
}
"""What was found or answered about a person."""

COLUMN = {
    "received": _("Received"),
    "disarmed": _("Disarmed"),
    "assured": _("Assured"),
    "places": _("Places offered"),
    "on_the_way": _("On the way"),
    "arrived": _("Arrived"),
    "held": _("Held"),
    "staying": _("Staying"),
    "no_way_on": _("Without a way on"),
}
"""What is shown of each day side by side."""

ACT = {
    "offer.made/1": _("offer made to the people"),
    "offer.answered/1": _("answer to the offer"),
    "operation.announced/1": _("operation announced"),
    "operation.paused/1": _("operation paused"),
    "operation.ended/1": _("operation ended"),
    "movement.planned/1": _("movement planned"),
    "hold_fire.confirmed/1": _("hold-fire confirmed"),
    "hold_fire.withdrawn/1": _("hold-fire withdrawn"),
    "movement.readied/1": _("team and signals recorded"),
    "vehicle.assigned/1": _("vehicle assigned"),
    "manifest.set/1": _("manifest set"),
    "movement.notified/1": _("notice of a movement given"),
    "movement.acknowledged/1": _("notice of a movement acknowledged"),
    "movement.begun/1": _("movement begun"),
    "group.came_out/1": _("group came out"),
    "movement.halted/1": _("movement halted"),
    "movement.resumed/1": _("movement goes on"),
    "movement.arrived/1": _("arrivals counted"),
    "movement.accounted/1": _("difference accounted for"),
    "movement.closed/1": _("movement closed"),
    "movement.cancelled/1": _("movement cancelled"),
    "person.presented/1": _("received with a case number"),
    "age.established/1": _("age established"),
    "age.challenged/1": _("age challenged"),
    "child.referred/1": _("referred to civilian care"),
    "child.received/1": _("received in civilian care"),
    "consent.recorded/1": _("answer of the person recorded"),
    "notice.given/1": _("notice of case numbers given"),
    "person.disarmed/1": _("found without weapons"),
    "screening.decided/1": _("eligibility decided"),
    "assurance.given/1": _("assurance given"),
    "assurance.revoked/1": _("assurance revoked"),
    "objection.raised/1": _("objection raised"),
    "objection.decided/1": _("objection ruled on"),
    "objection.withdrawn/1": _("objection taken back"),
    "hold.begun/1": _("hold begun"),
    "hold.reviewed/1": _("hold reviewed"),
    "places.offered/1": _("places offered"),
    "places.withdrawn/1": _("places taken back"),
    "acceptance.decided/1": _("answer of a receiving state"),
    "protection.tested/1": _("tested whether a destination is safe"),
    "paper.issued/1": _("travel paper issued"),
    "way.chosen/1": _("way on chosen"),
    "stay.arranged/1": _("stay arranged"),
    "person.boarded/1": _("boarded"),
    "person.turned_back/1": _("did not travel"),
    "person.arrived/1": _("arrived"),
    "arrival.checked/1": _("asked after on arrival"),
    "person.left/1": _("left the programme"),
    "person.died/1": _("died"),
    "weapon.received/1": _("weapon received"),
    "weapon.assessed/1": _("weapon assessed"),
    "weapon.contested/1": _("acceptance of a weapon contested"),
    "weapon.contest_withdrawn/1": _("contest of a weapon taken back"),
    "weapon.destroyed/1": _("weapons destroyed"),
    "item.lost/1": _("weapon missing"),
    "item.recovered/1": _("missing weapon found"),
    "container.sealed/1": _("container sealed"),
    "container.transferred/1": _("container handed on"),
    "container.opened/1": _("container opened"),
    "receipt.issued/1": _("receipt given"),
    "receipt.lost/1": _("receipt reported lost"),
    "receipt.replaced/1": _("receipt replaced"),
    "receipt.shown/1": _("receipt shown"),
}
"""Every act of the caseload by its type, in the order in which a programme goes on."""
