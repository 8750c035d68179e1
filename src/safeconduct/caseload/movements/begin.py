"""What has to hold before people set out, and again before a halted movement goes on. Everything that lacks is told.

What counts is what had been said and done by the moment in question: a word given later permits nothing that was before.

Source of the team and of the order: IDDRS 4.10 (an explosives officer, a medic and a reception team at the site).
"""

from collections.abc import Iterator
from datetime import datetime

from safeconduct.agreement.programme import Task
from safeconduct.caseload.movements import needs
from safeconduct.caseload.movements.asking import (
    clause,
    controllers,
    controlling,
    happened,
    holding_there,
    runners,
    speakers_of,
)
from safeconduct.caseload.movements.standing import blocked, fire_uncovered, ready_at, rest_of
from safeconduct.caseload.movements.state import Movement, withdrawn_at, words_at
from safeconduct.caseload.moves import Asked, Missing
from safeconduct.kernel.moments import utc

ALWAYS_PRESENT = (Task.EXPLOSIVES, Task.MEDIC, Task.RECEPTION)
"""Whatever the text says, people do not come out to a team without these."""


def safe(asked: Asked) -> Iterator[Missing]:
    """The window is open, fire is held for the rest of it, and no announced operation falls into it."""
    yield from needs.window(asked)
    yield from fire_held(asked)
    movement: Movement = asked.subject.target
    # An operation that is recorded late still blocks: what matters is what is known when people are about to set out.
    for operation in blocked(movement.id, asked.subject.movements, happened(asked)):
        yield operation._replace(clause=clause(asked))


def fire_held(asked: Asked) -> Iterator[Missing]:
    """Whoever holds the ground has confirmed it for the rest of the window, and nobody took that back."""
    movement: Movement = asked.subject.target
    rules, at = asked.rules, happened(asked)
    because = rules.clause("hold_fire")
    for word in withdrawn_at(movement, at):
        who = speakers_of(word.by, rules) or (word.by,)
        yield Missing("hold_fire_withdrawn", {"by": word.by, "since": word.at}, because, who)
    yield from _held_here(asked, at, because)
    there = holding_there(movement, rules)
    if there is not None and (uncovered := fire_uncovered(movement, at, (there,))):
        yield Missing("no_hold_fire_there", {"by": there.by, "zones": there.zones, "uncovered": uncovered}, because, there.who)


def _held_here(asked: Asked, at: datetime, because: tuple[str, ...]) -> Iterator[Missing]:
    movement, posts = asked.subject.target, controllers(asked.rules)
    uncovered = fire_uncovered(movement, at, controlling(movement, asked.rules)) if posts else (rest_of(movement, at),)
    if not uncovered:
        return
    spoken = [word for word in words_at(movement, at) if word.post in posts]
    here = [word for word in spoken if word.zone == movement.zone]
    rest = rest_of(movement, at)
    params = {"zone": movement.zone, "start": rest.start, "stop": rest.end, "uncovered": uncovered,
              "zones": tuple(dict.fromkeys(word.zone for word in spoken))}  # fmt: skip
    code = "hold_fire_in_part" if here else "hold_fire_elsewhere" if spoken else "no_hold_fire"
    yield Missing(code, params, because, posts)


def prepared(asked: Asked) -> Iterator[Missing]:
    """What a way out or a transfer needs beside safety."""
    movement: Movement = asked.subject.target
    if utc(movement.arranged) > utc(happened(asked)):
        yield Missing("arranged_later", {"at": happened(asked), "since": movement.arranged}, clause(asked))
    yield from _offered(asked) if movement.kind == "way_out" else _loaded(asked)
    if movement.kind == "way_out":
        yield from _received(asked)


def prepared_again(asked: Asked) -> Iterator[Missing]:
    """What a halted movement needs beside safety to go on. Some of a transfer may have arrived or turned back since.

    Everyone still aboard may still travel: whoever no longer agrees, or was found to be a child, is brought back first.
    """
    movement: Movement = asked.subject.target
    if movement.kind == "way_out":
        yield from prepared(asked)
        return
    aboard = set(asked.facts.boarded(movement.id))
    if unlisted := aboard - set(movement.manifest):
        yield Missing("boarded_unlisted", {"count": len(unlisted)}, clause(asked), runners(asked))
    yield from needs.uncleared(asked, tuple(case for case in movement.manifest if case in aboard))


def _offered(asked: Asked) -> Iterator[Missing]:
    movement, rules = asked.subject.target, asked.rules
    languages = rules.programme.way_out.languages
    made = {offer.language for offer in asked.subject.movements.offers
            if offer.zone == movement.zone and utc(offer.at) <= utc(happened(asked))}  # fmt: skip
    if made.isdisjoint(languages):
        yield Missing("no_offer", {"zone": movement.zone, "languages": languages}, rules.clause("offer"), rules.holders("offer"))


def _received(asked: Asked) -> Iterator[Missing]:
    movement, rules = asked.subject.target, asked.rules
    rule, at = rules.programme.way_out, happened(asked)
    because, ready = rule.clause, ready_at(movement, at)
    # The team of another day is not here. A window at its longest is as long as one word on who is present lasts.
    if ready is not None and utc(at) > utc(rules.limit(ready.at, rule.longest)):
        yield Missing("presence_too_old", {"at": ready.at, "longest": str(rule.longest)}, because, runners(asked))
    present = ready.present if ready else ()
    for post in rule.team:
        if post not in present:
            yield Missing("post_absent", {"post": post}, because, (post,))
    tasks = {rules.posts[post].task for post in present if post in rules.posts}
    for task in ALWAYS_PRESENT:
        if task not in tasks:
            able = tuple(name for name, post in rules.posts.items() if post.task is task)
            yield Missing("task_absent", {"task": task.value}, because, able, closed=not able)
    for code, agreed in (
        ("signal_not_agreed", ready.signal_agreed if ready else "unknown"),
        ("halt_word_not_agreed", ready.halt_word_agreed if ready else "unknown"),
    ):
        if agreed != "yes":
            yield Missing(code, {"agreed": agreed}, because, runners(asked))


def _loaded(asked: Asked) -> Iterator[Missing]:
    movement: Movement = asked.subject.target
    because, who = clause(asked), runners(asked)
    if not movement.manifest:
        yield Missing("manifest_empty", {}, because, who)
    if len(movement.manifest) > movement.seats:
        yield Missing("more_than_seats", {"cases": len(movement.manifest), "seats": movement.seats}, because, who)
    boarded = set(asked.facts.boarded(movement.id))
    # Asked once more at departure: a ruling, a test or an age may have changed since the manifest was set.
    kept = tuple(needs.uncleared(asked, movement.manifest))
    off = {lack.params["case"] for lack in kept}
    if waiting := tuple(case for case in movement.manifest if case not in boarded and case not in off):
        yield Missing("not_boarded", {"cases": waiting}, because, who)
    if unlisted := boarded - set(movement.manifest):
        # How many, and not who: this list is for the manifest, and what is not on it is not shown here.
        yield Missing("boarded_unlisted", {"count": len(unlisted)}, because, who)
    yield from kept
