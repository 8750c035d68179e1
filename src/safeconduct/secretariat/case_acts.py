"""From a file of lines to the acts of a caseload: every line decoded, every organisation, post and time checked.

A fault in one line does not hide the next: all are reported, and then the whole file is refused. Whether an act was
allowed is not asked here; that is for the office, which keeps what it finds in either case.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Union

import msgspec
from msgspec.structs import asdict

from safeconduct.access import acts as access
from safeconduct.agreement.act_text import are_ids, are_names, not_an_act, reads_one_way
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.caseload.movements import acts as movements
from safeconduct.caseload.moves import CaseAct
from safeconduct.caseload.persons import acts as persons
from safeconduct.caseload.weapons import acts as weapons
from safeconduct.kernel.errors import Invalid
from safeconduct.kernel.moments import FIRST_YEAR, LAST_YEAR, utc
from safeconduct.kernel.suggest import did_you_mean

TYPES: tuple[type[CaseAct], ...] = (*movements.TYPES, *persons.TYPES, *weapons.TYPES)
BY_NAME: dict[str, type[CaseAct]] = {str(kind.__struct_config__.tag): kind for kind in TYPES}

OF_ACCESS: dict[str, type[CaseAct]] = {str(kind.__struct_config__.tag): kind for kind in access.TYPES}
"""The acts that say who looked, asked, approved: they change no case."""

decoder = msgspec.json.Decoder(Union[(*TYPES, *access.TYPES)])
"""Decodes one line. Raises msgspec.DecodeError or msgspec.ValidationError."""
encoder = msgspec.json.Encoder(order="deterministic")

LONGEST_LINE = 1_000_000
"""Bytes of a line. The work for one act may grow with the numbers in it."""
_ENDS_BEFORE = "an act ends before it begins, or was recorded before it happened"


def read_case_acts(lines: Iterable[bytes], agreement: Agreement, *, file: str) -> list[CaseAct]:
    """Give the acts of a file in the order in which they were recorded.

    A line repeated to the letter is skipped. Raises Invalid with every fault.
    """
    faults = Faults(file)
    found: list[CaseAct] = []
    seen: dict[str, bytes] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        add = partial(faults.add, line=number, column=1)
        if len(line) > LONGEST_LINE:
            add("SC011", f"a line of {len(line):,} bytes; the limit is {LONGEST_LINE:,}", remedy="no act is so long")
            continue
        try:
            act: CaseAct = decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            not_an_act(error, line, number, faults, BY_NAME)
            continue
        if act.id in seen:
            if seen[act.id] != line.strip():
                add("SC022", f"another act already carries the id {act.id!r}", path="$.id",
                    remedy="give the act its own id; a correction is a new act")  # fmt: skip
            continue
        seen[act.id] = line.strip()
        if not reads_one_way(act, number, line, faults):
            continue
        _check(act, agreement, add)
        if found and utc(act.recorded) < utc(found[-1].recorded):
            add("SC023", "it was recorded before the line above it", path="$.recorded",
                remedy="keep the lines in the order in which they were recorded")  # fmt: skip
        if found and act.synthetic is not found[0].synthetic:
            add("SC021", "an act that is made up stands among acts that are not, or the other way round", path="$.synthetic",
                remedy="keep an exercise and a real case in files of their own")  # fmt: skip
        found.append(act)
    if faults:
        raise Invalid(faults.found, left_out=faults.left_out)
    return found


def _far(at: datetime) -> bool:
    return not FIRST_YEAR <= at.year <= LAST_YEAR


def _check(act: CaseAct, agreement: Agreement, add: partial[None]) -> None:
    if act.note:
        add("SC021", "an act about a person's case carries no free text", path="$.note",
            remedy="leave `note` out; what has to be said has a field of its own")  # fmt: skip
    for field, names, sound in (("refs", act.refs, are_names), ("evidence", act.evidence, are_ids)):
        if not sound(list(names)):
            add("SC016", f"`{field}` holds ids and nothing else", path=f"$.{field}", remedy="name acts or sources by id")
    if far := next((field for field, at in asdict(act).items() if isinstance(at, datetime) and _far(at)), ""):
        add("SC023", f"a time lies outside the years {FIRST_YEAR} to {LAST_YEAR}", path=f"$.{far}",
            remedy="correct the year")  # fmt: skip
    elif utc(act.recorded) < utc(act.happened) or (act.until is not None and utc(act.until) < utc(act.happened)):
        add("SC023", _ENDS_BEFORE, path="$.recorded", remedy="correct the times")
    if agreement.organisation(act.actor) is None:
        known = [*agreement.parties, *agreement.bodies]
        add("SC101", f"no organisation is called {act.actor!r}", path="$.actor",
            remedy=partial(did_you_mean, act.actor, known, otherwise="name a party or body of the agreement"))  # fmt: skip
    if act.post and act.post not in agreement.posts:
        add("SC101", f"no post is called {act.post!r}", path="$.post",
            remedy=partial(did_you_mean, act.post, agreement.posts, otherwise="name a post of the agreement"))  # fmt: skip
