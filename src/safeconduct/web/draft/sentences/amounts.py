"""What rules about amounts find: places, rates, shares, exchanges (SC6..)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC601": (
        noop("{titles}: {n} {unit}, and at worst {n2} places; {n3} are left over"),
        noop("“{name}”: {amount}"),
        noop("Add places, or another destination, for those who are left over."),
    ),
    "SC602": (
        noop("more is owed than can pass: {rates}; {rates2}"),
        noop("{where}: {amount} in {time}"),
        noop("Lower the rate, add a crossing to `through`, or let the rate rise in steps as the capacity does."),
    ),
    "SC603": (
        noop("“{name}”: {amount} in batches of {n} leave {n2}, and the text does not say what holds for the last ones"),
        noop("“{name}”: the key gives {n} {unit}, and {n2} are owed, and the text does not say what holds for the last ones"),
        noop("“{name}”: {amount} by {n} for each leave {n2}, and the text does not say what holds for the last ones"),
        noop("say that what is left over goes with the last hand-over"),
        noop("Write `remainder`: what holds for the last ones."),
    ),
    "SC606": (
        noop("“{name}”: {amount} every {time}, and the text does not say whether a shortfall is owed later"),
        noop("Write `carry_over: yes` or `carry_over: no`."),
    ),
    "SC607": (
        noop("“{name}” is owed in shares of a whole that the text does not give, and nobody is named to state it"),
        noop("“{name}” is owed in shares of a whole that the text does not give, and one side states it, {who}"),
        noop("“{name}” is owed in shares of a whole that the text does not give, and no day is given on which it is taken"),
        noop("Give the base as a number, or say who states it, from what list, as of which day: not one side alone."),
    ),
    "SC608": (
        noop("“{name}” is owed in stages, and nothing ties the stages to those of “{name2}”"),
        noop("“{name}” is owed in stages, and no weapons are owed stage by stage with them"),
        noop("Owe the weapons in the same stages, and write `coupled_with` at one of the two."),
    ),
    "SC609": (
        noop("“{name}” is for {amount}, and the text does not say when one of them counts or who has the last word"),
        noop("“{name}” is for {amount}, and nobody has the last word on whether one counts"),
        noop("the test"),
        noop("Write a test under `tests` with what the unit must be and `decided_by`, and name it under `test`."),
    ),
    "SC610": (
        noop("“{name}” gives no key for “{name2}”, {amount}: nobody can say what is owed for them"),
        noop("“{name}” gives no key for “{name2}”: nobody can say what is owed for them"),
        noop("Give a key for every category of the set, or write zero for those who count for nothing."),
    ),
    "SC611": (
        noop("“{name}” goes in batches of {amount}, and the text does not say who goes first in one: {titles}"),
        noop("“{name}” goes in stages, and the text does not say who goes in which: {titles}"),
        noop("Write `order_inside`, or `order` for the whole exchange; say what a deviation allows the other side to do."),
    ),
    "SC612": (
        noop("“{name}” is left open, and the text does not say {lacks}"),
        noop("Write who settles it (`owner`), by when (`deadline`), and what holds until then (`if_not`)."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
