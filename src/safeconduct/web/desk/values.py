"""What the coded words of an act are called: one word for each that a field may hold. A word that is not here names itself.

What a field is called stands in `words`. The names of places, ways and organisations are the agreement's own.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_Words = dict[str, "Promise | str"]

_ANSWER: _Words = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}
_GROUND: _Words = {
    "not_serviceable": _("not serviceable"), "home_made": _("home-made"), "parts_missing": _("parts are missing"),
    "not_a_weapon": _("not a weapon"), "counted_twice": _("counted twice"),
}  # fmt: skip

VALUES: dict[str, _Words] = {
    "age.established/1 outcome": {"adult": _("adult"), "child": _("child")},
    "age.established/1 ground": {
        "document": _("by a document"), "statement": _("by what the person says"), "assessment": _("by an assessment"),
        "doubt": _("in doubt, so a child"), "assessment_refused": _("no assessment wanted, so a child"),
    },
    "consent.recorded/1 purpose": {"disarm": _("to hand over weapons"), "leave": _("to leave for one destination")},
    "consent.recorded/1 answer": {"given": _("given"), "refused": _("refused"), "withdrawn": _("withdrawn")},
    "screening.decided/1 outcome": {"eligible": _("eligible"), "excluded": _("not eligible"),
                                    "unable": _("cannot be decided now")},
    "screening.decided/1 reason": {
        "grave_crime_indicated": _("a stated indication of a grave crime"), "record_not_readable": _("records cannot be read"),
        "information_missing": _("information is missing"), "person_not_heard": _("the person could not be heard yet"),
    },
    "assurance.revoked/1 reason": {
        "took_up_arms_again": _("took up arms again"), "false_identity": _("the case was opened under a false identity"),
        "condition_broken": _("a condition of the assurance was broken"),
    },
    "objection.decided/1 outcome": {"upheld": _("upheld"), "dismissed": _("dismissed")},
    "objection.decided/1 reason": {
        "ground_shown": _("the ground was shown"), "ground_not_shown": _("the ground was not shown"),
        "ground_does_not_apply": _("the ground does not apply to this way"),
    },
    "hold.begun/1 reason": {
        "grave_crime_indicated": _("a stated indication of a grave crime"), "objection_upheld": _("an objection was upheld"),
    },
    "hold.reviewed/1 outcome": {"continued": _("goes on"), "ended": _("ends")},
    "hold.reviewed/1 reason": {
        "indication_stands": _("the indication stands"), "no_longer_needed": _("no longer needed"),
        "longest_time_reached": _("the longest time is reached"),
    },
    "acceptance.decided/1 outcome": {"accepted": _("accepted"), "declined": _("declined")},
    "protection.tested/1 outcome": {"safe": _("safe for this person"), "not_safe": _("not safe for this person"),
                                    "unable": _("cannot be decided now")},
    "weapon.received/1 origin": {"person": _("handed over by people"), "group_asset": _("belonged to a group"),
                                 "found": _("found at the site, or origin not shown")},
    "weapon.received/1 kind": {
        "rifle": _("rifle"), "pistol": _("pistol"), "machine_gun": _("machine gun"), "heavy_machine_gun": _("heavy machine gun"),
        "launcher": _("launcher"), "mortar": _("mortar"), "grenade": _("grenade"), "explosive_device": _("explosive device"),
        "ammunition": _("ammunition"), "home_made": _("home-made"), "other": _("something else"),
    },
    "serial_state": {"read": _("read"), "none": _("has none"), "altered": _("altered"), "unread": _("not yet read")},
    "condition": {"serviceable": _("serviceable"), "defective": _("defective"), "unknown": _("condition not known")},
    "weapon.assessed/1 accepted": {"yes": _("accepted"), "no": _("not accepted"), "unknown": _("undecided")},
    "weapon.assessed/1 ground": _GROUND,
    "weapon.contested/1 ground": _GROUND,
    "method": {"cut": _("cut"), "crushed": _("crushed"), "melted": _("melted"), "burned": _("burned"), "blown_up": _("blown up")},
    "container.opened/1 reason": {
        "recount": _("to count again"), "inspection": _("to inspect"), "disposal": _("to destroy what is inside"),
        "damaged": _("the container is damaged"), "seal_broken": _("the seal was found broken"),
    },
    "receipt.shown/1 purpose": {"assurance": _("for the assurance"), "appeal": _("for an appeal"), "benefit": _("for support"),
                                "check": _("only looked at")},
    "how": {"leaflet": _("leaflet"), "loudspeaker": _("loudspeaker"), "radio": _("radio"), "mediator": _("through a mediator"),
            "phone_broadcast": _("message to all telephones"), "other": _("something else")},
    "offer.answered/1 answer": {"accepted": _("accepted"), "declined": _("declined"), "none": _("no answer"),
                                "unknown": _("not known")},
    "operation.announced/1 kind": {
        "tunnel_works": _("works on tunnels"), "clearance": _("clearance of explosives"), "patrol": _("patrol"),
        "air_activity": _("activity in the air"), "other": _("something else"),
    },
    "movement.planned/1 kind": {"way_out": _("Way out"), "transfer": _("Transfer")},
    "form": {"written": _("in writing"), "radio": _("by radio"), "phone": _("by telephone"), "in_person": _("in person")},
    "group.came_out/1 weapons": {"carried_to_clearing_bay": _("carried to the clearing bay"), "none": _("carried none"),
                                 "unknown": _("not known")},
    "movement.halted/1 reason": {
        "shots_heard": _("shots were heard"), "hold_fire_withdrawn": _("fire is no longer held"),
        "operation_announced": _("an operation was announced"), "medical": _("somebody needs medical care"),
        "explosive_found": _("an explosive was found"), "too_many_people": _("too many people at once"), "safety": _("safety"),
    },
    "movement.accounted/1 reason": {
        "brought_back_ill": _("brought back ill"), "turned_back": _("turned back"), "miscounted": _("counted wrongly"),
        "died": _("died"), "joined_on_the_way": _("joined on the way"), "not_known": _("not known"),
    },
    "movement.cancelled/1 reason": {
        "not_safe": _("not safe"), "nobody_came": _("nobody came"), "window_passed": _("the window has passed"),
        "no_vehicle": _("no vehicle"), "planned_anew": _("planned anew"),
    },
    "dispute.ruled/1 outcome": {"for": _("for it"), "against": _("against it"), "partly": _("partly")},
    "breach.found/1 outcome": {"breach": _("it was broken"), "no_breach": _("it was not broken")},
    "decision.made/1 outcome": {"yes": _("yes"), "no": _("no")},
    "anchor.dated/1 hour": {"known": _("the hour is known"), "unknown": _("the hour is not known")},
}  # fmt: skip
"""By type and field, or by the field alone where it says the same everywhere."""


def word_of(kind: str, field: str, value: str) -> str:
    """Say a coded word; empty where it has no other word than itself."""
    for known in (VALUES.get(f"{kind} {field}"), VALUES.get(field), _ANSWER):
        if known is not None and value in known:
            return str(known[value])
    return ""
