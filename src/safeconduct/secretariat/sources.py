"""Which root has a source, where several organisations have described it?

Two papers that print one agency are one voice, so a wrong root can make a report fall or stand. The first to describe a source
must not settle that for everyone: what the text says of it counts first, then what its own describer says for acts that it signs
itself, then what one says who is no side of the agreement, then the sides. Among equals the first counts.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from safeconduct.agreement.evidence import same_root
from safeconduct.agreement.frame import Role
from safeconduct.agreement.model import Agreement
from safeconduct.kernel.acts import ActBase, SourceAdded

_SIDES = (Role.PARTY, Role.ADHERENT)


class _Described(NamedTuple):
    index: int
    org: str
    root: str


class Sources:
    """The sources of a log. `found` are the acts in effect that describe one, with index and organisation, in their order."""

    def __init__(self, agreement: Agreement, found: Iterable[tuple[int, str, SourceAdded]]) -> None:
        sides = {name for name, party in agreement.parties.items() if party.role in _SIDES}
        self._by_org: dict[tuple[str, str], _Described] = {}
        self._common: dict[str, _Described] = {}
        for index, org, act in found:
            one = _Described(index, org, same_root(act.root))
            self._by_org.setdefault((org, act.source), one)
            common = self._common.setdefault(act.source, one)
            if common.org in sides and org not in sides:
                self._common[act.source] = one

    def common(self, source: str) -> int:
        """Give the index of the act whose description counts for everyone who has given none."""
        return self._common[source].index

    def called(self, index: int, act: SourceAdded) -> str:
        """Say what the source that an act describes is called: by its id, or by id, `@` and index where another one counts."""
        return act.source if self._common[act.source].root == same_root(act.root) else f"{act.source}@{index}"

    def rewritten(self, index: int, org: str, act: ActBase) -> ActBase:
        """Give an act with the sources that it means. `org` signed it."""
        if isinstance(act, SourceAdded):
            called = self.called(index, act)
            return act if called == act.source else replace(act, source=called)
        if not act.evidence or not self._common:
            return act
        evidence = tuple(self._meant(name, org) for name in act.evidence)
        return act if evidence == act.evidence else replace(act, evidence=evidence)

    def _meant(self, name: str, org: str) -> str:
        own, common = self._by_org.get((org, name)), self._common.get(name)
        return name if own is None or common is None or own.root == common.root else f"{name}@{own.index}"
