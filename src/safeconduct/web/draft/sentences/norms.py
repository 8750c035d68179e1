"""What rules about norms among each other find: contradictions, silence that stops, answers to lateness (SC7..)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC701": (
        noop("“{name}” demands an act ({acts}) of {who} at {where}, and “{name2}” forbids it there"),
        noop("“{name}” demands an act ({acts}) of {who}, and “{name2}” forbids it there"),
        noop("“{name}” forbids: {acts}"),
        noop("Give one of the two a narrower place or time, or write the exception as a right of whoever has the task."),
    ),
    "SC702": (
        noop("“{name}” cannot be done without an act ({acts}) that “{name2}” forbids {who}"),
        noop("“{name}” leads {who} into {where}, which is closed to it"),
        noop("“{name}” forbids: {acts}"),
        noop("closed to {who}"),
        noop("Give the side a right of passage, or name another route."),
    ),
    "SC703": (
        noop("nothing in the text allows or forbids at {where}: {acts}"),
        noop("Say it: forbid the act there, grant it to someone, or make it a duty."),
    ),
    "SC704": (
        noop("without a word from {who}, this can never begin: {titles}"),
        noop("Everybody else does all they can; what waits for the word of {who} never comes."),
        noop("needs that word too"),
        noop("stops"),
        noop("Let it open without that word too: a second route by `any`, a second verifier, or a date on which it opens all "
             "the same."),
    ),
    "SC705": (
        noop("if neither {who} nor {other} says a word, this can never begin: {titles}"),
        noop("Everybody else does all they can; what waits for the word of {who} never comes."),
        noop("needs that word too"),
        noop("stops"),
        noop("Name a second verifier, or a date on which the step counts as confirmed if nobody has contested it."),
    ),
    "SC706": (
        noop("nothing says what follows if {who} misses the date of: {titles}"),
        noop("nothing says what follows if {who} miss the date of: {titles}"),
        noop("nothing answers this either"),
        noop("Give a time to make it good under `cure`, and then name under `if_late` a bounded answer: a power or a duty."),
    ),
    "SC707": (
        noop("one lapse can end everything: {titles} answer each other"),
        noop("If “{name}” is late, {who} may use “{name2}”."),
        noop("“{name}” stops “{name2}”, which is then late in its turn."),
        noop("one of the answers"),
        noop("Say what may never be suspended, and give a way back: `lasts` for one of the powers, after which it ends by "
             "itself."),
    ),
    "SC708": (
        noop("“{name}” does not say {lacks}"),
        noop("Write under `affects` what it may stop, under `lasts` for how long, and under `reviewed_by` who reviews it."),
    ),
    "SC709": (
        noop("“{name}” is only to be weighed in “{name2}”, and it also waits for it"),
        noop("“{name}” is only to be weighed in “{name2}”, and “{name3}” waits for it"),
        noop("waits for “{name}”"),
        noop("Write it as a condition or as a factor, not as both, and name who weighs."),
    ),
    "SC710": (
        noop("“{name}” demands an act ({acts}) that “{name2}” forbids, and the text says that the rule does not prevail"),
        noop("“{name}” demands an act ({acts}) that “{name2}” forbids, and the text does not say which of the two prevails"),
        noop("forbids: {acts}"),
        noop("Get an exemption by a date and name the duty under `exempt`, or write a duty that fits; or say that the rule "
             "prevails."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
