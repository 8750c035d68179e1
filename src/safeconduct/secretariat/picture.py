"""The picture of a day: everything the command line and the first page show at once, with sums that add up."""

from datetime import datetime
from typing import Any

import msgspec

from safeconduct.caseload.movements import standing as movement_standing
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.secretariat import queries
from safeconduct.secretariat.opening import Opened
from safeconduct.secretariat.words import name_of


class MovementRow(msgspec.Struct, frozen=True, kw_only=True):
    """One movement in short. `held_up` says what blocks or halts it."""

    movement: str
    kind: str
    stage: str
    zone: str
    to: str
    start: datetime
    stop: datetime
    set_out: int
    arrived: int
    unexplained: int
    account: str
    held_up: tuple[queries.Said, ...]
    halted_since: datetime | None


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a programme. `funnel` and `outcomes` each add up to `received`."""

    agreement: str
    programme: str
    synthetic: bool
    day: int
    last_day: int
    as_of: datetime
    left_out: tuple[str, ...]
    came_out: int
    received: int
    in_programme: int
    funnel: tuple[queries.Count, ...]
    outcomes: tuple[queries.Outcome, ...]
    places: dict[str, int]
    without_way_on: tuple[queries.Stranded, ...]
    clocks: tuple[queries.Clock, ...]
    movements: tuple[MovementRow, ...]
    weapons: weapon_views.Sums
    kept_without_effect: tuple[queries.Kept, ...]

    def movement_lines(self) -> list[str]:
        """Give each movement as one line, and what holds it up."""
        lines = []
        for row in self.movements:
            since = f" since {row.halted_since:%d %b %H:%M}" if row.halted_since else ""
            held_up = f"; {'; '.join(part.says for part in row.held_up)}" if row.held_up else ""
            account = f"; accounted for: {row.account}" if row.account else ""
            lines.append(f"{row.movement} ({row.kind.replace('_', ' ')}): {row.stage}{since}; {row.set_out} set out, "
                         f"{row.arrived} arrived{account}{held_up}")  # fmt: skip
        return lines


def picture(opened: Opened) -> Picture:
    """Give the picture of the day that was opened."""
    office, now = opened.office, opened.as_of
    agreement = office.agreement
    assert agreement.programme is not None
    rows = movement_rows(opened)
    return Picture(
        agreement=agreement.id, programme=str(agreement.programme.title), synthetic=opened.synthetic, day=opened.day,
        last_day=opened.last_day, as_of=now, left_out=opened.left_out,
        came_out=sum(row.set_out for row in rows if row.kind == "way_out"), received=len(office.persons.cases),
        in_programme=len(office.adults()), funnel=queries.funnel(office, now), outcomes=queries.outcomes(office, now),
        places={name_of(agreement, state): places for state, places in office.persons.places.items()},
        without_way_on=queries.stranded(office, now), clocks=queries.clocks(office, now), movements=rows,
        weapons=weapon_views.sums(office.armoury, office.hidden), kept_without_effect=queries.kept(office, opened.kept_in_full),
    )  # fmt: skip


def movement_rows(opened: Opened) -> tuple[MovementRow, ...]:
    """Give every movement in short, in the order in which they were planned."""
    office, now, state = opened.office, opened.as_of, opened.office.movements
    rows = []
    for name, found in state.movements.items():
        halted = movement_standing.halted(name, state, now)
        stage = movement_standing.stage_of(name, state, now)
        live = stage in ("planned", "open", "halted")
        held_up = movement_standing.blocked(name, state, now) if live else ()
        rows.append(MovementRow(
            movement=name, kind=found.kind, stage=str(stage), zone=found.zone, to=found.to, start=found.start,
            stop=found.stop, set_out=found.departed, arrived=found.arrived, unexplained=found.unexplained,
            account=found.account.replace("_", " "),
            held_up=tuple(queries.said(part, office) for part in held_up), halted_since=halted.since if halted else None,
        ))  # fmt: skip
    return tuple(rows)


DAY_COLUMNS = {
    "received": "received", "disarmed": "disarmed", "assured": "assured", "places": "places", "on_the_way": "on the way",
    "arrived": "arrived", "held": "held", "staying": "staying", "no_way_on": "no way on",
}  # fmt: skip
"""What is shown of each day side by side."""


def day_row(opened: Opened) -> dict[str, Any]:
    """Give the numbers of one day. Disarmed and assured count everyone who has come so far, the others who is there now."""
    office, now = opened.office, opened.as_of
    steps = {count.step: count.now for count in queries.funnel(office, now)}
    adults = office.adults()
    return {
        "day": opened.day, "as_of": now, "received": len(office.persons.cases),
        "disarmed": sum(person.disarmed is not None for person in adults),
        "assured": sum(person.assured is not None for person in adults), "places": sum(office.persons.places.values()),
        "on_the_way": steps["on_the_way"], "arrived": steps["arrived"], "held": steps["held"],
        "staying": steps["staying"], "no_way_on": len(queries.stranded(office, now)),
    }  # fmt: skip

