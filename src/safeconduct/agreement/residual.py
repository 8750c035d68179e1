"""What is left: the unfinished part of an agreement, as an agreement in the same format.

For a hand-over to those who carry on, and as input to the checks: from today, can the rest still be done? What is
fulfilled or released falls away, what is half done keeps its remainder, and a condition that holds is no condition.
"""

from copy import deepcopy
from typing import Any

import yaml

from safeconduct.agreement.model import SECTIONS
from safeconduct.agreement.reader import Source
from safeconduct.agreement.results import Life, NormStatus, Reason, Status
from safeconduct.kernel.truth import Truth

_OVER = (Life.FULFILLED, Life.RELEASED, Life.LAPSED)
_NORMS = ("obligations", "prohibitions", "entitlements", "powers")
_NORM_LISTS = ("norms", "affects", "parallel_with", "of", "weighs", "coupled_with", "inventory", "if_late", "owed_meanwhile",
               "protects", "exempt")  # fmt: skip


def residual(source: Source, status: Status) -> dict[str, Any]:
    """Give what is left as plain data that reads as an agreement."""
    plain: dict[str, Any] = deepcopy(_whole(source.plain))
    plain["id"] = f"{plain['id']}-residual"
    found, met = {norm.id: norm for norm in status.norms}, _met(status)
    _simplify(plain, met, status)
    kept = {name for name, norm in found.items() if norm.life not in _OVER}
    # What has been released is kept while something still waits for it: that wait has to be seen, not hidden.
    while more := _waited_for(plain, kept) - kept:
        kept |= more
    for section in _NORMS:
        if section in plain:
            plain[section] = {name: _norm(value, found[name]) for name, value in plain[section].items() if name in kept}
    over = set(found) - kept
    _exchanges(plain, over)
    _forget(plain, over)
    return plain


def residual_text(source: Source, status: Status) -> str:
    """Give what is left as YAML."""
    note = (f"# What is left of {status.agreement} as of {status.as_of.isoformat()},\n"
            f"# from what was recorded by {status.known_by.isoformat()}.\n")  # fmt: skip
    return note + yaml.dump(residual(source, status), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False,
                            width=110)  # fmt: skip


def _whole(plain: dict[str, Any]) -> dict[str, Any]:
    """Give the plain data of a text, with what its amendments add and define anew."""
    if "base" not in plain:
        return plain
    base, change = _whole(plain["base"]), plain["amendment"]
    sections = {key: {**base.get(key, {}), **change.get(key, {})} for key in (*SECTIONS, "units", "sources")
                if key in base or key in change}  # fmt: skip
    said = [*base.get("acknowledged", ()), *change.get("acknowledged", ())]
    own = {key: change[key] for key in ("programme",) if key in change}
    return {**base, **sections, **own, **({"acknowledged": said} if said else {})}


def _norm(value: dict[str, Any], status: NormStatus) -> dict[str, Any]:
    amount = status.amount
    if amount is None or amount.due is None or amount.bound == "at_most" or amount.per or "amount" not in value:
        return value
    if not amount.done or "exchange" in value:
        return value
    # A part that was waived is not of any one tranche, so the tranches go on adding up to what is not done.
    rest = (amount.remaining or 0) + (amount.waived if "tranches" in value else 0)
    left = {**value, "amount": f"{rest} {amount.unit}"}
    if "tranches" in value:
        parts = {part.id.partition(".")[2]: part for part in status.tranches}
        tranches = {key: kept for key, kept in value["tranches"].items() if key not in ("base", "rounding")}
        tranches["parts"] = {
            key: {**{k: v for k, v in part.items() if k not in ("share", "rest", "amount")},
                  "amount": f"{(parts[key].due or 0) - parts[key].done} {amount.unit}"}
            for key, part in value["tranches"]["parts"].items() if parts[key].life is not Life.FULFILLED
        }  # fmt: skip
        left["tranches"] = tranches
    return left


def _met(status: Status) -> set[tuple[str, str]]:
    # What holds: verified steps, happened anchors, agreed parts, decisions; as (key of the condition, id).
    found: set[tuple[str, str]] = set()
    for norm in status.norms:
        if norm.life is Life.FULFILLED:
            found |= {("verified", norm.id), ("claimed", norm.id)}
        found |= {("verified", part.id) for part in norm.tranches if part.life is Life.FULFILLED}
        _walk(norm.reason, found)
    found |= {("anchor", anchor.id) for anchor in status.anchors if anchor.truth is Truth.FOR}
    found |= {("agreed", hole.id) for hole in status.holes if hole.filled}
    return found


