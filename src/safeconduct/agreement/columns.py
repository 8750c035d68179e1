"""What many acts say, field by field: a column for everything that is asked of all of them.

Whoever reads a log and whoever folds it ask the same of every act. A batch answers both, and each field is read once.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from msgspec.structs import astuple, fields

from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import micros

_BATCH = 128
"""How many acts are taken together: few enough that all that is made of them stays close to the processor."""

ASKED: dict[type[ActBase], tuple[str, ...]] = {
    acts.Claimed: ("of", "actor", "unit", "category"),
    acts.Confirmed: ("of", "actor", "unit", "category", "tally"),
    acts.Counted: ("of", "actor", "unit", "category", "tally"),
}
"""What decides whether an act of a type is entered, and where. Most acts of a log are of these types."""

_FIELDS = {kind: fields(kind) for kind in ASKED}
_MARKS = {kind: 4 + sum(2 if field.type == acts.Amount else 4 for field in found if field.required)
          for kind, found in _FIELDS.items()}  # fmt: skip
"""How many quotation marks an act has at least: those of its type, of every key it needs, and of what stands there."""
_NAMES_LEFT_OUT = {kind: [field.name for field in found if field.name in ASKED[kind] and not field.required]
                   for kind, found in _FIELDS.items()}  # fmt: skip


class Columns:
    """Some acts, and a column for each thing that every act has. Times are microseconds since 1970 UTC."""

    __slots__ = ("acts", "recorded", "starts", "untils")

    def __init__(self, found: list[Any], happened: Sequence[datetime], recorded: Sequence[datetime],
                 untils: Sequence[datetime | None]) -> None:  # fmt: skip
        self.acts, self.untils = found, untils
        self.starts, self.recorded = micros(happened), micros(recorded)


class Entries(Columns):
    """Acts of one of the types that are asked for."""

    __slots__ = ("amounts", "asked", "bases", "evidence", "ids", "kind", "notes", "refs")

    def __init__(self, kind: type[ActBase], found: list[Any]) -> None:
        column = dict(zip(kind.__struct_fields__, zip(*map(astuple, found), strict=True), strict=True))
        super().__init__(found, column["happened"], column["recorded"], column["until"])
        self.kind, self.ids, self.bases, self.notes = kind, column["id"], column["basis"], column["note"]
        self.refs, self.evidence = column["refs"], column["evidence"]
        self.amounts: Sequence[int | None] = column["total"] if kind is acts.Counted else column["amount"]
        self.asked = list(zip(*map(column.__getitem__, ASKED[kind]), strict=True))

    def marks(self) -> int:
        """Count the quotation marks of the acts, as they are written without anything that need not be there.

        Those of the names that may be left out are not counted, see `marks_of_names`.
        """
        count = len(self.acts)
        texts = 3 * count - self.untils.count(None) - self.bases.count("own") - self.notes.count("")
        numbers = 0 if self.kind is acts.Counted else count - self.amounts.count(None)
        return (count * _MARKS[self.kind] + 4 * texts + 2 * numbers + _marks_of_lists(self.refs)
                + _marks_of_lists(self.evidence))  # fmt: skip


def _marks_of_lists(column: Sequence[tuple[str, ...]]) -> int:
    return 2 * (len(column) - column.count(()) + sum(map(len, column)))


def marks_of_names(act: ActBase) -> int:
    """Count the quotation marks of the names that an act of these types gives but could leave out."""
    return 4 * sum(getattr(act, name) != "" for name in _NAMES_LEFT_OUT[type(act)])


class Handed(NamedTuple):
    """Entries of one type that another process has read and looked at, as `Journal.enter` takes them in."""

    ways: Sequence[Any]
    ids: Sequence[str]
    starts: Sequence[int]
    recorded: Sequence[int]
    amounts: Sequence[int]
    refs: Sequence[tuple[str, ...]]


class Batch:
    """Acts that came together: those that are asked for by type, the rest as they came. `found` holds all of them.

    `handed` holds what another process has made of still others, which are not here.
    """

    __slots__ = ("entries", "found", "handed", "rest")

    def __init__(self, found: list[ActBase], handed: Sequence[Handed] = ()) -> None:
        self.found, self.handed = found, handed
        groups: dict[type[ActBase], list[ActBase]] = {kind: [] for kind in ASKED}
        rest: list[ActBase] = []
        for act in found:
            groups.get(type(act), rest).append(act)
        self.entries = [Entries(kind, group) for kind, group in groups.items() if group]
        self.rest = Columns(rest, [act.happened for act in rest], [act.recorded for act in rest], [act.until for act in rest])

    def parts(self) -> list[Columns]:
        """Give the columns of all acts, some of them together."""
        return [*self.entries, self.rest] if self.rest.acts else [*self.entries]


def batches(found: Iterable[ActBase]) -> Iterator[Batch]:
    """Give acts in batches."""
    stream = iter(found)
    while batch := list(islice(stream, _BATCH)):
        yield Batch(batch)
