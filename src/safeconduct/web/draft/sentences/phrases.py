"""Parts of sentences that rules put inside others: each is said on its own, in the language of the page."""

from django.utils.translation import gettext_noop as noop

STATE = (
    noop("“{name}” is done and confirmed"),
    noop("“{name}” is done"),
    noop("“{name}” is said to be done"),
    noop("“{name}” has happened"),
    noop("the phase “{name}” is open"),
    noop("“{name}” is agreed"),
    noop("“{name}” is decided with yes"),
    noop("“{name}” is open"),
    noop("all of this route is there"),
)  # fmt: skip
"""What has to be so before something can begin."""
WHY = (
    noop("nobody is named who decides “{name}”"),
    noop("nobody is named who has to agree on “{name}”"),
    noop("nobody is named whose word confirms “{name}”"),
    noop("nobody is named who owes “{name}”"),
    noop("“{name}” is owed anew again and again, so it is never complete"),
    noop("no number says when “{name}” is complete"),
    noop("“{name}” was released by an amendment"),
    noop("the phase “{name}” is one of several steps that wait for each other"),
    noop("“{name}” is one of several steps that wait for each other"),
    noop("nobody is named who decides that"),
    noop("nobody is named who has to agree on that"),
    noop("nobody is named whose word confirms that"),
    noop("nobody is named who owes that"),
    noop("that is owed anew again and again, so it is never complete"),
    noop("no number says when that is complete"),
    noop("that was released by an amendment"),
    noop("that is one of several steps that wait for each other"),
)  # fmt: skip
"""Why something never comes about."""
WHEN = (
    noop("day {n} after “{name}”"),
    noop("{time} after “{name}”"),
)  # fmt: skip
"""A time, counted from an event."""
EVENT = (
    noop("A person of “{name}” asks for a way on."),
    noop("“{name}” leads nowhere: “{name2}” was left open, and nothing holds until it is agreed."),
    noop("“{name}” leads nowhere: no destination is named."),
    noop("“{name}” stays shut: no state offers a place, and nobody has to offer one."),
    noop("“{name}” stays shut: {who} offers no place, and nobody has to offer one."),
    noop("“{name}” is granted by nobody: the text does not say who grants it."),
    noop("“{name}” waits for a part left open, “{name2}”; nothing holds until it is agreed."),
    noop("“{name}” waits for a part left open, “{name2}”."),
    noop("“{name}” waits for a decision that nobody is named to take: {name2}."),
    noop("“{name}” waits for a step that nobody owes, “{name2}”."),
    noop("“{name}” means to be held, and the text does not give {lacks}."),
    noop("“{name}” needs a finding that the person is eligible, and that can be refused."),
    noop("“{name}” takes {n} of {n2}: for the rest it is full."),
    noop("{who} objects to “{name}”, on the last day for it."),
    noop("{who} objects to “{name}”, and no time limit stands in the way."),
    noop("The objection is upheld by {who}: “{name}” is closed."),
    noop("The text falls back to “{name}”, and there no way is left open either."),
    noop("The ways are looked at again, and all are still shut."),
    noop("Nothing further has to happen. No way on that lasts is left."),
    noop("“{name}” is no end: it needs a legal basis for this person and ends after {time} at the latest."),
    noop("“{name}” is no end: it needs a legal basis for this person."),
    noop("“{name}” only bridges the time, looked at again every {time}; it leads nowhere further."),
    noop("“{name}” only bridges the time; it leads nowhere further."),
)  # fmt: skip
"""What happens to a person on the worst course."""
UNDECIDED = (
    noop("The checker stopped itself inside {key}: its {n} seconds of work are over; what that rule found so far stands, the "
         "rest is not decided."),
    noop("The checker stopped itself inside {key}: it uses more than {n} megabytes of memory; what that rule found so far "
         "stands, the rest is not decided."),
    noop("There was no time for {key}: what they look for is not decided."),
)  # fmt: skip
"""What a check has not decided."""
LACKS = (
    noop("who has to agree it"),
    noop("by when"),
    noop("what holds if it is not agreed"),
    noop("who submits it"),
    noop("who has the last word on it"),
    noop("when it closes"),
    noop("who hears those left out"),
    noop("an owner"),
    noop("a date"),
    noop("a fallback"),
    noop("a closed list of grounds"),
    noop("a time limit to raise it"),
    noop("anyone who decides it"),
    noop("a time limit to decide it"),
    noop("a rule for what silence means"),
    noop("who marks it on the ground"),
    noop("how far marks may lie from the map"),
    noop("who may move it"),
    noop("by whom"),
    noop("by how much"),
    noop("how often"),
    noop("what is owed meanwhile"),
    noop("the law it rests on"),
    noop("when it is reviewed"),
    noop("what ends it"),
    noop("who settles it"),
    noop("what holds until then"),
    noop("what it may stop"),
    noop("for how long"),
    noop("who reviews it"),
    noop("who holds them"),
    noop("whom they are closed to"),
    noop("the norms that apply in them"),
    noop("a time to contest"),
    noop("someone who rules"),
    noop("a time to rule"),
    noop("an answer if nobody rules"),
)  # fmt: skip
"""What a text may leave open, as the rules list it."""
TRAITS = (
    noop("is {key}"),
    noop("is not {key}"),
)  # fmt: skip
"""Whether a word of the text holds for a person."""
DISTANCES = (
    noop("{n} km"),
    noop("{n} m"),
)  # fmt: skip
"""How far."""
NUMBERS = (
    noop("month {n}"),
)  # fmt: skip
"""A number of a clause that is no bare number."""
BOUNDS = (
    noop("at least {amount}"),
    noop("at most {amount}"),
)  # fmt: skip
"""An amount that is not exact."""
