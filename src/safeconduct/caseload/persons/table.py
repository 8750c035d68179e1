"""The table of moves for a person: the only place that says which step may follow which, and what it needs.

Source of the order: IDDRS 4.10 and 4.20 (consent, weapons, screening), 5.20 (age first), 2.11 and 5.40 (holding
people, destinations).
"""

from safeconduct.caseload.moves import Move
from safeconduct.caseload.persons import acts, asking, needs, objections, onward

TABLE = (
    Move(acts.Presented, "reception", "receive a person", asking.new, (needs.reception,)),
    Move(acts.AgeEstablished, "age", "establish age", asking.age_open, (needs.doubt_is_child, needs.age_known), onward=True),
    Move(acts.AgeChallenged, "age", "challenge the age that was found", asking.may_challenge),
    Move(acts.ChildReferred, "child_care", "refer to civilian care", asking.not_referred, onward=True),
    Move(acts.ChildReceived, "child_care", "receive in civilian care", asking.is_referred, onward=True),
    Move(acts.ConsentRecorded, "consent", "record what the person agrees to", asking.adult,
         (needs.consent, needs.not_all_agreed), onward=True),
    Move(acts.NoticeGiven, "notice", "give notice to all who may object", asking.not_noticed, (needs.same_notice,),
         onward=True),
    Move(acts.Disarmed, "hand_over", "find the person without weapons", asking.adult_at_site,
         (needs.agreed_to_disarm, needs.tags_agree), onward=True),
    Move(acts.Screened, "screening", "decide eligibility for the assurance", asking.adult_at_site,
         (needs.screening,), onward=True),
    Move(acts.Assured, "assurance", "give the assurance", asking.adult_at_site, (needs.assurance,), onward=True),
    Move(acts.AssuranceRevoked, "assurance", "revoke the assurance", asking.adult, (needs.assured, needs.reason),
         by=needs.revokers),
    Move(acts.ObjectionRaised, "objection", "object to a way on", asking.open_to_objection, (objections.raising,),
         by=objections.objectors, clause=objections.clauses),
    Move(acts.ObjectionDecided, "objection", "rule on an objection", asking.open_to_objection,
         (objections.one_open, needs.reason),
         by=objections.deciders, clause=objections.clauses, onward=True),
    Move(acts.ObjectionWithdrawn, "objection", "take an objection back", asking.open_to_objection, (objections.one_standing,),
         by=objections.whoever_objected, clause=objections.clauses),
    Move(acts.HoldBegun, "hold", "hold for review", asking.not_held, (onward.holding,)),
    Move(acts.HoldReviewed, "review", "review the hold", asking.is_held, (onward.reviewing,), onward=True),
    Move(acts.PlacesOffered, "places", "offer places", asking.of_no_case, (onward.offering,)),
    Move(acts.PlacesWithdrawn, "places", "take free places back", asking.of_no_case, (onward.withdrawing,)),
    Move(acts.AcceptanceDecided, "acceptance", "accept or decline the person", asking.adult_at_site,
         (onward.accepting,), onward=True),
    Move(acts.ProtectionTested, "protection_test", "test that a destination is safe for this person", asking.adult,
         (onward.destination, onward.untested), onward=True),
    Move(acts.PaperIssued, "papers", "issue a travel paper", asking.adult, (onward.paper,), onward=True),
    Move(acts.WayChosen, "choice", "record the way the person chooses", asking.adult_at_site, (onward.choosing,), onward=True),
    Move(acts.StayArranged, "stay", "arrange a stay, or look at it again", asking.not_held, (onward.staying,),
         onward=True),
    Move(acts.Boarded, "transfer", "board for the way chosen", asking.not_held, (onward.boarding,), onward=True),
    Move(acts.TurnedBack, "transfer", "record that the person did not travel", asking.is_boarded, (onward.same_movement,),
         onward=True),
    Move(acts.Arrived, "transfer", "record arrival", asking.is_boarded, (onward.same_movement, onward.arriving), onward=True),
    Move(acts.ArrivalChecked, "after_arrival", "ask after the person", asking.has_arrived),
    Move(acts.Left, "reception", "record that the person leaves the programme", asking.not_a_child_at_site, (onward.leaving,)),
    Move(acts.Died, "reception", "record a death", asking.known),
)  # fmt: skip

BY_ACT = {row.act: row for row in TABLE}
