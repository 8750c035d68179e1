"""From a file of lines to acts: every line decoded, every id known, nothing lost and nothing half read.

A fault in one line does not hide the next: all are reported, and then the whole file is refused.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain, compress, islice, starmap
from operator import attrgetter, le, not_
from typing import BinaryIO, NamedTuple

import msgspec

from safeconduct.agreement.act_text import UNSEEN, are_ids, column, may_hide, not_an_act, reads_one_way
from safeconduct.agreement.columns import ASKED, Batch, Handed, marks_of_names
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.seen import NO_ACT, Reread, Seen
from safeconduct.agreement.yaml_tree import Faults
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Invalid
from safeconduct.kernel.moments import FIRST_YEAR, LAST_YEAR, micros
from safeconduct.kernel.suggest import did_you_mean

_BATCH, _BLOCK = 256, 1 << 17
"""How many lines, or bytes, are read at once: so few that all that is made of them stays close to the processor."""
_LONGEST = 1_000_000
KNOWN_BY_ORDER = (acts.SourceAdded,)
"""Whether such an act is sound depends on those before it."""
ENCODER = msgspec.json.Encoder()

RECORDER = "recorder"
"""Whoever keeps the log. Enters statements, figures and sources, and takes back its own; has no other power."""

_MAY_RECORD = (acts.StatementReported, acts.FigureReported, acts.SourceAdded, acts.Withdrawn)

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

_NAMES = {kind: attrgetter(*ASKED.get(kind) or {"actor"}.union(
    {"unit", "category", "place", "power", _POINTS_AT.get(kind, ("", ()))[0]} & set(kind.__struct_fields__)
)) for kind in acts.TYPES.values()}  # fmt: skip
"""Gives everything that an act of a type names in the agreement."""

Chunk = tuple[bytes, list[bytes]] | tuple[bytes, None]
"""Some lines of a log in one piece, and one by one if they do not come from a file."""


class Piece(NamedTuple):
    """Some lines that another process has read: how many bytes and lines, and what it made of them; its text if it is needed.

    `handed` and `rest`, acts as their lines, are None together where the lines have to be read here.
    """

    length: int
    lines: int
    handed: Sequence[Handed] | None
    rest: bytes
    text: Callable[[], bytes]


def read_acts(lines: Iterable[bytes], agreement: Agreement, *, file: str) -> Iterator[ActBase]:
    """Give the acts of a file one by one.

    A line repeated to the letter is skipped. Raises Invalid with every fault after the last line; a caller that
    stops earlier has not read the file.
    """
    stream = iter(lines)
    chunks = iter(lambda: list(islice(stream, _BATCH)), [])
    batches = read_batches(((b"".join(chunk), chunk) for chunk in chunks), agreement, file=file)
    return chain.from_iterable(batch.found for batch in batches)


def chunks_of(file: BinaryIO) -> Iterator[Chunk]:
    """Give the lines of an open file. One is cut at a megabyte: no act is so long, and it must not fill the memory."""
    while block := file.read(_BLOCK):
        if not block.endswith(b"\n"):
            begun = len(block) - block.rfind(b"\n") - 1
            block += file.readline(_LONGEST - begun)
        yield block, None


def read_batches(chunks: Iterable[Chunk | Piece], agreement: Agreement, *, file: str,
                 reread: Reread | None = None) -> Iterator[Batch]:  # fmt: skip
    """Give the acts of a file as above, but many at once. With `reread`, less has to be remembered of the lines."""
    faults, seen, read = Faults(file), Seen(reread), 0
    checker = Checker(agreement, faults)
    for chunk in chunks:
        if isinstance(chunk, Piece):
            seen.begin(chunk.length)
            if (taken := _taken(chunk, seen)) is not None:
                yield taken
                read += chunk.lines
                continue
            block, given = chunk.text(), None
        else:
            block, given = chunk
            seen.begin(len(block))
        lines = block.removesuffix(b"\n").split(b"\n")
        batch = _as_one(lines, block, seen, checker) if given is None or len(given) == len(lines) else None
        if batch is None:
            one_by_one = _one_by_one(BytesIO(block).readlines() if given is None else given, read, seen, faults)
            batch = Batch([act for number, act, line in one_by_one if checker.passes(act, number, line)])
        if b"@" in block and any("@" in name for act in batch.found for name in act.refs):
            batch = Batch([acts.named_plainly(act) for act in batch.found])
        yield batch
        read += len(lines if given is None else given)
    if faults:
        raise Invalid(faults.found, left_out=faults.left_out)


def _taken(piece: Piece, seen: Seen) -> Batch | None:
    """Take in what another process has read, or give None where an id stood before: then its lines are read here."""
    if piece.handed is None:
        return None
    found = acts.decoder.decode_lines(piece.rest)
    ids = list(chain((act.id for act in found), *(columns.ids for columns in piece.handed)))
    return Batch(found, piece.handed) if seen.all_new(ids) else None


def read_apart(block: bytes, checker: "Checker") -> Batch | None:
    """Read lines without knowing those before them. Gives None if they can be read only with those, or one by one."""
    seen = Seen(None)
    seen.begin(len(block))
    batch = None if b"@" in block else _as_one(block.removesuffix(b"\n").split(b"\n"), block, seen, checker)
    return None if batch is None or any(type(act) in KNOWN_BY_ORDER for act in batch.rest.acts) else batch


class LineReader:
    """Reads acts one by one, each by itself: what one line says, no other line makes wrong."""

    def __init__(self, agreement: Agreement) -> None:
        self._checker = Checker(agreement, Faults("act"))
        self._roots = {**self._checker.roots}

    def read(self, line: bytes) -> ActBase:
        """Give the act that a line holds. Raises Invalid with every fault."""
        checker, seen = self._checker, Seen(None)
        if len(checker.roots) != len(self._roots):
            checker.roots = {**self._roots}
        seen.begin(len(line))
        if (batch := _as_one([line], line, seen, checker)) is not None:
            return batch.found[0]
        checker.faults = faults = Faults("act")
        found = [act for number, act, text in _one_by_one([line], 0, seen, faults) if checker.passes(act, number, text)]
        if not found:
            raise Invalid(faults.found, left_out=faults.left_out)
        return found[0]


def _as_one(lines: list[bytes], block: bytes, seen: Seen, checker: "Checker") -> Batch | None:
    """Read lines at once, or give None if any of them has to be looked at by itself.

    The acts have as many quotation marks as their lines, if written without anything that need not be there. A field
    that stands twice, or one left empty, would show in the sum, however the numbers and times are written.
    """
    if b"\\" in block or (may_hide(block) and UNSEEN.search(block.decode("utf-8", "replace"))):
        return None
    try:
        found = list(map(acts.decoder.decode, lines))
    except NO_ACT:
        return None
    ids = [act.id for act in found]
    if not are_ids(ids) or (new := seen.are_new(ids, lines)) is None:
        return None
    marks = block.count(b'"')
    if False in new:
        marks -= sum(line.count(b'"') for line in compress(lines, map(not_, new)))
        found = list(compress(found, new))
    batch = Batch(found)
    if checker.marks_if_all_pass(batch) != marks:
        seen.forget()
        return None
    checker.roots.update(_sources(batch))
    return batch


def _one_by_one(batch: list[bytes], read: int, seen: Seen, faults: Faults) -> Iterator[tuple[int, ActBase, bytes]]:
    """Read lines one after the other, noting the place of every fault."""
    for number, line in enumerate(batch, read + 1):
        try:
            act = acts.decoder.decode(line)
        except NO_ACT as error:
            if line.strip():
                not_an_act(error, line, number, faults)
            continue
        new = seen.is_new(act.id, line.rstrip())
        if new is None:
            faults.add("SC022", f"another act already carries the id {act.id!r}", line=number, column=1,
                       remedy="give the act its own id; a correction is a new act")  # fmt: skip
        elif new and reads_one_way(act, number, line, faults):
            yield number, act, line


_DEFINE_IT = "it must be defined in the agreement"
_FIRST, _LAST = datetime(FIRST_YEAR, 1, 2, tzinfo=UTC), datetime(LAST_YEAR, 12, 30, tzinfo=UTC)
"""Between these two a moment lies in an allowed year wherever it is written."""
_FIRST_MICROS, _LAST_MICROS = micros((_FIRST, _LAST))


def _sources(batch: Batch) -> set[tuple[str, str]]:
    return {(act.source, act.root) for act in batch.rest.acts if type(act) is acts.SourceAdded}


class Checker:
    """Asks of acts whether what they name is known, and whether their times are in order."""

    def __init__(self, agreement: Agreement, faults: Faults) -> None:
        self.agreement, self.faults = agreement, faults
        self.organisations = {*agreement.parties, *agreement.bodies}
        self.known: dict[str, str] = {name: kind for kind, name, _ in agreement.entries()}
        self.roots = {name: source.root for name, source in agreement.sources.items()}
        self.units, self.categories = set(agreement.units) | {""}, set(agreement.categories) | {""}
        # By type: all that an act names, where every name is known, and the quotation marks that may be left out.
        self.sound: dict[type[ActBase], dict[object, int]] = defaultdict(dict)

    def marks_if_all_pass(self, batch: Batch) -> int | None:
        """Count the quotation marks of a batch, or give None if an act does not pass or has to be looked at by itself."""
        marks = 0
        for entries in batch.entries:
            sound = self.sound[entries.kind]
            try:
                marks += entries.marks() + sum(map(sound.__getitem__, entries.asked))
            except KeyError:  # most names stood in an act before
                if not all(map(self._knows_all, entries.acts)):
                    return None
                marks += entries.marks() + sum(map(sound.__getitem__, entries.asked))
        sources = _sources(batch)
        one_root = len(dict(sources)) == len(sources) and all(self.roots.get(name, root) == root for name, root in sources)
        if not one_root or not all(map(self._knows_all, batch.rest.acts)):
            return None
        for part in batch.parts():
            if not all(map(le, part.starts, part.recorded)):
                return None
            if min(part.starts) < _FIRST_MICROS or max(part.recorded) > _LAST_MICROS:
                return None
            ends = [(act.happened, end) for act, end in zip(part.acts, part.untils, strict=True) if end is not None]
            # Moments in one zone are compared much faster than those in two.
            if not all(starmap(le, ends)) or max((end for _, end in ends), default=_LAST) > _LAST:
                return None
        return marks + ENCODER.encode_lines(batch.rest.acts).count(b'"')

    def _knows_all(self, act: ActBase) -> bool:
        kind = type(act)
        names = _NAMES[kind](act)
        if names not in self.sound[kind]:
            if any(self._wrong_names(act)):
                return False
            self.sound[kind][names] = marks_of_names(act) if kind in ASKED else 0
        return kind is not acts.MandateExtended or _FIRST <= act.to <= _LAST

    def passes(self, act: ActBase, number: int, line: bytes) -> bool:
        kind = type(act)
        names = _NAMES[kind](act)
        ok = names in self.sound[kind]  # the same names stand in many acts: they are looked up once
        if not ok and (ok := self._knows_names(act, number, line)):
            self.sound[kind][names] = marks_of_names(act) if kind in ASKED else 0
        if kind is acts.SourceAdded and self.roots.setdefault(act.source, act.root) != act.root:
            self.faults.add("SC018", f"the source {act.source!r} is already described with another root", line=number,
                            column=column(line, "root"), remedy="give the new source its own id")  # fmt: skip
            ok = False
        if act.until is not None and act.until < act.happened:
            self.faults.add("SC023", f"act {act.id} ends before it begins", line=number,
                            column=column(line, "until"), path="$.until",
                            remedy="`until` is the end of the period")  # fmt: skip
            ok = False
        if act.recorded < act.happened:
            self.faults.add("SC023", f"act {act.id} was recorded before it happened", line=number,
                            column=column(line, "recorded"), path="$.recorded",
                            remedy="check the two times and their zones")  # fmt: skip
            ok = False
        if act.happened.year < FIRST_YEAR or act.recorded.year > LAST_YEAR:
            ok = self._far("happened" if act.happened.year < FIRST_YEAR else "recorded", number, line)
        for field in ("until", "to") if act.until is not None or kind is acts.MandateExtended else ():
            if (at := getattr(act, field, None)) is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
                ok = self._far(field, number, line)
        return ok

    def _knows_names(self, act: ActBase, number: int, line: bytes) -> bool:
        wrong = list(self._wrong_names(act))
        for field, kind, known in wrong:
            if kind:
                self._unknown(getattr(act, field), field, kind, known, number, line)
            else:
                self.faults.add("SC101", f"the {RECORDER} enters statements, figures and sources, and takes back its own",
                                line=number, column=column(line, field), path=f"$.{field}",
                                remedy="give the organisation whose act it is")  # fmt: skip
        return not wrong

    def _wrong_names(self, act: ActBase) -> Iterator[tuple[str, str, Iterable[str]]]:
        """Give the field, the kind and the known names of each wrong name; no kind where the recorder oversteps."""
        if act.actor == RECORDER and RECORDER not in self.organisations:
            if not isinstance(act, _MAY_RECORD):
                yield "actor", "", ()
        elif act.actor not in self.organisations and act.actor != RECORDER:
            yield "actor", "organisation", (*self.organisations, RECORDER)
        target = _POINTS_AT.get(type(act))
        if target is not None and self.known.get(getattr(act, target[0])) not in target[1]:
            field, kinds = target
            yield field, " or ".join(kinds[:2]), [other for other, kind in self.known.items() if kind in kinds]
        if getattr(act, "unit", "") not in self.units:
            yield "unit", "unit", self.agreement.units
        if getattr(act, "category", "") not in self.categories:
            yield "category", "category", self.agreement.categories
        if (place := getattr(act, "place", "")) and place not in self.agreement.places:
            yield "place", "place", self.agreement.places
        if isinstance(act, acts.SuspensionDeclared) and act.power not in self.agreement.powers:
            yield "power", "power", self.agreement.powers

    def _far(self, field: str, number: int, line: bytes) -> bool:
        self.faults.add("SC023", f"`{field}` lies outside the years {FIRST_YEAR} to {LAST_YEAR}", line=number,
                        column=column(line, field), path=f"$.{field}", remedy="correct the year")  # fmt: skip
        return False

    def _unknown(self, name: str, field: str, kind: str, known: Iterable[str], number: int, line: bytes) -> None:
        self.faults.add("SC101", f"no {kind} is called {name!r}", line=number, column=column(line, field),
                        path=f"$.{field}",
                        remedy=lambda: did_you_mean(name, sorted(known), otherwise=_DEFINE_IT))


