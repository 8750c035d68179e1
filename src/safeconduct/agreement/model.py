"""The agreement as one frozen value.

`Agreement` holds the checked content of one file. It answers what is written where; it does not read files and does
not say what has been done.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from safeconduct.agreement import frame, means, norms
from safeconduct.agreement.programme import Post, Programme
from safeconduct.agreement.shapes import PLAIN, TEXT, UNSTATED, ListOf, MapOf, Record, RefTo, Words
from safeconduct.kernel.text import Text

SECTIONS: dict[str, tuple[str, type[msgspec.Struct]]] = {
    "texts": ("text", frame.Document),
    "parties": ("party", frame.Party),
    "bodies": ("body", frame.Body),
    "posts": ("post", Post),
    "points": ("point", frame.Point),
    "anchors": ("anchor", frame.Anchor),
    "phases": ("phase", frame.Phase),
    "places": ("place", frame.Place),
    "categories": ("category", norms.Category),
    "obligations": ("obligation", norms.Obligation),
    "prohibitions": ("prohibition", norms.Prohibition),
    "entitlements": ("entitlement", norms.Entitlement),
    "powers": ("power", norms.Power),
    "exchanges": ("exchange", norms.Exchange),
    "objections": ("objection", norms.Objection),
    "tests": ("test", frame.AcceptanceTest),
    "decisions": ("decision", frame.Decision),
    "lists": ("list", means.Roll),
    "outside_rules": ("outside_rule", means.OutsideRule),
    "guarantees": ("guarantee", frame.Guarantee),
    "holes": ("hole", frame.Hole),
    "subjects": ("subject", frame.Subject),
    "questions": ("question", frame.Question),
}
"""Section -> (kind of its entries, their model). All ids of these sections share one namespace."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The leading keys of a file, before its sections."""

    safeconduct: Annotated[str, PLAIN, "The version of the format; write 1."]
    id: Annotated[str, PLAIN, "A short id for the agreement."]
    title: Annotated[Text, TEXT, "Its title."]
    language: Annotated[str, PLAIN, "The language of text that names none."] = "en"
    wording: Annotated[frame.Wording, Words(frame.Wording), "Whose words the clauses are."]
    wording_note: Annotated[Text | None, TEXT, "The label shown wherever the wording is shown."] = None
    summary: Annotated[Text | None, TEXT, "What it is, in a few sentences."] = None


class Content(Head, frozen=True, kw_only=True):
    """What an agreement and an amendment both hold."""

    units: Annotated[dict[str, Text], MapOf(TEXT), "The units that quantities are counted in."] = {}
    sources: Annotated[dict[str, frame.Source], MapOf(Record(frame.Source)), "Published sources, cited by id."] = {}
    texts: Annotated[dict[str, frame.Document], MapOf(Record(frame.Document)), "The texts it is made of."] = {}
    parties: Annotated[dict[str, frame.Party], MapOf(Record(frame.Party)), "Who stands to the text."] = {}
    bodies: Annotated[dict[str, frame.Body], MapOf(Record(frame.Body)), "Bodies made or used by it."] = {}
    posts: Annotated[dict[str, Post], MapOf(Record(Post)), "Posts of a party or a body."] = {}
    points: Annotated[dict[str, frame.Point], MapOf(Record(frame.Point)), "Points or articles of the texts."] = {}
    anchors: Annotated[dict[str, frame.Anchor], MapOf(Record(frame.Anchor)), "Events that start clocks."] = {}
    phases: Annotated[dict[str, frame.Phase], MapOf(Record(frame.Phase)), "Phases in order."] = {}
    places: Annotated[dict[str, frame.Place], MapOf(Record(frame.Place)), "Lines, zones, crossings, sites."] = {}
    categories: Annotated[dict[str, norms.Category], MapOf(Record(norms.Category)), "Categories of persons."] = {}
    obligations: Annotated[dict[str, norms.Obligation], MapOf(Record(norms.Obligation)), "What is demanded."] = {}
    prohibitions: Annotated[dict[str, norms.Prohibition], MapOf(Record(norms.Prohibition)), "What is forbidden."] = {}
    entitlements: Annotated[dict[str, norms.Entitlement], MapOf(Record(norms.Entitlement)), "What is granted."] = {}
    powers: Annotated[dict[str, norms.Power], MapOf(Record(norms.Power)), "What someone may change."] = {}
    exchanges: Annotated[dict[str, norms.Exchange], MapOf(Record(norms.Exchange)), "Exchange keys."] = {}
    objections: Annotated[dict[str, norms.Objection], MapOf(Record(norms.Objection)), "Objections and limits."] = {}
    tests: Annotated[dict[str, frame.AcceptanceTest], MapOf(Record(frame.AcceptanceTest)), "When a unit counts."] = {}
    decisions: Annotated[dict[str, frame.Decision], MapOf(Record(frame.Decision)), "Questions of judgement."] = {}
    lists: Annotated[dict[str, means.Roll], MapOf(Record(means.Roll)), "Lists of persons or things."] = {}
    outside_rules: Annotated[dict[str, means.OutsideRule], MapOf(Record(means.OutsideRule)), "Rules outside the text."] = {}
    guarantees: Annotated[dict[str, frame.Guarantee], MapOf(Record(frame.Guarantee)), "Who guarantees what."] = {}
    holes: Annotated[dict[str, frame.Hole], MapOf(Record(frame.Hole)), "Parts to be agreed later."] = {}
    subjects: Annotated[dict[str, frame.Subject], MapOf(Record(frame.Subject)), "What reported figures count."] = {}
    questions: Annotated[dict[str, frame.Question], MapOf(Record(frame.Question)), "Open questions."] = {}
    acknowledged: Annotated[tuple[means.Acknowledged, ...], ListOf(Record(means.Acknowledged)),
                            "Findings the parties accept knowingly."] = ()  # fmt: skip
    programme: Annotated[Programme | None, Record(Programme),
                         "Safe passage, disarmament, and what comes after."] = None  # fmt: skip


