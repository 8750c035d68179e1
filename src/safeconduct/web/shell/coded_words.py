"""What coded words in a sentence about a move are called, by the name of what is filled in. English sentences use the codes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_Words = dict[str, Promise]

STEP: _Words = {
    "offer": _("offer made to the people"), "hold_fire": _("hold-fire confirmed"), "way_out": _("Way out"),
    "halt": _("movement halted"), "reception": _("reception"), "age": _("age established"),
    "child_care": _("referred to civilian care"), "consent": _("answer of the person recorded"),
    "hand_over": _("weapon received"), "assessment": _("weapon assessed"), "contest": _("acceptance of a weapon contested"),
    "custody": _("keeping of weapons"), "disposal": _("weapons destroyed"), "notice": _("notice of case numbers given"),
    "screening": _("eligibility decided"), "assurance": _("assurance given"), "objection": _("objection raised"),
    "hold": _("hold begun"), "review": _("hold reviewed"), "places": _("places offered"),
    "acceptance": _("answer of a receiving state"), "protection_test": _("tested whether a destination is safe"),
    "papers": _("travel paper issued"), "choice": _("way on chosen"), "stay": _("stay arranged"), "transfer": _("Transfer"),
    "after_arrival": _("asked after on arrival"),
}  # fmt: skip
"""The steps of a programme."""

_YES_NO: _Words = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}
_TASK: _Words = {
    "liaison": _("liaison"), "reception": _("reception"), "explosives": _("clearance of explosives"), "medic": _("medical care"),
    "interpreter": _("interpreting"), "child_protection": _("protection of children"), "registrar": _("registration"),
    "weapons": _("inspection of weapons"), "stores": _("keeping of weapons"), "legal": _("legal review"), "escort": _("escort"),
    "control": _("control of ground"), "other": _("named in the agreement"),
}  # fmt: skip

CODED: dict[str, _Words] = {
    "step": STEP,
    "task": _TASK,
    "agreed": _YES_NO,
    "answer": {"given": _("given"), "refused": _("refused"), "withdrawn": _("withdrawn"), "not asked": _("not asked"),
               "not given": _("not given")},
    "stands": {"open": _("Undecided"), "upheld": _("Upheld"), "dismissed": _("Dismissed"), "withdrawn": _("Taken back"),
               "fell": _("Fell at its limit, undecided"), "stood": _("Stands at its limit, undecided")},
    "ground": {"document": _("a document"), "statement": _("the person’s own word"), "assessment": _("an assessment"),
               "doubt": _("doubt"), "assessment_refused": _("an assessment that was refused")},
    "state": {"read": _("read"), "none": _("has none"), "altered": _("altered"), "unread": _("not yet read")},
    "origin": {"person": _("handed over by people"), "group_asset": _("belonged to a group"),
               "found": _("found at the site, or origin not shown")},
    "purpose": {"assurance": _("for the assurance"), "appeal": _("for an appeal"), "benefit": _("for support"),
                "check": _("only looked at")},
    "kind": {"way_out": _("Way out"), "transfer": _("Transfer"), "tunnel_works": _("works on tunnels"),
             "clearance": _("clearance of explosives"), "patrol": _("patrol"), "air_activity": _("activity in the air"),
             "other": _("something else")},
    "reason": {
        "shots_heard": _("shots were heard"), "hold_fire_withdrawn": _("fire is no longer held"),
        "operation_announced": _("an operation was announced"), "medical": _("somebody needs medical care"),
        "explosive_found": _("an explosive was found"), "too_many_people": _("too many people at once"), "safety": _("safety"),
        "tunnel_works": _("works on tunnels"), "clearance": _("clearance of explosives"), "patrol": _("patrol"),
        "air_activity": _("activity in the air"), "other": _("something else"),
    },
    "to": {"nothing": _("nothing")},
}  # fmt: skip
"""By the name of what is filled in: the word of the page for each coded word."""
