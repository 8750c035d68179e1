"""How many independent roots a report has: two papers that print one agency are one voice."""

import unicodedata

from safeconduct.agreement.model import Agreement
from safeconduct.kernel.acts import ActBase, SourceAdded


class Evidence:
    """Knows the root of every source, and counts the different roots of some."""

    def __init__(self, agreement: Agreement) -> None:
        self.need = agreement.evidence.independent_reports
        self._parties = {name for name, party in agreement.parties.items() if party.role.value in ("party", "adherent")}
        self._roots = {name: same_root(source.root) for name, source in agreement.sources.items()}
        self._counted: dict[tuple[str, ...], int | None] = {}

    def add(self, act: SourceAdded) -> None:
        """Take in a source. All that one party adds is one root: it cannot be its own second witness."""
        root = f"party {act.actor}" if act.actor in self._parties else same_root(act.root)
        if self._roots.setdefault(act.source, root) != root:
            # The reader refuses such a log. Whoever calls without it gets the same answer in any order: one voice less.
            self._roots[act.source] = min(root, self._roots[act.source])
        self._counted.clear()

    def independent(self, sources: tuple[str, ...]) -> int | None:
        """Count the different roots; None if one of the sources is not known."""
        if sources not in self._counted:
            known = all(source in self._roots for source in sources)
            self._counted[sources] = len({self._roots[source] for source in sources}) if known else None
        return self._counted[sources]

    def borne_out(self, sources: tuple[str, ...]) -> bool:
        """Whether every source of a reported act is known by now, and they go back to enough roots."""
        independent = self.independent(sources)
        return independent is not None and independent >= self.need

    def enough(self, act: ActBase) -> bool:
        """Whether an act is its actor's own, or rests on enough independent reports."""
        return act.basis == "own" or (self.independent(act.evidence) or 0) >= self.need


def same_root(name: str) -> str:
    """Give a name so that two spellings of one outlet are equal: case, width, spaces and hidden characters."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return " ".join("".join(char for char in plain if unicodedata.category(char) != "Cf").split())