def _walk(reason: Reason, found: set[tuple[str, str]]) -> None:
    if reason.code == "decision_yes":
        found.add(("decided", str(reason.params["decision"])))
    if reason.code in ("step_claimed", "step_waived"):
        found.add(("claimed", str(reason.params["of"])))
    if reason.code == "reading_falls":
        found.add(("reading", str(reason.params["reading"])))
    if reason.code == "step_waived":
        found.add(("verified", str(reason.params["of"])))
    for child in reason.children:
        _walk(child, found)


def _simplify(plain: dict[str, Any], met: set[tuple[str, str]], status: Status) -> None:
    for section in _NORMS:
        for value in plain.get(section, {}).values():
            _open(value, "after", met)
            for part in value.get("tranches", {}).get("parts", {}).values():
                _open(part, "after", met)
    for category in plain.get("categories", {}).values():
        for move in category.get("moves", {}).values():
            _open(move, "needs", met)
    for value in plain.get("phases", {}).values():
        _open(value, "opens", met)
    for name, value in plain.get("anchors", {}).items():
        waits = "when" in value
        _open(value, "when", met)
        if waits and "when" not in value:
            _fix(name, value, status)


def _waited_for(plain: dict[str, Any], kept: set[str]) -> set[str]:
    """Give the obligations that a kept norm, an anchor, a phase or a move still waits for."""
    conditions = [value.get(key) for section in _NORMS for name, value in plain.get(section, {}).items()
                  if name in kept for key in ("after", "as_long_as")]  # fmt: skip
    conditions += [part.get("after") for name, value in plain.get("obligations", {}).items() if name in kept
                   for part in value.get("tranches", {}).get("parts", {}).values()]  # fmt: skip
    conditions += [value.get("when") for value in plain.get("anchors", {}).values()]
    conditions += [value.get("opens") for value in plain.get("phases", {}).values()]
    conditions += [move.get("needs") for category in plain.get("categories", {}).values()
                   for move in category.get("moves", {}).values()]  # fmt: skip
    return {name for condition in conditions if condition for name in _named(condition)}


def _named(condition: dict[str, Any]) -> set[str]:
    parts = condition.get("all") or condition.get("any") or ([condition["needs"]] if "needs" in condition else ())
    own = {str(condition[key]).partition(".")[0] for key in ("verified", "claimed") if key in condition}
    return own.union(*map(_named, parts))


def _open(value: dict[str, Any], key: str, met: set[tuple[str, str]]) -> None:
    if key not in value:
        return
    condition = _unmet(value[key], met)
    if condition is None:
        del value[key]
    else:
        value[key] = condition


def _unmet(condition: dict[str, Any], met: set[tuple[str, str]]) -> dict[str, Any] | None:
    if "all" in condition:
        parts = [part for part in (_unmet(part, met) for part in condition["all"]) if part is not None]
        return {"all": parts} if len(parts) > 1 else (parts[0] if parts else None)
    if "any" in condition:
        every = [_unmet(part, met) for part in condition["any"]]
        return None if None in every else {"any": every}
    if "reading" in condition:
        needs = None if ("reading", str(condition["reading"])) in met else _unmet(condition["needs"], met)
        return None if needs is None else {**condition, "needs": needs}
    return None if any((key, str(value)) in met for key, value in condition.items()) else condition


def _fix(name: str, value: dict[str, Any], status: Status) -> None:
    anchor = next(anchor for anchor in status.anchors if anchor.id == name)
    if anchor.candidates:
        value["on"] = anchor.candidates[0].end.isoformat(timespec="seconds")


def _exchanges(plain: dict[str, Any], over: set[str]) -> None:
    for name, value in list(plain.get("exchanges", {}).items()):
        if value["given"] in over or value["owed"] in over:
            del plain["exchanges"][name]
            for obligation in plain.get("obligations", {}).values():
                if obligation.get("exchange") == name:
                    del obligation["exchange"]
                    obligation["amount"] = "unstated"


def _over(names: Any, over: set[str]) -> bool:
    return bool(names) and over.issuperset([names] if isinstance(names, str) else names)


def _forget(value: Any, over: set[str]) -> None:
    if isinstance(value, dict):
        for key in list(value):
            if key in _NORM_LISTS and isinstance(value[key], list):
                value[key] = [name for name in value[key] if name not in over]
            elif key in _NORM_LISTS and isinstance(value[key], str) and value[key] in over:
                value[key] = []
            elif key == "step" and isinstance(value[key], str) and value[key] in over:
                del value[key]
                value.pop("edge", None)
            elif key == "inputs" and isinstance(value[key], dict):
                # What was to be provided by a step that is over has been provided, or is no longer waited for.
                value[key] = {name: one for name, one in value[key].items() if not _over(one.get("owed_as"), over)}
            else:
                _forget(value[key], over)
    elif isinstance(value, list):
        for part in value:
            _forget(part, over)
