"""SC305 one-sided-lead

What:
    Shows where one party has to have given everything it owes the other before the other owes its first step: because the
    first step waits for it, or because it falls due later, or has no date at all. It also shows where one gives everything
    by a date and most of what the other owes has none.

Why:
    Whoever has received everything has little left to lose by stopping. It may be accepted knowingly, but it must be seen
    before signing. In Northern Ireland the prisoners were out by mid-2000, and the arms came from 2001 to 2005. In Gaza in
    October 2025 the hostages were due within 72 hours, and most of what was owed for them had no date.

Example:
    hand_in: {who: bravo, to: alpha}
    withdraw: {who: alpha, to: bravo, after: {verified: hand_in}}

Remedy:
    Split both sides into tranches that follow each other, with `lead_at_most: 1 tranche` in an exchange; or allow it with
    a reason.

Known problems:
    Only steps that one party owes to another alone are compared. Steps are counted, not weighed, and a fair order of two
    steps, first one side and then the other, is found too where the second waits for the first. Dates are compared only on
    one calendar or after one event, and only where there are three steps or more. A step without a date that the leading
    side may wait for counts as given. What recurs, such as aid every day, and what is an input of a step of the other side,
    is left out.
"""

from collections.abc import Iterator

from safeconduct.agreement.frame import Role
from safeconduct.agreement.norms import Kind, Obligation
from safeconduct.checks.engines.limits import Due, dues, possible
from safeconduct.checks.engines.veto import silence
from safeconduct.checks.engines.waits import waits
from safeconduct.checks.engines.witness import Log
from safeconduct.checks.finding import Found, Related, Severity, Witness
from safeconduct.checks.text import CheckedText

SEVERITY = Severity.WARNING
LOOKS = 60
"""How many times the size of the text may be looked at in all."""
FEWEST = 3
"""Steps of both sides from which dates are compared: one step each, one after the other, is an exchange like any other."""


def check(text: CheckedText) -> Iterator[Found]:
    """Find every pair of parties of which one gives everything before the other begins."""
    owed: dict[tuple[str, str], list[str]] = {}
    for _, name, obligation in text.obligations():
        if _hard(obligation):
            debtors, creditors = (_parties(text, who) for who in (obligation.who, obligation.to))
            if len(debtors) == len(creditors) == 1 and debtors != creditors:
                owed.setdefault((debtors[0], creditors[0]), []).append(name)
    paced = {name for key in text.agreement.exchanges.values() if key.lead_at_most is not None for name in (key.given, key.owed)}
    until = silence(text).steps + LOOKS * waits(text).size
    for (one, other), gives in owed.items():
        answers = owed.get((other, one), [])
        if answers and paced.isdisjoint((*gives, *answers)) and silence(text).steps <= until:
            found = _by_waits(text, one, other, gives, answers) or _by_dates(text, one, other, gives, answers)
            if found is not None:
                yield found


def _by_waits(text: CheckedText, one: str, other: str, gives: list[str], answers: list[str]) -> Found | None:
    graph, can, asked = waits(text), possible(text), silence(text)
    opens = {graph.index[f"opens:{name}"] for name in answers}
    steps = [graph.index[f"done:{name}"] for name in gives]
    if not all(node in can for node in (*opens, *steps)) or not all(opens <= asked.without([step]).lost for step in steps):
        return None
    last = max(steps, key=lambda node: can.rank[node])
    return Found(
        f"obligations.{answers[0]}.after",
        f"{text.name(one)} has to have given {text.name(other)} everything it owes ({_titles(text, gives)}) before "
        f"{text.name(other)} owes its first step, “{text.name(answers[0])}”",
        trace=(f"As long as “{text.name(graph.name(last))}” is missing, {text.name(other)} owes nothing.",),
        related=_related(gives),
        witness=Log(text, answers[0], [last]).ends({"life": "dormant"}),
    )


