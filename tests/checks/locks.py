"""Texts that lock up, and what the evaluator says of a log: for the tests of the second level, with and without the solver."""

from datetime import datetime

from safeconduct.agreement.status import status
from safeconduct.checks.engines.graph import Waits
from safeconduct.checks.finding import Witness
from safeconduct.checks.text import CheckedText
from tests.checks.test_engines import made_up

CONTESTED = "dispute: {by: alpha, to: mission}, verified_by"
LOCKED = made_up(4).replace("after: {anchor: day_d}", "after: {any: [{verified: o1}, {decided: fair}]}", 1).replace(
    "after: {verified: o0}", "after: {any: [{verified: o0}, {agreed: route}]}", 1)  # fmt: skip


def step(content: str, name: str, old: str, new: str) -> str:
    head, _, tail = content.partition(f"  {name}: ")
    assert old in tail.partition("\n")[0]
    return head + f"  {name}: " + tail.replace(old, new, 1)


ROUTES = "after: {any: [{verified: o0}, {decided: fair}]}"
CHOICE = step(made_up(4), "o1", "after: {verified: o0}", ROUTES)
DISPUTE = step(CHOICE, "o0", "verified_by", CONTESTED)


def with_routes(graph: Waits, goes: dict[int, int]) -> Waits:
    found = Waits()
    found.__dict__.update(graph.__dict__)
    found.children, found.need = list(graph.children), list(graph.need)
    for node, route in goes.items():
        found.children[node], found.need[node] = [route], 1
    return found.close()


def replayed(text: CheckedText, witness: Witness) -> dict[str, str]:
    """Give what the evaluator says at the end of a log."""
    at = datetime.fromisoformat(witness.as_of)
    found = status(text.versions, iter(witness.acts), as_of=at, known_by=at)
    norm = found.norm(witness.blocked)
    assert norm is not None
    assert found.not_counted == ()
    return {"life": norm.life.value}
