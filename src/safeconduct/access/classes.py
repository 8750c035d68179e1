"""How sensitive is a field, and who needs it? One row for each field of each act, state, view and kind of particulars.

Nobody sees a field that has no row. A row is written as a line of text: the field, its class, the steps whose holders write it or
decide with it, and after `+` the special standings that open it. `like` takes the row of another field over.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from safeconduct.access import rows_agreement, rows_movements, rows_persons, rows_views, rows_weapons
from safeconduct.access.in_force import FURTHER, STEPS


class Sensitivity(StrEnum):
    """The four classes of an information-sharing protocol.

    Public: everyone. Restricted: every organisation that has a role. Confidential: who needs it for a step, or has a standing.
    Strictly confidential: the same, and in no list, export, search or log.
    """

    PUBLIC = "public"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    STRICT = "strictly confidential"


class Standing(StrEnum):
    """What opens a field besides a step.

    noticed: it was given notice of this case. objector: it objected. receiver: the person has agreed to go to this state.
    keeper: it holds custody. contester: it may contest that a weapon is accepted. controller: it controls the ground. notified:
    it was notified of this movement. child: it is there for the protection of children. early: age is not established, and it
    receives people or establishes age. own: it signed this. person: it is about herself. revealed: two have approved that it be
    shown, or the glass was broken. reviewer: it guarantees, and looks at who looked.
    """

    NOTICED = "noticed"
    OBJECTOR = "objector"
    RECEIVER = "receiver"
    KEEPER = "keeper"
    CONTESTER = "contester"
    CONTROLLER = "controller"
    NOTIFIED = "notified"
    CHILD = "child"
    EARLY = "early"
    OWN = "own"
    PERSON = "person"
    REVEALED = "revealed"
    REVIEWER = "reviewer"


class Row(NamedTuple):
    """One field: its class, and who needs it."""

    of: str
    field: str
    sensitivity: Sensitivity
    steps: frozenset[str] = frozenset()
    standings: frozenset[Standing] = frozenset()


_CLASSES = {one.value[0].upper(): one for one in Sensitivity}
_COURSE = ("reception age consent notice screening assurance hold review protection_test papers choice stay transfer "
           "after_arrival ruling revoking reviewing")  # fmt: skip
_SEVERAL = {
    "@case": f"{_COURSE} hand_over",
    "@course": _COURSE,
    "@arms": "hand_over assessment custody disposal",
    "@run": "way_out transfer team",
}  # fmt: skip
"""Steps that often go together: those of a case, and of these the ones that decide with how far somebody is, which taking weapons
over does not; those of weapons, those of whoever runs a movement."""


def _read(text: str) -> Iterator[tuple[str, str, list[str]]]:
    of = ""
    for line in filter(None, text.splitlines()):
        if not line.startswith(" "):
            of = line
        else:
            fields, _, rest = line.strip().partition(" : ")
            for field in fields.split():
                yield of, field, rest.split()


def _rows() -> dict[tuple[str, str], Row]:
    found: dict[tuple[str, str], Row] = {}
    for module in (rows_agreement, rows_persons, rows_weapons, rows_movements, rows_views):
        for of, field, words in _read(module.ROWS):
            if (of, field) in found:
                raise ValueError(f"{of}.{field} has two rows")
            if words[0] == "like":
                # An id of a struct may hold dots: the field is what stands behind the last one.
                other, _, name = " ".join(words[1:]).rpartition(".")
                found[of, field] = found[other, name]._replace(of=of, field=field)
            else:
                found[of, field] = _row(of, field, words)
    return found


def _row(of: str, field: str, words: list[str]) -> Row:
    named = [step for word in words[1:] if word[0] != "+" for step in _SEVERAL.get(word, word).split()]
    if strange := set(named) - {*STEPS, *FURTHER}:
        raise ValueError(f"{of}.{field} names {', '.join(strange)}, which is no step")
    standings = frozenset(Standing(word[1:]) for word in words if word[0] == "+")
    return Row(of, field, _CLASSES[words[0]], frozenset(named), standings)


ROWS = _rows()
"""Every row by the name of its struct or act and its field."""

OF_AN_ACT, OF_A_CASE = ("every act",), ("every act of a case",)
"""Where the fields stand that acts of the agreement have in common, and those that acts of a case have."""


def row_of(of: str, field: str, common: tuple[str, ...] = ()) -> Row | None:
    """Give the row of a field, its own or the one it has in common with others. None: nobody sees it."""
    return next((row for name in (of, *common) if (row := ROWS.get((name, field))) is not None), None)


def fields_of(of: str) -> tuple[str, ...]:
    """Give the fields of a struct, an act or a kind, in the order in which they are written down."""
    return tuple(field for name, field in ROWS if name == of)
