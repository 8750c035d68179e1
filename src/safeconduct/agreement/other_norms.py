"""The status of prohibitions, entitlements and powers.

An allegation is never a breach: only a finding by someone the agreement empowers is.
"""

from msgspec.structs import replace

from safeconduct.agreement import anchors, explain, joint, wording
from safeconduct.agreement.conditions import Held, unmet
from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.gates import gate
from safeconduct.agreement.norms import Entitlement, Norm, Power, Prohibition
from safeconduct.agreement.obligations import subject
from safeconduct.agreement.results import CanChange, ClockStatus, Life, NormStatus, Reason
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.suspension import suspended
from safeconduct.kernel.truth import Truth, of_evidence


def status_of(kind: str, name: str, world: Evaluator) -> NormStatus:
    """Give the status of one prohibition, entitlement or power."""
    norm: Norm = world.agreement.find(name)[1]  # type: ignore[index]
    opens = gate(norm, world)
    stopped = suspended(name, world)
    continuing = world.condition(norm.as_long_as) if norm.as_long_as is not None else None
    clocks: tuple[ClockStatus, ...] = ()
    if isinstance(norm, Prohibition) and norm.ends is not None:
        clocks = anchors.clocks(norm.ends, world.agreement, world.anchors(), completed=None, as_of=world.as_of)
    found = joint.findings(name, world.ledger)
    ended = bool(clocks) and anchors.passed(clocks, "")
    life = _life(name, opens, stopped, continuing, ended=ended, breached=any(f.outcome == "breach" for f in found),
                 world=world)  # fmt: skip
    missing = _missing(norm)
    holes_open = explain.open_holes(norm.holes, world)
    changes = _changes(name, life, opens, holes_open, world)
    alleged = tuple(act.id for act in world.ledger.alleged.get(name, ()))
    children = (
        *explain.stops(stopped),
        *((Reason(code="released_by_amendment", params={"of": name}),) if name in world.released else ()),
        explain.opening(opens, norm, world),
        *((explain.continuing(continuing),) if continuing else ()),
        *explain.clocks(clocks),
        *explain.breaches(name, norm.found_by if isinstance(norm, Prohibition) else (UNSTATED,), world),
        *explain.unsaid(missing, name, world),
        *explain.holes(norm.holes, world),
    )
    since = opens.since.end if life is Life.IN_FORCE and opens.since else None
    reason = Reason(code=f"life_{life.value}", params={"of": name}, value=life, where=world.where(name), since=since,
                    can_change=changes, children=children)  # fmt: skip
    waits = tuple(dict.fromkeys(subject(leaf) for leaf in unmet(opens.reason))) if opens.truth is not Truth.FOR else ()
    result = NormStatus(
        id=name, kind=kind, title=norm.title.pick("en"), clause=norm.clause, who=norm.who,  # type: ignore[attr-defined]
        to=_to(norm), phase=norm.phase, life=life, label="", reason=reason, since=since,
        evidence=of_evidence(supports=any(f.outcome == "no_breach" for f in found),
                             opposes=any(f.outcome == "breach" for f in found)),
        clocks=clocks, missing=missing, unseen=explain.not_seen(missing, name, world), open_holes=holes_open,
        waits_for=waits, can_unblock=changes,
        allegations=alleged, findings=tuple(act.id for act in found),
    )  # fmt: skip
    return replace(result, label=wording.label(result))


def _life(name: str, opens: Held, stopped: Reason | None, continuing: Held | None, *, ended: bool, breached: bool,
          world: Evaluator) -> Life:  # fmt: skip
    if name in world.released:
        return Life.RELEASED
    if stopped:
        return Life.SUSPENDED
    if ended or opens.truth is Truth.AGAINST or (continuing and continuing.truth is Truth.AGAINST):
        return Life.LAPSED
    if opens.truth is not Truth.FOR:
        return Life.DORMANT
    return Life.BREACHED if breached else Life.IN_FORCE


def _missing(norm: Norm) -> tuple[str, ...]:
    words = []
    if UNSTATED in norm.who:  # type: ignore[attr-defined]
        words.append("duty_holder" if isinstance(norm, Prohibition) else "holder")
    if isinstance(norm, Prohibition) and set(norm.found_by) <= {UNSTATED}:
        words.append("finder")
    if isinstance(norm, Entitlement):
        if set(norm.granted_by) <= {UNSTATED}:
            words.append("grantor")
        if norm.destination == UNSTATED:
            words.append("destination")
    if isinstance(norm, Power):
        if norm.lasts == UNSTATED:
            words.append("length")
        if UNSTATED in norm.reviewed_by:
            words.append("reviewer")
        if norm.stops_clock == UNSTATED:
            words.append("clock_rule")
    return tuple(words)


def _to(norm: Norm) -> tuple[str, ...]:
    return norm.to if isinstance(norm, Prohibition) else (norm.granted_by if isinstance(norm, Entitlement) else ())


def _changes(name: str, life: Life, opens: Held, holes_open: tuple[str, ...], world: Evaluator) -> tuple[CanChange, ...]:
    changes = [change for leaf in unmet(opens.reason) for change in leaf.can_change] if life is Life.DORMANT else []
    changes += [CanChange(who=world.agreement.holes[hole].owner, how="agree_hole", params={"hole": hole})
                for hole in holes_open]  # fmt: skip
    return explain.unique(changes)
