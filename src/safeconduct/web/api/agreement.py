"""What the text says: the agreement as data, its points, those who stand to it, its places, its open questions."""

from datetime import datetime
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest
from ninja import Query

from safeconduct import __version__
from safeconduct.agreement.calendar import day_of
from safeconduct.agreement.model import SECTIONS
from safeconduct.agreement.space import version_on
from safeconduct.checks.effect import source_in_force
from safeconduct.kernel.text import Text
from safeconduct.web.api.looking import in_order, lens_of, looked_at, moment, page
from safeconduct.web.api.operation import GEOJSON, Listed, Listing, Looked, operation
from safeconduct.web.api.problems import every_sort, not_found
from safeconduct.web.questions.present import question as question_page
from safeconduct.web.shell import clock

Words = dict[str, str]


class Entrance(msgspec.Struct, frozen=True):
    """Where to begin. `demonstration`: everything here is made up, and keys that sign lie on this server.

    `clock` is what the clock of a demonstration shows: acts that are signed for it have that time. Null: the real time counts.
    """

    program: str
    version: str
    interface: str
    agreement: str
    title: Words
    demonstration: bool
    clock: datetime | None
    description: str


class InForce(msgspec.Struct, frozen=True):
    """A text that was read, from when on it holds. No start: as signed, or a draft that nobody has adopted."""

    title: str
    hash: str
    start: Any


class Organisation(msgspec.Struct, frozen=True):
    """A party or a body of the agreement, with its posts."""

    id: str
    kind: str
    name: Words
    role: str
    posts: tuple[dict[str, Any], ...]


class Overview(msgspec.Struct, frozen=True):
    """The agreement at a glance: which text, in which languages, who stands to it, and how many entries each section has."""

    id: str
    title: Words
    summary: Words
    wording: str
    language: str
    languages: tuple[str, ...]
    authentic: tuple[str, ...]
    time_zone: str
    hash: str
    texts: tuple[InForce, ...]
    organisations: tuple[Organisation, ...]
    sections: dict[str, int]


class WholeText(msgspec.Struct, frozen=True):
    """The text in force at the moment looked at, with the keys of the format."""

    agreement: str
    hash: str
    as_of: Any
    text: dict[str, Any]


class PointOf(msgspec.Struct, frozen=True):
    """A point of a text: its wording in each language, and the norms that come from it."""

    id: str
    of: str
    number: str
    says: Words
    clauses: dict[str, Words]
    norms: tuple[str, ...]


class QuestionOf(msgspec.Struct, frozen=True):
    """An open question, and the ids of what bears on it."""

    id: str
    title: Words
    subjects: tuple[str, ...]
    norms: tuple[str, ...]
    holes: tuple[str, ...]
    points: tuple[str, ...]
    positions_of: tuple[str, ...]


class SortOfProblem(msgspec.Struct, frozen=True):
    """One sort of problem: its code, which is that of the command line where there is one, and its HTTP status."""

    code: str
    status: int
    title: str
    what_to_do: str


def words(text: Text | str | None) -> Words:
    """Give a text by language."""
    return dict(text.versions) if isinstance(text, Text) else {"": text} if text else {}


@operation("GET", "/", name="entrance", gives=Entrance, tag="agreement")
def entrance(request: HttpRequest) -> Entrance:
    """Say which agreement this server shows."""
    agreement = request.shown.agreement  # type: ignore[attr-defined]
    return Entrance("safeconduct", __version__, "1", agreement.id, words(agreement.title), bool(settings.DEMO),
                    clock.of_story(), "/api/1/openapi.json")  # fmt: skip


@operation("GET", "/problems", name="problems", gives=list[SortOfProblem], tag="agreement")
def sorts(request: HttpRequest) -> list[SortOfProblem]:
    """List every sort of problem that an answer can be."""
    return [SortOfProblem(*one) for one in every_sort()]


@operation("GET", "/problems/{code}", name="problem", gives=SortOfProblem, tag="agreement")
def sort(request: HttpRequest, code: str) -> SortOfProblem:
    """Describe one sort of problem. The `type` of a problem document leads here."""
    found = next((one for one in every_sort() if one.code == code), None)
    if found is None:
        raise not_found()
    return SortOfProblem(*found)


@operation("GET", "/agreement", name="agreement", gives=Overview, tag="agreement")
def overview(request: HttpRequest, look: Query[Looked]) -> Overview:
    """Give the agreement at a glance."""
    shown, _lens, status = looked_at(request)
    agreement = shown.agreement
    texts = tuple(InForce(one.title, one.source.hash, one.start) for one in shown.case.versions)
    return Overview(agreement.id, words(agreement.title), words(agreement.summary), agreement.wording.value, agreement.language,
                    shown.languages, agreement.authentic, agreement.time.zone, status.hash, texts, _organisations(agreement),
                    {section: len(found) for section in SECTIONS if (found := getattr(agreement, section))})  # fmt: skip


