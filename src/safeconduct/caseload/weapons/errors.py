"""What is missing for a move with weapons, in words. The codes are stable; the sentences may improve.

Whatever is said of a receipt says too that it is no proof of who someone is.
"""

FIXED = "a receipt is not proof of identity"
"""Stands on every output that shows or names a receipt."""

_RECEIPTS = {
    "receipt_in_use": "receipt {receipt} was given out before; take another number",
    "no_such_receipt": "no receipt {receipt} was ever given out",
    "receipt_void": "receipt {receipt} is void since {when}: another one has taken its place",
    "receipt_is_lost": "receipt {receipt} was reported lost on {when}; it has to be replaced first",
    "receipt_used": "it was used for {purpose} on {when}, under receipt {receipt} of this person; each purpose is granted once",
    "has_receipt": "receipt {receipt} of this person already stands for {tag}; if it is lost, replace it",
    "nothing_handed_in": "a receipt names what was handed in; who has nothing to hand in needs none",
    "not_from_case": "{tag} was not received from {case}",
}

WORDS = {
    "receipt_not_identity": FIXED,
    **{code: f"{sentence} ({FIXED})" for code, sentence in _RECEIPTS.items()},
    "tag_in_use": "tag {tag} was received on {when} (place: {where}); a tag is used once",
    "origin_without_people": "it is said to come from a person, but no case number is given",
    "people_without_origin": "it is said to be {origin}, so no case number belongs to it",
    "not_cleared": "it was not made safe at the clearing bay",
    "serial_not_read": "a serial is given, but its state is {state}; say that it was read or that it is altered",
    "serial_not_given": "its serial is said to be read, but none is given",
    "possible_duplicate": "maker, country, model, calibre and serial are those of {tag}, received on {when} "
                          "(place: {where}); lay the two side by side, and say so if they are two",
    "compared_while_missing": "{tag} is missing since {when}, so it cannot have lain beside this one; if this is it, say "
                              "under its tag that it is back",
    "compared_though_destroyed": "{tag} was destroyed on {when}, so it cannot have lain beside this one; if this one bears "
                                 "the same marks, its serial is not its own: say that it is altered",
    "place_not_named": "the place is not one that the agreement names",
    "no_such_item": "no weapon has the tag {tag}",
    "item_destroyed": "{tag} was destroyed on {when}",
    "item_lost": "{tag} is missing since {when}; say first that it is back",
    "item_not_lost": "{tag} is not missing",
    "item_contained": "{tag} is in container {container}; open it first",
    "no_ground": "a ground is needed",
    "before_it": "it is dated {happened}, before what it follows: {number}, {when}",
    "contested_already": "{actor} contests {tag} since {when}",
    "not_contested": "nobody contests {tag}",
    "not_your_contest": "only who contested {tag} can take it back",
    "contested": "{tag} is contested, so it is evidence until {until}; who contests it can take that back",
    "nothing_named": "no tag is given",
    "named_twice": "{number} is named twice",
    "no_such_container": "there is no container {container}",
    "container_sealed": "container {container} is sealed since {when}",
    "container_open": "container {container} is open since {when}",
    "seal_used": "seal {seal} was already used, on container {container}; a seal is used once",
    "held_apart": "the weapons are not all held by one organisation ({holders}); each goes into its own container",
    "count_differs": "{sent} are said to be sent, but container {container} holds {inside}",
    "already_there": "container {container} is already held by {to}",
    "goes_to_a_side": "container {container} does not go to {to}: what was handed in goes to no side under arms, unless the "
                      "text gives it the custody",
    "two_signatures": "exactly two different organisations sign: who gives and who takes; given: {given}",
    "signature_missing": "{organisation} has not signed",
    "no_organisation": "{organisation} is no party or body of this agreement",
    "too_few_witnesses": "witnesses of at least two different organisations are needed; there are {found}",
}  # fmt: skip
"""Code -> English sentence. `{where}` is a place of the agreement, or None where it is not known."""
