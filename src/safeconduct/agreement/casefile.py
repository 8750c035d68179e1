"""A case: an agreement, its amendments, its acts and its places, as files in one folder.

Answers which files belong together and gives the status from them. It keeps nothing open and changes nothing.
A case file, `case.toml`, lists the amendments that were adopted, each with its day, and the moments worth looking at.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from safeconduct.agreement.act_file import ActFile
from safeconduct.agreement.amend import Version, join
from safeconduct.agreement.calendar import start_of_day
from safeconduct.agreement.columns import Batch
from safeconduct.agreement.model import SECTIONS, Agreement
from safeconduct.agreement.reader import Source, read_agreement, read_amendment, read_bytes
from safeconduct.agreement.space import check_features, read_places
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.moments import WrittenTime, parse_moment, parse_written_time
from safeconduct.kernel.suggest import did_you_mean
from safeconduct.kernel.text import Text

if TYPE_CHECKING:
    from safeconduct.agreement.results import Status

AGREEMENT, ACTS, PLACES, DRAFTS, CASE = "agreement.yaml", "acts.jsonl", "places.geojson", "drafts", "case.toml"
CASE_ACTS = ".acts.jsonl"
"""The acts of a programme lie beside the text that has it: `pilot.yaml` and `pilot.acts.jsonl`."""


class Texts(StrEnum):
    """Which texts a case is read with: those that its case file lists as adopted, or only the one that was signed first."""

    IN_FORCE = "in_force"
    AS_SIGNED = "as_signed"


class Moment(msgspec.Struct, frozen=True):
    """A moment worth looking at, with its title in the languages that the case file has."""

    at: datetime
    title: Text


class Adopted(msgspec.Struct, frozen=True):
    """An amendment that the case file lists: its file, and the day it takes effect."""

    file: str
    effective: WrittenTime


class Case:
    """An opened case. Files are read again on every call, so that a status is never stale."""

    def __init__(self, *, name: str, base: Source, versions: tuple[Version, ...], acts_file: Path | None,
                 case_acts_file: Path | None, texts: tuple[Path, ...], amendments: tuple[Source, ...],
                 places: dict[str, dict[str, Any]], drafts: tuple[Path, ...], moments: tuple[Moment, ...],
                 names: Agreement) -> None:  # fmt: skip
        self.name = name
        self.case_acts_file = case_acts_file
        self.texts = texts
        self.amendments = amendments
        self.source = base
        self.versions = versions
        self.acts_file = acts_file
        self.places = places
        self.drafts = drafts
        self.moments = moments
        self._names = names

    @property
    def base(self) -> Agreement:
        """The agreement without its amendments."""
        model: Agreement = self.source.model
        return model

    @property
    def agreement(self) -> Agreement:
        """The agreement with every amendment that was given."""
        model: Agreement = self.versions[-1].source.model
        return model

    @property
    def default_as_of(self) -> datetime:
        """The moment shown when none is asked for: the first of the case file, else now."""
        return self.moments[0].at if self.moments else datetime.now(UTC)

    def acts(self) -> Iterator[ActBase]:
        """Give the acts of the case one by one. Raises Invalid after the last line if any line is wrong."""
        return chain.from_iterable(batch.found for batch in self._batches())

    def _batches(self) -> Iterable[Batch]:
        return () if self.acts_file is None else ActFile(self.acts_file, self._names)

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The first and the last moment at which an act happened; the default moment twice if there are none."""
        times = [act.happened for act in self.acts()]
        return (min(times), max(times)) if times else (self.default_as_of, self.default_as_of)

    def status(self, *, as_of: datetime | None = None, known_by: datetime | None = None, seen_by: str = "") -> "Status":
        """Give the status. `known_by` defaults to `as_of`: what could be said then.

        Raises Invalid (SC101) when `seen_by` names no organisation.
        """
        # Only here: whoever checks a file does not wait for the evaluator to be loaded.
        from safeconduct.agreement.status import status_of

        as_of = as_of or self.default_as_of
        if seen_by and self.agreement.organisation(seen_by) is None:
            known = [*self.agreement.parties, *self.agreement.bodies]
            remedy = did_you_mean(seen_by, known, otherwise="known here: " + ", ".join(known))
            raise Invalid([Fault(code="SC101", message=f"no organisation is called {seen_by!r}", remedy=remedy)])
        # A draft has no day of its own: it is shown as if it took effect at the moment looked at.
        versions = tuple(version if version.start or not n else version._replace(start=as_of)
                         for n, version in enumerate(self.versions))  # fmt: skip
        return status_of(versions, self._batches(), as_of=as_of, known_by=known_by or as_of, seen_by=seen_by)