def _organisations(agreement: Any) -> tuple[Organisation, ...]:
    found = [(name, "party", one, one.role.value) for name, one in agreement.parties.items()]
    found += [(name, "body", one, "") for name, one in agreement.bodies.items()]
    posts = {name: tuple({"id": key, "name": words(post.title), "task": post.task.value}
                         for key, post in agreement.posts.items() if post.of == name) for name, *_ in found}  # fmt: skip
    return tuple(Organisation(name, kind, words(one.name), role, posts[name]) for name, kind, one, role in found)


@operation("GET", "/agreement/text", name="text", gives=WholeText, tag="agreement")
def text(request: HttpRequest, look: Query[Looked]) -> WholeText:
    """Give the whole text in force as data.

    The keys are those of the format of files, which docs/reference/format.md describes.
    """
    shown, lens, status = looked_at(request)
    source = source_in_force(shown.case.versions, status)
    return WholeText(shown.agreement.id, source.hash, lens.as_of, source.plain)


@operation("GET", "/points", name="points", gives=Listing(PointOf), tag="agreement")
def points(request: HttpRequest, look: Query[Looked], part: Query[Listed]) -> dict[str, Any]:
    """List the points of the texts, in their order."""
    shown, lens, status = looked_at(request)
    names = shown.agreement.points
    found = (_point(shown.agreement, name, status) for name in names)
    return page(request, found, part.limit, key=in_order(names, lambda one: one.id), lens=lens, **moment(status))


@operation("GET", "/points/{id}", name="point", gives=PointOf, tag="agreement")
def point(request: HttpRequest, id: str, look: Query[Looked]) -> PointOf:
    """Give one point with its wording in each language."""
    shown, _lens, status = looked_at(request)
    if id not in shown.agreement.points:
        raise not_found()
    return _point(shown.agreement, id, status)


def _point(agreement: Any, name: str, status: Any) -> PointOf:
    found = agreement.points[name]
    norms = tuple(norm.id for norm in status.norms if any(clause.partition(".")[0] == name for clause in norm.clause))
    clauses = {key: words(one.says) for key, one in found.clauses.items()}
    return PointOf(name, found.of, found.number, words(found.says), clauses, norms)


@operation("GET", "/questions", name="questions", gives=list[QuestionOf], tag="agreement")
def questions(request: HttpRequest) -> list[QuestionOf]:
    """List the open questions."""
    return [_question(name, one) for name, one in request.shown.agreement.questions.items()]  # type: ignore[attr-defined]


def _question(name: str, one: Any) -> QuestionOf:
    return QuestionOf(name, words(one.title), one.subjects, one.norms, one.holes, one.points, one.positions_of)


class Position(msgspec.Struct, frozen=True):
    """What one side says: the ids of its latest statements, and of its older ones."""

    side: str
    latest: tuple[str, ...]
    older: tuple[str, ...]


class QuestionNow(msgspec.Struct, frozen=True):
    """An open question as it stands: who says what, which figures there are, what is still open. Nobody is declared right."""

    question: QuestionOf
    positions: tuple[Position, ...]
    figures: tuple[str, ...]
    still_open: tuple[str, ...]


@operation("GET", "/questions/{id}", name="question", gives=QuestionNow, tag="agreement")
def question(request: HttpRequest, id: str, look: Query[Looked]) -> QuestionNow:
    """Give one question: positions, figures and parts left open, by the ids under which they are listed."""
    shown, lens, status = looked_at(request)
    found = shown.agreement.questions.get(id)
    if found is None:
        raise not_found()
    said = question_page(id, found, status, shown, lens)
    positions = tuple(Position(one.side, tuple(part.id for part in one.latest), tuple(part.id for part in one.older))
                      for one in said["positions"])  # fmt: skip
    figures = tuple(figure.id for figure in status.figures if figure.subject in found.subjects)
    return QuestionNow(_question(id, found), positions, figures, tuple(hole.id for hole in said["still_open"]))


@operation("GET", "/places", name="places", gives=dict[str, Any], media=GEOJSON, tag="agreement")
def places(request: HttpRequest, look: Query[Looked]) -> dict[str, Any]:
    """Give lines, zones, crossings and sites as GeoJSON, each with its error in metres and whose geometry it is.

    As they stood on the day looked at. A place without geometry has `null`. No person and no event is ever a feature.
    """
    shown = request.shown  # type: ignore[attr-defined]
    lens = lens_of(request)
    day = day_of(lens.as_of, shown.agreement.time)
    features = []
    for name, place in shown.agreement.places.items():
        version = version_on(place, day)
        found = shown.case.places.get(version.feature) if version is not None else None
        more = {"error_metres": version.error_metres, "status": version.status.value} if version is not None else {}
        features.append({
            "type": "Feature", "id": name, "geometry": found["geometry"] if found else None,
            "properties": {"name": words(place.name), "kind": place.kind.value, **more,
                           "source": str((found or {}).get("properties", {}).get("source", ""))},
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}


