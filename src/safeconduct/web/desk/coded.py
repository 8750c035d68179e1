"""The closed lists from which a coded word is taken: a reason, a ground, a form. Free text could name someone, so there is none.

The record takes any coded word, because an act may come from elsewhere; what is made on a page is taken from these.
"""

CODED: dict[tuple[str, str], tuple[str, ...]] = {
    ("screening.decided/1", "reason"): ("grave_crime_indicated", "record_not_readable", "information_missing",
                                        "person_not_heard"),
    ("assurance.revoked/1", "reason"): ("took_up_arms_again", "false_identity", "condition_broken"),
    ("objection.decided/1", "reason"): ("ground_shown", "ground_not_shown", "ground_does_not_apply"),
    ("hold.begun/1", "reason"): ("grave_crime_indicated", "objection_upheld"),
    ("hold.reviewed/1", "reason"): ("indication_stands", "no_longer_needed", "longest_time_reached"),
    ("weapon.received/1", "kind"): ("rifle", "pistol", "machine_gun", "heavy_machine_gun", "launcher", "mortar", "grenade",
                                    "explosive_device", "ammunition", "home_made", "other"),
    ("weapon.assessed/1", "ground"): ("not_serviceable", "home_made", "parts_missing", "not_a_weapon", "counted_twice"),
    ("weapon.contested/1", "ground"): ("not_serviceable", "home_made", "parts_missing", "not_a_weapon", "counted_twice"),
    ("weapon.destroyed/1", "method"): ("cut", "crushed", "melted", "burned", "blown_up"),
    ("container.opened/1", "reason"): ("recount", "inspection", "disposal", "damaged", "seal_broken"),
    ("operation.announced/1", "kind"): ("tunnel_works", "clearance", "patrol", "air_activity", "other"),
    ("movement.notified/1", "form"): ("written", "radio", "phone", "in_person"),
    ("movement.halted/1", "reason"): ("shots_heard", "hold_fire_withdrawn", "operation_announced", "medical", "explosive_found",
                                      "too_many_people", "safety"),
    ("movement.accounted/1", "reason"): ("brought_back_ill", "turned_back", "miscounted", "died", "joined_on_the_way",
                                         "not_known"),
    ("movement.cancelled/1", "reason"): ("not_safe", "nobody_came", "window_passed", "no_vehicle", "planned_anew"),
}  # fmt: skip
"""Which words a field of a type of act takes on a page."""
