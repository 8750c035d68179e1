"""What rules of wording and names find: vague words, languages that differ, what is named nowhere (SC0.., SC1..)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC005": (
        noop("{quoted}: no measure says whether “{name}” is kept"),
        noop("rests on this clause"),
        noop("Write a measure and a date, or name who decides, on what record and by when."),
    ),
    "SC006": (
        noop("the clause says {numbers} in {language} and {numbers2} in {language2}"),
        noop("the clause says {numbers} in {language} and not in {language2}"),
        noop("the same clause in {language}"),
        noop("Repair the one that is wrong, and name under `authentic` the languages that count."),
    ),
    "SC102": (
        noop("no date, condition or event depends on “{name}”"),
        noop("no duty, right or ban speaks of “{name}”"),
        noop("no duty, right or way on is for “{name}”"),
        noop("“{name}” stops no way on: nothing follows from raising it"),
        noop("no amount is counted by the test for {unit}"),
        noop("nothing in the text follows from the answer to “{name}”"),
        noop("no rule rests on “{name}”"),
        noop("Name it in the rule that it was made for, or delete it."),
    ),
    "SC103": (
        noop("“{name}” adds nothing: “{name2}” says the same for more, and always holds"),
        noop("the wider rule"),
        noop("Delete the narrower rule, or give it what the wider one lacks, such as who finds a breach."),
    ),
    "SC104": (
        noop("nothing says who belongs to “{name}”: no list, no attribute, nobody who decides; “{name2}” depends on it"),
        noop("nothing says who belongs to “{name}”: no list, no attribute, nobody who decides; its ways on depends on it"),
        noop("what depends on it"),
        noop("Say in `defined_by` by which list, attributes or body a person belongs to it, or name in `screened_by` who "
             "decides."),
    ),
    "SC105": (
        noop("“{name}” is left open, and the text does not say {lacks}"),
        noop("“{name}” needs it"),
        noop("Name who has to close it, by when, and what holds if they do not."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
