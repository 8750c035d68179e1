"""One thing that is supposed to happen otherwise than planned: somebody is late, stops, refuses, or a ruling goes one way."""

from typing import NamedTuple

from safeconduct.agreement.joint import named
from safeconduct.agreement.model import Agreement
from safeconduct.agreement.wording import names
from safeconduct.checks.engines.graph import MINUTES_A_DAY, Waits
from safeconduct.checks.live import Cause
from safeconduct.kernel.errors import Fault, Invalid
from safeconduct.kernel.suggest import did_you_mean


class WhatIf(NamedTuple):
    """`kind`: late, default, refuse, ruling. `of` names a norm or another entry, `who` a party, `days` how late."""

    kind: str
    of: str = ""
    who: str = ""
    days: int = 0
    outcome: str = ""


LONGEST = 36_500
"""The most days that anything may be late: a century."""


def parse(kind: str, words: str, agreement: Agreement) -> WhatIf:
    """Read the words of an option, such as `weapons=10`. Raises Invalid (SC030, SC101)."""
    if kind == "default":
        return WhatIf("default", who=_organisation(words, agreement))
    if kind == "refuse":
        who, colon, of = words.partition(":")
        if not colon:
            raise _wrong(f"--refuse {words!r} is not PARTY:NORM", "write who refuses and what, such as alpha:withdraw")
        what_if = WhatIf("refuse", _step(of, agreement), _organisation(who, agreement))
        if not _has_a_part(what_if, agreement):
            raise _wrong(f"{agreement.name_of(what_if.who)} neither owes, confirms, decides nor agrees “{agreement.name_of(of)}”",
                         "name someone who does")  # fmt: skip
        return what_if
    of, equals, value = words.rpartition("=")
    if kind == "ruling":
        if not equals or value not in ("for", "against"):
            raise _wrong(f"--ruling {words!r} is not NORM=for or NORM=against", "such as weapons=against")
        return WhatIf("ruling", _disputed(of, agreement), outcome=value)
    if not equals or not value.isascii() or not value.isdigit() or int(value) > LONGEST:
        raise _wrong(f"--late {words!r} is not NORM=DAYS", f"write whole days up to {LONGEST}, such as weapons=10")
    return WhatIf("late", _step(of, agreement), days=int(value))


def told(what_if: WhatIf, agreement: Agreement) -> str:
    """Give what is supposed, as words."""
    what, who = f"“{agreement.name_of(what_if.of)}”", agreement.name_of(what_if.who)
    return {
        "late": f"{what} is {what_if.days} {'day' if what_if.days == 1 else 'days'} late",
        "default": f"{who} does nothing any more",
        "refuse": f"{who} refuses {what}",
        "ruling": f"{what} is contested, and the ruling is {what_if.outcome} the claim",
    }[what_if.kind]


def delays(what_if: WhatIf, graph: Waits) -> tuple[dict[int, int], dict[int, int]]:
    """Give by how many minutes nodes come later: always, and only where they would be done on a deadline of their own.

    An amount in parts is late as a whole: its first part drags the next ones along, unless these have their own dates.
    """
    if what_if.kind != "late":
        return {}, {}
    nodes, late = nodes_of(what_if.of, graph), what_if.days * MINUTES_A_DAY
    return dict.fromkeys(nodes[:1], late), dict.fromkeys(nodes[1:], late)


def stops(what_if: WhatIf, graph: Waits, agreement: Agreement) -> dict[int, Cause]:
    """Give what cannot come about any more, and take the one who refuses out of those whose word is heard."""
    cause = Cause(why=told(what_if, agreement), who=(what_if.who,), how="perform")
    if what_if.kind == "default":
        nodes = [graph.index[key] for key in (f"does:{what_if.who}", f"says:{what_if.who}") if key in graph.index]
        return dict.fromkeys(nodes, cause)
    if what_if.kind != "refuse":
        return {}
    if _must(what_if, agreement):
        return dict.fromkeys(nodes_of(what_if.of, graph), cause)
    says, found = graph.index.get(f"says:{what_if.who}"), {}
    for key, node in graph.index.items():
        if key.partition(":")[0] == "word" and _is_part(key.partition(":")[2].partition("/")[0], what_if.of):
            graph.children[node] = [child for child in graph.children[node] if child != says]
            if len(graph.children[node]) < graph.need[node]:
                found[node] = cause
    return found