class Agreement(Content, frozen=True, kw_only=True):
    """An agreement as checked data."""

    time: Annotated[frame.Calendar, Record(frame.Calendar), "The zone and the way to count days."]
    authentic: Annotated[tuple[str, ...], ListOf(PLAIN), "Languages in which the text is authentic."] = ()
    evidence: Annotated[frame.Evidence, Record(frame.Evidence), "The evidence standard."] = frame.Evidence()

    def entries(self) -> Iterator[tuple[str, str, Any]]:
        """Give (kind, id, value) of everything that has an id, in the order of the sections."""
        for section, (kind, _) in SECTIONS.items():
            for name, value in getattr(self, section).items():
                yield kind, name, value

    def find(self, name: str) -> tuple[str, Any] | None:
        """Give (kind, value) of an id, or None. A dotted id gives the clause or tranche."""
        head, dot, tail = name.partition(".")
        for section, (kind, _model) in SECTIONS.items():
            value = getattr(self, section).get(head)
            if value is None:
                continue
            if not dot:
                return kind, value
            if kind == "point" and tail in value.readings and tail not in value.clauses:
                return "reading", value.readings[tail]
            parts = value.clauses if kind == "point" else getattr(getattr(value, "tranches", None), "parts", {})
            return (kind, parts[tail]) if tail in parts else None
        return None

    def organisation(self, name: str) -> frame.Party | frame.Body | None:
        """Give the party or body of an id, or None."""
        return self.parties.get(name) or self.bodies.get(name)

    def name_of(self, name: str, language: str = "en") -> str:
        """Give the name of anything with an id; an unknown id names itself."""
        if name == UNSTATED:
            return "not stated"
        found = self.find(name)
        if found is None:
            return name
        value = found[1]
        head, _, tail = name.partition(".")
        if tail and found[0] == "obligation":
            return f"{self.name_of(head, language)}, {tail}"
        for field in ("name", "title", "what", *(("says",) if found[0] == "reading" else ())):
            text = getattr(value, field, None)
            if isinstance(text, Text):
                return " ".join(text.pick(language).split())
        return name


class Amendment(Content, frozen=True, kw_only=True):
    """A text that changes an agreement: it names the hash it amends and adds, replaces or releases."""

    amends: Annotated[frame.Amends, Record(frame.Amends), "The text it changes, by id and hash."]
    replaces: Annotated[tuple[str, ...], ListOf(RefTo(*[kind for kind, _ in SECTIONS.values()])),
                        "Ids that this file defines anew."] = ()  # fmt: skip
    carries: Annotated[tuple[str, ...], ListOf(RefTo("obligation")), "Open obligations that go on under it."] = ()
    redefines: Annotated[tuple[str, ...], ListOf(RefTo("phase", "obligation", "test")), "What it gives another meaning."] = ()
    releases: Annotated[tuple[str, ...], ListOf(RefTo("obligation", "prohibition", "entitlement", "power")),
                        "Norms that end when it takes effect."] = ()  # fmt: skip
