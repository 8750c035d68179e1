"""What rules about places find: zones, lines, entries (SC80.)."""

from django.utils.translation import gettext_noop as noop

SENTENCES = {
    "SC801": (
        noop("{where} and {other} share ground and differ in {lacks}; the text does not say whose rules go first"),
        noop("Cut the zones so that they do not overlap, or say under `ranks_before` which one's rules go first."),
    ),
    "SC802": (
        noop("no zone takes in ground beside {where}: {gaps}"),
        noop("Assign it: put it in one of the zones, or make it a zone with rules of its own."),
    ),
    "SC803": (
        noop("nothing fixes where {where} runs: it is drawn here, but not by the parties, and no signed map is named"),
        noop("nothing fixes where {where} runs: it has no coordinates, and no signed map is named"),
        noop("Give coordinates of the parties, the hash of the map under `map_hash`, or the signed map as one of the texts "
             "under `drawn_on`."),
    ),
    "SC804": (
        noop("the text leaves open for {where}: {lacks}"),
        noop("Say who marks it and by when, how many metres a mark may be off, and who may move it."),
    ),
    "SC805": (
        noop("the same distance ({distances}) of {where} is measured from {other}: where these lines lie apart, the zone "
             "cannot be drawn from both"),
        noop("a base line: {where}"),
        noop("Measure from one base line, or give each side a width of its own and say how wide the zone then is."),
    ),
    "SC806": (
        noop("“{name}” lets {who} into {where} before “{name2}” is over"),
        noop("“{name}” stops keeping {who} out of {where} before “{name2}” is over"),
        noop("Let the entry be not before the day after the hold ends, or let it wait until the place is verified empty."),
    ),
}  # fmt: skip
"""Of each rule, what it says. What can stand inside another sentence comes after it."""
