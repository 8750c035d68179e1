"""What rules about duties find: who owes, by when, who confirms, with what (SC2..)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC201": (
        noop("“{name}” asks for {amount} and has no date: it can never be late"),
        noop("“{name}” has no date: it can never be late"),
        noop("Give a date, or a stretch after an event whose day someone fixes."),
    ),
    "SC202": (
        noop("nobody is named to confirm “{name}”: if {who} claims it, nobody can settle whether it is so"),
        noop("nobody is named to confirm “{name}”: a claim that it is done cannot be settled"),
        noop("Name in `verified_by` who confirms it and by what evidence."),
    ),
    "SC203": (
        noop("“{name}” is counted by {who}, on the side that owes it"),
        noop("“{name}” is confirmed by {who}, who owes it"),
        noop("“{name}” is confirmed by {who}, on the side that owes it"),
        noop("Name a verifier outside the debtor, or a quorum that the debtor alone cannot reach."),
    ),
    "SC204": (
        noop("“{name}” is to be verified by {who}, without a right to enter {where}"),
        noop("“{name}” is to be verified by {who}, and nobody owes an inventory to check against"),
        noop("“{name}” is to be verified by {who}, and the inventory goes to {other}"),
        noop("where it may enter"),
        noop("to whom the inventory is owed"),
        noop("Grant the verifier entry to the place, and let an obligation give it the inventory by a date."),
    ),
    "SC205": (
        noop("“{name}” needs {n} confirmations, and only {who} can confirm it"),
        noop("{who} confirm that it is done."),
        noop("It still does not count as done."),
        noop("Lower the quorum, or name another verifier."),
    ),
    "SC206": (
        noop("by the date of “{name}”, {who} has {n} {unit} to verify, and can handle {n2}"),
        noop("“{name}” brings {amount} per {time}, and {who} can verify {amount2} per {time2}"),
        noop("{amount} per {time}"),
        noop("what it can handle"),
        noop("Give the verifier more capacity, or stagger the dates."),
    ),
    "SC207": (
        noop("nobody is named who owes “{name}”"),
        noop("nobody is named who grants “{name}”"),
        noop("“{name}” is owed by {who}, whom the text does not bind"),
        noop("Let that actor join the text, let a party answer for it under `represents`, or give the others a way on without "
             "it."),
        noop("Write who grants it."),
        noop("Write who owes it."),
        noop("“{name}” waits for it."),
        noop("So do {n} more."),
    ),
    "SC208": (
        noop("“{name}” asks for an effort only, and “{name2}” waits for its result"),
        noop("“{name}” is worded as an effort, and “{name2}” waits for its result"),
        noop("waits for it"),
        noop("Make it a duty of result with a date, or let the other step wait for the effort: `{{claimed: arms}}`."),
    ),
    "SC209": (
        noop("“{name}” has to begin by a date and has no day by which it is done"),
        noop("“{name}” has to begin {clocks} and has no day by which it is done"),
        noop("Give a last day as `deadline`, or a rate: so much in each stretch of time."),
    ),
    "SC210": (
        noop("“{name}” needs “{name2}”, and nobody owes it"),
        noop("“{name}” needs “{name2}”, which is owed by nobody the text names"),
        noop("“{name}” needs “{name2}”, which is owed by no date"),
        noop("what should provide it"),
        noop("Write an obligation with a debtor and a date for it, name it in `owed_as`, and say what holds if it is late."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
