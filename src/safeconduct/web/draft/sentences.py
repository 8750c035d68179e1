"""The sentences of rules that pages say in each language: what was found, what to do, and what is told beside it.

They are those of the rules that find most. Where a sentence can stand inside another, the longer one comes first.
"""

from django.utils.translation import gettext_noop as noop

SENTENCES = (
    # SC201 no-deadline
    noop("“{name}” asks for {amount} and has no date: it can never be late"),
    noop("“{name}” has no date: it can never be late"),
    noop("Give a date, or a stretch after an event whose day someone fixes."),
    # SC202 no-verifier
    noop("nobody is named to confirm “{name}”: if {who} claims it, nobody can settle whether it is so"),
    noop("nobody is named to confirm “{name}”: a claim that it is done cannot be settled"),
    noop("Name in `verified_by` who confirms it and by what evidence."),
    # SC207 unbound-actor
    noop("nobody is named who owes “{name}”"),
    noop("nobody is named who grants “{name}”"),
    noop("“{name}” is owed by {who}, whom the text does not bind"),
    noop("Let that actor join the text, let a party answer for it under `represents`, or give the others a way on without it."),
    noop("Write who grants it."),
    noop("Write who owes it."),
    noop("“{name}” waits for it."),
    noop("So do {n} more."),
    # SC105 unowned-hole
    noop("“{name}” is left open, and the text does not say {lacks}"),
    noop("Name who has to close it, by when, and what holds if they do not."),
    noop("“{name}” needs it"),
    # SC210 input-without-owner
    noop("“{name}” needs “{input}”, and nobody owes it"),
    noop("“{name}” needs “{input}”, which is owed by nobody the text names"),
    noop("“{name}” needs “{input}”, which is owed by no date"),
    noop("what should provide it"),
    noop("Write an obligation with a debtor and a date for it, name it in `owed_as`, and say what holds if it is late."),
    # SC204 verifier-lacks-access
    noop("“{name}” is to be verified by {who}, without a right to enter {where}"),
    noop("“{name}” is to be verified by {who}, and nobody owes an inventory to check against"),
    noop("“{name}” is to be verified by {who}, and the inventory goes to {other}"),
    noop("where it may enter"),
    noop("to whom the inventory is owed"),
    noop("Grant the verifier entry to the place, and let an obligation give it the inventory by a date."),
    # SC410 date-on-unbound-institution
    noop("“{name}” has a date, and hangs on an institution that the text does not bind; {who} cannot keep the date alone"),
    noop("Owe the submission by a date, and say under `if_late` what holds if it is not passed."),
    # SC510 list-without-authority
    noop("“{name}” is a list, and the text does not say {lacks}"),
    noop("“{name}” is for a number of persons, and the text does not say who picks them: there is no list that counts"),
    noop("Write `submitted_by`, `accredited_by`, `closes` and `appeal`; for a number of persons, `names: {{chosen_by: ...}}`."),
    # SC706 no-remedy
    noop("nothing says what follows if {who} misses the date of: {titles}"),
    noop("nothing says what follows if {who} miss the date of: {titles}"),
    noop("nothing answers this either"),
    noop("Give a time to make it good under `cure`, and then name under `if_late` a bounded answer: a power or a duty."),
    # SC609 no-acceptance-test
    noop("“{name}” is for {amount}, and the text does not say when one of them counts or who has the last word"),
    noop("“{name}” is for {amount}, and nobody has the last word on whether one counts"),
    noop("the test"),
    noop("Write a test under `tests` with what the unit must be and `decided_by`, and name it under `test`."),
    # SC508 no-destination
    noop("“{name}” names no destination: nobody has to receive whoever goes"),
    noop("“{name}” leads to a part left open without {lacks}: “{hole}”"),
    noop("left open: “{name}”"),
    noop("Name the place or the state, or write a part left open with its owner, a date, and what holds if nobody is named."),
    # SC509 no-unknown-branch
    noop("“{name}” is for {amount}, and the text does not say what holds for whoever cannot be found, is dead, is unknown, or is "
         "someone else; “{beside}”, in the same clause, is an effort without an end"),
    noop("“{name}” is for all, and the text does not say what holds for whoever cannot be found, is dead, is unknown, or is "
         "someone else; “{beside}”, in the same clause, is an effort without an end"),
    noop("“{name}” is for {amount}, and the text does not say what holds for whoever cannot be found, is dead, is unknown, or is "
         "someone else"),
    noop("“{name}” is for all, and the text does not say what holds for whoever cannot be found, is dead, is unknown, or is "
         "someone else"),
    noop("“{name}”"),
    noop("Write `if_not_found`: who searches with what access until when, what counts as proof, and what may be withheld."),
    # SC104 undefined-category
    noop("nothing says who belongs to “{name}”: no list, no attribute, nobody who decides; “{carried}” depends on it"),
    noop("nothing says who belongs to “{name}”: no list, no attribute, nobody who decides; its ways on depends on it"),
    noop("what depends on it"),
    noop("Say in `defined_by` by which list, attributes or body a person belongs to it, or name in `screened_by` who decides."),
    # SC502 objection-unbounded
    noop("“{name}” by {who} is given without {lacks}"),
    noop("Write a closed list of `grounds`, `within`, `decided_by`, `decided_within` and `if_undecided`."),
    # SC606 carry-over-unstated
    noop("“{name}”: {amount} every {per}, and the text does not say whether a shortfall is owed later"),
    noop("Write `carry_over: yes` or `carry_over: no`."),
    # SC803 line-unanchored, SC804 line-unmarked
    noop("nothing fixes where {where} runs: it is drawn here, but not by the parties, and no signed map is named"),
    noop("nothing fixes where {where} runs: it has no coordinates, and no signed map is named"),
    noop("Give coordinates of the parties, the hash of the map under `map_hash`, or the signed map as one of the texts under "
         "`drawn_on`."),
    noop("the text leaves open for {where}: {lacks}"),
    noop("Say who marks it and by when, how many metres a mark may be off, and who may move it."),
)  # fmt: skip

LACKS = {
    "who has to agree it": noop("who has to agree it"), "by when": noop("by when"),
    "what holds if it is not agreed": noop("what holds if it is not agreed"),
    "who submits it": noop("who submits it"), "who has the last word on it": noop("who has the last word on it"),
    "when it closes": noop("when it closes"), "who hears those left out": noop("who hears those left out"),
    "an owner": noop("an owner"), "a date": noop("a date"), "a fallback": noop("a fallback"),
    "a closed list of grounds": noop("a closed list of grounds"), "a time limit to raise it": noop("a time limit to raise it"),
    "anyone who decides it": noop("anyone who decides it"), "a time limit to decide it": noop("a time limit to decide it"),
    "a rule for what silence means": noop("a rule for what silence means"),
    "who marks it on the ground": noop("who marks it on the ground"),
    "how far marks may lie from the map": noop("how far marks may lie from the map"), "who may move it": noop("who may move it"),
}  # fmt: skip
"""What a text may leave open, as the rules list it."""
