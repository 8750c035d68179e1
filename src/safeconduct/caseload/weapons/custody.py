"""What has to hold to seal, move and open a container, and to destroy weapons."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.caseload.moves import Asked, Missing
from safeconduct.caseload.weapons.needs import items_of, lacks, not_organisations
from safeconduct.caseload.weapons.state import ContainerStage


def container_closed(asked: Asked) -> Missing | None:
    """Need the container to be there and its seal unbroken."""
    name = asked.act.container if asked.act else asked.subject.target
    container = asked.subject.armoury.containers.get(name)
    if container is None:
        return lacks(asked, "custody", "no_such_container", {"container": name})
    if container.stage is ContainerStage.OPENED:
        return lacks(asked, "custody", "container_open", {"container": name, "when": container.since})
    return None


def container_free(asked: Asked) -> Iterator[Missing]:
    """Need the container to be new or open, and the seal to be new."""
    armoury, act = asked.subject.armoury, asked.act
    if act is None:
        return
    container = armoury.containers.get(act.container)
    if container and container.stage is not ContainerStage.OPENED:
        yield lacks(asked, "custody", "container_sealed", {"container": act.container, "when": container.since})
    if act.seal in armoury.seals:
        yield lacks(asked, "custody", "seal_used", {"seal": act.seal, "container": armoury.seals[act.seal]})


def one_holder(asked: Asked) -> Missing | None:
    """Need all items of a container to be held by the same organisation."""
    holders = tuple(dict.fromkeys(item.custody for item in items_of(asked)))
    return lacks(asked, "custody", "held_apart", {"holders": holders}) if len(holders) > 1 else None


def declared(asked: Asked) -> Iterator[Missing]:
    """Need the declaration of a transfer to fit the container, signed by who gives and who takes."""
    act = asked.act
    if act is None:
        return
    container = asked.subject.armoury.containers[act.container]
    if act.sent != len(container.tags):
        yield lacks(asked, "custody", "count_differs",
                     {"sent": act.sent, "container": act.container, "inside": len(container.tags)})  # fmt: skip
    if act.to == container.custody:
        yield lacks(asked, "custody", "already_there", {"container": act.container, "to": act.to})
    if len(act.signed_by) != 2 or len(set(act.signed_by)) != 2:
        yield lacks(asked, "custody", "two_signatures", {"given": act.signed_by})
    for organisation in dict.fromkeys((container.custody, act.to)):
        if organisation not in act.signed_by:
            yield lacks(asked, "custody", "signature_missing", {"organisation": organisation}, who=(organisation,))
    yield from not_organisations(asked, "custody", (act.to, *act.signed_by))


def container_since(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when the container last changed."""
    container = asked.subject.armoury.containers.get(asked.act.container)
    return ((one.container, one.since) for one in (container,) if one)


def uncontested(asked: Asked) -> Iterator[Missing]:
    """Need nobody to contest the items: what is contested is evidence."""
    for item in items_of(asked):
        if item.contests:
            by = tuple(contest.by for contest in item.contests)
            yield lacks(asked, "disposal", "contested", {"tag": item.tag}, who=by)


def witnesses(asked: Asked) -> Iterator[Missing]:
    """Need witnesses of two organisations."""
    if asked.act is None:
        return
    found = len(set(asked.act.witnesses))
    if found < 2:
        yield lacks(asked, "disposal", "too_few_witnesses", {"found": found})
    yield from not_organisations(asked, "disposal", asked.act.witnesses)
