"""From a file of lines to acts: every line decoded, every id known, nothing lost and nothing half read.

A fault in one line does not hide the next: all are reported, and then the whole file is refused.
"""

import json
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain, compress, islice, repeat
from operator import attrgetter, itemgetter, le
from typing import Any

import msgspec

from safeconduct.agreement.model import Agreement
from safeconduct.agreement.yaml_tree import HIDDEN, Faults
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Invalid
from safeconduct.kernel.moments import FIRST_YEAR, LAST_YEAR
from safeconduct.kernel.suggest import did_you_mean

_BATCH = 128
"""How many lines are read at once: few enough that all that is made of them stays close to the processor."""
_ENCODER = msgspec.json.Encoder()

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

_NAMES = {kind: attrgetter("actor", *({"unit", "category", "place", "power", _POINTS_AT.get(kind, ("", ()))[0]}
                                      & set(kind.__struct_fields__))) for kind in acts.TYPES.values()}  # fmt: skip
"""Gives everything that an act of a type names in the agreement."""


def read_acts(lines: Iterable[bytes], agreement: Agreement, *, file: str) -> Iterator[ActBase]:
    """Give the acts of a file one by one.

    A line repeated to the letter is skipped. Raises Invalid with every fault after the last line; a caller that
    stops earlier has not read the file.
    """
    return chain.from_iterable(_batches(lines, agreement, file))


def _batches(lines: Iterable[bytes], agreement: Agreement, file: str) -> Iterator[Iterable[ActBase]]:
    faults, seen = Faults(file), _Seen()
    checker = _Checker(agreement, faults)
    stream, read = iter(lines), 0
    while batch := list(islice(stream, _BATCH)):
        seen.begin()
        found = _as_one(batch, seen)
        if found is not None and checker.all_pass(found):
            yield found
        else:
            numbered = _one_by_one(batch, read, seen, faults) if found is None else _numbered(batch, read, found)
            yield (act for number, act, line in numbered if checker.passes(act, number, line))
        read += len(batch)
    if faults:
        raise Invalid(faults.found, left_out=faults.left_out)


class _Seen:
    """The ids that were read, each with the batch it came in, and the prints of the lines of every batch.

    A line has one id, so whether its print is among those of the batch of its id tells whether it came before.
    """

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.prints: list[array[int]] = []

    def begin(self) -> None:
        """Begin a batch."""
        self.prints.append(array("q"))

    def is_new(self, name: str, line: bytes) -> bool | None:
        """Note a line with its id. Gives False if it came before, None if another line has its id."""
        if name in self.ids:
            return False if hash(line) in self.prints[self.ids[name]] else None
        self.ids[name] = len(self.prints) - 1
        self.prints[-1].append(hash(line))
        return True

    def are_new(self, ids: list[str], lines: list[bytes]) -> list[bool] | None:
        """Note all lines of a batch with their ids, as above. Gives None and notes nothing if any id has two lines."""
        mine, before = len(self.prints) - 1, len(self.ids)
        prints = array("q", map(hash, lines))
        kept = list(map(self.ids.setdefault, ids, repeat(mine)))
        new = [True] * len(ids)
        if len(self.ids) != before + len(ids):
            known = {n: {*self.prints[n]} for n in {*kept}}
            new = [n == mine for n in kept]
            if len(self.ids) != before + sum(new) or not all(
                    fresh or one in known[n] for fresh, n, one in zip(new, kept, prints, strict=True)):
                for name in {*compress(ids, new)}:
                    del self.ids[name]
                return None
        self.prints[mine].extend(compress(prints, new))
        return new


def _as_one(batch: list[bytes], seen: _Seen) -> list[ActBase] | None:
    """Read a batch of lines at once, or give None if any of them has to be looked at by itself.

    The acts written again have as many quotation marks as their lines. A field that stands twice, or one that need
    not be there, would show in the sum, however the numbers and times are written.
    """
    lines = list(dict.fromkeys(batch))
    if set(map(_BEGINNING, lines)) != {b"{"} or set(map(_END, lines)) != {b"}\n"}:
        return None  # or two acts in one line would hide one act broken over two
    joined = b"".join(lines)
    if b"\\" in joined or (_may_hide(joined) and _UNSEEN.search(joined.decode("utf-8", "replace"))):
        return None
    try:
        found = acts.decoder.decode_lines(joined)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    if len(found) != len(lines) or _ENCODER.encode_lines(found).count(b'"') != joined.count(b'"'):
        return None
    ids = [act.id for act in found]
    if not all(map(_ID, ids)):
        return None
    new = seen.are_new(ids, lines)
    return None if new is None else list(compress(found, new))


def _numbered(batch: list[bytes], read: int, found: list[ActBase]) -> Iterator[tuple[int, ActBase, bytes]]:
    """Give the acts of a batch that was read at once with the numbers of their lines."""
    ids = {act.id: act for act in found}
    for number, line in enumerate(batch, read + 1):
        act = ids.pop(acts.decoder.decode(line).id, None)
        if act is not None:
            yield number, act, line


