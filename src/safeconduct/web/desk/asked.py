"""What has to be asked for an act of the programme: its fields, read off the type itself.

Nothing is listed here field by field. A new act, or a new field of one, is asked for as soon as there is one. What a field is
called, and which ids it may name, is said elsewhere.
"""

import typing
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import msgspec

from safeconduct.caseload.movements import acts as movements
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.kernel.acts import Moment

_OF_EVERY_ACT = frozenset(field.name for field in msgspec.structs.fields(CaseAct))


class Shape(StrEnum):
    """How a field is filled: one of a few words, an id or a number, several of them, how many, or when."""

    WORD = "word"
    NAME = "name"
    NAMES = "names"
    COUNT = "count"
    MOMENT = "moment"


class Field(NamedTuple):
    """One field of an act. `words` are the only ones it takes; `pattern` is what an id or a number of it looks like."""

    name: str
    shape: Shape
    required: bool
    words: tuple[str, ...] = ()
    pattern: str = ""
    longest: int = 80
    least: int = 0
    most: int = 0


@cache
def fields_of(kind: type[CaseAct]) -> tuple[Field, ...]:
    """Give the fields of a type of act that are its own, in its order."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(_field(field.name, hints[field.name], field.required) for field in msgspec.structs.fields(kind)
                 if field.name not in _OF_EVERY_ACT)  # fmt: skip


def _field(name: str, hint: Any, required: bool) -> Field:
    origin = typing.get_origin(hint)
    if hint is Moment:
        return Field(name, Shape.MOMENT, required)
    if origin is typing.Literal:
        return Field(name, Shape.WORD, required, words=typing.get_args(hint))
    if origin is tuple:
        one = _field(name, typing.get_args(hint)[0], required)
        return one._replace(shape=Shape.NAMES)
    if origin is typing.Annotated:
        return _limited(name, hint, required)
    found = next((part for part in typing.get_args(hint) if part is not type(None)), None)
    if found is None:
        raise TypeError(f"no page can ask for {name}: {hint}")
    return _field(name, found, False)


def _limited(name: str, hint: Any, required: bool) -> Field:
    kind, *limits = typing.get_args(hint)
    meta = next(limit for limit in limits if isinstance(limit, msgspec.Meta))
    if kind is int:
        return Field(name, Shape.COUNT, required, least=int(meta.ge or 0), most=int(meta.le or 0))
    pattern = meta.pattern or ""
    # What may be empty need not be given, whether or not the type has a default for it.
    return Field(name, Shape.NAME, required, pattern=pattern, longest=meta.max_length or 80)


# ---- what an act is about ----


def subject_of(kind: type[CaseAct]) -> str:
    """Say what an act of a type is about, and so where it is offered: a case, a movement, a weapon; empty for what is new."""
    if kind in (persons.Presented, movements.MovementPlanned, weapons.WeaponReceived):
        return ""
    if issubclass(kind, persons.CaseEntry) or kind is weapons.ReceiptIssued:
        return "case"
    if issubclass(kind, movements.MovementEntry):
        return "movement"
    if issubclass(kind, weapons.WeaponEntry):
        return "tag"
    if issubclass(kind, weapons.ReceiptEntry):
        return "receipt"
    if kind in (weapons.ContainerTransferred, weapons.ContainerOpened):
        return "container"
    return "operation" if kind in (movements.OperationPaused, movements.OperationEnded) else ""


def field_of_subject(kind: type[CaseAct]) -> str:
    """Give the field in which an act names what it is about."""
    return "replaces" if kind is weapons.ReceiptReplaced else subject_of(kind)
