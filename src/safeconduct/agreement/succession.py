"""Who speaks in the place of a body whose mandate is over, and whose word counts as its word from then on?

The text says to whom a body hands over. Where that one is gone too, its own heirs are asked. A side takes over from no body. A
word that counts by itself stays one's own; only what would count for nothing is asked again in the place of the body.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec.structs import replace

from safeconduct.agreement.frame import Role
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.programme import Task
from safeconduct.agreement.shapes import UNSTATED

SIDES = frozenset({Role.PARTY, Role.ADHERENT, Role.NON_SIGNATORY})
"""The roles of those who are bound by the text to stop fighting, or asked to: all of them alike."""

OF_POWER = frozenset({
    "claim_by_another", "no_power_to_confirm", "no_power_to_count", "no_right_to_contest", "no_power_to_rule",
    "waiver_by_another", "no_power_to_find", "not_the_decider", "not_the_owner", "no_power_to_suspend", "no_power_to_use",
    "no_power_to_extend",
})  # fmt: skip
"""Why an act counts for nothing because of who said it."""

Windows = list[tuple[int, int | None]]


def is_side(org: str, agreement: Agreement) -> bool:
    """Whether an organisation is a side: by its role, by ground that a post of it controls, or as that of the people themselves.

    A body to which one side alone sends people is that side.
    """
    if (body := agreement.bodies.get(org)) is not None:
        members = {member.who for member in body.composition}
        return len(members) == 1 and UNSTATED not in members and _is_side_party(next(iter(members)), agreement)
    return _is_side_party(org, agreement)


def _is_side_party(org: str, agreement: Agreement) -> bool:
    party = agreement.parties.get(org)
    if party is None:
        return False
    controls = any(post.of == org and post.task is Task.CONTROL for post in agreement.posts.values())
    programme = agreement.programme
    own = programme is not None and agreement.categories[programme.category].of == org
    return party.role in SIDES or controls or own


class Succession:
    """Who takes over from whom under one version of the text. `heirs` are all who may ever do so."""

    def __init__(self, agreement: Agreement, mandates: Mapping[str, Windows]) -> None:
        self._next = {name: tuple(heir for heir in body.hands_over_to if heir != UNSTATED)
                      for name, body in agreement.bodies.items()}  # fmt: skip
        self._mandates = mandates
        named = {heir for heirs in self._next.values() for heir in heirs}
        self.heirs = frozenset(heir for heir in named if not is_side(heir, agreement))

    def places(self, org: str, at: int, extended: Mapping[str, int]) -> tuple[str, ...]:
        """Give the bodies in whose place an organisation speaks at a moment; `extended`: to when acts have carried mandates."""
        if org not in self.heirs:
            return ()
        return tuple(body for body in self._mandates if org in self._successors(body, at, extended))

    def _successors(self, body: str, at: int, extended: Mapping[str, int]) -> set[str]:
        found, asked, open_ = set[str](), {body}, [body]
        if self._stands(body, at, extended) != "over":
            return found
        while open_:
            for heir in self._next.get(open_.pop(0), ()):
                if heir in asked:
                    continue
                asked.add(heir)
                stands = self._stands(heir, at, extended)
                if stands == "in_office":
                    found.add(heir)
                elif stands == "over":
                    open_.append(heir)
        return found

    def _stands(self, org: str, at: int, extended: Mapping[str, int]) -> str:
        windows = self._mandates.get(org)
        if windows is None or any(first <= at and (end is None or at < end) for first, end in windows):
            return "in_office"
        ends = [end for _, end in windows]
        if None in ends or at < max(end for end in ends if end is not None):
            return "not_yet"
        return "in_office" if at < extended.get(org, 0) else "over"


class InPlace:
    """The acts of a ledger that are entered in the place of a body, by id: `of` gives the body, `by` who spoke."""

    def __init__(self) -> None:
        self.of: dict[str, str] = {}
        self.by: dict[str, str] = {}
        self._trying, self._refused = False, False

    def refuses(self, reason: str) -> bool:
        """Whether a reason ends a try, and is not noted yet: the same act may count in the place of a body."""
        self._refused = self._trying and reason in OF_POWER
        return self._refused

    def tried(self, enter: Callable[[], None]) -> bool:
        """Try to enter an act. Gives whether it has the power to be entered."""
        self._trying, self._refused = True, False
        try:
            enter()
        finally:
            self._trying = False
        return not self._refused


def take(ledger: Any, act: Any, times: tuple[int, int, int], handlers: Mapping[type, Callable[[Any, Any], None]], *,
         last: bool = False) -> None:  # fmt: skip
    """Enter an act by its own right, or in the place of a body that its actor has taken over from.

    An extended mandate may stand later in the file: who has taken over is asked once all acts are in.
    """
    succession, enter = ledger.rules_at(times[0]).succession, handlers[type(act)]
    if act.actor not in succession.heirs:
        return enter(act, times)
    places: InPlace = ledger.in_place
    if places.tried(lambda: enter(act, times)):
        return None
    if not last:
        ledger.waiting.append(act)
        return None
    for body in succession.places(act.actor, times[0], ledger.extended):
        if places.tried(lambda body=body: enter(replace(act, actor=body), times)):  # type: ignore[misc]
            places.of[act.id], places.by[act.id] = body, act.actor
            return None
    return enter(act, times)