def _one_by_one(batch: list[bytes], read: int, seen: _Seen, faults: Faults) -> Iterator[tuple[int, ActBase, bytes]]:
    """Read lines one after the other, noting the place of every fault."""
    for number, line in enumerate(batch, read + 1):
        try:
            act = acts.decoder.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            if line.strip():
                _not_an_act(error, line, number, faults)
            continue
        new = seen.is_new(act.id, line.rstrip() + b"\n")
        if new is None:
            faults.add("SC022", f"another act already carries the id {act.id!r}", line=number, column=1,
                       remedy="give the act its own id; a correction is a new act")  # fmt: skip
        elif new and _reads_one_way(act, number, line, faults):
            yield number, act, line


_BEGINNING, _END = itemgetter(slice(1)), itemgetter(slice(-2, None))
_UNSEEN = re.compile(HIDDEN.pattern[:-1] + "\x7f-\x9f]")
_LEADS = (b"\xe2\x80", b"\xe2\x81", b"\xd8\x9c", b"\xef\xbf", b"\xc2", b"\x7f")
"""How every hidden character begins in UTF-8; to look for these is quicker than to look for all of them."""


def _may_hide(text: bytes) -> bool:
    # To look for single bytes is quicker by far than to look for two in a row.
    return any(all(byte in text for byte in lead) and lead in text for lead in _LEADS)


_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,79}").fullmatch
def _bad_id(act: ActBase, number: int, line: bytes, faults: Faults) -> bool:
    faults.add("SC016", f"{act.id!r} is not an id for an act", line=number, column=_column(line, "id"), path="$.id",
               remedy="ids hold letters, digits and -_.:+, at most 80 of them")  # fmt: skip
    return False


def _hidden(char: str, number: int, column: int, faults: Faults) -> bool:
    faults.add("SC025", f"the character U+{ord(char):04X} is refused", line=number, column=column,
               remedy="it is not seen, or turns the text round it; delete it")  # fmt: skip
    return False


def _reads_one_way(act: ActBase, number: int, line: bytes, faults: Faults) -> bool:
    """Whether everyone who reads the line reads the same: no field twice, nothing hidden in a text, a plain id.

    Every key and every text is looked at as it reads once decoded.
    """
    twice: list[str] = []
    hidden: list[str] = []

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in found]
        twice.extend(name for name in dict.fromkeys(names) if names.count(name) > 1)
        texts = [value for _, value in found if isinstance(value, str)]
        hidden.extend(char for text in texts for char in text if _UNSEEN.match(char) or char < " ")
        return dict(found)

    json.loads(line, object_pairs_hook=pairs)
    if twice:
        faults.add("SC001", f"the field {twice[0]!r} stands twice in one act", line=number, path=f"$.{twice[0]}",
                   column=max(1, line.rfind(f'"{twice[0]}"'.encode()) + 1), remedy="keep one of the two")  # fmt: skip
        return False
    if hidden:
        at = line.find(hidden[0].encode())
        return _hidden(hidden[0], number, (at if at >= 0 else line.find(b"\\")) + 1, faults)
    return _ID(act.id) is not None or _bad_id(act, number, line, faults)


_DEFINE_IT = "it must be defined in the agreement"


_FIRST, _LAST = datetime(FIRST_YEAR, 1, 2, tzinfo=UTC), datetime(LAST_YEAR, 12, 30, tzinfo=UTC)
"""Between these two a moment lies in an allowed year wherever it is written."""


