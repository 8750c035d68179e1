"""What is left: the unfinished part of an agreement, as an agreement in the same format.

For a hand-over to those who carry on, and as input to the checks: from today, can the rest still be done? What is
fulfilled or released falls away, what is half done keeps its remainder, and a condition that holds is no condition.
"""

from copy import deepcopy
from typing import Any

import yaml

from safeconduct.agreement.reader import Source
from safeconduct.agreement.results import Life, NormStatus, Reason, Status
from safeconduct.kernel.truth import Truth

_OVER = (Life.FULFILLED, Life.RELEASED, Life.LAPSED)
_NORM_LISTS = ("norms", "affects", "parallel_with", "of")


def residual(source: Source, status: Status) -> dict[str, Any]:
    """Give what is left as plain data that reads as an agreement."""
    plain: dict[str, Any] = deepcopy(source.plain)
    over = {norm.id for norm in status.norms if norm.life in _OVER}
    kept = {norm.id: norm for norm in status.norms if norm.id not in over}
    plain["id"] = f"{plain['id']}-residual"
    for section in ("obligations", "prohibitions", "entitlements", "powers"):
        if section in plain:
            plain[section] = {name: _norm(value, kept[name]) for name, value in plain[section].items() if name in kept}
    _exchanges(plain, over)
    met = _met(status)
    for section in ("obligations", "prohibitions", "entitlements", "powers"):
        for value in plain.get(section, {}).values():
            _open(value, "after", met)
            for part in value.get("tranches", {}).get("parts", {}).values():
                _open(part, "after", met)
    for section, key in (("phases", "opens"), ("anchors", "when")):
        for name, value in plain.get(section, {}).items():
            if key in value:
                condition = _unmet(value[key], met)
                if condition is not None:
                    value[key] = condition
                else:
                    del value[key]
                    if section == "anchors":
                        _fix(name, value, status)
    for category in plain.get("categories", {}).values():
        for move in category.get("moves", {}).values():
            _open(move, "needs", met)
    _forget(plain, over)
    return plain


def residual_text(source: Source, status: Status) -> str:
    """Give what is left as YAML."""
    note = (f"# What is left of {status.agreement} as of {status.as_of.isoformat()},\n"
            f"# from what was recorded by {status.known_by.isoformat()}.\n")  # fmt: skip
    return note + yaml.dump(residual(source, status), Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False,
                            width=110)  # fmt: skip


def _norm(value: dict[str, Any], status: NormStatus) -> dict[str, Any]:
    amount = status.amount
    if amount is None or amount.due is None or amount.bound == "at_most" or amount.per or "amount" not in value:
        return value
    if not amount.done or "exchange" in value:
        return value
    left = {**value, "amount": f"{amount.remaining} {amount.unit}"}
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
    for child in reason.children:
        _walk(child, found)


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


def _forget(value: Any, over: set[str]) -> None:
    if isinstance(value, dict):
        for key in list(value):
            if key in _NORM_LISTS and isinstance(value[key], list):
                value[key] = [name for name in value[key] if name not in over]
            elif key in _NORM_LISTS and isinstance(value[key], str) and value[key] in over:
                value[key] = []
            else:
                _forget(value[key], over)
    elif isinstance(value, list):
        for part in value:
            _forget(part, over)
