"""What rules about dates find: limits that cannot be kept, that compete, or that nothing counts (SC4..)."""

from django.utils.translation import gettext_noop as noop

_PATH = (
    noop("“{name}” takes {time} and can be done by {when}."),
    noop("“{name}” can be done by {when}."),
    noop("“{name}” is the day it counts from."),
    noop("“{name}” is on {day}."),
    noop("“{name}” must not be done before {day}."),
    noop("The mandate of {who} begins on {day}."),
    noop("{n} more follow."),
)
"""A chain of steps with its days."""
SENTENCES = {
    "SC401": (
        noop("“{name}” is due by {when} and cannot be done before {when2}: {time} too late from the start"),
        noop("comes before it"),
        noop("cannot be kept either, because this comes first"),
        noop("Move the date, or shorten the chain that leads to it."),
        *_PATH,
    ),
    "SC402": (
        noop("“{name}” is due by {when} and waits for “{name2}”, which is due only by {when2}"),
        noop("When “{name}” is due, “{name2}” need not be done yet."),
        noop("due later, and comes first"),
        noop("Swap the dates, or let the second step fall due some days after the first is confirmed."),
    ),
    "SC405": (
        noop("“{name}” does not say whether the days of “{name2}” go on counting meanwhile"),
        noop("“{name}” does not say whether the days go on counting meanwhile"),
        noop("its days may or may not count"),
        noop("Write `stops_clock: yes` if deadlines stop while it is suspended, or `stops_clock: no` if they run."),
    ),
    "SC406": (
        noop("“{name}” is the last of {n} steps that fill the time to {when} without a day to spare"),
        noop("Leave spare days before the date, or say under `cure` or `if_late` what a day's delay means."),
        *_PATH,
    ),
    "SC407": (
        noop("“{name}” is due on {n} different days: {clocks}; and nothing says which of them counts"),
        noop("By the clock “{key}”: {clocks} (relied on by {who})."),
        noop("By the clock “{key}”: {clocks}."),
        noop("one of the clocks"),
        noop("Keep one clock, or write under `prevails` which of them counts."),
    ),
    "SC408": (
        noop("{n} limits count days, and nothing says whether the day of the event is day 0 or day 1"),
        noop("a limit counts days, and nothing says whether the day of the event is day 0 or day 1"),
        noop("counts in days"),
        noop("Write `count: exclusive` (the day of the event is day 0) or `count: inclusive` (it is day 1) once, under `time`."),
    ),
    "SC409": (
        noop("{other} owes {n} of {n2} steps by a date, {who} {n3} of {n4}"),
        noop("of what is owed to {other}, {n} of {n2} steps carry a date; of what is owed to {who}, {n3} of {n4}"),
        noop("Without a date: {titles}."),
        noop("has no date"),
        noop("Give both sides dates, or let the dated steps of one wait for the undated ones of the other."),
    ),
    "SC410": (
        noop("“{name}” has a date, and hangs on an institution that the text does not bind; {who} cannot keep the date alone"),
        noop("Owe the submission by a date, and say under `if_late` what holds if it is not passed."),
    ),
    "SC411": (
        noop("the date of “{name}” may be put off, and it is not said {lacks}"),
        noop("Say who puts it off, by how much each time, how often, and what is owed meanwhile."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