class _Checker:
    def __init__(self, agreement: Agreement, faults: Faults) -> None:
        self.agreement, self.faults = agreement, faults
        self.organisations = {*agreement.parties, *agreement.bodies}
        self.known: dict[str, str] = {name: kind for kind, name, _ in agreement.entries()}
        self.roots = {name: source.root for name, source in agreement.sources.items()}
        self.units, self.categories = set(agreement.units) | {""}, set(agreement.categories) | {""}
        self.sound: dict[type[ActBase], set[object]] = defaultdict(set)

    def all_pass(self, found: list[ActBase]) -> bool:
        """Whether a whole batch passes. If not, each act has to be looked at by itself."""
        groups: dict[type[ActBase], list[Any]] = defaultdict(list)
        for act in found:
            groups[type(act)].append(act)
        for kind, group in groups.items():
            sound, names = self.sound[kind], _NAMES[kind]
            if not sound.issuperset(map(names, group)):
                fresh = {names(act): act for act in group}
                sound.update(key for key in fresh.keys() - sound if not any(self._wrong_names(fresh[key])))
                if not sound.issuperset(fresh):
                    return False
        if any(self.roots.setdefault(act.source, act.root) != act.root for act in groups.get(acts.SourceAdded, ())):
            return False
        untils = [act.until for act in found]
        if untils.count(None) < len(found) and not all(act.until is None or act.happened <= act.until <= _LAST for act in found):
            return False
        if not all(_FIRST <= act.to <= _LAST for act in groups.get(acts.MandateExtended, ())):
            return False
        happened, recorded = [act.happened for act in found], [act.recorded for act in found]
        return not found or (all(map(le, happened, recorded)) and min(happened) >= _FIRST and max(recorded) <= _LAST)

    def passes(self, act: ActBase, number: int, line: bytes) -> bool:
        kind = type(act)
        names = _NAMES[kind](act)
        ok = names in self.sound[kind]  # the same names stand in many acts: they are looked up once
        if not ok and (ok := self._knows_names(act, number, line)):
            self.sound[kind].add(names)
        if kind is acts.SourceAdded and self.roots.setdefault(act.source, act.root) != act.root:
            self.faults.add("SC018", f"the source {act.source!r} is already described with another root", line=number,
                            column=_column(line, "root"), remedy="give the new source its own id")  # fmt: skip
            ok = False
        if act.until is not None and act.until < act.happened:
            self.faults.add("SC023", f"act {act.id} ends before it begins", line=number,
                            column=_column(line, "until"), path="$.until",
                            remedy="`until` is the end of the period")  # fmt: skip
            ok = False
        if act.recorded < act.happened:
            self.faults.add("SC023", f"act {act.id} was recorded before it happened", line=number,
                            column=_column(line, "recorded"), path="$.recorded",
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
                self.faults.add("SC101", f"the {RECORDER} enters statements, figures and sources, and nothing else",
                                line=number, column=_column(line, field), path=f"$.{field}",
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
                        column=_column(line, field), path=f"$.{field}", remedy="correct the year")  # fmt: skip
        return False

    def _unknown(self, name: str, field: str, kind: str, known: Iterable[str], number: int, line: bytes) -> None:
        self.faults.add("SC101", f"no {kind} is called {name!r}", line=number, column=_column(line, field),
                        path=f"$.{field}",
                        remedy=lambda: did_you_mean(name, sorted(known), otherwise=_DEFINE_IT))


def _not_an_act(error: Exception, line: bytes, number: int, faults: Faults) -> None:
    said = str(error)
    if isinstance(error, msgspec.ValidationError):
        what, _, path = said.partition(" - at `")
        path, remedy = path.rstrip("`"), ""
        if match := _FIELD.search(what):
            path = f"{path or '$'}.{match.group(1)}"
        if what.startswith("Invalid value") and path == "$.type":
            what, remedy = _unknown_type(what)
        for sign, advice in _ADVICE.items():
            remedy = remedy or (advice if sign in what else "")
        field = path.rpartition(".")[2].partition("[")[0]
        faults.add("SC021", what, line=number, column=_column(line, field), path=path,
                   remedy=remedy or "`safeconduct schema` and the page on acts say what belongs here")  # fmt: skip
        return
    offset = len(line.rstrip(b"\r\n")) if "truncated" in said else 0
    remedy = "the line may be cut off; the lines before it are sound"
    if isinstance(error, UnicodeDecodeError):
        said, remedy = f"a byte is not UTF-8 ({error.reason})", "save the file as UTF-8"
        offset = line.find(error.object[error.start : error.start + 1])
    elif isinstance(error, RecursionError):
        said, remedy = "values nested too deep", "no act is nested; look for a bracket that is never closed"
    elif line.startswith(b"\xef\xbb\xbf"):
        said, remedy = "a byte order mark stands before it", "save the file as UTF-8 without the mark"
    elif match := _BYTE.search(said):
        offset = int(match.group(1))
    faults.add("SC020", f"not a whole JSON object: {said}", line=number, column=_characters(line, offset),
               remedy=remedy)  # fmt: skip


_BYTE = re.compile(r"\(byte ([0-9]+)\)")
_FIELD = re.compile(r"(?:unknown|required) field `(.*)`")
_ADVICE = {
    "unknown field": "leave the field out, or correct its name",
    "missing required field": "add the field",
    "RFC3339": "write a time with its zone, such as 2025-11-06T12:00:00+02:00",
    "Expected `datetime": "write a time with its zone, such as 2025-11-06T12:00:00+02:00",
    "Expected `int": "write a whole number from 0 to 999999999999999, without a point and without quotes",
    "enum value": "use one of the words the reference gives for this field",
    "Expected `str": "write a text in quotes",
    "Expected `bool": "write true or false, without quotes",
    "Expected `array": 'write a list, such as ["an_id"]',
    "Expected `object": "a line holds one act, written {...}",
}
"""What to do, by a sign in what the decoder says."""


def _unknown_type(said: str) -> tuple[str, str]:
    found = said.removeprefix("Invalid value ").strip("'")
    if found in acts.TYPES:
        return "the key 'type' stands twice", "keep one of the two"
    return f"unknown act type {found!r}", did_you_mean(found, acts.TYPES, otherwise="see the page on acts")


def _column(line: bytes, field: str) -> int:
    at = line.find(b'"' + field.encode() + b'"') if field else -1
    return _characters(line, max(at, 0))


def _characters(line: bytes, offset: int) -> int:
    return len(line[:offset].decode("utf-8", "replace")) + 1
