"""What is entered of statements, figures and sources, what took the place of what, and to which root each goes back.

The order in which acts came in says nothing: whoever reads the log later sees the same. Where acts correct each other in a
circle, none of them takes the place of another.
"""

from collections.abc import Iterable, Mapping

import msgspec

from safeconduct.agreement.evidence import same_root
from safeconduct.agreement.model import Agreement
from safeconduct.kernel.acts import ActBase, FigureReported, Link, SourceAdded, StatementReported, Withdrawn
from safeconduct.kernel.moments import utc

Reported = StatementReported | FigureReported

_UNNAMED = frozenset({"anonymous", "unknown"})
_PRINTS = frozenset({"agency", "newspaper", "broadcaster", "document"})
"""Who carries words: such a link goes back to the root of its source."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One statement or figure. `corrected_by` took its place; `withdrawn_by` took it back. Either way it stays and is shown."""

    act: Reported
    corrected_by: str = ""
    withdrawn_by: str = ""

    @property
    def stands(self) -> bool:
        """Whether it is what is said now."""
        return not self.corrected_by and not self.withdrawn_by


class Filed(msgspec.Struct, frozen=True):
    """All that is entered: statements and figures by id, and the root of every source."""

    entries: Mapping[str, Entry] = {}
    sources: Mapping[str, str] = {}
    republished: Mapping[str, str] = {}

    def standing(self) -> tuple[Reported, ...]:
        """Give what is said now, in the order of time: what was neither corrected nor withdrawn."""
        return tuple(entry.act for entry in self.entries.values() if entry.stands)

    def history(self, name: str) -> tuple[str, ...]:
        """Give the entries that took each other's place, from the first to the newest, for any of them."""
        found = [name]
        while (earlier := self.entries[found[0]].act.corrects) in self.entries and earlier not in found:
            found.insert(0, earlier)
        while (later := self.entries[found[-1]].corrected_by) and later not in found:
            found.append(later)
        return tuple(found)

    def first_printed(self, act: Reported) -> Reported:
        """Give the entry whose words an entry prints again; itself where it prints none, or they print each other."""
        seen, found = {act.id}, act
        while (entry := self.entries.get(found.republishes)) is not None:
            if entry.act.id in seen:
                return act
            seen.add(entry.act.id)
            found = entry.act
        return found

    def root(self, act: Reported) -> str:
        """Say to whom an entry goes back, so that two ways of writing one name, and two printings of one story, are the same.

        Somebody unnamed is known only through who carried the words: two papers that quote nobody by name are two roots, unless
        one prints the other.
        """
        chain = self.first_printed(act).chain
        if not chain:
            return ""
        last = chain[-1]
        if last.speaks_for:
            return same_root(last.speaks_for)
        if last.kind not in _UNNAMED:
            return self._carrier(last)
        carrier = next((link for link in reversed(chain[:-1]) if link.kind not in _UNNAMED), None)
        return f"{self._carrier(carrier) if carrier else ''} > {same_root(last.who)}"

    def _carrier(self, link: Link) -> str:
        root = self.sources.get(link.source, "") if link.kind in _PRINTS else ""
        return root or same_root(link.who)


def filed(acts: Iterable[ActBase], agreement: Agreement | None = None) -> Filed:
    """Gather what is entered. `acts` may hold any others; `agreement` gives the sources of its text."""
    every = list(acts)
    found: dict[str, Reported] = {}
    for act in sorted((one for one in every if isinstance(one, StatementReported | FigureReported)), key=_by_time):
        found.setdefault(act.id, act)
    sources = {name: same_root(source.root) for name, source in agreement.sources.items()} if agreement is not None else {}
    republished: dict[str, str] = {}
    for added in sorted((one for one in every if isinstance(one, SourceAdded)), key=_by_time):
        sources.setdefault(added.source, same_root(added.root))
        if added.republishes:
            republished.setdefault(added.source, added.republishes)
    taken_back = _withdrawn(found, [one for one in every if isinstance(one, Withdrawn)])
    in_place = _corrections(found, taken_back)
    entries = {name: Entry(act=act, corrected_by=in_place.get(name, ""), withdrawn_by=taken_back.get(name, ""))
               for name, act in found.items()}  # fmt: skip
    return Filed(entries, sources, republished)


def _by_time(act: ActBase) -> tuple[object, ...]:
    return utc(act.happened), utc(act.recorded), act.id


def _withdrawn(found: Mapping[str, Reported], withdrawals: list[Withdrawn]) -> dict[str, str]:
    """Give which entry was taken back by which act. One takes back only one's own, and a withdrawal can be taken back too."""
    fallen: set[tuple[str, str]] = set()
    taken: dict[str, str] = {}
    # The latest first: a withdrawal that was itself taken back takes nothing back.
    for act in sorted(withdrawals, key=_by_time, reverse=True):
        if (act.actor, act.id) in fallen:
            continue
        fallen.update((act.actor, name) for name in act.refs)
        taken.update((name, act.id) for name in act.refs if name in found and found[name].actor == act.actor)
    return taken


def _corrections(found: Mapping[str, Reported], taken_back: Mapping[str, str]) -> dict[str, str]:
    """Give what took the place of which entry. What was withdrawn takes no place: the earlier entry stands again."""
    in_place: dict[str, str] = {}
    for name, act in found.items():  # in the order of time, so that the newest of several takes the place
        if name not in taken_back and may_correct(act, found.get(act.corrects)) and not _in_circle(name, found):
            in_place[act.corrects] = name
    return in_place


def may_correct(act: Reported, earlier: Reported | None) -> bool:
    """Whether one entry can take the place of another: of the same kind, and entered by the same."""
    return earlier is not None and type(act) is type(earlier) and act.actor == earlier.actor


def _in_circle(name: str, found: Mapping[str, Reported]) -> bool:
    seen: set[str] = set()
    at = name
    while at in found and at not in seen:
        seen.add(at)
        at = found[at].corrects
    return at == name
