"""References and small sums: every id leads somewhere, every unit is declared, every tranche set closes.

Runs after the shapes, on the whole file, so that all faults are reported at once.
"""

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeconduct.agreement.model import SECTIONS, Content
from safeconduct.agreement.norms import Consequence, Obligation, Tranches
from safeconduct.agreement.shapes import UNSTATED, Reading
from safeconduct.agreement.terms import Clock, Limit
from safeconduct.kernel.moments import TimeUnit
from safeconduct.kernel.quantity import Quantity, ShareNotWhole, part_of
from safeconduct.kernel.suggest import did_you_mean


def check_references(model: Content, ctx: Reading) -> None:
    """Note a fault for every reference, unit, zone, deadline and tranche that does not hold."""
    index = _index(model, ctx)
    unread = {path.rpartition(".")[2] for path in ctx.positions if path.count(".") == 1} - set(index)
    for kinds, name, node, path in ctx.references:
        if name.partition(".")[0] in unread:
            continue  # its definition has a fault of its own, already reported
        found = model.sources if kinds == ("source",) else index
        kind = "source" if found is model.sources and name in found else index.get(name)
        if kind in kinds:
            continue
        if kind:
            message, remedy = f"{name!r} is {_a(kind)}, and this key wants {_a(kinds[0])}", ""
        else:
            message = f"no {' or '.join(kinds)} is called {name!r}"
            known = list(model.sources) if kinds == ("source",) else [n for n, k in index.items() if k in kinds]
            remedy = did_you_mean(name, known, otherwise=f"define it, or write {UNSTATED} where the text names nobody")
        ctx.faults.add("SC101", message, node=node, path=path, remedy=remedy)
    for unit, node, path in ctx.units:
        if unit not in model.units:
            ctx.faults.add("SC101", f"the unit {unit!r} is not declared", node=node, path=path,
                           remedy=did_you_mean(unit, model.units, otherwise="add it under `units:`"))  # fmt: skip
    _check_times(model, ctx)
    for name, obligation in model.obligations.items():
        _check_obligation(name, obligation, ctx)
    for section, field in (("tests", "unit"), ("subjects", "unit")):
        for name, value in getattr(model, section).items():
            if getattr(value, field) not in model.units:
                _fault(ctx, "SC101", f"{section}.{name}", f"the unit {getattr(value, field)!r} is not declared",
                       did_you_mean(getattr(value, field), model.units, otherwise="add it under `units:`"))  # fmt: skip
    for name, point in model.points.items():
        if point.says is None and point.not_encoded is None and not point.clauses:
            _fault(ctx, "SC015", f"points.{name}", "a point needs `says`, `clauses` or `not_encoded`",
                   "write what it says, or why that is not given")  # fmt: skip


def _index(model: Content, ctx: Reading) -> dict[str, str]:
    index: dict[str, str] = {}
    for section, (kind, _) in SECTIONS.items():
        for name, value in getattr(model, section).items():
            if name in index:
                _fault(ctx, "SC018", f"{section}.{name}", f"{name!r} already names {_a(index[name])}",
                       "ids are unique in the whole file; choose another")  # fmt: skip
                continue
            index[name] = kind
            if kind == "point":
                index.update((f"{name}.{clause}", kind) for clause in value.clauses)
            elif kind == "obligation" and value.tranches:
                index.update((f"{name}.{part}", kind) for part in value.tranches.parts)
    return index


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _fault(ctx: Reading, code: str, path: str, message: str, remedy: str = "") -> None:
    known = path
    while known not in ctx.positions and "." in known:
        known = known.rpartition(".")[0]
    line, column = ctx.positions.get(known, (1, 1))
    ctx.faults.add(code, message, path=path, remedy=remedy, line=line, column=column)


def _check_times(model: Content, ctx: Reading) -> None:
    calendar = getattr(model, "time", None)
    if calendar is not None:
        _check_zone(calendar.zone, "time.zone", ctx)
        if calendar.day_ends not in ("24:00", "00:00") and not _is_hour(calendar.day_ends):
            _fault(ctx, "SC004", "time.day_ends", f"{calendar.day_ends!r} is not an hour", "write 24:00 or 18:00")
    months = calendar is None or calendar.months.value != "forbid"
    for path, limit in _limits(model):
        clocks = limit.clocks.items() if isinstance(limit, Limit) else ()
        _check_clock(limit, path, ctx, months, has_clocks=bool(clocks))
        for name, clock in clocks:
            _check_clock(clock, f"{path}.clocks.{name}", ctx, months)
        if isinstance(limit, Limit) and limit.prevails and limit.prevails not in limit.clocks:
            _fault(ctx, "SC101", path, f"no clock here is called {limit.prevails!r}",
                   did_you_mean(limit.prevails, limit.clocks))  # fmt: skip