def examples() -> list[str]:
    """Give the names of the packaged examples."""
    return sorted(entry.name for entry in _examples_folder().iterdir() if (entry / AGREEMENT).is_file())


def _examples_folder() -> Path:
    return Path(str(resources.files("safeconduct"))) / "examples"


def example_folder(name: str) -> Path:
    """Give the folder of a packaged example. Raises Invalid (SC030) for an unknown name."""
    if name not in examples():
        raise Invalid([Fault(code="SC030", message=f"no example is called {name!r}",
                             remedy=did_you_mean(name, examples()))])  # fmt: skip
    return _examples_folder() / name


def open_case(*, example: str = "", file: Path | str | None = None, acts: Path | str | None = None,
              with_files: Sequence[Path | str] = (), case_acts: Path | str | None = None,
              texts: Texts = Texts.IN_FORCE) -> Case:  # fmt: skip
    """Open a case from a packaged example or from an agreement file; acts and places lie beside it.

    The amendments that the case file lists come first, unless `texts` asks for the text as it was signed; then those of
    `with_files`. A file of these that is not found as given is looked for in the folder of the case. Acts may name what
    any listed amendment brings, whichever texts are read. Raises Invalid with every fault, VerificationFailed when an
    amendment names another text.
    """
    path = example_folder(example) / AGREEMENT if example else Path(file or AGREEMENT)
    if path.is_dir():
        path /= AGREEMENT
    folder = path.parent
    shown = str(path) if not example else f"{example}/{AGREEMENT}"
    base = read_agreement(read_bytes(path), file=shown)
    moments, adopted = _case_file(folder)
    listed, listed_texts = [Version(base)], [path]
    listed_amendments = list[Source]()
    for one in adopted:
        listed_texts.append(folder / one.file)
        listed_amendments.append(_adopted(folder, one))
        listed.append(_amended(listed[-1].source, base, listed_amendments[-1], listed[-1].start))
    read = len(listed) if texts is Texts.IN_FORCE else 1
    versions, paths, amendments = listed[:read], listed_texts[:read], listed_amendments[: read - 1]
    for given in with_files:
        found = _found(folder, Path(given))
        if found.resolve() in [other.resolve() for other in paths]:
            raise Invalid([Fault(code="SC030", file=str(given), message="the case is read with this amendment already",
                                 remedy="leave it out; or read the text as it was signed, and name each amendment")])  # fmt: skip
        paths.append(found)
        amendments.append(read_amendment(read_bytes(found), file=str(given)))
        versions.append(_amended(versions[-1].source, base, amendments[-1], versions[-1].start))
    acts_file = Path(acts) if acts else (folder / ACTS if (folder / ACTS).is_file() else None)
    places_file = folder / PLACES
    places = read_places(read_bytes(places_file, limit=0), file=str(places_file)) if places_file.is_file() else {}
    if places_file.is_file():
        check_features(versions[-1].source.model, places, file=str(places_file))
    drafts = tuple(sorted((folder / DRAFTS).glob("*.yaml"))) if (folder / DRAFTS).is_dir() else ()
    beside = (text.with_suffix(CASE_ACTS) for text in reversed(paths))
    case_acts_file = Path(case_acts) if case_acts else next((file for file in beside if file.is_file()), None)
    return Case(name=example or base.model.id, base=base, versions=tuple(versions), acts_file=acts_file,
                case_acts_file=case_acts_file, texts=tuple(paths), amendments=tuple(amendments), places=places,
                drafts=drafts, moments=moments, names=_names(versions[-1], listed[-1]))  # fmt: skip


