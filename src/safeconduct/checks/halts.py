"""What can halt a step for as long as somebody wants: suspensions without an end, and disputes that silence does not settle.

`stops` asks for the fewest of them that keep a norm from ever opening; the logs show each of them as it would be made.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from safeconduct.agreement.joint import named
from safeconduct.agreement.norms import Silence as Ruling
from safeconduct.agreement.results import Life
from safeconduct.agreement.status import status
from safeconduct.checks.engines.fixpoint import reach
from safeconduct.checks.engines.graph import MINUTES_A_DAY
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.suspending import duties_of, suspending
from safeconduct.checks.engines.veto import silence
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log, first_minute, moment
from safeconduct.checks.finding import Witness
from safeconduct.checks.solver import LONGEST, available, facts, solve
from safeconduct.checks.text import CheckedText
from safeconduct.kernel import acts
from safeconduct.kernel.acts import ActBase
from safeconduct.kernel.moments import Duration

_STOPS = """
done(N) :- all(N), not off(N), done(C) : child(N,C).
done(N) :- some(N,K), not off(N), K { done(C) : child(N,C) }.
{ use(W) } :- way(W,N).
off(N) :- way(W,N), use(W).
:- target(N), done(N).
#minimize { 1,W : use(W) }.
#show use/1.
"""


class Stops(NamedTuple):
    """The fewest halts that stop a norm, by their paths; `proved` that there are no fewer. None and proved: nothing does."""

    halts: tuple[str, ...]
    proved: bool
    witness: Witness | None = None


def halts(text: CheckedText) -> Iterator[tuple[str, list[int]]]:
    """Give every suspension without an end and every dispute without a rule of silence, with the nodes it shuts."""
    graph = waits(text)
    for name, power in suspending(text).items():
        hit = [graph.index[f"done:{duty}"] for duty, _ in duties_of(text, power)]
        if hit and not isinstance(power.lasts, Duration):
            yield f"powers.{name}", hit
    for path, name, obligation in text.obligations():
        dispute = obligation.dispute
        if dispute is None or (isinstance(dispute.ruling_within, Duration) and isinstance(dispute.if_no_ruling, Ruling)):
            continue
        if {*dispute.by} <= {*obligation.who}:
            continue  # whoever owes it would only contest what it claims itself
        steps = [name, *(f"{name}.{key}" for key in (obligation.tranches.parts if obligation.tranches else ()))]
        words = [f"verified:{step}{tally}" for step in steps for tally in ("", *(f"/{key}" for key in obligation.tallies))]
        yield f"{path}.dispute", [graph.index[word] for word in words if word in graph.index]


def halt_told(text: CheckedText, path: str) -> str:
    """Say what a halt is, such as `Alpha contests “hand in the weapons”, and nobody has to rule`."""
    section, name = path.split(".")[:2]
    if section == "powers":
        power = text.agreement.powers[name]
        hit = " and ".join(f"“{text.name(duty)}”" for duty, _ in duties_of(text, power))
        return f"{text.names(power.who)} suspends {hit} by “{text.name(name)}”, which has no end"
    dispute = text.agreement.obligations[name].dispute
    by = " or ".join(map(text.name, named(dispute.by))) if dispute is not None else "somebody"
    return f"{by} contests “{text.name(name)}”, and the text does not say that silence settles it"


def stops(text: CheckedText, name: str, seconds: float = LONGEST) -> Stops:
    """Give the fewest halts that keep a norm from ever opening. Those of one are found without the solver."""
    graph, can, ways = waits(text), possible(text), dict(halts(text))
    target = graph.index[f"opens:{name}"]
    if target not in can or target in reach(graph, {node for nodes in ways.values() for node in nodes}):
        return Stops((), True)
    for path, nodes in ways.items():
        if target in silence(text).without(nodes).lost:
            return Stops((path,), True, witness(text, name, [path]))
    if not available():
        return Stops((), False)
    given = [*facts(graph, can.order, {*can.order}, set()), f"target({target})."]
    paths = list(ways)
    given += [f"way({number},{node})." for number, path in enumerate(paths) for node in ways[path]]
    model, decided = solve(_STOPS, given, seconds)
    found = [paths[one] for _, (one, *_) in sorted(model or [])]
    return Stops(tuple(found), decided, witness(text, name, found) if found else None)


def never_opens(text: CheckedText, name: str) -> bool:
    """Whether a norm cannot open as the text stands, though everybody does all they can."""
    return waits(text).index[f"opens:{name}"] not in possible(text)


def witness(text: CheckedText, about: str, paths: Iterable[str], without: Iterable[int] = ()) -> Witness | None:
    """Give the log in which some halts are made and everything else is done, and a norm is dormant at its end.

    `without` leaves more out. None where the norm opens all the same, or a halt could not be made.
    """
    ways, left_out = dict(halts(text)), [*without]
    shut = [node for path in paths for node in ways[path]]
    # Only what the norm waits for is told, unless a power has to be opened first by something else.
    powers = [text.agreement.powers[path.partition(".")[2]] for path in paths if path.startswith("powers.")]
    told_about = "" if any(power.phase or power.after is not None for power in powers) else about
    log, free = Log(text, told_about, [*left_out, *shut]), Log(text, told_about, left_out)
    if log.when(f"opens:{about}") is not None:
        return None
    made: list[ActBase] = []
    for number, path in enumerate(paths):
        new = [*_made(text, log, free, path, number)]
        if not new:
            return None
        made += new
    told = tuple(sorted((*log.told, *made), key=lambda act: act.happened))
    at = max([moment(text, log.end + MINUTES_A_DAY), *(act.happened for act in made)])
    # The evaluator has the last word: a log that it does not see end here shows nothing.
    norm = status(text.versions, iter(told), as_of=at, known_by=at).norm(about)
    return Witness(told, at.isoformat(), about, {"life": "dormant"}) if norm is not None and norm.life is Life.DORMANT else None


def _made(text: CheckedText, log: Log, free: Log, path: str, number: int) -> Iterator[ActBase]:
    section, name = path.split(".")[:2]
    if section == "powers":
        power = text.agreement.powers[name]
        opened = log.when(f"opens:{name}") if log.about == "" else first_minute(text)
        if opened is None or not named(power.who):
            return
        at = moment(text, max(opened, first_minute(text)))
        for duty, _ in duties_of(text, power):
            yield _act(acts.SuspensionDeclared, f"halt{number}.{duty}", at, actor=named(power.who)[0], of=duty, power=name)
        return
    dispute = text.agreement.obligations[name].dispute
    claims = {act.id: act for act in log.told if isinstance(act, acts.Claimed) and act.of == name}
    who = [one for one in named(dispute.by) if one not in text.agreement.obligations[name].who] if dispute is not None else []
    if not who or not claims:
        return
    # What was confirmed stays said; the contest is why it does not count.
    yield from (act for act in free.told if isinstance(act, acts.Confirmed) and act.of == name and claims.keys() & {*act.refs})
    for one in claims.values():
        yield _act(acts.Contested, f"halt{number}.{one.id}", one.happened, actor=who[0], of=name, refs=(one.id,))


def _act(kind: type[ActBase], name: str, at: datetime, **fields: Any) -> ActBase:
    return kind(id=name, happened=at, recorded=at, **fields)
