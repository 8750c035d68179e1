"""The hand-over sheet of weapons and the cards of movements, made ready to read.

Where people assemble is known only to those who run a movement, and these pages do not know who reads them: nothing here
asks for it. The same holds for the case numbers on a manifest.
"""

from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.caseload.movements import views as movement_views
from safeconduct.caseload.movements.acts import MovementBegun, MovementResumed
from safeconduct.caseload.movements.standing import Halted
from safeconduct.caseload.movements.state import OVER, Operation
from safeconduct.caseload.moves import Missing
from safeconduct.caseload.weapons import views as weapon_views
from safeconduct.caseload.weapons.state import Container
from safeconduct.caseload.weapons.views import Acceptance, Row, View
from safeconduct.kernel.moments import utc
from safeconduct.secretariat.queries import Said
from safeconduct.web.programme import words
from safeconduct.web.programme.opened import Look
from safeconduct.web.shell.wording import named, ui_language

NOBODY_ASKS = ""
"""The pages have no sign-in, so what they show of a movement is what anyone may see."""


_FIELDS = {"yes": "accepted", "no": "rejected", "unknown": "undecided", "unassessed": "unassessed"}


class Line(NamedTuple):
    """One weapon: its row of the sheet, and how each assessor, by name, sees it, in the order of the columns."""

    row: Row
    views: tuple[tuple[str, View | None], ...]


class Assessor(NamedTuple):
    """How one assessor stands to all weapons; the four numbers add up to all of them."""

    name: str
    acceptance: Acceptance


class ContainerLine(NamedTuple):
    """A container, what is in it, and what was counted when it last changed hands."""

    container: Container
    sent: int | None
    received: int | None
    difference: int | None


def weapons(look: Look) -> dict[str, Any]:
    """Give the hand-over sheet with its sums."""
    armoury = look.opened.office.armoury
    rows = weapon_views.sheet(armoury, look.hidden)
    sums = weapon_views.sums(armoury, look.hidden)
    # Whoever received a weapon has a column too, also before assessing anything.
    names = tuple(dict.fromkeys((*sums.acceptance, *(view.assessor for row in rows for view in row.views))))
    titles = {name: named(look.shown.agreement, name, ui_language()).text for name in names}
    unassessed = Acceptance(unassessed=sums.received)
    assessors = [Assessor(name, sums.acceptance.get(name, unassessed)) for name in names]
    return {
        "sums": sums,
        "stages": [(stage, getattr(sums, "loose" if stage == "received" else stage)) for stage in words.ITEM],
        "acceptance": [(word, [getattr(one.acceptance, field) for one in assessors]) for word, field in _FIELDS.items()],
        "sites": tuple(dict.fromkeys(row.site for row in rows if row.site)),
        "lines": [Line(row, tuple((titles[name], _view_of(name, row)) for name in names)) for row in rows],
        "span": len(names) + 8,
        "assessors": assessors,
        "containers": [_container(one) for one in armoury.containers.values()],
        "receipts": sum(sums.receipts.values()),
    }


def _view_of(assessor: str, row: Row) -> View | None:
    return next((view for view in row.views if view.assessor == assessor), None)


def _container(container: Container) -> ContainerLine:
    last = container.transfers[-1] if container.transfers else None
    return ContainerLine(container, last and last.sent, last and last.received, last and last.discrepancy)


class MovementCard(NamedTuple):
    """One movement as anyone may see it. `lacks` says what is still missing for it to begin or to go on."""

    view: dict[str, Any]
    blocked: tuple[Said, ...]
    halted: Halted | None
    causes: tuple[Said, ...]
    lacks: tuple[Said, ...]

    @property
    def held_up(self) -> tuple[Said, ...]:
        """Give what blocks it and why it stands still."""
        return (*self.causes, *self.blocked)

    @property
    def over(self) -> bool:
        """Say whether it is closed or did not take place."""
        return self.view["stage"] in OVER

    @property
    def anchor(self) -> str:
        """Give its place on the page."""
        return f"movement-{self.view['movement']}"

    @property
    def since(self) -> datetime | None:
        """Give when it came to stand still."""
        return self.halted.since if self.halted else None


def movement_cards(look: Look) -> list[MovementCard]:
    """Give every movement: what is held up first, then what goes on, then what is over, each as planned."""
    cards = [_card(name, look) for name in look.opened.office.movements.movements]
    return sorted(cards, key=lambda card: (card.over, not card.held_up))


def _card(name: str, look: Look) -> MovementCard:
    office, now = look.opened.office, look.opened.as_of
    view = movement_views.view(name, office.movements, NOBODY_ASKS, office.rules, now=now)
    halted: Halted | None = view["halted"]
    blocked = look.reasons(view["blocked"])
    said = {part.code for part in view["blocked"]}
    wanted = {"planned": MovementBegun, "halted": MovementResumed}.get(view["stage"])
    lacks = [part for offered in office.offered_for_movement(name, now) if offered.row.act is wanted
             for part in offered.missing if part.code not in said and not _names_cases(part)]  # fmt: skip
    if view["stage"] == "planned" and utc(now) < utc(view["start"]):
        # Nothing is lacking by that: the window stands above, and has not opened.
        lacks = [part for part in lacks if part.code != "outside_window"]
    return MovementCard(view, blocked, halted, look.reasons(halted.causes) if halted else (), look.reasons(lacks))


def _names_cases(part: Missing) -> bool:
    # Who is on a manifest is for those who run the movement.
    return not {"case", "cases"}.isdisjoint(part.params)


def operations(look: Look) -> list[Operation]:
    """Give the announced operations, in the order in which they were announced."""
    return list(look.opened.office.movements.operations.values())
