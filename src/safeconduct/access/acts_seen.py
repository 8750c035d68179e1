"""What does a seat see of an act? An act about a case is seen only by whoever may know of the case, and of what the act says.

So nobody learns from a list of acts that something was decided about a number whose decision they may not see.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from safeconduct.access.acts import TYPES as ACCESS
from safeconduct.access.classes import OF_A_CASE, OF_AN_ACT, Row, Sensitivity, Standing, row_of
from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import EARLY, Viewer
from safeconduct.access.masking import is_known
from safeconduct.access.may import NO_CASES
from safeconduct.access.seats import THE_RECORDER
from safeconduct.access.view import Seen, Shown, Withheld, masked, nothing, only, withheld
from safeconduct.agreement.act_log import RECORDER
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.acts import ActBase, act_type


def view_act(viewer: Viewer, act: ActBase, cases: Cases) -> Seen:
    """Give what a seat sees of an act."""
    of_case = isinstance(act, CaseAct)
    own = (viewer.has_role and act.actor in viewer.orgs) or (viewer.seat == THE_RECORDER and act.actor == RECORDER)
    standings = frozenset({Standing.OWN}) if own else frozenset()
    standings |= frozenset({Standing.REVIEWER}) if viewer.reviews else frozenset()
    if isinstance(act, ACCESS):
        # That somebody looked is no news of a case: who may read it sees it, without the numbers that are not for them.
        standings |= {Standing.PERSON} if viewer.seat.case and viewer.seat.case in getattr(act, "cases", ()) else frozenset()
    elif of_case:
        about = _about(viewer, act, cases)
        if about is None:
            return nothing("act")
        standings |= about
    kind, common = act_type(act), OF_A_CASE if of_case else OF_AN_ACT
    published = not of_case and act.basis == "reported"
    fields: dict[str, Shown | Withheld] = {}
    for name in act.__struct_fields__:
        row = row_of(kind, name, common)
        # What others have published is only told again here: what stands beside it is as public as they are.
        seen = viewer.sees(row, standings) or (published and row is not None and row.sensitivity is Sensitivity.RESTRICTED)
        fields[name] = Shown(getattr(act, name)) if seen else withheld(viewer, row)
    if isinstance(act, CaseAct) and not _says_enough(viewer, type(act), lambda row: viewer.sees(row, standings)):
        # That something was said is seen only by whoever may see what it says.
        return nothing("act")
    fields = only(fields, "cases", lambda found: tuple(case for case in found if is_known(viewer, case, cases)))
    fields = masked(viewer, fields, cases, by=act.actor)
    if Standing.OWN in standings:
        # Whoever made a name up knows it. Taken out or not, it would say whether a number in it was ever given.
        fields = only(fields, "id", lambda _masked: act.id)
    return Seen(kind="act", found=True, fields=fields)


def as_seen(viewer: Viewer, act: ActBase) -> ActBase | None:
    """Give an act of the agreement without what a seat does not see of it; None where nothing would be left to say."""
    fields = view_act(viewer, act, NO_CASES).fields
    hidden = [name for name, field in fields.items() if isinstance(field, Withheld)]
    if not hidden:
        return act
    defaults = {field.name: field.default for field in msgspec.structs.fields(act)}
    if not fields or any(defaults[name] is msgspec.NODEFAULT for name in hidden):
        return None
    return msgspec.structs.replace(act, **{name: defaults[name] for name in hidden})


NAMES = frozenset({"case", "cases", "tag", "tags", "container", "receipt", "movement", "operation", "language"})
"""Fields that name what an act is about, or in which language it was done, and say nothing of it."""


def could_see(viewer: Viewer, kind: type[CaseAct]) -> bool:
    """Whether there could be an act of a type that a seat sees: asked of many acts, before each is looked at."""
    could_have = _could_have(viewer)
    # The standings of a child narrow what is seen of it, and open nothing else: without them no less is seen.
    apart = [frozenset({one}) for one in could_have & {Standing.CHILD, Standing.EARLY}]
    return any(_says_enough(viewer, kind, lambda row, known=known: viewer.sees(row, known))
               for known in (could_have - {Standing.CHILD, Standing.EARLY}, *apart))  # fmt: skip


def _could_have(viewer: Viewer) -> frozenset[Standing]:
    """Give the standings that a seat has in anything at all."""
    found = {
        Standing.OWN: viewer.has_role, Standing.NOTIFIED: viewer.has_role, Standing.REVIEWER: viewer.reviews,
        Standing.NOTICED: viewer.is_side, Standing.OBJECTOR: viewer.is_side, Standing.RECEIVER: viewer.receives,
        Standing.KEEPER: viewer.keeps, Standing.CONTESTER: viewer.contests, Standing.CONTROLLER: bool(viewer.controls),
        Standing.CHILD: viewer.for_children, Standing.EARLY: bool(EARLY & viewer.steps), Standing.PERSON: bool(viewer.seat.case),
    }  # fmt: skip
    return frozenset(standing for standing, has in found.items() if has)


def _says_enough(viewer: Viewer, kind: type[CaseAct], sees: Callable[[Row | None], bool]) -> bool:
    """Whether a seat sees what acts of a case say: inside, some of it beside the number; outside, all of it."""
    tag, common = str(kind.__struct_config__.tag), set(CaseAct.__struct_fields__)
    own = [name for name in kind.__struct_fields__ if name not in common]
    seen = {name for name in own if sees(row_of(tag, name))}
    said = [name for name in own if name not in NAMES] or own
    return any(name in seen for name in said) if viewer.inside or issubclass(kind, ACCESS) else seen == set(own)


def _about(viewer: Viewer, act: Any, cases: Cases) -> frozenset[Standing] | None:
    """Give the standings in everything an act names; None where a seat may not know of one thing that it is about."""
    found: set[Standing] = set()
    parts: list[frozenset[Standing] | None] = []
    if case := getattr(act, "case", ""):
        parts.append(viewer.of_person(cases.persons.cases.get(case), child=case in cases.children))
    if named := getattr(act, "cases", ()):
        known = [viewer.of_person(cases.persons.cases.get(one), child=one in cases.children) for one in named]
        # An act on several is seen for those that may be known of; the others are left out of it.
        parts.append(frozenset().union(*(one for one in known if one is not None))
                     if any(one is not None for one in known) or hasattr(act, "tag") else None)  # fmt: skip
    if tag := getattr(act, "tag", ""):
        parts.append(viewer.of_item(cases.armoury.items.get(tag)))
    if container := getattr(act, "container", ""):
        parts.append(viewer.of_container(cases.armoury.containers.get(container)))
    if receipt := getattr(act, "receipt", ""):
        parts.append(viewer.of_receipt(cases.armoury.receipts.get(receipt), cases))
    if (movement := getattr(act, "movement", "")) and not case:
        parts.append(viewer.of_movement(cases.movements.movements.get(movement)))
    if getattr(act, "zone", "") in viewer.controls:
        found.add(Standing.CONTROLLER)
    for part in parts:
        if part is None:
            return None
        found |= part
    return frozenset(found)
