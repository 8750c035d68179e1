"""What does a seat find? Words in the text of the agreement, and numbers that are written in full and that it may know of.

A part of a number finds nothing, and what may not be known of is looked for like the rest. Nothing of a search is kept.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from safeconduct.access.acts_seen import view_act
from safeconduct.access.knowing import Viewer
from safeconduct.access.listing import numbers_found
from safeconduct.agreement.model import Content
from safeconduct.caseload.moves import CaseAct
from safeconduct.kernel.text import texts_in
from safeconduct.secretariat.office import Office
from safeconduct.web.home.folding import folded, holds, words_of
from safeconduct.web.shell.case import Draft, Shown

SECTIONS = ("points", "obligations", "prohibitions", "entitlements", "powers", "parties", "bodies", "posts", "places", "holes",
            "questions", "anchors", "decisions", "texts")  # fmt: skip
"""Where words are looked for, in the order in which what is found is shown."""
MOST = 20
"""Entries that are shown of one section."""


class Section(NamedTuple):
    """What was found in one section of the text: ids, and how many more there are."""

    name: str
    ids: tuple[str, ...]
    more: int


class Number(NamedTuple):
    """A number that was written in full: of what kind, and the page on which it stands."""

    kind: str
    number: str
    route: str


class Found(NamedTuple):
    """What a search finds. `said` is what was looked for; nothing was where it has no word long enough."""

    said: str
    words: tuple[str, ...]
    sections: tuple[Section, ...]
    drafts: tuple[Draft, ...]
    numbers: tuple[Number, ...]
    acts: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.sections or self.drafts or self.numbers or self.acts)


_ROUTES = {"case": "programme_case", "item": "programme_weapons", "container": "programme_weapons",
           "receipt": "programme_weapons", "movement": "programme_movements"}  # fmt: skip


def found(said: str, viewer: Viewer, shown: Shown, office: Office | None) -> Found:
    """Give what a seat finds."""
    words, said = words_of(said), said.strip()
    sections = tuple(_sections(shown.agreement, words)) if words else ()
    drafts = tuple(one for one in shown.drafts if words and holds(_text_of(one.text.title), words))
    numbers: tuple[Number, ...] = ()
    if office is not None:
        numbers = tuple(Number(kind, number, _ROUTES[kind]) for kind, number in numbers_found(viewer, said, office))
    return Found(said, words, sections, drafts, numbers, tuple(_acts(said, viewer, shown, office)))


def _sections(agreement: Content, words: tuple[str, ...]) -> Iterator[Section]:
    for name, entries in _index(_Kept(agreement)):
        ids = tuple(of for of, text in entries if holds(text, words))
        if ids:
            yield Section(name, ids[:MOST], len(ids[MOST:]))


class _Kept:
    """A text by which copy of it this is: it holds lists, and cannot be looked up by what stands in it."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __hash__(self) -> int:
        return id(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Kept) and other.content is self.content


@lru_cache(maxsize=4)
def _index(kept: _Kept) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    return tuple((name, tuple((of, f"{folded(of.replace('_', ' '))} {_text_of(value)}")
                              for of, value in getattr(kept.content, name).items())) for name in SECTIONS)  # fmt: skip


def _text_of(value: Any) -> str:
    return folded(" \n ".join(words for text in texts_in(value) for words in text.versions.values()))



def _acts(said: str, viewer: Viewer, shown: Shown, office: Office | None) -> Iterator[str]:
    """Give the id of an act that is written in full, if the seat may see the act."""
    if said in _names(shown):
        yield said
    if office is not None:
        for act in _of_cases(shown).get(said, ()):
            if view_act(viewer, act, office).found:
                yield act.id


# A case is made anew when an act is added, so its names hold as long as it does.
@lru_cache(maxsize=4)
def _names(shown: Shown) -> frozenset[str]:
    return frozenset(act.id for act in shown.case.acts())


@lru_cache(maxsize=4)
def _of_cases(shown: Shown) -> dict[str, tuple[CaseAct, ...]]:
    found: dict[str, tuple[CaseAct, ...]] = {}
    for act in shown.case_acts:
        found[act.id] = (*found.get(act.id, ()), act)
    return found
