"""From what was written on the page to the act, and the numbers that nobody may guess.

A case number and the number of a receipt are made up at random when the act is prepared. They say nothing, and whoever tries
numbers on a page learns nothing of those that are in use.
"""

import secrets
from datetime import datetime
from typing import Any

from safeconduct.access.seats import Seat
from safeconduct.caseload.movements import acts as moving
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.secretariat.desk import as_line
from safeconduct.web.desk.asked import Field, Shape, field_of_subject, fields_of
from safeconduct.web.desk.choices import Asking, options

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None of them is taken for another."""
_NUMBERED: dict[tuple[type[CaseAct], str], str] = {
    (persons.Presented, "case"): "", (weapons.ReceiptIssued, "receipt"): "R-", (weapons.ReceiptReplaced, "receipt"): "R-",
}  # fmt: skip
"""The numbers that are made up when an act is prepared, with how they begin."""
_SUGGESTED: dict[tuple[type[CaseAct], str], str] = {
    (moving.MovementPlanned, "movement"): "m-", (moving.OperationAnnounced, "operation"): "op-",
}  # fmt: skip
_WHOLE = frozenset({"to", "tags", "covers", "present"})
"""Where several may be named, and all of them usually are."""


def asked_of(asking: Asking) -> tuple[Field, ...]:
    """Give the fields that the page asks for: not what the act is about, what is made up, or what follows from the rest."""
    fixed = {field_of_subject(asking.kind), *(name for kind, name in _NUMBERED if kind is asking.kind)}
    follows = {moving.GroupCameOut: "group", persons.NoticeGiven: "to", weapons.ContainerTransferred: "signed_by"}
    return tuple(field for field in fields_of(asking.kind) if field.name not in fixed and field.name != follows.get(asking.kind))


def made_when_prepared(kind: type[CaseAct]) -> tuple[str, ...]:
    """Give the fields whose numbers are made up at random."""
    return tuple(name for of, name in _NUMBERED if of is kind)


def at_first(asking: Asking, field: Field) -> Any:
    """Give what a field holds before anyone has written in it."""
    if (start := _SUGGESTED.get((asking.kind, field.name))) is not None:
        return start + _random(5).lower()
    chosen_one_by_one = asking.kind in (weapons.ContainerSealed, weapons.WeaponDestroyed)
    if field.shape is Shape.NAMES and field.name in _WHOLE and not chosen_one_by_one:
        way_out = asking.rules.programme.way_out
        whole = way_out.team if field.name == "present" and way_out else options(asking, field.name) or ()
        return list(whole)
    if field.shape is Shape.WORD and not field.required:
        unknown = next((one for one in field.words if one in ("unknown", "unread")), "")
        return "no" if field.name == "nothing_to_hand_in" else unknown
    return None


def act_of(asking: Asking, written: dict[str, Any], seat: Seat, *, training: bool) -> dict[str, Any]:
    """Give the act as it stands in a body. `written` holds what the page asked for; what is empty is left out."""
    given = {name: value for name, value in written.items() if name != "happened" and value not in (None, "", [])}
    given |= {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    for field in fields_of(asking.kind):
        if field.required and field.shape is Shape.NAMES:
            given.setdefault(field.name, ())
    given |= _following(asking, given, training=training)
    now = asking.now.replace(microsecond=0)
    act = asking.kind(id=f"{seat.org}-{secrets.token_hex(6)}", happened=written["happened"], recorded=now, actor=seat.org,
                      post=seat.post, synthetic=training, **given)  # fmt: skip
    return as_line(act)


def _following(asking: Asking, given: dict[str, Any], *, training: bool) -> dict[str, Any]:
    """Give what the page did not ask for."""
    found: dict[str, Any] = {}
    if about := field_of_subject(asking.kind):
        found[about] = asking.number.partition("@")[0]
    for name in made_when_prepared(asking.kind):
        start = _NUMBERED[asking.kind, name] or ("SYN-" if training else "")
        found[name] = f"{start}{_random(4)}-{_random(4)}"
    if asking.kind is persons.NoticeGiven:
        found["to"] = options(asking, "to") or ()
    if asking.kind is moving.GroupCameOut:
        movement = asking.office.movements.movements.get(asking.number)
        found["group"] = len(movement.groups) + 1 if movement is not None else 1
    if asking.kind is weapons.ContainerTransferred:
        container = asking.office.armoury.containers.get(asking.number)
        found["signed_by"] = tuple(filter(None, (container.custody if container else "", given.get("to", ""))))
    return found


def sample(asking: Asking) -> CaseAct:
    """Give an act of the kind that names what it could name, to ask whether the seat may do such a thing at all."""
    given: dict[str, Any] = {}
    for field in fields_of(asking.kind):
        if field.required:
            first = next(iter(options(asking, field.name) or field.words), "none")
            given[field.name] = _SAMPLES.get(field.shape, first)
            if field.shape is Shape.MOMENT:
                given[field.name] = asking.now
    given |= _following(asking, {}, training=True)
    now: datetime = asking.now
    return asking.kind(id="none", happened=now, recorded=now, actor=asking.viewer.seat.org, post=asking.viewer.seat.post, **given)


_SAMPLES: dict[Shape, Any] = {Shape.NAMES: (), Shape.COUNT: 1}


def _random(length: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(length))
