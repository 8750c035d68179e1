"""The text under check: the model, where each key stands, and the questions that many rules ask of it."""

from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any

from safeconduct.agreement import terms
from safeconduct.agreement.amend import Version
from safeconduct.agreement.frame import BodyPower, Role
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.norms import Norm, Obligation
from safeconduct.agreement.reader import Source
from safeconduct.agreement.references import place_of
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.kernel.acts import FigureReported
from safeconduct.kernel.moments import WrittenTime
from safeconduct.kernel.text import Text

NORM_SECTIONS = ("obligations", "prohibitions", "entitlements", "powers")
BOUND = frozenset({Role.PARTY, Role.ADHERENT})
"""Roles whose holders are bound by the text. A guarantor is bound to guarantee, not to perform."""


class CheckedText:
    """An agreement, with its amendments if there are any, ready to be checked. Changes nothing."""

    def __init__(self, versions: tuple[Version, ...], sources: tuple[Source, ...],
                 figures: tuple[FigureReported, ...] = ()) -> None:  # fmt: skip
        self.versions = versions
        self.figures = figures
        self.sources = sources
        self.agreement: Agreement = versions[-1].source.model

    def place(self, path: str) -> tuple[str, int, int]:
        """Give (file, line, column) of the key at a path, or of what stands nearest above it; amendments first."""
        best = ("", 0, 0, -1)
        for source in reversed(self.sources):
            line, column, depth = place_of(source.reading.root, path)
            if depth > best[3]:
                best = (source.file, line, column, depth)
        return best[:3]

    def written(self, path: str) -> bool:
        """Whether a key stands in one of the files, rather than being taken as its default."""
        depth = path.count(".") + 1
        return any(place_of(source.reading.root, path)[2] == depth for source in self.sources)

    def norms(self) -> Iterator[tuple[str, str, Norm]]:
        """Give (path, id, norm) of every norm, in the order of the text."""
        for section in NORM_SECTIONS:
            for name, norm in getattr(self.agreement, section).items():
                yield f"{section}.{name}", name, norm

    def obligations(self) -> Iterator[tuple[str, str, Obligation]]:
        """Give (path, id, obligation) of every obligation."""
        for name, obligation in self.agreement.obligations.items():
            yield f"obligations.{name}", name, obligation

    def name(self, word: str) -> str:
        """Give the name of an id, in English."""
        return self.agreement.name_of(word)

    def names(self, words: tuple[str, ...]) -> str:
        """Give names as `a, b and c`."""
        found = [self.name(word) for word in words if word != UNSTATED] or ["nobody the text names"]
        return " and ".join([", ".join(found[:-1]), found[-1]] if len(found) > 1 else found)

    @cached_property
    def bound(self) -> frozenset[str]:
        """Give who is bound by the text: its parties, those who joined it, its bodies, and whom a party answers for."""
        parties = self.agreement.parties
        own = {name for name, party in parties.items() if party.role in BOUND}
        answered = {one for name in own for one in parties[name].represents}
        return frozenset(own | answered | set(self.agreement.bodies))

    def conditions(self, norm: Norm) -> Iterator[Any]:
        """Give what opens a norm: its own condition and that of its phase."""
        if norm.phase and (opens := self.agreement.phases[norm.phase].opens) is not None:
            yield opens
        if norm.after is not None:
            yield norm.after

    def parts(self, condition: Any) -> Iterator[Any]:
        """Give every simple condition inside a condition."""
        if parts := terms.inner(condition):
            for part in parts:
                yield from self.parts(part)
        elif condition is not None:
            yield condition

    @staticmethod
    def clocks(limit: Any) -> tuple[terms.Clock, ...]:
        """Give the clocks of a limit: its own, or those that compete. Nothing for an absent or unstated limit."""
        if not isinstance(limit, terms.Limit):
            return ()
        return tuple(limit.clocks.values()) or (limit,)

    @cached_property
    def watchers(self) -> frozenset[str]:
        """Give who is there to watch or to carry and has no stake: such bodies, and parties of that role."""
        watching = {BodyPower.MONITOR, BodyPower.VERIFY, BodyPower.CERTIFY, BodyPower.COUNT, BodyPower.RULE}
        bodies = {name for name, body in self.agreement.bodies.items() if watching.intersection(body.powers)}
        roles = (Role.VERIFIER, Role.CARRIER)
        return frozenset(bodies | {name for name, party in self.agreement.parties.items() if party.role in roles})

    def waiting_for(self, steps: Collection[str]) -> dict[str, list[str]]:
        """Give, for some obligations, the norms that cannot open before they are verified, through events and phases too."""
        behind = {name: self._needed(anchor.when, steps, {}) for name, anchor in self.agreement.anchors.items()}
        found: dict[str, list[str]] = {}
        for _, name, norm in self.norms():
            for step in dict.fromkeys(one for part in self.conditions(norm) for one in self._needed(part, steps, behind)):
                found.setdefault(step, []).append(name)
        return found

    def _needed(self, condition: Any, steps: Collection[str], behind: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        # One part of an `any` is enough, so none of them is needed.
        if isinstance(condition, terms.AllOf):
            return tuple(step for part in condition.all for step in self._needed(part, steps, behind))
        if isinstance(condition, terms.Happened):
            return behind.get(condition.anchor, ())
        step = condition.verified.partition(".")[0] if isinstance(condition, terms.Verified) else ""
        return (step,) if step in steps else ()

    @cached_property
    def long_after(self) -> str:
        """Give a moment ten years after the last day that the text itself names, ISO 8601, for made-up logs."""
        named = [document.date for document in self.agreement.texts.values()]
        named += [anchor.on for anchor in self.agreement.anchors.values()]
        named += [clock.by for _, _, one in self.obligations() for clock in self.clocks(one.deadline)]
        year = max((day.local_date().year for day in named if isinstance(day, WrittenTime)), default=2030)
        return f"{min(year + 10, 2990)}-01-01T00:00:00+00:00"

    def wordings(self) -> Iterator[tuple[str, str, Text]]:
        """Give (path, clause, wording) of every point, of its numbered parts, and of the ways it is read."""
        for name, point in self.agreement.points.items():
            path = f"points.{name}"
            if point.says is not None:
                yield f"{path}.says", name, point.says
            for key, clause in point.clauses.items():
                if clause.says is not None:
                    yield f"{path}.clauses.{key}.says", f"{name}.{key}", clause.says
            for key, reading in point.readings.items():
                yield f"{path}.readings.{key}.says", name, reading.says
