"""SC305 one-sided-lead

What:
    Shows where one party has to have given everything it owes the other before the other owes its first step.

Why:
    Whoever has received everything has little left to lose by stopping. It may be accepted knowingly, but it must be seen
    before signing. In Northern Ireland the prisoners were out by mid-2000, and the arms came from 2001 to 2005.

Example:
    hand_in: {who: bravo, to: alpha}
    withdraw: {who: alpha, to: bravo, after: {verified: hand_in}}

Remedy:
    Split both sides into tranches that follow each other, with `lead_at_most: 1 tranche` in an exchange; or allow it with
    a reason.

Known problems:
    Only steps that one party owes to another alone are compared, and only by what waits for what: a lead that comes from
    dates, or from one side having no date at all, is told by SC409. Steps are counted, not weighed.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import Role
from safeconduct.agreement.norms import Kind, Obligation
from safeconduct.checks.engines.limits import possible
from safeconduct.checks.engines.veto import silence
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING
LOOKS = 60
"""How many times the size of the text may be looked at in all."""


def check(text: CheckedText) -> Iterator[Found]:
    """Find every pair of parties of which one gives everything before the other begins."""
    owed: dict[tuple[str, str], list[str]] = {}
    for _, name, obligation in text.obligations():
        if _hard(obligation):
            debtors, creditors = (_parties(text, who) for who in (obligation.who, obligation.to))
            if len(debtors) == len(creditors) == 1 and debtors != creditors:
                owed.setdefault((debtors[0], creditors[0]), []).append(name)
    paced = {name for key in text.agreement.exchanges.values() if key.lead_at_most is not None for name in (key.given, key.owed)}
    graph, can, asked = waits(text), possible(text), silence(text)
    until = asked.steps + LOOKS * graph.size
    for (one, other), gives in owed.items():
        answers = owed.get((other, one), [])
        if not answers or not paced.isdisjoint((*gives, *answers)):
            continue
        opens = {graph.index[f"opens:{name}"] for name in answers}
        steps = [graph.index[f"done:{name}"] for name in gives]
        if not all(node in can for node in (*opens, *steps)) or asked.steps > until:
            continue
        if all(opens <= asked.without([step]).lost for step in steps):
            titles = ", ".join(f"“{text.name(name)}”" for name in gives)
            last = max(steps, key=lambda node: can.rank[node])
            yield Found(
                f"obligations.{answers[0]}.after",
                f"{text.name(one)} has to have given {text.name(other)} everything it owes ({titles}) before "
                f"{text.name(other)} owes its first step, “{text.name(answers[0])}”",
                trace=(f"As long as “{text.name(graph.name(last))}” is missing, {text.name(other)} owes nothing.",),
                related=tuple(Related(f"obligations.{name}", "has to be given first") for name in gives),
                witness=Log(text, answers[0], [last]).ends({"life": "dormant"}),
            )


def _hard(obligation: Obligation) -> bool:
    return obligation.kind is Kind.RESULT and obligation.per is None and obligation.deadline is not None


def _parties(text: CheckedText, who: tuple[str, ...]) -> list[str]:
    found = [name for name in who if name in text.agreement.parties and text.agreement.parties[name].role is Role.PARTY]
    return found if len(found) == len(who) else []