def _limits(model: Content) -> list[tuple[str, Clock]]:
    found: list[tuple[str, Any]] = []
    for name, obligation in model.obligations.items():
        path = f"obligations.{name}"
        found += [(f"{path}.deadline", obligation.deadline), (f"{path}.earliest", obligation.earliest)]
        if obligation.tranches:
            found += [(f"{path}.tranches.parts.{key}.deadline", part.deadline)
                      for key, part in obligation.tranches.parts.items()]  # fmt: skip
    found += [(f"prohibitions.{name}.ends", value.ends) for name, value in model.prohibitions.items()]
    found += [(f"holes.{name}.deadline", value.deadline) for name, value in model.holes.items()]
    return [(path, limit) for path, limit in found if isinstance(limit, Clock)]


def _check_clock(clock: Clock, path: str, ctx: Reading, months: bool, *, has_clocks: bool = False) -> None:
    ways = (clock.by is not None) + (clock.within is not None) + has_clocks
    if ways != 1:
        _fault(ctx, "SC015" if ways == 0 else "SC014", path, "a deadline needs exactly one of: by, within, clocks",
               "write {by: 2026-01-31}, or {within: 72 hours, of: an_anchor}")  # fmt: skip
    if (clock.within is None) != (clock.of is None):
        _fault(ctx, "SC015", path, "`within` and `of` stand together", "write {within: 72 hours, of: an_anchor}")
    if clock.within is not None and clock.within.unit is TimeUnit.MONTHS and not months:
        _fault(ctx, "SC403", path, "a deadline in months has two answers at a month's end",
               "write days or weeks, or set `months: round_down` or `round_up` under `time`")  # fmt: skip
    if clock.zone:
        _check_zone(clock.zone, path, ctx)


def _check_zone(zone: str, path: str, ctx: Reading) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        import zoneinfo

        remedy = did_you_mean(zone, sorted(zoneinfo.available_timezones()), otherwise="write an IANA zone")
        _fault(ctx, "SC404", path, f"the time zone {zone!r} is not known", remedy)


def _is_hour(text: str) -> bool:
    hours, _, minutes = text.partition(":")
    return hours.isdigit() and minutes.isdigit() and len(text) == 5 and int(hours) < 24 and int(minutes) < 60


def _check_obligation(name: str, obligation: Obligation, ctx: Reading) -> None:
    path = f"obligations.{name}"
    if obligation.exchange and isinstance(obligation.amount, Quantity):
        _fault(ctx, "SC014", path, "an amount and an exchange key both say how much",
               "keep `exchange`, or the number; with an exchange write the unit only")  # fmt: skip
    if obligation.tallies:
        for consequence in Consequence:
            deciding = [key for key, tally in obligation.tallies.items() if consequence in tally.decides]
            if len(deciding) != 1:
                _fault(ctx, "SC016", f"{path}.tallies",
                       f"{len(deciding) or 'no'} tallies decide {consequence.value}; exactly one must",
                       f"write `decides: [{consequence.value}]` at one of them")  # fmt: skip
    if obligation.tranches:
        _check_tranches(path, obligation, obligation.tranches, ctx)


def _check_tranches(path: str, obligation: Obligation, tranches: Tranches, ctx: Reading) -> None:
    path = f"{path}.tranches"
    base = tranches.base if tranches.base is not None else obligation.amount
    percent_of_100, total, rests = [0, 1], 0, 0
    for key, part in tranches.parts.items():
        ways = (part.share is not None) + (part.amount is not None) + part.rest
        if ways != 1:
            _fault(ctx, "SC014", f"{path}.parts.{key}", "a tranche needs exactly one of: share, amount, rest")
        if part.share is not None:
            percent_of_100 = [percent_of_100[0] * part.share.of + part.share.parts * percent_of_100[1],
                              percent_of_100[1] * part.share.of]  # fmt: skip
            if isinstance(base, Quantity):
                try:
                    total += part_of(base.count, part.share, tranches.rounding)
                except ShareNotWhole as error:
                    _fault(ctx, "SC016", f"{path}.parts.{key}", str(error), "write `rounding: down`, `up` or `half_up`")
        elif part.amount is not None:
            total += part.amount.count
            if isinstance(base, Quantity) and part.amount.unit != base.unit:
                _fault(ctx, "SC605", f"{path}.parts.{key}", f"{part.amount.unit} against {base.unit}")
        rests += part.rest
    if rests > 1:
        _fault(ctx, "SC604", path, f"{rests} tranches are `rest`", "only one can be what is left")
    if rests:
        return
    if isinstance(base, Quantity) and total != base.count:
        _fault(ctx, "SC604", path, f"the tranches add up to {total} of {base.count} {base.unit}",
               "let the last one be `rest: yes`, or declare a rounding that closes")  # fmt: skip
    elif not isinstance(base, Quantity) and percent_of_100[0] not in (0, percent_of_100[1]):
        _fault(ctx, "SC604", path, "the shares do not add up to 100%", "let the last one be `rest: yes`")
