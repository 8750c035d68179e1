"""From today: can the rest still be done, and can the next phase still open?

What is left of the text at a moment is asked what waits for what. Beside the gaps of the text, what has happened since
stops things: a step that is suspended, one that binds nobody any more, a body whose mandate is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from safeconduct.agreement.amend import Version
from safeconduct.agreement.calendar import to_micros, zone_of
from safeconduct.agreement.joint import named
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.reader import Source, read_agreement
from safeconduct.agreement.residual import residual_text
from safeconduct.agreement.results import CanChange, Life, NormStatus, Status
from safeconduct.agreement.rules import VersionRules
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.checks.engines.circles import circular, smallest
from safeconduct.checks.engines.fixpoint import Reached, reach
from safeconduct.checks.engines.graph import MINUTES_A_DAY, Waits
from safeconduct.checks.engines.telling import NEVER, steps, subject
from safeconduct.checks.engines.times import earliest
from safeconduct.checks.engines.waits import undefined, waits
from safeconduct.checks.finding import Finding
from safeconduct.checks.rule import find_rule
from safeconduct.checks.rules.sc307_residual_circle import on_living
from safeconduct.checks.text import CheckedText
from safeconduct.kernel.acts import ActBase, MandateExtended
from safeconduct.kernel.moments import utc


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """What stops something in the end, and who can take that away. `how`: amend, resume, extend, agree."""

    why: str
    who: tuple[str, ...]
    how: str


class Stuck(msgspec.Struct, frozen=True, kw_only=True):
    """A norm or a phase that can no longer begin or be completed, the chain to what stops it, and every such cause."""

    id: str
    kind: str
    title: str
    chain: tuple[str, ...]
    causes: tuple[Cause, ...]


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """A duty that can still be done, a right that is or can be open, a phase that can still open. `first`: not before.

    `confirmable`: somebody is left whose word can confirm it.
    """

    id: str
    kind: str
    title: str
    first: datetime
    life: str
    confirmable: bool
    waits_for: tuple[str, ...]
    unblocked_by: tuple[CanChange, ...]


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. `open_phases` are those that are open already."""

    as_of: datetime
    phases: tuple[Possible | Stuck, ...]
    open_phases: tuple[str, ...]
    possible: tuple[Possible, ...]
    stuck: tuple[Stuck, ...]


class Rest(NamedTuple):
    """What is left at a moment: its text, its graph, what cannot be, and why not."""

    text: CheckedText
    source: Source
    graph: Waits
    without: dict[int, Cause]
    can: Reached
    begin: int


def rest_of(source: Source, status: Status, acts: Iterable[ActBase] = ()) -> Rest:
    """Give what is left of a text at the moment of a status, with everything that stops it."""
    left = read_agreement(residual_text(source, status).encode(), file=source.file)
    text = CheckedText((Version(left),), (left,))
    graph = waits(text)
    without = {node: gap(text, node) for node in undefined(text)}
    for norm in status.norms:
        node = graph.index.get(f"done:{norm.id}")
        if node is not None and (cause := _stopped(norm, text)) is not None:
            without[node] = cause
            for key in graph.index:
                if key.startswith(f"done:{norm.id}."):
                    without[graph.index[key]] = cause
    for body, cause in mandates_over(text.agreement, status.as_of, acts).items():
        for kind in ("says", "does"):
            if (node := graph.index.get(f"{kind}:{body}")) is not None:
                without[node] = cause
    without |= parts_of_the_idle(graph, text.agreement, without)
    return Rest(text, source, graph, without, reach(graph, without), minute(status.as_of, text.agreement))


def parts_of_the_idle(graph: Waits, agreement: Agreement, without: Mapping[int, Cause]) -> dict[int, Cause]:
    """Give the tranches that are not done because one who owes them does nothing."""
    found = {}
    for key, node in graph.index.items():
        kind, _, ref = key.partition(":")
        if kind == "done" and "." in ref:
            for who in named(agreement.obligations[ref.partition(".")[0]].who):
                idle = graph.index.get(f"does:{who}", -1)
                if idle in without:
                    found[node] = without[idle]
    return found


