"""What rules about bodies and guarantees find: appointments, disputes, mandates (SC85.)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC851": (
        noop("{who} needs members named by {other}; if one of them names nobody, nobody else may appoint"),
        noop("{who} needs members named by {other}; if one of them names nobody, the text does not say after how long {where} "
             "may appoint instead"),
        noop("Name an authority that appoints after so many days, under `otherwise` and `after`."),
    ),
    "SC852": (
        noop("a claim may never become final, because contesting it lacks {lacks}: {titles}"),
        noop("contested in the same way"),
        noop("State a window, a time to rule, and under `if_no_ruling` whether the claim then stands or falls."),
    ),
    "SC853": (
        noop("the mandate of {who} ends before it can verify what is due later: {titles}"),
        noop("due after the mandate: “{name}”"),
        noop("the mandate ends on {day}"),
        noop("“{name}” is due by {day}"),
        noop("nobody may extend the mandate, and nobody takes it over"),
        noop("Say who may extend the mandate, or who takes over its task and what it keeps, under `extended_by` or "
             "`hands_over_to`."),
    ),
    "SC854": (
        noop("{who} may leave at any time (“{name}”), and nobody takes over guarding {titles}"),
        noop("{who} leaves by {day}, and “{name}” needs protection until {day2}"),
        noop("it protects {titles}"),
        noop("Let it stay at least until then, or leave only after a named successor has taken over."),
    ),
    "SC855": (
        noop("“{name}” does not say what the guarantor does if it fails, nor who the guarantor is; it rests on assurances of "
             "{who}, whom the text does not bind"),
        noop("“{name}” does not say what the guarantor does if it fails; it rests on assurances of {who}, whom the text does "
             "not bind"),
        noop("“{name}” does not say what the guarantor does if it fails, nor who the guarantor is"),
        noop("“{name}” does not say what the guarantor does if it fails"),
        noop("Say under `means` what the guarantor itself will do, or bind those on whose assurances it rests."),
    ),
    "SC856": (
        noop("nobody is named who holds a key to {where}"),
        noop("{where} is to have locks of both sides, and the only keys named are with {who}"),
        noop("Name one holder of a key on each side, or one of a side and one of the mission."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
