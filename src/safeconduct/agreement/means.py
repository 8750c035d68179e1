"""What a text says about the means of carrying it out: access, capacity, inputs, extensions, lists, outside rules.

Model classes only. Most accords leave these out; a text that has them can be checked for whether it can be kept.
"""

from typing import Annotated

import msgspec

from safeconduct.agreement.shapes import (
    DURATION,
    FLAG,
    PLAIN,
    QUANTITY,
    TEXT,
    TIME,
    UNSTATED,
    WHOLE,
    ListOf,
    OrUnstated,
    Record,
    RefTo,
    refs,
)
from safeconduct.agreement.terms import Limit
from safeconduct.kernel.moments import Duration, WrittenTime
from safeconduct.kernel.quantity import Quantity
from safeconduct.kernel.text import Text

ORGANISATIONS = ("party", "body")


class Rate(msgspec.Struct, frozen=True, kw_only=True):
    """So much in each stretch of time: what someone or something can handle."""

    amount: Annotated[Quantity, QUANTITY, "How much."]
    per: Annotated[Duration, DURATION, "In which stretch."]


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """Something a duty cannot be done without: sites, forces, ships, money."""

    what: Annotated[Text, TEXT, "What is needed."]
    owed_as: Annotated[tuple[str, ...], refs("obligation", unstated=True),
                       "The obligation that provides it. `unstated`: nobody owes it."] = (UNSTATED,)  # fmt: skip


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """How a date may be put off."""

    by: Annotated[tuple[str, ...], refs(*ORGANISATIONS, unstated=True), "Who may put it off."] = (UNSTATED,)
    each: Annotated[Duration | str, OrUnstated(DURATION), "By how much each time."] = UNSTATED
    times: Annotated[int | str, OrUnstated(WHOLE), "How often."] = UNSTATED
    owed_meanwhile: Annotated[tuple[str, ...], refs("obligation", unstated=True), "What is owed meanwhile."] = (UNSTATED,)


class Width(msgspec.Struct, frozen=True, kw_only=True):
    """How wide a zone is, from which line, for whom or for which weapons."""

    metres: Annotated[int, WHOLE, "How wide."]
    base: Annotated[str, RefTo("place", unstated=True), "The line it is measured from."]
    whose: Annotated[tuple[str, ...], refs("party", "category", "body"), "For whom. None: for all."] = ()
    what: Annotated[Text | None, TEXT, "For which weapons or forces."] = None


class Locks(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds the keys of a place where something is kept."""

    holders: Annotated[tuple[str, ...], refs(*ORGANISATIONS, unstated=True), "Who holds a key."]
    dual: Annotated[bool, FLAG, "Whether it takes keys of both sides."] = False


class Appointment(msgspec.Struct, frozen=True, kw_only=True):
    """Who appoints the members of a body, and what happens if they do not."""

    by: Annotated[tuple[str, ...], refs(*ORGANISATIONS), "Who appoints, each a part of it."]
    otherwise: Annotated[tuple[str, ...], refs(*ORGANISATIONS, unstated=True), "Who appoints if they do not."] = (UNSTATED,)
    after: Annotated[Duration | str, OrUnstated(DURATION), "After how long."] = UNSTATED


class Roll(msgspec.Struct, frozen=True, kw_only=True):
    """A list of persons or things: who submits it, who accredits it, when it closes, and how to appeal."""

    title: Annotated[Text, TEXT, "The list in a few words."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that ask for it."] = ()
    of: Annotated[tuple[str, ...], refs("category"), "Whom it lists."] = ()
    submitted_by: Annotated[tuple[str, ...], refs(*ORGANISATIONS, unstated=True), "Who submits it."] = (UNSTATED,)
    accredited_by: Annotated[tuple[str, ...], refs(*ORGANISATIONS, unstated=True), "Who has the last word on it."] = (UNSTATED,)
    closes: Annotated[Limit | str, OrUnstated(Record(Limit)), "When it closes."] = UNSTATED
    appeal: Annotated[tuple[str, ...], refs(*ORGANISATIONS, unstated=True), "Who hears those who are left out."] = (UNSTATED,)


class OutsideRule(msgspec.Struct, frozen=True, kw_only=True):
    """A rule outside the text that binds someone: an embargo, a court order, a reservation, a law."""

    title: Annotated[Text, TEXT, "The rule in a few words."]
    clause: Annotated[tuple[str, ...], refs("point"), "The clauses that mention it."] = ()
    binds: Annotated[tuple[str, ...], refs(*ORGANISATIONS), "Whom it binds. None: everyone."] = ()
    forbids: Annotated[tuple[str, ...], ListOf(PLAIN, lone=True), "Acts it forbids, in the words of `acts`."] = ()
    place: Annotated[tuple[str, ...], refs("place"), "Where. None: everywhere."] = ()
    until: Annotated[WrittenTime | None, TIME, "Its last day, if it has one."] = None
    prevails: Annotated[bool | str, OrUnstated(FLAG), "Whether the text lets it prevail."] = UNSTATED
    exempt: Annotated[tuple[str, ...], refs("obligation"), "Obligations it lets pass."] = ()
    sources: Annotated[tuple[str, ...], refs("source"), "Sources."] = ()


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that the parties accept knowingly, in their own words. Printed on the signing sheet."""

    finding: Annotated[str, PLAIN, "The name of the rule, such as limbo."]
    at: Annotated[str, PLAIN, "Where: the path of the finding, such as categories.cut_off."]
    words: Annotated[Text, TEXT, "In what words, and why."]
    by: Annotated[tuple[str, ...], refs("party"), "Who accepts it."]
