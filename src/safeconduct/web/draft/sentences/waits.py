"""What rules about waiting find: circles, gaps, phases without an end (SC3..)."""

from django.utils.translation import gettext_noop as noop

_CHAIN = (
    noop("“{name}”, owed by {who}, waits until {state}."),
    noop("the phase “{name}” waits until {state}."),
    noop("“{name}” waits until {state}."),
)
"""A chain of what waits for what, link by link."""
SENTENCES = {
    "SC301": (
        noop("{titles} waits for itself and can never begin"),
        noop("{n} steps wait for each other, and none can ever begin: {titles}"),
        noop("these phases and events wait for each other, and none can ever come"),
        noop("Let one begin without waiting ({titles}: each was tried and opens the circle), split them into tranches, or "
             "hand both to a neutral who gives them on together."),
        noop("Let one of the steps begin without waiting, split them into tranches, or hand both to a neutral who gives them "
             "on together."),
        noop("{n} more hang in the same knot."),
        noop("waits in the same circle"),
        noop("“{name}” no longer waits; tried, and then all of them can be done. Which of them goes first is for the parties"),
        *_CHAIN,
    ),
    "SC302": (
        noop("“{name}” can never begin: it waits until {state}, and {why}; 1 more waits behind the same gap"),
        noop("“{name}” can never begin: it waits until {state}, and {why}; {n} more wait behind the same gap"),
        noop("“{name}” can never begin: it waits until {state}, and {why}"),
        noop("what stops it"),
        noop("waits behind the same gap"),
        noop("Mend what it waits for: break the circle, or name who decides, who agrees, or whose word confirms."),
        *_CHAIN,
    ),
    "SC303": (
        noop("“{name}” may wait until {state}, and that way leads nowhere: it cannot come before “{name2}” itself"),
        noop("If the other ways are not gone, nothing moves any more."),
        noop("Mend the route that leads nowhere, or take it out of the choice."),
    ),
    "SC304": (
        noop("the phase “{name}” can never open: {why}"),
        noop("Behind it stay shut: {titles}."),
        noop("stays shut with its phase"),
        noop("Open the phase after something that can come: name who agrees or decides and by when, or open it on a date."),
        *_CHAIN,
    ),
    "SC305": (
        noop("{who} has to have given {other} everything it owes ({titles}) before {other2} owes its first step, “{name}”"),
        noop("{who} has to have given {other} everything it owes to it alone ({titles}) by a date, and of what {other2} owes "
             "it, {n} of {n2} steps have no date"),
        noop("{who} has to have given {other} everything it owes to it alone ({titles}) by a date, and nothing that {other2} "
             "owes it is due by then"),
        noop("As long as “{name}” is missing, {other} owes nothing."),
        noop("Due only later: {titles}."),
        noop("Without a date: {titles}."),
        noop("has to be given first"),
        noop("Split both sides into tranches that follow each other, with `lead_at_most: 1 tranche` in an exchange; or allow "
             "it with a reason."),
    ),
    "SC306": (
        noop("the phase “{name}” has no end, and nothing says what holds if it is never completed"),
        noop("If “{name}” is never done, the phase goes on for ever."),
        noop("“{name}” goes on for ever."),
        noop("Give the phase an end under `ends`, or say under `if_not_done` what holds if it is not complete by then."),
    ),
    "SC308": (
        noop("“{name}” names the step “{name2}” and not whether its beginning or its end is meant: it has two days"),
        noop("One reading: the day on which “{name}” begins."),
        noop("The other: the day on which “{name}” is complete."),
        noop("hangs on this event"),
        noop("Write `edge: end`, the step verified complete, or `edge: begin` with who says that it has begun."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