def _found(folder: Path, given: Path) -> Path:
    return given if given.is_file() or not (folder / given).is_file() else folder / given


def _names(read: Version, listed: Version) -> Agreement:
    # One log for every reading: what only a listed amendment brings can be named although the text is read without it.
    model: Agreement = read.source.model
    if read.source is listed.source:
        return model
    other = listed.source.model
    return replace(model, **{section: {**getattr(other, section), **getattr(model, section)}
                             for section in (*SECTIONS, "units", "sources")})  # fmt: skip


def _adopted(folder: Path, one: Adopted) -> Source:
    if not (folder / one.file).is_file():
        remedy = "write the path from the folder of the case, or take the amendment off the list"
        raise Invalid([Fault(code="SC030", file=str(folder / CASE), remedy=remedy,
                             message=f"it lists {one.file!r}, and no such file is there")])  # fmt: skip
    source = read_amendment(read_bytes(folder / one.file), file=one.file)
    says = source.model.amends.effective
    if says is not None and says.local_date() != one.effective.local_date():
        raise Invalid([Fault(code="SC901", file=str(folder / CASE),
                             message=f"{one.file} takes effect on {one.effective} here, and on {says} by its own words",
                             remedy="read both, and correct the one that is wrong")])  # fmt: skip
    if says is None:
        amends = replace(source.model.amends, effective=one.effective)
        source = replace(source, model=replace(source.model, amends=amends))
    return source


def _amended(current: Source, base: Source, amendment: Source, earlier: datetime | None) -> Version:
    joined = join(current, amendment)
    effective = amendment.model.amends.effective
    start = None
    if effective is not None:
        zone = base.model.time
        start = start_of_day(effective.local_date(), zone)
        if earlier is not None and start < earlier:
            raise Invalid([Fault(code="SC901", file=amendment.file, path="amends.effective",
                                 message=f"it takes effect on {effective}, before the amendment it builds on",
                                 remedy="give the amendments in the order in which they take effect")])  # fmt: skip
    return Version(joined, start, frozenset(amendment.model.releases),
                   amendment.model.title.pick("en"), frozenset(amendment.model.replaces))


def _case_file(folder: Path) -> tuple[tuple[Moment, ...], tuple[Adopted, ...]]:
    path = folder / CASE
    if not path.is_file():
        return (), ()
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        return (tuple(Moment(parse_moment(item["at"]), _title(item["title"])) for item in content.get("moments", ())),
                tuple(Adopted(str(item["file"]), _day(item["effective"])) for item in content.get("amendments", ())))
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid([Fault(code="SC030", file=str(path), message=f"not a case file: {error}",
                             remedy='write [[moments]] with at = "2025-11-06T12:00:00+02:00" and title; [[amendments]] '
                                    'with file = "amendments/first.yaml" and effective = "2026-01-31"')]) from error  # fmt: skip


def _title(written: object) -> Text:
    if isinstance(written, dict) and written and all(isinstance(words, str) for words in written.values()):
        return Text(written)
    if isinstance(written, str):
        return Text({"en": written})
    raise ValueError("a title is a text, or a text for each language")


def _day(written: object) -> WrittenTime:
    try:
        if (found := parse_written_time(str(written))).whole_day:
            return found
    except ValueError:
        pass
    raise ValueError(f"{str(written)!r} is not a day such as 2026-01-31; an amendment takes effect at the beginning of one")
