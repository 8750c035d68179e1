"""From a file of lines to acts: every line decoded, every id known, nothing lost and nothing half read.

A fault in one line does not hide the next: all are reported, and then the whole file is refused.
"""

from collections.abc import Iterable, Iterator

import msgspec

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Invalid
from safeconduct.kernel.suggest import did_you_mean

RECORDER = "recorder"
"""Whoever keeps the log. Enters statements, figures and sources; has no other power."""

_MAY_RECORD = (acts.StatementReported, acts.FigureReported, acts.SourceAdded)

NORMS = ("obligation", "prohibition", "entitlement", "power")

_POINTS_AT: dict[type[ActBase], tuple[str, tuple[str, ...]]] = {
    acts.Claimed: ("of", ("obligation",)),
    acts.Confirmed: ("of", ("obligation",)),
    acts.Refuted: ("of", ("obligation",)),
    acts.Contested: ("of", ("obligation",)),
    acts.Counted: ("of", ("obligation",)),
    acts.Waived: ("of", ("obligation",)),
    acts.Ruled: ("of", ("obligation",)),
    acts.BreachAlleged: ("of", NORMS),
    acts.BreachFound: ("of", NORMS),
    acts.AnchorDated: ("anchor", ("anchor",)),
    acts.DecisionMade: ("decision", ("decision",)),
    acts.HoleFilled: ("hole", ("hole",)),
    acts.SuspensionDeclared: ("of", NORMS),
    acts.SuspensionEnded: ("of", NORMS),
    acts.PowerExercised: ("power", ("power",)),
    acts.DelayExplained: ("of", NORMS),
    acts.MandateExtended: ("body", ("body",)),
    acts.FigureReported: ("subject", ("subject", *NORMS)),
}
"""Which field of an act names something of the agreement, and of which kinds."""


def read_acts(lines: Iterable[bytes], agreement: Agreement, *, file: str) -> Iterator[ActBase]:
    """Give the acts of a file one by one.

    A line repeated to the letter is skipped. Raises Invalid with every fault after the last line; a caller that
    stops earlier has not read the file.
    """
    faults = Faults(file)
    reader = _Checker(agreement, faults)
    decode = acts.decoder.decode
    seen: dict[str, int] = {}
    number, known = 0, 0
    for line in lines:
        number += 1
        try:
            act = decode(line)
        except msgspec.MsgspecError as error:
            if line.strip():
                _not_an_act(error, line, number, faults)
            continue
        print_of_line = hash(line.rstrip())
        if seen.setdefault(act.id, print_of_line) != print_of_line:
            faults.add("SC022", f"another act already carries the id {act.id!r}", line=number, column=1,
                       remedy="give the act its own id; a correction is a new act")  # fmt: skip
            continue
        if len(seen) == known:
            continue
        known += 1
        if reader.passes(act, number, line):
            yield act
    if faults:
        raise Invalid(faults.found, left_out=faults.left_out)


class _Checker:
    def __init__(self, agreement: Agreement, faults: Faults) -> None:
        self.agreement, self.faults = agreement, faults
        self.organisations = {*agreement.parties, *agreement.bodies}
        self.known: dict[str, str] = {name: kind for kind, name, _ in agreement.entries()}
        self.points_at = {kind: (field, kinds) for kind, (field, kinds) in _POINTS_AT.items()}
        self.roots = {name: source.root for name, source in agreement.sources.items()}
        self.units, self.categories = set(agreement.units) | {""}, set(agreement.categories) | {""}

    def passes(self, act: ActBase, number: int, line: bytes) -> bool:
        ok = True
        if act.actor not in self.organisations and not (act.actor == RECORDER and isinstance(act, _MAY_RECORD)):
            ok = self._unknown(act.actor, "actor", "organisation", [*self.organisations, RECORDER], number, line)
        target = self.points_at.get(type(act))
        if target is not None:
            field, kinds = target
            name = getattr(act, field)
            if self.known.get(name) not in kinds:
                known = [other for other, kind in self.known.items() if kind in kinds]
                ok = self._unknown(name, field, " or ".join(kinds[:2]), known, number, line)
        if (unit := getattr(act, "unit", "")) not in self.units:
            ok = self._unknown(unit, "unit", "unit", list(self.agreement.units), number, line)
        if (category := getattr(act, "category", "")) not in self.categories:
            ok = self._unknown(category, "category", "category", list(self.agreement.categories), number, line)
        if (place := getattr(act, "place", "")) and place not in self.agreement.places:
            ok = self._unknown(place, "place", "place", list(self.agreement.places), number, line)
        if isinstance(act, acts.SourceAdded) and self.roots.setdefault(act.source, act.root) != act.root:
            self.faults.add("SC018", f"the source {act.source!r} is already described with another root", line=number,
                            column=_column(line, "root"), remedy="give the new source its own id")  # fmt: skip
            ok = False
        if act.until is not None and act.until < act.happened:
            self.faults.add("SC023", f"act {act.id} ends before it begins", line=number,
                            column=_column(line, "until"), remedy="`until` is the end of the period")  # fmt: skip
            ok = False
        if act.recorded < act.happened:
            self.faults.add("SC023", f"act {act.id} was recorded before it happened", line=number,
                            column=_column(line, "recorded"), remedy="check the two times and their zones")  # fmt: skip
            ok = False
        return ok

    def _unknown(self, name: str, field: str, kind: str, known: list[str], number: int, line: bytes) -> bool:
        self.faults.add("SC101", f"no {kind} is called {name!r}", line=number, column=_column(line, field),
                        path=f"$.{field}",
                        remedy=did_you_mean(name, sorted(known), otherwise="it must be defined in the agreement"))  # fmt: skip
        return False


def _not_an_act(error: msgspec.MsgspecError, line: bytes, number: int, faults: Faults) -> None:
    said = str(error)
    if isinstance(error, msgspec.ValidationError):
        what, _, path = said.partition(" - at `")
        path = path.rstrip("`")
        remedy = ""
        if "Invalid value" in what and not path.strip("$.").removeprefix("type"):
            try:
                found = str(msgspec.json.decode(line).get("type", ""))
            except (msgspec.MsgspecError, AttributeError):
                found = ""
            what, remedy = f"unknown act type {found!r}", did_you_mean(found, acts.TYPES, otherwise="see the reference")
        faults.add("SC021", what, line=number, column=_column(line, path.rpartition(".")[2]), path=path, remedy=remedy)
        return
    column = len(line.rstrip(b"\r\n")) + 1 if "truncated" in said else 1
    if "byte " in said:
        digits = "".join(char for char in said.rpartition("byte ")[2] if char.isdigit())
        column = int(digits) + 1 if digits else column
    faults.add("SC020", f"not a whole JSON object: {said}", line=number, column=column,
               remedy="the line may be cut off; the lines before it are sound")  # fmt: skip


def _column(line: bytes, field: str) -> int:
    at = line.find(b'"' + field.encode() + b'"') if field else -1
    return at + 1 if at >= 0 else 1