def minute(at: datetime, agreement: Agreement) -> int:
    """Give a moment in minutes of the calendar of an agreement."""
    local = at.astimezone(zone_of(agreement.time.zone))
    return local.toordinal() * MINUTES_A_DAY + local.hour * 60 + local.minute


def live(versions: Sequence[Version], status: Status, acts: Iterable[ActBase] = ()) -> Live:
    """Say what can still be done from the moment of a status, and what cannot."""
    source = next(version.source for version in reversed(versions) if version.source.hash == status.hash)
    rest = rest_of(source, status, acts)
    knots = tuple(frozenset(part) for part in circular(rest.graph, reach(rest.graph, rest.without).stuck()))
    times = earliest(rest.graph, rest.can, rest.begin).at
    found: list[Possible | Stuck] = []
    for norm in status.norms:
        if norm.life in _OVER or f"opens:{norm.id}" not in rest.graph.index:
            continue
        key = f"done:{norm.id}" if norm.kind == "obligation" and not (norm.amount and norm.amount.per) else f"opens:{norm.id}"
        found.append(_judged(rest, rest.graph.index[key], times, knots, norm))
    open_now, phases = [], []
    for name in rest.text.agreement.phases:
        node = rest.graph.index[f"phase:{name}"]
        if not rest.graph.children[node]:
            open_now.append(name)
        else:
            phases.append(_judged(rest, node, times, knots, None))
    return Live(as_of=status.as_of, phases=tuple(phases), open_phases=tuple(open_now),
                possible=tuple(one for one in found if isinstance(one, Possible)),
                stuck=tuple(one for one in found if isinstance(one, Stuck)))  # fmt: skip


_OVER = (Life.FULFILLED, Life.RELEASED, Life.LAPSED)


def _judged(rest: Rest, node: int, times: dict[int, int], knots: tuple[frozenset[int], ...],
            norm: NormStatus | None) -> Possible | Stuck:  # fmt: skip
    name = rest.graph.name(node)
    kind, title = (norm.kind, norm.title) if norm is not None else ("phase", rest.text.name(name))
    if node not in rest.can:
        return Stuck(id=name, kind=kind, title=title, chain=_chain(rest, node), causes=causes(rest, node, knots))
    at = times[node]
    day = datetime.fromordinal(at // MINUTES_A_DAY).replace(hour=at % MINUTES_A_DAY // 60, minute=at % 60,
                                                            tzinfo=zone_of(rest.text.agreement.time.zone))  # fmt: skip
    return Possible(id=name, kind=kind, title=title, first=day, life="" if norm is None else norm.life.value,
                    confirmable=rest.graph.index.get(f"verified:{name}", node) in rest.can,
                    waits_for=() if norm is None else norm.waits_for,
                    unblocked_by=_needed(rest, node) if norm is None else norm.can_unblock)  # fmt: skip


def _needed(rest: Rest, node: int) -> tuple[CanChange, ...]:
    """Give who has to agree, decide or act so that a phase opens: the first things it waits for."""
    found: list[CanChange] = []
    agreement, graph = rest.text.agreement, rest.graph
    for child in graph.children[node]:
        kind, name = graph.kind(child), graph.name(child).partition("/")[0]
        if kind == "hole":
            found.append(CanChange(who=agreement.holes[name].owner, how="agree_hole", params={"hole": name}))
        elif kind == "decision":
            found.append(CanChange(who=agreement.decisions[name].by, how="decide", params={"decision": name}))
        elif kind in ("verified", "claimed"):
            who = agreement.obligations[name.partition(".")[0]].who
            found.append(CanChange(who=who, how="perform", params={"of": name, "left": None}))
        elif kind == "anchor" and not agreement.anchors[name].when:
            who = agreement.anchors[name].fixed_by or (UNSTATED,)
            found.append(CanChange(who=who, how="date_anchor", params={"anchor": name}))
        elif kind in ("any", "all", "anchor"):
            found += _needed(rest, child)
    return tuple(one for n, one in enumerate(found) if one not in found[:n])


