"""The page on access: classes, standings, the table of each shipped programme, every field, what takes two, what is never held.

All of it is read from the functions that decide. What they do not say of themselves stands in `words.toml`.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from tables import table

from safeconduct.access import acts, alarms, approvals
from safeconduct.access.classes import ROWS, Row, Sensitivity, Standing
from safeconduct.access.errors import WORDS as REASONS
from safeconduct.access.in_force import InForce
from safeconduct.access.knowing import Viewer
from safeconduct.access.matrix import BY_STEP, SUBJECTS, Matrix, matrix
from safeconduct.access.never import NEVER
from safeconduct.access.seats import Kind, Seat, seats_of
from safeconduct.agreement.casefile import Case, examples, open_case
from safeconduct.caseload.moves import CaseAct

_BESIDE = {Kind.RECORDER: "whoever keeps the log", Kind.OPERATOR: "the operator", Kind.PERSON: "the person",
           Kind.PUBLIC: "the public"}  # fmt: skip
_ALONE = (Standing.PERSON, Standing.OWN, Standing.REVEALED, Standing.REVIEWER)
"""Standings that anyone could have who meets them: who could is not listed."""
_FIELD = re.compile(r"\{[a-z_]+\}")


def programmes() -> Iterator[tuple[str, Case]]:
    """Give every shipped text with a programme, by the file it stands in."""
    for example in examples():
        drafts = Path(str(resources.files("safeconduct"))) / "examples" / example / "drafts"
        for more in ([], *([f"drafts/{file.name}"] for file in sorted(drafts.glob("*.yaml")))):
            case = open_case(example=example, with_files=more)
            if case.agreement.programme is not None:
                yield "/".join((example, *more)), case


def who(seats: Iterable[Seat], table: Matrix) -> str:
    """Say which seats: an organisation stands for all of its posts, `every seat` for all there are."""
    found = set(seats)
    officers = [seat for seat in table.roles if seat.kind is Kind.OFFICER]
    if found >= set(officers):
        return ", ".join(["every seat", *(_BESIDE[seat.kind] for seat in table.roles if seat in found - set(officers))])
    words = []
    for org, own in groupby(officers, key=lambda seat: seat.org):
        posts = list(own)
        held = [seat for seat in posts if seat in found]
        # An organisation names all of its posts; where only some of them are meant, each is named.
        words += [f"`{org}`"] if held == posts else [f"`{seat.post or seat.org}`" + ("" if seat.post else " without a post")
                                                     for seat in held]  # fmt: skip
    return ", ".join([*words, *(_BESIDE[seat.kind] for seat in table.roles if seat in found and seat.kind is not Kind.OFFICER)])


def role_rows(table: Matrix, case: Case) -> Iterator[tuple[str, ...]]:
    """Give each seat with its roles and the steps it may take."""
    in_force = InForce(case.agreement, case.default_as_of, {})
    for seat, roles in table.roles.items():
        label = _BESIDE.get(seat.kind) or (f"`{seat.post}` of `{seat.org}`" if seat.post else f"`{seat.org}`")
        steps = sorted(in_force.steps_of(seat), key=list(in_force.provided).index)
        yield label, ", ".join(role.replace("_", " ") for role in roles), ", ".join(step.replace("_", " ") for step in steps)


def action_rows(table: Matrix) -> Iterator[tuple[str, ...]]:
    """Give each act with who may do it; acts that the same seats may do stand together."""
    same: dict[str, list[str]] = {}
    for kind, seats in table.actions.items():
        same.setdefault(who(seats, table) or "nobody under this text", []).append(f"`{kind}`")
    return ((", ".join(kinds), seats) for seats, kinds in same.items())


def field_rows(table: Matrix, subject: str) -> Iterator[tuple[str, ...]]:
    """Give each field of a subject with its class, who sees it by a step, and who under which standing."""
    for (of, field), seats in table.fields.items():
        if of != subject:
            continue
        row = ROWS[of, field]
        standings = []
        for standing in Standing:
            could = [seat for seat, cell in seats.items() if standing.value in cell]
            if could:
                every = standing in _ALONE or len({seat.org for seat in could}) > 8
                standings.append(standing.value if every else f"{standing.value}: {who(could, table)}")
        yield (f"`{field}`", row.sensitivity.value, who((seat for seat, cell in seats.items() if BY_STEP in cell), table),
               "; ".join(standings))  # fmt: skip


def every_field() -> Iterator[tuple[str, ...]]:
    """Give every field there is, those of one kind with the same class and the same needs together."""

    def needs(row: Row) -> tuple[Any, ...]:
        return row.of, row.sensitivity, tuple(sorted(row.steps)), tuple(one for one in Standing if one in row.standings)

    same: dict[tuple[Any, ...], list[str]] = {}
    for row in ROWS.values():
        same.setdefault(needs(row), []).append(row.field)
    for (of, sensitivity, steps, standings), fields in same.items():
        yield (f"`{of}`", ", ".join(f"`{field}`" for field in fields), sensitivity.value,
               ", ".join(step.replace("_", " ") for step in steps), ", ".join(one.value for one in standings))  # fmt: skip


def act_rows() -> Iterator[tuple[str, ...]]:
    """Give the acts of access with their own fields."""
    for kind in acts.TYPES:
        own = [field.name for field in msgspec.structs.fields(kind) if field.name not in CaseAct.__struct_fields__]
        yield f"`{kind.__struct_config__.tag}`", ", ".join(f"`{name}`" for name in own), " ".join(str(kind.__doc__).split())


def two_rows(case: Case) -> Iterator[tuple[str, ...]]:
    """Give each action that takes two with who may ask, and who could be the second for the first who may."""
    in_force = InForce(case.agreement, case.default_as_of, {})
    table = matrix(case.agreement, case.default_as_of, {})
    viewers = [Viewer(seat, in_force) for seat in seats_of(case.agreement)]
    for action in acts.ACTIONS:
        asks = [one for one in viewers if one.has_role and not approvals.task_lacks(one, action)]
        seconds = {seat for one in asks for seat in approvals.second_ones(one, action)}
        yield action, who((one.seat for one in asks), table), who(seconds, table), f"{approvals.MOST_CASES[action]:,}"


def reason_rows() -> Iterator[str]:
    """Give every reason of a refusal, as it is said."""
    return (f"- `{code}`: {_FIELD.sub('…', sentence)}" for code, sentence in REASONS.items())


def hours(limit: timedelta) -> str:
    """Give a limit in hours."""
    return f"{limit // timedelta(hours=1)} hours"


def parts(says: dict[str, Any]) -> Iterator[list[str]]:
    """Give the parts of the page. `says` are the words that the code does not say of itself."""
    yield ["## The four classes", "", says["classes"], "",
           *(f"- {one}: {says['class'][one.name.lower()]}" for one in Sensitivity)]  # fmt: skip
    yield ["## Standings", "", says["standings"], "", *(f"- {one.value}: {says['standing'][one.value]}" for one in Standing)]
    for name, case in programmes():
        table_ = matrix(case.agreement, case.default_as_of, {})
        yield [f"## {name}", "", says["programme"]]
        yield ["### Who sits where", "", *table(("seat", "roles", "steps"), role_rows(table_, case))]
        yield ["### Who may do what", "", says["acts"], "", *table(("acts", "who"), action_rows(table_))]
        for subject in SUBJECTS:
            yield [f"### What is seen of: {says['subjects'][subject.lower()]}", "",
                   *table(("field", "class", "by a step", "under a standing"), field_rows(table_, subject))]  # fmt: skip
        yield ["### What takes two", "", says["two"].format(lasts=hours(approvals.LASTS)), "",
               *table(("action", "who may ask", "who may be the second", "cases at most"), two_rows(case))]  # fmt: skip
    limits = {"review": hours(alarms.REVIEW), "most": alarms.MOST}
    yield ["## Breaking the glass", "", says["glass"].format(**limits)]
    yield ["## The acts of access", "", says["of_access"], "", *table(("act", "fields of its own", "what it says"), act_rows())]
    yield ["## What is never held", "", says["never"], "",
           *(f"- {what}: {', '.join(sorted(words))}" for what, words in NEVER.items())]  # fmt: skip
    yield ["## What a refusal says", "", says["reasons"], "", *reason_rows()]
    yield ["## Every field", "", says["fields"], "", *table(("of", "fields", "class", "steps", "standings"), every_field())]