def _by_dates(text: CheckedText, one: str, other: str, gives: list[str], answers: list[str]) -> Found | None:
    """Find a lead by dates: all that one owes has a date, and of what the other owes nothing, or little, is due by then."""
    inputs = {owed for name in answers for need in text.agreement.obligations[name].inputs.values() for owed in need.owed_as}
    gives = [name for name in gives if name not in inputs]  # what the other needs for its own step is no lead
    last = [due for name in gives for due in _ends(text, name)]
    if not gives or len(gives) + len(answers) < FEWEST or not all(_ends(text, name) for name in gives):
        return None
    first = {name: _begins(text, name) for name in answers}
    given = _needed_first(text, gives, answers)
    open_ones = [name for name in answers if not first[name] and name not in given]
    later = [name for name in answers if first[name] and name not in given and _all_after(first[name], last)]
    begun = len(answers) - len(open_ones) - len(later)
    if begun and (len(open_ones) < 2 * begun or len(open_ones) < 2):
        return None
    if begun:
        later = []  # what is dated can be late, so it is no lead beside what has been given
    said = f"of what {text.name(other)} owes it, {len(open_ones)} of {len(answers)} steps have no date" if begun else (
        f"nothing that {text.name(other)} owes it is due by then")  # fmt: skip
    behind = later + open_ones
    none = f"Without a date: {_titles(text, open_ones)}." if open_ones else ""
    after = f"Due only later: {_titles(text, later)}." if later else ""
    return Found(
        f"obligations.{behind[0]}.deadline",
        f"{text.name(one)} has to have given {text.name(other)} everything it owes to it alone ({_titles(text, gives)}) "
        f"by a date, and {said}",
        trace=tuple(line for line in (after, none) if line),
        related=_related(gives),
        witness=_witness(text, gives, answers, behind[0]),
    )


def _needed_first(text: CheckedText, gives: list[str], answers: list[str]) -> set[str]:
    """Give the answers without which some step of the leading side cannot even begin: those come first, date or none."""
    graph, can, asked = waits(text), possible(text), silence(text)
    steps = {graph.index[f"opens:{name}"] for name in gives}
    return {name for name in answers if (node := graph.index[f"done:{name}"]) in can and steps & asked.without([node]).lost}


def _witness(text: CheckedText, gives: list[str], answers: list[str], behind: str) -> Witness | None:
    """Give the log in which one side has done all that it owes and the other nothing."""
    log = Log(text, "", [waits(text).index[f"done:{name}"] for name in answers])
    ends = [log.when(f"done:{name}") for name in gives]
    if any(end is None for end in ends):
        return None  # some of it cannot be done unless the other begins
    log.about = behind
    return log.ends({"life": "dormant" if log.when(f"opens:{behind}") is None else "in_force"}, minute=max(filter(None, ends)))


def _ends(text: CheckedText, name: str) -> tuple[Due, ...]:
    """Give the limits by which a step is complete: its own, or else that of its last tranche."""
    obligation = text.agreement.obligations[name]
    last = list(obligation.tranches.parts.values())[-1:] if obligation.tranches else []
    return dues(text, obligation.deadline) or tuple(due for part in last for due in dues(text, part.deadline))


def _begins(text: CheckedText, name: str) -> tuple[Due, ...]:
    """Give every limit of a step and of its tranches: by the first of them something of it is due."""
    obligation = text.agreement.obligations[name]
    parts = obligation.tranches.parts.values() if obligation.tranches else ()
    return (*dues(text, obligation.deadline), *(due for part in parts for due in dues(text, part.deadline)))


def _all_after(later: tuple[Due, ...], earlier: list[Due]) -> bool:
    """Whether every limit is later than every other one; no where two of them cannot be compared."""
    return all(one.event == other.event and one.minute > other.minute for one in later for other in earlier)


def _titles(text: CheckedText, names: list[str]) -> str:
    return ", ".join(f"“{text.name(name)}”" for name in names)


def _related(gives: list[str]) -> tuple[Related, ...]:
    return tuple(Related(f"obligations.{name}", "has to be given first") for name in gives)


def _hard(obligation: Obligation) -> bool:
    return obligation.kind is Kind.RESULT and obligation.per is None and obligation.deadline is not None


def _parties(text: CheckedText, who: tuple[str, ...]) -> list[str]:
    found = [name for name in who if name in text.agreement.parties and text.agreement.parties[name].role is Role.PARTY]
    return found if len(found) == len(who) else []