def _chain(rest: Rest, node: int) -> tuple[str, ...]:
    """Tell what something waits for, one thing after the other, down to what stops it."""
    chain, seen = [node], {node}
    while chain[-1] not in rest.without:
        further = [child for child in rest.graph.children[chain[-1]] if child not in rest.can and child not in seen]
        if not further:
            break
        chain.append(min(further, key=lambda child: child not in rest.without))
        seen.add(chain[-1])
    return steps(rest.text, [one for one in chain if rest.graph.kind(one) not in ("cannot", "says", "does")])


def causes(rest: Rest, node: int, knots: tuple[frozenset[int], ...]) -> tuple[Cause, ...]:
    """Give everything that stops something in the end, each once, in the order of the text."""
    stops: set[int] = set()
    ties: set[int] = set()
    seen, queue = {node}, [node]
    for one in queue:
        if one in rest.without:
            stops.add(one)
            continue
        ties |= {n for n, knot in enumerate(knots) if one in knot}
        further = [child for child in rest.graph.children[one] if child not in rest.can and child not in seen]
        seen.update(further)
        queue += further
    found = [rest.without[one] for one in sorted(stops)] + [_knot(rest, sorted(knots[n])) for n in sorted(ties)]
    return tuple({(cause.why, cause.who): cause for cause in found}.values())


def _knot(rest: Rest, part: list[int]) -> Cause:
    circle = smallest(rest.graph, part)
    told = steps(rest.text, circle, closed=True)
    return Cause(why="they wait for each other: " + " ".join(told), who=parties(rest.text.agreement), how="amend")


def parties(agreement: Agreement) -> tuple[str, ...]:
    """Give who can change the text together: its parties."""
    return tuple(name for name, party in agreement.parties.items() if party.role.value == "party")


def gap(text: CheckedText, node: int) -> Cause:
    """Give a gap of the text as what stops something: only an amendment fills it."""
    why, _, ref = waits(text).name(node).partition(":")
    return Cause(why=NEVER[why].format(text.name(ref)), who=parties(text.agreement), how="amend")


def _stopped(norm: NormStatus, text: CheckedText) -> Cause | None:
    what = subject(text, waits(text).index[f"done:{norm.id}"])
    if norm.life is Life.SUSPENDED:
        who = tuple(dict.fromkeys(one for change in norm.can_unblock for one in change.who))
        return Cause(why=f"{what} is suspended", who=who, how="resume")
    if norm.life is Life.LAPSED:
        return Cause(why=f"{what} has lapsed, so nobody owes it any more", who=parties(text.agreement), how="amend")
    if norm.life is Life.RELEASED:
        return Cause(why=f"{what} was released, and something still waits for it", who=parties(text.agreement), how="amend")
    return None


def mandates_over(agreement: Agreement, at: datetime, acts: Iterable[ActBase] = ()) -> dict[str, Cause]:
    """Give the bodies whose mandate is over at a moment: nothing they say or do counts any more."""
    rules, now = VersionRules(agreement), to_micros(at)
    extended: dict[str, int] = {}
    for act in acts:
        if isinstance(act, MandateExtended) and utc(act.happened) <= utc(at) and act.actor in rules.extenders.get(act.body, ()):
            extended[act.body] = max(to_micros(act.to), extended.get(act.body, now))
    found = {}
    for body, windows in rules.mandates.items():
        ends = [end for _, end in windows]
        if all(end is not None and max(end, extended.get(body, end)) <= now for end in ends):
            who = named(agreement.bodies[body].extended_by)
            found[body] = Cause(why=f"the mandate of {agreement.name_of(body)} is over", who=who or parties(agreement),
                                how="extend" if who else "amend")  # fmt: skip
    return found


def circles_left(text: CheckedText, source: Source, status: Status) -> tuple[Finding, ...]:
    """Give the steps that wait for each other in what is left, as findings with their place in the text."""
    rule = find_rule("SC307")
    assert rule is not None
    found = []
    for one in on_living(source, status):
        file, line, column = text.place(one.path)
        found.append(Finding(code=rule.code, name=rule.name, severity=rule.severity, path=one.path, file=file, line=line,
                             column=column, message=one.message, remedy=rule.page["Remedy"].replace("\n", " "),
                             trace=one.trace, related=one.related))  # fmt: skip
    return tuple(found)
