"""Who and where: the names of an agreement's parties, bodies and places, as reports write them.

Made from the agreement, with general words of its own language beside it: adjectives, capitals, offices. No person stands in it.
A name that could mean two of them means none.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from safeconduct.agreement.frame import Role
from safeconduct.agreement.model import Agreement
from safeconduct.intake.document import Span
from safeconduct.intake.draft import Bound, Place
from safeconduct.intake.plain_text import lowered, plain
from safeconduct.intake.points import Points, bound_to, points_of

_ARTICLE = re.compile(r"^(?:the|a|an) ")
_OWNER = re.compile(r"'s?(?= |$)")
_INSIDE = re.compile(r"\(([^)]+)\)")
_OF_STATE = re.compile(r"^(?:the )?(?:government of |state of )?(?:the )?(?:republic of |kingdom of )?(?:the )?")
_LEAST_OF_A_PART = 3
_STANDING = (Role.PARTY, Role.ADHERENT, Role.NON_SIGNATORY)


class Gazetteer(msgspec.Struct, frozen=True, kw_only=True):
    """The names of one agreement. `names` leads from a written form to an id; `adjectives` only together with an office.

    `sides` are the parties in the strict sense, `parties` also those who stand aside from it and every state it names.
    """

    names: dict[str, str]
    adjectives: dict[str, str]
    sides: tuple[str, ...]
    parties: tuple[str, ...]
    sites: dict[str, str]
    site: re.Pattern[str] | None
    named: re.Pattern[str] | None
    points: Points

    def actor(self, words: str) -> str:
        """Give the id of the party or body that is meant, or nothing.

        "The Israeli army" is Israel; a person, or somebody unnamed of its officials, is not.
        """
        lower = _ARTICLE.sub("", _spelled(words))
        if found := self.names.get(_OWNER.sub("", lower)):
            return found
        for cut in _cuts(lower):
            office = lower[cut + 1:]
            if office in _words().speak:
                owner = _OWNER.sub("", lower[:cut])
                return self.adjectives.get(owner) or self.names.get(owner, "")
        return ""

    def together(self, words: str) -> tuple[str, ...]:
        """Give the parties that are meant together: "both sides" are all parties where there are two, else nobody can tell."""
        lower = _ARTICLE.sub("", _spelled(words))
        if lower not in _words().of_all or (lower.startswith(("two", "both")) and len(self.sides) != 2):
            return ()
        return self.sides

    def places(self, text: str) -> tuple[Place, ...]:
        """Give the places a text names, each with its characters. What is part of the name of an organisation is none."""
        if self.site is None:
            return ()
        written = plain(text)
        lower = lowered(written.text)
        organisations = [Span(*match.span()) for match in self.named.finditer(lower)] if self.named else []
        found = []
        for match in self.site.finditer(lower):
            span = Span(*match.span())
            if any(span.within(one) and span != one for one in organisations) or _in_a_name(written.text, span.end):
                continue
            found.append(Place(span=written.span(span.start, span.end), place=self.sites[match.group()],
                               relation=_relation(lower, span.start)))  # fmt: skip
        return tuple(found)

    def bound(self, words: str, around: tuple[str, ...] = ()) -> tuple[Bound, ...]:
        """Give the two points a text is nearest to, the nearest first, or none. What stands around it helps."""
        return bound_to(words, self.points, around)


def gazetteer(agreement: Agreement) -> Gazetteer:
    """Make the gazetteer of an agreement."""
    sides = [name for name, party in agreement.parties.items() if party.role == Role.PARTY]
    names, adjectives = dict[str, set[str]](), dict[str, set[str]]()
    states = set()
    for name in (*agreement.parties, *agreement.bodies):
        organisation = agreement.organisation(name)
        assert organisation is not None
        own = set(_forms(organisation.name.pick("en")))
        row = next((row for row in _words().states if not own.isdisjoint(row.names)), None)
        if row is not None and name in agreement.parties:
            states.add(name)
        row = row or next((row for row in _words().organisations if not own.isdisjoint(row.names)), None)
        for form in own | set(row.names + row.capital + row.forces if row else ()):
            names.setdefault(form, set()).add(name)
        for form in row.adjective if row else ():
            adjectives.setdefault(form, set()).add(name)
    if len(sides) <= 2:  # Of three, each may have a government and an army of its own.
        _add_alone(names, [name for name in sides if name in states], _words().of_a_state)
        _add_alone(names, [name for name in sides if name not in states], _words().of_a_group)
    sites = _only({form: {name} for form, name in _sites(agreement)})
    clear = _only(names)
    parties = tuple(name for name, party in agreement.parties.items() if name in states or party.role in _STANDING)
    return Gazetteer(names=clear, adjectives=_only(adjectives), sides=tuple(sides), parties=parties, sites=sites,
                     site=_any_of(sites), named=_any_of(clear), points=points_of(agreement))  # fmt: skip


def _add_alone(names: dict[str, set[str]], alike: list[str], forms: Iterable[str]) -> None:
    """Give the one party of a kind the words for its kind; where there are two, the words mean neither."""
    for form in forms if len(alike) == 1 else ():
        names.setdefault(form, set()).add(alike[0])
        names.setdefault(f"country {form}", set()).add(alike[0])  # Read after "'s" was taken off.


def _forms(name: str) -> Iterator[str]:
    """Give the forms of a name: whole, without what stands in brackets, and that alone."""
    lower = _spelled(name)
    inside = _INSIDE.findall(lower)
    outside = " ".join(_INSIDE.sub(" ", lower).split())
    for form in (outside, *(one for one in inside if "," not in one)):
        for short in {form, _OF_STATE.sub("", form), _ARTICLE.sub("", form)}:
            yield short
            if short != form and form.startswith("government of"):
                yield f"government of {short}"
    initials = "".join(word[0] for word in re.split(r"[ -]", _INSIDE.sub(" ", plain(name).text)) if word[:1].isupper())
    if len(initials) >= _LEAST_OF_A_PART:
        yield initials.lower()
    kind, _, where = outside.partition(" in ")
    if where and " " not in where:
        yield f"{where} {kind}"


def _sites(agreement: Agreement) -> Iterator[tuple[str, str]]:
    for name, place in agreement.places.items():
        for form in _forms(place.name.pick("en")):
            first = form.partition(",")[0]
            for one in {form, first if first.count(" ") + 1 >= _LEAST_OF_A_PART else form}:
                for written in {one, _ARTICLE.sub("", one), one.replace("-", " "), one.replace("ou", "u")}:
                    if len(written) >= _LEAST_OF_A_PART:
                        yield written, name
                head, _, last = one.rpartition(" ")
                if head and last in _words().left_out:
                    yield head, name


def _only(found: dict[str, set[str]]) -> dict[str, str]:
    """Keep the forms that mean one."""
    return {form: next(iter(names)) for form, names in found.items() if len(names) == 1 and form}


def _any_of(forms: Iterable[str]) -> re.Pattern[str] | None:
    written = sorted((re.escape(form) for form in forms), key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(written)})(?![\w])") if written else None


def _spelled(words: str) -> str:
    return " ".join(lowered(plain(words).text).split()).strip(" ,.:;\"")


def _cuts(lower: str) -> Iterator[int]:
    at = lower.find(" ")
    while at >= 0:
        yield at
        at = lower.find(" ", at + 1)


def _in_a_name(text: str, end: int) -> bool:
    """Whether a word follows that makes a place part of the name of an organisation: "Rafah Post"."""
    match = re.match(r"(?: [A-Z]\w+)* ([A-Z]\w+)", text[end:end + 60])
    return match is not None and match[1].lower() in _words().organisation


def _relation(lower: str, start: int) -> str:
    before = re.sub(r" (?:the|southern|northern|eastern|western|central)$", "", lower[max(0, start - 30):start].rstrip()).rstrip()
    return next((one.replace(" ", "_") for one in _words().relations if re.search(rf"(?:^|\W){one}$", before)), "")


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    names: tuple[str, ...]
    adjective: tuple[str, ...] = ()
    capital: tuple[str, ...] = ()
    forces: tuple[str, ...] = ()


class _Words(msgspec.Struct, frozen=True, kw_only=True):
    states: tuple[_Row, ...]
    organisations: tuple[_Row, ...]
    speak: frozenset[str]
    of_a_state: frozenset[str]
    of_a_group: frozenset[str]
    of_all: frozenset[str]
    left_out: frozenset[str]
    relations: tuple[str, ...]
    organisation: frozenset[str]


@cache
def _words() -> _Words:
    """Read the general words, once."""
    data: dict[str, Any] = tomllib.loads((files("safeconduct.intake") / "data" / "names.toml").read_text("utf-8"))
    named = {"states": data["states"], "organisations": data["organisations"]}
    return msgspec.convert({**named, **data["offices"], **data["places"]}, _Words)
