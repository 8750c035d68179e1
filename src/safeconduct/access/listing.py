"""Which numbers may a seat see in a list, and in which order?

A list holds only what may be known of, by number: a number says nothing and is not given in sequence, so the order says nothing
either. A page ends where it is full, and the next begins behind its last number; how many there are in all is not said.
Everything is looked at in the same way, whatever comes of it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from safeconduct.access.gaps import Cases
from safeconduct.access.knowing import Viewer

MOST = 50
"""Numbers on one page."""


class Page(NamedTuple):
    """Numbers in order. `after` is where the next page begins, '' where there is none."""

    numbers: tuple[str, ...]
    after: str


def listed(viewer: Viewer, cases: Cases, *, after: str = "", most: int = MOST) -> Page:
    """Give the cases a seat may know of."""
    known = (case for case, person in cases.persons.cases.items()
             if viewer.of_person(person, child=case in cases.children) is not None)  # fmt: skip
    return _page(known, after, most)


def listed_items(viewer: Viewer, cases: Cases, *, after: str = "", most: int = MOST) -> Page:
    """Give the tags of the weapons a seat may know of."""
    return _page((tag for tag, item in cases.armoury.items.items() if viewer.of_item(item) is not None), after, most)


def listed_containers(viewer: Viewer, cases: Cases, *, after: str = "", most: int = MOST) -> Page:
    """Give the containers a seat may know of."""
    found = cases.armoury.containers.items()
    return _page((number for number, container in found if viewer.of_container(container) is not None), after, most)


def listed_movements(viewer: Viewer, cases: Cases, *, after: str = "", most: int = MOST) -> Page:
    """Give the movements a seat may know of."""
    found = cases.movements.movements.items()
    return _page((name for name, movement in found if viewer.of_movement(movement) is not None), after, most)


def listed_operations(viewer: Viewer, cases: Cases, *, after: str = "", most: int = MOST) -> Page:
    """Give the announced operations a seat may know of."""
    found = cases.movements.operations.items()
    return _page((name for name, one in found if viewer.of_operation(one) is not None), after, most)


def listed_offers(viewer: Viewer, cases: Cases) -> tuple[int, ...]:
    """Give the places of the offers a seat may know of, in the order in which they were made: whoever sees one sees all."""
    return tuple(place for place, one in enumerate(cases.movements.offers) if viewer.of_offer(one) is not None)


def listed_answers(viewer: Viewer, cases: Cases) -> tuple[int, ...]:
    """Give the places of the answers a seat may know of, in the order in which they were heard."""
    return tuple(place for place, one in enumerate(cases.movements.answers) if viewer.of_offer(one) is not None)


def found_by(viewer: Viewer, words: str, cases: Cases, *, search: Callable[[str], Iterable[str]] | None = None) -> Page:
    """Give what a search of a seat finds: a number it may know of, written in full, or a name in the vault.

    `search` asks the index of the vault. It is asked only for a seat that receives people: no one else may look for a name, and a
    part of a number finds nothing, or numbers could be found out digit by digit.
    """
    said = words.strip()
    asked = [said]
    if search is not None and viewer.inside and "reception" in viewer.steps:
        asked += search(said)
    persons = cases.persons.cases
    known = (case for case in asked if viewer.of_person(persons.get(case), child=case in cases.children) is not None)
    return _page(known, "", MOST)


def numbers_found(viewer: Viewer, words: str, cases: Cases) -> tuple[tuple[str, str], ...]:
    """Give what a number names that is written in full: pairs of a kind and the number, of what a seat may know of.

    Each kind is looked up, whatever is found before, so that what is not there and what may not be known of cost the same.
    """
    said = words.strip()
    armoury, movements = cases.armoury, cases.movements.movements
    known = (("case", viewer.of_person(cases.persons.cases.get(said), child=said in cases.children)),
             ("item", viewer.of_item(armoury.items.get(said))),
             ("container", viewer.of_container(armoury.containers.get(said))),
             ("receipt", viewer.of_receipt(armoury.receipts.get(said), cases)),
             ("movement", viewer.of_movement(movements.get(said))))  # fmt: skip
    return tuple((kind, said) for kind, standings in known if standings is not None)


def _page(numbers: Iterable[str], after: str, most: int) -> Page:
    found = sorted({number for number in numbers if number > after})
    return Page(tuple(found[:most]), found[most - 1] if len(found) > most else "")
