"""What the pages of the review call everything."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "source": _("Who said it, through whom"),
    "stance": _("How they said it"),
    "content": _("What was said"),
    "quantity": _("How many"),
    "time": _("When"),
    "place": _("Where"),
    "point": _("What it is about"),
}
"""By the kind of a field."""

SHORT = {
    "source": _("source"),
    "stance": _("stance"),
    "content": _("said"),
    "quantity": _("how many"),
    "time": _("when"),
    "place": _("where"),
}
"""What stands before a marked place in the text."""

LINKS = {
    "agency": _("news agency"),
    "newspaper": _("newspaper"),
    "broadcaster": _("broadcaster"),
    "correspondent": _("correspondent"),
    "official": _("named official or person"),
    "party": _("party"),
    "mission": _("mission"),
    "document": _("document"),
    "organisation": _("organisation"),
    "anonymous": _("somebody who is not named"),
    "unknown": _("not known"),
}

CERTAINTY = {
    "CT+": _("certain that it is so"),
    "CT-": _("certain that it is not so"),
    "PR+": _("probably so"),
    "PR-": _("probably not so"),
    "PS+": _("possibly so"),
    "PS-": _("possibly not so"),
    "U": _("how certain: not said"),
}

ROLES = {
    "said": _("when it was said"),
    "event": _("when it is said to happen"),
    "as_of": _("as of when the figure holds"),
    "deadline": _("until when"),
}

DECIDED = {
    "": _("open"),
    "accept": _("accepted"),
    "edit": _("entered by hand"),
    "reject": _("rejected"),
}

STATES = {
    "open": _("open"),
    "ready": _("decided, not filed"),
    "rejected": _("rejected"),
    "signing": _("waits to be signed"),
    "filed": _("filed"),
}

CLOSED = {
    "no_place": _("No place in the text shows it. Enter it by hand, or reject it."),
    "long": _("This is too long to be taken over word for word. Say it in your own words."),
    "turns": _("Characters in it turn the text round. Say it in your own words."),
    "readings": _("It can be read as more than one day. Choose which, or enter it by hand."),
    "no_day": _("The text does not say from which day it is counted. Enter the day by hand, or reject it."),
}
"""Why a field cannot be accepted as it was drafted."""

URGENT = {
    "turned": _("turned round by a “not”"),
    "quantity": _("gives a figure"),
    "beside": _("does not go with another report"),
    "takes_side": _("takes a side"),
    "no_place": _("a source or cue is not in the text"),
    "ambiguous": _("a day has two readings, or none"),
    "no_point": _("no point is near"),
    "deep": _("through several carriers"),
    "own_voice": _("the document’s own words"),
}
"""Why a draft comes early or late."""

BESIDE = {
    "compatible": _("goes with"),
    "touching": _("touches"),
    "conflicting": _("does not go with"),
    "weak": _("cannot be compared well with"),
    "revision": _("the same source, later: revises"),
    "opposed": _("stands against"),
    "other_day": _("gives another day than"),
    "disowned": _("says it was never said:"),
}
"""How two reports of one thing lie beside each other."""

UNREAD = {
    "language": _("another language: a person has to translate it"),
    "time": _("the time for it was over"),
    "memory": _("the memory for it was used up"),
    "size": _("too long"),
    "depth": _("quoted too deep"),
    "form": _("a form that is not read"),
}

RESOLVED = {
    "title": _("found by a title"),
    "pronoun": _("found by a pronoun"),
    "same": _("found by words such as “the same source”"),
    "document": _("a document as the source"),
    "carried": _("carried on from the sentence before"),
    "joint": _("several together"),
}
"""How a source was found."""
