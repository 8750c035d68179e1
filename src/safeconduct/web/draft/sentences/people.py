"""What rules about categories of persons find: ways on, holds, lists, screening (SC5..)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC501": (
        noop("“{name}”: a person of this category can be left with no way on that lasts, and “{name2}”, which it falls back "
             "to, has none either"),
        noop("“{name}”: a person of this category can be left with no way on that lasts, and the text names nothing for that "
             "case"),
        noop("Day {n}: {event}"),
        noop("“{name}” can be shut"),
        noop("Give the category an `otherwise:` that leads to a way nobody can shut: another place, or custody with a date."),
    ),
    "SC502": (
        noop("“{name}” by {who} is given without {lacks}"),
        noop("Write a closed list of `grounds`, `within`, `decided_by`, `decided_within` and `if_undecided`."),
    ),
    "SC503": (
        noop("“{name}” has one way on that nothing shuts, “{name2}”, and the text names nothing for the day it is not open"),
        noop("Name under `otherwise:` the category that holds if the way is not open, or add a second way."),
    ),
    "SC504": (
        noop("a person can be in “{name}” and in “{name2}”, which have different ways on, and no rule says which goes first"),
        noop("Write `goes_before:` in the category whose rules come first, or `has_not:` to keep the two apart."),
    ),
    "SC505": (
        noop("a person of “{name}” who {traits} is in none of its parts"),
        noop("Add a part for the rest, with `has_not:` for what the others have, or give the whole category ways on of its "
             "own."),
    ),
    "SC506": (
        noop("“{name}” means to be held, and the text does not give {lacks}"),
        noop("“{name}” means to be held, and the programme has no rule for a hold: no law, no review, no end"),
        noop("Write `legal_basis`, `review_within` and `ends_when` under `held:`."),
    ),
    "SC507": (
        noop("“{name}” are {amount}, and its parts add up to {n}"),
        noop("“{name}” is for {amount}, and its categories hold only {n}: {n2} are in none of them"),
        noop("“{name}”: {amount}"),
        noop("Correct the numbers, or add a category for those whose kind is not known."),
    ),
    "SC508": (
        noop("“{name}” names no destination: nobody has to receive whoever goes"),
        noop("“{name}” leads to a part left open without {lacks}: “{name2}”"),
        noop("left open: “{name}”"),
        noop("Name the place or the state, or write a part left open with its owner, a date, and what holds if nobody is "
             "named."),
    ),
    "SC509": (
        noop("“{name}” is for {amount}, and the text does not say what holds for whoever cannot be found, is dead, is "
             "unknown, or is someone else; “{name2}”, in the same clause, is an effort without an end"),
        noop("“{name}” is for all, and the text does not say what holds for whoever cannot be found, is dead, is unknown, or "
             "is someone else; “{name2}”, in the same clause, is an effort without an end"),
        noop("“{name}” is for {amount}, and the text does not say what holds for whoever cannot be found, is dead, is "
             "unknown, or is someone else"),
        noop("“{name}” is for all, and the text does not say what holds for whoever cannot be found, is dead, is unknown, or "
             "is someone else"),
        noop("Write `if_not_found`: who searches with what access until when, what counts as proof, and what may be withheld."),
    ),
    "SC510": (
        noop("“{name}” is a list, and the text does not say {lacks}"),
        noop("“{name}” is for a number of persons, and the text does not say who picks them: there is no list that counts"),
        noop("Write `submitted_by`, `accredited_by`, `closes` and `appeal`; for a number of persons, `names: {{chosen_by: "
             "...}}`."),
    ),
    "SC511": (
        noop("“{name}” takes {amount}, nobody knows how many may choose it, and the text does not say who goes first"),
        noop("“{name}” takes {amount}, {amount2} may choose it, and the text does not say who goes first"),
        noop("Write `tie_break`: who goes first, what list the others wait on, and what their second choice is."),
    ),
    "SC512": (
        noop("“{name}” are screened, and the text does not say where those turned away go"),
        noop("those turned away from “{name}” are “{name2}”, and no way out of it has a date"),
        noop("Name under `rejected` the category of those turned away, with a move that has a `deadline`."),
    ),
    "SC513": (
        noop("“{name}” is for all of “{name2}”, of whom there is neither a number nor a list that closes: nobody can say when "
             "it is done"),
        noop("Write a list under `lists` with who submits it, who checks it and when it closes, and say what holds for the "
             "unknown."),
    ),
    "SC514": (
        noop("“{name}” falls due after “{name2}”, which it is to protect: the person is asked too late"),
        noop("Let the interview fall due before the release: `deadline: {{before: 48 hours, of: ...}}`."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