def silent(what_if: WhatIf, who: str, ref: str) -> bool:
    """Whether somebody refuses to confirm a step."""
    return what_if.kind == "refuse" and what_if.who == who and _is_part(ref, what_if.of)


def _is_part(ref: str, of: str) -> bool:
    return ref == of or ref.startswith(f"{of}.")


def nodes_of(of: str, graph: Waits) -> list[int]:
    """Give what is to be done for a duty, part by part, a decision, an event or a part left open; nothing if it is over."""
    kinds = ("done", "decision", "hole", "anchor")
    parts = [node for key, node in graph.index.items() if key.startswith(f"done:{of}.")]
    # An amount in parts is done part by part; the whole adds nothing of its own.
    return parts or [graph.index[key] for kind in kinds if (key := f"{kind}:{of}") in graph.index]


def _must(what_if: WhatIf, agreement: Agreement) -> bool:
    kind, value = agreement.find(what_if.of.partition(".")[0]) or ("", None)
    key = {"obligation": "who", "decision": "by", "hole": "owner", "anchor": "fixed_by"}.get(kind, "")
    return what_if.who in getattr(value, key, ())


def _has_a_part(what_if: WhatIf, agreement: Agreement) -> bool:
    obligation = agreement.obligations.get(what_if.of.partition(".")[0])
    if _must(what_if, agreement) or obligation is None:
        return _must(what_if, agreement)
    keepers = tuple(who for one in obligation.tallies.values() for who in one.by)
    return what_if.who in (*getattr(obligation.verified_by, "any", ()), *obligation.to, *keepers)


def _organisation(word: str, agreement: Agreement) -> str:
    known = [*agreement.parties, *agreement.bodies]
    if word not in known:
        remedy = did_you_mean(word, known, otherwise="known here: " + ", ".join(known))
        raise _wrong(f"no organisation is called {word!r}", remedy, "SC101")
    return word


def _step(word: str, agreement: Agreement) -> str:
    parts = [f"{name}.{key}" for name, one in agreement.obligations.items() if one.tranches for key in one.tranches.parts]
    open_anchors = [name for name, anchor in agreement.anchors.items() if anchor.on is None and anchor.when is None]
    known = [*agreement.obligations, *parts, *agreement.decisions, *agreement.holes, *open_anchors]
    if word not in known:
        raise _wrong(f"no duty, decision, event or part left open is called {word!r}",
                     did_you_mean(word, known, otherwise="a day that the text fixes cannot be late"), "SC101")  # fmt: skip
    return word


def _disputed(word: str, agreement: Agreement) -> str:
    name = _step(word, agreement).partition(".")[0]
    obligation = agreement.obligations.get(name)
    dispute = obligation.dispute if obligation is not None else None
    what = f"“{agreement.name_of(word)}”"
    if obligation is None or dispute is None or not named(dispute.to):
        raise _wrong(f"the text names nobody who rules on {what}", "name a duty that has `dispute:` with `to:`")
    if not named(obligation.who):
        raise _wrong(f"nobody is named who owes {what}, so nobody claims it", "name another duty")
    if not set(dispute.by) - set(obligation.who):
        raise _wrong(f"nobody but {names(obligation.who, agreement)} may contest {what}", "name another duty")
    return word


def _wrong(message: str, remedy: str, code: str = "SC030") -> Invalid:
    return Invalid([Fault(code=code, message=message, remedy=remedy)])
