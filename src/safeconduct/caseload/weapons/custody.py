"""What has to hold to seal, move and open a container, and to destroy weapons."""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.agreement.frame import Role
from safeconduct.agreement.programme import Task
from safeconduct.caseload.moves import Asked, Missing, Rules
from safeconduct.caseload.weapons.needs import items_of, lacks, not_organisations
from safeconduct.caseload.weapons.state import ContainerStage
from safeconduct.kernel.moments import Duration, TimeUnit, utc

EVIDENCE = Duration(30, TimeUnit.DAYS)
"""How long who contests a weapon keeps it from being destroyed. Nobody rules on it, so without an end it would be a veto."""
SIDES = frozenset({Role.PARTY, Role.ADHERENT, Role.NON_SIGNATORY})
"""Who is bound by the text to stop fighting, or is asked to: all of them alike."""


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
    elif side_under_arms(asked.rules, act.to):
        yield lacks(asked, "custody", "goes_to_a_side", {"container": act.container, "to": act.to})
    if len(act.signed_by) != 2 or len(set(act.signed_by)) != 2:
        yield lacks(asked, "custody", "two_signatures", {"given": act.signed_by})
    for organisation in dict.fromkeys((container.custody, act.to)):
        if organisation not in act.signed_by:
            yield lacks(asked, "custody", "signature_missing", {"organisation": organisation}, who=(organisation,))
    yield from not_organisations(asked, "custody", (act.to, *act.signed_by))


def side_under_arms(rules: Rules, name: str) -> bool:
    """Whether the text gives an organisation no custody, and it is a side, holds ground, or is that of the people themselves."""
    party = rules.agreement.parties.get(name)
    holders = rules.holders("custody")
    if party is None or name in {rules.posts[holder].of if holder in rules.posts else holder for holder in holders}:
        return False
    of = rules.agreement.categories[rules.programme.category].of
    controls = any(post.of == name and post.task is Task.CONTROL for post in rules.posts.values())
    return party.role in SIDES or controls or name == of


def container_since(asked: Asked) -> Iterator[tuple[str, datetime]]:
    """Give when the container last changed."""
    container = asked.subject.armoury.containers.get(asked.act.container)
    return ((one.container, one.since) for one in (container,) if one)


def uncontested(asked: Asked) -> Iterator[Missing]:
    """Need nobody to contest the items: what is contested is evidence, for a time that runs from each one's first contest."""
    for item in items_of(asked):
        ends = {one.by: asked.rules.limit(item.first_contests[one.by], EVIDENCE) for one in item.contests}
        kept = {by: end for by, end in ends.items() if utc(asked.now) < utc(end)}
        if kept:
            params = {"tag": item.tag, "until": max(kept.values(), key=utc)}
            yield lacks(asked, "disposal", "contested", params, who=tuple(kept))


def witnesses(asked: Asked) -> Iterator[Missing]:
    """Need witnesses of two organisations."""
    if asked.act is None:
        return
    found = len(set(asked.act.witnesses))
    if found < 2:
        yield lacks(asked, "disposal", "too_few_witnesses", {"found": found})
    yield from not_organisations(asked, "disposal", asked.act.witnesses)
