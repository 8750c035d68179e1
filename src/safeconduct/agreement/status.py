"""The door of the evaluator: `status(versions, acts, as_of, known_by)`.

A pure function: the same versions, acts and times give the same answer, in whatever order the acts come.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec.structs import replace

from safeconduct.agreement import obligations, other_norms
from safeconduct.agreement.amend import Version
from safeconduct.agreement.calendar import start_of_day, to_micros, zone_of
from safeconduct.agreement.columns import Batch, batches
from safeconduct.agreement.evaluate import Evaluator
from safeconduct.agreement.fold import Ledger
from safeconduct.agreement.frame import Calendar
from safeconduct.agreement.joint import agreed
from safeconduct.agreement.norms import Obligation
from safeconduct.agreement.results import (
    AnchorStatus,
    Counts,
    ExchangeRow,
    ExchangeStatus,
    FigureStatus,
    HoleStatus,
    Life,
    NormStatus,
    Outcome,
    Owed,
    StatementStatus,
    Status,
)
from safeconduct.agreement.rules import VersionRules
from safeconduct.agreement.settle import settle
from safeconduct.agreement.shapes import UNSTATED
from safeconduct.agreement.terms import Limit
from safeconduct.kernel.acts import ActBase, AsTold, FigureReported, StatementReported, root_source
from safeconduct.kernel.truth import Truth


def status(versions: tuple[Version, ...], acts: Iterable[ActBase], *, as_of: datetime, known_by: datetime,
           seen_by: str = "") -> Status:  # fmt: skip
    """Give the status at `as_of`, from what was recorded by `known_by`.

    `versions` run from the oldest to the newest; one that takes effect after `as_of` is left out. With `seen_by`, that
    organisation's own counts and claims decide instead of those the agreement lets decide.
    """
    return status_of(versions, batches(acts), as_of=as_of, known_by=known_by, seen_by=seen_by)


def status_of(versions: tuple[Version, ...], acts: Iterable[Batch], *, as_of: datetime, known_by: datetime,
              seen_by: str = "") -> Status:  # fmt: skip
    """Give the status from acts that come in batches."""
    as_of, known_by = as_of.astimezone(UTC), known_by.astimezone(UTC)
    in_force = tuple(version for version in versions if version.start is None or version.start <= as_of) or versions[:1]
    rules = tuple(VersionRules(version.source.model, to_micros(version.start) if version.start else None)
                  for version in in_force)  # fmt: skip
    ledger = settle(Ledger(rules, as_of=as_of, known_by=known_by).fold(acts))
    for name, anchor in ledger.rules.agreement.anchors.items():
        for act in ledger.dated.get(name, ()) if anchor.each is not None else ():
            ledger.leave_out(act, "anchor_of_each", anchor=name, each=anchor.each)
    current = in_force[-1]._replace(released=_released(in_force))
    world = _world(ledger, current, as_of, seen_by=seen_by)
    norms = _norms(world)
    norms = tuple(_with_outcomes(norm, norms, world, current) for norm in norms)
    agreement, zone = world.agreement, zone_of(world.agreement.time.zone)
    return Status(
        agreement=agreement.id, title=agreement.title.pick("en"), hash=current.source.hash,
        wording=agreement.wording.value, as_of=as_of.astimezone(zone), known_by=known_by.astimezone(zone),
        seen_by=seen_by,
        acts=Counts(read=ledger.read, considered=ledger.read - ledger.later, later=ledger.later,
                    changed_status=ledger.changed, not_counted=sum(ledger.uncounted.values())),
        norms=norms, exchanges=tuple(_exchange(name, world) for name in agreement.exchanges),
        anchors=tuple(_anchor(name, world) for name in agreement.anchors),
        holes=tuple(_hole(name, world) for name in agreement.holes), owes=_owes(norms, world),
        figures=tuple(_figure(act, agreement.time) for act in ledger.figures),
        statements=tuple(_statement(act, agreement.time) for act in ledger.statements),
        steps_outside=tuple(act.id for act in ledger.steps),
        not_counted=tuple(ledger.not_counted),
        amendments=tuple(version.title for version in in_force[1:]),
    )  # fmt: skip


def _released(versions: tuple[Version, ...]) -> frozenset[str]:
    """Give what any version released and no later one defined anew."""
    released: frozenset[str] = frozenset()
    for version in versions:
        released = (released - version.redefined) | version.released
    return released


def _world(ledger: Ledger, version: Version, as_of: datetime, *, seen_by: str = "",
           assume: dict[str, Truth] | None = None, known: Evaluator | None = None) -> Evaluator:  # fmt: skip
    return Evaluator(ledger, as_of=as_of, positions=version.source.origins, assume=assume, known=known,
                     seen_by=seen_by, released=version.released, unseen=version.source.unseen)  # fmt: skip


def _norms(world: Evaluator) -> tuple[NormStatus, ...]:
    agreement = world.agreement
    sections = (("obligation", agreement.obligations), ("prohibition", agreement.prohibitions),
                ("entitlement", agreement.entitlements), ("power", agreement.powers))  # fmt: skip
    return tuple(_norm(kind, name, world) for kind, section in sections for name in section)


def _norm(kind: str, name: str, world: Evaluator) -> NormStatus:
    if kind == "obligation":
        return obligations.status_of(name, world)
    return other_norms.status_of(kind, name, world)


def _with_outcomes(norm: NormStatus, norms: tuple[NormStatus, ...], known: Evaluator, version: Version) -> NormStatus:
    if norm.amount is None or not norm.amount.disputed:
        return norm
    outcomes = []
    for truth in (Truth.FOR, Truth.AGAINST):
        world = _world(known.ledger, version, known.as_of, seen_by=known.seen_by, assume={norm.id: truth}, known=known)
        mine = _norm(norm.kind, norm.id, world)
        assert mine.amount is not None
        opens = tuple(other.id for other in norms
                      if other.life is Life.DORMANT and norm.id in {name.partition(".")[0] for name in other.waits_for}
                      and _norm(other.kind, other.id, world).life is not Life.DORMANT)  # fmt: skip
        outcomes.append(Outcome(life=mine.life, done=mine.amount.done, remaining=mine.amount.remaining, opens=opens))
    return replace(norm, if_for=outcomes[0], if_against=outcomes[1])


def _exchange(name: str, world: Evaluator) -> ExchangeStatus:
    exchange = world.agreement.exchanges[name]
    handed = world.deciding(exchange.given).by_category
    rows, undefined = [], []
    for category, key in exchange.keys.items():
        count = handed.get(category, 0)
        if isinstance(key, str):
            undefined.append(category)
            rows.append(ExchangeRow(category=category, handed_over=count, key=None, unit="", owed=None))
        else:
            each = sum(quantity.count for quantity in key)
            rows.append(ExchangeRow(category=category, handed_over=count, key=each, unit=key[0].unit,
                                    owed=count * each))  # fmt: skip
    total, arithmetic = world.exchange_due(name)
    return ExchangeStatus(id=name, title=exchange.title.pick("en"), given=exchange.given, owed=exchange.owed,
                          rows=tuple(rows), owed_so_far=total, done=world.deciding(exchange.owed).total,
                          undefined=tuple(undefined), arithmetic=arithmetic)  # fmt: skip


def _anchor(name: str, world: Evaluator) -> AnchorStatus:
    anchor = world.anchor(name)
    return AnchorStatus(id=name, name=world.agreement.anchors[name].name.pick("en"), fixed=anchor.fixed,
                        truth=Truth.FOR if anchor.happened else Truth.UNKNOWN, candidates=anchor.candidates,
                        each=world.agreement.anchors[name].each or "")  # fmt: skip


def _hole(name: str, world: Evaluator) -> HoleStatus:
    hole = world.agreement.holes[name]
    filled = agreed(name, world.agreement, world.ledger)
    if_not = hole.if_not if isinstance(hole.if_not, str) else hole.if_not.pick("en")
    return HoleStatus(id=name, what=hole.what.pick("en"), clause=hole.clause, owner=hole.owner,
                      deadline=limit_words(hole.deadline, world), if_not=if_not, filled=filled is not None,
                      filled_with=filled.says if filled else "", act=filled.id if filled else "")  # fmt: skip


def limit_words(limit: object, world: Evaluator) -> str:
    """Give a deadline as words of the text; an absent one as an empty text."""
    if not isinstance(limit, Limit):
        return UNSTATED if limit == UNSTATED else ""
    clocks = limit.clocks.values() or [limit]
    return " / ".join(clock.words(world.agreement.name_of) for clock in clocks)


def _owes(norms: tuple[NormStatus, ...], world: Evaluator) -> tuple[Owed, ...]:
    lines = []
    for norm in norms:
        if norm.kind != "obligation" or norm.life in (Life.FULFILLED, Life.RELEASED, Life.LAPSED):
            continue
        amount = norm.amount
        obligation: Obligation = world.agreement.obligations[norm.id]
        assert amount is not None
        for debtor in norm.who:
            for creditor in norm.to:
                lines.append(Owed(
                    debtor=debtor, creditor=creditor, norm=norm.id, title=norm.title, label=norm.label,
                    life=norm.life, unit=amount.unit,
                    due=amount.due, done=amount.done, remaining=amount.remaining,
                    limit=limit_words(obligation.deadline, world), per=amount.per,
                    overdue=norm.life in (Life.OVERDUE, Life.BREACHED),
                    waits_for=norm.waits_for, missing=norm.missing,
                ))  # fmt: skip
    return tuple(lines)


def _figure(act: FigureReported, calendar: Calendar) -> FigureStatus:
    start, end = _stretch(act, act.as_of, calendar)
    return FigureStatus(
        id=act.id, subject=act.subject, low=act.low, high=act.high, approximate=act.approximate, words=act.words,
        unit=act.unit, root=root_source(act.chain), chain=act.chain, as_of_start=start, as_of_end=end,
        recorded=act.recorded.astimezone(start.tzinfo), method=act.method, category=act.category, place=act.place,
        evidence=act.evidence, exhaustive=act.exhaustive, out_of=act.out_of, vague=act.vague, certainty=act.certainty,
        corrects=act.corrects, republishes=act.republishes, document=act.document,
    )  # fmt: skip


def _statement(act: StatementReported, calendar: Calendar) -> StatementStatus:
    last, (start, end) = act.chain[-1] if act.chain else None, _stretch(act, act.said, calendar)
    return StatementStatus(
        id=act.id, root=root_source(act.chain), speaks_for=(last.speaks_for or last.who) if last else "",
        chain=act.chain, stance=act.stance, polarity=act.polarity, says=act.says, on=act.on,
        said_start=start, said_end=end, recorded=act.recorded.astimezone(start.tzinfo), evidence=act.evidence,
        place=act.place, addressee=act.addressee, certainty=act.certainty, realis=act.realis, corrects=act.corrects,
        republishes=act.republishes, document=act.document,
    )  # fmt: skip


def _stretch(act: ActBase, told: AsTold | None, calendar: Calendar) -> tuple[datetime, datetime]:
    """Give the time that a report names; where it names none, the time of the act."""
    zone = zone_of(calendar.zone)
    if told is not None and told.days is not None:
        start, end = (start_of_day(day, calendar) for day in told.days)
    elif told is not None and told.moments is not None:
        start, end = told.moments
    else:
        start, end = act.happened, act.until or act.happened
    return start.astimezone(zone), end.astimezone(zone)
