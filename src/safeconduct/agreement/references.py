"""References and small sums: every id leads somewhere, every unit is declared, every tranche set closes.

Runs after the shapes, on the whole file, so that all faults are reported at once.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from safeconduct.agreement.fits import fits
from safeconduct.agreement.frame import HowRead
from safeconduct.agreement.model import SECTIONS, Content
from safeconduct.agreement.shapes import UNSEEN, UNSTATED, Reading
from safeconduct.agreement.terms import Clock, Counting, Happened, Limit, Verified, inner
from safeconduct.agreement.yaml_tree import Node
from safeconduct.kernel.moments import Duration, TimeUnit
from safeconduct.kernel.suggest import did_you_mean


def check_references(model: Content, ctx: Reading) -> dict[str, str]:
    """Note a fault for every reference, unit, zone, deadline and tranche that does not hold.

    Gives id -> kind of everything that is defined.
    """
    index = _index(model, ctx)
    check_names(index, model, ctx)
    lost_units = "unit" in _lost_kinds(ctx)
    for unit, node, path in ctx.units:
        if unit not in model.units and not lost_units and f"units.{unit}" not in ctx.positions:
            remedy = partial(did_you_mean, unit, model.units, otherwise="add it under `units:`")
            ctx.faults.add("SC101", f"the unit {unit!r} is not declared", node=node, path=path, remedy=remedy)
    _check_times(model, ctx)
    _check_anchor_circles(model, ctx)
    for path, condition in _conditions(model):
        _check_tallies_named(path, condition, model, ctx)
    for fault in fits(model):
        fault_at(ctx, *fault)
    _check_unseen(model, ctx)
    for name, exchange in model.exchanges.items():
        for category in exchange.keys:
            if category not in model.categories and "category" not in _lost_kinds(ctx):
                fault_at(ctx, "SC101", f"exchanges.{name}.keys.{category}", f"no category is called {category!r}",
                         partial(did_you_mean, category, model.categories, otherwise="define it under `categories:`"))
    _check_programme(model, ctx)
    for section in ("tests", "subjects", "obligations"):
        for name, value in getattr(model, section).items():
            if (unit := value.unit) and unit not in model.units and not lost_units:
                fault_at(ctx, "SC101", f"{section}.{name}.unit", f"the unit {unit!r} is not declared",
                         partial(did_you_mean, unit, model.units, otherwise="add it under `units:`"))  # fmt: skip
    for name, point in model.points.items():
        if point.says is None and point.not_encoded is None and not point.clauses:
            if any(at.startswith(f"points.{name}.clauses.") for at in ctx.positions):
                continue  # it has clauses, with faults of their own
            fault_at(ctx, "SC015", f"points.{name}", "a point needs `says`, `clauses` or `not_encoded`",
                     "write what it says, or why that is not given")  # fmt: skip
    return index


def check_names(index: dict[str, str], model: Content, ctx: Reading) -> None:
    """Note a fault for every reference to an id that is not there, or is of another kind."""
    lost = _lost_kinds(ctx)
    for kinds, name, node, path in ctx.references:
        cited = kinds == ("source",)
        kind = "source" if cited and name in model.sources else index.get(name)
        if kind in kinds or not lost.isdisjoint(kinds) or _has_own_fault(name, kinds, ctx, index):
            continue
        if kind:
            message, remedy = f"{name!r} is {_a(kind)}, and this key wants {_a(kinds[0])}", "name another id"
        elif len(kinds) > 5:
            message, remedy = f"nothing is called {name!r}", partial(did_you_mean, name, index, otherwise="define it")
        else:
            known = list(model.sources) if cited else [other for other, k in index.items() if k in kinds]
            otherwise = f"define it, or write {UNSTATED} where the text names nobody"
            message = f"no {' or '.join(kinds)} is called {name!r}"
            remedy = partial(did_you_mean, name, known, otherwise=otherwise)
        ctx.faults.add("SC101", message, node=node, path=path, remedy=remedy)


_SECTION_OF = {kind: section for section, (kind, _) in SECTIONS.items()} | {
    "source": "sources", "unit": "units", "tranche": "obligations", "reading": "points"
}  # fmt: skip


def _lost_kinds(ctx: Reading) -> set[str]:
    # A section that is no mapping of ids has one fault, and a reference into it is not another.
    written = ctx.root.value if ctx.root is not None and isinstance(ctx.root.value, dict) else {}
    return {kind for kind, section in _SECTION_OF.items() if section in written and section not in ctx.head}


def _has_own_fault(name: str, kinds: tuple[str, ...], ctx: Reading, index: dict[str, str]) -> bool:
    # An id that was read but whose definition was refused: the fault stands there, not at everyone who names it.
    if name in index:
        return False
    head, _, tail = name.partition(".")
    if head in index:
        parts = (f"points.{head}.clauses.{tail}", f"points.{head}.readings.{tail}",
                 f"obligations.{head}.tranches.parts.{tail}")  # fmt: skip
        return not ctx.positions.keys().isdisjoint(parts)
    return any(f"{_SECTION_OF[kind]}.{head}" in ctx.positions for kind in kinds)


def _index(model: Content, ctx: Reading) -> dict[str, str]:
    index: dict[str, str] = {}
    for section, (kind, _) in SECTIONS.items():
        for name, value in getattr(model, section).items():
            if name in index:
                # In an amendment the other of the two may stand in the base, which is another file.
                here, other = (section, index[name]) if f"{section}.{name}" in ctx.positions else (
                    _SECTION_OF[index[name]], kind)  # fmt: skip
                fault_at(ctx, "SC018", f"{here}.{name}", f"{name!r} already names {_a(other)}",
                         "ids are unique in the whole file; choose another")  # fmt: skip
                continue
            index[name] = kind
            if kind == "point":
                index.update((f"{name}.{reading}", "reading") for reading in value.readings)
                index.update((f"{name}.{clause}", kind) for clause in value.clauses)
            elif kind == "obligation" and value.tranches:
                index.update((f"{name}.{part}", "tranche") for part in value.tranches.parts)
    return index


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def place_of(root: Node | None, path: str) -> tuple[int, int, int]:
    """Give (line, column, depth) of the key at a path, or of the last one above it that is there."""
    node, line, column, depth = root, 1, 1, 0
    for key in path.split("."):
        key, _, number = key.partition("[")
        if node is None or not isinstance(node.value, dict) or key not in node.value:
            break
        key_node, node = node.value[key]
        line, column, depth = key_node.line, key_node.column, depth + 1
        if number and isinstance(node.value, list) and int(number.rstrip("]")) < len(node.value):
            node = node.value[int(number.rstrip("]"))]
            line, column = node.line, node.column
    return line, column, depth


def fault_at(ctx: Reading, code: str, path: str, message: str, remedy: str | Callable[[], str]) -> None:
    """Note a fault at a path such as `obligations.weapons.deadline`, or as near to it as the file goes."""
    line, column, _ = place_of(ctx.root, path)
    ctx.faults.add(code, message, path=path, remedy=remedy, line=line, column=column)


_NORM_SECTIONS = ("obligations", "prohibitions", "entitlements", "powers")
_HOUR = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")


_NEVER_COVERED = re.compile(
    r"genocide|crimes?[ _]against[ _]humanity|war[ _]crimes?|gross[ _](human[ _]rights[ _])?violations?", re.IGNORECASE
)


def _check_programme(model: Content, ctx: Reading) -> None:
    if model.programme is None or model.programme.assurance is None:
        return
    for name, words in model.programme.assurance.covers.items():
        if _NEVER_COVERED.search(name) or any(_NEVER_COVERED.search(text) for text in words.versions.values()):
            fault_at(ctx, "SC016", f"programme.assurance.covers.{name}",
                     "no assurance covers genocide, crimes against humanity, war crimes or gross violations of human rights",
                     "take it out; nobody can grant it")  # fmt: skip


def _check_unseen(model: Content, ctx: Reading) -> None:
    # Of a text that was seen whole nothing is unseen, so that the word cannot hide what the text does not say.
    if ctx.unseen and all(text.seen is HowRead.WHOLE for text in model.texts.values()):
        for path, node in ctx.unseen:
            ctx.faults.add("SC016", f"{UNSEEN!r} is for what was not seen, and each text here was seen whole",
                           node=node, path=path,
                           remedy=f"write {UNSTATED}; or say under `texts:` how much was seen, as `seen: excerpt`")  # fmt: skip


def _check_times(model: Content, ctx: Reading) -> None:
    calendar = getattr(model, "time", None)
    if getattr(model, "evidence", None) is not None and model.evidence.independent_reports < 1:
        fault_at(ctx, "SC016", "evidence.independent_reports", "an act taken from reports needs at least one report",
                 "write 2, or 1 where every report is the mission's own")  # fmt: skip
    if calendar is not None:
        _check_zone(calendar.zone, "time.zone", ctx)
        if calendar.day_ends not in ("24:00", "00:00") and not _HOUR.fullmatch(calendar.day_ends):
            fault_at(ctx, "SC004", "time.day_ends", f"{calendar.day_ends!r} is not an hour", "write 24:00 or 18:00")
    rounded = calendar is None or calendar.months.value != "forbid"
    for path, limit in _limits(model):
        clocks = limit.clocks.items() if isinstance(limit, Limit) else ()
        _check_clock(limit, path, ctx, rounded, has_clocks=bool(clocks))
        for name, clock in clocks:
            _check_clock(clock, f"{path}.clocks.{name}", ctx, rounded)
        if isinstance(limit, Limit) and limit.prevails and limit.prevails not in limit.clocks:
            fault_at(ctx, "SC101", f"{path}.prevails", f"no clock here is called {limit.prevails!r}",
                     partial(did_you_mean, limit.prevails, limit.clocks, otherwise="name one of `clocks`"))  # fmt: skip
    _check_lengths(model, ctx)


def _check_anchor_circles(model: Content, ctx: Reading) -> None:
    waits = {name: _anchors_in(anchor.when) for name, anchor in model.anchors.items() if anchor.when is not None}
    done: set[str] = set()
    for start in waits:
        trail, stack = [start], [iter(sorted(waits[start]))]
        while stack and start not in done:
            step = next(stack[-1], None)
            if step is None:
                done.add(trail.pop())
                stack.pop()
            elif step in trail:
                circle = " > ".join([*trail[trail.index(step):], step])
                fault_at(ctx, "SC024", f"anchors.{step}", f"these anchors wait for each other: {circle}",
                       "let one of them depend on a step, a date or a decision")  # fmt: skip
                done.update(trail)
            elif step in waits and step not in done:
                trail.append(step)
                stack.append(iter(sorted(waits[step])))


def _anchors_in(condition: Any) -> set[str]:
    if isinstance(condition, Happened):
        return {condition.anchor}
    return set().union(*(_anchors_in(part) for part in inner(condition)))


def _conditions(model: Content) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for section in _NORM_SECTIONS:
        for name, norm in getattr(model, section).items():
            found += [(f"{section}.{name}.after", norm.after), (f"{section}.{name}.as_long_as", norm.as_long_as)]
            tranches = getattr(norm, "tranches", None)
            found += [(f"{section}.{name}.tranches.parts.{key}.after", part.after)
                      for key, part in (tranches.parts.items() if tranches else ())]  # fmt: skip
    found += [(f"phases.{name}.opens", phase.opens) for name, phase in model.phases.items()]
    found += [(f"anchors.{name}.when", anchor.when) for name, anchor in model.anchors.items()]
    for name, category in model.categories.items():
        found += [(f"categories.{name}.moves.{key}.needs", move.needs) for key, move in category.moves.items()]
    return [(path, condition) for path, condition in found if condition is not None]


def _check_tallies_named(path: str, condition: Any, model: Content, ctx: Reading) -> None:
    for part in inner(condition):
        _check_tallies_named(path, part, model, ctx)
    if isinstance(condition, Verified) and condition.tally:
        obligation = model.obligations.get(condition.verified.partition(".")[0])
        if obligation is not None and condition.tally not in obligation.tallies:
            fault_at(ctx, "SC101", path, f"{condition.verified!r} has no tally called {condition.tally!r}",
                   did_you_mean(condition.tally, obligation.tallies, otherwise="it declares no tallies"))  # fmt: skip


def _limits(model: Content) -> list[tuple[str, Clock]]:
    found: list[tuple[str, Any]] = []
    for name, obligation in model.obligations.items():
        path = f"obligations.{name}"
        found += [(f"{path}.deadline", obligation.deadline)]
        if obligation.tranches:
            found += [(f"{path}.tranches.parts.{key}.deadline", part.deadline)
                      for key, part in obligation.tranches.parts.items()]  # fmt: skip
    for section in _NORM_SECTIONS:
        found += [(f"{section}.{name}.earliest", norm.earliest) for name, norm in getattr(model, section).items()]
    found += [(f"prohibitions.{name}.ends", value.ends) for name, value in model.prohibitions.items()]
    found += [(f"holes.{name}.deadline", value.deadline) for name, value in model.holes.items()]
    return [(path, limit) for path, limit in found if isinstance(limit, Clock)]


def _check_lengths(model: Content, ctx: Reading) -> None:
    # These are added to any moment whatever, where a month has no fixed length.
    found: list[tuple[str, object]] = []
    for name, obligation in model.obligations.items():
        path = f"obligations.{name}"
        found += [(f"{path}.per", obligation.per), (f"{path}.cure", obligation.cure)]
        if obligation.dispute:
            found += [(f"{path}.dispute.window", obligation.dispute.window),
                      (f"{path}.dispute.ruling_within", obligation.dispute.ruling_within)]  # fmt: skip
        if obligation.per is not None and obligation.per.count == 0:
            fault_at(ctx, "SC016", f"{path}.per", "a quota every 0 days has no end", "write how often, such as 1 day")
    found += [(f"powers.{name}.lasts", power.lasts) for name, power in model.powers.items()]
    for path, stretch in found:
        if isinstance(stretch, Duration) and stretch.unit is TimeUnit.MONTHS:
            fault_at(ctx, "SC403", path, "a month has no fixed length here", "write it in days or weeks")


def _check_clock(clock: Clock, path: str, ctx: Reading, rounded: bool, *, has_clocks: bool = False) -> None:
    ways = (clock.by is not None) + (clock.within is not None) + (clock.before is not None) + has_clocks
    if ways != 1:
        fault_at(ctx, "SC015" if ways == 0 else "SC014", path,
                 "a deadline needs exactly one of: by, within, before, clocks",
                 "write {by: 2026-01-31}, {within: 72 hours, of: an_anchor}, or {before: 48 hours, of: an_anchor}")  # fmt: skip
    if (clock.within is None and clock.before is None) != (clock.of is None):
        fault_at(ctx, "SC015", path, "`within` or `before`, and `of`, stand together",
                 "write {within: 72 hours, of: an_anchor}")  # fmt: skip
    if clock.before is not None and clock.before.unit is TimeUnit.MONTHS:
        fault_at(ctx, "SC403", path, "months before an event have two answers at a month's end", "write days or weeks")
    if clock.within is not None and clock.within.unit is TimeUnit.MONTHS and not rounded:
        fault_at(ctx, "SC403", path, "a deadline in months has two answers at a month's end",
               "write days or weeks, or set `months: round_down` or `round_up` under `time`")  # fmt: skip
    if clock.within is not None and clock.within.count == 0 and clock.count is Counting.INCLUSIVE:
        fault_at(ctx, "SC016", path, "no days, counted inclusively, end before they begin", "write at least 1 day")
    if clock.zone:
        _check_zone(clock.zone, f"{path}.zone", ctx)


def _check_zone(zone: str, path: str, ctx: Reading) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fault_at(ctx, "SC404", path, f"the time zone {zone!r} is not known", partial(_like_zone, zone))


def _like_zone(zone: str) -> str:
    import zoneinfo

    return did_you_mean(zone, sorted(zoneinfo.available_timezones()), otherwise="such as Asia/Jerusalem")
